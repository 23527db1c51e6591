"""All for any and any for all; one condition more or fewer asked; `and` for `or`."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    for said in _others(site.typed.said):
        yield setting.change("group", site, evolve(site.typed, said=said))


def _others(said: syntax.Expr) -> Iterator[syntax.Expr]:
    match said:
        case syntax.Group(word="all") if len(said.items) > 1:
            yield evolve(said, word="any")
        case syntax.Group(word="any") if len(said.items) > 1:
            yield evolve(said, word="all")
        case syntax.Group(word="none"):
            yield evolve(said, word="any")
        case syntax.Group(word="at least" | "at most" | "exactly", number=int(number)):
            for other in (number - 1, number + 1):
                if 0 <= other <= len(said.items):
                    yield evolve(said, number=other)
        case syntax.And(operands=operands):
            yield syntax.Or(operands, span=said.span)
        case syntax.Or(operands=operands):
            yield syntax.And(operands, span=said.span)
        case _:
            return
