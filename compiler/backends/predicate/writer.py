"""Lines of Python under construction, the data they refer to, and the elements of lists that are in sight."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from attrs import define, field, frozen

from compiler.ir.nodes import Expr, Get, Item, Population, Root
from compiler.ir.operators import shift_date
from compiler.ir.places import walk
from compiler.ir.values import Duration


class UnsupportedError(Exception):
    """Has no fast form: the slower path, which is the meaning, takes it."""


@frozen
class Saved:
    lines: int
    depth: int
    loops: int
    elements: tuple[str, ...]


@define
class Writer:
    """Writes one or more functions that share their data. While `direct`, a field of an element that is missing raises: that
    reads twice as fast, and the code stands in a `try` whose other branch does not. With `facts` those of the judged record are
    read beforehand, all at once, into the variables that it holds."""

    namespace: dict[str, Any]
    lines: list[str] = field(factory=list)
    depth: int = 0
    loops: int = 0
    elements: tuple[str, ...] = ()
    direct: bool = False
    facts: dict[str, str] | None = None
    slow: list[Expr] = field(factory=list)
    _names: int = 0
    _constants: dict[Any, str] = field(factory=dict)

    MOST_LOOPS = 14  # CPython takes 20 nested loops and `try`, and 100 levels of indentation
    MOST_DEPTH = 70

    def line(self, text: str) -> None:
        self.lines.append(" " * self.depth + text)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Lines under a header; the indentation afterwards is that before, whatever was left open within."""
        self.line(header)
        depth, loops = self.depth, self.loops
        self.depth += 1
        self.loops += header.startswith(("for ", "while "))
        yield
        self.depth, self.loops = depth, loops

    def deepen(self, header: str) -> None:
        """Open a block that stays open until the block around it ends."""
        self.line(header)
        self.depth += 1
        self.loops += header == "try:"

    @contextmanager
    def reading(self, *, direct: bool) -> Iterator[None]:
        before, self.direct = self.direct, direct
        try:
            yield
        finally:  # also when it turns out that there is no fast form
            self.direct = before

    def fresh(self, letter: str) -> str:
        self._names += 1
        return f"{letter}{self._names}"

    def constant(self, value: object) -> str:
        """A name for a constant. Only plain integers are written into the source itself."""
        if type(value) is int:
            return f"({value})" if value < 0 else str(value)
        key = (type(value), value)
        if key not in self._constants:
            name = self._constants[key] = f"K{len(self._constants)}"
            self.namespace[name] = value
        return self._constants[key]

    def shifter(self, duration: Duration) -> str:
        """A function that shifts a date or moment. It remembers: providers share the ends of years and terms."""
        name = f"{self.constant(duration)}_LATER"
        if name not in self.namespace:
            self.namespace[name] = lru_cache(maxsize=4096, typed=True)(lambda value: shift_date(value, duration))
        return name

    def number(self, value: Fraction, *, whole: bool) -> str:
        """A constant to meet an integer (`whole`) or decimal; raises UnsupportedError when it has no finite decimal form."""
        if value.denominator == 1 and whole:
            return self.constant(int(value))
        return self.constant(exact_decimal(value))

    def save(self) -> Saved:
        return Saved(len(self.lines), self.depth, self.loops, self.elements)

    def restore(self, saved: Saved) -> None:
        del self.lines[saved.lines :]
        self.depth, self.loops, self.elements = saved.depth, saved.loops, saved.elements

    @property
    def is_deep(self) -> bool:
        return self.loops > self.MOST_LOOPS or self.depth > self.MOST_DEPTH

    def slowly(self, expr: Expr) -> str:
        """A call that gives the truth of the expression by the meaning itself."""
        self.slow.append(expr)
        around = ["f", "p"] if reads_population(expr) else ["f"]
        arguments = ", ".join([*around, *self.elements])
        return f"S{len(self.slow) - 1}({arguments})"

    def place(self, expr: Expr) -> tuple[str, bool]:
        """A variable with what stands at a place, None or UNK while unknown; and whether it can be none (NON)."""
        match expr:
            case Item(level):
                return self.elements[level], False
            case Get(Root(), name, optional=optional) if self.facts is not None:
                return self.facts.setdefault(name, f"f{len(self.facts)}"), optional
            case Get(Root(), name, optional=optional):
                variable = self.fresh("v")
                self.line(f"{variable} = get({self.constant(name)})")
                return variable, optional
            case Get(Item(level), name, optional=optional):
                variable = self.fresh("v")
                key = self.constant(name)
                read = f"[{key}]" if self.direct else f".get({key})"
                self.line(f"{variable} = {self.elements[level]}{read}")
                return variable, optional
            case Get(base, name, optional=optional):
                record, may_be_none = self.place(base)
                variable = self.fresh("v")
                none = f"NON if {record} is NON else " if may_be_none else ""
                found = f"{none}{record}.get({self.constant(name)})"
                self.line(f"{variable} = None if {unknown(record)} else {found}")
                return variable, optional or may_be_none
            case _:
                raise UnsupportedError


def reads_population(expr: Expr) -> bool:
    """Whether the providers beside the judged one have a say."""
    return any(isinstance(each, Population) for each in walk(expr))


def unknown(variable: str) -> str:
    return f"{variable} is None or {variable} is UNK"


def exact_decimal(value: Fraction) -> Decimal:
    """The number in decimals; raises UnsupportedError when they do not end."""
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for factor in (2, 5):
        while rest % factor == 0:
            rest, places = rest // factor, places + 1
    if rest != 1:
        raise UnsupportedError
    digits = value.numerator * 10**places // value.denominator
    return Decimal((digits < 0, tuple(map(int, str(abs(digits)))), -places))
