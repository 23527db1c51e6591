"""A columnar program as one SQL statement, through the syntax tree of SQLGlot.

Each table of the program is read from a table with a key of its rows, one of the rows above them, and a column for each `Column`,
held as `compiler.columns.register` holds it, `NULL` where a value is missing. Round by round, common table expressions add the
columns that the plan keeps: expressions over the same row, joins with the row above, and grouped reductions of the rows below. A
`NULL` is met in `value`, in `given` and after a reduction of no rows, nowhere else. Every integer is cast to a type that the
program has proven wide enough, and nothing is divided but whole numbers. Names and texts of authors are nodes of the tree, which
SQLGlot quotes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Protocol

from attrs import field, frozen
from sqlglot import exp

from compiler.backends.sql import tree
from compiler.backends.sql.among import Reading, groups, in_window, joined, window
from compiler.backends.sql.dialects import Dialect
from compiler.backends.sql.names import ABOVE, KEY, OURS, REJECTED, Names, as_column, as_identifier, as_table, named
from compiler.backends.sql.operations import literal, matches, quotient
from compiler.columns.layout import JUDGED, Column, Table
from compiler.columns.nodes import Among, Node, Refused, too_wide
from compiler.columns.plan import CROSSING, Plan
from compiler.ir.text import number
from dsl.diagnostics import CompilerFault, Words

MOST_READ = 1_000
"""So often a statement may read a table again in a database that keeps no steps."""
INT = "INT"
"""The type that whole numbers in a text have, where they fit."""
DEEPEST = 12
"""So many operations stand within one another in one expression."""


@frozen
class Source:
    """A table that a statement reads: its name, and those of its columns. The key of its rows is `row`, and `row above` that of
    the row that each belongs to."""

    name: str
    columns: Mapping[Column, str]


@frozen
class Statement:
    """`query` gives a row for each judged, in no order: `row`, and the outputs under the names in `outputs`."""

    query: exp.Select
    sources: Mapping[Table, Source]
    outputs: Mapping[str, str]

    def text(self, dialect: Dialect) -> str:
        return self.query.sql(dialect=dialect.name, pretty=True)


class Read(Protocol):
    """Tables that stand in a database already."""

    def cells(self, table: Table) -> exp.Select:
        """The rows of a table of a list with all that is made of them."""

    def rows(self, table: Table, source: Source, cells: Mapping[Table, str]) -> exp.Select:
        """The rows of a table as a source has them, and those of the judged with `rejected`; `cells` are the steps that have
        the cells of lists."""


def statement(
    outputs: Mapping[str, Node], dialect: Dialect, named: Callable[[Table], str], read: Read | None = None
) -> Statement:
    """The statement that gives nodes at the table of the judged. `named` says what the sources are called, as far as they can be;
    `read` what is read in the place of tables of those names. Raises `Refused` for what a database would not do."""
    plan = Plan.of(outputs.values(), DEEPEST)
    for everywhere in (False, True):
        writer = _Writer(dialect, plan, outputs, named, read, everywhere)
        made = writer.statement()
        times = 0 if dialect.materializes else tree.times_read(writer.steps, made.query)
        if times <= MOST_READ:
            return made
    en = f"{dialect.said} would read its table {number(times, 'en')} times; decide it on another engine"
    nl = f"{dialect.said} zou zijn tabel {number(times, 'nl')} keer lezen; beslis het met een andere motor"
    raise Refused(Words(en, nl))


@frozen(eq=False, slots=False)
class _Writer:
    dialect: Dialect
    plan: Plan
    outputs: Mapping[str, Node]
    named: Callable[[Table], str]
    read: Read | None
    everywhere: bool
    latest: dict[Table, str] = field(factory=dict)
    made: dict[Table, list[tuple[str, frozenset[Node]]]] = field(factory=dict)
    steps: list[tuple[str, exp.Select]] = field(factory=list)

    @cached_property
    def relations(self) -> Names:
        return Names(self.dialect.longest_name)

    @cached_property
    def sources(self) -> Mapping[Table, Source]:
        found: dict[Table, dict[Column, None]] = {JUDGED: {}}
        for each in self.plan.nodes:
            if each.table is not None:
                found.setdefault(each.table, {})
            if isinstance(each.data, Column):
                found[each.data.table][each.data] = None
            elif isinstance(each.data, Table | Among):
                found.setdefault(each.data.source if isinstance(each.data, Among) else each.data, {})
        sources = {}
        for table in sorted(found, key=lambda each: (len(each.above), each.path)):
            names = Names(self.dialect.longest_name, {*OURS})
            columns = {each: names.give(each.name) for each in sorted(found[table], key=lambda each: each.name)}
            sources[table] = Source(self.relations.give(self.named(table)), columns)
        return sources

    @cached_property
    def kept(self) -> Mapping[Node, str]:
        """The names of the columns that are added."""
        names = {table: Names(self.dialect.longest_name, {*OURS}) for table in self.sources}
        for table, source in self.sources.items():
            names[table].taken.update(each.casefold() for each in source.columns.values())
        return {each: names[_at(each)].give(f"n{each.place}") for each in self.plan.kept}

    def statement(self) -> Statement:
        self._start()
        first = self.latest[JUDGED]
        if self.keeps_apart:
            del self.made[JUDGED]
            good = tree.selected(as_table(first), exp.Star())
            self._step(JUDGED, good.where(tree.is_null(as_column(REJECTED)), copy=False))
        for nodes in self.plan.rounds:
            before = dict(self.latest)
            at_tables: dict[Table, list[Node]] = {}
            for each in nodes:
                at_tables.setdefault(_at(each), []).append(each)
            for table, own in at_tables.items():
                self._step(table, self._round(table, own, before), own)
        names = Names(self.dialect.longest_name, {*OURS})
        told = {name: names.give(name) for name in self.outputs}
        found = [named(self._expression(node), told[name]) for name, node in self.outputs.items()]
        kept = [KEY] if self.read is None else [KEY, REJECTED]
        query = tree.selected(as_table(self.latest[JUDGED]), *map(as_column, kept), *found)
        if self.keeps_apart:
            query = self._with_rejected(query, first, told)
        read = Counter(each for step in (*(step for _, step in self.steps), query) for each in tree.read_by(step))
        steps = []
        for name, step in self.steps:
            again = read[name] > 1
            if self.dialect.substitutes and not again:
                step = step.offset(0, copy=False)
            steps.append(tree.step(name, step, kept=self.dialect.materializes and again))
        query.set("with_", exp.With(expressions=steps))
        return Statement(query, self.sources, told)

    def _start(self) -> None:
        """The tables as they are read."""
        cells: dict[Table, str] = {}
        for table, source in self.sources.items():
            if table.above and self.read is not None:
                cells[table] = self.relations.give(f"{source.name} cells")
                self.steps.append((cells[table], self.read.cells(table)))
        for table, source in self.sources.items():
            if self.read is not None:
                self._step(table, self.read.rows(table, source, cells))
                continue
            keys = [KEY, ABOVE] if table.above else [KEY]
            columns = [as_column(each) for each in (*keys, *source.columns.values())]
            self._step(table, tree.selected(as_table(source.name), *columns))

    @cached_property
    def keeps_apart(self) -> bool:
        """Whether rejected rows would be among those that others are judged by, or those of one key each have the rows of its
        lists, in every round so many times more."""
        among = any(isinstance(each.data, Among) and each.data.source == JUDGED for each in self.plan.nodes)
        return self.read is not None and (among or any(each.above for each in self.sources))

    def _with_rejected(self, query: exp.Select, first: str, told: Mapping[str, str]) -> exp.Select:
        """With the rejected rows, which nothing is worked out for."""
        nothing = [named(exp.null(), each) for each in told.values()]
        rejected = tree.selected(as_table(first), as_column(KEY), as_column(REJECTED), *nothing)
        rejected.where(tree.is_given(as_column(REJECTED)), copy=False)
        both = exp.union(query, rejected, distinct=False, copy=False)
        return tree.selected(tree.within(both, "both"), exp.Star())

    def _step(self, table: Table, query: exp.Select, nodes: Iterable[Node] = ()) -> None:
        self.latest[table] = self.relations.give(f"{self.sources[table].name} {len(self.steps)}")
        self.steps.append((self.latest[table], query))
        made = self.made.setdefault(table, [])
        made.append((self.latest[table], frozenset(nodes) | (made[-1][1] if made else frozenset())))

    def _holding(self, table: Table, nodes: Iterable[Node], before: Mapping[Table, str]) -> exp.Expr:
        """The step to read nodes from: where steps are not kept the first that has them, as that is worked out once more."""
        if self.dialect.materializes:
            return as_table(before[table])
        needed, waiting = set(), [*nodes]
        while waiting:
            each = waiting.pop()
            if each in self.kept:
                needed.add(each)
            else:
                waiting += each.args
        return as_table(next(name for name, kept in self.made[table] if needed <= kept))

    def _round(self, table: Table, nodes: list[Node], before: Mapping[Table, str]) -> exp.Select:
        """All that a table had, and the nodes of a round."""
        local = [each for each in nodes if each.op not in CROSSING]
        if len(local) == len(nodes):
            plain = [named(self._worked_out(each), self.kept[each]) for each in nodes]
            return tree.selected(as_table(before[table]), exp.Star(), *plain)
        up = [each for each in nodes if each.op == "up"]
        windows = not self.dialect.materializes
        beside = [each for each in nodes if windows and in_window(each, everywhere=self.everywhere)]
        among = {f"among {at}": some for at, some in enumerate(groups(each for each in nodes if each not in beside))}
        here = "here" if up or among else None  # what is below has no name of a column here
        added = [named(self._worked_out(each, here), self.kept[each]) for each in local]
        added += [named(self._expression(each.args[0], "above"), self.kept[each]) for each in up]
        reduced: dict[Table, list[Node]] = {}
        for each in nodes:
            if each.op in CROSSING and isinstance(each.data, Table):
                reduced.setdefault(each.data, []).append(each)
        below = {data: f"below {at}" for at, data in enumerate(reduced)}
        for data, some in reduced.items():
            added += [named(self._met(each, as_column(self.kept[each], below[data])), self.kept[each]) for each in some]
        for alias, some in among.items():
            added += [named(self._met(each, as_column(self.kept[each], alias)), self.kept[each]) for each in some]
        added += [named(self._met(each, self._reduced(each, "here")), self.kept[each]) for each in beside]
        every = exp.Column(this=exp.Star(), table=as_identifier("here"))
        query = tree.selected(as_table(before[table], "here"), every, *added)
        if up:
            matched = tree.equal(as_column(KEY, "above"), as_column(ABOVE, "here"))
            above = self._holding(table.above[-1], [each.args[0] for each in up], before)
            above.set("alias", exp.TableAlias(this=as_identifier("above")))
            tree.joined(query, above, matched, side=None)
        for data, some in reduced.items():
            totals = [named(self._reduced(each), self.kept[each]) for each in some]
            rows = self._holding(data, [arg for each in some for arg in each.args], before)
            grouped = tree.grouped(tree.selected(rows, as_column(ABOVE), *totals), as_column(ABOVE))
            matched = tree.equal(as_column(ABOVE, below[data]), as_column(KEY, "here"))
            tree.joined(query, tree.within(grouped, below[data]), matched)
        for alias, some in among.items():
            query = joined(query, some, alias, self.reading, partial(self._holding, before=before))
        return query

    @cached_property
    def reading(self) -> Reading:
        return Reading(self._expression, self.kept, self._reduced, self._cast)

    # --- rows below ---------------------------------------------------------------------------------------------------

    def _reduced(self, node: Node, beside: str | None = None) -> exp.Expr:
        """Of the rows of a group; of those beside each in a relation."""

        def over(found: exp.Expr) -> exp.Expr:
            return found if beside is None else window(node, found, self.reading, beside)

        first = self._expression(node.args[0], beside)
        if node.op == "any":
            return exp.Anonymous(this="BOOL_OR", expressions=[first])
        if node.op in ("sum", "sum among"):
            return self._cast(over(exp.Sum(this=self._alike(node.args, [first], node)[0])), node)
        held = tree.cases([(self._expression(node.args[1], beside), first)])
        match node.op.removesuffix(" among"):
            case "lowest":
                return over(exp.Min(this=held))
            case "highest":
                return over(exp.Max(this=held))
            case "distinct":
                return exp.Count(this=exp.Distinct(expressions=[held]))
        raise CompilerFault(f"not a reduction: {node.op}")

    def _met(self, node: Node, found: exp.Expr) -> exp.Expr:
        """What a row without any below it has."""
        if node.type == "bool":
            return exp.Coalesce(this=found, expressions=[exp.false()])
        return self._typed(exp.Coalesce(this=found, expressions=[exp.Literal.number(0)]), node, node)

    # --- one row ------------------------------------------------------------------------------------------------------

    def _expression(self, node: Node, relation: str | None = None) -> exp.Expr:
        """A node as a later step reads it, of the rows of a relation where there are more than one."""
        return as_column(self.kept[node], relation) if node in self.kept else self._worked_out(node, relation)

    def _worked_out(self, node: Node, relation: str | None = None) -> exp.Expr:
        if node.op in ("and", "or"):
            return tree.combined(exp.And if node.op == "and" else exp.Or, self._parts(node, relation))
        args = [self._expression(each, relation) for each in node.args]
        match node.op:
            case "const":
                return self._constant(node)
            case "value":
                return self._value(node, relation)
            case "given":
                return tree.is_given(self._read(node, relation))
            case "not":
                return tree.negated(args[0])
            case "eq" | "lt" | "le":
                left, right = map(_wrapped, map(_bare, args))
                return {"eq": exp.EQ, "lt": exp.LT, "le": exp.LTE}[node.op](this=left, expression=right)
            case "add" | "sub" | "mul":
                left, right = map(_wrapped, self._alike(node.args, args, node))
                found = {"add": exp.Add, "sub": exp.Sub, "mul": exp.Mul}[node.op](this=left, expression=right)
                return self._typed(found, node, node, *node.args)
            case "floordiv":
                return self._cast(self._rounded_down(node, *map(_wrapped, self._alike(node.args, args))), node)
            case "least" | "most":
                first, *rest = self._alike(node.args, args)
                made = exp.Least if node.op == "least" else exp.Greatest
                return self._typed(
                    made(this=first, expressions=rest, ignore_nulls=True), node, *node.args
                )  # none is NULL
            case "if":
                then, otherwise = self._alike(node.args[1:], args[1:])
                return self._choice(args[0], then, otherwise)
            case "int":
                return self._choice(args[0], exp.Literal.number(1), exp.Literal.number(0))
            case "bits":
                left, right = tree.cast_to(args[0], "BIGINT"), tree.cast_to(_integer(node.data), "BIGINT")
                return self._cast(exp.BitwiseAnd(this=left, expression=right), node)
            case "row":  # told apart only, and a key in a database may be anything
                key = as_column(KEY, relation)
                return key if self.read is not None else self._cast(key, node)
            case "matches":
                return matches(self.dialect, args[0], str(node.data))
        raise CompilerFault(f"not carried out: {node.op}")

    def _parts(self, node: Node, relation: str | None) -> Iterator[exp.Expr]:
        """What a condition is put together from. That a fact is given and no yes is told in one part, not `COALESCE` to yes; so
        is that it is not given or a yes."""
        turned = node.op == "or"
        halves = [
            of.data
            for each in node.args
            if (of := _plain(each)).op in ("given", "value") and (each is of) is ((of.op == "given") is not turned)
        ]
        for each in node.args:
            of = _plain(each)
            if of.op not in ("given", "value") or halves.count(of.data) < 2:
                yield self._expression(each, relation)
            elif of.op == "value":
                met = exp.Coalesce(this=self._read(of, relation), expressions=[exp.true()])
                yield met if turned else exp.Not(this=met)

    def _read(self, node: Node, relation: str | None) -> exp.Column:
        assert isinstance(node.data, Column)
        return as_column(self.sources[node.data.table].columns[node.data], relation)

    def _value(self, node: Node, relation: str | None) -> exp.Expr:
        nothing = {"bool": exp.false(), "int": exp.Literal.number(0), "text": exp.Literal.string("")}[node.type]
        met = exp.Coalesce(this=self._read(node, relation), expressions=[nothing])
        return self._cast(met, node) if node.type == "int" else met

    def _constant(self, node: Node) -> exp.Expr:
        if isinstance(node.data, bool):
            return exp.true() if node.data else exp.false()
        if isinstance(node.data, int):
            found = _integer(node.data)
            return found if self._width([node]) == INT else self._cast(found, node)
        return literal(self.dialect, str(node.data))

    def _choice(self, condition: exp.Expr, then: exp.Expr, otherwise: exp.Expr) -> exp.Case:
        """One of two values, by a condition that is never NULL."""
        if self.dialect.tests_both:
            other = exp.Not(this=exp.Paren(this=condition.copy()))
            return tree.cases([(condition, then), (other, otherwise)])
        return tree.cases([(condition, then)], otherwise)

    def _rounded_down(self, node: Node, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        """Whole division rounds to zero in SQL: below zero it is worked out from the other side."""
        most = max(max(abs(each.low), abs(each.high)) for each in node.args)
        if most > self.dialect.most_divided:
            raise too_wide()
        wide = most >= 2**63
        plain = quotient(self.dialect, left, right, wide=wide)
        if node.args[0].low >= 0:
            return plain
        one = exp.Literal.number(1)
        other = exp.Paren(this=exp.Sub(this=exp.Neg(this=exp.Paren(this=left.copy())), expression=one))
        divided = exp.Paren(this=quotient(self.dialect, other, right.copy(), wide=wide))
        below = exp.Sub(this=exp.Neg(this=divided), expression=one.copy())
        return tree.cases([(exp.LT(this=left.copy(), expression=exp.Literal.number(0)), below)], plain)

    # --- widths -------------------------------------------------------------------------------------------------------

    def _cast(self, found: exp.Expr, *nodes: Node) -> exp.Expr:
        """In the narrowest type that holds all that the nodes can be."""
        return tree.cast_to(found, self._width(nodes))

    def _typed(self, found: exp.Expr, node: Node, *of: Node) -> exp.Expr:
        """In the type of a node: what is worked out from others in a type that holds them has that one. Decimals have one of
        their own."""
        width = self._width(of)
        return found if width == self._width([node]) != self.dialect.widest else self._cast(found, node)

    def _width(self, nodes: Iterable[Node]) -> str:
        most = 0
        for each in nodes:
            most = max(most, -each.low, each.high)
        if most > self.dialect.most:
            raise too_wide()
        return INT if most < 2**31 else "BIGINT" if most < 2**63 else self.dialect.widest

    def _alike(self, nodes: Iterable[Node], args: list[exp.Expr], *more: Node) -> list[exp.Expr]:
        """Integers in a type that holds all of them."""
        nodes = [*nodes, *more]
        if nodes[0].type != "int":
            return args
        wanted = self._width(nodes)
        return [
            found if self._width([node]) == wanted else self._cast(found, *nodes)
            for node, found in zip(nodes, args, strict=False)
        ]


def _plain(node: Node) -> Node:
    """A condition, or that of which it is the opposite."""
    return node.args[0] if node.op == "not" else node


def _at(node: Node) -> Table:
    assert node.table is not None
    return node.table


def _integer(value: object) -> exp.Expr:
    assert isinstance(value, int)
    return exp.Literal.number(value)


def _bare(found: exp.Expr) -> exp.Expr:
    """A whole number is compared with another whatever the types of both."""
    return found.this if isinstance(found, exp.Cast) else found


def _wrapped(found: exp.Expr) -> exp.Expr:
    return tree.inside(found, exp.Binary, exp.Unary)
