"""A columnar program: operations on whole columns, two-valued and without any missing value.

All that is three-valued, open or a fraction is worked out before (`expressions`, `intervals`), so that an engine needs no
null, no division of fractions and no decimals: booleans, integers and texts. A node stands at one table and has a value for each
of its rows; `OPERATIONS` says what each operation means. Equal nodes are one node, constants are worked out, and every integer
knows between which bounds it lies, so that an engine can take a width that cannot overflow.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import attrgetter
from typing import Literal

from attrs import define, field, frozen

from compiler.columns.booleans import conjunction, conjuncts, ordered
from compiler.columns.layout import Column, Table
from dsl.diagnostics import CompilerFault, Diagnostic, Words
from dsl.source import NOWHERE, Span

Type = Literal["bool", "int", "text"]

OPERATIONS = {
    "const": "`data`, in every row of any table",
    "value": "the column `data`; 0, no or an empty text where it is missing",
    "given": "yes where the column `data` is not missing",
    "and": "all of one or more booleans",
    "or": "any of one or more booleans",
    "not": "the opposite of a boolean",
    "eq": "two integers, or two texts, are equal",
    "le": "an integer is at most another",
    "add": "a sum of two integers",
    "sub": "their difference",
    "mul": "their product",
    "floordiv": "an integer by one that is more than 0, rounded down (to minus infinity)",
    "least": "the lesser of two integers",
    "most": "the greater of two integers",
    "if": "the second where the boolean holds, else the third",
    "int": "a boolean as 1 or 0",
    "bits": "an integer and the mask `data`, bit by bit",
    "matches": "the whole text matches the pattern `data` (RE2)",
    "up": "what the row above (in the parent table) has",
    "any": "a boolean holds in some row below, in the table `data`",
    "sum": "a sum of an integer over the rows below, in the table `data`; 0 over nothing",
    "lowest": "the least of an integer over those rows below, in the table `data`, where a boolean holds; 0 over nothing",
    "highest": "the greatest, likewise",
    "distinct": "the number of different values of an integer or text over those rows below where a boolean holds",
    "row": "a number of its own for each row of the table, from 0 in the order of the rows",
    "sum among": "a sum of an integer over the rows of a table that match this row (`Among`); 0 over nothing",
    "lowest among": "the least of an integer over those of them where a boolean holds; 0 over nothing",
    "highest among": "the greatest, likewise",
    "distinct among": "the number of different values of an integer or text over those of them where a boolean holds",
}
"""Every operation that a program may hold, and what it means."""

WIDEST = 2**127 - 1


@frozen
class Refused(Exception):
    """What no columnar program does, as a person would say it of a criterion or table; `span` is where that stands, `help` what
    else to do than decide one by one."""

    what: Words
    code: str = "E601"
    span: Span = NOWHERE
    help: Words | None = None

    @property
    def diagnostic(self) -> Diagnostic:
        en = f"this cannot be decided over columns: {self.what.en}"
        nl = f"dit kan niet over kolommen beslist worden: {self.what.nl}"
        one_by_one = Words("decide one by one: `--engine python`", "beslis een voor een: `--engine python`")
        return Diagnostic(self.code, self.span, Words(en, nl), help=self.help or one_by_one)


def too_wide() -> Refused:
    en = "its numbers could grow larger than any integer column holds"
    return Refused(Words(en, "de getallen erin kunnen groter worden dan een kolom met gehele getallen bevat"), "E602")


def out_of_reach() -> Refused:
    return Refused(
        Words(
            "it holds the elements of two lists that do not lie within one another against each other",
            "het houdt de elementen van twee lijsten die niet in elkaar liggen tegen elkaar",
        )
    )


@frozen
class Among:
    """Which rows of the table `source` match a row: those with equal keys. After what is reduced the arguments are pairs: a key
    of each row of the source and what it must be equal to in this row; with `ordered` the last pair are integers of which the
    first must be at most the second."""

    source: Table
    keys: int
    ordered: bool = False


@frozen(eq=False)
class Node:
    """`table` is None for a constant. `low` and `high` bound an integer, inclusively."""

    op: str
    args: tuple[Node, ...]
    data: Hashable
    type: Type
    table: Table | None
    low: int = 0
    high: int = 0
    place: int = 0

    @property
    def constant(self) -> object:
        """The value of a constant, else None."""
        return self.data if self.op == "const" else None


@frozen
class Known:
    """What is known of a column before it is read: between which bounds its integers lie (with 0, where a row may miss its
    value), whether any or all rows miss a value, and for booleans the value that all rows have."""

    low: int = 0
    high: int = 0
    missing: Literal["none", "some", "all"] = "some"
    only: bool | None = None


class Bounds:
    """What is known of the data that a program is made for; subclasses know more. `aside` are the places of the judged with a
    number that fits in no column."""

    aside: tuple[int, ...] = ()

    def of(self, column: Column) -> Known:
        raise NotImplementedError

    def scale(self, column: Column) -> int:
        """How many parts a number is counted in: a column of hundredths has 100."""
        raise NotImplementedError

    def most_rows(self, table: Table) -> int:
        """An upper bound for the rows of the table below one row of its parent; of the judged table, for all rows."""
        raise NotImplementedError

    def years(self, table: Table, path: tuple[str, ...]) -> tuple[str, ...]:
        """The years for which the series has columns."""
        raise NotImplementedError


_place = attrgetter("place")


@define(eq=False)
class Builder:
    """Makes nodes. `bounds` tells what is known of the columns: see `Bounds`. `yes` and `no` are in every row. The rest remembers
    what was made. (A `cached_property` would cost time at every other attribute.)"""

    bounds: Bounds
    made: dict[Hashable, Node] = field(factory=dict)
    inverted: dict[Node, Node] = field(factory=dict)
    parts: dict[Node, tuple[Node, ...]] = field(factory=dict)
    implied: dict[Node, Node | None] = field(factory=dict)
    clauses: dict[Node, frozenset[Node]] = field(factory=dict)
    told: dict[frozenset[Node], Node] = field(factory=dict)
    turned: dict[frozenset[Node], tuple[list[Node], frozenset[Node], bool]] = field(factory=dict)
    joined: dict[frozenset[Node], Node] = field(factory=dict)
    compared: dict[tuple[str, int, int], Node] = field(factory=dict)
    yes: Node = field(init=False)
    no: Node = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.yes, self.no = self.flag(True), self.flag(False)

    def node(
        self,
        op: str,
        args: tuple[Node, ...],
        type: Type,
        low: int = 0,
        high: int = 0,
        data: Hashable = None,
        table: Table | None = None,
    ) -> Node:
        if op not in OPERATIONS:
            raise CompilerFault(f"no columnar operation {op!r}")
        if low < -WIDEST or high > WIDEST:
            raise too_wide()
        key = (op, args, data.__class__, data, table)
        found = self.made.get(key)
        if found is None:
            found = Node(op, args, data, type, table, low, high, len(self.made))
            self.made[key] = found
        if type == "int" and low == high and op != "const":
            return self.number(low)
        return found

    def level(self, *args: Node) -> tuple[tuple[Node, ...], Table | None]:
        """The arguments at the deepest of their tables."""
        deepest: Table | None = None
        for each in args:
            table = each.table
            if table is None or table is deepest:
                continue
            if deepest is None or len(table.above) > len(deepest.above):
                deepest = table
        return tuple([each if each.table is deepest else self.down(each, deepest) for each in args]), deepest

    def down(self, node: Node, table: Table | None) -> Node:
        """The node at a table at or below its own."""
        if node.table is None or node.table is table:
            return node
        if table is None or node.table not in table.above:
            raise out_of_reach()
        path = [*table.above[table.above.index(node.table) + 1 :], table]
        for each in path:
            node = self.node("up", (node,), node.type, node.low, node.high, None, each)
        return node

    # --- leaves -------------------------------------------------------------------------------------------------------

    def flag(self, value: bool) -> Node:
        return self.node("const", (), "bool", data=value)

    def number(self, value: int) -> Node:
        return self.node("const", (), "int", value, value, data=value)

    def text(self, value: str) -> Node:
        return self.node("const", (), "text", data=value)

    def value(self, column: Column) -> Node:
        known = self.bounds.of(column)
        if known.only is not None or known.missing == "all":
            return self.nothing(column.type) if known.only is None else self.flag(known.only)
        return self.node("value", (), column.type, known.low, known.high, column, column.table)

    def nothing(self, type: Type) -> Node:
        """What stands where a value is missing."""
        return {"bool": self.no, "int": self.number(0), "text": self.text("")}[type]

    def given(self, column: Column) -> Node:
        known = self.bounds.of(column)
        if known.missing in ("none", "all"):
            return self.flag(known.missing == "none")
        return self.node("given", (), "bool", data=column, table=column.table)

    # --- booleans -----------------------------------------------------------------------------------------------------

    def all(self, args: Iterable[Node]) -> Node:
        asked = frozenset([each for each in args if each is not self.yes])
        if self.no in asked:
            return self.no
        if len(asked) < 2:
            return next(iter(asked), self.yes)
        found = self.joined.get(asked)
        if found is None:
            parts = conjunction(self, ordered(asked))
            found = self.joined[asked] = self.no if parts is None else self.together(parts)
        return found

    def any(self, args: Iterable[Node]) -> Node:
        asked = [each for each in args if each is not self.no]
        if len(asked) < 2:
            return asked[0] if asked else self.no
        return self.invert(self.all([self.invert(each) for each in asked]))

    def both(self, *args: Node) -> Node:
        asked = [each for each in args if each is not self.yes]
        if len(asked) < 2:
            return asked[0] if asked else self.yes
        return self.all(asked)

    def either(self, *args: Node) -> Node:
        return self.any(args)

    def together(self, parts: Sequence[Node]) -> Node:
        """All of some parts, told so that the fewest of them are opposites."""
        if len(parts) < 2:
            return parts[0] if parts else self.yes
        turned = len([each for each in parts if each.op == "not"]) * 2 > len(parts)
        level, table = self.level(*(map(self.invert, parts) if turned else parts))
        args = tuple(sorted(level, key=_place))
        made = self.node("or" if turned else "and", args, "bool", table=table)
        return self.invert(made) if turned else made

    def invert(self, arg: Node) -> Node:
        found = self.inverted.get(arg)
        if found is None:
            turned = self.flag(not arg.data) if arg.op == "const" else None
            found = turned or (arg.args[0] if arg.op == "not" else self.node("not", (arg,), "bool", table=arg.table))
            self.inverted[arg], self.inverted[found] = found, arg
        return found

    def opposites(self, nodes: frozenset[Node]) -> tuple[list[Node], frozenset[Node], bool]:
        """The nodes in order, the opposite of each, and whether all are plain: neither conjunctions nor numbers that may be
        missing."""
        found = self.turned.get(nodes)
        if found is None:
            plain = not any(conjuncts(self, each) or each.op in ("value", "given") for each in nodes)
            in_order = ordered(nodes)
            found = self.turned[nodes] = in_order, frozenset(map(self.invert, in_order)), plain
        return found

    def less(self, a: Node, b: Node) -> Node:
        """a < b"""
        return self.invert(self.at_most(b, a))

    def at_most(self, a: Node, b: Node) -> Node:
        """a ≤ b"""
        if a.high <= b.low or a is b:
            return self.yes
        if a.low > b.high:
            return self.no
        if isinstance(a.data, int) and a.op == "const":
            return self.invert(self.at_most(b, self.number(a.data - 1)))
        key = ("le", a.place, b.place)
        if key not in self.compared:
            found = self._apart(self.at_most, a, b)
            if found is None:
                level, table = self.level(a, b)
                found = self.node("le", level, "bool", table=table)
            self.compared[key] = found
        return self.compared[key]

    def equal(self, a: Node, b: Node) -> Node:
        if a is b:
            return self.yes
        if a.op == b.op == "const":
            return self.flag(a.data == b.data)
        if a.type == "int" and (a.high < b.low or b.high < a.low):
            return self.no
        if a.type == "bool":
            return self.either(self.both(a, b), self.both(self.invert(a), self.invert(b)))
        a, b = sorted((a, b), key=lambda each: (each.op == "const", each.place))
        key = ("eq", a.place, b.place)
        if key not in self.compared:
            found = self._apart(self.equal, a, b)
            if found is None:
                level, table = self.level(a, b)
                found = self.node("eq", level, "bool", table=table)
            self.compared[key] = found
        return self.compared[key]

    def _apart(self, compare: Callable[[Node, Node], Node], a: Node, b: Node) -> Node | None:
        """A number that is chosen by a condition, compared as either, where that tells more than both together."""
        for turned, (chosen, other) in enumerate(((a, b), (b, a))):
            if chosen.op == "int":
                ends = (self.number(1), self.number(0))
            elif chosen.op == "if" and chosen.type == "int":
                ends = (chosen.args[1], chosen.args[2])
            else:
                continue
            found = [compare(other, each) if turned else compare(each, other) for each in ends]
            if any(each.op == "const" for each in found):
                return self.choose(chosen.args[0], *found)
        return None

    # --- integers -----------------------------------------------------------------------------------------------------

    def add(self, a: Node, b: Node) -> Node:
        if a.constant == 0 or b.constant == 0:
            return b if a.constant == 0 else a
        (a, b), table = self.level(*sorted((a, b), key=_place))
        return self.node("add", (a, b), "int", a.low + b.low, a.high + b.high, table=table)

    def subtract(self, a: Node, b: Node) -> Node:
        if a is b or b.constant == 0:
            return self.number(0) if a is b else a
        (a, b), table = self.level(a, b)
        return self.node("sub", (a, b), "int", a.low - b.high, a.high - b.low, table=table)

    def times(self, a: Node, b: Node) -> Node:
        if a.constant == 1 or b.constant == 1:
            return b if a.constant == 1 else a
        (a, b), table = self.level(*sorted((a, b), key=lambda each: (each.op == "const", each.place)))
        corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        return self.node("mul", (a, b), "int", min(corners), max(corners), table=table)

    def negative(self, a: Node) -> Node:
        return self.times(a, self.number(-1))

    def floor_divide(self, a: Node, b: Node) -> Node:
        """`b` is more than 0 wherever the result matters, and never less than 0: 0 is taken as 1."""
        if b.low < 1:
            b = self.most(b, self.number(1))
        if b.constant == 1:
            return a
        (a, b), table = self.level(a, b)
        low, high = min(a.low // b.low, a.low // b.high), max(a.high // b.low, a.high // b.high)
        return self.node("floordiv", (a, b), "int", low, high, table=table)

    def least(self, a: Node, b: Node) -> Node:
        if a is b or a.high <= b.low:
            return a
        if b.high <= a.low:
            return b
        (a, b), table = self.level(*sorted((a, b), key=_place))
        return self.node("least", (a, b), "int", min(a.low, b.low), min(a.high, b.high), table=table)

    def most(self, a: Node, b: Node) -> Node:
        if a is b or a.low >= b.high:
            return a
        if b.low >= a.high:
            return b
        (a, b), table = self.level(*sorted((a, b), key=_place))
        return self.node("most", (a, b), "int", max(a.low, b.low), max(a.high, b.high), table=table)

    def choose(self, condition: Node, then: Node, otherwise: Node) -> Node:
        if condition.op == "const" or then is otherwise:
            return then if condition.data or then is otherwise else otherwise
        if condition.op == "not":
            return self.choose(condition.args[0], otherwise, then)
        same = condition.op == "given" and then.op == "value" and then.data == condition.data
        if same and otherwise is self.nothing(then.type):
            return then
        if then.type == "bool":
            return self.either(self.both(condition, then), self.both(self.invert(condition), otherwise))
        if then.op == "if" and (shorter := self._within(condition, then, otherwise)) is not None:
            return shorter
        if otherwise.op == "if" and (shorter := self._within(self.invert(condition), otherwise, then)) is not None:
            return shorter
        if then.type == "int" and {then.constant, otherwise.constant} == {0, 1}:
            return self.as_int(condition if then.data else self.invert(condition))
        (condition, then, otherwise), table = self.level(condition, then, otherwise)
        low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
        return self.node("if", (condition, then, otherwise), then.type, low, high, table=table)

    def _within(self, condition: Node, chosen: Node, otherwise: Node) -> Node | None:
        """A choice within what is chosen, as one choice where that can be."""
        inner, then, last = chosen.args
        if inner is condition:
            return self.choose(condition, then, otherwise)
        if inner is self.invert(condition):
            return self.choose(condition, last, otherwise)
        if last is otherwise:
            return self.choose(self.both(condition, inner), then, otherwise)
        if then is otherwise:
            return self.choose(self.both(condition, self.invert(inner)), last, otherwise)
        return None

    def as_int(self, condition: Node) -> Node:
        if condition.op == "const":
            return self.number(int(bool(condition.data)))
        return self.node("int", (condition,), "int", 0, 1, table=condition.table)

    def bits(self, a: Node, mask: int) -> Node:
        if a.op == "const":
            assert isinstance(a.data, int)
            return self.number(a.data & mask)
        return self.node("bits", (a,), "int", 0, mask, mask, a.table)

    def matches(self, text: Node, pattern: str) -> Node:
        if text.op == "const":
            from compiler.ir.operators import matches

            return self.flag(matches(str(text.data), pattern))
        return self.node("matches", (text,), "bool", data=pattern, table=text.table)

    # --- rows below ---------------------------------------------------------------------------------------------------

    def some_below(self, condition: Node, table: Table) -> Node:
        if condition.constant is False:
            return condition
        condition = self._in(condition, table)
        return self.node("any", (condition,), "bool", data=table, table=table.above[-1])

    def sum_below(self, number: Node, table: Table) -> Node:
        if number.constant == 0:
            return number
        number = self._in(number, table)
        most = self.bounds.most_rows(table)
        return self.node(
            "sum", (number,), "int", min(0, number.low) * most, max(0, number.high) * most, table, table.above[-1]
        )

    def extreme_below(self, op: Literal["lowest", "highest"], number: Node, where: Node, table: Table) -> Node:
        if where.constant is False:
            return self.number(0)
        args = (self._in(number, table), self._in(where, table))
        return self.node(op, args, "int", min(0, number.low), max(0, number.high), table, table.above[-1])

    def distinct_below(self, value: Node, where: Node, table: Table) -> Node:
        if where.constant is False:
            return self.number(0)
        args = (self._in(value, table), self._in(where, table))
        return self.node("distinct", args, "int", 0, self.bounds.most_rows(table), table, table.above[-1])

    def _in(self, node: Node, table: Table) -> Node:
        """A node at exactly this table; a constant is given its place by the operation."""
        return node if node.table is None else self.down(node, table)
