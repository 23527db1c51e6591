"""`make showcase` makes every product of its policies in both languages; a record made before an amendment is decided again."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from compiler.handbook import site

ROOT = Path(__file__).parents[2]


def _showcase() -> Any:
    """The script, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("showcase", ROOT / "examples" / "showcase.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules["showcase"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


showcase = _showcase()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One provider of each policy, and the pages of the policies without those of the manual, which say the same everywhere."""
    target = tmp_path_factory.mktemp("showcase")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        patched.setattr(showcase, "TARGET", target)
        patched.setattr(showcase, "SHOWN", tuple(each._replace(others=()) for each in showcase.SHOWN))
        patched.setattr(
            site, "manual", lambda language: {page: f"# {said}\n" for page, said in site.chapters(language)}
        )
        showcase.main()
    return target


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("shown", showcase.SHOWN, ids=lambda each: each.name)
def test_each_policy_has_all_products(made: Path, shown: Any, language: str) -> None:
    stem = f"{shown.name}-{'-'.join(shown.provider.lower().split())}"
    for kind in ("report", "letter"):
        page = (made / f"{stem}-{kind}.{language}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page and shown.provider in page
        assert (made / f"{stem}-{kind}.{language}.pdf").read_bytes().startswith(b"%PDF")
    for kind in ("overview", "detail"):
        assert (made / f"{stem}-{kind}.{language}.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (made / "handbook" / language / "policies" / "vgz" / f"{shown.policy}.html").is_file()


@pytest.mark.parametrize("shown", showcase.SHOWN, ids=lambda each: each.name)
def test_each_record_is_decided_again_and_verified(made: Path, shown: Any) -> None:
    lines = (made / f"{shown.name}-record.jsonl").read_text(encoding="utf-8").splitlines()
    decided = sum("decision" in json.loads(each) for each in lines)
    said = (made / f"{shown.name}-replay.txt").read_text(encoding="utf-8")
    assert decided == len(re.findall(": the same$", said, re.MULTILINE)) > 1
    assert f"{decided} decisions, as written" in said


def test_a_record_made_before_an_amendment_is_decided_by_the_text_of_its_day(made: Path) -> None:
    before, after = (_replayed(made / f"amended-{day}-replay.txt") for day in showcase.AMENDED[1:])
    assert before["Ziekenhuis Kanaalzone"] == "ineligible" and after["Ziekenhuis Kanaalzone"] == "eligible"
    assert before.keys() == after.keys()


def _replayed(path: Path) -> dict[str, str]:
    """The decision on each provider; every one came out as it was."""
    lines = [each.rsplit(": ", 2) for each in path.read_text(encoding="utf-8").splitlines()]
    assert lines and all(each[2] == "the same" for each in lines)
    return {provider: decision for provider, decision, _ in lines}


def test_the_first_page_leads_to_everything(made: Path) -> None:
    page = (made / "index.html").read_text(encoding="utf-8")
    for each in made.iterdir():
        assert each.name == "index.html" or f'href="{each.name}' in page
