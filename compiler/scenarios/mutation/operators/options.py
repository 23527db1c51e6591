"""One of several options left out, and `any of` for `all of` them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site, without
from dsl import syntax


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    typed, said = site.typed, site.typed.said
    match said:
        case syntax.Includes(how=how, options=options) if len(options) > 1:
            yield setting.change("option", site, evolve(typed, said=evolve(said, how="any" if how == "all" else "all")))
        case syntax.OneOf(options=options) if len(options) > 1:
            pass
        case _:
            return
    for at, option in enumerate(options):
        # the first part is what the options are held against
        new = evolve(typed, said=evolve(said, options=without(options, at)), parts=without(typed.parts, at + 1))
        around = setting.said(said)
        yield Change("option", site.put(new), setting.printer.option(option), None, option.span, around)
