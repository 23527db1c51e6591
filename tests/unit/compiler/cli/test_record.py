"""`meetlat evaluate --record`, `meetlat replay` and `meetlat verify`."""

from __future__ import annotations

import errno
import json
import os
from importlib.resources import files
from pathlib import Path

import click
import jsonschema
import pytest

from compiler.cli.options import write_record
from compiler.ir.gathered import Gathered, Shape
from compiler.ir.peers import Peers
from compiler.report.record.chain import Data, chained, read
from tests.unit.compiler.cli.conftest import Run

POLICY = Path("policies/example/practice.policy")
DAY = ("--as-of", "2025-03-01")
AMENDMENTS = """
amendment "A smaller practice will do"
    source d-2025 size.03
    published 2025-01-10
    effective 2025-02-01
    change parameter smallest practice
        from 2025-02-01 : 800 patients
"""
LATER = """
amendment "A much larger practice"
    source d-2025 size.04
    published 2025-03-20
    effective 2025-04-01
    change parameter smallest practice
        from 2025-04-01 : 9000 patients
"""


def recorded(run: Run) -> None:
    done = run("evaluate", str(POLICY), "practices.json", *DAY, "--record", "out/r.jsonl")
    assert done.exit_code == 0


def test_a_decision_can_be_made_again(run: Run, here: Path) -> None:
    recorded(run)
    done = run("replay", "out/r.jsonl")
    assert done.exit_code == 0
    assert "De Eik: ineligible: the same" in done.stdout and "De Beuk: awaiting judgement: the same" in done.stdout
    dutch = run("replay", "out/r.jsonl", "--provider", "De Eik", "--lang", "nl")
    assert dutch.stdout == "De Eik: komt niet in aanmerking: hetzelfde\n"


def test_a_report_can_be_a_record_of_one(run: Run, here: Path) -> None:
    run("report", str(POLICY), "practices.json", "--provider", "De Eik", *DAY, "--to", "record", "-o", "one.jsonl")
    assert "1 decision, as written" in run("verify", "one.jsonl").stdout
    assert run("replay", "one.jsonl").stdout == "De Eik: ineligible: the same\n"


def test_a_record_is_never_replaced_by_another(run: Run, here: Path) -> None:
    recorded(run)
    made = Path("out/r.jsonl").read_bytes()
    recorded(run)  # the same again is the same record
    assert Path("out/r.jsonl").read_bytes() == made
    for command in (
        ("evaluate", str(POLICY), "practices.json", "--as-of", "2025-04-01", "--record", "out/r.jsonl"),
        ("report", str(POLICY), "practices.json", "--provider", "De Eik", *DAY, "--to", "record", "-o", "out/r.jsonl"),
    ):
        done = run(*command)
        assert done.exit_code == 2 and "a record is kept" in " ".join(done.stderr.split())
    assert Path("out/r.jsonl").read_bytes() == made and [each.name for each in Path("out").iterdir()] == ["r.jsonl"]


def test_of_a_record_that_cannot_be_written_nothing_is_left(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    done = run("evaluate", str(POLICY), "practices.json", *DAY, "--record", "out/r.jsonl")
    assert done.exit_code == 2 and "cannot be written: No space left" in done.stderr
    assert [*Path("out").iterdir()] == []


def test_of_two_runs_that_write_a_record_at_once_none_is_lost(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_bytes
    refused: list[str] = []

    def meanwhile(self: Path, content: bytes) -> int:
        with pytest.raises(click.UsageError) as error:
            write_record(Path("out/r.jsonl"), b"another")
        refused.append(error.value.message)
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", meanwhile)
    write_record(Path("out/r.jsonl"), b"one")
    assert len(refused) == 1 and "another run writes this record now" in refused[0]
    assert Path("out/r.jsonl").read_bytes() == b"one" and [each.name for each in Path("out").iterdir()] == ["r.jsonl"]


def test_a_run_that_fails_records_nothing(run: Run, here: Path) -> None:
    Path("broken.json").write_text("[{", encoding="utf-8")
    done = run("evaluate", str(POLICY), "broken.json", *DAY, "--record", "r.jsonl")
    assert done.exit_code == 1 and "nothing is recorded" in done.stderr
    asked = ("--summary", "s.html", "--report", "Nobody", "--record", "r.jsonl")
    assert run("evaluate", str(POLICY), "practices.json", *DAY, *asked).exit_code == 2
    assert not Path("r.jsonl").exists()


def test_an_amendment_of_later_changes_no_record(run: Run, here: Path) -> None:
    text = POLICY.read_text(encoding="utf-8")
    POLICY.write_text(text + AMENDMENTS, encoding="utf-8")
    recorded(run)
    context = json.loads(Path("out/r.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert [each["title"] for each in context["amendments"]] == ["A smaller practice will do"]
    assert context["parameters"][0]["value"] == 800 and context["parameters"][0]["since"] == "2025-02-01"
    POLICY.write_text(text + AMENDMENTS + LATER, encoding="utf-8")
    done = run("replay", "out/r.jsonl")
    assert done.exit_code == 0 and "the same" in done.stdout and "changed" not in done.stdout


def test_a_policy_that_was_changed_is_told_line_by_line_and_so_are_the_verdicts(run: Run, here: Path) -> None:
    recorded(run)
    text = POLICY.read_text(encoding="utf-8")
    POLICY.write_text(text.replace("≥ 1.0 fte per 3000", "≥ 0.9 fte per 3000"), encoding="utf-8")
    done = run("replay", "out/r.jsonl", "--provider", "De Eik")
    assert done.exit_code == 1
    assert "the text of `example.practice` as of 2025-03-01 was changed" in done.stdout
    assert "-    total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients" in done.stdout
    assert "+    total fte of doctors per registered patients ≥ 0.9 fte per 3000 patients" in done.stdout
    assert "by the policy as it is now: criterion `staffing`: not met, and now met" in done.stdout
    assert "by the texts of the record" not in done.stdout
    dutch = run("replay", "out/r.jsonl", "--provider", "De Eik", "--lang", "nl").stdout
    assert "het besluit: komt niet in aanmerking, en nu komt in aanmerking" in dutch
    assert "criterium `staffing`: niet voldaan, en nu voldaan" in dutch
    data = json.loads(run("replay", "out/r.jsonl", "--provider", "De Eik", "--format", "json").stdout)
    assert data["decisions"][0]["by_record"] == [] and not data["decisions"][0]["same"]


def test_the_policy_now_may_stand_in_another_file(run: Run, here: Path) -> None:
    recorded(run)
    other = Path("later.policy")
    other.write_text(POLICY.read_text(encoding="utf-8"), encoding="utf-8")
    done = run("replay", "out/r.jsonl", "--policy", str(other))
    assert done.exit_code == 0 and "De Eik: ineligible: the same\n" in done.stdout
    assert "changed" not in done.stdout and "mistakes" not in done.stdout
    other.write_text("policy P\n    nonsense\n", encoding="utf-8")
    done = run("replay", "out/r.jsonl", "--policy", str(other))
    assert done.exit_code == 1 and "the policy as it is now has mistakes" in done.stdout


def test_a_changed_comment_is_told_and_changes_no_verdict(run: Run, here: Path) -> None:
    recorded(run)
    POLICY.write_text(POLICY.read_text(encoding="utf-8") + "\n# A remark.\n", encoding="utf-8")
    done = run("replay", "out/r.jsonl")
    assert done.exit_code == 0 and "+# A remark." in done.stdout and "De Eik: ineligible: the same" in done.stdout


def test_a_new_example_is_no_other_policy(run: Run, here: Path) -> None:
    recorded(run)
    text = POLICY.read_text(encoding="utf-8")
    POLICY.write_text(
        text.rstrip() + '\n\nexample "One more"\n    as of 2025-03-01\n    expect undetermined\n', encoding="utf-8"
    )
    assert "changed" not in run("replay", "out/r.jsonl").stdout


def test_a_fact_that_the_policy_no_longer_has_is_told(run: Run, here: Path) -> None:
    recorded(run)
    text = POLICY.read_text(encoding="utf-8")
    POLICY.write_text(text.replace("    position : one of owner, locum\n", ""), encoding="utf-8")
    done = run("replay", "out/r.jsonl", "--provider", "De Linde")
    assert done.exit_code == 1 and "`Doctor` has no fact of this name" in done.stdout


def test_without_the_policy_the_texts_of_the_record_decide(run: Run, here: Path) -> None:
    recorded(run)
    POLICY.unlink()
    done = run("replay", "out/r.jsonl", "--provider", "De Eik")
    assert done.exit_code == 0 and "no policy `example.practice` here" in done.stderr
    assert "the same by the texts of the record; there is no policy now" in done.stdout


def test_another_version_of_meetlat_is_told(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr("compiler.report.record.making.version_of_meetlat", lambda: "0.0.1")
        recorded(run)
    assert "made by Meetlat 0.0.1, decided again by" in run("replay", "out/r.jsonl").stdout


def test_a_record_that_was_changed_is_not_decided_again(run: Run, here: Path) -> None:
    recorded(run)
    path = Path("out/r.jsonl")
    path.write_text(
        path.read_text(encoding="utf-8").replace('"decision":"ineligible"', '"decision":"eligible"'), encoding="utf-8"
    )
    done = run("replay", "out/r.jsonl")
    assert done.exit_code == 1 and done.stdout == "" and "the decision on `De Eik` was changed" in done.stderr
    checked = run("verify", "out/r.jsonl", "--lang", "nl")
    assert checked.exit_code == 1 and "het besluit over `De Eik` is gewijzigd" in checked.stdout


def test_the_hash_at_the_end_can_be_kept_elsewhere(run: Run, here: Path) -> None:
    recorded(run)
    head = json.loads(run("verify", "out/r.jsonl", "--format", "json").stdout)["head"]
    assert run("verify", "out/r.jsonl", "--head", head).exit_code == 0
    done = run("verify", "out/r.jsonl", "--head", "0" * 64)
    assert done.exit_code == 1 and "ends with another hash" in done.stdout


def test_a_record_tells_of_what_day_the_facts_are(run: Run, here: Path) -> None:
    Path("p.csv").write_text("# meetlat dated=2025-02-15\nprovider,registered patients\nA,1050\n", encoding="utf-8")
    run("evaluate", str(POLICY), "p.csv", *DAY, "--record", "r.jsonl")
    context, decision = map(json.loads, Path("r.jsonl").read_text(encoding="utf-8").splitlines()[:2])
    assert context["files"][0]["dated"] == "2025-02-15"
    assert decision["source"] == {"file": "p.csv", "line": 3, "record": 1}
    said = run("report", str(POLICY), "p.csv", "--provider", "A", *DAY, "--to", "md", "--lang", "nl").stdout
    assert "p.csv:3, naar de stand van 15 februari 2025" in said
    Path("p.csv").write_text("# meetlat dated=soon\nprovider,registered patients\nA,1050\n", encoding="utf-8")
    assert "E506" in run("evaluate", str(POLICY), "p.csv", *DAY).stderr


def written(version: str) -> tuple[Data, list[Data]]:
    """The context and the decisions of the record, as another version would have made them."""
    found = read(Path("out/r.jsonl").read_text(encoding="utf-8"))
    links = ("kind", "number", "context", "previous", "sha256")
    context, *decisions = (
        {name: value for name, value in each.items() if name not in links} for each in (found.context, *found.decisions)
    )
    return {**context, "meetlat": version}, decisions


def test_a_word_of_another_version_stands_as_it_is(run: Run, here: Path) -> None:
    recorded(run)
    context, (first, *others) = written("9.0")
    criterion = {**first["criteria"][0], "verdict": "postponed"}
    changed = {**first, "decision": "adjourned", "criteria": [criterion, *first["criteria"][1:]]}
    Path("x.jsonl").write_bytes(b"".join(chained(context, [changed, *others])))
    done = run("replay", "x.jsonl")
    assert done.exit_code == 1 and "made by Meetlat 9.0" in done.stdout
    assert f"{first['provider']}: `adjourned`: not the same" in done.stdout
    assert f"criterion `{criterion['id']}`: `postponed`, and now " in done.stdout


@pytest.mark.parametrize(
    ("line", "data", "place"),
    [
        (1, {"policy": {"module": "example.practice", "as_of": "soon"}}, "policy / as_of"),
        (1, {"texts": [{"module": "example.practice"}]}, "texts 1 / text"),
        (1, {"population": []}, "population"),
        (2, {"criteria": [{"id": "size"}]}, "criteria 1 / verdict"),
        (2, {"values": None}, "values"),
    ],
)
def test_a_record_in_a_form_of_another_version_is_told(
    run: Run, here: Path, line: int, data: dict[str, object], place: str
) -> None:
    recorded(run)
    context, (first, *others) = written("9.0")
    changed = ({**context, **data}, [first, *others]) if line == 1 else (context, [{**first, **data}, *others])
    Path("x.jsonl").write_bytes(b"".join(chained(*changed)))
    assert run("verify", "x.jsonl").exit_code == 0
    done = run("replay", "x.jsonl")
    assert done.exit_code == 1 and f"x.jsonl:{line}: `{place}` is missing" in done.stderr and "9.0" in done.stderr


def test_what_is_no_record_is_wrong_use_or_a_flaw(run: Run, here: Path) -> None:
    assert run("verify", "nowhere.jsonl").exit_code == 2
    Path("x.jsonl").write_text("{}\n", encoding="utf-8")
    assert run("replay", "x.jsonl").exit_code == 1


GRANTS = """policy Reward
    issuer "Example"
    in force 2025-01-01 through 2025-12-31
    judges Practice

document handbook "An invented purchasing document"

record Practice
    agreement closed on : date
    chain               : one of DM II, COPD, HVZ
    included            : percent, at least 0%, at most 100%
    accepted on         : date, optional

parameter maximum inclusion : percent by chain
    source handbook 1
    | chain | from       | maximum |
    | DM II | 2023-01-01 | 4.5%    |
    | DM II | 2025-07-01 | 4.6%    |
    | COPD  | 2023-01-01 | 1.5%    |
    | HVZ   | 2023-01-01 | none    |

requirement inclusion
    source handbook 1
    maximum inclusion set for chain is none or included ≤ maximum inclusion set for chain

grant surcharge : percent of standard chain tariff
    source handbook 2
    only for the eligible
    4% when agreement closed on before 1 November 2024
    2% otherwise
"""


def test_grants_are_reported_written_and_recorded(run: Run, here: Path) -> None:
    Path("policies/example/reward.policy").write_text(GRANTS, encoding="utf-8")
    Path("g.csv").write_text(
        "provider,agreement closed on,chain,included\nA,2024-10-31,DM II,4.5%\nB,2024-10-31,DM II,4.6%\n",
        encoding="utf-8",
    )
    about = ("policies/example/reward.policy", "g.csv", *DAY)
    said = run("report", *about, "--provider", "A", "--to", "md", "--lang", "nl").stdout
    assert "surcharge: **4% van standard chain tariff** (geval 1 geldt)" in said
    assert "maximum inclusion zoals vastgesteld per 1 januari 2023" in said
    assert (
        "surcharge: 4% of standard chain tariff"
        in run("report", *about, "--provider", "A", "--letter", "--to", "md").stdout
    )
    assert "surcharge" not in run("report", *about, "--provider", "B", "--letter", "--to", "md").stdout
    run("evaluate", *about, "--record", "g.jsonl")
    lines = [json.loads(line) for line in Path("g.jsonl").read_text(encoding="utf-8").splitlines()]
    schema = json.loads(files("compiler.report.record").joinpath("schema.json").read_text(encoding="utf-8"))
    for line in lines:
        jsonschema.validate(line, schema)
    assert [(each["keys"], each["value"]) for each in lines[0]["parameters"]] == [
        (["DM II"], "4.5"),
        (["COPD"], "1.5"),
        (["HVZ"], {"absence": "none"}),
    ]
    assert lines[1]["grants"][0]["value"] == 4
    assert run("replay", "g.jsonl").stdout == "A: eligible: the same\nB: ineligible: the same\n"
    text = GRANTS.replace("4% when", "5% when")
    Path("policies/example/reward.policy").write_text(text, encoding="utf-8")
    assert "grant `surcharge`: 4%, and now 5%" in run("replay", "g.jsonl", "--provider", "A").stdout


def test_the_other_providers_are_gathered_once_for_a_whole_record(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("rank.policy").write_text(
        'policy Rank\n    judges Company\ndocument handbook "Invented"\nrecord Company\n    turnover : EUR\n'
        "requirement largest\n    source handbook 1\n    (rank of turnover among Companies) ≤ 2\n",
        encoding="utf-8",
    )
    companies = [{"provider": name, "turnover": at} for at, name in enumerate("ABCDE", 1)]
    Path("c.json").write_text(json.dumps(companies), encoding="utf-8")
    run("evaluate", "rank.policy", "c.json", *DAY, "--record", "r.jsonl")
    gathered: list[Peers] = []
    once = Gathered.of

    def of(shape: Shape, record: str, peers: Peers) -> Gathered:
        gathered.append(peers)
        return once(shape, record, peers)

    monkeypatch.setattr(Gathered, "of", of)
    done = run("replay", "r.jsonl", "--policy", "rank.policy")
    assert done.exit_code == 0 and done.stdout.count(": the same") == 5
    assert len(gathered) == 2  # by the record's own texts, and by the policy as it is now


def test_that_there_is_no_policy_now_is_told_in_the_language_of_the_record(run: Run, here: Path) -> None:
    recorded(run)
    POLICY.unlink()
    assert "geen beleid `example.practice`" in run("replay", "out/r.jsonl", "--lang", "nl").stderr
