"""What is granted, in the summary of a file of providers and in a file of decisions."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.agreement.test_every_way import HERE
from tests.agreement.ways import ENGINES, needs
from tests.unit.compiler.cli.conftest import Run
from tests.unit.compiler.cli.databases import answers, holding
from tests.unit.compiler.cli.test_register import reach

POLICY = Path("grants.policy")
ADDED = {
    "    channel  :": "    called   : date and time\n",
    "grant way": "grant answered : date and time\n    source d\n    applies when digital\n    called otherwise\n\n",
}
"""What is granted in the policy of the agreement suite has no moments, which Spark does not read from tables."""
DAY = ("--as-of", "2025-03-01")
PROVIDERS = """provider,patients,visits,seen,closed,called,channel,digital,audited
all,20,10,3,2024-10-31,2025-01-01 09:30,post,yes,yes
case open,20,10,3,2024-10-31,2025-01-01 09:30,post,no,
few,9,10,3,2024-10-31,2025-01-01 09:30,portal,yes,no
unknown,,10,4,2024-10-31,,portal,yes,yes
day is none,20,10,0,none,2025-01-01 09:30,post,yes,yes
too large for a column,1000000000000000000000000000000,10,8,,2025-01-01 09:30,post,yes,no
"""
TABLE = """CREATE TABLE providers (provider TEXT, patients BIGINT, visits DECIMAL(8, 2), seen DECIMAL(8, 2), closed DATE,
    "closed: none" BOOLEAN, called TIMESTAMP, channel TEXT, digital BOOLEAN, audited BOOLEAN);
INSERT INTO providers VALUES
    ('1 all', 20, 10, 3, '2024-10-31', NULL, '2025-01-01 09:30', 'post', true, true),
    ('2 case open', 20, 10, 3, '2024-10-31', NULL, '2025-01-01 09:30', 'post', false, NULL),
    ('3 few', 9, 10, 3, '2024-10-31', NULL, '2025-01-01 09:30', 'portal', true, false),
    ('4 unknown', NULL, 10, 4, '2024-10-31', NULL, NULL, 'portal', true, true),
    ('5 day is none', 20, 10, 0, NULL, true, '2025-01-01 09:30', 'post', true, true)"""
"""The first five of them, in a database."""
DAY_CLOSED, ANSWERED = datetime.date(2024, 10, 31), datetime.datetime(2025, 1, 1, 9, 30)
THIRD = Decimal("3.333333")
VALUES: dict[str, list[Any]] = {
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


@pytest.fixture(autouse=True)
def policy(run: Run) -> None:
    text = (HERE / "cases" / "grants.policy").read_text(encoding="utf-8").partition("\nexample ")[0]
    for line, added in ADDED.items():
        text = text.replace(f"\n{line}", f"\n{added}{line}", 1)
    POLICY.write_text(text, encoding="utf-8")


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


SECTION = {
    "en": [
        "Grants and profiles",
        "4% of tariff 2 unknown 2 2% of tariff 1 none 1",
        "Providers with a value: 3. Lowest 2%, highest 4%.",
        "Providers with a value: 5. Lowest 1.25, highest 3.333333.",
        "Providers with a value: 6. Lowest 20 patients, highest 60 patients. Together 200 patients.",
        "Earliest 31 October 2024, latest 31 October 2024.",
        "Earliest 1 January 2025 09:30, latest 1 January 2025 09:30.",
        "audited 3 no 1 none 1 unknown 1 extra: values Value Providers no 2 yes 2",
    ],
    "nl": [
        "Toekenningen en profielen",
        "Aanbieders met een waarde: 5. Laagste 1,25, hoogste 3,333333.",
        "Aanbieders met een waarde: 6. Laagste 20 patients, hoogste 60 patients. Samen 200 patients.",
        "Vroegste 31 oktober 2024, laatste 31 oktober 2024.",
    ],
}
"""Of the grants on the page; `places` adds up and `share` does not."""


@pytest.mark.parametrize("language", SECTION)
def test_what_is_granted_stands_on_the_page_of_a_summary(run: Run, language: str) -> None:
    places = "grant places : count of patients\n    source d\n    60 patients when channel is portal and digital\n"
    text = POLICY.read_text(encoding="utf-8").replace("grant way", f"{places}    20 patients otherwise\n\ngrant way", 1)
    POLICY.write_text(text, encoding="utf-8")
    Path("many.csv").write_text(PROVIDERS, encoding="utf-8")
    pages = []
    for engine in ("python", "polars"):
        asked = ("--engine", engine, "--language", language, "--summary", f"{engine}.html")
        done = run("evaluate", POLICY, "many.csv", *DAY, *asked)
        assert done.exit_code == 0, done.output
        page = Path(f"{engine}.html").read_text(encoding="utf-8")
        page = re.sub(r"<figure.*?</figure>|<style.*?</style>", "", page, flags=re.DOTALL)
        pages.append(" ".join(re.sub(r"<[^>]+>", " ", page).split()))
    section = [each[each.index(SECTION[language][0]) :] for each in pages]
    for said in SECTION[language]:
        assert said in section[0], (said, section[0])
    assert section[0] == section[1].replace("polars.html", "python.html")


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_what_is_granted_where_the_providers_stand(run: Run, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = holding(TABLE, engine, monkeypatch)
    done = run("evaluate", POLICY, place, "--from", "providers", *DAY, "--to", "out.parquet")
    assert done.exit_code == 0, done.output
    found = pl.read_parquet("out.parquet")
    assert {name: found[name].to_list() for name in VALUES} == {name: each[:5] for name, each in VALUES.items()}
    assert {name: found[f"{name}: case"].to_list() for name in CASES} == {
        name: each[:5] for name, each in CASES.items()
    }
    printed = run("sql", POLICY, "--dialect", engine, "--from", "providers", *DAY)
    assert printed.exit_code == 0, printed.output
    holds(answers(place, printed.stdout), {*VALUES}, found["provider"][:4].to_list())


def test_what_is_granted_by_a_printed_statement_in_spark(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("spark")
    reach("spark", monkeypatch)
    text = POLICY.read_text(encoding="utf-8").replace(ADDED["    channel  :"], "", 1)
    POLICY.write_text(text.replace("    called otherwise", "    2025-01-01 09:30 otherwise", 1), encoding="utf-8")
    printed = run("sql", POLICY, "--dialect", "spark", "--from", "granted", *DAY)
    assert printed.exit_code == 0, printed.output
    from compiler.backends.sql.spark import session

    rows = [
        "('1 all', 20, 10, 3, DATE'2024-10-31', 'post', true, true)",
        "('2 case open', 20, 10, 3, DATE'2024-10-31', 'post', false, NULL)",
        "('3 few', 9, 10, 3, DATE'2024-10-31', 'portal', true, false)",
        "('4 unknown', NULL, 10, 4, DATE'2024-10-31', 'portal', true, true)",
    ]
    with session() as spark:
        spark.sql(
            f"SELECT * FROM VALUES {', '.join(rows)} AS t(provider, patients, visits, seen, closed, channel, digital, audited)"
        ).createOrReplaceTempView("granted")
        found = [tuple(row) for row in spark.sql(printed.stdout.rstrip().removesuffix(";")).collect()]
        spark.catalog.dropTempView("granted")
    holds(found, {*VALUES} - {"answered"}, ["1 all", "2 case open", "3 few", "4 unknown"])
    answered = list(VALUES).index("answered")
    assert [row[-16:-2][2 * answered] for row in sorted(found)] == [ANSWERED, None, ANSWERED, ANSWERED]


def holds(rows: list[tuple[Any, ...]], names: set[str], providers: list[str]) -> None:
    """Values and cases stand by turns before the missing facts and what is rejected. Without a mapping no column says that a fact
    is none."""
    told = {row[0]: row[-16:-2] for row in rows}
    for at, (value, case) in enumerate(zip(VALUES, CASES, strict=True)):
        if value in names:
            assert [told[each][2 * at] for each in providers] == VALUES[value][: len(providers)], value
            assert [told[each][2 * at + 1] for each in providers] == CASES[case][: len(providers)], case
