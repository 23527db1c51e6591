"""Random conditions that hold the elements of two lists against each other."""

from __future__ import annotations

from hypothesis import strategies as st

from compiler.ir.nodes import And, Compare, Criterion, Expr, Fold, Item, Lit, Mark, Or
from compiler.ir.places import walk
from dsl.kinds import ChoiceKind, Kind, NumberKind
from tests.strategies import ir
from tests.strategies.records import PLAIN, Draw


@st.composite
def criteria(draw: Draw) -> Criterion:
    """Of each (or some) element of a list something is asked of the elements of a list, perhaps the same."""
    outer, one = draw(st.sampled_from(ir._lists(())))
    inner, other = draw(st.sampled_from([each for each in ir._lists(()) if each[1] != "TextKind"]))
    types = (one, other)
    condition = _together(draw, types)
    fold = draw(st.sampled_from(["some", "every", "count", "total", "lowest", "highest", "average"]))
    asked: Expr
    if fold in ("some", "every"):
        alone = ir._condition(draw, 0, types)
        where, of = draw(st.sampled_from([(condition, alone), (None, condition), (alone, condition)]))
        asked = Fold(fold, inner, 1, where, of)
    else:
        measure = None if fold == "count" else draw(st.sampled_from(_facts(NumberKind, types, 1) or [Lit(1)]))
        number = Fold(fold, inner, 1, condition, measure)
        asked = Compare(draw(st.sampled_from(ir.RELATIONS)), number, Lit(draw(st.sampled_from(ir.NUMBERS))), PLAIN)
    body = Fold(draw(st.sampled_from(["every", "some"])), outer, 0, None, asked)
    return Criterion("crossing", "requirement", None, (), None, Mark(body, "said"), None)


def _together(draw: Draw, types: tuple[str, str]) -> Expr:
    """A condition on an element of the inner list and one of the outer."""
    made: list[Expr] = []
    for kind, relations in ((NumberKind, ir.RELATIONS), (ChoiceKind, ["=", "≠"])):
        sides = [_facts(kind, types, level) for level in (1, 0)]
        if all(sides):
            left, right = (draw(st.sampled_from(each)) for each in draw(st.permutations(sides)))
            made.append(Compare(draw(st.sampled_from(relations)), left, right, PLAIN))
    if not made:
        return Lit(True)
    shape = draw(st.sampled_from([And, Or, None]))
    condition = draw(st.sampled_from(made)) if shape is None or len(made) < 2 else shape(tuple(made))
    return And((condition, ir._condition(draw, 0, types))) if draw(st.booleans()) else condition


def _facts(kind: type[Kind], types: tuple[str, str], level: int) -> list[Expr]:
    """What stands in the element of a level."""
    found: list[Expr] = [each for each in ir._gets(kind, types) if Item(level) in walk(each)]
    return [*found, *([Item(level)] if types[level] == kind.__name__ else [])]
