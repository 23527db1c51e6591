"""What is told of a condition on a deadline: that there is still time, or by how much it was missed; each once."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from compiler.ir.evaluate import evaluate
from compiler.ir.values import NONE
from compiler.ir.verdicts import PolicyResult
from compiler.ir.words import distance
from compiler.report.decisions import counts, line
from compiler.report.prose.causes import causes
from compiler.report.verdicts import reasoning
from dsl.diagnostics import Language
from dsl.kinds import MomentKind
from tests.unit.compiler.policies import compiled

POLICY = """beleid P
    geldig 2026-07-01 tot en met 2027-12-31
    beoordeelt Praktijk

document d

gegevens Praktijk
    getekend op : datum en tijd, optioneel
    groot       : ja/nee

termijn ondertekening "De praktijk tekent" door "de praktijk"
    bron d 4
    {0}
    uiterlijk 1 oktober 2026 12:00
    gedaan op : getekend op

eis op tijd getekend
    bron d 4
    {1}

toekenning vergoeding : percentage van het tarief
    bron d 5
    alleen voor wie in aanmerking komt
    105% als groot
    103% anders
"""
JULY, OCTOBER = datetime.date(2026, 7, 1), datetime.date(2026, 10, 15)
ASKED = "termijn ondertekening is gehaald"


def decided(day: datetime.date, signed: Any, asked: str = ASKED, applies: str = "", **facts: Any) -> PolicyResult:
    policy, problems = compiled(POLICY.format(applies, asked)).policy("main", day, "nl")
    assert policy is not None, problems
    return evaluate(policy, {"getekend op": signed, **facts})


def told(result: PolicyResult, language: Language = "nl") -> str:
    (cause,) = causes(result.results[0].body, language)
    return cause.said


def test_while_there_is_time_a_deadline_is_not_met_yet() -> None:
    later = decided(JULY, datetime.datetime(2026, 9, 3, 9, 30))
    assert told(later) == (
        "de termijn ‘De praktijk tekent’ is nog niet gehaald: er is tijd tot 1 oktober 2026 12:00"
        " (gedaan op 3 september 2026 09:30, na de peildatum; nog 92 dagen)"
    )
    assert told(decided(JULY, NONE), "en") == (
        "the deadline “De praktijk tekent” is not met yet: there is time until 1 oktober 2026 12:00".replace(
            "oktober", "October"
        )
        + " (not done, 92 days left)"
    )
    said = reasoning("A", later, "nl")
    assert "ruimte" not in said and said.count("er is tijd tot 1 oktober 2026 12:00") == 1
    assert "er is tijd tot" in line("A", later, "nl").why


def test_what_was_missed_is_told_with_when_it_was_done() -> None:
    missed = decided(OCTOBER, datetime.datetime(2026, 10, 1, 12, 1))
    assert "gemist: er was tijd tot 1 oktober 2026 12:00" in told(missed)
    assert told(missed).endswith("op de laatste dag, maar na 12:00)")
    assert told(decided(OCTOBER, datetime.datetime(2026, 10, 3, 9))).endswith("2 dagen te laat)")
    assert told(decided(OCTOBER, NONE)).endswith("(niet gedaan, 14 dagen na de laatste dag)")


@pytest.mark.parametrize("day", [JULY, OCTOBER])
def test_what_was_done_too_early_is_not_told_as_in_time(day: datetime.date) -> None:
    early = decided(day, datetime.datetime(2026, 6, 20, 9), applies="vanaf 2026-06-20 09:01")
    assert told(early).endswith("(gedaan op 20 juni 2026 09:00, te vroeg: het begint op 20 juni 2026 09:01)")
    counted = decided(day, datetime.datetime(2026, 6, 20, 9), applies="vanaf 2026-06-20 09:00")
    assert told(counted).endswith("(gedaan op 20 juni 2026 09:00, 103 dagen voor de laatste dag)")


@pytest.mark.parametrize(
    ("asked", "day"), [("termijn ondertekening is niet gemist", OCTOBER), (f"niet ({ASKED})", JULY)]
)
def test_whatever_is_asked_of_a_deadline_what_became_of_it_is_told(asked: str, day: datetime.date) -> None:
    said = told(decided(day, datetime.datetime(2026, 10, 1, 12, 1), asked))
    assert ("is gemist:" if day == OCTOBER else "is nog niet gehaald:") in said


def test_a_deadline_that_does_not_apply_is_not_held_against_anybody() -> None:
    result = decided(JULY, NONE, applies="geldt als groot", groot=False)
    assert told(result) == "de termijn ‘De praktijk tekent’ is niet van toepassing"
    assert "geldt als groot: nee" in reasoning("A", result, "nl")


def test_the_day_is_told_once_and_why_nothing_is_given() -> None:
    said = reasoning("A", decided(OCTOBER, NONE), "nl")
    assert "uiterlijk 1 oktober 2026 12:00; niet gedaan" in said and "12:00: 1 oktober" not in said
    assert "vergoeding: niet toegekend, want komt niet in aanmerking" in said and "afwezig" not in said


def test_what_is_not_given_is_not_told_to_be_so_by_a_condition_that_is_open() -> None:
    text = POLICY.replace("    alleen voor wie", "    geldt als groot\n    alleen voor wie").format("", ASKED)
    policy, problems = compiled(text).policy("main", OCTOBER, "nl")
    assert policy is not None, problems
    said = reasoning("A", evaluate(policy, {"getekend op": NONE}), "nl")
    assert "vergoeding: niet toegekend, want komt niet in aanmerking" in said


@pytest.mark.parametrize(
    ("seconds", "nl", "en"),
    [
        (60, "1 minuut", "1 minute"),
        (423_000, "4 dagen, 21 uur en 30 minuten", "4 days, 21 hours and 30 minutes"),
        (86_400, "1 dag", "1 day"),
        (3600, "1 uur", "1 hour"),
        (86_401, "1 dag en 1 seconde", "1 day and 1 second"),
        (0, "0 dagen", "0 days"),
    ],
)
def test_moments_are_days_hours_and_minutes_apart(seconds: int, nl: str, en: str) -> None:
    apart = Fraction(seconds, 86_400)
    assert (distance(apart, MomentKind(), "nl"), distance(apart, MomentKind(), "en")) == (nl, en)


def test_decisions_are_counted_in_the_right_number() -> None:
    found = [decided(JULY, NONE).outcome, *[decided(OCTOBER, datetime.datetime(2026, 9, 1)).outcome] * 2]
    assert counts(found, "nl") == "2 komen in aanmerking, 1 komt niet in aanmerking"
    assert counts(found, "en") == "2 eligible, 1 ineligible"
