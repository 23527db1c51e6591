"""Imports point one way: what a policy says never needs what is made of it, and no stage needs a later one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ORDER = (
    {"dsl.source", "dsl.frozen", "dsl.processes"},
    {"dsl.kinds", "dsl.diagnostics", "dsl.literals"},
    {"dsl.keywords", "dsl.units"},
    {"dsl.names"},
    {"dsl.syntax"},
    {"dsl.traverse", "dsl.parsing"},
    {"dsl.printing", "dsl.colours"},
    {"compiler.ir"},
    {"compiler.model"},
    {"compiler.resolve"},
    {"compiler.check"},
    {"compiler.lower"},
    {"compiler.columns"},
    {"compiler.passes", "compiler.analysis", "compiler.backends"},
    {"compiler.records"},
    {"compiler.scenarios"},
    {"compiler.pipeline"},
    {"compiler.report"},
    {"compiler.handbook"},
    {"compiler.cli", "compiler.pytest_plugin"},
)
RANK = {part: rank for rank, parts in enumerate(ORDER) for part in parts}
NEEDS_ONLY = {
    "compiler.ir": {
        "dsl.source",
        "dsl.frozen",
        "dsl.kinds",
        "dsl.diagnostics",
        "dsl.keywords",
        "dsl.units",
        "compiler.ir",
    }
}


def modules() -> list[Path]:
    found = [path for package in ("dsl", "compiler") for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if len(path.relative_to(ROOT).parts) > 2 or path.name != "__init__.py")


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(name: str) -> str:
    """The part of the architecture that a module belongs to: `compiler.check.tables` is in `compiler.check`."""
    return ".".join(name.split(".")[:2])


def imports(path: Path) -> Iterator[str]:
    """The modules of ours that a module imports while it runs; those for types alone do not count."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                waiting.extend(node.orelse)
                continue
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str() as module, names=names):
                inner = [f"{module}.{each.name}" for each in names]
                yield from inner if module in ("dsl", "compiler") or len(module.split(".")) < 3 else [module]
        waiting.extend(ast.iter_child_nodes(node))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    own = part_of(name_of(path))
    assert own in RANK, f"say in ORDER where {own} stands"
    for imported in imports(path):
        part = part_of(imported)
        if part not in RANK:
            continue
        assert part == own or RANK[part] < RANK[own], f"{name_of(path)} imports {imported}"
        assert own not in NEEDS_ONLY or part in NEEDS_ONLY[own], f"{name_of(path)} imports {imported}"


def test_lark_stays_behind_one_door_and_click_in_one_room() -> None:
    for path in modules():
        outside = {each.split(".")[0] for each in imports(path)}
        assert "lark" not in outside or part_of(name_of(path)) == "dsl.parsing", path
        assert not outside & {"click", "rich_click"} or part_of(name_of(path)) == "compiler.cli", path


def test_no_backend_imports_another() -> None:
    backends = ROOT / "compiler" / "backends"
    for path in sorted(backends.rglob("*.py")):
        own = name_of(path).split(".")[2:3]
        for imported in imports(path):
            parts = imported.split(".")
            if parts[:2] == ["compiler", "backends"] and len(parts) > 2 and own:
                assert kin(own[0], parts[2]), f"{name_of(path)} imports {imported}"


def kin(one: str, other: str) -> bool:
    """A backend and the package of its parts: `decision_graph` and `graph`, `python_predicate` and `predicate`."""
    return one == other or one.endswith(f"_{other}") or other.endswith(f"_{one}")
