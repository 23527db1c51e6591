"""Rounded the other way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from attrs import evolve

from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax

Direction = Literal["up", "down", "half up", "half even"]
_OTHER: Final[dict[Direction, Direction]] = {"up": "down", "down": "up", "half up": "down", "half even": "down"}


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    said = site.typed.said
    if isinstance(said, syntax.Rounded):
        yield setting.change("rounding", site, evolve(site.typed, said=evolve(said, direction=_OTHER[said.direction])))
