"""Deadlines in examples: what is asked of them, which changes they notice, and what is suggested."""

from __future__ import annotations

from compiler.pipeline import Compilation
from compiler.scenarios.coverage.items import Coverage
from compiler.scenarios.coverage.measure import Observer, measure
from compiler.scenarios.mutation.run import run_mutants
from compiler.scenarios.run import run_examples
from compiler.scenarios.suggest.run import suggest
from tests.unit.compiler.policies import compiled

BASE = """
policy P
    in force 2025-01-01 through 2025-12-31
    judges Company

document d "Document"

record Company
    large      : yes/no
    agreed on  : date, optional
    offered on : date, optional

deadline offer by VGZ
    source d
    applies when large
    by 1 July 2025, within 1 month after agreed on, whichever comes first
    done on : offered on

example "on the last day"
    as of 2025-07-01
    large = yes
    agreed on = none
    offered on = 2025-07-01
    expect offer met
    expect offer = 1 July 2025
"""
MORE = """
example "a day late" like "on the last day" but
    as of 2025-07-02
    offered on = 2025-07-02
    expect offer missed

example "a day early" like "on the last day" but
    offered on = 2025-06-30
    expect offer met

example "still time" like "on the last day" but
    offered on = none
    expect offer open

example "a month after the agreement" like "on the last day" but
    agreed on = 2025-05-31
    expect offer = 30 June 2025
    expect offer missed

example "not large" like "on the last day" but
    large = no
    expect offer not applicable

example "nobody says" like "a day late" but
    offered on = unknown
    expect offer unknown
"""


def coverage(compilation: Compilation) -> Coverage:
    observer = Observer()
    runs = run_examples(compilation)
    assert all(run.holds for run in runs)
    for run in runs:
        observer.watch(run.case.name, run.policy, run.case.facts, run.decided, run.case.peers)
    return measure(compilation, observer.seen, [(run.case.policy, run.case.as_of) for run in runs])


def missing(compilation: Compilation) -> set[tuple[str, str]]:
    return {(each.item.notion, aspect) for each in coverage(compilation).all for aspect in each.missing}


def test_examples_are_asked_for_each_end_and_the_days_beside_the_last() -> None:
    assert missing(compiled(BASE)) == {
        *(("verdict", each) for each in ("missed", "open", "unknown", "not applicable")),
        ("date", "the day before"),
        ("date", "the day after"),
        ("condition", "decides as not met"),
    }
    assert missing(compiled(BASE + MORE)) == set()


def test_an_end_that_lies_outside_the_period_in_force_is_not_asked() -> None:
    early = BASE.replace("by 1 July 2025, within 1 month after agreed on, whichever comes first", "by 31 December 2024")
    early = early.replace("1 July 2025", "31 December 2024").replace("offer met", "offer missed")
    assert ("verdict", "open") not in missing(compiled(early))


def test_changes_of_a_deadline_are_noticed_by_examples_that_show_it() -> None:
    held = run_mutants(compiled(BASE + MORE), jobs=1)
    changed = {each.mutant.change.was for each in held if each.mutant.family == "deadline"}
    assert changed == {"by 1 July 2025", "within 1 month after agreed on", "whichever comes first"}
    assert [each.mutant.change.was for each in held if each.survives] == []
    assert any(each.survives for each in run_mutants(compiled(BASE), jobs=1))


def test_what_is_missing_is_suggested_with_what_it_comes_to() -> None:
    drafts = [each.draft.text for each in suggest(compiled(BASE), jobs=1).found]
    for expected in ("expect offer missed", "expect offer open", "expect offer not applicable", "expect offer unknown"):
        assert any(expected in each for each in drafts), (expected, drafts)
