"""One condition of several left out, and a `not` left out."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.model import Typed
from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site, without
from dsl import syntax


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    typed, said = site.typed, site.typed.said
    match said:
        case syntax.Not():
            yield setting.change("condition", site, typed.parts[0])
        case syntax.Group(items=items) if len(items) > 1 and said.number is None:
            for at, item in enumerate(typed.parts):
                new = evolve(typed, said=evolve(said, items=without(items, at)), parts=without(typed.parts, at))
                yield _left_out(site, item, new, setting)
        case syntax.And(operands=operands) | syntax.Or(operands=operands):
            for at, item in enumerate(typed.parts):
                rest = without(typed.parts, at)
                if len(rest) == 1:
                    yield _left_out(site, item, rest[0], setting)
                else:
                    shorter = evolve(said, operands=without(operands, at))
                    yield _left_out(site, item, evolve(typed, said=shorter, parts=rest), setting)
        case _:
            return


def _left_out(site: Site, item: Typed, new: Typed, setting: Setting) -> Change:
    return Change("condition", site.put(new), setting.said(item.said), None, item.span, setting.said(site.typed.said))
