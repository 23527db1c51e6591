"""The boolean structure of a policy: its decisions, cut down to the conditions that can hold or not.

A decision is what somebody named: `applies when`, the body and `unless` of a criterion, a yes/no value, a yes/no input of a
table, and the condition by which elements of a list are counted. Inside a decision stand gates and, at the ends, conditions. A
named value is one condition where it is used; what it is made of is asked once, where it is declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, assert_never

from attrs import evolve, frozen

from compiler.ir.nodes import (
    And,
    Choose,
    Compare,
    Computed,
    Criterion,
    Deadline,
    Expr,
    Fold,
    Get,
    Grant,
    IsState,
    Item,
    LatestKnown,
    Lit,
    Mark,
    Not,
    Op,
    Or,
    Policy,
    Population,
    Ratio,
    Root,
    Row,
    Table,
    Tally,
)
from compiler.ir.places import operands
from compiler.ir.wording import is_trend
from compiler.resolve.findings import statement
from compiler.scenarios.coverage.items import Key, Notion, key_at
from dsl.kinds import DateKind, MomentKind, NumberKind
from dsl.source import NOWHERE, Span


@frozen(eq=False)
class Limit:
    """A comparison of numbers or days, with the key of its boundary."""

    key: Key
    compare: Compare
    notion: Literal["threshold", "date"]


@frozen(eq=False)
class Condition:
    """A condition that is not cut further. `filters` are the decisions inside it, about elements of lists."""

    expr: Expr
    key: Key
    said: str
    detail: str
    span: Span
    limit: Limit | None
    filters: tuple[Filter, ...]


@frozen(eq=False)
class Gate:
    word: Literal["and", "or", "not"]
    expr: Expr
    parts: tuple[Node, ...]


@frozen(eq=False)
class Quantifier:
    """`every` or `some` element of a list."""

    fold: Fold
    of: Node
    filters: tuple[Filter, ...]

    @property
    def expr(self) -> Fold:
        return self.fold


@frozen(eq=False)
class Counted:
    """A comparison of the number of conditions that hold: of listed ones, or of one on every element of `fold`."""

    expr: Compare
    parts: tuple[Node, ...]
    fold: Fold | None
    limit: Limit
    said: str
    detail: str
    span: Span


Node = Condition | Gate | Quantifier | Counted


@frozen(eq=False)
class Filter:
    """Which elements of a list count, and the filters within what is taken of each."""

    fold: Fold
    where: Node | None
    inner: tuple[Filter, ...]


@frozen(eq=False)
class CriterionPlan:
    criterion: Criterion
    applies: Node | None
    body: Node
    unless: Node | None


@frozen(eq=False)
class NamedPlan:
    """A yes/no value, a yes/no input of a table or the filters inside a number."""

    owner: str
    node: Node | None
    filters: tuple[Filter, ...]


@frozen(eq=False)
class CellPlan:
    """The cells of a row: their boundaries, conditions are asked as rows."""

    owner: str
    node: Node


@frozen(eq=False)
class DeadlinePlan:
    """A deadline: its conditions, and whether it was done in time, of which the boundaries alone are asked."""

    deadline: Deadline
    applies: Node | None
    unless: Node | None
    in_time: tuple[Node, ...]


@frozen(eq=False)
class GrantPlan:
    """The conditions of a grant: when it applies, and those of its cases in order (None for `otherwise`)."""

    grant: Grant
    applies: Node | None
    cases: tuple[Node | None, ...]


@frozen(eq=False)
class Plan:
    """All decisions of one policy as of one day."""

    policy: Policy
    criteria: tuple[CriterionPlan, ...]
    named: tuple[NamedPlan, ...]
    cells: tuple[CellPlan, ...]
    deadlines: tuple[DeadlinePlan, ...]
    grants: tuple[GrantPlan, ...] = ()

    @classmethod
    def of(cls, policy: Policy) -> Plan:
        return cls(
            policy,
            tuple(_criterion(each) for each in policy.criteria),
            (
                *(_computed(each) for each in policy.values),
                *(each for table in policy.tables for each in _inputs(table)),
            ),
            tuple(each for table in policy.tables for each in _cells(table)),
            tuple(_deadline(each) for each in policy.deadlines if each.can_be_judged),
            tuple(_grant(each) for each in policy.grants),
        )


# --- owners -----------------------------------------------------------------------------------------------------------


def _criterion(criterion: Criterion) -> CriterionPlan:
    def part(expr: Expr | None, name: str) -> Node | None:
        return None if expr is None else _Cutter(criterion.span, (name,), criterion.id).cut(expr)

    body = part(criterion.body, "body")
    assert body is not None
    return CriterionPlan(criterion, part(criterion.applies, "applies"), body, part(criterion.unless, "unless"))


def _deadline(deadline: Deadline) -> DeadlinePlan:
    def part(expr: Expr | None, name: str) -> Node | None:
        return None if expr is None else _Cutter(deadline.span, (name,), deadline.id).cut(expr)

    conditions = [each.met for each in deadline.dues if each.met is not None]
    in_time = [next(_outermost_marks(each)) for each in conditions]  # in the author's words, before all else
    cut = tuple(_Cutter(deadline.span, ("in time",), deadline.id).cut(each) for each in in_time)
    return DeadlinePlan(deadline, part(deadline.applies, "applies"), part(deadline.unless, "unless"), cut)


def _computed(value: Computed) -> NamedPlan:
    if isinstance(value.expr, Mark):
        return NamedPlan(value.id, _Cutter(value.expr.span, (), value.id).cut(value.expr), ())
    return NamedPlan(value.id, None, _Cutter(NOWHERE, (), value.id).filters(value.expr))


def _grant(grant: Grant) -> GrantPlan:
    def part(expr: Expr | None, span: Span) -> Node | None:
        return None if expr is None else _Cutter(span, ("when",), grant.id).cut(expr)

    return GrantPlan(grant, part(grant.applies, grant.span), tuple(part(each.when, each.span) for each in grant.awards))


def _inputs(table: Table) -> Iterator[NamedPlan]:
    """Inputs that are more than a fact or a named value."""
    for at, (expr, said) in enumerate(zip(table.inputs, table.inputs_said, strict=True)):
        cutter = _Cutter(table.span, (f"input {at}",), said)
        match expr:
            case Mark() | Get() | Item() | Root() | Lit():
                pass
            case And() | Or() | Not() | Compare() | IsState() | Fold("every" | "some"):
                yield NamedPlan(table.id, cutter.cut(expr), ())
            case _:
                yield NamedPlan(table.id, None, cutter.filters(expr))


def _cells(table: Table) -> Iterator[CellPlan]:
    for row in table.rows:
        for at, test in enumerate(row.tests):
            yield CellPlan(table.id, _Cutter(row.span, (f"cell {at}",), _cell_said(table, row, at)).cut(test))


def _cell_said(table: Table, row: Row, at: int) -> str:
    """`market share ≥ 25%`: the input and what the cell asks of it."""
    cells = row.span.text.strip().strip("|").split("|")
    cell = cells[at].strip() if len(cells) == len(row.tests) + len(row.outputs) else ""
    return f"{table.inputs_said[at]} {cell}".strip()


# --- cutting ----------------------------------------------------------------------------------------------------------


@frozen
class _Cutter:
    """Cuts expressions under one wording. `part` tells apart what stands under the same place."""

    span: Span
    part: tuple[str | int, ...]
    said: str

    def cut(self, expr: Expr) -> Node:
        match expr:
            case Mark() if self._is_elsewhere(expr):
                return self._condition(expr)
            case Mark(And(args) as arg, said, span) if is_trend(expr):
                inside = _Cutter(span, (), said)
                steps = tuple(inside.cut(each.arg) for each in args if isinstance(each, Mark))
                return Gate("and", arg, steps)  # years further apart follow from those next to each other
            case Mark(arg, said, span):
                inside = _Cutter(span, (), said)
                return inside._condition(arg) if inside._rests_elsewhere(arg) else inside.cut(arg)
            case And(args) | Or(args):
                word: Literal["and", "or"] = "and" if isinstance(expr, And) else "or"
                return Gate(word, expr, tuple(self._under(at).cut(each) for at, each in enumerate(args)))
            case Not(arg):
                inner = self.cut(arg)
                if isinstance(inner, Condition) and inner.span == self.span:
                    return evolve(inner, expr=expr)
                return Gate("not", expr, (inner,))
            case Fold("every" | "some", _, _, where, of) if of is not None:
                worded = () if where is None else tuple(_outermost_marks(where))
                filters = tuple(Filter(expr, self.cut(each), ()) for each in worded)
                return Quantifier(expr, self._under("of").cut(of), filters)
            case Compare(_, Tally(args), _):
                parts = tuple(self._under(at).cut(each) for at, each in enumerate(args))
                return self._counted(expr, parts, None)
            case Compare(_, Fold("count", where=Mark() as where) as fold, _) if not self._is_elsewhere(where):
                return self._counted(expr, (self._under("where").cut(where),), fold)
            case Op("includes_all" | "includes_any", (held, Lit(frozenset() as asked))) if len(asked) > 1:
                word = "and" if expr.name == "includes_all" else "or"
                each_option = [Op(expr.name, (held, Lit(frozenset([option])))) for option in sorted(asked)]
                options = zip(sorted(asked), each_option, strict=True)
                return Gate(word, expr, tuple(self._condition(one, option) for option, one in options))
            case _:
                one_of_several = bool(self.part) and isinstance(self.part[-1], int)
                return self._condition(expr, _detail(expr) if one_of_several else "")

    def _under(self, step: str | int) -> _Cutter:
        return evolve(self, part=(*self.part, step))

    def _is_elsewhere(self, expr: Expr) -> bool:
        """Whether a condition stands in another statement: then it is part of a named value, and asked there."""
        return isinstance(expr, Mark) and self.span is not NOWHERE and statement(expr.span) != statement(self.span)

    def _rests_elsewhere(self, expr: Expr) -> bool:
        """Whether what is worded in an expression stands elsewhere: it is a named value, or another policy (`meets`)."""
        found = [each for each in _outermost_marks(expr) if each.span != self.span]
        return bool(found) and all(map(self._is_elsewhere, found))

    def _condition(self, expr: Expr, detail: str = "") -> Condition:
        key = key_at(self.span, "condition", *self.part, *([detail] if isinstance(expr, Op) and detail else []))
        inner = () if isinstance(expr, Mark) else self.filters(expr)
        return Condition(expr, key, self.said, detail, self.span, self._limit(expr), inner)

    def _counted(self, expr: Compare, parts: tuple[Node, ...], fold: Fold | None) -> Counted:
        limit = self._limit(expr)
        assert limit is not None
        return Counted(expr, parts, fold, limit, self.said, "", self.span)

    def _limit(self, expr: Expr) -> Limit | None:
        match expr:
            case Compare(relation, _, _, NumberKind()) if relation != "≠":
                return Limit(self._key("threshold"), expr, "threshold")
            case Compare(relation, _, _, DateKind() | MomentKind()) if relation != "≠":
                return Limit(self._key("date"), expr, "date")
            case _:
                return None

    def _key(self, notion: Notion) -> Key:
        return key_at(self.span, notion, *self.part)

    def filters(self, expr: Expr) -> tuple[Filter, ...]:
        """The filters inside an expression that is no condition."""
        match expr:
            case Fold():
                worded = () if expr.where is None else tuple(_outermost_marks(expr.where))
                own = [Filter(expr, self.cut(each), ()) for each in worded if not self._is_elsewhere(each)]
                inner = () if expr.of is None else self._under("of").filters(expr.of)
                within = (Filter(expr, None, inner),) if inner else ()
                return (*own, *within, *self._under("in").filters(expr.collection))
            case Mark() | Lit() | Root() | Item() | Get() | Population():
                return ()
            case And() | Or() | Not() | Tally() | Compare() | Op() | Ratio() | IsState() | LatestKnown() | Choose():
                parts = operands(expr)
                return tuple(each for at, part in enumerate(parts) for each in self._under(at).filters(part))
            case _:
                assert_never(expr)


def _outermost_marks(expr: Expr) -> Iterator[Mark]:
    if isinstance(expr, Mark):
        yield expr
        return
    for each in operands(expr):
        yield from _outermost_marks(each)


def _detail(expr: Expr) -> str:
    """What tells one of several comparisons under one wording from the others."""
    match expr:
        case Compare("=", _, Lit(str() as option)):
            return option
        case Compare("≥", _, _, DateKind() | MomentKind()):
            return "from the first day"
        case Compare("≤", _, _, DateKind() | MomentKind()):
            return "until the last day"
        case Compare("≥", _, Lit(Fraction())):
            return "from the lowest"
        case Compare("≤", _, Lit(Fraction())):
            return "until the highest"
        case _:
            return ""
