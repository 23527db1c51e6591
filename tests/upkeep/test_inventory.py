"""Every criterion of a document is encoded, listed with a reason or waiting, and the table that says where is true."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from dsl import syntax
from dsl.parsing.parser import parse
from dsl.source import SourceFile
from dsl.traverse import walk

ROOT = Path(__file__).parents[2]
POLICIES = ROOT / "policies"

# The folders with policies, each about one document and with a README that holds the table.
FOLDERS = sorted(path.parent for path in POLICIES.glob("*/*/README.md") if path.parent.name != "sources")
# Of a document that is not whole yet, by its folder: the decisions that are.
DECISIONS: dict[str, set[str]] = {}
ROW = re.compile(r"\| `(?P<key>[a-z]+\.\d+)` \| (?P<where>.+?) \|$", re.MULTILINE)
PLACE = re.compile(r"`(?P<file>\w+)\.policy`: (?P<names>[^;]+)")
LISTED = "listed: "
WAITS = "waits for "
MOST_LISTED = 8  # percent

folders = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@cache
def inventory(document: str) -> dict[str, dict[str, str]]:
    """The rows of a document's inventory by key."""
    with (POLICIES / "sources" / f"{document}.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def files(folder: Path) -> list[Path]:
    """The policy files of a folder and those beside it, which several folders share."""
    return [*sorted(folder.rglob("*.policy")), *sorted(folder.parent.glob("*.policy"))]


@cache
def parsed(path: Path) -> tuple[syntax.Statement, ...]:
    found = parse(SourceFile.read(path))
    assert not found.diagnostics, path
    return found.module.statements


def statements(paths: list[Path]) -> Iterator[tuple[Path, syntax.Statement]]:
    for path in paths:
        yield from ((path, each) for each in parsed(path))


def called(statement: syntax.Statement) -> str:
    name = getattr(statement, "name", None) or getattr(statement, "title", None)
    return str(getattr(name, "text", None) or getattr(name, "value", ""))


def citations(paths: list[Path]) -> Iterator[tuple[str, str, str, str]]:
    """File, name of the construct, document and key of every citation by something that computes, checks or judges."""
    for path, statement in statements(paths):
        if not isinstance(statement, syntax.Example | syntax.Precedence):
            for node in walk(statement):
                if isinstance(node, syntax.Source):
                    yield from ((path.stem, called(statement), node.document, key) for key in node.keys)


@cache
def document(folder: Path) -> str:
    """The document that the policies of a folder are about."""
    keys = {
        each.key
        for _, statement in statements(sorted(folder.rglob("*.policy")))
        if isinstance(statement, syntax.Policy)
        for each in statement.settings
        if isinstance(each, syntax.DocumentRef)
    }
    assert len(keys) == 1, (folder, keys)
    return keys.pop()


def table(folder: Path) -> dict[str, str]:
    """The table of the folder's README: key -> where it is."""
    rows = [
        (found["key"], found["where"]) for found in ROW.finditer((folder / "README.md").read_text(encoding="utf-8"))
    ]
    assert len(rows) == len({key for key, _ in rows}), "a key stands twice in the table"
    return dict(rows)


def wanted(folder: Path) -> set[str]:
    rows = inventory(document(folder))
    return {key for key, row in rows.items() if row["decision"] in DECISIONS.get(folder.name, {row["decision"]})}


@folders
def test_every_criterion_stands_in_the_table(folder: Path) -> None:
    assert set(table(folder)) == wanted(folder)


@folders
def test_the_table_names_exactly_the_constructs_that_cite_a_key(folder: Path) -> None:
    said = {
        (key, found["file"], name.strip())
        for key, where in table(folder).items()
        for found in PLACE.finditer(where)
        for name in found["names"].split(", ")
    }
    about, whole = document(folder), wanted(folder)
    cited = {
        (key, file, name) for file, name, cited, key in citations(files(folder)) if cited == about and key in whole
    }
    assert said == cited


@folders
def test_a_listed_criterion_has_a_reason_and_no_construct(folder: Path) -> None:
    apart = {key: where for key, where in table(folder).items() if where.startswith((LISTED, WAITS))}
    assert all(len(where) > len(LISTED) + 20 and not PLACE.search(where) for where in apart.values())
    assert {key for key, where in table(folder).items() if not PLACE.search(where)} == set(apart)
    listed = [where for where in apart.values() if where.startswith(LISTED)]
    assert 100 * len(listed) <= MOST_LISTED * len(table(folder))


@pytest.mark.parametrize("document", sorted(path.stem for path in (POLICIES / "sources").glob("*.csv")))
def test_no_unknown_key_is_cited(document: str) -> None:
    known = inventory(document)
    every = sorted(POLICIES.rglob("*.policy"))
    assert not {key for _, _, cited, key in citations(every) if cited == document and key not in known}


def test_every_declared_document_has_its_files_and_every_inventory_a_declaration() -> None:
    declared: set[str] = set()
    for path, statement in statements(sorted(POLICIES.rglob("*.policy"))):
        if not isinstance(statement, syntax.Document):
            continue
        declared.add(statement.key)
        places = [each.path.value for each in statement.settings if isinstance(each, syntax.File | syntax.Inventory)]
        assert len(places) == 2
        assert all((path.parent / each).is_file() for each in places), statement.key
    assert declared == {path.stem for path in (POLICIES / "sources").glob("*.csv")}
