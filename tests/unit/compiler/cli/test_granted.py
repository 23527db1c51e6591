"""What is granted, in the summary of a file of providers and in a file of decisions."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.agreement.test_every_way import HERE
from tests.agreement.ways import ENGINES
from tests.unit.compiler.cli.conftest import Run
from tests.unit.compiler.cli.test_register import reach

POLICY = HERE / "cases" / "grants.policy"
DAY = ("--as-of", "2025-03-01")
PROVIDERS = """provider,patients,visits,seen,closed,called,channel,digital,audited
all,20,10,3,2024-10-31,2025-01-01 09:30,post,yes,yes
case open,20,10,3,2024-10-31,2025-01-01 09:30,post,no,
few,9,10,3,2024-10-31,2025-01-01 09:30,portal,yes,no
unknown,,10,4,2024-10-31,,portal,yes,yes
day is none,20,10,0,none,2025-01-01 09:30,post,yes,yes
too large for a column,1000000000000000000000000000000,10,8,,2025-01-01 09:30,post,yes,no
"""
DAY_CLOSED, ANSWERED = datetime.date(2024, 10, 31), datetime.datetime(2025, 1, 1, 9, 30)
THIRD = Decimal("3.333333")
VALUES = {
    "surcharge (%)": [4, 4, None, None, 2, None],
    "share": [THIRD, 2, THIRD, Decimal("2.5"), None, Decimal("1.25")],
    "first day": [DAY_CLOSED, None, DAY_CLOSED, DAY_CLOSED, None, None],
    "answered": [ANSWERED, None, ANSWERED, None, ANSWERED, ANSWERED],
    "way": ["letter", None, "portal", "letter", "letter", "post"],
    "extra": ["yes", "no", None, None, "yes", "no"],
    "level": ["High", "Low", "Middle", "High", "High", "Middle"],
}
CASES = {
    "surcharge": ["4% of tariff", "4% of tariff", "none", "unknown", "2% of tariff", "unknown"],
    "share": ["visits / seen", "case still open", "visits / seen", "visits / seen", "unknown", "visits / seen"],
    "first day": ["closed", "unknown", "closed", "closed", "none", "unknown"],
    "answered": ["called", "none", "called", "unknown", "called", "called"],
    "way": ["letter", "unknown", "portal", "letter", "letter", "post"],
    "extra": ["audited", "no", "none", "unknown", "audited", "audited"],
    "level": ["High", "Low", "Middle", "High", "High", "Middle"],
}
"""By grant, of each provider; `unknown` is told apart from none, and a value that is known from the case that it comes from."""


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_granted_stands_in_columns(run: Run, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(engine, monkeypatch)
    Path("many.csv").write_text(PROVIDERS, encoding="utf-8")
    done = run("evaluate", POLICY, "many.csv", *DAY, "--engine", engine, "--to", "out.parquet", "--format", "json")
    assert done.exit_code == 0, done.output
    found = pl.read_parquet("out.parquet")
    assert {name: found[name].to_list() for name in VALUES} == VALUES
    assert {name: found[f"{name}: case"].to_list() for name in CASES} == CASES
    counted = json.loads(done.stdout)["grants"]
    assert counted == {name: {each: said.count(each) for each in said} for name, said in CASES.items()}


def test_what_is_granted_is_summed_up_in_both_languages(run: Run) -> None:
    Path("many.csv").write_text(PROVIDERS, encoding="utf-8")
    asked = ("evaluate", POLICY, "many.csv", *DAY, "--engine", "polars")
    lines = [line.split("  ")[0] for line in run(*asked).stdout.splitlines()]
    assert lines[lines.index("share") + 2 :][:3] == ["visits / seen", "case still open", "unknown"]
    dutch = run(*asked, "--language", "nl", "--to", "uit.csv").stdout
    assert "geval nog open" in dutch and "4% van tariff" in dutch
    headings = Path("uit.csv").read_text(encoding="utf-8").splitlines()[0]
    assert '"surcharge (%)";"surcharge: geval"' in headings
