"""A place among providers: ties the other way round, ranked from the other end, without the condition on who counts."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.model import Typed
from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.quantifiers import REDUCED
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    said = site.typed.said
    if not isinstance(said, syntax.Standing):
        return
    if said.function in ("rank", "rank from lowest"):
        yield setting.change("tie", site, evolve(site.typed, said=evolve(said, strictly=not said.strictly)))
    for new in _others(site.typed, said):
        yield setting.change("quantifier", site, new)


def _others(typed: Typed, said: syntax.Standing) -> Iterator[Typed]:
    match said.function:
        case "rank":
            yield evolve(typed, said=evolve(said, function="rank from lowest"))
        case "rank from lowest":
            yield evolve(typed, said=evolve(said, function="rank"))
        case "share":
            pass
        case function:
            yield evolve(typed, said=evolve(said, function=REDUCED[function]))
    if said.where is not None:
        yield evolve(typed, said=evolve(said, where=None), parts=typed.parts[:-1])
