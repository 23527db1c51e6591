"""The canonical layout, held to files that were read and found right."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.diagnostics import CompilerFault, Language
from dsl.parsing.parser import parse
from dsl.printing.formatter import format_source
from dsl.printing.guard import check_same
from dsl.printing.printer import print_module
from dsl.source import SourceFile

GOLDEN = Path(__file__).parents[3] / "golden" / "formatter"


def formatted(text: str, to: Language | None = None) -> str:
    result, diagnostics = format_source(SourceFile("a.policy", text), to)
    assert result is not None, diagnostics
    return result


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_messy_file(language: Language) -> None:
    source = SourceFile.read(GOLDEN / "messy.policy")
    assert formatted(source.text, language) == (GOLDEN / f"messy.{language}.policy").read_text(encoding="utf-8")


def test_the_golden_files_are_formatted_and_each_other_s_translation() -> None:
    english, dutch = ((GOLDEN / f"messy.{language}.policy").read_text(encoding="utf-8") for language in ("en", "nl"))
    assert formatted(english) == formatted(dutch, "en") == english
    assert formatted(dutch) == formatted(english, "nl") == dutch


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ""),
        ("\n  \n# only\n\n\n# comments", "# only\n\n# comments\n"),
        ("document x", "language en\n\ndocument x\n"),
        ("# first\ntaal nl  # second\ndocument x", "# first\ntaal nl  # second\n\ndocument x\n"),
        ("use a\nuse b\n\n\nuse c", "use a\nuse b\n\nuse c\n"),
        ("use a\nrequirement x\n    y", "use a\n\nrequirement x\n    y\n"),
        ("use a\r\n# b\r\nuse c\r\n", "use a\n# b\nuse c\n"),
    ],
)
def test_the_space_between_statements(written: str, expected: str) -> None:
    assert formatted(written) == expected


def test_a_comment_on_a_line_that_is_joined_moves_before_it() -> None:
    text = "requirement x\n    every d has  # one\n        # two\n        fte > 1 fte  # three\n"
    assert formatted(text) == "requirement x\n    # one\n    # two\n    every d has fte > 1 fte  # three\n"


def test_a_comment_that_closes_a_block_stays_in_it() -> None:
    text = "requirement x\n  all of\n    - a\n    # no more\n  # done\nrequirement y\n  z\n"
    expected = "requirement x\n    all of\n        - a\n        # no more\n    # done\n\nrequirement y\n    z\n"
    assert formatted(text) == expected


def test_a_file_with_mistakes_is_left_as_it_is() -> None:
    text, diagnostics = format_source(SourceFile("a.policy", "requirement x\n    and\n"))
    assert text is None
    assert len(diagnostics) == 1


def test_a_line_that_would_grow_too_long_is_reported_where_it_stands() -> None:
    source = SourceFile("a.policy", f"requirement x\n    every {'a' * 1980} has\n        fte > 1 fte\n")
    text, (diagnostic,) = format_source(source)
    assert text is None
    assert (diagnostic.code, diagnostic.span.source, diagnostic.span.line) == ("E112", source, 2)


def test_the_deepest_nesting_that_is_read_can_be_formatted() -> None:
    def nested(levels: int) -> SourceFile:
        blocks = "".join(f"{'    ' * (level + 1)}every d has\n" for level in range(levels))
        return SourceFile("a.policy", f"requirement x\n{blocks}{'    ' * (levels + 1)}a and b\n")

    deepest = max(levels for levels in range(60) if not parse(nested(levels)).diagnostics)
    text = formatted(nested(deepest).text)
    assert text == f"requirement x\n    {'every d has ' * deepest}(a and b)\n"


def test_two_numbers_side_by_side_are_refused_as_they_could_join() -> None:
    text, diagnostics = format_source(SourceFile("a.policy", 'voorbeeld "x"\n    y = 4 200\n'), "en")
    assert text is None
    assert [diagnostic.code for diagnostic in diagnostics] == ["E108"]


def test_the_guard_sees_a_changed_tree_a_lost_comment_and_text_that_does_not_parse() -> None:
    parsed = parse(SourceFile("a.policy", "requirement x\n    y  # why\n"))
    for text in (
        "requirement x\n    z  # why\n",
        "requirement x\n    y\n",
        "requirement x\n    and  # why\n",
        "eis x\n    y  # why\n",
    ):
        with pytest.raises(CompilerFault):
            check_same(parse(SourceFile("b.policy", text)), parsed.module, parsed.comments)


def test_a_printed_module_has_a_line_for_its_language_where_nothing_else_tells_it() -> None:
    module = parse(
        SourceFile("a.policy", "document x\ndocument y\nparameter z : fte\n    from 2025-01-01 : 1 fte\n")
    ).module
    assert print_module(module, "nl").startswith("taal nl\n\ndocument x\ndocument y\n\nparameter z : fte\n    vanaf ")


def test_the_unit_of_a_keyed_parameter_that_is_the_word_of_a_type_in_the_other_language() -> None:
    text = "parameter limit : getal by level\n    | level | from       | limit |\n    | -     | 2025-01-01 | 1     |\n"
    dutch = formatted(text, "nl")
    assert dutch.startswith("taal nl\n\nparameter limit : `getal` naar level\n")
    assert formatted(dutch, "en").endswith(text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("elk team heeft actief", "elk team heeft actief"),
        ("ieder team heeft actief", "elk team heeft actief"),
        ("iedere arts heeft actief", "elke arts heeft actief"),
        (
            "aandeel van omvang onder alle Bureaus in hetzelfde gebied ≤ 75%",
            "aandeel van omvang onder alle Bureaus in hetzelfde gebied ≤ 75%",
        ),
        ("elk ander Bureau met hetzelfde gebied heeft actief", "elk ander Bureau in hetzelfde gebied heeft actief"),
        (
            "aandeel van omvang onder alle Bureaus in dezelfde regio ≤ 75%",
            "aandeel van omvang onder alle Bureaus in dezelfde regio ≤ 75%",
        ),
        (
            "laatste jaar van het hoogste percentage over 3 jaar tot en met 2023 = 2021",
            "laatste jaar van het hoogste percentage over 3 jaar tot en met 2023 = 2021",
        ),
    ],
)
def test_a_word_before_a_dutch_noun_keeps_its_gender(written: str, kept: str) -> None:
    assert formatted(f"taal nl\n\neis a\n    {written}\n") == f"taal nl\n\neis a\n    {kept}\n"


def test_the_gender_of_a_word_is_not_known_after_english() -> None:
    text = "eis open\n    elk team heeft open\n"
    assert formatted(formatted(text, "en"), "nl") == text.replace("elk", "elke", 1)
