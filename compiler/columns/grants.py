"""What every provider is granted: `compiler.ir.grants` for all rows at once."""

from __future__ import annotations

from typing import Literal

from attrs import evolve, frozen

from compiler.columns.expressions import Expressions
from compiler.columns.facts import Scope
from compiler.columns.intervals import Bound, Interval
from compiler.columns.margins import MICROSECONDS
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.values import Value
from compiler.ir.nodes import Grant
from dsl.diagnostics import Words
from dsl.kinds import ChoiceKind, DateKind, Kind, MomentKind, NumberKind, YesNoKind

OPEN_CASE = -1
State = Literal["none", "known", "unknown"]
STATES: tuple[State, ...] = ("none", "known", "unknown")


@frozen(eq=False)
class GrantedColumns:
    """One grant: `case` is the number of the case that holds (from 1), 0 where there is none, `OPEN_CASE` while open; `state` is
    a place in `STATES`. Where the value is known it is `worth`: a bound for numbers (in base units), dates and moments (in days
    from 1970), a node for the place of an option and for a yes or no."""

    grant: Grant
    case: Node
    state: Node
    worth: Bound | Node


def granted(grant: Grant, of: Expressions) -> GrantedColumns:
    """Raises `Refused` as `compiler.columns.program.lower` does."""
    b = of.b
    found, case = of.plain_value(grant.expr, Scope()), of.value(grant.case, Scope())
    number = b.choose(case.open, b.number(OPEN_CASE), case.interval.low.top)
    known = b.choose(found.open, b.number(STATES.index("unknown")), b.number(STATES.index("known")))
    state = b.choose(found.none, b.number(STATES.index("none")), known)
    return GrantedColumns(grant, number, state, _worth(grant.kind, found, of))


def _worth(kind: Kind, found: Value, of: Expressions) -> Bound | Node:
    b = of.b
    match kind:
        case NumberKind() | DateKind() | MomentKind():
            if not isinstance(found.content, Interval):  # none, whatever the case
                return of.exact.whole(b.number(0))
            low = found.interval.low
            return evolve(low, scale=low.scale / MICROSECONDS) if isinstance(kind, MomentKind) else low
        case ChoiceKind(options):
            return b.number(0) if found.content is None else _place(found, options, b)
        case YesNoKind():
            return b.no if found.content is None else found.node
        case _:
            raise Refused(Words("it grants what no column holds", "het kent iets toe dat in geen kolom past"))


def _place(found: Value, options: tuple[str, ...], b: Builder) -> Node:
    """The place of an option, that a text or another choice names."""
    own = found.options if found.shape == "choice" else ()

    def place(node: Node) -> Node:
        if node.op == "if":
            condition, then, otherwise = node.args
            return b.choose(condition, place(then), place(otherwise))
        if node.op == "const":
            said = own[int(node.data)] if own else node.data  # type: ignore[call-overload]
            return b.number(options.index(said) if said in options else 0)  # in no row that is known
        code = b.number(0)
        for at, option in enumerate(options):
            if not own:
                code = b.choose(b.equal(node, b.text(option)), b.number(at), code)
            elif option in own:
                code = b.choose(b.equal(node, b.number(own.index(option))), b.number(at), code)
        return code

    return found.node if own == options else place(found.node)
