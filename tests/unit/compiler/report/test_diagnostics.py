"""Diagnostics as people, programs and GitHub read them."""

from __future__ import annotations

import io
import unicodedata

from compiler.report.diagnostics import diagnostic_data, diagnostic_text, github_annotation, in_order, summary
from compiler.report.layout import expanded, wants_colour, width
from dsl.diagnostics import Diagnostic, Fix, Label, Severity, Words
from dsl.source import SourceFile, Span

TEXT = """requirement staffing
    total fte of doctors ≥ 1.0 fte per 3000 patients
\tgeschiktheid is goed
    naïve 患者 is yes
"""
SOURCE = SourceFile("policies/a.policy", TEXT)


def at(text: str, source: SourceFile = SOURCE) -> Span:
    start = source.text.index(text)
    return Span(source, start, start + len(text))


def made(text: str, **more: object) -> Diagnostic:
    return Diagnostic("E301", at(text), Words("cannot be compared", "niet te vergelijken"), **more)  # type: ignore[arg-type]


def test_everything_is_told_once_in_the_language_of_the_file() -> None:
    diagnostic = made(
        "total fte of doctors",
        labels=(Label(at("1.0 fte per 3000 patients"), Words("`fte per patient`", "`fte per patiënt`")),),
        help=Words("write `per registered patients`", "schrijf `per registered patients`"),
        fix=Fix(at("doctors"), "doctors per registered patients", Words("add it", "voeg het toe")),
    )
    assert diagnostic_text(diagnostic, "en") == (
        "policies/a.policy:2:5: error E301: cannot be compared\n"
        "    2 │     total fte of doctors ≥ 1.0 fte per 3000 patients\n"
        "      │     ^^^^^^^^^^^^^^^^^^^^\n"
        "      │                            ------------------------- `fte per patient`\n"
        "  help: write `per registered patients`\n"
        "  fix: add it\n"
    )
    assert diagnostic_text(diagnostic, "nl").startswith("policies/a.policy:2:5: fout E301: niet te vergelijken\n")
    assert "  advies: schrijf" in diagnostic_text(diagnostic, "nl")


def test_a_label_on_another_line_has_its_own_line() -> None:
    diagnostic = made("geschiktheid", labels=(Label(at("staffing"), Words("declared here", "hier")),))
    assert diagnostic_text(diagnostic, "en") == (
        "policies/a.policy:3:2: error E301: cannot be compared\n"
        "    3 │     geschiktheid is goed\n"
        "      │     ^^^^^^^^^^^^\n"
        "    1 │ requirement staffing\n"
        "      │             -------- declared here\n"
    )


def test_a_label_in_another_file_says_so() -> None:
    other = SourceFile("policies/b.policy", "unit fte\n")
    diagnostic = made("staffing", labels=(Label(at("fte", other), Words("declared here", "hier")),))
    assert "  policies/b.policy:1:6\n    1 │ unit fte\n" in diagnostic_text(diagnostic, "en")


def test_marks_stand_under_wide_and_combining_characters() -> None:
    text = unicodedata.normalize("NFD", "naïve 患者 is yes\n")
    source = SourceFile("a.policy", text)
    diagnostic = Diagnostic("E201", at("患者", source), Words("m", "m"))
    assert diagnostic_text(diagnostic, "en").splitlines()[2] == "      │ " + " " * len("naive ") + "^^^^"


def test_an_empty_place_gets_one_mark_also_at_the_end_of_the_file() -> None:
    source = SourceFile("a.policy", "unit")
    diagnostic = Diagnostic("E101", Span(source, 4, 4), Words("m", "m"))
    assert diagnostic_text(diagnostic, "en").splitlines()[2] == "      │     ^"
    assert diagnostic_text(Diagnostic("E101", Span(SourceFile("a.policy", ""), 0, 0), Words("m", "m")), "en")


def test_a_place_over_several_lines_is_marked_on_its_first() -> None:
    diagnostic = Diagnostic("E201", Span(SOURCE, SOURCE.text.index("staffing"), len(TEXT)), Words("m", "m"))
    assert diagnostic_text(diagnostic, "en").splitlines()[1:] == [
        "    1 │ requirement staffing",
        "      │             ^^^^^^^^",
    ]


def test_a_very_long_line_is_cut_around_the_place() -> None:
    source = SourceFile("a.policy", "x" * 1_000_000 + " wrong " + "y" * 1_000_000)
    shown = diagnostic_text(Diagnostic("E201", at("wrong", source), Words("m", "m")), "en").splitlines()
    assert max(map(len, shown)) < 250
    assert shown[1].index("wrong") == shown[2].index("^^^^^")
    assert shown[1].startswith("    1 │ …") and shown[1].endswith("…")


def test_a_file_cannot_steer_the_terminal() -> None:
    source = SourceFile("a\x1b[2J.policy", "unit \x1b[31mfte \u202egnorw\n")
    diagnostic = Diagnostic("E201", at("fte", source), Words("`\x1b]0;title\x07` is wrong", "`\x1b` is fout"))
    for colour in (False, True):
        shown = diagnostic_text(diagnostic, "en", colour)
        assert "\x1b[2J" not in shown and "\x1b]" not in shown and "\x1b[31mfte" not in shown and "\u202e" not in shown


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: object) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)  # type: ignore[attr-defined]
    monkeypatch.setenv("TERM", "xterm")  # type: ignore[attr-defined]
    assert wants_colour(Terminal()) and not wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")  # type: ignore[attr-defined]
    assert not wants_colour(Terminal())
    assert "\x1b" not in diagnostic_text(made("staffing"), "en")
    assert "\x1b[1;31merror E301\x1b[0m" in diagnostic_text(made("staffing"), "en", colour=True)


def test_tabs_go_to_the_next_stop() -> None:
    assert expanded("\ta\tb") == "    a   b"
    assert width("患é") == 3


def test_as_data() -> None:
    data = diagnostic_data(made("staffing", fix=Fix(at("staffing"), "staff", Words("a", "b"))), "nl")
    assert data["message"] == "niet te vergelijken"
    assert (data["path"], data["line"], data["column"], data["end_line"], data["end_column"]) == (
        "policies/a.policy",
        1,
        13,
        1,
        21,
    )
    assert data["fix"] == {
        "path": "policies/a.policy",
        "line": 1,
        "column": 13,
        "end_line": 1,
        "end_column": 21,
        "replacement": "staff",
        "message": "b",
    }
    assert data["help"] is None and data["labels"] == []


def test_as_annotation_of_github() -> None:
    diagnostic = Diagnostic(
        "W801", at("staffing"), Words("100% wrong", "fout"), help=Words("one\ntwo", ""), severity=Severity.WARNING
    )
    assert github_annotation(diagnostic, "en") == (
        "::warning file=policies/a.policy,line=1,endLine=1,col=13,endColumn=21,title=W801::100%25 wrong%0Ahelp: one%0Atwo\n"
    )


def test_order_and_summary() -> None:
    late, early = made("geschiktheid"), made("staffing", severity=Severity.WARNING)
    assert in_order([late, early]) == [early, late]
    assert summary([late, early, late], "en") == "2 errors, 1 warning"
    assert summary([early, early], "nl") == "2 waarschuwingen"
    assert summary([], "en") == ""
