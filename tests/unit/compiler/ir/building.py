"""Short forms for expressions in these tests."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from compiler.ir.nodes import Criterion, Expr, Fold, Get, Item, Lit, Mark, Policy, Root, Row, Table
from dsl.kinds import ChoiceKind, DateKind, Dimension, Kind, ListKind, NumberKind, RecordKind, YesNoKind

FTE = NumberKind("quantity", Dimension.of("fte"), "fte", low=Fraction(0))
PATIENTS = NumberKind("quantity", Dimension.of("patient"), "patient", whole=True, low=Fraction(0))
PLAIN = NumberKind()
DATE = DateKind()
DOCTORS = Get(Root(), "doctors", ListKind(RecordKind("Doctor")))


def yes(name: str, *, judgement: bool = False, optional: bool = False) -> Get:
    return Get(Root(), name, YesNoKind(), judgement, optional)


def fact(name: str, kind: Kind = PLAIN, *, optional: bool = False) -> Get:
    return Get(Root(), name, kind, optional=optional)


def own(name: str, kind: Kind = FTE, *, optional: bool = False) -> Get:
    """A field of the element bound outermost."""
    return Get(Item(0), name, kind, optional=optional)


def number(value: int | str | Fraction) -> Lit:
    return Lit(Fraction(value))


def total(of: Expr, where: Expr | None = None) -> Fold:
    return Fold("total", DOCTORS, 0, where, of)


def requirement(body: Expr, applies: Expr | None = None, unless: Expr | None = None, *, id: str = "r") -> Criterion:
    return Criterion(
        id, "requirement", None, (), applies, body if isinstance(body, Mark) else Mark(body, said="it"), unless
    )


def exclusion(body: Expr, applies: Expr | None = None, unless: Expr | None = None) -> Criterion:
    return Criterion("x", "exclusion", None, (), applies, Mark(body, said="it"), unless)


def policy(*criteria: Criterion, tables: tuple[Table, ...] = ()) -> Policy:
    day = datetime.date(2025, 3, 1)
    return Policy("m", "n", None, "en", day, None, None, True, "Practice", (), criteria, tables, ())


def table(hit: Any, *rows: tuple[tuple[Expr, ...], tuple[Any, ...]]) -> Table:
    made = tuple(Row(tests, outputs) for tests, outputs in rows)
    return Table("t", None, hit, (), (), (), ("route", "open"), (ChoiceKind(("own", "follow")), YesNoKind()), made)
