"""The blocks of the manuals: files are what they say, commands print what stands below them."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner

from compiler.cli.main import meetlat

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)```", re.DOTALL)


@pytest.mark.parametrize("manual", ["README.md", "dsl/TUTORIAL.md", "dsl/TUTORIAL.nl.md"])
def test_commands_print_what_the_manual_shows(manual: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("policies", "examples"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
    ran = 0
    for block in BLOCK.finditer((ROOT / manual).read_text(encoding="utf-8")):
        if block["file"]:
            Path(block["file"]).write_text(block["text"], encoding="utf-8")
        elif block["language"] == "console":
            for command, expected in commands(block["text"]):
                done = CliRunner().invoke(meetlat, shlex.split(command)[1:])
                assert done.exit_code in (0, 1), done.output
                if expected:
                    assert expected.strip("\n") in (done.stdout.strip("\n"), done.output.strip("\n"))
                ran += 1
    assert ran


def commands(text: str) -> list[tuple[str, str]]:
    """Each command after `$ `, with what stands below it; only our own command is run."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    found = [part.partition("\n")[::2] for part in parts]
    return [(command, expected) for command, expected in found if command.startswith("meetlat ")]


def test_links_and_pictures_in_the_manuals_are_there() -> None:
    manuals = ("README.md", "CONTRIBUTING.md", "compiler/README.md")
    for manual in (
        *manuals,
        *(f"dsl/{each}.md" for each in ("README", "REFERENCE", "REFERENCE.nl", "TUTORIAL", "TUTORIAL.nl")),
    ):
        path = ROOT / manual
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{manual} points to {target}"


def test_the_table_of_commands_has_each_once() -> None:
    named = re.findall(r"^\| `meetlat (\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(meetlat.list_commands(Context(meetlat)))
