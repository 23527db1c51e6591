"""`meetlat evaluate` over columns: many providers at once, with a summary and a file of decisions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from shutil import which

import openpyxl
import polars as pl
import pytest

from compiler.backends.sql.dialects import DIALECTS
from compiler.records import problems, sources
from tests.agreement.servers import LOCAL, whole_spark
from tests.agreement.ways import ENGINES, environment, needs
from tests.unit.compiler.cli.conftest import Run

POLICY = "policies/example/practice.policy"
DAY = ("--as-of", "2025-03-01")
POLARS = ("--engine", "polars")

ASKS_TWO_NUMBERS = """policy Practice agreement
    in force 2025-01-01 through 2025-12-31
    judges Practice
    allows

record Practice
    doctors    : list of Doctor
    assistants : list of Assistant

record Doctor
    fte   : fte
    since : date

record Assistant
    own fte   : fte
    own start : date

requirement supervision
    every assistant has
        some doctor has
            all of
                - fte ≥ own fte
                - since ≤ own start
"""


def reach(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command find the server of an engine, or skip the test where there is none."""
    needs(engine)
    for name, value in environment(engine).items():
        monkeypatch.setenv(name, value)


def test_a_summary_of_all(run: Run) -> None:
    done = run("evaluate", POLICY, "practices.json", *DAY, *POLARS)
    assert done.exit_code == 0 and done.stderr == ""
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["eligible", "1"] in lines and ["rejected", "0"] in lines and ["together", "4"] in lines
    assert ["staffing", "1"] in lines


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_decisions_as_one_by_one(run: Run, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(engine, monkeypatch)
    one_by_one = json.loads(run("evaluate", POLICY, "practices.json", *DAY, "--format", "json").stdout)
    data = json.loads(run("evaluate", POLICY, "practices.json", *DAY, "--engine", engine, "--format", "json").stdout)
    for each in ("policy", "records", "rejected", "counts", "mistakes", "problems"):
        assert data[each] == one_by_one[each]
    assert (data["records"], data["rejected"]) == (4, 0)


def test_of_very_many_mistakes_all_are_counted_and_no_more_is_kept_than_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problems, "MOST_TOLD", 60)
    monkeypatch.setattr(sources, "ROWS", 100)
    lines = ["provider,registered patients", *(f"P{at},{-1 if at % 2 else 1200}" for at in range(400))]
    Path("p.csv").write_text("\n".join(lines), encoding="utf-8")
    done = run("evaluate", POLICY, "p.csv", *DAY, *POLARS)
    assert "and 150 more mistakes; --format json has the places of the first 60" in done.stderr
    assert done.stderr.count("error E51") == 50 and "     200  E517  p.csv, `registered patients`" in done.stderr
    dutch = run("evaluate", POLICY, "p.csv", *DAY, *POLARS, "--lang", "nl")
    assert "en nog 150 fouten; --format json heeft de plaatsen van de eerste 60" in dutch.stderr
    data = json.loads(run("evaluate", POLICY, "p.csv", *DAY, *POLARS, "--format", "json").stdout)
    assert (data["mistakes"], data["rejected"], len(data["problems"])) == (200, 200, 60)


def test_a_program_reads_the_same_words_in_each_language(run: Run) -> None:
    asked = ("evaluate", POLICY, "practices.json", *DAY, *POLARS, "--format", "json")
    assert json.loads(run(*asked, "--language", "nl").stdout)["counts"] == json.loads(run(*asked).stdout)["counts"]


def test_decisions_in_a_file(run: Run) -> None:
    for name in ("out.parquet", "out.csv", "out.xlsx"):
        done = run("evaluate", POLICY, "practices.json", *DAY, "--to", name)
        assert done.exit_code == 0
    rows = pl.read_parquet("out.parquet").rows(named=True)
    assert [each["provider"] for each in rows] == ["De Linde", "De Eik", "De Beuk", "De Wilg"]
    assert rows[1] == {
        "provider": "De Eik",
        "decision": "ineligible",
        "first deciding criterion": "staffing",
        "size": "met",
        "size: margin (patients)": Decimal(3350),
        "staffing": "not met",
        "staffing: margin (fte)": Decimal("-0.05"),
        "assessment": "met",
        "missing facts": None,
    }
    assert rows[3]["missing facts"] == "registered patients"
    sheet = openpyxl.load_workbook("out.xlsx").active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][2][:3] == ["De Eik", "ineligible", "staffing"]
    assert len(Path("out.csv").read_text(encoding="utf-8").splitlines()) == 5


def test_names_never_become_formulas(run: Run) -> None:
    names = ["=1+1", "+31 6", "@SUM(A1)", "-x", "De Linde"]
    Path("p.csv").write_text(
        "provider,registered patients\n" + "\n".join(f"{each},1200" for each in names), encoding="utf-8"
    )
    run("evaluate", POLICY, "p.csv", *DAY, "--to", "out.csv")
    run("evaluate", POLICY, "p.csv", *DAY, "--to", "out.xlsx")
    said = ["'=1+1", "'+31 6", "'@SUM(A1)", "'-x", "De Linde"]
    assert pl.read_csv("out.csv").get_column("provider").to_list() == said
    sheet = openpyxl.load_workbook("out.xlsx").active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == names
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}


def test_bad_rows_are_told_and_the_others_go_on(run: Run) -> None:
    Path("p.csv").write_text("provider,registered patients\nA,1200\nB,many\nC,900\n,5\n", encoding="utf-8")
    done = run("evaluate", POLICY, "p.csv", *DAY, *POLARS)
    assert done.exit_code == 1
    assert "p.csv:3" in done.stderr and "E512" in done.stderr and "E509" in done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["rejected", "2"] in lines and ["together", "4"] in lines


def test_a_mapping(run: Run) -> None:
    Path("register.csv").write_text("AGB,size\n01,1200\n", encoding="utf-8")
    Path("mapping.csv").write_text("column,fact\nAGB,provider\nsize,registered patients\n", encoding="utf-8")
    done = run("evaluate", POLICY, "register.csv", *DAY, "--mapping", "mapping.csv", "--to", "out.csv")
    assert done.exit_code == 0
    assert Path("out.csv").read_text(encoding="utf-8").splitlines()[1].startswith('"01",')


def test_why_of_one_in_a_parquet_file(run: Run) -> None:
    pl.DataFrame({"provider": ["A", "B"], "registered patients": [1200, 900]}).write_parquet("p.parquet")
    Path("p.csv").write_text("provider,registered patients\nA,1200\nB,900\n", encoding="utf-8")
    assert run("why", POLICY, "p.parquet", "B", *DAY).stdout == run("why", POLICY, "p.csv", "B", *DAY).stdout
    assert run("why", POLICY, "p.parquet", "Z", *DAY).exit_code == 2


def test_one_by_one_from_parquet(run: Run) -> None:
    pl.DataFrame({"provider": ["A", "B", "A"], "registered patients": [1200, 900, -1]}).write_parquet("p.parquet")
    Path("p.csv").write_text("provider,registered patients\nA,1200\nB,900\nA,-1\n", encoding="utf-8")
    for further in (("--reasons",), ("--engine", "python"), ("--engine", "python", "--format", "json")):
        done, expected = (run("evaluate", POLICY, name, *DAY, *further) for name in ("p.parquet", "p.csv"))
        assert done.exit_code == expected.exit_code == 1
        assert "B" in done.stdout and done.stdout.replace("p.parquet", "p.csv").startswith(expected.stdout[:500])
    assert run("evaluate", POLICY, "p.parquet", *DAY, "--record", "r.jsonl").exit_code == 1
    assert "B" in Path("r.jsonl").read_text(encoding="utf-8")


AMONG = str(next((Path(__file__).parents[4] / "examples").glob("*_among_others.policy")))
COMPANIES = """provider,kind,contracted,region,delivered care
A,facility company,yes,North,300
B,facility company,yes,North,100
C,facility company,yes,South,100
D,facility company,,North,400
E,pharmacy,no,North,900
F,facility company,no,South,5
G,facility company,yes,,0
"""


@pytest.mark.parametrize("rows", [2, 100])
def test_each_is_judged_among_all_parts(run: Run, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    Path("companies.csv").write_text(COMPANIES, encoding="utf-8")
    one_by_one = json.loads(run("evaluate", AMONG, "companies.csv", *DAY, "--format", "json").stdout)
    meant = {each["provider"]: each["decision"] for each in one_by_one["decisions"]}
    assert len(set(meant.values())) == 3
    monkeypatch.setattr("compiler.records.sources.ROWS", rows)
    done = run("evaluate", AMONG, "companies.csv", *DAY, *POLARS, "--to", "out.csv")
    assert done.exit_code == 0, done.stderr
    found = pl.read_csv("out.csv")
    assert dict(found.select("provider", "decision").iter_rows()) == meant


def test_a_summary_of_those_judged_among_one_another_is_made_one_by_one(run: Run) -> None:
    Path("companies.csv").write_text(COMPANIES, encoding="utf-8")
    done = run("evaluate", AMONG, "companies.csv", *DAY, *POLARS, "--summary", "page.html")
    assert done.exit_code == 2 and "--engine python" in done.stderr


def test_what_columns_cannot_do_is_refused(run: Run) -> None:
    Path("two.policy").write_text(ASKS_TWO_NUMBERS, encoding="utf-8")
    doctors = [{"fte": 1, "since": "2020-01-01"}, {"fte": 2, "since": "2024-01-01"}]
    assistants = [{"own fte": 1, "own start": "2021-01-01"}, {"own fte": 2, "own start": "2022-01-01"}]
    Path("p.json").write_text(
        json.dumps([{"provider": "A", "doctors": doctors, "assistants": assistants}]), encoding="utf-8"
    )
    done = run("evaluate", "two.policy", "p.json", *DAY, *POLARS)
    assert done.exit_code == 1 and "E601" in done.stderr and "two.policy:18" in done.stderr
    assert run("explain", "E601").exit_code == 0
    assert "ineligible" in run("evaluate", "two.policy", "p.json", *DAY).stdout


def test_without_polars_it_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compiler.cli.register.find_spec", lambda _: None)
    done = run("evaluate", POLICY, "practices.json", *DAY, *POLARS)
    assert done.exit_code == 2 and "meetlat[columns]" in done.stderr
    assert run("evaluate", POLICY, "practices.json", *DAY).exit_code == 0


@pytest.mark.parametrize("database", sorted(DIALECTS))
def test_a_database_writes_what_polars_writes(run: Run, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(database, monkeypatch)
    for engine in ("polars", database):
        assert (
            run("evaluate", POLICY, "practices.json", *DAY, "--engine", engine, "--to", f"{engine}.csv").exit_code == 0
        )
    assert Path(f"{database}.csv").read_text(encoding="utf-8") == Path("polars.csv").read_text(encoding="utf-8")


def test_without_duckdb_it_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "compiler.backends.sql.engines.find_spec", lambda name: None if name in ("duckdb", "sqlglot") else "there"
    )
    done = run("evaluate", POLICY, "practices.json", *DAY, "--engine", "duckdb")
    assert done.exit_code == 1 and "E603" in done.stderr and "meetlat[duckdb]" in done.stderr
    assert run("evaluate", POLICY, "practices.json", *DAY, *POLARS).exit_code == 0


def test_a_server_that_is_not_there_is_told_of(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "/nowhere")
    monkeypatch.setenv("PGPASSWORD", "geheim")
    done = run("evaluate", POLICY, "practices.json", *DAY, "--engine", "postgres")
    assert done.exit_code == 1 and "E605" in done.stderr and "/nowhere" in done.stderr and "PGHOST" in done.stderr
    assert "geheim" not in done.stderr and run("explain", "E605").exit_code == 0


def test_a_spark_that_is_not_there_is_told_of(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("spark")
    monkeypatch.setenv("SPARK_REMOTE", "sc://127.0.0.1:1/;token=geheim")
    done = run("evaluate", POLICY, "practices.json", *DAY, "--engine", "spark")
    assert done.exit_code == 1 and "E605" in done.stderr and "127.0.0.1" in done.stderr
    assert "geheim" not in done.stderr


def test_spark_of_its_own_on_this_machine(run: Run) -> None:
    """Without a server PySpark starts one in its own process, on Java; here that is a process of its own."""
    if which("java") is None or whole_spark() is None:
        pytest.skip("there is no whole PySpark with Java")
    asked = ["evaluate", POLICY, "practices.json", *DAY, "--engine"]
    assert run(*asked, "polars", "--to", "polars.csv").exit_code == 0
    kept = {name: each for name, each in os.environ.items() if not name.startswith("SPARK_")}
    local = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_SUBMIT_ARGS": f"{LOCAL} pyspark-shell"}
    command = [sys.executable, "-c", "from compiler.cli.main import main; main()", *asked, "spark", "--to", "spark.csv"]
    done = subprocess.run(command, env=kept | local, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert Path("spark.csv").read_text(encoding="utf-8") == Path("polars.csv").read_text(encoding="utf-8")


def test_spark_without_ansi_mode_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    reach("spark", monkeypatch)
    from compiler.backends.sql.spark import ANSI, session

    with session() as spark:
        spark.conf.set(ANSI, "false")
        try:
            done = run("evaluate", POLICY, "practices.json", *DAY, "--engine", "spark")
        finally:
            spark.conf.set(ANSI, "true")
    assert done.exit_code == 1 and "E606" in done.stderr and run("explain", "E606").exit_code == 0


def test_a_template_is_filled_in_and_read(run: Run) -> None:
    assert run("template", POLICY, "t.xlsx").exit_code == 0
    assert run("template", POLICY, "t.xlsx").exit_code == 2
    book = openpyxl.load_workbook("t.xlsx")
    assert book.sheetnames == ["providers", "facts", "mapping"]
    sheet, facts = book["providers"], book["facts"]
    described = [[cell.value for cell in row] for row in facts.iter_rows(min_row=2)]
    assert ["registered patients", "number", "patients", "≥ 0", None, "the practice", None] in described
    assert ["doctors / position", "one of", None, "owner, locum", None, None, None] in described
    offered = {each.formula1 for each in sheet.data_validations.dataValidation}
    assert offered == {'"owner,locum"', '"yes,no"'}
    headings = [cell.value for cell in sheet[2]]
    filled = {"provider": "De Linde", "registered patients": 4200, "assessed positively": "yes"}
    filled |= {"doctors / number": 2, "doctors 1 / fte": 0.8, "doctors 2 / fte": 0.6}
    for heading, value in filled.items():
        sheet.cell(3, headings.index(heading) + 1).value = value
    sheet.cell(4, 1).value = "De Eik"
    sheet.cell(4, headings.index("registered patients") + 1).value = "many"
    wrong = sheet.cell(4, headings.index("registered patients") + 1).coordinate
    book.save("t.xlsx")
    done = run("evaluate", POLICY, "t.xlsx", *DAY, "--to", "out.csv")
    assert done.exit_code == 1 and f"t.xlsx, providers:{wrong}: error E512" in done.stderr
    assert Path("out.csv").read_text(encoding="utf-8").splitlines()[1].startswith('"De Linde","eligible"')
    for further in (
        ("evaluate", POLICY, "t.xlsx"),
        ("report", POLICY, "t.xlsx", "--provider", "De Linde", "--to", "md"),
    ):
        done = run(*further, *DAY)
        assert "De Linde" in done.stdout and "eligible" in done.stdout.lower(), done.stderr
    assert "De Linde: eligible" in run("why", POLICY, "t.xlsx", "De Linde", *DAY).stdout


def test_a_template_in_dutch_is_filled_in_and_read(run: Run) -> None:
    assert run("template", POLICY, "t.xlsx", "--language", "nl").exit_code == 0
    book = openpyxl.load_workbook("t.xlsx")
    sheet, mapping = book["aanbieders"], book["mapping"]
    headings = [cell.value for cell in sheet[2]]
    assert [cell.value for cell in mapping[1]] == ["kolom", "gegeven"]
    filled = {"aanbieder": "De Linde", "registered patients": 4200, "assessed positively": "ja"}
    filled |= {"assessed positively / door": "J. de Vries", "assessed positively / op": "1 maart 2025"}
    filled |= {"doctors / aantal": 2, "doctors 1 / fte": 0.8, "doctors 2 / fte": 0.6}
    for heading, value in filled.items():
        sheet.cell(3, headings.index(heading) + 1).value = value
    mapping.append(["AGB", "aanbieder"])
    book.save("t.xlsx")
    done = run("evaluate", POLICY, "t.xlsx", *DAY, "--format", "json")
    assert json.loads(done.stdout)["counts"] == {"eligible": 1}, done.stderr
    assert "J. de Vries" in run("report", POLICY, "t.xlsx", "--provider", "De Linde", *DAY, "--to", "md").stdout


def test_what_cannot_be_opened_is_not_counted(run: Run) -> None:
    Path("t.xlsx").write_bytes(b"no workbook")
    done = run("evaluate", POLICY, "t.xlsx", *DAY)
    assert done.exit_code == 1 and "E501" in done.stderr and "rejected" not in done.stderr


def test_the_mapping_of_a_template_is_filled_in_and_read(run: Run) -> None:
    run("template", POLICY, "t.xlsx")
    book = openpyxl.load_workbook("t.xlsx")
    for row in book["mapping"].iter_rows(min_row=2):
        column = {"provider": "AGB", "registered patients": "size"}.get(row[1].value)
        row[0].value = column
    book["mapping"].append(["memo", None])
    book.save("t.xlsx")
    register = openpyxl.Workbook()
    for row in (["AGB", "memo", "size"], ["01", "x", 1200], ["02", None, 900]):
        register.active.append(row)
    register.save("register.xlsx")
    Path("register.csv").write_text("AGB,memo,size\n01,x,1200\n02,,900\n", encoding="utf-8")
    for name in ("register.xlsx", "register.csv"):
        done = run("evaluate", POLICY, name, *DAY, "--mapping", "t.xlsx", "--to", "out.csv")
        assert done.exit_code == 0, done.stderr
        rows = [line.split(",")[:2] for line in Path("out.csv").read_text(encoding="utf-8").splitlines()[1:]]
        assert rows == [['"01"', '"undetermined"'], ['"02"', '"ineligible"']]


def test_a_plain_template(run: Run) -> None:
    assert run("template", POLICY, "t.csv").exit_code == 0
    assert Path("t.csv").read_text(encoding="utf-8").startswith("# meetlat language=en separator=,\nprovider,")
    assert run("template", POLICY, "t.doc").exit_code == 2


@pytest.mark.parametrize("suffix", [".csv", ".json", ".xlsx"])
def test_a_template_where_no_file_can_be(run: Run, suffix: str) -> None:
    assert run("template", POLICY, f"new/folder/t{suffix}").exit_code == 0
    done = run("template", POLICY, f"{POLICY}/t{suffix}")
    assert done.exit_code == 2 and "cannot be written" in done.stderr
