"""`meetlat test`: which examples run and in what order, tables of providers, coverage, and watching."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import get_args

import pytest

from compiler.cli import example_runs
from compiler.pipeline import Compilation
from compiler.report.mutation import FAMILIES
from compiler.scenarios import run as running
from compiler.scenarios.cases import ExampleCase
from compiler.scenarios.mutation.mutants import Family
from tests.unit.compiler.cli.conftest import Run

POLICY = "policies/example/practice.policy"
TABLE = """# meetlat policy=example.practice as-of=2025-03-01
provider,registered patients,assessed positively,doctors / number,doctors 1 / fte,as of,expect,expect size,expect assessment
De Linde,3000,yes,1,1.0,,eligible,met,met
De Eik,3000,,1,1.0,,awaiting judgement,,awaiting judgement
De Beuk,1050,yes,1,1.0,2025-07-01,ineligible,not met,
"""


def spoil(old: str, new: str) -> None:
    path = Path(POLICY)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_only_some_as_of_another_day(run: Run) -> None:
    assert run("test", POLICY, "-k", "july").stdout == "1 example: 1 passed\n"
    done = run("test", POLICY, "--as-of", "2025-12-31")
    assert done.exit_code == 1 and done.stdout == "2 examples: 1 passed, 1 failed\n"
    assert "size: expected met, found not met\n    because" in done.stderr
    late = run("test", POLICY, "--as-of", "2026-01-01")
    assert late.exit_code == 1 and "E409" in late.stderr and late.stdout.startswith("0 examples")
    assert late.stderr.endswith("was not run\n")


def test_those_that_failed_come_first(run: Run) -> None:
    spoil("expect size not met", "expect size met")
    assert run("test", POLICY).exit_code == 1
    names = [
        each["example"]
        for each in json.loads(run("test", POLICY, "--failed-first", "--format", "json").stdout)["examples"]
    ]
    assert names == ["Too small from July", "Large enough on New Year's Day"]
    spoil("expect size met\n", "expect size not met\n")
    spoil("1000 patients\n    expect size not met", "1000 patients\n    expect size met")
    assert run("test", POLICY, "-k", "large").exit_code == 0
    assert json.loads(Path(".meetlat/failed.json").read_text(encoding="utf-8")) == [f"{POLICY}::Too small from July"]
    assert run("test", POLICY).exit_code == 0
    assert json.loads(Path(".meetlat/failed.json").read_text(encoding="utf-8")) == []


def test_a_folder_stays_clean_while_nothing_fails(run: Run) -> None:
    assert run("test", POLICY).exit_code == 0
    assert not Path(".meetlat").exists()


def test_in_two_processes_as_in_one(run: Run) -> None:
    spoil("expect size not met", "expect size met")
    one = run("test", POLICY, "--coverage")
    two = run("test", POLICY, "--coverage", "-j", "2")
    assert (two.stdout, two.stderr, two.exit_code) == (one.stdout, one.stderr, one.exit_code)


def test_many_examples_run_in_as_many_processes_as_there_are_processors(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    apart = example_runs._run_apart
    monkeypatch.setattr(example_runs, "_processors", lambda: 3)
    monkeypatch.setattr(
        example_runs, "_run_apart", lambda count, processes: (asked.append(processes), apart(count, processes))[1]
    )
    spoil("expect size not met", "expect size met")
    one = run("test", POLICY)
    assert not asked
    monkeypatch.setattr(example_runs, "MANY", 2)
    monkeypatch.setattr("sys.platform", "linux")
    many = run("test", POLICY)
    assert asked == [2]  # there are no more than two
    assert (many.stdout, many.stderr, many.exit_code) == (one.stdout, one.stderr, one.exit_code)
    assert run("test", POLICY, "-j", "1").stdout == one.stdout and len(asked) == 1


def test_what_runs_in_two_processes_is_told_byte_for_byte_as_in_one(run: Run) -> None:
    more = "".join(
        f'\nexample "{number}" like "Large enough on New Year\'s Day" but\n    registered patients = {1000 + number % 3}\n'
        "    expect size met\n"
        for number in range(40)
    )
    path = Path(POLICY)
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    one, two = (run("test", POLICY, "--coverage", "--format", "json", "-j", jobs).stdout for jobs in ("1", "2"))
    assert one == two and json.loads(one)["passed"] == 42


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not forked there")
def test_a_process_that_is_ended_does_not_stop_the_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    here, run_example = os.getpid(), running.run_example

    def killed(compilation: Compilation, case: ExampleCase, *, whole: bool) -> running.ExampleRun:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return run_example(compilation, case, whole=whole)

    one = run("test", POLICY, "--coverage")
    monkeypatch.setattr(running, "run_example", killed)
    two = run("test", POLICY, "--coverage", "-j", "2")
    assert (two.stdout, two.exit_code) == (one.stdout, one.exit_code)
    assert two.stderr == "a process was ended before it was done: the examples run again, one by one\n" + one.stderr


# --- tables -----------------------------------------------------------------------------------------------------------


def test_a_table_of_providers_is_run_with_its_folder(run: Run) -> None:
    Path("policies/example/practices.csv").write_text(TABLE, encoding="utf-8")
    done = run("test")
    assert done.stdout == "5 examples: 5 passed\n", done.stderr
    alone = run("test", "policies/example/practices.csv")
    assert alone.stdout == "3 examples: 3 passed\n", alone.stderr


def test_a_row_that_fails_is_told_at_its_line(run: Run) -> None:
    Path("practices.csv").write_text(TABLE.replace("ineligible,not met", "eligible,not met"), encoding="utf-8")
    done = run("test", "practices.csv")
    assert done.exit_code == 1
    assert done.stderr.startswith(
        "practices.csv:5:1: example fails: De Beuk\n  decision: expected eligible, found ineligible\n    because "
    )


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (",eligible,met,met", ",eligble,met,met", "practices.csv:3: error E520: `expect`: expected one of"),
        (",eligible,met,met", ",,,", "practices.csv:3: error E708: this example expects nothing"),
        (
            "expect size",
            "expect sise",
            "practices.csv:2: error E507: the policy has no criterion, value or output `sise`",
        ),
        ("De Linde,3000", "De Linde,many", "practices.csv:3: error E5"),
        ("2025-07-01", "2026-07-01", "practices.csv:5: error E707: the policy is not in force on 2026-07-01"),
        ("example.practice", "example.practise", "example.practise"),
    ],
)
def test_mistakes_in_a_table(run: Run, old: str, new: str, part: str) -> None:
    Path("practices.csv").write_text(TABLE.replace(old, new), encoding="utf-8")
    done = run("test", "practices.csv")
    assert done.exit_code in (1, 2) and part in done.stderr


def test_a_table_of_a_policy_with_mistakes_suggests_no_other(run: Run) -> None:
    Path("practices.csv").write_text(TABLE, encoding="utf-8")
    spoil("≥ smallest practice", "≥ smalest practice")
    done = run("test", "practices.csv")
    assert done.exit_code == 1
    assert (
        "E506: there is no sound policy `example.practice`" in done.stderr
        and "did you mean `example.practice`" not in done.stderr
    )


def test_a_dutch_table(run: Run) -> None:
    Path("tabel.csv").write_text(
        "# meetlat policy=omvang as-of=2025-03-01 language=nl key=naam\n"
        "naam;ingeschreven patiënten;verwacht;verwacht omvang\n"
        "De Linde;10.000;komt in aanmerking;voldaan\nDe Eik;9.999;komt niet in aanmerking;niet voldaan\n",
        encoding="utf-8",
    )
    done = run("test", "tabel.csv")
    assert done.stdout == "2 voorbeelden: 2 geslaagd\n", done.stderr


AMENDED = """document d

record Lab
    sort     : one of hospital, centre
    received : date

policy Labs
    in force 2025-01-01 through 2025-12-31
    judges Lab

requirement sort
    source d
    sort is hospital

decision route
    source d
    | sort     | => route |
    | hospital | short    |
    | centre   | long     |

deadline report by "the lab"
    source d
    by 15 March 2025
    done on : received

amendment "No route"
    source d
    effective 2025-06-01
    withdraw decision route
    withdraw requirement sort
"""


def test_a_table_expects_that_what_is_withdrawn_gives_nothing_and_what_became_of_a_deadline(run: Run) -> None:
    Path("labs.policy").write_text(AMENDED, encoding="utf-8")
    assert run("check", "labs.policy").exit_code == 0, run("check", "labs.policy").stderr
    head = "# meetlat policy=labs as-of=2025-03-01 key=name\nname,sort,received,as of,expect route,expect report,expect sort\n"
    rows = "A,hospital,2025-02-20,,short,met,met\nB,centre,,2025-06-01,none,unknown,\n"
    rows += "C,centre,2025-03-20,,long,2025-03-15,not met\n"
    Path("labs.csv").write_text(head + rows, encoding="utf-8")
    done = run("test", "labs.csv")
    assert done.stdout == "3 examples: 3 passed\n", done.stderr
    Path("labs.csv").write_text(head + rows.replace("01,none,unknown", "01,short,unknown"), encoding="utf-8")
    done = run("test", "labs.csv")
    assert "labs.csv:4: error E507: the policy has no value or output `route` on this day" in done.stderr
    Path("labs.csv").write_text(head + rows.replace("unknown,\n", "unknown,met\n"), encoding="utf-8")
    done = run("test", "labs.csv", "--format", "json")
    assert done.exit_code == 1 and '"actual": null' in done.stdout
    assert (
        "sort: expected met, found nothing, as the policy does not have it on this day"
        in run("test", "labs.csv").stderr
    )


def test_a_workbook(run: Run) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["# meetlat policy=example.practice as-of=2025-03-01"],
        [
            "provider",
            "registered patients",
            "doctors / number",
            "doctors 1 / fte",
            "assessed positively",
            "expect",
            "as of",
        ],
        ["De Linde", 2100, 1, 0.7, True, "eligible", None],
        ["De Eik", 2101, 1, 0.7, True, "ineligible", None],
    ):
        book.active.append(row)
    book.save("practices.xlsx")
    done = run("test", "practices.xlsx")
    assert done.stdout == "2 examples: 2 passed\n", done.stderr
    book.active["D4"] = "=1/0"
    book.save("practices.xlsx")
    done = run("test", "practices.xlsx")
    assert done.exit_code == 1 and "cell D4 holds a formula that was never calculated" in done.stderr
    assert done.stdout == "1 example: 1 passed\n"


def test_a_workbook_without_openpyxl(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    Path("practices.xlsx").write_bytes(b"")
    Path("policies/example/more.xlsx").write_bytes(b"")
    done = run("test", "practices.xlsx")
    assert done.exit_code == 2 and "pip install 'meetlat[excel]'" in done.stderr
    done = run("test")
    assert done.exit_code == 0 and "left out: `policies/example/more.xlsx`" in done.stderr


# --- coverage ---------------------------------------------------------------------------------------------------------


def test_coverage_tells_first_what_is_not_shown(run: Run) -> None:
    said = run("test", POLICY, "--coverage").stdout
    assert said == (
        "2 examples: 2 passed\n"
        "\n"
        "Not shown by any example\n"
        "\n"
        f"{POLICY}\n"
        "  Practice agreement\n"
        "    line 1: the decision is never eligible or awaiting judgement\n"
        "  size\n"
        "    line 28: never unknown\n"
        "    line 30: `registered patients ≥ smallest practice`: never above the threshold\n"
        "  staffing\n"
        "    line 32: never met or not met\n"
        "    line 34: `total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients`: never decides alone as met"
        " or as not met\n"
        "    line 34: `total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients`: never below or on or"
        " above the threshold\n"
        "  assessment\n"
        "    line 36: never met or not met\n"
        "    line 38: `assessed positively`: never decides alone as met or as not met\n"
        "\n"
        "policy                             criteria   boundaries   tables   conditions         all\n"
        "──────────────────────────────────────────────────────────────────────────────────────────\n"
        f"{POLICY}   46% 6/13      33% 2/6        –      33% 2/6   40% 10/25\n"
    )


def test_coverage_and_changes_are_told_in_dutch_where_all_policies_are(run: Run) -> None:
    dutch = """taal nl

beleid Omvang
    geldig 2025-01-01 tot en met 2025-12-31
    beoordeelt Praktijk
    staat toe

gegevens Praktijk
    patiënten : geheel getal

eis omvang
    patiënten ≥ 1000

beslissing korting
    | patiënten | => percentage |
    | < 2000    | 5%            |
    | ≥ 2000    | 10%           |

voorbeeld "Klein"
    peildatum 2025-03-01
    patiënten = 900
    verwacht omvang niet voldaan
"""
    Path("omvang.policy").write_text(dutch, encoding="utf-8")
    done = run("test", "omvang.policy", "--coverage", "--coverage-html", "page.html", "--fail-under", "99")
    assert "Door geen voorbeeld getoond" in done.stdout and "criteria   grenzen   tabellen" in done.stdout
    assert "het besluit is nooit: komt in aanmerking of onbeslist" in done.stdout
    assert "`patiënten ≥ 1000`: nooit op of boven de grens" in done.stdout
    assert "`patiënten ≥ 1000`: beslist nooit alleen als voldaan" in done.stdout
    assert "rij 2 wordt nooit bereikt" in done.stdout and "dekking van alles is" in done.stderr
    page = Path("page.html").read_text(encoding="utf-8")
    assert '<html lang="nl">' in page and "Wat de voorbeelden laten zien" in page and "door geen voorbeeld" in page
    done = run("mutate", "omvang.policy")
    assert (
        "geen voorbeeld merkt het als" in done.stdout and "niet gemerkt" in done.stdout and "beslistabel" in done.stdout
    )
    assert set(FAMILIES) == set(get_args(Family))


def test_fail_under(run: Run) -> None:
    assert run("test", POLICY, "--fail-under", "5").exit_code == 0
    done = run("test", POLICY, "--fail-under", "99", "--fail-under", "boundaries=10")
    assert done.exit_code == 1 and done.stderr.count("less than") == 1 and "of all is" in done.stderr
    assert run("test", POLICY, "--fail-under", "rules=10").exit_code == 2


def test_the_page_and_the_data_come_from_the_same_count(run: Run) -> None:
    spoil('example "Too small from July"', 'example "Too <b>small</b> & late"')
    done = run("test", POLICY, "--coverage", "--coverage-html", "out/page.html", "--format", "json")
    data = json.loads(done.stdout)["coverage"]
    page = Path("out/page.html").read_text(encoding="utf-8")
    for group in ("criteria", "boundaries", "conditions", "all"):
        score = data[group]
        assert f"<small>{score['shown']}/{score['asked']}</small>" in page
    assert "Too &lt;b&gt;small&lt;/b&gt; &amp; late" in page and "<b>small" not in page
    assert "http" not in page and "<script" not in page and "src=" not in page
    asked = sum(len(each["shown"]) for each in data["items"])
    shown = sum(bool(names) for each in data["items"] for names in each["shown"].values())
    assert (shown, asked) == (data["all"]["shown"], data["all"]["asked"])


# --- watching ---------------------------------------------------------------------------------------------------------


# A shell that starts the tests in the background makes them deaf to Ctrl-C, and so their children.
_RUN = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from compiler.cli.main import main; main()"
)


@pytest.fixture
def watching(here: Path) -> Iterator[Queue[str]]:
    """The lines of `meetlat test policies omvang.policy --watch`, as they come."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[4])}
    command = [
        sys.executable,
        "-c",
        _RUN,
        "test",
        "policies",
        "omvang.policy",
        "--watch",
    ]
    with subprocess.Popen(
        command,
        cwd=here,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        lines: Queue[str] = Queue()
        stream = process.stdout
        assert stream is not None
        threading.Thread(target=lambda: [lines.put(each.rstrip("\n")) for each in stream], daemon=True).start()
        try:
            yield lines
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


def wait_for(lines: Queue[str], part: str, seconds: float = 30) -> list[str]:
    """The lines up to the one with these words."""
    found: list[str] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            found.append(lines.get(timeout=0.1))
        except Empty:
            continue
        if part in found[-1]:
            return found
    raise AssertionError(f"{part!r} was not said: {found}")


@pytest.mark.skipif(sys.platform == "win32", reason="stops by a signal")
def test_watching_runs_again_what_a_saved_file_touches(watching: Queue[str]) -> None:
    assert "2 examples: 2 passed" in wait_for(watching, "watching;")
    spoil("from 2025-01-01 : 1000 patients", "from 2025-01-01 : 1001 patients")
    again = wait_for(watching, "examples in ")
    assert any("size: expected met, found not met" in each for each in again)
    assert again[-1].startswith("2 examples in ")
    Path("omvang.policy").write_text(Path("omvang.policy").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert wait_for(watching, "examples in ")[-1].startswith("0 examples in ")
    spoil("≥ smallest practice", "≥ smalest practice")
    assert any("E2" in each for each in wait_for(watching, "examples in "))
    spoil("≥ smalest practice", "≥ smallest practice")
    spoil("1001 patients", "1000 patients")
    assert "2 examples: 2 passed" in wait_for(watching, "2 examples in ")
