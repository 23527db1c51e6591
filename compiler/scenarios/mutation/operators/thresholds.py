"""A threshold one step up and one down: 1 of a count, the last decimal that is written, a percentage point, a week or month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve

from compiler.model import Typed
from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax
from dsl.kinds import NumberKind


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    if isinstance(site.typed.said, syntax.Number | syntax.Percent | syntax.Quantity):
        for sign in (-1, 1):
            new = stepped(site.typed, sign)
            if new is not None and not _divides_by_zero(site, new):
                yield setting.change("threshold", site, new)


def _divides_by_zero(site: Site, new: Typed) -> bool:
    around = site.parents[0] if site.parents else None
    under = around is not None and isinstance(around.said, syntax.Per) and around.parts[1] is site.typed
    return under and isinstance(new.kind, NumberKind) and new.kind.low == 0


def stepped(typed: Typed, sign: int) -> Typed | None:
    """The literal one step of its last written digit away; None when it would fall below zero."""
    said, kind = typed.said, typed.kind
    assert isinstance(kind, NumberKind)
    assert isinstance(said, syntax.Number | syntax.Percent | syntax.Quantity)
    number = _next(said if isinstance(said, syntax.Number) else said.number, sign)
    if number is None:
        return None
    value = number.value / 100 if isinstance(said, syntax.Percent) else number.value * kind.scale
    new = number if isinstance(said, syntax.Number) else evolve(said, number=number)
    return evolve(typed, said=new, kind=evolve(kind, low=value, high=value))


def _next(number: syntax.Number, sign: int) -> syntax.Number | None:
    value = Decimal(number.digits)
    exponent = value.as_tuple().exponent
    after = value + sign * Decimal(1).scaleb(int(exponent))
    return None if after < 0 else evolve(number, digits=format(after, "f"))
