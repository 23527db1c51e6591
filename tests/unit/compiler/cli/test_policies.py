"""`meetlat check`, `graph`, `show` and `test`: what is done with a policy alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.compiler.cli.conftest import Run

POLICY = "policies/example/practice.policy"
DAY = ("--as-of", "2025-03-01")


def spoil(old: str, new: str) -> None:
    path = Path(POLICY)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_check_is_short_when_all_is_well(run: Run) -> None:
    done = run("check", POLICY, "omvang.policy")
    assert (done.exit_code, done.stdout) == (0, "2 files: no mistakes\n"), done.stderr


def test_check_tells_all_mistakes_in_the_language_of_the_file(run: Run) -> None:
    spoil("≥ smallest practice", "≥ smalest practice")
    spoil("    assessed positively\n\n", "    assesed positively\n\n")
    path = Path("omvang.policy")
    path.write_text(path.read_text(encoding="utf-8").replace("≥ 10.000 patiënten", "≥ 80%"), encoding="utf-8")
    done = run("check", POLICY, "omvang.policy")
    assert done.exit_code == 1
    assert done.stderr.count(" error E") == 2 and done.stderr.count(" fout E") == 1
    assert done.stdout.startswith("2 files: 3 errors")


def test_check_for_programs(run: Run) -> None:
    spoil("≥ smallest practice", "≥ smalest practice")
    done = run("check", POLICY, "--format", "json")
    data = json.loads(done.stdout)
    assert done.exit_code == 1 and done.stderr == ""
    assert (data["files"], data["errors"]) == (1, 1)
    (found,) = (each for each in data["diagnostics"] if each["severity"] == "error")
    assert found["path"] == POLICY and found["severity"] == "error" and "smallest practice" in found["help"]


def test_check_for_a_pull_request(run: Run) -> None:
    spoil("≥ smallest practice", "≥ smalest practice")
    done = run("check", POLICY, "--format", "github")
    assert done.exit_code == 1 and f"::error file={POLICY},line=" in done.stdout


def test_warnings_do_not_fail(run: Run) -> None:
    spoil("    source d-2025 assessment.01\n", "")
    done = run("check", POLICY)
    assert done.exit_code == 0 and "warning W8" in done.stderr and "1 warning" in done.stdout


def test_check_without_paths_takes_the_folder_policies(run: Run) -> None:
    assert run("check").stdout == "1 file: no mistakes\n"
    assert run("check", "nothing").exit_code == 2


def test_show_has_the_parameters_in_force(run: Run) -> None:
    shown = run("show", POLICY, *DAY).stdout
    assert "from 2025-01-01 : 1000 patients" in shown
    assert "900 patients" not in shown and "1100 patients" not in shown
    assert "requirement staffing" in shown
    later = run("show", POLICY, "--as-of", "2025-07-01").stdout
    assert "1100 patients" in later and "1000 patients\n    from" not in later
    data = json.loads(run("show", POLICY, *DAY, "--format", "json").stdout)
    assert data["texts"]["example.practice"] == shown and data["as_of"] == "2025-03-01"


def test_what_show_prints_is_a_policy(run: Run, here: Path) -> None:
    Path("shown.policy").write_text(run("show", POLICY, *DAY).stdout, encoding="utf-8")
    assert run("fmt", "--check", "shown.policy").exit_code == 0
    assert run("check", "shown.policy").exit_code == 0


def test_graph_to_a_file_and_to_standard_output(run: Run) -> None:
    done = run("graph", POLICY, *DAY, "-o", "out/a.svg")
    assert (done.exit_code, done.stdout) == (0, "out/a.svg\n")
    text = Path("out/a.svg").read_text(encoding="utf-8")
    assert text == run("graph", POLICY, *DAY).stdout.rstrip("\n") + "\n" or "<svg" in text
    assert "staffing" in text
    assert run("graph", POLICY, *DAY, "-o", "a.gv").exit_code == 0
    assert "digraph" in Path("a.gv").read_text(encoding="utf-8")


def test_graph_with_the_verdicts_on_a_provider(run: Run) -> None:
    args = ("graph", POLICY, *DAY, "--providers", "practices.json", "--provider")
    done = run(*args, "De Eik")
    assert done.exit_code == 0 and "not met" in done.stdout
    assert run(*args, "Niemand").exit_code == 2
    assert run("graph", POLICY, "--provider", "De Eik").exit_code == 2
    assert run("graph", POLICY, "--overview", "--criterion", "size").exit_code == 2
    assert run("graph", POLICY, "--criterion", "siz").exit_code == 2
    assert run("graph", POLICY, "-o", "a.png").exit_code == 2
    assert "staffing" not in run("graph", POLICY, *DAY, "--criterion", "size").stdout


def test_examples_are_run(run: Run) -> None:
    done = run("test", POLICY)
    assert done.exit_code == 0 and "2 examples: 2 passed" in done.stdout
    spoil("expect size not met", "expect size met")
    failed = run("test", POLICY)
    assert failed.exit_code == 1 and "1 passed, 1 failed" in failed.stdout
    assert "Too small from July" in failed.stderr and "not met" in failed.stderr


def test_examples_by_name(run: Run) -> None:
    assert "1 example: 1 passed" in run("test", POLICY, "-k", "july").stdout
    assert run("test", POLICY, "-k", "nothing like it").exit_code == 2


def test_examples_for_programs(run: Run) -> None:
    spoil("expect size not met", "expect size met")
    done = run("test", POLICY, "--format", "json")
    data = json.loads(done.stdout)
    assert done.exit_code == 1 and (data["passed"], data["failed"]) == (1, 1)
    failed = data["examples"][1]
    assert failed["example"] == "Too small from July" and failed["passed"] is False


def test_examples_of_a_broken_policy_fail(run: Run) -> None:
    spoil("≥ smallest practice", "≥ smalest practice")
    done = run("test", POLICY)
    assert done.exit_code == 1 and "error E" in done.stderr


def test_where_there_is_nothing_to_tell_it_is_said_what_to_do(run: Run, here: Path) -> None:
    text = Path(POLICY).read_text(encoding="utf-8")
    (here / "bare.policy").write_text(text[: text.index("\nexample ")], encoding="utf-8")
    done = run("test", "bare.policy")
    assert done.exit_code == 0 and "let `meetlat suggest` write them" in done.stderr
    assert "suggest" not in run("test", POLICY).stderr
    traced = run("trace", "bare.policy")
    assert "give a `document` a line `inventory" in traced.stderr
