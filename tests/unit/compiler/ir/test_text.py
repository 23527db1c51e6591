"""Values as people and programs read them."""

from __future__ import annotations

import datetime
import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

from compiler.ir import text
from compiler.ir.peers import Peers
from compiler.ir.values import NONE, UNKNOWN, Duration
from compiler.ir.verdicts import Leaf
from dsl.kinds import ChoiceKind, DateKind, Dimension, ListKind, NumberKind, SetKind, TextKind, YesNoKind

FTE = NumberKind("quantity", Dimension.of("fte"), "fte")
HOURS = NumberKind("quantity", Dimension.of("minute"), "hours", Fraction(60))
EUR = NumberKind("quantity", Dimension.of("EUR"), "EUR")
EUR_PER_HOUR = NumberKind("quantity", Dimension.of("EUR").per(Dimension.of("hour")), "EUR per hour")
RATE = NumberKind("quantity", Dimension.of("fte").per(Dimension.of("patient")))
PERCENT = NumberKind("percent")


@pytest.mark.parametrize(
    ("value", "en", "nl"),
    [
        (0, "0", "0"),
        (Decimal("1.50"), "1.5", "1,5"),
        (9999, "9999", "9999"),
        (12500, "12 500", "12.500"),
        (Fraction(-1, 20), "−0.05", "−0,05"),
        (Fraction("1234567.5"), "1 234 567.5", "1.234.567,5"),
        (Fraction(1, 3), "≈ 0.3333", "≈ 0,3333"),
        (Fraction(-1, 3), "≈ −0.3333", "≈ −0,3333"),
        (Fraction(2, 3), "≈ 0.6667", "≈ 0,6667"),
        (Fraction(1, 3_000_000), "≈ 0.00000033", "≈ 0,00000033"),
        (10**30, "1" + " 000" * 10, "1" + ".000" * 10),
    ],
)
def test_numbers(value: text.Exact, en: str, nl: str) -> None:
    assert (text.number(value, "en"), text.number(value, "nl")) == (en, nl)


@pytest.mark.parametrize(
    ("value", "kind", "en"),
    [
        (Fraction("0.05"), FTE, "0.05 fte"),
        (90, HOURS, "1.5 hours"),
        (Fraction(4, 5), PERCENT, "80%"),
        (Fraction("0.045"), PERCENT, "4.5%"),
        (1250, EUR, "€ 1250"),
        (Fraction("1250.5"), EUR, "€ 1250.50"),
        (Fraction("58.4"), EUR_PER_HOUR, "€ 58.40 per hour"),
        (Fraction(529_144, 3_000), EUR_PER_HOUR, "≈ € 176.38 per hour"),
        (Fraction(2, 3), EUR, "≈ € 0.67"),
        (Fraction(7, 12), PERCENT, "≈ 58.33%"),
        (Fraction(1, 4), RATE, "0.25 fte per patient"),
        (7, NumberKind(), "7"),
        (Fraction(1, 2), NumberKind("ratio"), "0.5"),
    ],
)
def test_amounts_are_in_the_unit_of_their_kind(value: text.Exact, kind: NumberKind, en: str) -> None:
    assert text.amount(value, kind, "en") == en


def test_other_values() -> None:
    choice = ChoiceKind(("owner", "locum"))
    several = SetKind(("DMII", "COPD", "HVZ"))
    assert text.worded(UNKNOWN, FTE, "nl") == "onbekend"
    assert text.worded(NONE, DateKind(), "nl") == "afwezig"
    assert text.worded(True, YesNoKind(), "nl") == "ja"
    assert text.worded("owner", choice, "en") == "owner"
    assert text.worded("Utrecht", TextKind(), "en") == '"Utrecht"'
    assert text.worded(frozenset({"HVZ", "DMII"}), several, "en") == "DMII, HVZ"
    assert text.worded(frozenset(), several, "nl") == "leeg"
    assert text.worded(datetime.date(2025, 6, 1), DateKind(), "nl") == "1 juni 2025"
    assert text.worded(datetime.datetime(2025, 6, 1, 9, 30), DateKind(), "en") == "1 June 2025 09:30"
    assert text.worded(Duration(1, 14), FTE, "en") == "1 month + 14 days"
    assert text.worded(Duration(2), FTE, "nl") == "2 maanden"
    assert text.worded(({}, {}), ListKind(FTE), "en") == "2 elements"
    assert text.worded((), ListKind(FTE), "en") == "empty"


def test_leaves() -> None:
    leaf = Leaf(("locations", 2, "backup hospitals", 1, "transfer time"))
    assert text.leaf(leaf, "en") == "transfer time of backup hospitals 1 of locations 2"
    assert text.leaf(leaf, "nl") == "transfer time van backup hospitals 1 van locations 2"


@pytest.mark.parametrize(
    ("value", "exact"),
    [("1/8", "0.125"), ("1/3", "1/3"), ("-1/20", "-0.05"), ("-7", -7), ("1/40", "0.025"), ("100", 100), ("3/2", "1.5")],
)
def test_numbers_for_programs_are_exact(value: str, exact: object) -> None:
    assert text.exact_number(Fraction(value)) == exact
    assert Fraction(str(exact)) == Fraction(value)


def test_values_for_programs_have_the_unit_of_their_kind() -> None:
    assert (text.exact(Fraction(4, 5), PERCENT), text.unit(PERCENT)) == (80, "%")
    assert (text.exact(90, HOURS), text.unit(HOURS)) == ("1.5", "hours")
    assert (text.exact(7, NumberKind()), text.unit(NumberKind())) == (7, None)
    assert text.unit(RATE) == "fte per patient"
    assert text.exact(UNKNOWN, FTE) == {"absence": "unknown"}
    assert text.exact(True, YesNoKind()) is True
    assert text.exact((Decimal("0.8"),), ListKind(FTE)) == ["0.8"]


def test_a_fact_of_another_provider_is_told_with_its_name() -> None:
    peers = Peers(({}, {}, {}), names=("Noord", "Zuid"))
    paths = [("Company", peers.place(number), "turnover") for number in (1, 2)]
    assert [text.leaf(Leaf(path), "nl") for path in paths] == [
        'turnover van Company 2 "Zuid"',
        "turnover van Company 3",
    ]
    assert paths[0] == ("Company", 2, "turnover")
    copied = pickle.loads(pickle.dumps(paths))
    assert text.leaf(Leaf(copied[0]), "en") == 'turnover of Company 2 "Zuid"'


def test_what_is_rounded_is_not_said_to_be_equal() -> None:
    third = text.number(Fraction(1, 3), "en")
    assert text.equals("share", third) == "share ≈ 0.3333"
    assert text.equals("share", "none") == "share = none"


@pytest.mark.parametrize(
    ("actual", "threshold", "kind", "said"),
    [
        (Fraction(59_999, 100_003), Fraction(3, 5), PERCENT, ("≈ 59.997%", "60%")),
        (Fraction(3, 5), Fraction(59_999, 100_003), PERCENT, ("60%", "≈ 59.997%")),
        (Fraction(1, 3), Fraction(100_001, 300_000), PERCENT, ("≈ 33.333%", "≈ 33.334%")),
        (Fraction(7, 12), Fraction(3, 5), PERCENT, ("≈ 58.33%", "60%")),
        (Fraction(299_999, 300_001), Fraction(1), FTE, ("≈ 0.99999 fte", "1 fte")),
        (Fraction(3, 5), Fraction(3, 5), PERCENT, ("60%", "60%")),
    ],
)
def test_two_amounts_that_differ_never_look_the_same(
    actual: Fraction, threshold: Fraction, kind: NumberKind, said: tuple[str, str]
) -> None:
    assert text.amounts(actual, threshold, kind, "en") == said
