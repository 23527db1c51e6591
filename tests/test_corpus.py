"""The corpus: policies with the diagnostics that they get written beside the lines that get them.

`tests/corpus/<stage>/bad` and `good` hold files, and folders for cases of several files. A comment `# error: E201 "part"` or
`# warning: W801 "part"` expects that code on its line, with the quoted part in the message or the help in either language. The
diagnostics must be exactly the expected ones. Stage `syntax` parses only; `lower` also makes the policy as of the day that the
first line names (`# as of 2026-02-01`).
"""

from __future__ import annotations

import datetime
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.pipeline import Compilation
from dsl.diagnostics import Diagnostic, Severity
from dsl.parsing.parser import parse
from dsl.parsing.reading import read

CORPUS = Path(__file__).parent / "corpus"
PAGES = Path(__file__).parents[1] / "dsl" / "pages"
EXPECTED = re.compile(r'# (error|warning): ([EW]\d{3})((?: "[^"]*")*)')
AS_OF = re.compile(r"# as of (\d{4}-\d\d-\d\d)")


def cases(kind: str) -> list[Path]:
    return sorted(path for path in CORPUS.glob(f"*/{kind}/*") if path.is_dir() or path.suffix == ".policy")


def policy_files(case: Path) -> list[Path]:
    found = sorted(case.rglob("*.policy")) if case.is_dir() else [case]
    return [path for path in found if path.is_file()]


def expected(case: Path) -> Iterator[tuple[str, int, str, Severity, list[str]]]:
    for path in policy_files(case):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
            for severity, code, parts in EXPECTED.findall(line):
                yield path.name, number, code, Severity(severity), re.findall(r'"([^"]*)"', parts)


def stage_of(case: Path) -> str:
    return case.parts[len(CORPUS.parts)]


def found(case: Path, stage: str | None = None) -> tuple[Diagnostic, ...]:
    stage = stage or stage_of(case)
    if stage == "syntax":
        return tuple(each for path in policy_files(case) for each in parsed(path))
    compilation = Compilation([case])
    if stage != "lower":
        return compilation.diagnostics
    day = AS_OF.match(policy_files(case)[0].read_text(encoding="utf-8"))
    assert day is not None, "the first line of a case of this stage names the day"
    _, problems = compilation.policy(compilation.modules[0].name, datetime.date.fromisoformat(day[1]))
    return (*compilation.diagnostics, *problems)


def parsed(path: Path) -> tuple[Diagnostic, ...]:
    source, mistakes = read(path)
    return mistakes or parse(source).diagnostics


def said(diagnostic: Diagnostic) -> str:
    words = [diagnostic.message, *filter(None, [diagnostic.help])]
    return "\n".join(text for each in words for text in (each.en, each.nl))


@pytest.mark.parametrize("case", cases("bad"), ids=lambda path: path.stem)
def test_bad_policies_get_exactly_the_expected_diagnostics(case: Path) -> None:
    wanted = list(expected(case))
    actual = found(case)
    places = sorted(
        (Path(each.span.source.path).name, each.span.line, each.code, each.severity.value) for each in actual
    )
    assert places == sorted((file, line, code, severity.value) for file, line, code, severity, _ in wanted), [
        (str(each.span), each.code, each.message.en) for each in actual
    ]
    for file, line, code, _, parts in wanted:
        texts = [
            said(each)
            for each in actual
            if (Path(each.span.source.path).name, each.span.line, each.code) == (file, line, code)
        ]
        assert any(all(part in text for part in parts) for text in texts), (file, line, code, parts, texts)


@pytest.mark.parametrize("case", cases("bad"), ids=lambda path: path.stem)
def test_a_repair_takes_the_mistake_away_and_makes_no_other(case: Path, tmp_path: Path) -> None:
    """Each `fix` of the diagnostics, worked into the text."""
    before = found(case)
    for number, each in enumerate(before):
        if each.fix is None:
            continue
        copy = tmp_path / str(number) / case.name
        copy.parent.mkdir()
        if case.is_dir():
            shutil.copytree(case, copy)
        else:
            shutil.copy(case, copy)
        span, text = each.fix.span, each.fix.span.source.text
        repaired = copy / Path(span.source.path).relative_to(case) if case.is_dir() else copy
        repaired.write_text(text[: span.start] + each.fix.replacement + text[span.end :], encoding="utf-8")
        had, has = (Counter(each.code for each in some) for some in (before, found(copy, stage_of(case))))
        assert has[each.code] < had[each.code] and not has - had, (each.code, span.text, each.fix.replacement)


@pytest.mark.parametrize("case", cases("good"), ids=lambda path: path.stem)
def test_good_policies_get_none(case: Path) -> None:
    wanted = sorted((file, line, code) for file, line, code, _, _ in expected(case))
    actual = sorted((Path(each.span.source.path).name, each.span.line, each.code) for each in found(case))
    assert actual == wanted


def used_codes() -> set[str]:
    """Every code that stands in the code of the front end and the compiler; those of provider data have a test of their own."""
    root = Path(__file__).parents[1]
    texts = [path.read_text(encoding="utf-8") for part in ("dsl", "compiler") for path in (root / part).rglob("*.py")]
    return {code for text in texts for code in re.findall(r'"([EW]\d{3})"', text) if not code.startswith(("E5", "E6"))}


@pytest.mark.parametrize("code", sorted(used_codes()))
def test_each_code_has_a_page_a_firing_policy_and_a_silent_one(code: str) -> None:
    page = PAGES / f"{code}.md"
    assert page.is_file(), f"there is no page {page.name}"
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {code}: ")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == ["What it finds", "Avoid", "Prefer", "Why", "Limits"]
    bad = [case for case in cases("bad") if case.stem.startswith(f"{code}_")]
    good = [case for case in cases("good") if case.stem.startswith(f"{code}_")]
    assert any(code == each[2] for case in bad for each in expected(case)), f"no bad policy expects {code}"
    assert good, f"no good policy beside that of {code}"
    assert not any(code == each[2] for case in good for each in expected(case))


def test_no_page_is_left_over() -> None:
    """Each page belongs to a code in use."""
    pages = {path.stem for path in PAGES.glob("*.md") if not path.stem.startswith(("E5", "E6"))}
    assert pages == used_codes()


def test_there_are_more_than_fifty_codes() -> None:
    assert len(used_codes()) > 50
