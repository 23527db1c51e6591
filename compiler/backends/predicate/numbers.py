"""Numbers and dates in generated code: fractions of products, never divided.

Code written here stands in a block of one round (`while 1:`) within a `try`: a `break` out of it, or out of a `for` whose `else`
holds the rest, leaves the comparison to the slower path. So does a value of an element that is missing or none: no arithmetic and
no order takes it, so that it raises. Where it would not raise (sets, the first of an extreme, equality) there is a question.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from attrs import frozen

from compiler.backends.predicate.writer import UnsupportedError, Writer, unknown
from compiler.ir.nodes import Expr, Fold, Get, Item, Lit, Mark, Op, Ratio
from compiler.ir.values import Duration
from dsl.kinds import NumberKind

Where = Callable[[Expr], None]
"""Writes code that goes to the next element (`continue`) where a condition is not met and breaks where it is open."""

FLIPPED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">", "=": "=", "≠": "≠"}
PYTHON = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "==", "≠": "!="}


@frozen
class Term:
    """Code of a number; `whole` when it is an integer at run time."""

    code: str
    whole: bool


@frozen
class Num:
    """`factor * top / bottom`; a top or bottom of None is 1. The bottom is not negative."""

    factor: Fraction
    top: Term | None = None
    bottom: Term | None = None


def product(a: Term | None, b: Term | None) -> Term | None:
    if a is None or b is None:
        return b if a is None else a
    return Term(f"({a.code} * {b.code})" if a.whole and b.whole else f"MUL({a.code}, {b.code})", a.whole and b.whole)


@frozen
class Numbers:
    """Writes the code of numbers and dates."""

    writer: Writer
    where: Where
    equality: bool

    def scaled(self, term: Term | None, factor: int) -> Term:
        if term is None:
            return Term(self.writer.constant(factor), whole=True)
        if factor == 1:
            return term
        constant = self.writer.number(Fraction(factor), whole=term.whole)
        return Term(f"({term.code} * {constant})" if term.whole else f"MUL({term.code}, {constant})", term.whole)

    def added(self, a: Num, b: Num) -> Num:
        bottom = product(a.bottom, b.bottom)
        scale = lcm(a.factor.denominator, b.factor.denominator)
        first, second = int(a.factor * scale), int(b.factor * scale)
        common = gcd(first, second) or 1
        x = self.scaled(product(a.top, b.bottom), first // common)
        y = self.scaled(product(b.top, a.bottom), second // common)
        whole = x.whole and y.whole
        code = f"({x.code} + {y.code})" if whole else f"ADD({x.code}, {y.code})"
        return Num(Fraction(common, scale), Term(code, whole), bottom)

    def compared(self, relation: str, a: Num, b: Num) -> str:
        """Code of the comparison, cross-multiplied, constants worked out beforehand."""
        left, right = product(a.top, b.bottom), product(b.top, a.bottom)
        if left is None and right is not None:
            return self.compared(FLIPPED[relation], b, a)
        if right is None and left is not None and a.factor:
            relation = relation if a.factor > 0 else FLIPPED[relation]
            try:
                return f"{left.code} {PYTHON[relation]} {self.writer.number(b.factor / a.factor, whole=left.whole)}"
            except UnsupportedError:  # a third: multiply instead
                a, b = (a, b) if a.factor > 0 else (Num(-a.factor, a.top), Num(-b.factor, b.top))
        scale = lcm(a.factor.denominator, b.factor.denominator)
        first, second = int(a.factor * scale), int(b.factor * scale)
        common = gcd(first, second) or 1
        x, y = self.scaled(left, first // common), self.scaled(right, second // common)
        return f"{x.code} {PYTHON[relation]} {y.code}"

    def number(self, expr: Expr) -> Num:
        """The code of a number; raises UnsupportedError for what has no fast form."""
        match expr:
            case Mark(arg):
                return self.number(arg)
            case Lit(value) if (exact := exact_number(value)) is not None:
                return Num(exact)
            case Get(Item(), _, NumberKind() as kind) if not self.equality:
                return Num(Fraction(1), Term(self.writer.place(expr)[0], kind.whole))  # what is missing raises
            case Get(_, _, NumberKind() as kind):
                return Num(Fraction(1), Term(self.known(expr), kind.whole))
            case Item():
                return Num(Fraction(1), Term(self.known(expr), whole=False))
            case Op("add", args):
                return self._joined(args)
            case Op("sub", (a, b)):
                left, right = self.number(a), self.number(b)
                return self.added(left, Num(-right.factor, right.top, right.bottom))
            case Op("neg", (arg,)):
                inner = self.number(arg)
                return Num(-inner.factor, inner.top, inner.bottom)
            case Op("mul", args):
                numbers = [self.number(each) for each in args]
                result = numbers[0]
                for each in numbers[1:]:
                    top, bottom = product(result.top, each.top), product(result.bottom, each.bottom)
                    result = Num(result.factor * each.factor, top, bottom)
                return result
            case Op("div", (a, b)):
                return self._over(self.number(a), self.number(b), "{} <= 0")
            case Ratio(a, b):
                return self._over(self.number(a), self.number(b), None if never_negative(b) else "{} < 0")
            case Op("ceil_div", (a, b)):
                return self._begun(self.number(a), self.number(b))
            case Op("days_between", (a, b)):
                first, second = self.moment(a), self.moment(b)
                return Num(Fraction(1), Term(f"({second} - {first}).days", whole=True))
            case Fold():
                return self._fold(expr)
            case _:
                raise UnsupportedError

    def _joined(self, args: tuple[Expr, ...]) -> Num:
        result = self.number(args[0])
        for each in args[1:]:
            result = self.added(result, self.number(each))
        return result

    def _over(self, a: Num, b: Num, refused: str | None) -> Num:
        """A quotient; what is under it must not be as `refused` says."""
        if b.factor <= 0:
            raise UnsupportedError
        if refused is not None and b.top is not None:
            with self.writer.block(f"if {refused.format(b.top.code)}:"):
                self.writer.line("break")
        return Num(a.factor / b.factor, product(a.top, b.bottom), product(a.bottom, b.top))

    def _begun(self, a: Num, b: Num) -> Num:
        share = a.factor / b.factor if b.factor > 0 else Fraction(0)
        if a.top is None or not a.top.whole or a.bottom or b.top or b.bottom or share <= 0:
            raise UnsupportedError
        return Num(
            Fraction(1), Term(f"(-(-{self.scaled(a.top, share.numerator).code} // {share.denominator}))", whole=True)
        )

    def known(self, expr: Expr) -> str:
        """A variable with the known value of a fact."""
        variable, may_be_none = self.writer.place(expr)
        with self.writer.block(f"if {unknown(variable)}{f' or {variable} is NON' if may_be_none else ''}:"):
            self.writer.line("break")
        return variable

    def moment(self, expr: Expr) -> str:
        """The code of a date or moment."""
        match expr:
            case Mark(arg):
                return self.moment(arg)
            case Lit(value):
                return self.writer.constant(value)
            case Get() | Item():
                return self.known(expr)
            case Op("shift", (arg, Lit(Duration() as duration))):
                return f"{self.writer.shifter(duration)}({self.moment(arg)})"
            case Fold("earliest" | "latest" | "lowest" | "highest", of=of) if of is not None:
                extreme = self.writer.fresh("x")
                self.writer.line(f"{extreme} = None")
                self._each(expr, lambda: self._keep_extreme(expr, extreme, self._element(of, self.moment)))
                self._some(extreme, "is None")
                return extreme
            case _:
                raise UnsupportedError

    # --- lists --------------------------------------------------------------------------------------------------------

    def _fold(self, fold: Fold) -> Num:
        of, line = fold.of, self.writer.line
        result = self.writer.fresh("s")
        if fold.fold == "count":
            if fold.where is None:
                return Num(Fraction(1), Term(f"len({self.known(fold.collection)})", whole=True))
            line(f"{result} = 0")
            self._each(fold, lambda: line(f"{result} += 1"))
            return Num(Fraction(1), Term(result, whole=True))
        if of is None:
            raise UnsupportedError
        match fold.fold:
            case "total" | "average":
                return self._total(fold, of, result)
            case "distinct":
                line(f"{result} = set()")
                self._each(fold, lambda: line(f"{result}.add({self._element(of, self._plain)})"))
                return Num(Fraction(1), Term(f"len({result})", whole=True))
            case "lowest" | "highest":
                return self._number_extreme(fold, of, result)
            case _:
                raise UnsupportedError

    def _total(self, fold: Fold, of: Expr, result: str) -> Num:
        line = self.writer.line
        number = self.writer.fresh("n") if fold.fold == "average" else None
        start = len(self.writer.lines)
        line(f"{result} = 0")
        if number:
            line(f"{number} = 0")
        summed: list[Num] = []

        def step() -> None:
            found = self._element_number(of)
            summed.append(found)
            term = found.top or Term("1", whole=True)
            if term.whole:
                line(f"{result} += {term.code}")
            else:  # the first decimal is the sum so far: to add it to zero takes as long as any
                line(f"{result} = {term.code} if {result} is ... else ADD({result}, {term.code})")
            if number:
                line(f"{number} += 1")

        self._each(fold, step)
        if number:
            self._some(number, "== 0")
        whole = summed[0].top is None or summed[0].top.whole
        if not whole:
            self.writer.lines[start] = self.writer.lines[start].replace("= 0", "= ...")
            with self.writer.block(f"if {result} is ...:"):
                line(f"{result} = {self.writer.constant(Decimal(0))}")
        return Num(summed[0].factor, Term(result, whole), Term(number, whole=True) if number else None)

    def _number_extreme(self, fold: Fold, of: Expr, result: str) -> Num:
        self.writer.line(f"{result} = None")
        seen: list[Num] = []

        def step() -> None:
            found = self._element_number(of)
            if found.factor <= 0 or found.top is None:
                raise UnsupportedError
            self._some(found.top.code, "is None")
            seen.append(found)
            self._keep_extreme(fold, result, found.top.code)

        self._each(fold, step)
        self._some(result, "is None")
        return Num(seen[0].factor, Term(result, seen[0].top is not None and seen[0].top.whole))

    def _keep_extreme(self, fold: Fold, result: str, code: str) -> None:
        better = "<" if fold.fold in ("lowest", "earliest") else ">"
        one = self.writer.fresh("y")
        self.writer.line(f"{one} = {code}")
        with self.writer.block(f"if {result} is None or {one} {better} {result}:"):
            self.writer.line(f"{result} = {one}")

    def _some(self, variable: str, nothing: str) -> None:
        """Over nothing the result is none."""
        with self.writer.block(f"if {variable} {nothing}:"):
            self.writer.line("break")

    def _element_number(self, of: Expr) -> Num:
        found: Num = self._element(of, self.number)
        if found.bottom is not None:
            raise UnsupportedError
        return found

    def _element(self, of: Expr, read: Callable[[Expr], Any]) -> Any:
        """The value of an element; one that is none is left out."""
        if isinstance(of, Get) and isinstance(of.base, Item) and of.optional:
            variable, _ = self.writer.place(of)
            with self.writer.block(f"if {variable} is NON:"):
                self.writer.line("continue")
        return read(of)

    def _plain(self, expr: Expr) -> str:
        if not isinstance(expr, Get | Item):
            raise UnsupportedError
        return self.known(expr)

    def _each(self, fold: Fold, step: Callable[[], None]) -> None:
        """A loop over the elements that count; the code that follows stands in its `else`."""
        writer = self.writer
        if fold.level != len(writer.elements) or writer.is_deep:
            raise UnsupportedError
        outside = writer.elements
        collection = self.known(fold.collection)
        with writer.block(f"for {bind(writer)} in {collection}:"):
            body = writer.depth
            if fold.where is not None:
                self.where(fold.where)
            step()
            if writer.depth > body:  # the step stands in the `else` of a loop within
                writer.line("continue")
                writer.depth = body
                writer.line("break")
        writer.elements = outside
        writer.deepen("else:")


def exact_number(value: object) -> Fraction | None:
    return Fraction(value) if isinstance(value, int | Fraction | Decimal) and not isinstance(value, bool) else None


def whole_number(value: object) -> int | None:
    exact = exact_number(value)
    return int(exact) if exact is not None and exact.denominator == 1 else None


def bind(writer: Writer) -> str:
    """Bring the element of a fold in sight and give the variable for it."""
    element = writer.fresh("e")
    writer.elements = (*writer.elements, element)
    return element


def never_negative(expr: Expr) -> bool:
    """Whether the declared bounds keep a number from being negative."""
    match expr:
        case Lit(value):
            exact = exact_number(value)
            return exact is not None and exact >= 0
        case Get(_, _, NumberKind(low=low)):
            return low is not None and low >= 0
        case Fold("count" | "distinct"):
            return True
        case Fold("total" | "average" | "lowest" | "highest", of=of):
            return of is not None and never_negative(of)
        case Op("add" | "mul", args):
            return all(never_negative(each) for each in args)
        case _:
            return False
