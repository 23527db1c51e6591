"""The command itself: help, versions, wrong use, our faults, and what it does not import."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from compiler.cli.main import COMMANDS, meetlat
from compiler.report import code_pages


def run(*args: str) -> Result:
    return CliRunner().invoke(meetlat, args)


def test_help_names_every_command() -> None:
    for asked in ([], ["--help"], ["-h"]):
        done = run(*asked)
        assert done.exit_code == 0
        assert all(command in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = run(command, "--help")
    assert done.exit_code == 0
    assert "Usage: meetlat" in done.stdout and command in done.stdout


def test_version() -> None:
    done = run("--version")
    assert done.exit_code == 0 and done.stdout.startswith("meetlat ")


def test_wrong_use_says_what_is_near() -> None:
    done = run("chekc")
    assert done.exit_code == 2 and "did you mean `check`?" in done.stderr
    assert run("frobnicate").exit_code == 2
    assert run("check", "--frobnicate").exit_code == 2


def test_words_of_options_are_taken_with_other_capitals_and_else_told_what_is_near() -> None:
    done = run("check", "--format", "josn")
    assert done.exit_code == 2 and "`text`, `json`, `github`; did you mean `json`?" in done.stderr
    done = run("evaluate", "p.policy", "p.csv", "--engine", "postgesql")
    assert done.exit_code == 2 and "did you mean `postgres`?" in done.stderr
    done = run("evaluate", "p.policy", "p.csv", "--engine", "frobnicate")
    assert done.exit_code == 2 and "did you mean" not in done.stderr
    for taken in ("PostgreSQL", "Polars"):
        done = run("evaluate", "p.policy", "p.csv", "--engine", taken)
        assert done.exit_code == 2 and "there is no file" in done.stderr


@pytest.mark.parametrize("asked", [("explain", "E101"), ("--help",), ("explain", "--help"), ("--version",)])
def test_nothing_is_said_once_nobody_reads_on(asked: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", "from compiler.cli.main import main; main()", *asked]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, "")


def test_our_fault_is_said_to_be_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(_: str, __: str) -> str:
        raise RuntimeError("the yardstick snapped")

    monkeypatch.setattr(code_pages, "page", break_down)
    done = run("explain", "E101")
    assert done.exit_code == 3 and done.stdout == ""
    assert "not yours: RuntimeError: the yardstick snapped" in done.stderr and "Traceback" not in done.stderr
    assert "Traceback" in run("--debug", "explain", "E101").stderr


def test_explain() -> None:
    done = run("explain", "e101")
    assert done.exit_code == 0 and done.stdout.startswith("# E101: ") and "## Avoid" in done.stdout
    assert run("explain", "E999").exit_code == 2
    assert run("explain", "../E101").exit_code == 2
    listed = run("explain").stdout.splitlines()
    assert len(listed) == len(code_pages.codes()) and any(line.startswith("E101  ") for line in listed)
    in_dutch = run("explain", "E101", "--lang", "nl").stdout
    assert in_dutch.startswith("# E101: ") and "## Niet zo" in in_dutch
    assert json.loads(run("explain", "E101", "--format", "json").stdout)["code"] == "E101"
    assert len(json.loads(run("explain", "--format", "json").stdout)) == len(listed)


@pytest.mark.parametrize("heavy", ["rich", "rich_click", "graphviz", "re2", "json", "csv", "subprocess"])
def test_loading_the_command_loads_nothing_heavy(heavy: str) -> None:
    script = f"import sys, compiler.cli.main, compiler.cli.check; sys.exit('{heavy}' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
