"""The 70 criteria of the general-practice policies of 2025 are encoded or listed, and the table that says where is true."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsl import syntax
from dsl.parsing.parser import parse
from dsl.source import SourceFile

ROOT = Path(__file__).parents[2]
POLICIES = ROOT / "policies"
FOLDER = POLICIES / "vgz" / "huisartsenzorg_2025"
DOCUMENT = "vgz-ha-2025"
DECISIONS = {
    "zorgovereenkomst-huisartsgeneeskundige-zorg",
    "volgbeleid",
    "rho-zorgovereenkomst",
    "rho-informatiesysteem",
    "rho-rta",
}
ROW = re.compile(r"\| `(?P<key>[a-z]+\.\d+)` \| (?P<where>.+?) \|$", re.MULTILINE)
PLACE = re.compile(r"`(?P<file>\w+)\.policy`: (?P<names>[^;]+)")
LISTED = "listed: "


def inventory(document: str) -> dict[str, dict[str, str]]:
    """The rows of a document's inventory by key."""
    with (POLICIES / "sources" / f"{document}.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def statements(folder: Path) -> Iterator[tuple[Path, syntax.Statement]]:
    for path in sorted(folder.rglob("*.policy")):
        parsed = parse(SourceFile.read(path))
        assert not parsed.diagnostics, path
        yield from ((path, each) for each in parsed.module.statements)


def citations(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """File, name of the construct, document and key of every citation by something that computes, checks or judges."""
    for path, statement in statements(folder):
        match statement:
            case syntax.Criterion() | syntax.Value() | syntax.Judgement() | syntax.Decision() | syntax.Parameter():
                for source in statement.sources:
                    for key in source.keys:
                        yield path.stem, statement.name.text, source.document, key
            case _:
                pass


def table() -> dict[str, str]:
    """The table of the folder's README: key -> where it is."""
    rows = [
        (found["key"], found["where"]) for found in ROW.finditer((FOLDER / "README.md").read_text(encoding="utf-8"))
    ]
    assert len(rows) == len({key for key, _ in rows}), "a key stands twice in the table"
    return dict(rows)


def wanted() -> set[str]:
    return {key for key, row in inventory(DOCUMENT).items() if row["decision"] in DECISIONS}


def test_the_decisions_hold_seventy_criteria() -> None:
    assert len(wanted()) == 70


def test_every_criterion_is_encoded_or_listed() -> None:
    assert set(table()) == wanted()


def test_the_table_names_exactly_the_constructs_that_cite_a_key() -> None:
    said = {
        (key, found["file"], name.strip())
        for key, where in table().items()
        for found in PLACE.finditer(where)
        for name in found["names"].split(", ")
    }
    cited = {
        (key, file, name) for file, name, document, key in citations(FOLDER) if document == DOCUMENT and key in wanted()
    }
    assert said == cited


def test_a_listed_criterion_has_a_reason_and_no_construct() -> None:
    listed = {key: where for key, where in table().items() if where.startswith(LISTED)}
    assert all(len(where) > len(LISTED) + 20 and not PLACE.search(where) for where in listed.values())
    assert {key for key, where in table().items() if not PLACE.search(where)} == set(listed)


@pytest.mark.parametrize("document", sorted(path.stem for path in (POLICIES / "sources").glob("*.csv")))
def test_no_unknown_key_is_cited(document: str) -> None:
    known = inventory(document)
    assert not {key for _, _, cited, key in citations(POLICIES) if cited == document and key not in known}


def test_every_declared_document_has_its_files_and_every_inventory_a_declaration() -> None:
    declared: set[str] = set()
    for path, statement in statements(POLICIES):
        if not isinstance(statement, syntax.Document):
            continue
        declared.add(statement.key)
        files = [each.path.value for each in statement.settings if isinstance(each, syntax.File | syntax.Inventory)]
        assert len(files) == 2
        assert all((path.parent / each).is_file() for each in files), statement.key
    assert declared == {path.stem for path in (POLICIES / "sources").glob("*.csv")}
