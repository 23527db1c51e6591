"""What orders ask of each provider, worked out over columns: whether it is eligible, and what the expressions are worth for it.

Who comes before whom, and who is taken, is for `compiler.ir.populations` to say of those: nothing else is read of the providers.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from compiler.columns.intervals import Bound, Interval, Of
from compiler.columns.layout import judges_among
from compiler.columns.nodes import Node, Refused
from compiler.columns.orders import Orders
from compiler.columns.program import OUTCOMES, Program
from compiler.columns.values import ANY, LeafKey, Value
from compiler.ir.expressions import NO_LEAVES, Open
from compiler.ir.expressions import Value as Worth
from compiler.ir.nodes import Expr, Policy
from compiler.ir.orders import keys_of
from compiler.ir.peers import Peers
from compiler.ir.populations import Ordering, Population, is_eligible
from compiler.ir.ranges import Range
from compiler.ir.values import NONE
from compiler.ir.verdicts import AllocationResult, Leaf
from dsl.diagnostics import CompilerFault, Words

if TYPE_CHECKING:
    import polars as pl

EPOCH = datetime.datetime(1970, 1, 1)
OUTCOME = "outcome"


@frozen(eq=False)
class Asked:
    """The outputs of a program that its orders are made of."""

    program: Program
    values: Mapping[Expr, Value]

    @classmethod
    def of(cls, program: Program) -> Asked:
        """Raises `Refused` as `lower` does, for an allocation over a list of each, and for a number of too many digits."""
        policy, orders = program.policy, Orders.after(program)
        if any(each.over is not None for each in policy.allocations):
            en = "it allocates over a list of each provider"
            raise Refused(Words(en, "het verdeelt over een lijst van elke aanbieder"))
        if program.b.bounds.aside:
            en = "one of the providers has a number with more digits than a column holds"
            raise Refused(Words(en, "een van de aanbieders heeft een getal met meer cijfers dan een kolom bevat"))
        return cls(program, {each: orders.value(each) for each in read_by(policy)})

    @property
    def outputs(self) -> dict[str, Node]:
        found = {OUTCOME: self.program.outcome}
        for at, each in enumerate(self.values.values()):
            found |= {f"{name} {at}": node for name, node in _nodes(each).items() if node.op != "const"}
        return found

    def ordering(self, found: pl.DataFrame, unnamed: int = 0) -> Ordering:
        """The orders over the providers in the rows of the outputs, and so many of whom is only known that they are there."""
        policy = self.program.policy
        eligible = [is_eligible(OUTCOMES[each]) for each in found[OUTCOME].to_list()]
        values = {expr: _Read(found, at).values(each) for at, (expr, each) in enumerate(self.values.items())}
        if unnamed and judges_among(policy):  # whatever is asked of the others is open
            nobody: list[Worth] = [Open(NO_LEAVES, may_be_none=True)]
            return Told(
                policy,
                [*eligible, *[None] * unnamed],
                {each: [*own, *nobody * unnamed] for each, own in values.items()},
            )
        if unnamed:
            alone = Population(policy, Peers(({},)))
            values = {each: [*own, *alone.values(each) * unnamed] for each, own in values.items()}
            eligible += alone.eligible * unnamed
        return Told(policy, eligible, values)


def read_by(policy: Policy) -> list[Expr]:
    """The expressions that the orders of a policy hold providers against each other by, each once."""
    found: list[Expr | None] = []
    for preference in policy.preferences:
        found += [preference.group, *(each.expr for each in keys_of(preference))]
    for allocation in policy.allocations:
        found += [allocation.group, *(each.expr for each in allocation.keys), allocation.measure, allocation.limit]
    return [*dict.fromkeys(each for each in found if each is not None)]


class Told(Ordering):
    """The orders over providers of whom is told what they are worth."""

    def __init__(self, policy: Policy, eligible: Sequence[bool | None], values: Mapping[Expr, Sequence[Worth]]) -> None:
        super().__init__(policy)
        self._eligible = tuple(eligible)
        self._values = values

    @property
    def eligible(self) -> tuple[bool | None, ...]:
        return self._eligible

    def values(self, expr: Expr) -> Sequence[Worth]:
        return self._values[expr]

    def within(self, allocation: object) -> tuple[AllocationResult, ...]:
        raise CompilerFault("nothing is told of the elements of lists")


# --- values -----------------------------------------------------------------------------------------------------------


def _nodes(value: Value) -> dict[str, Node]:
    found = {"none": value.none, "open": value.open, "may be none": value.may_be_none}
    if isinstance(value.content, Interval):
        for name, bound in (("low", value.content.low), ("high", value.content.high)):
            found |= {name: bound.top, f"{name} under": bound.bottom, f"{name} free": bound.free}
    elif value.content is not None:
        found["content"] = value.content
    if value.open.constant is not False:
        found |= {f"leaf {at}": node for at, node in enumerate(value.leaves.seen("facts").values())}
    return found


@frozen(eq=False)
class _Read:
    """Reads the value of one expression, of number `at`, out of rows of outputs."""

    found: pl.DataFrame
    at: int

    def values(self, value: Value) -> list[Worth]:
        nodes = _nodes(value)
        none, open_, may_be_none = (self._column(name, nodes) for name in ("none", "open", "may be none"))
        keys = [*value.leaves.seen("facts")] if value.open.constant is not False else []
        leaves = [self._column(f"leaf {at}", nodes) for at in range(len(keys))]
        ranges = self._ranges(value.content, nodes) if isinstance(value.content, Interval) else None
        content = self._column("content", nodes) if isinstance(value.content, Node) else None
        told: list[Worth] = []
        for row in range(self.found.height):
            if none[row]:
                told.append(NONE)
            elif open_[row]:
                own = frozenset(_leaf(key) for key, where in zip(keys, leaves, strict=True) if where[row])
                within = Range() if ranges is None else ranges[row]
                told.append(Open(own, within, bool(may_be_none[row])))
            elif ranges is not None:
                told.append(ranges[row])
            elif content is not None:
                told.append(_said(value, content[row]))
            else:
                raise CompilerFault("a value that is neither none nor open, nor anything else")
        return told

    def _column(self, name: str, nodes: Mapping[str, Node]) -> Sequence[Any]:
        node = nodes[name]
        if node.op == "const":
            return [node.data] * self.found.height
        return self.found[f"{name} {self.at}"].to_list()

    def _ranges(self, content: Interval, nodes: Mapping[str, Node]) -> list[Range]:
        lows, highs = (
            self._bounds(name, bound, content.of, nodes)
            for name, bound in (("low", content.low), ("high", content.high))
        )
        return [Range(low, high) for low, high in zip(lows, highs, strict=True)]

    def _bounds(self, name: str, bound: Bound, of: Of, nodes: Mapping[str, Node]) -> list[Any]:
        columns = (self._column(each, nodes) for each in (name, f"{name} under", f"{name} free"))
        return [
            None if free else _exact(Fraction(top, under) * bound.scale, of)
            for top, under, free in zip(*columns, strict=True)
        ]


def _exact(number: Fraction, of: Of) -> Any:
    """A number, date or moment; None for one beyond the calendar, which no fact is."""
    if of == "number":
        return number
    try:
        if of == "date":
            return (EPOCH + datetime.timedelta(days=int(number))).date()
        return EPOCH + datetime.timedelta(microseconds=int(number))
    except OverflowError:
        return None


def _said(value: Value, found: Any) -> Worth:
    match value.shape:
        case "choice" if not isinstance(found, str):
            return str(value.options[found])
        case "set":
            return frozenset(each for at, each in enumerate(value.options) if found >> at & 1)
        case "yesno":
            return bool(found)
        case "text" | "choice":
            return str(found)
    raise Refused(Words("it orders or groups by a duration", "het ordent of groepeert op een duur"))


def _leaf(key: LeafKey) -> Leaf:
    return Leaf(tuple(each for each in key.path if each != ANY), key.judgement, key.why)
