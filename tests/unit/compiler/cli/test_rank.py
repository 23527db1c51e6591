"""`meetlat rank`: the order of a preference and the shares of an allocation, whatever sort of file holds the providers."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.unit.compiler.cli.conftest import Run

ROOT = Path(__file__).parents[4]
INTAKE = str(ROOT / "policies/vgz/huisartsenzorg_2023/mtvp_instroom.policy")
PRACTICES = ROOT / "examples/providers/mtvp_practices.csv"
DAY = ("--as-of", "2023-07-01")


def test_an_allocation(run: Run) -> None:
    done = run("rank", INTAKE, str(PRACTICES), *DAY)
    assert done.exit_code == 0 and done.stderr == ""
    rows = [line.split() for line in done.stdout.splitlines()]
    (linde,) = [each for each in rows if "Linde" in each]
    assert " ".join(linde).startswith(
        "Kop van Noord-Holland 1 July 2023 De Linde 3900 patients on top of 2600 patients"
    )
    assert sum("eligible" in each for each in rows) == 5


def test_a_preference(run: Run) -> None:
    hospitals = ROOT / "examples/providers/hospitals.csv"
    done = run("rank", str(ROOT / "policies/vgz/msz_2024/zekur.policy"), str(hospitals), "--format", "json")
    (preference,) = json.loads(done.stdout)["preferences"]
    placed = {each["provider"]: (each["place"], each["eligible"]) for each in preference["providers"]}
    assert placed["Ziekenhuis Oosterlo"] == (1, True)
    assert placed["Kliniek Waterland"] == ({"absence": "none"}, False)


@pytest.mark.parametrize("suffix", [".parquet", ".xlsx"])
def test_the_same_order_from_each_sort_of_file(run: Run, suffix: str) -> None:
    path = Path(f"practices{suffix}")
    table = pl.read_csv(PRACTICES, infer_schema=False)
    if suffix == ".parquet":
        table.write_parquet(path)
    else:
        book = openpyxl.Workbook()
        for row in (table.columns, *table.iter_rows()):
            book.active.append(list(row))
        book.save(path)
    asked = ("rank", INTAKE, str(PRACTICES), *DAY, "--format", "json")
    assert run(*asked[:2], str(path), *asked[3:]).stdout == run(*asked).stdout


def test_a_policy_without_either(run: Run) -> None:
    done = run("rank", "policies/example/practice.policy", "practices.json")
    assert done.exit_code == 2 and "holds no preference and no allocation" in done.stderr
