"""The examples hold, they show every criterion both ways and open, and the provider files can be held against the policies."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from compiler.ir.evaluate import decide
from compiler.ir.nodes import Policy
from compiler.ir.verdicts import Outcome, Verdict
from compiler.pipeline import Compilation
from compiler.records import Reading, read_providers
from compiler.scenarios.run import ExampleRun, run_examples

ROOT = Path(__file__).parents[2]
FOLDER = "vgz.huisartsenzorg_2025"
DAYS = {
    "vgz.huisartsenzorg_2023": datetime.date(2023, 7, 1),
    FOLDER: datetime.date(2025, 3, 1),
    "vgz.msz_2024": datetime.date(2023, 9, 1),
    "zorg_en_zekerheid.farmacie_2026": datetime.date(2026, 2, 2),
    "vgz.farmacie_2024": datetime.date(2023, 10, 16),
}
# Every policy with criteria in a folder that has a README: those are whole.
POLICIES = [
    ".".join(path.relative_to(ROOT / "policies").with_suffix("").parts)
    for readme in sorted((ROOT / "policies").glob("*/*/README.md"))
    for path in sorted(readme.parent.glob("*.policy"))
    if re.search(r"^(?:policy|beleid) ", text := path.read_text(encoding="utf-8"), re.MULTILINE)
    and re.search(r"^(?:requirement|exclusion|eis|uitsluiting) ", text, re.MULTILINE)
]


@cache
def compilation() -> Compilation:
    made = Compilation([ROOT / "policies", ROOT / "examples"])
    assert not made.diagnostics, [str(each.message.en) for each in made.diagnostics]
    return made


@cache
def runs() -> tuple[ExampleRun, ...]:
    return run_examples(compilation())


def test_every_example_holds() -> None:
    assert {run.case.name: run.failed for run in runs() if not run.holds} == {}


def held(name: str, file: str) -> tuple[Policy, Reading]:
    """The policy of a module, on the day that its folder is held against, and the providers of a file for it."""
    policy, problems = compilation().policy(name, DAYS[name.rpartition(".")[0]])
    assert policy is not None and not problems
    units = {form: (info.dimension, info.scale) for form, info in compilation().units(name).items()}
    return policy, read_providers(ROOT / "examples" / "providers" / file, policy.records, policy.judges, units=units)


@pytest.mark.parametrize("module", POLICIES)
def test_every_criterion_is_shown_met_not_met_and_open(module: str) -> None:
    seen: dict[str, set[Verdict]] = defaultdict(set)
    for run in runs():
        if run.policy.module == module:
            for each in run.decided.criteria:
                seen[each.criterion.id].add(each.verdict)
    assert seen
    for criterion, verdicts in seen.items():
        assert {Verdict.MET, Verdict.NOT_MET} <= verdicts, criterion
        assert any(each.is_open for each in verdicts), criterion


def test_every_verdict_and_every_outcome_is_shown() -> None:
    shown = [run.decided for run in runs() if run.policy.module.startswith(FOLDER)]
    assert {each.verdict for decided in shown for each in decided.criteria} == set(Verdict)
    assert {decided.outcome for decided in shown} == set(Outcome)


@pytest.mark.parametrize(
    ("name", "file", "least"),
    [
        ("vgz.huisartsenzorg_2025.praktijk", "practices.json", 12),
        ("vgz.huisartsenzorg_2025.volgbeleid", "practices.json", 12),
        ("vgz.huisartsenzorg_2025.rho", "rhos.csv", 7),
        ("vgz.huisartsenzorg_2025.rho_informatiesysteem", "rhos.csv", 7),
        ("vgz.huisartsenzorg_2025.rho_rta", "rhos.csv", 7),
        ("vgz.huisartsenzorg_2023.mtvp", "mtvp_practices.csv", 13),
        ("vgz.huisartsenzorg_2023.mtvp_instroom", "mtvp_practices.csv", 13),
        ("vgz.msz_2024.zbc_nieuw", "treatment_centres.json", 12),
        ("vgz.msz_2024.zekur", "hospitals.csv", 7),
        ("vgz.farmacie_2024.dieet_facilitair", "facility_companies.csv", 7),
        ("zorg_en_zekerheid.farmacie_2026.zorgovereenkomst", "apotheken.json", 13),
        ("zorg_en_zekerheid.farmacie_2026.niet_gecontracteerde_apotheek", "apotheken.json", 13),
        ("zorg_en_zekerheid.farmacie_2026.apotheek_nieuw_in_regio", "apotheken.json", 13),
    ],
)
def test_the_provider_files_are_read_without_problems(name: str, file: str, least: int) -> None:
    _, reading = held(name, file)
    assert not reading.problems
    assert len(reading.providers) >= least


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("vgz.huisartsenzorg_2025.praktijk", "practices.json"),
        ("vgz.huisartsenzorg_2025.rho", "rhos.csv"),
        ("vgz.msz_2024.zbc_nieuw", "treatment_centres.json"),
        ("zorg_en_zekerheid.farmacie_2026.zorgovereenkomst", "apotheken.json"),
    ],
)
def test_the_provider_files_lead_to_every_outcome(name: str, file: str) -> None:
    policy, reading = held(name, file)
    assert {decide(policy, each.facts).outcome for each in reading.providers} == set(Outcome)
