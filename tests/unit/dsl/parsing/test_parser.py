"""The parser: what becomes of a text, where it stands, and how mistakes stay apart."""

from __future__ import annotations

import datetime

import pytest

from dsl import syntax as s
from dsl.parsing.parsed import ParsedFile
from dsl.parsing.parser import parse
from dsl.parsing.reading import decode
from dsl.source import SourceFile


def parsed(text: str) -> ParsedFile:
    return parse(SourceFile("test.policy", text))


def body(condition: str, language: str = "en") -> s.Expr:
    head = "requirement x" if language == "en" else "eis x"
    result = parsed(f"{head}\n    {condition}\n")
    assert not result.diagnostics, result.diagnostics
    statement = result.module.statements[0]
    assert isinstance(statement, s.Criterion)
    return statement.body


def ref(text: str) -> s.Ref:
    return s.Ref(s.Name(text))


def quantity(digits: str, unit: str) -> s.Quantity:
    return s.Quantity(s.Number(digits), s.Name(unit))


def test_founding_phrase_of_staffing() -> None:
    staffing = body("total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients")
    assert staffing == s.Compare(
        s.Comparison.GE,
        s.Per(s.Aggregate("total", s.Name("fte"), ref("doctors")), ref("registered patients")),
        s.Per(quantity("1.0", "fte"), quantity("3000", "patients")),
    )


def test_founding_phrase_of_mandate_with_its_ascii_twin() -> None:
    mandate = s.Compare(s.Comparison.GE, ref("RHO mandate"), s.Percent(s.Number("80")))
    assert body("RHO mandate ≥ 80%") == mandate
    assert body("RHO mandate >= 80%") == mandate


def test_numbers_follow_the_language_of_the_file() -> None:
    assert body("x ≥ 100 000 patients") == s.Compare(
        s.Comparison.GE, ref("x"), s.Quantity(s.Number("100000", grouped=True), s.Name("patients"))
    )
    assert body("x ≥ 100.000 patiënten", "nl") == s.Compare(
        s.Comparison.GE, ref("x"), s.Quantity(s.Number("100000", grouped=True), s.Name("patiënten"))
    )
    assert body("x ≥ 1.500,25 fte", "nl") == s.Compare(
        s.Comparison.GE, ref("x"), s.Quantity(s.Number("1500.25", grouped=True), s.Name("fte"))
    )


def test_dates_and_moments() -> None:
    assert body("start on or after 1 January 2024") == s.Compare(
        s.Comparison.ON_OR_AFTER, ref("start"), s.Date(datetime.date(2024, 1, 1), words=True)
    )
    assert body("start vóór 20 december 2024 12:00", "nl") == s.Compare(
        s.Comparison.BEFORE, ref("start"), s.Moment(datetime.datetime(2024, 12, 20, 12, 0), words=True)
    )


def test_and_binds_tighter_only_inside_parentheses() -> None:
    assert body("(a and b) or not c") == s.Or((s.And((ref("a"), ref("b"))), s.Not(ref("c"))))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("VECOZO certificate valid until", ["VECOZO certificate valid until"]),
        ("contracted 2023 and exception granted", ["contracted 2023", "exception granted"]),
        ("region is preferred by VGZ", ["region", "preferred by VGZ"]),
        ("in the region and foto's gemaakt", ["in the region", "foto's gemaakt"]),
        ("`duty of care met` and self-employed", ["duty of care met", "self-employed"]),
        ("lowest price and total staff", ["lowest price", "total staff"]),
    ],
)
def test_names_are_phrases(text: str, names: list[str]) -> None:
    found: list[str] = []

    def collect(node: object) -> None:
        if isinstance(node, s.Ref):
            found.append(node.name.text)
        elif isinstance(node, s.And):
            for operand in node.operands:
                collect(operand)
        elif isinstance(node, s.Compare):
            collect(node.left)
            collect(node.right)

    collect(body(text))
    assert found == names


def test_quantifiers_inline_and_as_blocks() -> None:
    inline = s.Quantified(
        s.Quantifier("every"), ref("specialist"), s.Compare(s.Comparison.GE, ref("fte"), quantity("0.3", "fte"))
    )
    assert body("every specialist has fte ≥ 0.3 fte") == inline
    assert body("every specialist has\n        fte ≥ 0.3 fte") == inline
    assert body("at least 2 specialists") == s.Quantified(s.Quantifier("at least", 2), ref("specialists"), None)
    nested = body(
        "every location has\n        some backup hospital has\n            all of\n                - a\n                - b"
    )
    assert nested == s.Quantified(
        s.Quantifier("every"),
        ref("location"),
        s.Quantified(s.Quantifier("some"), ref("backup hospital"), s.Group("all", (ref("a"), ref("b")))),
    )


def test_no_is_a_value_and_a_quantifier() -> None:
    assert body("no location has closed") == s.Quantified(s.Quantifier("no"), ref("location"), ref("closed"))
    assert body("closed is no") == s.Compare(s.Comparison.IS, ref("closed"), s.YesNo(False))


def test_options_may_start_with_not() -> None:
    assert body("afspraken is een van niet nagekomen, geweigerd", "nl") == s.OneOf(
        ref("afspraken"), (ref("niet nagekomen"), ref("geweigerd"))
    )


def test_four_mistakes_give_four_errors_and_the_rest_is_there() -> None:
    result = parsed(
        "policy P\n    judges Practice\n\nrecord Practice\n    a : yes/no, optionul\n    b : yes/no\n\n"
        "requirment one\n    a\n\nrequirement two\n    a ≥ ≥ 1\n\nrequirement three\n    1,5 fte ≥ b\n\nrequirement four\n    b\n"
    )
    assert [each.code for each in result.diagnostics] == ["E101", "E102", "E101", "E108"]
    kinds = [type(each).__name__ for each in result.module.statements]
    assert kinds == ["Policy", "Record", "Criterion"]


def test_at_least_one_is_one_or_more_wherever_it_stands() -> None:
    some = s.Group("any", (ref("a"), ref("b")))
    for words in ("een of meer van", "één of meer van", "minstens één van", "minstens een van"):
        assert body(f"{words}\n        - a\n        - b", "nl") == some
    quantified = [body(f"{words} arts heeft a", "nl") for words in ("minstens één", "minstens een", "enige")]
    assert all(each == quantified[0] and isinstance(each, s.Quantified) for each in quantified)


def test_spans_lead_back_to_the_text() -> None:
    result = parsed("requirement x\n    total fte of doctors ≥ 1.0 fte  # why\n")
    criterion = result.module.statements[0]
    assert isinstance(criterion, s.Criterion)
    assert criterion.body.span.text == "total fte of doctors ≥ 1.0 fte"
    assert criterion.span.text == "requirement x"
    assert [comment.text for comment in result.comments] == ["# why"]


def test_comment_signs_inside_texts_are_text() -> None:
    result = parsed('requirement x "number #1"\n    a  # outside\n')
    assert [comment.text for comment in result.comments] == ["# outside"]


def test_example_values_stay_flat_until_the_declarations_are_known() -> None:
    result = parsed(
        'example "De Linde"\n    as of 2025-03-01\n    registered patients = 4200 patients\n    doctors =\n'
        "        - fte 0.8, position owner, finally responsible yes\n"
        "            visits =\n                - days 3\n    expect eligible\n"
    )
    assert not result.diagnostics
    example = result.module.statements[0]
    assert isinstance(example, s.Example)
    patients, doctors = example.assignments
    assert patients.value == s.Inline((s.InlineField((s.Number("4200"), s.Phrase("patients"))),))
    assert isinstance(doctors.value, s.Items)
    (doctor,) = doctors.value.items
    assert doctor.inline == (
        s.InlineField((s.Phrase("fte"), s.Number("0.8"))),
        s.InlineField((s.Phrase("position owner"),)),
        s.InlineField((s.Phrase("finally responsible"), s.YesNo(True))),
    )
    assert doctor.assignments[0].name == s.Name("visits")


def test_the_language_follows_from_the_first_keyword_or_line() -> None:
    assert parsed("beleid A\n    beoordeelt B\n").module.language == "nl"
    assert parsed("document a-1\n\neis x\n    a\n").module.language == "nl"
    assert parsed("policy A\n    judges B\n").module.language == "en"
    declared = parsed("taal nl\n\ndocument a-1\n").module
    assert (declared.language, declared.declared) == ("nl", True)


def test_line_endings_and_byte_order_mark() -> None:
    source, mistakes = decode("x.policy", b"\xef\xbb\xbfrequirement x\r\n    a  # why\r\n")
    result = parse(source)
    assert not mistakes
    assert not result.diagnostics
    assert [comment.text for comment in result.comments] == ["# why"]


def test_bytes_that_are_not_utf8_are_named() -> None:
    source, mistakes = decode("x.policy", "eis patiënten".encode("latin-1"))
    assert [each.code for each in mistakes] == ["E118"]
    assert source.position(mistakes[0].span.start) == (1, 9)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("requirement x\n    " + "(" * 900 + "a" + ")" * 900, "E111"),
        ("requirement x\n    " + "not " * 490 + "a", "E111"),
        (
            "requirement x\n"
            + "".join(" " * (depth + 1) + "all of\n" + " " * (depth + 2) + "- any of\n" for depth in range(1, 400, 2)),
            None,
        ),
        ("requirement x\n    a ≥ " + "9" * 1_900, "E113"),
        ("requirement x\n    a ≥ " + "9" * 10_000, "E112"),
        ("requirement " + "x" * 10_000_000, "E112"),
        ("\n" * 3_000_000, "E112"),
        ("requirement x\n" + "\n".join(" " * depth + "all of" for depth in range(1, 10_000)), "E112"),
    ],
)
def test_hostile_texts_end_in_a_diagnostic(text: str, code: str | None) -> None:
    result = parsed(text)
    assert result.diagnostics
    if code:
        assert code in {each.code for each in result.diagnostics}
