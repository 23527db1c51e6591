"""`meetlat fmt`: what it writes, what it leaves alone, and what it says."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compiler.cli.main import meetlat

GOOD = """language en

unit fte
counted patient, patients

requirement size
    source d-2025 size.01
    registered patients ≥ 1000 patients
"""
UGLY = GOOD.replace("    registered patients ≥ 1000", "    registered   patients >= 1000")
BROKEN = GOOD.replace("unit fte", "unit 80%")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(meetlat, ["fmt", *args], input=stdin)


def test_it_rewrites_what_is_not_canonical_and_nothing_else() -> None:
    ugly, good = write("a/ugly.policy", UGLY), write("a/good.policy", GOOD)
    before = good.stat().st_mtime_ns
    done = run("a")
    assert (done.exit_code, done.stdout) == (0, "changed: a/ugly.policy\n")
    assert "2 files, 1 changed" in done.stderr
    assert ugly.read_text(encoding="utf-8") == GOOD
    assert good.stat().st_mtime_ns == before
    assert run("a").stdout == ""


def test_a_file_that_cannot_be_written_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    ugly = write("ugly.policy", UGLY)

    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    done = run("ugly.policy")
    assert done.exit_code == 2 and "`ugly.policy` cannot be written: No space left" in done.stderr
    assert ugly.read_text(encoding="utf-8") == UGLY and [*Path().iterdir()] == [ugly]


def test_check_changes_nothing_and_fails() -> None:
    ugly = write("ugly.policy", UGLY)
    done = run("--check", "ugly.policy")
    assert done.exit_code == 1 and "would change: ugly.policy" in done.stderr
    assert ugly.read_text(encoding="utf-8") == UGLY
    write("ugly.policy", GOOD)
    assert run("--check", "ugly.policy").exit_code == 0


def test_diff_prints_what_would_change() -> None:
    write("ugly.policy", UGLY)
    done = run("--diff", "ugly.policy")
    assert done.exit_code == 1
    assert "-    registered   patients >= 1000 patients\n+    registered patients ≥ 1000 patients\n" in done.stdout


def test_to_the_other_language_and_back() -> None:
    path = write("a.policy", GOOD)
    assert run("--to", "nl", "a.policy").exit_code == 0
    assert "taal nl" in path.read_text(encoding="utf-8") and "eis size" in path.read_text(encoding="utf-8")
    assert run("--to", "en", "a.policy").exit_code == 0
    assert path.read_text(encoding="utf-8") == GOOD


def test_a_file_with_mistakes_is_left_alone() -> None:
    path = write("a.policy", BROKEN)
    done = run("a.policy")
    assert done.exit_code == 1 and done.stdout == ""
    assert "a.policy:3:" in done.stderr and "error E" in done.stderr
    assert path.read_text(encoding="utf-8") == BROKEN


def test_a_file_that_is_no_text_is_left_alone() -> None:
    Path("a.policy").write_bytes(b"unit \xff\n")
    done = run("a.policy")
    assert done.exit_code == 1 and "E118" in done.stderr
    assert Path("a.policy").read_bytes() == b"unit \xff\n"


def test_standard_input_to_standard_output() -> None:
    done = run("-", stdin=UGLY)
    assert (done.exit_code, done.stdout) == (0, GOOD)
    failed = run("-", stdin=BROKEN)
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert run("-", stdin=b"\xff").exit_code == 1


def test_for_programs() -> None:
    write("a.policy", UGLY)
    write("b.policy", BROKEN)
    done = run("--check", "--format", "json", "a.policy", "b.policy")
    data = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (data["files"], data["changed"], data["written"]) == (2, ["a.policy"], False)
    assert [each["path"] for each in data["diagnostics"]] == ["b.policy"]


def test_hidden_files_and_folders_with_the_ending_of_a_policy_are_passed_over() -> None:
    write("a/.venv/x.policy", UGLY)
    Path("a/folder.policy").mkdir()
    write("a/good.policy", GOOD)
    assert "1 file, 0 to change" in run("--check", "a").stderr


def test_without_paths_the_policies_of_the_folder() -> None:
    write("policies/a.policy", UGLY)
    write("other.policy", UGLY)
    assert run("--check").stderr.count("would change") == 1


def test_wrong_use() -> None:
    assert run("nothing.policy").exit_code == 2
    assert run().exit_code == 2
    assert run("--to", "de").exit_code == 2
    assert run("--format", "xml").exit_code == 2
