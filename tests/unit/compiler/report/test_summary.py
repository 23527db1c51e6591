"""The summary of a register: it counts what is decided, hostile names stay names, the same register gives the same bytes."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import rc_context

from compiler.cli.main import meetlat
from compiler.report.summary.margins import PARTS, Margins, Near, binned
from compiler.report.summary.plots import Series, bars
from dsl.kinds import NumberKind

POLICY = """policy Practices "Agreement"
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d

counted patient, patients

record Region
    name : text

record Practice
    region              : Region
    type                : one of solo, group
    registered patients : count of patients
    opened              : yes/no
    chain               : text, optional

requirement size "Enough patients"
    source d x.1
    registered patients ≥ 1000 patients

requirement opened
    source d x.2
    opened
"""
HOSTILE = [
    "<script>alert(1)</script>",
    "=1+1",
    "$x^2$",
    '"><img src=x onerror=alert(1)>',
    "]]></svg>",
    "\u202eabc",
    "a\\nb {0}",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p.policy").write_text(POLICY, encoding="utf-8")
    rows = [
        {
            "provider": HOSTILE[at] if at < len(HOSTILE) else f"Practice {at}",
            "region": {"name": HOSTILE[at] if at < len(HOSTILE) else f"Region {at % 3}"},
            "type": "solo" if at % 2 else "group",
            "opened": at % 5 != 0,
            **({"chain": "none" if at == 1 else "A"} if at else {}),
            **({} if at % 7 == 0 else {"registered patients": 940 + 4 * at}),
        }
        for at in range(40)
    ]
    rows.append({"provider": "<b>bad</b>", "registered patients": -1})
    (tmp_path / "r.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


def run(folder: Path, *more: str) -> tuple[int, str, str]:
    arguments = [
        "evaluate",
        str(folder / "p.policy"),
        str(folder / "r.json"),
        "--summary",
        str(folder / "s.html"),
        *more,
    ]
    done = CliRunner().invoke(meetlat, arguments)
    made = folder / "s.html"
    return done.exit_code, done.output, made.read_text(encoding="utf-8") if made.exists() else ""


class Read(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_it_counts_what_is_decided(folder: Path) -> None:
    code, _, page = run(folder, "--by", "type", "--by", "name of region", "--by", "chain")
    assert code == 1  # one row was rejected
    decided = json.loads(
        CliRunner()
        .invoke(meetlat, ["evaluate", str(folder / "p.policy"), str(folder / "r.json"), "--format", "json"])
        .stdout
    )
    for outcome, count in decided["counts"].items():
        assert re.search(rf">{outcome}</span></th><td[^>]*>{count}</td>", page)
    assert page.count("<tr data-decision=") == 40
    assert "Rejected: 1 of 41 rows." in page
    known = [940 + 4 * at for at in range(40) if at % 7]
    below, on = sum(each < 1000 for each in known), known.count(1000)
    assert f"missed ({below}), right of it it is kept ({len(known) - below}). Exactly on the threshold: {on}." in page
    assert "4 patients short" in page
    chains = re.findall(
        r"<tr><th scope=.row.>([^<]*)</th>(?:<td[^>]*>\d+</td>)*<td[^>]*>(\d+)</td></tr>", page.partition("by chain")[2]
    )
    assert {("A", "38"), ("(none)", "1"), ("(unknown)", "1")} & set(chains) == {
        ("A", "38"),
        ("(none)", "1"),
        ("(unknown)", "1"),
    }
    assert "Region 1" in page


@pytest.mark.parametrize("engine", ["python", "polars"])
def test_hostile_names_stay_names(folder: Path, engine: str) -> None:
    _, _, page = run(folder, "--by", "name of region", "--engine", engine)
    read = Read(page)
    assert read.tags["script"] == 1
    assert not read.handlers
    assert not read.tags["img"]
    for each in HOSTILE[:5]:
        assert read.text.count(each) >= 3  # as a provider, and as a region in the plot and in the table
    assert "\u202e" not in page
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        assert not ElementTree.fromstring(drawing).findall(".//{*}script")
    assert [each for each, count in Counter(read.ids).items() if count > 1] == []


def test_each_row_leads_to_its_report(folder: Path) -> None:
    _, _, page = run(folder)
    links = Read(page).links
    assert len(set(links)) == 40 < len(links)  # those nearest to the threshold are named twice
    assert all((folder / each).is_file() for each in links)
    assert "<script>alert" not in (folder / links[0]).read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ["python", "polars"])
def test_reports_are_made_on_a_stated_part_and_on_those_asked_for(
    folder: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compiler.cli.summary.MOST_REPORTS", 2)
    monkeypatch.setattr("compiler.cli.summary.MOST_OF_MANY", 2)
    asked = ("--report", "Practice 39", "--engine", engine)
    _, _, page = run(folder, *asked)
    made = sorted(each.name for each in (folder / "s_reports").iterdir())
    links = set(Read(page).links)
    assert {"00001.html", "00002.html", "00040.html"} <= set(made) and len(made) == 13  # and ten next to the threshold
    assert links == {f"s_reports/{each}" for each in made}
    assert "There is a report on 13 of 40 providers" in page
    assert "Practice 39" in (folder / "s_reports" / "00040.html").read_text(encoding="utf-8")


def test_a_report_on_nobody_is_refused(folder: Path) -> None:
    for engine in ("python", "polars"):
        code, said, _ = run(folder, "--report", "Practice 99", "--engine", engine)
        assert code == 2 and "no provider `Practice 99` to report on" in " ".join(said.replace("│", " ").split())


def test_the_same_register_gives_the_same_bytes(folder: Path) -> None:
    _, _, first = run(folder, "--by", "type", "--lang", "nl")
    _, _, second = run(folder, "--by", "type", "--lang", "nl")
    assert first == second
    assert "Net niet gehaald" in first
    assert '<html lang="nl">' in first


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_over_columns_it_says_the_same(folder: Path, engine: str, language: str) -> None:
    asked = ("--by", "type", "--by", "name of region", "--by", "chain", "--lang", language)
    _, _, one_by_one = run(folder, *asked, "--engine", "python")
    _, _, over_columns = run(folder, *asked, "--engine", engine)
    assert one_by_one == over_columns


@pytest.mark.parametrize("fact", ["registered patients", "nothing", "region"])
def test_only_what_tells_one_thing_groups(folder: Path, fact: str) -> None:
    code, said, page = run(folder, "--by", fact)
    assert (code, page) == (2, "")
    assert f"no fact `{fact}` to count by" in " ".join(said.replace("│", " ").split())


def test_written_decisions_are_no_formulas(folder: Path) -> None:
    target = folder / "d.csv"
    CliRunner().invoke(meetlat, ["evaluate", str(folder / "p.policy"), str(folder / "r.json"), "--to", str(target)])
    with target.open(encoding="utf-8", newline="") as file:
        assert all(row["provider"][0] not in "=+@" for row in csv.DictReader(file))
    book = folder / "d.xlsx"
    CliRunner().invoke(meetlat, ["evaluate", str(folder / "p.policy"), str(folder / "r.json"), "--to", str(book)])
    cells = [each for row in openpyxl.load_workbook(book).active.iter_rows() for each in row]
    assert len(cells) > 40 and all(each.data_type != "f" for each in cells)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60).map(sorted))
def test_every_margin_is_in_one_bin(found: list[int]) -> None:
    made = binned(np.array(found, dtype=np.int64))
    edges, counts = made.edges, made.counts
    assert sum(counts) == len(found)
    assert edges[made.zero] == 0
    assert sorted(edges) == list(edges)
    assert len(counts) == len(edges) - 1 <= 24
    assert sum(counts[: made.zero]) == sum(each < 0 for each in found)  # the threshold parts them
    assert made.cut == (found[0] < edges[0] * PARTS or found[-1] >= edges[-1] * PARTS)


def test_few_misses_are_not_drawn_among_what_is_kept() -> None:
    made = binned(np.array(sorted([-3 * PARTS, *(at * PARTS for at in range(99))]), dtype=np.int64))
    assert made.zero > 0 and sum(made.counts[: made.zero]) == 1 and sum(made.counts) == 100


@given(st.lists(st.fractions(-1000, 1000, max_denominator=60), min_size=1, max_size=60), st.booleans())
def test_the_nearest_on_each_side_are_kept(found: list[Fraction], strict: bool) -> None:
    made = Margins(NumberKind(), strict)
    near = [Near(by, place, str(place)) for place, by in enumerate(found)]
    for start in range(0, len(near), 7):
        made.add(near[start : start + 7])
    below = [each for each in found if each < 0 or (strict and not each)]
    assert [each.by for each in made.below] == sorted(below, reverse=True)[:5]
    assert [each.by for each in made.above] == sorted(set_apart(found, below))[:5]
    assert made.sides == [sum(each < 0 for each in found), found.count(Fraction(0)), sum(each > 0 for each in found)]
    drawn = made.binned()
    assert sum(drawn.counts) == len(found)
    assert drawn.edges[drawn.zero] == 0 and sorted(drawn.edges) == list(drawn.edges)
    assert (
        sum(drawn.counts[: drawn.zero]) == len(below) == made.missed
    )  # the line parts them, also where all lies on it
    assert made.kept == len(found) - len(below)


def set_apart(found: list[Fraction], below: list[Fraction]) -> list[Fraction]:
    left = Counter(found) - Counter(below)
    return list(left.elements())


SIDES = """policy Practices "Agreement"
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d

record Practice
    travel time : minutes
    turnover    : EUR
    rural       : yes/no
    excused     : yes/no

exclusion far away "Too far away"
    source d x.1
    travel time > 60 minutes

exclusion tiny
    source d x.2
    turnover < 100 EUR

requirement fast
    source d x.3
    applies when rural
    travel time < 60 minutes
    unless excused
"""


@pytest.mark.parametrize("engine", ["python", "polars"])
def test_distances_are_seen_from_the_provider(tmp_path: Path, engine: str) -> None:
    """Of an exclusion what lies beyond the threshold is the miss; who is excused or not asked has no distance."""
    (tmp_path / "p.policy").write_text(SIDES, encoding="utf-8")
    minutes = {"Near": 50, "On": 60, "Far": 75}
    rows = [
        {
            "provider": f"{name} {kind}",
            "travel time": taken,
            "turnover": 100,
            "rural": kind != "town",
            "excused": kind == "excused",
        }
        for name, taken in minutes.items()
        for kind in ("town", "rural", "excused")
    ]
    (tmp_path / "r.json").write_text(json.dumps(rows), encoding="utf-8")
    _, _, page = run(tmp_path, "--engine", engine)
    far, tiny, fast = (
        page.partition(f"<h3>{each}</h3>")[2].partition("</section>")[0] for each in ("Too far away", "tiny", "fast")
    )
    assert "the exclusion holds (3), right of it it does not (6). Exactly on the threshold: 3." in far
    assert re.search(
        r"Just excluded.*Far town</a></th><td[^>]*>15 minutes too much.*Just not excluded.*On town</a>", far, re.DOTALL
    )
    assert "the exclusion holds (0), right of it it does not (9). Exactly on the threshold: 9." in tiny
    assert "Just excluded" not in tiny
    # near: kept; on: missed, or excused; far: missed, or excused
    assert "missed (2), right of it it is kept (2). Exactly on the threshold: 1." in fast
    assert re.search(
        r"Just missed.*On rural.*exactly on the threshold.*Far rural.*Just kept.*Near rural", fast, re.DOTALL
    )
    assert "town" not in fast


def test_names_of_groups_are_told_from_what_is_not_known(folder: Path) -> None:
    rows = json.loads((folder / "r.json").read_text(encoding="utf-8"))[:40]
    for at, each in enumerate(rows):
        each["chain"] = ("(unknown)", "(none)", "(others)", "none", *(f"C{at}" for at in range(30)))[at % 34]
    rows[0].pop("chain")
    (folder / "r.json").write_text(json.dumps(rows), encoding="utf-8")
    pages = [run(folder, "--by", "chain", "--engine", each)[2] for each in ("python", "polars")]
    assert pages[0] == pages[1]
    table = pages[0].partition("by chain</h2>")[2].partition("</section>")[0]
    shown = re.findall(r"<tr><th scope=.row.>([^<]*)</th>(?:<td[^>]*>\d+</td>)*<td[^>]*>(\d+)</td></tr>", table)
    assert len(shown) == len(dict(shown)) == 21
    assert {("“(none)”", "2"), ("(none)", "2"), ("“(others)”", "2")} <= set(shown)


def test_what_decides_is_told_by_its_title(folder: Path) -> None:
    _, _, page = run(folder)
    assert "<td>Enough patients; opened</td>" in page and "<td>size" not in page


@pytest.mark.parametrize("engine", ["python", "polars"])
def test_reports_tell_who_judged_and_where_the_facts_stand(tmp_path: Path, engine: str) -> None:
    (tmp_path / "p.policy").write_text(JUDGED, encoding="utf-8")
    header = "provider,patients,sound,sound / by,sound / on,sound / why"
    lines = ["# meetlat dated=2025-02-15", header, "A,x,yes,,,", "B,5,no,J. Jansen,2025-01-20,too little evidence"]
    (tmp_path / "r.csv").write_text("\n".join(lines), encoding="utf-8")
    done = evaluated(tmp_path, "r.csv", "--summary", str(tmp_path / "s.html"), "--engine", engine)
    assert done.exit_code == 1 and "E506" not in done.output
    report = (tmp_path / "s_reports" / "00001.html").read_text(encoding="utf-8")
    for said in ("J. Jansen", "20 January 2025", "too little evidence", "r.csv:4", "as they were on 15 February 2025"):
        assert said in report
    assert "<svg" in report and "s_reports/00001.html" in (tmp_path / "s.html").read_text(encoding="utf-8")


def test_reports_of_an_earlier_run_go_and_links_are_addresses(folder: Path) -> None:
    target = folder / "50% a#b?.html"
    reports = folder / "50% a#b?_reports"
    reports.mkdir()
    for name in ("00099.html", "notes.html", "keep.txt"):
        (reports / name).write_text("old", encoding="utf-8")
    evaluated(folder, "r.json", "--summary", str(target))
    assert {each.name for each in reports.iterdir()} == {
        "notes.html",
        "keep.txt",
        *(f"{at:05}.html" for at in range(1, 41)),
    }
    links = set(Read(target.read_text(encoding="utf-8")).links)
    assert "50%25%20a%23b%3F_reports/00001.html" in links
    assert all((folder / unquote(each)).is_file() for each in links)


@pytest.mark.parametrize("engine", ["python", "polars"])
def test_a_report_on_nobody_is_told_before_anything_is_decided(
    folder: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("decided")

    monkeypatch.setattr("compiler.cli.summary.Page.hold", never)
    monkeypatch.setattr("compiler.report.register.Decisions.ask", never)
    code, said, _ = run(folder, "--report", "Practice 99", "--engine", engine)
    assert code == 2 and "no provider `Practice 99`" in " ".join(said.replace("│", " ").split())


JUDGED = """policy Practices "Agreement"
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d

counted patient, patients

record Practice
    patients : count of patients

judgement sound by "the purchaser"

requirement size
    source d x.1
    patients ≥ 3 patients

requirement sound
    source d x.2
    sound
"""


def evaluated(folder: Path, providers: str, *more: str) -> Result:
    return CliRunner().invoke(meetlat, ["evaluate", str(folder / "p.policy"), str(folder / providers), *more])


@pytest.mark.filterwarnings("error")
def test_a_plot_takes_any_name_and_no_settings_of_the_user(tmp_path: Path) -> None:
    series = [Series("s", "#123456", "", (1, 2, 3, 1_000_000))]
    labels = ["a\ufffeb\uffff", "漢字 \U0001f9ea", "A title that goes on for so long that it takes a second line", "x"]
    plain = bars(labels, series, "axis", "a\uffff", "p")
    with rc_context({"font.size": 40, "axes.facecolor": "red", "svg.fonttype": "path", "xtick.labelsize": 3}):
        assert bars(labels, series, "axis", "a\uffff", "p") == plain
    root = ElementTree.fromstring(plain)
    said = [each.text.strip() for each in root.iter("{http://www.w3.org/2000/svg}text") if each.text]
    assert {
        "a�b�",
        "漢字 \U0001f9ea",
        "A title that goes on for so long that",
        "it takes a second line",
        "1000000",
    } <= set(said)


def test_a_plot_holds_its_numbers() -> None:
    drawn = bars(["one $a$", "two <b>"], [Series("s", "#123456", "", (3, 4))], "axis", "title & more", "p")
    root = ElementTree.fromstring(drawn)
    said = [each.text.strip() for each in root.iter("{http://www.w3.org/2000/svg}text") if each.text]
    assert {"one $a$", "two <b>", "3", "4", "axis"} <= set(said)
    assert all(each.get("id", "p-").startswith("p-") for each in root.iter())
