"""Margins on a register as columns of numbers, each in one unit that its heading names: to sort and to count with.

Exact, where it takes at most `MOST_DECIMALS` digits after the point; else rounded half even to `ROUNDED`.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, frozen

from compiler.columns.margins import MarginColumns
from compiler.columns.nodes import Builder, Node, Refused, too_wide
from compiler.columns.program import JudgedColumns
from compiler.ir import text
from dsl.kinds import DateKind, MomentKind

if TYPE_CHECKING:
    import polars as pl

MOST_DECIMALS, ROUNDED = 12, 6
DIGITS = 38
"""So many digits a decimal of a column has."""


def margin_of(judged: JudgedColumns) -> MarginColumns | None:
    """The margin of a criterion, more than 0 where it is in favour of the provider: that of an exclusion is seen from the other
    side."""
    margin = judged.margin
    if margin is None or judged.criterion.kind != "exclusion":
        return margin
    return evolve(margin, distance=evolve(margin.distance, scale=-margin.distance.scale))


def unit_of(margin: MarginColumns) -> str | None:
    """`fte`, `%`, `days`; None for plain numbers, and for conditions on more than one kind, which are in base units."""
    if isinstance(margin.kind, DateKind | MomentKind):
        return text.days("en")
    return None if margin.kind is None else text.unit(margin.kind)


def heading_of_margin(criterion: str, margin: MarginColumns) -> str:
    """`staffing: margin (fte)`"""
    unit = unit_of(margin)
    return f"{criterion}: margin" if unit is None else f"{criterion}: margin ({unit})"


@define
class Digits:
    """How many digits a column of decimals that comes in parts needs before the point and behind it."""

    before: int = 0
    behind: int = 0

    def take(self, part: pl.Series) -> None:
        """Raises `Refused` where no column holds this part with those before: Polars would leave a number out."""
        import polars as pl

        assert isinstance(part.dtype, pl.Decimal)
        ends = (each for each in (part.min(), part.max()) if isinstance(each, Decimal))
        self.before = max([self.before, *(each.adjusted() + 1 for each in ends)])
        self.behind = max(self.behind, part.dtype.scale)
        if self.before + self.behind > DIGITS:
            raise too_wide()


def distances(given: pl.Series, top: pl.Series, bottom: pl.Series, margin: MarginColumns) -> pl.Series:
    """The margins of all rows, as decimals; missing where there is none. Raises `Refused` where one has too many digits."""
    import polars as pl

    factor = margin.distance.scale / margin.unit
    parts, under = top.cast(pl.Int128), bottom.cast(pl.Int128)
    largest, most_under = _largest(parts), _largest(under)
    places = _places(factor) if margin.distance.bottom.constant == 1 else None
    for decimals in range(ROUNDED if places is None else places, -1, -1):
        scaled = factor * 10**decimals
        if max(largest * abs(scaled.numerator), 2 * most_under * scaled.denominator) < 10**DIGITS:
            break
    else:
        raise too_wide()
    counted = _times(parts, scaled.numerator)
    if places is None or scaled.denominator != 1:
        counted = _divided(counted, _times(under, scaled.denominator))
        while decimals and (counted % _constant(10) == 0).all():
            counted, decimals = counted // _constant(10), decimals - 1
    found = counted.cast(pl.Decimal(DIGITS, 0))
    if decimals:
        found = found * pl.Series([Decimal(1).scaleb(-decimals)], dtype=pl.Decimal(DIGITS, decimals))
    return (
        found
        if given.all()
        else found.zip_with(given, pl.Series([None], dtype=found.dtype).new_from_index(0, len(found)))
    )


def half_even(top: pl.Series, bottom: pl.Series, factor: Fraction) -> pl.Series:
    """Quotients times a factor as whole numbers, rounded half even; the bottoms are more than 0."""
    import polars as pl

    parts, under = top.cast(pl.Int128), bottom.cast(pl.Int128)
    most = max(_largest(parts) * abs(factor.numerator), 2 * _largest(under) * factor.denominator)
    if most < 10**DIGITS:
        return _divided(_times(parts, factor.numerator), _times(under, factor.denominator))
    found = (round(Fraction(each, over) * factor) for each, over in zip(parts, under, strict=True))
    return pl.Series([*found], dtype=pl.Int128)


@frozen(eq=False)
class Counted:
    """A margin as whole numbers: `whole` units, and `rest` more of which 10 to the power `decimals` are one unit."""

    whole: Node
    rest: Node
    decimals: int


def counted(margin: MarginColumns, b: Builder) -> Counted | None:
    """A margin as `distances` has it, for a database to work out; None where it may have more digits than are counted with."""
    factor = margin.distance.scale / margin.unit
    places = _places(factor) if margin.distance.bottom.constant == 1 else None
    decimals = ROUNDED if places is None else places
    scaled, unit = factor * 10**decimals, b.number(10**decimals)
    try:
        parts = b.times(margin.distance.top, b.number(scaled.numerator))
        if places is None:
            parts = _half_even(b, parts, b.times(margin.distance.bottom, b.number(scaled.denominator)))
        whole = b.floor_divide(parts, unit)
        return Counted(whole, b.subtract(parts, b.times(whole, unit)), decimals)
    except Refused:
        return None


def _half_even(b: Builder, top: Node, bottom: Node) -> Node:
    whole = b.floor_divide(top, bottom)
    over = b.subtract(top, b.times(whole, bottom))
    short = b.subtract(bottom, over)
    halves = b.floor_divide(whole, b.number(2))
    odd = b.invert(b.equal(whole, b.times(halves, b.number(2))))
    return b.add(whole, b.as_int(b.either(b.less(short, over), b.both(b.equal(short, over), odd))))


def one_by_one(margins: list[Fraction | None], margin: MarginColumns) -> pl.Series:
    """Margins in base units, as `distances` has them. Raises `Refused` where one has too many digits."""
    import polars as pl

    shown = [None if each is None else each / margin.unit for each in margins]
    decimals = max((_places_within(each) for each in shown if each is not None), default=0)
    counted = [None if each is None else round(each * 10**decimals) for each in shown]
    if any(each is not None and abs(each) >= 10**DIGITS for each in counted):
        raise too_wide()
    exact = Context(prec=DIGITS)
    rounded = [None if each is None else exact.scaleb(Decimal(each), -decimals) for each in counted]
    return pl.Series(rounded, dtype=pl.Decimal(DIGITS, decimals))


def _places_within(value: Fraction) -> int:
    places = _places(value)
    return ROUNDED if places is None else places


def _places(value: Fraction) -> int | None:
    """How many digits after the point write a number, and all its multiples; None where it takes more than `MOST_DECIMALS`."""
    return next((places for places in range(MOST_DECIMALS + 1) if 10**places % value.denominator == 0), None)


def _largest(series: pl.Series) -> int:
    return max((abs(each) for each in (series.min(), series.max()) if isinstance(each, int)), default=0)


def _times(series: pl.Series, factor: int) -> pl.Series:
    return series if factor == 1 else series * _constant(factor)


def _divided(top: pl.Series, bottom: pl.Series) -> pl.Series:
    """Rounded half even; the bottom is more than 0."""
    import polars as pl

    whole = top // bottom
    twice = (top - whole * bottom) * _constant(2)
    up = (twice > bottom) | ((twice == bottom) & (whole % _constant(2) != 0))
    rounded: pl.Series = whole + up.cast(pl.Int128)
    return rounded


def _constant(value: int) -> Any:
    import polars as pl

    return pl.Series([value], dtype=pl.Int128)
