"""Words for expressions where the author's own (`Mark.said`) are not kept: cells of tables, unmarked conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from compiler.ir import text
from compiler.ir.nodes import (
    And,
    Choose,
    Compare,
    Expr,
    Fold,
    Get,
    IsState,
    Item,
    LatestKnown,
    Lit,
    Mark,
    Not,
    Op,
    Or,
    Population,
    Ratio,
    Root,
    Tally,
)
from compiler.ir.places import operands
from dsl.diagnostics import Language, Words
from dsl.kinds import Kind, SeriesKind, UnknownKind
from dsl.source import NOWHERE

_JOIN = {"and": Words(" and ", " en "), "or": Words(" or ", " of ")}
_STATES = {
    "none": Words("none", "geen"),
    "known": Words("known", "bekend"),
    "unknown": Words("unknown", "onbekend"),
}
_IS = Words("is", "is")
_OF = Words(" of ", " van ")
_NO_KIND = UnknownKind()


def in_full(expr: Expr) -> str:
    """The author's wording on one line: a heading with what stands under it."""
    if not isinstance(expr, Mark):
        return ""
    under = [in_full(each) for each in _marks_below(expr.arg)] if expr.heading else []
    return f"{expr.said} ({'; '.join(under)})" if under else expr.said


def _marks_below(expr: Expr) -> Iterator[Mark]:
    if isinstance(expr, Mark):
        yield expr
        return
    for each in operands(expr):
        yield from _marks_below(each)


def is_trend(expr: Expr) -> bool:
    """Whether these are the years of one trend, each against the one before: all that is worded stands at the place of the
    whole, where of a policy to be met only `is not none` does."""
    if not isinstance(expr, Mark) or not isinstance(expr.arg, And) or expr.span is NOWHERE:
        return False
    worded = [each for each in expr.arg.args if isinstance(each, Mark)]
    return bool(worded) and all(each.span == expr.span for each in worded)


def said(expr: Expr, language: Language) -> str:
    """The author's wording where it is kept, else a plain one."""
    match expr:
        case Mark(said=wording, arg=arg):
            return wording or said(arg, language)
        case Lit(value=value):
            return text.worded(value, _NO_KIND, language)
        case Root() | Item():
            return ""
        case Get(base=Get(kind=SeriesKind()) as series, name=year):
            return f"{said(series, language)} {text.word('IN', language)} {year}"
        case Get(base=base, name=name):
            outer = said(base, language)
            return f"{name}{_OF.said_in(language)}{outer}" if outer else name
        case And(args=args):
            return _joined("and", args, language)
        case Or(args=args):
            return _joined("or", args, language)
        case Not(arg=arg):
            return f"{text.word('NOT', language)} {_inner(arg, language)}"
        case Tally(args=args):
            return f"[{'; '.join(said(each, language) for each in args)}]"
        case Compare(relation=relation, left=left, right=right, kind=kind):
            return f"{said(left, language)} {relation} {_side(right, kind, language)}"
        case Op(name=name, args=args):
            return f"{name}({', '.join(said(each, language) for each in args)})"
        case Ratio(top=top, bottom=bottom):
            return f"{said(top, language)} per {said(bottom, language)}"
        case LatestKnown(series=series, last=last):
            words = (
                text.word("LATEST_KNOWN", language),
                said(series, language),
                text.word("UP_TO", language),
                str(last),
            )
            return " ".join(words)
        case Choose(cases=cases, otherwise=otherwise):
            return "; ".join(said(each, language) for each in (*(found for _, found in cases), otherwise))
        case Population(record=record):
            return record
        case Fold(fold=fold, collection=collection, where=where, of=of):
            inside = [said(each, language) for each in (collection, where, of) if each is not None]
            return f"{fold}({', '.join(inside)})"
        case IsState(state=state, arg=arg):
            return f"{said(arg, language)} {_IS.said_in(language)} {_STATES[state].said_in(language)}"
        case _:
            assert_never(expr)


def cell(tested: Expr, test: Expr, language: Language) -> str:
    """A test of one input as the cell of a table: `≥ 25%`, `yes`, `A, B`, `–` where anything does."""
    subject = _bare(tested)
    match _bare(test):
        case Lit(value=True):
            return "–"
        case bare if bare == subject:  # before its parts: a computed value can itself be a conjunction
            return text.yes_no(value=True, language=language)
        case Compare(relation="=", left=left, right=right, kind=kind) if _bare(left) == subject:
            return _side(right, kind, language)
        case Compare(relation=relation, left=left, right=right, kind=kind) if _bare(left) == subject:
            return f"{relation} {_side(right, kind, language)}"
        case And(args=args):
            return _JOIN["and"].said_in(language).join(cell(tested, each, language) for each in args)
        case Or(args=args):
            return ", ".join(cell(tested, each, language) for each in args)
        case IsState(state=state, arg=arg) if _bare(arg) == subject:
            return _STATES[state].said_in(language)
        case Not(arg=arg) if _bare(arg) == subject:
            return text.yes_no(value=False, language=language)
        case _:
            return said(test, language)


def _bare(expr: Expr) -> Expr:
    while isinstance(expr, Mark):
        expr = expr.arg
    return expr


def _side(expr: Expr, kind: Kind, language: Language) -> str:
    return text.worded(expr.value, kind, language) if isinstance(expr, Lit) else said(expr, language)


def _joined(join: str, args: tuple[Expr, ...], language: Language) -> str:
    return _JOIN[join].said_in(language).join(_inner(each, language) for each in args)


def _inner(expr: Expr, language: Language) -> str:
    wording = said(expr, language)
    return f"({wording})" if isinstance(expr, And | Or) else wording
