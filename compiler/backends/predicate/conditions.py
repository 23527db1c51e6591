"""Conditions in generated code, three-valued, with what an open one rests on."""

from __future__ import annotations

from attrs import frozen

from compiler.backends.predicate.numbers import PYTHON, Numbers, exact_number, whole_number
from compiler.backends.predicate.quantifiers import Quantifiers, counts, may_be_none
from compiler.backends.predicate.results import Basis, Hit, Opened, Result, Sink, both
from compiler.backends.predicate.writer import UnsupportedError, Writer, reads_population, unknown
from compiler.ir import ranges
from compiler.ir.nodes import And, Compare, Expr, Fold, Get, IsState, Lit, Mark, Not, Op, Or, Tally
from compiler.ir.places import operands
from compiler.ir.ranges import Range
from compiler.ir.values import Absence
from dsl.kinds import DateKind, MomentKind, NumberKind

NEGATED = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "==": "!=", "!=": "=="}


@frozen
class Conditions:
    writer: Writer

    # --- what an open condition rests on --------------------------------------------------------------------------------

    def basis(self, expr: Expr) -> Basis:
        match expr:
            case Lit():
                return "never"
            case Get(_, _, _, judgement):
                return "judgement" if judgement else "data"
            case IsState("known" | "unknown"):
                return "never"
            case And(args) | Or(args) | Tally(args):
                return both(self.basis(each) for each in args)
            case Not(arg) | Mark(arg):
                return self.basis(arg)
            case Fold(where=where, of=of):
                return both(["data", *(self.basis(each) for each in (where, of) if each is not None)])
            case Compare() | Op() | IsState():
                return both(self.basis(each) for each in operands(expr))
            case _:
                return "data"

    def gather(self, sink: Sink, result: Result) -> None:
        """Note an open condition in a sink."""
        line = self.writer.line
        match result.basis:
            case "data":
                line(f"{sink.variable} = {sink.data}")
            case "judgement":
                with self.writer.block(f"if {sink.at_start}:"):
                    line(f"{sink.variable} = {sink.judgement}")
            case "either":
                with self.writer.block(f"if {result.code} is None:"):
                    line(f"{sink.variable} = {sink.data}")
                with self.writer.block(f"elif {sink.at_start}:"):
                    line(f"{sink.variable} = {sink.judgement}")
            case "never":
                line("pass")

    # --- testing --------------------------------------------------------------------------------------------------------

    def test(self, expr: Expr, wanted: bool, hit: Hit, opened: Opened) -> None:
        """Code that does `hit` if the condition is decided as wanted and `opened` if it is open, and else goes on."""
        match expr:
            case Mark(arg):
                self.test(arg, wanted, hit, opened)
            case Not(arg):
                self.test(arg, not wanted, hit, opened)
            case And(args) if not wanted:
                for each in args:
                    self.test(each, wanted, hit, opened)
            case Or(args) if (among := _one_of(args)) is not None:
                self.test(among, wanted, hit, opened)
            case Or(args) if wanted:
                for each in args:
                    self.test(each, wanted, hit, opened)
            case Get():
                self._test_fact(expr, wanted, hit, opened)
            case Compare(relation, Get() as get, Lit(constant)) if _is_simple(get, constant):
                self._test_simple(expr, get, PYTHON[relation], wanted, hit, opened)
            case Op("one_of", (Get() as get, Lit(frozenset() as options))):
                self._test_equal(get, f"in {self.writer.constant(options)}", wanted, hit, opened)
            case Op("includes_all" | "includes_any" as name, (Get() as get, Lit(frozenset() as options))):
                asked = self.writer.constant(options)
                self._test_question(
                    get,
                    f"{asked} <= {{}}" if name == "includes_all" else f"not {asked}.isdisjoint({{}})",
                    wanted,
                    hit,
                    opened,
                )
            case Op("matches", (Get() as get, Lit(str() as pattern))):
                self._test_question(get, f"MATCHES({{}}, {self.writer.constant(pattern)})", wanted, hit, opened)
            case Lit(constant):
                if constant is wanted:
                    hit()
            case _:
                self.branch(self.value(expr), wanted, hit, opened)

    def branch(self, result: Result, wanted: bool, hit: Hit, opened: Opened) -> None:
        block, code = self.writer.block, result.code
        if result.basis == "never":
            with block(f"if {code} is {wanted}:"):
                hit()
            return
        with block(f"if {code} is not {not wanted}:"):
            with block(f"if {code} is {wanted}:"):
                hit()
            with block("else:"):
                opened(result)

    def _test_fact(self, get: Get, wanted: bool, hit: Hit, opened: Opened) -> None:
        block = self.writer.block
        variable, may_be_none = self.writer.place(get)
        result = Result(variable, self.basis(get), loose=True)
        none = f" or {variable} is NON" if may_be_none else ""
        if wanted:
            with block(f"if {variable} is True:"):
                hit()
            with block(f"elif not ({variable} is False{none}):" if none else f"elif {variable} is not False:"):
                opened(result)
            return
        with block(f"if {variable} is not True:"):
            with block(f"if {variable} is False{none}:"):
                hit()
            with block("else:"):
                opened(result)

    def _test_simple(self, compare: Compare, get: Get, sign: str, wanted: bool, hit: Hit, opened: Opened) -> None:
        """A fact against a constant."""
        assert isinstance(compare.right, Lit)
        if sign in ("==", "!=") and not isinstance(get.kind, NumberKind | DateKind | MomentKind):
            self._test_equal(get, f"{sign} {self.writer.constant(compare.right.value)}", wanted, hit, opened)
            return
        saved = self.writer.save()
        try:
            code, sign, constant = self._against_constant(compare, get)
        except UnsupportedError:
            self.writer.restore(saved)
            self.branch(self.compared(compare), wanted, hit, opened)
            return
        block = self.writer.block
        missing = ranges.compare(compare.relation, _declared(get), Range.at(compare.right.value))
        if missing is not None and _exists_with_its_record(get):
            self.writer.restore(saved)
            self.branch(self.compared(compare), wanted, hit, opened)
            return
        may_be_none = code[1]
        met_by_none = compare.relation == "≠"
        if missing is not None and may_be_none and missing is not met_by_none:
            missing = None
        with block(f"if {unknown(code[0])}:"):
            if missing is None:
                opened(Result(code[0], self.basis(get), loose=True))
            elif missing is wanted:
                hit()
            else:
                self.writer.line("pass")
        if may_be_none:
            with block(f"elif {code[0]} is NON:"):
                if met_by_none is wanted:
                    hit()
                else:
                    self.writer.line("pass")
        with block(f"elif {code[0]} {sign if wanted else NEGATED[sign]} {constant}:"):
            hit()

    def _against_constant(self, compare: Compare, get: Get) -> tuple[tuple[str, bool], str, str]:
        assert isinstance(compare.right, Lit)
        place = self.writer.place(get)
        value = compare.right.value
        if isinstance(get.kind, NumberKind):
            exact = exact_number(value)
            assert exact is not None
            return place, PYTHON[compare.relation], self.writer.number(exact, whole=get.kind.whole)
        return place, PYTHON[compare.relation], self.writer.constant(value)

    def _test_equal(self, get: Get, test: str, wanted: bool, hit: Hit, opened: Opened) -> None:
        """`==`, `!=` and `in` hold or not for what is unknown too, so that this is looked at last. The absence NONE equals
        no constant, as it should."""
        block = self.writer.block
        variable, _ = self.writer.place(get)
        result = Result(variable, self.basis(get), loose=True)
        holds_for_unknown = test.startswith("!=")
        code = f"{variable} {test}" if wanted else f"not {variable} {test}"
        if wanted is holds_for_unknown:
            with block(f"if {code}:"):
                with block(f"if {unknown(variable)}:"):
                    opened(result)
                with block("else:"):
                    hit()
            return
        with block(f"if {code}:"):
            hit()
        with block(f"elif {unknown(variable)}:"):
            opened(result)

    def _test_question(self, get: Get, test: str, wanted: bool, hit: Hit, opened: Opened) -> None:
        """A yes/no question about a known value; about none the answer is no."""
        block = self.writer.block
        variable, may_be_none = self.writer.place(get)
        with block(f"if {unknown(variable)}:"):
            opened(Result(variable, self.basis(get), loose=True))
        answer = test.format(variable)
        if may_be_none:
            answer = f"{variable} is not NON and {answer}"
        with block(f"elif {answer}:" if wanted else f"elif not ({answer}):"):
            hit()

    # --- values ---------------------------------------------------------------------------------------------------------

    def value(self, expr: Expr) -> Result:
        """Code that puts the truth of a condition into a variable."""
        match expr:
            case Mark(arg):
                return self.value(arg)
            case Lit(bool() as constant):
                variable = self.writer.fresh("t")
                self.writer.line(f"{variable} = {constant}")
                return Result(variable, "never")
            case _ if self.writer.is_deep:
                return self.slowly(expr)
            case Fold() | Compare() | Op() | IsState() if reads_population(expr):
                return self.slowly(expr)
            case Fold("every" | "some", of=of) if of is not None:
                return Quantifiers(self).quantified(expr, of)
            case (
                Not()
                | And()
                | Or()
                | Get()
                | Op("one_of" | "includes_all" | "includes_any" | "matches", (Get(), Lit()))
            ):
                return self._gathered(expr)
            case Compare(_, Get() as get, Lit(constant)) if _is_simple(get, constant):
                return self._gathered(expr)
            case Compare(relation, left, Lit(limit)) if counts(left) and (whole := whole_number(limit)) is not None:
                return Quantifiers(self).counted(expr, relation, left, whole)
            case Compare(kind=NumberKind() | DateKind() | MomentKind()):
                return self.compared(expr)
            case IsState(state, Get() as get) if state != "none" or not _exists_with_its_record(get):
                return self._state(state, get)
            case _:
                return self.slowly(expr)

    def fact(self, get: Get) -> Result:
        """The truth of a fact, as it stands in a variable."""
        variable, may_be_none = self.writer.place(get)
        if may_be_none:
            place, variable = variable, self.writer.fresh("v")
            self.writer.line(f"{variable} = False if {place} is NON else {place}")
        return Result(variable, self.basis(get), loose=True)

    @staticmethod
    def is_gathered(expr: Expr) -> bool:
        """Whether several tests make up its value."""
        while isinstance(expr, Mark):
            expr = expr.arg
        match expr:
            case Compare(_, Get() as get, Lit(constant)):
                return _is_simple(get, constant)
            case Op("one_of" | "includes_all" | "includes_any" | "matches", (Get(), Lit())):
                return True
            case _:
                return isinstance(expr, Not | And | Or)

    def _state(self, state: str, get: Get) -> Result:
        place, may_be_none = self.writer.place(get)
        variable = self.writer.fresh("t")
        code = f"({unknown(place)}) is {state == 'unknown'}"
        if state == "none":
            open_ = "..." if get.judgement else "None"
            code = f"True if {place} is NON else {open_} if {unknown(place)} else False" if may_be_none else "False"
        self.writer.line(f"{variable} = {code}")
        return Result(variable, self.basis(get) if state == "none" and may_be_none else "never")

    def slowly(self, expr: Expr) -> Result:
        variable = self.writer.fresh("t")
        self.writer.line(f"{variable} = {self.writer.slowly(expr)}")
        basis = self.basis(expr)
        return Result(variable, "never" if basis == "never" else "either")

    def _gathered(self, expr: Expr) -> Result:
        """An `and` that starts as true, or an `or` that starts as false, in a block of one round that a decisive part breaks."""
        inner: Expr = expr
        while isinstance(inner, Mark | Not):
            inner = inner.arg
        wanted = isinstance(inner, Or) is (_negations(expr) % 2 == 0)
        return self.gathered([(expr, wanted)], "True" if not wanted else "False", "False" if not wanted else "True")

    def gathered(self, tests: list[tuple[Expr, bool]], start: str, decided: str) -> Result:
        sink = Sink(self.writer.fresh("r"), start, "None", "...")
        self.gather_all(sink, tests, decided)
        return Result(sink.variable, both(self.basis(each) for each, _ in tests))

    def gather_all(self, sink: Sink, tests: list[tuple[Expr, bool]], decided: str) -> None:
        """The sink's variable becomes `decided` if one of the conditions is decided as wanted."""
        line = self.writer.line
        line(f"{sink.variable} = {sink.start}")

        def hit() -> None:
            line(f"{sink.variable} = {decided}")
            line("break")

        with self.writer.block("while 1:"):
            for expr, wanted in tests:
                self.test(expr, wanted, hit, lambda result: self.gather(sink, result))
            line("break")

    def compared(self, compare: Compare) -> Result:
        """A comparison of known numbers or dates, else the slower path."""
        writer = self.writer
        saved = writer.save()
        variable = writer.fresh("t")
        numbers = Numbers(writer, self._skip_unless, equality=compare.relation in ("=", "≠"))
        try:
            writer.line(f"{variable} = ...")
            writer.deepen("try:")
            with writer.block("while 1:"), writer.reading(direct=not writer.elements):
                if isinstance(compare.kind, NumberKind):
                    left, right = numbers.number(compare.left), numbers.number(compare.right)
                    code = numbers.compared(compare.relation, left, right)
                else:
                    first, second = numbers.moment(compare.left), numbers.moment(compare.right)
                    code = f"{first} {PYTHON[compare.relation]} {second}"
                writer.line(f"{variable} = {code}")
                writer.depth = saved.depth + 2
                writer.line("break")
        except UnsupportedError:
            writer.restore(saved)
            return self.slowly(compare)
        writer.depth, writer.loops = saved.depth, saved.loops
        with writer.block("except MISSING:"):
            writer.line("pass")
        with writer.block(f"if {variable} is ...:"):
            writer.line(f"{variable} = {writer.slowly(compare)}")
        return Result(variable, "either")

    def _skip_unless(self, where: Expr) -> None:
        line = self.writer.line
        self.test(where, wanted=False, hit=lambda: line("continue"), opened=lambda _: line("break"))


def _one_of(args: tuple[Expr, ...]) -> Op | None:
    """Equalities of one fact with several options as one look in their set."""
    facts: set[Get] = set()
    options: set[str] = set()
    for each in args:
        match each:
            case Compare("=", Get() as get, Lit(str() as option)):
                facts.add(get)
                options.add(option)
            case _:
                return None
    return Op("one_of", (facts.pop(), Lit(frozenset(options)))) if len(facts) == 1 else None


def _negations(expr: Expr) -> int:
    if isinstance(expr, Mark | Not):
        return isinstance(expr, Not) + _negations(expr.arg)
    return 0


def _is_simple(get: Get, constant: object) -> bool:
    return not isinstance(constant, Absence) and (exact_number(constant) is not None) is isinstance(
        get.kind, NumberKind
    )


def _declared(get: Get) -> Range:
    return Range(get.kind.low, get.kind.high) if isinstance(get.kind, NumberKind) else Range()


def _exists_with_its_record(get: Get) -> bool:
    """Whether it can be none only because a record around it is: then, while it is unknown, that record tells."""
    return not get.optional and may_be_none(get.base)
