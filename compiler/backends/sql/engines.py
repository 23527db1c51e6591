"""The databases that carry out programs, by the names that they are asked for with."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from compiler.backends.sql.dialects import DIALECTS, Unavailable, not_installed

if TYPE_CHECKING:
    from compiler.columns.register import CarryOut


def carrier(engine: str) -> CarryOut:
    """How a database carries out programs. Raises `Unavailable` where a package that it needs is not installed."""
    needs_of(engine, DIALECTS[engine].needs)
    found: CarryOut = import_module(f"compiler.backends.sql.{engine}").carry_out
    return found


def needs_of(engine: str, packages: Sequence[str]) -> None:
    """Raises `Unavailable` where a package is not installed."""
    lacking = [each for each in packages if find_spec(each) is None]
    if lacking:
        raise Unavailable(not_installed(DIALECTS[engine], lacking))
