"""`meetlat evaluate` and `meetlat why`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.compiler.cli.conftest import Run

POLICY = "policies/example/practice.policy"
DAY = ("--as-of", "2025-03-01")


def test_one_decision_each_with_what_decides(run: Run) -> None:
    done = run("evaluate", POLICY, "practices.json", *DAY)
    assert done.exit_code == 0 and done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == 'Practice agreement "Agreement for practices" (example.practice), as of 1 March 2025'
    shown = {line.split("  ")[0]: line for line in lines[4:]}
    assert "eligible" in shown["De Linde"] and "all 3 criteria count as met" in shown["De Linde"]
    assert "ineligible" in shown["De Eik"] and "staffing" in shown["De Eik"]
    assert "0.05 fte short" in done.stdout
    assert "to be judged: assessed positively" in shown["De Beuk"]
    assert "missing: registered patients" in shown["De Wilg"]
    assert lines[-1] == "1 eligible, 1 ineligible, 1 undetermined, 1 awaiting judgement"


def test_without_a_day_it_says_which_it_takes(run: Run) -> None:
    done = run("evaluate", POLICY, "practices.json")
    assert "as of 2025-01-01, the first day in force" in done.stderr
    assert "as of 1 January 2025" in done.stdout
    data = json.loads(run("evaluate", POLICY, "practices.json", "--format", "json").stdout)
    assert (data["policy"]["as_of"], data["as_of_from"]) == ("2025-01-01", "policy")


def test_the_day_that_the_providers_declare_comes_before_the_first_in_force(run: Run, here: Path) -> None:
    Path("p.csv").write_text("# meetlat as-of=2025-07-01\nprovider,registered patients\nA,1050\n", encoding="utf-8")
    done = run("evaluate", POLICY, "p.csv")
    assert "as of 2025-07-01, as the file of providers says" in done.stderr
    assert "as of 1 July 2025" in done.stdout and "1050 patients against 1100 patients" in done.stdout
    data = json.loads(run("evaluate", POLICY, "p.csv", "--format", "json").stdout)
    assert (data["policy"]["as_of"], data["as_of_from"]) == ("2025-07-01", "providers")
    given = run("evaluate", POLICY, "p.csv", "--as-of", "2025-03-01")
    assert "as of 1 March 2025" in given.stdout and given.stderr == ""
    Path("p.csv").write_text("# meetlat as-of=soon\nprovider,registered patients\nA,1050\n", encoding="utf-8")
    assert "E506" in run("evaluate", POLICY, "p.csv").stderr


def test_a_day_out_of_force_is_an_error_of_the_policy(run: Run) -> None:
    done = run("evaluate", POLICY, "practices.json", "--as-of", "2030-01-01")
    assert done.exit_code == 1 and done.stdout == "" and "is not in force on 2030-01-01" in done.stderr


def test_the_policy_by_the_name_of_its_module(run: Run) -> None:
    assert run("evaluate", "example.practice", "practices.json", *DAY).exit_code == 0
    assert run("evaluate", "omvang", "praktijken.csv", *DAY).exit_code == 0


def test_a_parameter_has_its_value_of_the_day(run: Run, here: Path) -> None:
    data = [{"provider": "x", "registered patients": 1050, "doctors": [{"fte": 1}], "assessed positively": True}]
    Path("one.json").write_text(json.dumps(data), encoding="utf-8")
    for day, decision in (("2025-06-30", "eligible"), ("2025-07-01", "ineligible")):
        done = run("evaluate", POLICY, "one.json", "--as-of", day, "--format", "json")
        assert json.loads(done.stdout)["decisions"][0]["decision"] == decision


def test_in_the_language_of_the_policy_or_the_one_asked_for(run: Run) -> None:
    dutch = run("evaluate", "omvang.policy", "praktijken.csv", *DAY)
    assert dutch.exit_code == 0
    assert "peildatum 1 maart 2025" in dutch.stdout and "doorslaggevend criterium" in dutch.stdout
    assert "9999 patiënten tegen 10.000 patiënten: 1 patiënt te weinig" in " ".join(dutch.stdout.split())
    assert "1 komt in aanmerking, 1 komt niet in aanmerking, 1 onbeslist" in dutch.stdout
    assert "deciding criterion" in run("evaluate", "omvang.policy", "praktijken.csv", "--language", "en").stdout


def test_reasons_of_all(run: Run) -> None:
    done = run("evaluate", POLICY, "practices.json", *DAY, "--reasons")
    assert done.stdout.count("What decides") == 1 and done.stdout.count("What keeps it open") == 2
    assert "source: d-2025 size.01, page 3" in done.stdout


def test_a_limit_on_what_is_shown_and_not_on_what_is_decided(run: Run) -> None:
    done = run("evaluate", POLICY, "practices.json", *DAY, "--limit", "1")
    assert "De Eik" not in done.stdout and "and 3 more" in done.stdout and "1 ineligible" in done.stdout
    assert "De Eik" in run("evaluate", POLICY, "practices.json", *DAY, "--limit", "0").stdout


def test_for_programs(run: Run) -> None:
    data = json.loads(run("evaluate", POLICY, "practices.json", *DAY, "--format", "json").stdout)
    assert data["as_of_from"] == "given" and data["problems"] == []
    assert data["counts"] == {"eligible": 1, "ineligible": 1, "awaiting judgement": 1, "undetermined": 1}
    assert data["decisions"][1] == {
        "provider": "De Eik",
        "decision": "ineligible",
        "criteria": {"size": "met", "staffing": "not met", "assessment": "met"},
    }
    full = json.loads(run("evaluate", POLICY, "practices.json", *DAY, "--format", "json", "--reasons").stdout)
    assert full["decisions"][1]["criteria"][1]["body"]["margin"]["margin"] == "-0.05"
    for short, long in zip(data["decisions"], full["decisions"], strict=True):
        assert short["decision"] == long["decision"]
        assert short["criteria"] == {each["id"]: each["verdict"] for each in long["criteria"]}


def test_bad_cells_reject_their_provider_and_are_told(run: Run, here: Path) -> None:
    Path("bad.json").write_text(
        '[{"provider": "A", "registered patients": "many"}, {"provider": "B", "registered patients": 3000}]',
        encoding="utf-8",
    )
    done = run("evaluate", POLICY, "bad.json", *DAY)
    assert done.exit_code == 1
    assert "bad.json:1:" in done.stderr and "error E5" in done.stderr and "`many`" in done.stderr
    assert "1 of 2 providers rejected" in done.stderr
    assert "B " in done.stdout and "A " not in done.stdout.split("why")[1]
    data = json.loads(run("evaluate", POLICY, "bad.json", *DAY, "--format", "json").stdout)
    assert len(data["decisions"]) == 1 and data["problems"][0]["provider"] == "A"


def test_of_many_mistakes_those_that_spoil_the_file_come_first_and_columns_are_counted(run: Run, here: Path) -> None:
    rows = "".join(f"P{number},many\n" for number in range(120))
    Path("many.csv").write_text(f"provider,registered patients\n{rows}", encoding="utf-8")
    Path("doctors.csv").write_text("provider;fte\nP1;1\n", encoding="utf-8")
    done = run("evaluate", POLICY, "many.csv", "--table", "doctors=doctors.csv", *DAY)
    assert done.stderr.lstrip().startswith("doctors.csv:1: error E507")
    told = done.stderr[done.stderr.index("Where all of them are") :]
    assert "120  E512  many.csv, `registered patients`, such as `many`" in told
    assert "1  E507  doctors.csv" in told


def test_one_provider_alone_and_two_that_may_be_one_are_told(run: Run, here: Path) -> None:
    among = """policy Rank
    judges Company
document handbook "Invented"
record Company
    turnover : EUR
requirement largest
    source handbook 1
    (rank of turnover among Companies) ≤ 2
"""
    Path("rank.policy").write_text(among, encoding="utf-8")
    Path("one.json").write_text('[{"provider": "Zon", "turnover": 1}]', encoding="utf-8")
    told = run("evaluate", "rank.policy", "one.json", *DAY)
    assert "this file holds one provider" in told.stderr and told.exit_code == 0
    two = (
        '[{"provider": "Zon", "turnover": 1}, {"provider": "ZON", "turnover": 2}, {"provider": "Maan", "turnover": 2}]'
    )
    Path("two.json").write_text(two, encoding="utf-8")
    told = run("evaluate", "rank.policy", "two.json", *DAY)
    assert "holds one provider" not in told.stderr
    assert "providers `Zon` and `ZON` differ only in capitals or spaces" in told.stderr
    assert run("evaluate", "rank.policy", "two.json", *DAY, "--to", "two.csv").stderr.splitlines()[:-1] == [
        line for line in told.stderr.splitlines() if "rejected" not in line
    ]
    rows = "".join(
        f"{name},{at}\n" for at, name in enumerate(("Zon", "maan  ster", "Maan Ster", "zon", "Zonnig", "Zonnig"))
    )
    Path("many.csv").write_text(f"provider,turnover\n{rows}", encoding="utf-8")
    told = run("evaluate", "rank.policy", "many.csv", *DAY, "--engine", "polars", "--lang", "nl")
    assert told.stderr.count("verschillen alleen in hoofdletters of spaties") == 2
    assert "aanbieders `maan  ster` en `Maan Ster` verschillen" in told.stderr
    assert "this file holds one provider" in run("evaluate", "rank.policy", "one.json", *DAY, "--to", "one.csv").stderr


def test_reports_beside_a_summary_are_told(run: Run) -> None:
    for engine in ("python", "polars"):
        done = run("evaluate", POLICY, "practices.json", *DAY, "--engine", engine, "--summary", "page.html")
        assert done.stderr.splitlines()[-2:] == ["page.html", "page_reports/"]


def test_a_wrong_file_does_not_flood_the_terminal(run: Run, here: Path) -> None:
    data = [{"provider": f"P{number}", "fte": 1} for number in range(200)]
    Path("other.json").write_text(json.dumps(data), encoding="utf-8")
    done = run("evaluate", POLICY, "other.json", *DAY)
    assert done.exit_code == 1 and done.stderr.count("error E5") == 50
    assert "and 150 more mistakes" in done.stderr and "200 of 200 providers rejected" in done.stderr
    assert "there is no provider to decide on" in done.stdout and "───" not in done.stdout
    dutch = run("evaluate", POLICY, "other.json", *DAY, "--lang", "nl")
    assert "200 van 200 aanbieders afgewezen" in dutch.stderr and "geen aanbieder om over te besluiten" in dutch.stdout
    assert len(json.loads(run("evaluate", POLICY, "other.json", *DAY, "--format", "json").stdout)["problems"]) == 200


def test_a_policy_with_mistakes_is_not_used(run: Run, here: Path) -> None:
    path = Path(POLICY)
    path.write_text(path.read_text(encoding="utf-8").replace("≥ smallest", "≥ smalest"), encoding="utf-8")
    done = run("evaluate", POLICY, "practices.json", *DAY)
    assert done.exit_code == 1 and done.stdout == ""
    assert "did you mean `smallest practice`" in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("evaluate", POLICY, "nothing.json"),
        ("evaluate", "nothing.policy", "practices.json"),
        ("evaluate", "policies", "practices.json"),
        ("evaluate", POLICY, "practices.json", "--as-of", "tomorrow"),
        ("evaluate", POLICY, "practices.json", "--table", "doctors"),
        ("evaluate", POLICY),
        ("why", POLICY, "practices.json"),
        ("why", "De Linde"),
        ("why", POLICY, "practices.json", "De Lind"),
    ],
)
def test_wrong_use(run: Run, args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.exit_code == 2 and done.stdout == "" and done.stderr


def test_a_list_in_a_file_of_its_own(run: Run, here: Path) -> None:
    Path("p.csv").write_text("provider,registered patients,assessed positively\nDe Linde,3000,yes\n", encoding="utf-8")
    Path("d.csv").write_text("provider,fte,position\nDe Linde,0.5,owner\nDe Linde,0.5,locum\n", encoding="utf-8")
    done = run("evaluate", POLICY, "p.csv", *DAY, "--table", "doctors=d.csv")
    assert done.exit_code == 0 and "1 eligible" in done.stdout


def test_why_explains_one_provider(run: Run) -> None:
    done = run("why", POLICY, "practices.json", "De Eik", *DAY)
    assert done.exit_code == 0 and done.stdout.startswith("De Eik: ineligible\n")
    assert "no, 1.4 fte against 1.45 fte: 0.05 fte short" in done.stdout
    assert "registered patients = 4350 patients" in done.stdout
    open_still = run("why", POLICY, "practices.json", "De Wilg", *DAY).stdout
    assert "may settle it: `registered patients` (supplied by the practice); then met or not met" in open_still


def test_why_by_options_or_by_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run("why", "De Eik", "--policy", POLICY, "--providers", "practices.json", *DAY).stdout
    monkeypatch.setenv("MEETLAT_POLICY", POLICY)
    monkeypatch.setenv("MEETLAT_PROVIDERS", "practices.json")
    assert run("why", "de eik", *DAY).stdout == first != ""


def test_why_for_programs(run: Run) -> None:
    data = json.loads(run("why", POLICY, "practices.json", "De Beuk", *DAY, "--format", "json").stdout)
    assert data["decision"] == "awaiting judgement"
    assert data["rests_on"][0]["judge"] == "VGZ purchaser"


def test_why_knows_what_was_meant_and_what_was_rejected(run: Run, here: Path) -> None:
    assert "did you mean `De Linde`" in run("why", POLICY, "practices.json", "De Lindde").stderr
    Path("bad.json").write_text('[{"provider": "A", "registered patients": "many"}]', encoding="utf-8")
    done = run("why", POLICY, "bad.json", "A", *DAY)
    assert done.exit_code == 1 and "was rejected" in done.stderr


def test_conditions_are_worded_in_the_language_asked_for(run: Run) -> None:
    done = run("why", POLICY, "practices.json", "De Eik", *DAY, "--lang", "nl")
    assert "totaal fte van doctors per registered patients ≥ 1,0 fte per 3000 patients: nee" in done.stdout
    assert "1,4 fte tegen 1,45 fte: 0,05 fte te weinig" in done.stdout
    assert run("why", POLICY, "practices.json", "De Eik", *DAY, "--language", "nl").stdout == done.stdout
    assert "Example mag op grond van dit beleid afwijzen wie niet voldoet" in done.stdout
