"""`every`, `some` and counts in generated code."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from compiler.backends.predicate.numbers import bind
from compiler.backends.predicate.results import Hit, Opened, Result, Sink, both
from compiler.backends.predicate.writer import UnsupportedError, Writer, unknown
from compiler.ir import ranges
from compiler.ir.nodes import And, Compare, Expr, Fold, Get, Mark, Or, Tally
from compiler.ir.ranges import Range

if TYPE_CHECKING:
    from compiler.backends.predicate.conditions import Conditions


@frozen
class Quantifiers:
    """Conditions on how many there are, of elements of a list or of conditions."""

    conditions: Conditions

    @property
    def writer(self) -> Writer:
        return self.conditions.writer

    def quantified(self, fold: Fold, of: Expr) -> Result:
        """`every` and `some`: the first element that decides ends the loop."""
        writer = self.writer
        every = fold.fold == "every"
        sink = Sink(writer.fresh("r"), str(every), "None", "...")
        basis = self.conditions.basis(fold)
        if fold.level != len(writer.elements):
            return self.conditions.slowly(fold)
        if writer.elements:
            self._decide_elements(fold, of, sink)
            return Result(sink.variable, basis)
        with writer.block("try:"), writer.reading(direct=True):
            self._decide_elements(fold, of, sink)
        with writer.block("except MISSING:"):
            self._decide_elements(fold, of, sink)
        return Result(sink.variable, basis)

    def _decide_elements(self, fold: Fold, of: Expr, sink: Sink) -> None:
        every = fold.fold == "every"
        line = self.writer.line

        def hit() -> None:
            line(f"{sink.variable} = {not every}")
            line("break")

        with self._elements(fold, sink.variable, sink.start, "False", "None"):
            parts = _joined(of, wanted=not every)
            if fold.where is None and parts is not None:
                self._all_parts(parts, not every, hit, sink)
            elif fold.where is None:
                self.conditions.test(of, not every, hit, lambda result: self.conditions.gather(sink, result))
            else:
                self._decide_element(self._where(fold.where), self.conditions.value(of), not every, hit, sink)

    def _all_parts(self, parts: tuple[Expr, ...], decisive: bool, hit: Hit, sink: Sink) -> None:
        """An element that decides if all parts of its condition are as wished; the first that is not leads to the next one."""
        line = self.writer.line
        element = Sink(self.writer.fresh("o"), "True", "None", "...")
        line(f"{element.variable} = True")
        for each in parts:
            self.conditions.test(
                each, not decisive, lambda: line("continue"), lambda result: self.conditions.gather(element, result)
            )
        with self.writer.block(f"if {element.variable} is True:"):
            hit()
        self.conditions.gather(sink, Result(element.variable, both(self.conditions.basis(each) for each in parts)))

    def _decide_element(self, where: Result, asked: Result, decisive: bool, hit: Hit, sink: Sink) -> None:
        """An element that may count, of which a condition may be decisive."""
        block = self.writer.block
        with block(f"if {asked.code} is not {not decisive}:"):
            with block(f"if {where.code} is True:"):
                self.conditions.branch(asked, decisive, hit, lambda result: self.conditions.gather(sink, result))
            with block("else:"):
                self.conditions.gather(sink, where)
                if asked.basis != "never":
                    with block(f"if {asked.code} is not {decisive}:"):
                        self.conditions.gather(sink, asked)

    def _where(self, where: Expr) -> Result:
        """The truth of a `where`; elements that it leaves out are passed by."""
        result = self.conditions.value(where)
        with self.writer.block(f"if {result.code} is False:"):
            self.writer.line("continue")
        return result

    def counted(self, compare: Compare, relation: ranges.Relation, counted: Expr, limit: int) -> Result:
        """How many conditions hold against a whole number: decided between those that surely and those that maybe do."""
        writer, line = self.writer, self.writer.line
        sure, maybe, basis, variable = (writer.fresh(letter) for letter in "cmwt")
        sink = Sink(basis, "True", "None", "...")
        while isinstance(counted, Mark):
            counted = counted.arg
        if isinstance(counted, Fold) and (counted.level != len(writer.elements) or may_be_none(counted.collection)):
            return self.conditions.compared(compare)
        for name in (sure, maybe):
            line(f"{name} = 0")
        line(f"{basis} = True")

        def opened(result: Result) -> None:
            line(f"{maybe} += 1")
            self.conditions.gather(sink, result)

        match counted:
            case Tally(args):
                for each in args:
                    self._count_one(each, sure, opened)
            case Fold(where=where) if where is not None:
                with self._elements(counted, maybe, "0", "", "None"):
                    self._count_one(where, sure, opened)
            case _:
                raise UnsupportedError
        at_least, at_most = {
            "≥": (f"{sure} >= {limit}", f"{sure} + {maybe} < {limit}"),
            ">": (f"{sure} > {limit}", f"{sure} + {maybe} <= {limit}"),
            "≤": (f"{sure} + {maybe} <= {limit}", f"{sure} > {limit}"),
            "<": (f"{sure} + {maybe} < {limit}", f"{sure} >= {limit}"),
            "=": (f"{maybe} == 0 and {sure} == {limit}", f"{sure} > {limit} or {sure} + {maybe} < {limit}"),
            "≠": (f"{sure} > {limit} or {sure} + {maybe} < {limit}", f"{maybe} == 0 and {sure} == {limit}"),
        }[relation]
        decided = f"True if {at_least} else False if {at_most} else {basis}"
        if isinstance(counted, Fold):  # of an unknown list there may be any number
            whatever = ranges.compare(relation, Range(Fraction(0)), Range.at(limit))
            decided = f"{whatever} if {maybe} is None else {decided}"
        line(f"{variable} = {decided}")
        return Result(variable, self.conditions.basis(counted))

    def _count_one(self, expr: Expr, sure: str, opened: Opened) -> None:
        result = self.conditions.value(expr)
        with self.writer.block(f"if {result.code} is True:"):
            self.writer.line(f"{sure} += 1")
        if result.basis != "never":
            with self.writer.block(f"elif {result.code} is not False:"):
                opened(result)

    def _elements(self, fold: Fold, variable: str, start: str, of_none: str, of_unknown: str) -> _Loop:
        return _Loop(self.writer, fold, variable, start, of_none, of_unknown)


@frozen
class _Loop:
    """A loop over the elements of a list, unknown ones included, that first deals with a list that is unknown or none."""

    writer: Writer
    fold: Fold
    variable: str
    start: str
    of_none: str
    of_unknown: str

    def __enter__(self) -> None:
        writer = self.writer
        collection, may_be_none = writer.place(self.fold.collection)
        with writer.block(f"if {unknown(collection)}:"):
            writer.line(f"{self.variable} = {self.of_unknown}")
        if may_be_none:
            with writer.block(f"elif {collection} is NON:"):
                writer.line(f"{self.variable} = {self.of_none}")
        writer.line("else:")
        writer.depth += 1
        writer.line(f"{self.variable} = {self.start}")
        element = bind(writer)
        writer.line(f"for {element} in {collection}:")
        writer.depth += 1
        writer.loops += 1
        if writer.direct:
            writer.line("pass")
        else:
            with writer.block(f"if {element} is UNK:"):
                writer.line(f"{element} = NOTHING")

    def __exit__(self, *_: object) -> None:
        self.writer.depth -= 2
        self.writer.loops -= 1
        self.writer.elements = self.writer.elements[:-1]


def counts(expr: Expr) -> bool:
    while isinstance(expr, Mark):
        expr = expr.arg
    return isinstance(expr, Tally) or (isinstance(expr, Fold) and expr.fold == "count" and expr.where is not None)


def _joined(expr: Expr, *, wanted: bool) -> tuple[Expr, ...] | None:
    """The parts that all have to be as wanted for the whole to be so."""
    while isinstance(expr, Mark):
        expr = expr.arg
    return expr.args if isinstance(expr, And if wanted else Or) else None


def may_be_none(expr: Expr) -> bool:
    return isinstance(expr, Get) and (expr.optional or may_be_none(expr.base))
