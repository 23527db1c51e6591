"""Decision records: what they hold, what tells that one was changed, and that facts come out as they went in."""

from __future__ import annotations

import datetime
import json
from functools import cache
from importlib.resources import files
from itertools import permutations

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir.values import FactValue
from compiler.records.problems import Place
from compiler.records.providers import Judgement
from compiler.report.record.chain import canonical, chained, hash_of, read
from compiler.report.record.facts import facts_data, read_facts
from tests.unit.compiler.records.declarations import RECORDS, UNITS
from tests.unit.compiler.records.test_properties import facts, without_empty
from tests.unit.compiler.report.shipped import POLICIES, held

SCHEMA = json.loads(files("compiler.report.record").joinpath("schema.json").read_text(encoding="utf-8"))


@cache
def record(name: str) -> str:
    found = held(name, "en")
    return b"".join(found.record(found.providers)).decode()


@pytest.mark.parametrize("name", POLICIES)
def test_every_line_is_as_the_schema_says(name: str) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    lines = record(name).splitlines()
    assert len(lines) == len(held(name, "en").providers) + 2
    for line in lines:
        validator.validate(json.loads(line))


def test_a_record_is_the_same_each_time_whatever_the_language_of_the_report() -> None:
    dutch = held("zbc", "nl")
    assert record("zbc") == b"".join(dutch.record(dutch.providers)).decode()


def test_a_judgement_keeps_who_when_and_why() -> None:
    told = json.loads(record("pharmacy").splitlines()[1])["facts"]["improvement insufficiently kept"]
    assert told == {
        "value": True,
        "by": "purchaser East",
        "on": "2023-09-01",
        "why": "Two of the three agreed steps of 2022 were not taken",
    }


@settings(max_examples=60)
@given(facts=facts(RECORDS[0]), by=st.none() | st.just("someone"))
def test_facts_come_out_as_they_went_in(facts: dict[str, FactValue], by: str | None) -> None:
    judgements = {
        each.name: Judgement(bool(facts[each.name]), by, by and datetime.date(2025, 1, 2), by and "so")
        for each in RECORDS[0].fields
        if each.judgement and isinstance(facts.get(each.name), bool)
    }
    written = facts_data(facts, judgements, RECORDS, RECORDS[0].name)
    again, problems = read_facts(json.loads(canonical(written)), "x", RECORDS, RECORDS[0].name, UNITS, Place("x"))
    assert not problems and again is not None
    assert again.judgements == judgements and without_empty(again.facts) == without_empty(facts)


# --- the chain --------------------------------------------------------------------------------------------------------


def lines(count: int = 4) -> list[str]:
    decisions = [{"provider": f"p{number}", "decision": "eligible"} for number in range(count)]
    return b"".join(chained({"policy": {}}, decisions)).decode().splitlines()


def flaws(changed: list[str]) -> list[int]:
    return [each.line for each in read("\n".join(changed) + "\n").flaws]


def test_a_record_as_it_was_written_has_no_flaws() -> None:
    found = read("\n".join(lines()) + "\n")
    assert not found.flaws and len(found.decisions) == 4
    assert found.head == json.loads(lines()[-1])["sha256"]


@pytest.mark.parametrize("at", range(6))
def test_a_changed_line_is_found_also_when_its_own_hash_was_made_to_fit(at: int) -> None:
    changed = lines()
    data = {**json.loads(changed[at]), "decision": "ineligible"}
    changed[at] = canonical(data).decode()
    assert at + 1 in flaws(changed)
    changed[at] = canonical({**data, "sha256": hash_of(data)}).decode()
    assert sorted({*flaws(changed)}) == ([2, 3, 4, 5] if at == 0 else [at + 2] if at < 5 else [])


def test_who_rewrites_the_end_is_found_by_the_hash_kept_elsewhere() -> None:
    changed = lines()
    data = {**json.loads(changed[-1]), "note": "x"}
    changed[-1] = canonical({**data, "sha256": hash_of(data)}).decode()
    assert read("\n".join(changed)).head != read("\n".join(lines())).head


@pytest.mark.parametrize("at", range(6))
def test_a_removed_line_is_found(at: int) -> None:
    changed = lines()
    del changed[at]
    assert flaws(changed)


def test_lines_are_numbered_as_they_stand_where_one_is_no_line() -> None:
    changed = [*lines()[:-1]]
    changed[1] = "garbage"
    assert [each.line for each in read("\n".join(changed)).flaws] == [2, 3, len(changed)]


def test_lines_in_any_other_order_are_found() -> None:
    whole = lines(3)
    for order in permutations(range(5)):
        assert bool(flaws([whole[at] for at in order])) is (order != tuple(range(5)))


@pytest.mark.parametrize("text", ["", "\n", "no json", "[]", '{"kind": "decision"}', '{"a": 1e999}'])
def test_what_is_no_record_is_a_flaw_and_no_fault(text: str) -> None:
    assert read(text).flaws


def test_what_ends_a_line_elsewhere_ends_none_in_a_record() -> None:
    text = b"".join(chained({"note": "a\u2028b\x85c\u2029"}, [{"provider": "\u2028"}])).decode()
    assert read(text).flaws == ()
    assert [each["provider"] for each in read(text).decisions] == ["\u2028"]


def test_a_line_that_is_too_deep_is_no_line() -> None:
    assert 1 in flaws(["[" * 100_000])


def test_large_whole_numbers_stand_as_text() -> None:
    assert canonical({"a": 2**60, "b": 2**53 - 1}) == b'{"a":"1152921504606846976","b":9007199254740991}'
