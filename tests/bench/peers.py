"""Other engines, each given the measured policies in its own language and precompiled, and records as the dictionaries it takes.

The translation covers what the measured policies use, and is two-valued: these engines are asked about complete records only. It
favours them where they lack something: dates are day numbers, shifted dates are supplied as facts, and so are totals where there
is no sum.
"""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

from attrs import frozen

from compiler.ir.expressions import value
from compiler.ir.nodes import (
    And,
    Compare,
    Criterion,
    Expr,
    Fold,
    Get,
    IsState,
    Item,
    Lit,
    Mark,
    Not,
    Op,
    Or,
    Policy,
    Ratio,
    Root,
)
from compiler.ir.places import Scope, walk
from compiler.ir.ranges import Range
from compiler.ir.values import NONE

Record = dict[str, Any]
WORDS = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "==", "≠": "!="}


@frozen
class Contestant:
    """`decide` and `every` (criterion) take a record as `prepare` makes it; `decide` gives whether the provider is eligible."""

    name: str
    prepare: Callable[[Record], Any]
    decide: Callable[[Any], bool]
    every: Callable[[Any], Any]


def contestants(policy: Policy) -> tuple[list[Contestant], list[str]]:
    """The engines that are installed, and the names of those that are not."""
    found, absent = [], []
    for name, module, build in (
        ("datalogic-py", "datalogic_py", _datalogic),
        ("zen-engine", "zen", _zen),
        ("cel-expr-python", "cel_expr_python.cel", _cel),
        ("celine-regorus", "regorus", _regorus),
    ):
        try:
            engine = importlib.import_module(module)
        except ImportError:
            absent.append(name)
        else:
            found.append(build(name, engine, policy))
    return found, absent


def favour(criterion: Criterion) -> Expr:
    """The condition under which a criterion counts in favour."""
    good = criterion.body if criterion.kind == "requirement" else Not(criterion.body)
    parts = [Not(criterion.applies)] if criterion.applies is not None else []
    parts += [good] + ([criterion.unless] if criterion.unless is not None else [])
    return Or(tuple(parts)) if len(parts) > 1 else parts[0]


def plain(record: Any) -> Any:
    """A record in the values of JSON."""
    match record:
        case dict():
            return {name: plain(each) for name, each in record.items()}
        case tuple():
            return [plain(each) for each in record]
        case frozenset():
            return sorted(record)
        case Decimal() | Fraction():
            return float(record)
        case datetime.date():
            return record.toordinal()
        case _:
            return None if record is NONE else record


def supplying(policy: Policy, wanted: Callable[[Expr], bool]) -> Callable[[Record], Record]:
    """A function that makes a record plain and adds the values of the wanted expressions as facts `expr 0`, `expr 1`, ..."""
    wants = _wanted(policy, wanted)

    def prepare(record: Record) -> Record:
        found = {f"expr {number}": value(each, Scope(record)) for number, each in enumerate(wants)}
        known = {name: each.exact if isinstance(each, Range) else None for name, each in found.items()}
        return {**plain(record), **{name: plain(each) for name, each in known.items()}}

    return prepare


def _wanted(policy: Policy, wanted: Callable[[Expr], bool]) -> list[Expr]:
    found: list[Expr] = []
    for criterion in policy.criteria:
        for each in walk(favour(criterion)):
            if wanted(each) and each not in found:
                found.append(each)
    return found


def supplied(policy: Policy, wanted: Callable[[Expr], bool]) -> Callable[[Expr], str | None]:
    wants = _wanted(policy, wanted)
    return lambda expr: f"expr {wants.index(expr)}" if expr in wants else None


def is_shift(expr: Expr) -> bool:
    return isinstance(expr, Op) and expr.name == "shift"


def is_total(expr: Expr) -> bool:
    return is_shift(expr) or (isinstance(expr, Fold) and expr.fold == "total")


def sides(compare: Compare) -> tuple[list[Expr], list[Expr]]:
    """The factors of both sides, cross-multiplied."""

    def parts(expr: Expr) -> tuple[Expr, Expr | None]:
        return (expr.top, expr.bottom) if isinstance(expr, Ratio) else (expr, None)

    (a, under_a), (b, under_b) = parts(compare.left), parts(compare.right)
    one = Lit(Fraction(1))
    return (
        [each for each in (a, under_b) if each is not None and each != one] or [one],
        [each for each in (b, under_a) if each is not None and each != one] or [one],
    )


def constant(found: Any) -> Any:
    found = plain(found)
    return int(found) if isinstance(found, float) and found == int(found) else found


# --- JSON logic -----------------------------------------------------------------------------------------------------------


def _datalogic(name: str, engine: Any, policy: Policy) -> Contestant:
    supply = supplied(policy, is_shift)

    def logic(expr: Expr) -> Any:
        if (fact := supply(expr)) is not None:
            return {"var": fact}
        match expr:
            case Mark(arg):
                return logic(arg)
            case Get():
                return {"var": ".".join(_names(expr))}
            case Lit(found):
                return constant(found)
            case And(args):
                return {"and": [logic(each) for each in args]}
            case Or(args):
                return {"or": [logic(each) for each in args]}
            case Not(IsState("none", arg)):
                return {"!==": [logic(arg), None]}
            case Not(arg):
                return {"!": [logic(arg)]}
            case Op("mul", args):
                return {"*": [logic(each) for each in args]}
            case Op("one_of", (found, Lit(frozenset() as options))):
                return {"in": [logic(found), sorted(options)]}
            case Op("includes_all", (found, Lit(frozenset() as options))):
                return {"and": [{"in": [each, logic(found)]} for each in sorted(options)]}
            case Compare(relation) if any(supply(each) for each in (expr.left, expr.right)):
                pair = [logic(expr.left), logic(expr.right)]
                return {
                    "and": [
                        *({"!==": [each, None]} for each in pair if isinstance(each, dict)),
                        {WORDS[relation]: pair},
                    ]
                }
            case Compare(relation):
                both = [{"*": [logic(x) for x in side]} if len(side) > 1 else logic(side[0]) for side in sides(expr)]
                return {WORDS[relation]: both}
            case Fold("some" | "every" as word, collection, of=of) if of is not None:
                return {"some" if word == "some" else "all": [logic(collection), logic(of)]}
            case Fold("count", collection, where=None):
                return {"length": logic(collection)}
            case Fold("total", collection, of=Get(name=field)):
                step = {"+": [{"var": "accumulator"}, {"var": f"current.{field}"}]}
                return {"reduce": [logic(collection), step, 0]}
            case _:
                raise TypeError(f"no rule is written for {type(expr).__name__}")

    rules = {each.id: logic(favour(each)) for each in policy.criteria}
    compiled = engine.Engine().compile({"and": list(rules.values())})
    template = engine.Engine(templating=True).compile(rules)
    return Contestant(name, supplying(policy, is_shift), compiled.evaluate, template.evaluate)


def _names(get: Get) -> list[str]:
    return [*(_names(get.base) if isinstance(get.base, Get) else []), get.name]


# --- expression languages ---------------------------------------------------------------------------------------------------


@frozen
class _Dialect:
    """How a language writes what differs between them; `{0}` and `{1}` are filled in."""

    root: str
    item: str
    some: str
    every: str
    length: str
    total: str
    conjunction: str = "&&"
    disjunction: str = "||"
    negation: str = "!({0})"
    number: Callable[[Any], str] = str


def _text(expr: Expr, to: _Dialect, supply: Callable[[Expr], str | None]) -> str:
    def write(part: Expr) -> str:
        return _text(part, to, supply)

    if (fact := supply(expr)) is not None:
        return f'{to.root}["{fact}"]'
    match expr:
        case Mark(arg):
            return write(arg)
        case Root():
            return to.root
        case Item():
            return to.item
        case Get(base, name):
            return f'{write(base)}["{name}"]'
        case Lit(found):
            found = constant(found)
            return f'"{found}"' if isinstance(found, str) else to.number(found)
        case And(args):
            return "(" + f" {to.conjunction} ".join(map(write, args)) + ")"
        case Or(args):
            return "(" + f" {to.disjunction} ".join(map(write, args)) + ")"
        case Not(IsState("none", arg)):
            return f"({write(arg)} != null)"
        case Not(arg):
            return to.negation.format(write(arg))
        case Op("mul", args):
            return "(" + " * ".join(map(write, args)) + ")"
        case Op("one_of", (found, Lit(frozenset() as options))):
            return f"({write(found)} in [{', '.join(f'{chr(34)}{each}{chr(34)}' for each in sorted(options))}])"
        case Op("includes_all", (found, Lit(frozenset() as options))):
            return "(" + f" {to.conjunction} ".join(f'"{each}" in {write(found)}' for each in sorted(options)) + ")"
        case Compare(relation):
            left, right = (" * ".join(map(write, side)) for side in sides(expr))
            written = f"({left} {WORDS[relation]} {right})"
            dates = [write(each) for each in (expr.left, expr.right) if supply(each) is not None and is_shift(each)]
            facts = [write(each) for each in (expr.left, expr.right) if dates and isinstance(each, Get)]
            return reduce(lambda so_far, each: f"({each} != null {to.conjunction} {so_far})", [*dates, *facts], written)
        case Fold("some" | "every" as word, collection, of=of) if of is not None:
            return (to.some if word == "some" else to.every).format(write(collection), write(of))
        case Fold("count", collection, where=None):
            return to.length.format(write(collection))
        case Fold("total", collection, of=Get(name=field)):
            return to.total.format(write(collection), field)
        case _:
            raise TypeError(f"no rule is written for {type(expr).__name__}")


def _zen(name: str, engine: Any, policy: Policy) -> Contestant:
    to = _Dialect(
        "$root", "#", "some({0}, {1})", "all({0}, {1})", "len({0})", 'sum(map({0}, #["{1}"]))', "and", "or", "not ({0})"
    )
    supply = supplied(policy, is_shift)
    parts = [_text(favour(each), to, supply) for each in policy.criteria]
    decide = engine.compile_expression(" and ".join(parts))
    every = engine.compile_expression("[" + ", ".join(parts) + "]")
    return Contestant(name, supplying(policy, is_shift), decide.evaluate, every.evaluate)


def _cel(name: str, engine: Any, policy: Policy) -> Contestant:
    to = _Dialect(
        "d",
        "x",
        "{0}.exists(x, {1})",
        "{0}.all(x, {1})",
        "double(size({0}))",
        "",
        number=lambda each: repr(float(each)),
    )
    supply = supplied(policy, is_total)
    parts = [_text(favour(each), to, supply) for each in policy.criteria]
    environment = engine.NewEnv(variables={"d": engine.Type.Map(engine.Type.STRING, engine.Type.DYN)})
    decide = environment.compile(" && ".join(parts))
    every = environment.compile("[" + ", ".join(parts) + "]")
    prepare = supplying(policy, is_total)

    def prepared(record: Record) -> Any:
        return {"d": _floating(prepare(record))}

    return Contestant(
        name, prepared, lambda data: decide.eval(data=data).value(), lambda data: every.eval(data=data).plain_value()
    )


def _floating(found: Any) -> Any:
    """Numbers as floating point: CEL multiplies no integer by another number."""
    match found:
        case dict():
            return {name: _floating(each) for name, each in found.items()}
        case list():
            return [_floating(each) for each in found]
        case int() if not isinstance(found, bool):
            return float(found)
        case _:
            return found


# --- Rego -------------------------------------------------------------------------------------------------------------------


def _regorus(name: str, engine: Any, policy: Policy) -> Contestant:
    supply = supplied(policy, is_shift)
    rules: list[str] = []
    to = _Dialect("input", "x", "", "", "count({0})", 'sum([y["{1}"] | y := {0}[_]])')

    def lines(expr: Expr, inside: bool) -> list[str]:
        match expr:
            case Mark(arg):
                return lines(arg, inside)
            case And(args):
                return [line for each in args for line in lines(each, inside)]
            case Or(args):
                return [helper([lines(each, inside) for each in args], inside)]
            case Not(IsState("none", arg)):
                return [f"{_text(arg, to, supply)} != null"]
            case Not(arg):
                return ["not " + helper([lines(arg, inside)], inside)]
            case Fold("some", collection, of=of) if of is not None:
                return [helper([[f"some x in {_text(collection, to, supply)}", *lines(of, True)]], inside)]
            case Fold("every", collection, of=of) if of is not None:
                return [f"every x in {_text(collection, to, supply)} {{ {'; '.join(lines(of, True))} }}"]
            case Op("one_of", (found, Lit(frozenset() as options))):
                return [
                    f"{_text(found, to, supply)} in {{{', '.join(f'{chr(34)}{each}{chr(34)}' for each in sorted(options))}}}"
                ]
            case Op("includes_all", (found, Lit(frozenset() as options))):
                return [f'"{each}" in {_text(found, to, supply)}' for each in sorted(options)]
            case Compare(relation):
                left, right = (" * ".join(_text(part, to, supply) for part in side) for side in sides(expr))
                facts = [each for each in (expr.left, expr.right) if supply(each) is not None]
                return [*(f"{_text(each, to, supply)} != null" for each in facts), f"{left} {WORDS[relation]} {right}"]
            case _:
                return [f"{_text(expr, to, supply)} == 1"]  # this binding makes numbers of booleans

    def helper(bodies: list[list[str]], inside: bool) -> str:
        call = f"h{len(rules)}" + ("(x)" if inside else "")
        rules.append("")
        rules.extend(f"{call} if {{ {'; '.join(body)} }}" for body in bodies)
        return call

    for number, each in enumerate(policy.criteria):
        body = "; ".join(lines(favour(each), False))
        rules.append(f"default c{number} := false\nc{number} if {{ {body} }}")
    names = [f"c{number}" for number in range(len(policy.criteria))]
    rules.append(f"default decide := false\ndecide if {{ {'; '.join(names)} }}")
    rules.append(f"every_one := [{', '.join(names)}]")
    runtime = engine.Engine()
    runtime.add_policy("bench.rego", "package bench\nimport rego.v1\n" + "\n".join(rules))

    def asked(rule: str) -> Callable[[Any], Any]:
        def run(data: Any) -> Any:
            runtime.set_input(data)
            return runtime.eval_rule(rule)

        return run

    return Contestant(name, supplying(policy, is_shift), asked("data.bench.decide"), asked("data.bench.every_one"))
