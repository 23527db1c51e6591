"""A policy without examples gets examples that show all of it and notice every change."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.ir.evaluate import decide
from compiler.pipeline import Compilation
from compiler.report.suggestions import appended
from compiler.scenarios.coverage.measure import Observer, measure
from compiler.scenarios.mutation.run import run_mutants, score
from compiler.scenarios.run import run_examples
from compiler.scenarios.suggest.run import Suggestions, suggest
from dsl.source import SourceFile

EXAMPLES = Path(__file__).parents[5] / "examples"
LESSONS = sorted(EXAMPLES.glob("0[1-6]*.policy"))
AMONG_OTHERS = EXAMPLES / "07_among_others.policy"  # the others that are made up stay as they are


def stripped(path: Path) -> str:
    """A lesson up to its first example."""
    text = path.read_text(encoding="utf-8")
    ends = [text.find(f'\n{word} "') for word in ("example", "voorbeeld")]
    return text[: min(each for each in ends if each >= 0)].rstrip() + "\n"


def compiled(text: str) -> Compilation:
    return Compilation.of_texts(SourceFile("p.policy", text), root=Path())


def written(text: str, found: Suggestions) -> Compilation:
    return compiled(appended(text, found.found))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_stripped_lesson_is_shown_whole_again(lesson: Path) -> None:
    text = stripped(lesson)
    again = written(text, suggest(compiled(text), jobs=1))
    assert [each.message.en for each in again.diagnostics if each.is_error] == []
    assert all(each.holds for each in run_examples(again))
    assert score(run_mutants(again, jobs=1)).survivors == 0
    observer = Observer()
    for case in again.examples:
        policy, _ = again.policy(case.policy, case.as_of)
        assert policy is not None
        observer.watch(case.name, policy, case.facts, decide(policy, case.facts))
    shown = measure(again, observer.seen, [(each.policy, each.as_of) for each in again.examples])
    assert [(each.item.said, each.missing) for each in shown.all if each.missing] == []


def test_others_to_be_judged_among_are_written_first() -> None:
    text = stripped(AMONG_OTHERS)
    again = written(text, suggest(compiled(text), jobs=1))
    assert [each.message.en for each in again.diagnostics if each.is_error] == []
    assert all(each.holds for each in run_examples(again))
    assert [each.name for each in again.examples[:2]] == ["Another provider 1", "Another provider 2"]
    assert again.modules[0].source.text.count("# review: one of the others that examples are judged among") >= 2
    assert all(each.peers is not None for each in again.examples)
    assert score(run_mutants(again, jobs=1)).reaches(90)


WITHDRAWN = """gegevens Lab
    naam  : tekst
    omzet : getal

beleid Labs
    geldig 2025-01-01 tot en met 2025-12-31
    beoordeelt Lab

document d

eis omzet
    bron d
    omzet ≥ 10

voorkeur grootste
    bron d
    op volgorde van omzet hoogste eerst

toedeling eerste twee
    bron d
    neem Labs op volgorde van omzet hoogste eerst, dan naam
    tot 2 gekozen zijn

waarde dubbel : getal
    bron d
    omzet * 2

beslissing route
    bron d
    | omzet | => weg |
    | < 100 | kort   |
    | ≥ 100 | lang   |

wijziging "Er vervalt iets"
    bron d
    ingangsdatum 2025-07-01
    schrap toedeling eerste twee
"""
RESTORED = [  # what an amendment withdraws, and what an example says of it
    ("    schrap toedeling eerste twee\n", "    verwacht eerste twee = afwezig\n"),
    ("    schrap voorkeur grootste\n", "    verwacht grootste = afwezig\n"),
    ("    schrap eis omzet\n", "    peildatum 2025-07-01\n    verwacht komt in aanmerking\n"),
    ("    schrap waarde dubbel\n", "    verwacht dubbel = afwezig\n"),
    ("    schrap beslissing route\n", "    verwacht weg = afwezig\n"),
]


@pytest.mark.parametrize(("change", "said"), RESTORED)
def test_an_example_shows_that_what_is_withdrawn_gives_nothing(change: str, said: str) -> None:
    text = WITHDRAWN.replace(RESTORED[0][0], change)
    again = written(text, suggest(compiled(text), jobs=1))
    assert [each.message.nl for each in again.diagnostics if each.is_error] == []
    assert all(each.holds for each in run_examples(again))
    held = [each for each in run_mutants(again, jobs=1) if each.mutant.family == "amendment"]
    assert held and all(each.noticed_by for each in held)
    assert said in again.modules[0].source.text
    others = [each.facts["naam"] for each in again.examples if each.name.startswith("Een andere")]
    assert others == [f"Een andere aanbieder {number}" for number in range(1, len(others) + 1)] and len(others) > 1


def test_only_facts_that_the_policy_reads_are_written() -> None:
    text = stripped(LESSONS[1]).replace("record Practice", "record Practice\n    never read : yes/no", 1)
    assert "never read" in text
    assert "never read" not in appended("", suggest(compiled(text), jobs=1).found)


def test_a_suggestion_is_like_the_nearest_example_and_marked_for_review() -> None:
    text = (
        stripped(LESSONS[1])
        + """
example "Two locations"
    as of 2025-06-01
    certificate number = "C-1"
    locations =
        - registered patients 10 000
        - registered patients 2000
    expect eligible
"""
    )
    found = suggest(compiled(text), jobs=1)
    assert any(each.draft.example.like is not None for each in found.found)
    assert all(part.startswith("# review: ") for part in appended("", found.found).strip().split("\n\n"))


def test_what_no_provider_was_found_for_is_told() -> None:
    assert suggest(compiled(stripped(AMONG_OTHERS)), jobs=1).open


def test_what_is_shown_already_is_not_suggested() -> None:
    text = stripped(LESSONS[0])
    once = appended(text, suggest(compiled(text), jobs=1).found)
    assert suggest(compiled(once), jobs=1).found == ()


def test_reasons_are_told_in_the_language_of_the_policy() -> None:
    text = (
        "beleid P\n    geldig vanaf 2025-01-01\n    beoordeelt Praktijk\n\ngegevens Praktijk\n    gestart : datum\n\n"
        "eis start\n    gestart tussen 2024-01-01 en 2024-12-31\n"
    )
    told = appended(text, suggest(compiled(text), jobs=1).found)
    assert (
        "(vanaf de eerste dag)` zien: de dag erna" in told
        and "(tot en met de laatste dag)` zien: op de dag zelf" in told
    )
    assert "first day" not in told and "last day" not in told
