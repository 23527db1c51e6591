"""Decision reports on example providers, in both languages: read the diff of a golden before it is accepted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import get_args

import pytest
from syrupy.assertion import SnapshotAssertion

from compiler.ir.verdicts import CriterionResult, Leaf, Settlement, Verdict
from compiler.report.decision_report import report
from compiler.report.document.html import html
from compiler.report.document.markdown import markdown
from compiler.report.document.pdf import pdf
from compiler.report.prose.lists import enumerated
from compiler.report.prose.missing import points
from compiler.report.report_data import report_data
from dsl.diagnostics import Language
from tests.unit.compiler.report.samples import policy
from tests.unit.compiler.report.shipped import CASES, ROOT, case

LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "provider"), CASES)
def test_a_report_says_what_it_said(name: str, provider: str, language: Language, snapshot: SnapshotAssertion) -> None:
    assert markdown(report(case(name, provider, language))) == snapshot


@pytest.mark.parametrize(("name", "provider"), CASES)
def test_a_report_is_the_same_each_time(name: str, provider: str) -> None:
    first, second = (html(report(case(name, provider, "nl"))) for _ in range(2))
    assert first == second


def test_a_report_is_the_same_to_the_byte_in_another_process() -> None:
    """Whatever the seed by which sets are ordered."""
    code = (
        "import hashlib, json; from tests.unit.compiler.report.shipped import case;"
        "from compiler.report.decision_report import report; from compiler.report.letter import letter;"
        "from compiler.report.document.html import html; from compiler.report.document.pdf import pdf;"
        "from compiler.report.report_data import report_data;"
        "made = case('rho', 'Eerste Lijn De Peel', 'nl');"
        "parts = (html(report(made)).encode(), pdf(report(made)), html(letter(made)).encode(),"
        " json.dumps(report_data(made)).encode());"
        "print([hashlib.sha256(each).hexdigest() for each in parts])"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1 and len(made.pop()) > 200


def test_a_report_shows_the_graph_with_the_verdicts_on_the_provider() -> None:
    made = report(case("practice", "Huisartsen Berkendonk", "nl"))
    page = html(made)
    assert page.count("<figure") == 1 and "✗" in page.partition("<figure")[2]
    alternative = "Overzicht van de criteria van Agreement for general-practice care 2025: Huisartsen Berkendonk"
    assert f'aria-label="{alternative}; wat het laat zien, staat hieronder in woorden"' in page
    assert pdf(made).count(b"/Figure") >= 1  # told to those who listen, with its alternative
    assert b"/Alt" in pdf(made)


@pytest.mark.parametrize(("name", "provider"), CASES)
def test_every_criterion_of_the_result_is_in_the_report_and_in_the_data(name: str, provider: str) -> None:
    made = case(name, provider, "en")
    page, data = html(report(made)), report_data(made)
    assert page.count("<details>") >= len(made.result.results)
    assert [each["id"] for each in data["criteria"]] == [each.criterion.id for each in made.result.results]  # type: ignore[attr-defined]
    assert json.loads(json.dumps(data)) == data


# --- the order of what is open ----------------------------------------------------------------------------------------


def open_criterion(name: str, *ways: set[str]) -> CriterionResult:
    template = case("practice", "Huisartsenpraktijk Udenhof", "en").result.deciding[0]
    from attrs import evolve

    leaves = [frozenset(Leaf((each,)) for each in way) for way in ways]
    return evolve(
        template,
        criterion=evolve(template.criterion, id=name),
        verdict=Verdict.UNKNOWN,
        counts=None,
        rests_on=frozenset().union(*leaves),
        settlements=tuple(Settlement(each, frozenset({Verdict.MET})) for each in leaves),
    )


def test_the_fact_that_settles_most_comes_first() -> None:
    results = [open_criterion("a", {"x"}), open_criterion("b", {"y"}), open_criterion("c", {"y", "z"}, {"w"})]
    found = points(results, policy(), "en")
    assert [(each.leaf.path[0], each.settles) for each in found] == [
        ("y", ("b",)),
        ("w", ("c",)),
        ("x", ("a",)),
        ("z", ()),
    ]


def test_two_facts_that_settle_together_stand_together_after_those_that_settle_alone() -> None:
    results = [open_criterion("a", {"p", "q"}), open_criterion("b", {"r"}), open_criterion("c", {"r"})]
    found = points(results, policy(), "en")
    assert [each.leaf.path[0] for each in found] == ["r", "p", "q"]
    assert [each.settles for each in found] == [("b", "c"), (), ("a",)]


def test_what_only_helps_where_an_earlier_answer_does_not_says_so() -> None:
    found = points([open_criterion("a", {"x"}, {"y"})], policy(), "en")
    assert [(each.settles, each.repeats) for each in found] == [(("a",), False), ((), True)]


def test_things_in_one_sentence() -> None:
    assert enumerated(["a"], "nl") == "a"
    assert enumerated(["a", "b", "c"], "nl") == "a, b en c"
    assert enumerated(["a", "b"], "en") == "a and b"
