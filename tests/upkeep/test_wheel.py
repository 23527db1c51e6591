"""The distribution as users get it: built, installed in an environment of its own, and used there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POLICY = """policy Small practice
    issuer "Example"
    in force 2025-01-01 through 2025-12-31
    judges Practice

document d-2025 "A document"

counted patient, patients

record Practice
    registered patients : count of patients

requirement size
    source d-2025 size.01
    registered patients ≥ 1000 patients
"""


def run(*command: str | Path, cwd: Path, code: int = 0) -> str:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=clean, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == code, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what is in the checkout, with the build tools of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.wheel
def test_it_holds_all_that_is_read_at_run_time(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for package in ("dsl", "compiler"):
        for path in (ROOT / package).rglob("*"):
            if path.suffix in {".py", ".lark", ".md", ".typed"} and "__pycache__" not in path.parts:
                assert path.relative_to(ROOT).as_posix() in inside
    assert "dsl/py.typed" in inside and "compiler/py.typed" in inside
    assert not {name.split("/")[0] for name in inside} - {"dsl", "compiler", *_metadata(inside)}
    assert not [name for name in inside if name.endswith(".pyc")]
    version = f"{sys.version_info[0]}{sys.version_info[1]}"
    assert {f"dsl/parsing/tables-{language}-{version}.bin" for language in ("en", "nl")} <= inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)


def _metadata(inside: set[str]) -> set[str]:
    return {name.split("/")[0] for name in inside if ".dist-info/" in name}


@pytest.mark.wheel
@pytest.mark.slow
def test_it_works_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    binaries = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    install = [
        binaries / "python",
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--prefer-binary",
        wheel,
    ]
    done = subprocess.run(list(map(str, install)), cwd=tmp_path, capture_output=True, text=True, timeout=300)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"dependencies cannot be installed here: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr

    meetlat = binaries / "meetlat"
    assert run(meetlat, "--version", cwd=tmp_path).startswith("meetlat ")
    assert run(meetlat, "explain", "E101", cwd=tmp_path).startswith("# E101: ")
    (tmp_path / "small.policy").write_text(POLICY, encoding="utf-8")
    run(meetlat, "check", "small.policy", cwd=tmp_path)
    run(meetlat, "fmt", "--check", "small.policy", cwd=tmp_path)
    data = [{"provider": "De Linde", "registered patients": 1000}, {"provider": "De Eik", "registered patients": 999}]
    (tmp_path / "practices.json").write_text(json.dumps(data), encoding="utf-8")
    said = run(meetlat, "evaluate", "small.policy", "practices.json", "--format", "json", cwd=tmp_path)
    decisions = {each["provider"]: each["decision"] for each in json.loads(said)["decisions"]}
    assert decisions == {"De Linde": "eligible", "De Eik": "ineligible"}
    run(meetlat, "graph", "small.policy", "-o", "small.svg", cwd=tmp_path)
    assert "<svg" in (tmp_path / "small.svg").read_text(encoding="utf-8")
