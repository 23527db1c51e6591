"""Literals and names as each language writes them."""

from __future__ import annotations

import datetime

import pytest

from dsl import syntax as s
from dsl.printing.spelling import Spelling

EN, NL = Spelling("en"), Spelling("nl")


@pytest.mark.parametrize(
    ("number", "english", "dutch"),
    [
        (s.Number("4200"), "4200", "4200"),
        (s.Number("4200", grouped=True), "4 200", "4.200"),
        (s.Number("1234567.50", grouped=True), "1 234 567.50", "1.234.567,50"),
        (s.Number("100000", grouped=True), "100 000", "100.000"),
        (s.Number("0.05"), "0.05", "0,05"),
        (s.Number("-1500", grouped=True), "−1 500", "−1.500"),
    ],
)
def test_numbers(number: s.Number, english: str, dutch: str) -> None:
    assert (EN.number(number), NL.number(number)) == (english, dutch)


def test_quantities() -> None:
    euros = s.Quantity(s.Number("1250.00", grouped=True), s.Name("EUR"), symbol=True)
    assert (EN.quantity(euros), NL.quantity(euros)) == ("€ 1 250.00", "€ 1.250,00")
    assert NL.quantity(s.Quantity(s.Number("0.8"), s.Name("fte"))) == "0,8 fte"
    assert NL.percent(s.Percent(s.Number("4.5"))) == "4,5%"


def test_dates() -> None:
    day = datetime.date(2025, 6, 1)
    assert (EN.date(s.Date(day)), NL.date(s.Date(day))) == ("2025-06-01", "2025-06-01")
    assert (EN.date(s.Date(day, words=True)), NL.date(s.Date(day, words=True))) == ("1 June 2025", "1 juni 2025")
    noon = s.Moment(datetime.datetime(2024, 12, 20, 12, 5), words=True)
    assert (EN.moment(noon), NL.moment(noon)) == ("20 December 2024 12:05", "20 december 2024 12:05")


@pytest.mark.parametrize(
    ("name", "english", "dutch"),
    [
        ("registered patients", "registered patients", "registered patients"),
        ("duty of care met", "`duty of care met`", "`duty of care met`"),
        ("zorg van de huisarts", "zorg van de huisarts", "`zorg van de huisarts`"),
        ("elke week", "elke week", "`elke week`"),
        ("not kept", "`not kept`", "not kept"),
        ("foto's", "foto's", "foto's"),
        ("contracted 2023", "contracted 2023", "contracted 2023"),
        ("lowest price", "lowest price", "lowest price"),
        ("a/b", "`a/b`", "`a/b`"),
        ("two  spaces", "`two  spaces`", "`two  spaces`"),
    ],
)
def test_names_take_backticks_where_the_language_needs_them(name: str, english: str, dutch: str) -> None:
    assert (EN.name(s.Name(name)), NL.name(s.Name(name))) == (english, dutch)


def test_names_take_backticks_where_their_place_needs_them() -> None:
    assert EN.name(s.Name("lowest price"), then=" of x") == "`lowest price`"
    assert EN.name(s.Name("stand by"), then=' "x"') == "`stand by`"
    assert EN.name(s.Name("source quality"), competing=("SOURCE",)) == "`source quality`"
    assert EN.option(s.Name("not kept")) == "not kept"
    assert EN.head(s.Name("own agreement or follow")) == "own agreement or follow"
    assert EN.head(s.Name("safety first")) == "`safety first`"
    assert EN.expected(s.Name("almost"), "not met") == "almost"
    assert EN.expected(s.Name("almost not"), "met") == "`almost not`"


def test_a_month_beside_numbers_is_no_date() -> None:
    unit = s.Quantity(s.Number("1"), s.Name("juni 2025"))
    assert (EN.quantity(unit), NL.quantity(unit)) == ("1 juni 2025", "1 `juni 2025`")
    assert (EN.phrase(s.Phrase("May")), NL.phrase(s.Phrase("May"))) == ("`May`", "May")
