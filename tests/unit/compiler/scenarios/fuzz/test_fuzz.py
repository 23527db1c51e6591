"""What always holds, tried on generated providers: mistakes are found, and what is printed is small and is true of the policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compiler.pipeline import Compilation
from compiler.report.fuzz import examples_text, fuzz_text
from compiler.scenarios.fuzz.run import Fuzzed, fuzz
from compiler.scenarios.run import run_examples
from dsl.source import SourceFile

POLICY = """\
policy Practices
    in force 2025-01-01 through 2025-12-31
    judges Practice

document handbook "An invented purchasing document"

counted patient, patients

record Practice
    registered patients : count of patients
    contracted          : yes/no
    region              : text
    started on          : date
    chains              : some of DM II, COPD
    doctors             : list of Doctor

record Doctor
    fte : fte, at least 0 fte

requirement staffing
    source handbook 1
    total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients

requirement nobody works too much
    source handbook 2
    no doctor has fte > 1.2 fte
    unless contracted

requirement early
    source handbook 3
    started on ≤ 1 June 2025

deadline registration
    source handbook 6
    by 1 January 2024
    done on : started on

requirement one chain
    source handbook 4
    not chains includes all of DM II, COPD
"""
AMONG = """
requirement the only one
    source handbook 5
    no other Practice in the same region has contracted
"""


def tried(always: str, among: str = "", examples: int = 100, seed: int = 0) -> Fuzzed:
    text = f'{POLICY}{among}\nalways "It holds"\n' + "".join(f"    {line}\n" for line in always.split("\n"))
    compilation = Compilation.of_texts(SourceFile("policies/practices.policy", text))
    assert [each.message.en for each in compilation.diagnostics if each.is_error] == []
    (found,) = fuzz(compilation, examples, seed)
    if found.broken_by is not None:
        kept = Compilation.of_texts(SourceFile("policies/practices.policy", f"{text}\n{examples_text(found)}"))
        assert [f"{each.span}: {each.message.en}" for each in kept.diagnostics if each.is_error] == []
        assert all(run.holds for run in run_examples(kept)), examples_text(found)
    return found


@pytest.mark.parametrize(
    "always",
    [
        "more registered patients never helps",
        "more fte of doctors never hurts for requirement staffing",
        "more doctors never hurts for requirement staffing",
        "later started on never helps",
        "more chains never helps",
        "when requirement staffing not met\nexpect ineligible",
        "when started on > 1 June 2025\nexpect never eligible",
        "when eligible\nstarted on ≤ 1 June 2025",
        "when started on ≤ 1 January 2024\nexpect registration met",
    ],
)
def test_what_always_holds_is_not_broken(always: str) -> None:
    found = tried(always)
    assert found.broken_by is None
    assert found.meant > 0


@pytest.mark.parametrize(
    ("always", "facts"),
    [
        ("more registered patients never hurts", 5),
        ("more fte of doctors never hurts", 6),
        ("more chains never hurts for requirement one chain", 1),
        ("later started on never hurts for requirement early", 1),
        ("contracted never helps for requirement nobody works too much", 2),
        ("expect never ineligible", 1),
        ("when contracted\nexpect eligible", 1),
        ("number of doctors ≤ 1", 1),
        ("expect never registration missed", 1),
        ("when requirement staffing met\nexpect one chain met", 3),
    ],
)
def test_what_does_not_always_hold_is_broken_by_few_facts(always: str, facts: int) -> None:
    found = tried(always)
    assert found.broken_by is not None
    assert len(found.broken_by.facts) <= facts


def test_others_are_drawn_where_a_policy_looks_at_them() -> None:
    found = tried("when requirement the only one not met\nexpect never ineligible", AMONG)
    assert found.broken_by is not None
    assert found.broken_by.others is not None
    assert len(found.broken_by.others) == 1


def test_nothing_to_say_is_no_success() -> None:
    found = tried("when registered patients > 100 patients and registered patients < 100 patients\nexpect eligible")
    assert found.broken_by is None
    assert found.meant == 0
    assert "was not tried" in fuzz_text(found)


NEVER = "when registered patients > 100 patients and registered patients < 100 patients\n    expect eligible"


@pytest.mark.parametrize(
    ("always", "in_force", "said", "count"),
    [
        (
            "more fte of doctors never hurts for requirement staffing",
            True,
            '"It holds" held on 2025-01-01',
            "1 tried: 0 broken",
        ),
        (NEVER, True, '"It holds" was not tried on 2025-01-01', "0 tried: 0 broken; 1 not tried"),
        (NEVER, False, '"It holds" was not tried: its policy is in force on no day', "0 tried: 0 broken; 1 not tried"),
    ],
)
def test_the_command_counts_what_was_not_tried(
    tmp_path: Path, always: str, in_force: bool, said: str, count: str
) -> None:
    from click.testing import CliRunner

    from compiler.cli.fuzz import command

    policy = tmp_path / "practices.policy"
    text = POLICY if in_force else POLICY.replace("    in force 2025-01-01 through 2025-12-31\n", "")
    policy.write_text(f'{text}\nalways "It holds"\n    {always}\n', encoding="utf-8")
    result = CliRunner().invoke(command, [str(policy), "--examples", "20"])
    assert result.exit_code == 0, result.output
    assert said in result.output and result.output.endswith(f"{count}\n")
    data = json.loads(CliRunner().invoke(command, [str(policy), "--examples", "20", "--format", "json"]).stdout)
    assert [each["holds"] for each in data] == [None if "not tried" in said else True]


def test_the_same_seed_draws_the_same() -> None:
    one, other = (tried("more fte of doctors never hurts", seed=3) for _ in range(2))
    assert one.broken_by == other.broken_by
    assert (one.tried, one.meant) == (other.tried, other.meant)


def test_the_command_says_what_is_missing_without_hypothesis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from click.testing import CliRunner

    from compiler.cli.fuzz import command

    policy = tmp_path / "practices.policy"
    policy.write_text(POLICY, encoding="utf-8")
    for name in [
        each for each in sys.modules if each.startswith(("compiler.scenarios.fuzz", "compiler.scenarios.strategies"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    result = CliRunner().invoke(command, [str(policy)])
    assert result.exit_code == 2
    assert "meetlat[fuzz]" in result.output
