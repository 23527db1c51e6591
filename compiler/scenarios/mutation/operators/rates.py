"""`per started 3000 patients` for `per 3000 patients`, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.model import Typed
from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    said = site.typed.said
    if isinstance(said, syntax.Per) and (said.started or _may_be_stepped(site)):
        yield setting.change("started", site, evolve(site.typed, said=evolve(said, started=not said.started)))


def _may_be_stepped(site: Site) -> bool:
    """Begun units have a meaning only for a rate of constants that is compared with a rate of facts."""
    around = site.parents[0] if site.parents else None
    if around is None or not isinstance(around.said, syntax.Compare) or not _is_constant(site.typed):
        return False
    other = next((each for each in around.parts if each is not site.typed), None)
    return other is not None and isinstance(other.said, syntax.Per) and not _is_constant(other)


def _is_constant(rate: Typed) -> bool:
    return all(isinstance(each.said, syntax.Number | syntax.Quantity) for each in rate.parts)
