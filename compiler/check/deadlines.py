"""Deadlines: by when, what tells that it is done, and what is asked of them elsewhere."""

from __future__ import annotations

from typing import assert_never

from compiler.check import arithmetic, comparisons, series
from compiler.check.context import Context
from compiler.check.expressions import condition, expression
from compiler.check.wording import kind_words, text_of
from compiler.ir.nodes import Citation
from compiler.model import DeadlineModel, DeadlineTarget, DueTermModel, Key, Typed
from compiler.resolve.findings import label, quoted
from compiler.resolve.suggest import did_you_mean, replacing
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import DateKind, Kind, MomentKind, SeriesKind, UnknownKind, YesNoKind

UNKNOWN = UnknownKind()


def deadline(statement: syntax.Deadline, key: Key, cited: tuple[Citation, ...], context: Context) -> DeadlineModel:
    due = statement.due
    terms = tuple(_term(each, context) for each in due.terms) if isinstance(due, syntax.Due) else ()
    kind = _kind(terms, context) if isinstance(due, syntax.Due) else DateKind()
    start = None if statement.start is None else expression(statement.start.day, context)
    if start is not None:
        _fits(start, kind, context)
    yearly = due if isinstance(due, syntax.DueYearly) else None
    if yearly is not None:
        _years(yearly, start, context)
    return DeadlineModel(
        key,
        text_of(statement.title),
        _who(statement.who),
        cited,
        None if statement.applies is None else condition(statement.applies.condition, context),
        start,
        terms,
        yearly,
        None if yearly is not None or not isinstance(due, syntax.Due) else due.whichever,
        kind,
        None if statement.done is None else _done(statement.done, kind, yearly, context),
        None if statement.unless is None else condition(statement.unless.condition, context),
        due,
        statement.name.span,
    )


def _who(who: syntax.Name | syntax.Text | None) -> str | None:
    return who.text if isinstance(who, syntax.Name) else text_of(who)


# --- by when ----------------------------------------------------------------------------------------------------------


def _term(term: syntax.DueBy | syntax.DueWithin, context: Context) -> DueTermModel:
    if isinstance(term, syntax.DueBy):
        day = expression(term.day, context)
        if comparisons.is_date(day, context) and term.time is not None and isinstance(day.kind, MomentKind):
            context.findings.error(
                "E443",
                day.span,
                f"`{quoted(day.span)}` has a time of its own",
                f"`{quoted(day.span)}` heeft zelf al een tijdstip",
                help=Words("write one of the two", "schrijf een van beide"),
            )
        return DueTermModel(term, (day,))
    length, event = expression(term.duration, context), expression(term.event, context)
    arithmetic.is_duration(length, context)
    comparisons.is_date(event, context)
    return DueTermModel(term, (length, event))


def _kind_of(term: DueTermModel) -> Kind:
    kind = term.parts[-1].kind
    timed = isinstance(term.said, syntax.DueBy) and term.said.time is not None and isinstance(kind, DateKind)
    return MomentKind() if timed else kind


def _kind(terms: tuple[DueTermModel, ...], context: Context) -> Kind:
    """What all days are: dates, or moments that are all as strict."""
    first, *others = terms
    kind = _kind_of(first)
    for each in others:
        if isinstance(kind, UnknownKind) or isinstance(_kind_of(each), UnknownKind):
            return UNKNOWN
        if type(_kind_of(each)) is not type(kind):
            _different(first, each, context)
            return UNKNOWN
        if isinstance(kind, MomentKind) and is_strict(each) is not is_strict(first):
            _different(first, each, context)
    return kind if isinstance(kind, DateKind | MomentKind) else UNKNOWN


def is_strict(term: DueTermModel) -> bool:
    """Whether the day or moment itself is too late."""
    return isinstance(term.said, syntax.DueBy) and (term.said.strictly or term.said.time is not None)


def _different(first: DueTermModel, other: DueTermModel, context: Context) -> None:
    context.findings.error(
        "E443",
        other.said.span,
        "one of these days ends at a moment and the other does not: neither can be said to come first",
        "de ene dag eindigt op een tijdstip en de andere niet: welke het eerst komt is niet te zeggen",
        labels=[label(first.said.span, "the other day is here", "hier staat de andere dag")],
        help=Words("give both a time, after the same word", "geef ze allebei een tijdstip, na hetzelfde woord"),
    )


def _years(yearly: syntax.DueYearly, start: Typed | None, context: Context) -> None:
    first, last = yearly.first.number or 0, yearly.last.number or 0
    if not first <= last <= first + MOST_YEARS:
        context.findings.error(
            "E401",
            yearly.span,
            f"the years from {first} through {last} are none, or more than {MOST_YEARS}",
            f"de jaren van {first} tot en met {last} zijn er geen, of meer dan {MOST_YEARS}",
        )
    if start is not None:
        context.findings.error(
            "E442",
            start.span,
            "a deadline of every year cannot start on one day",
            "een termijn van elk jaar kan niet op één dag beginnen",
        )


MOST_YEARS = 50


# --- done -------------------------------------------------------------------------------------------------------------


def _done(done: syntax.DoneOn, kind: Kind, yearly: syntax.DueYearly | None, context: Context) -> Typed:
    if yearly is None:
        act = expression(done.act, context)
        _fits(act, kind, context)
        return act
    act = series.series(done.act, context)
    if isinstance(act.kind, SeriesKind) and not isinstance(act.kind.element, DateKind | UnknownKind):
        words = kind_words(act.kind.element)
        context.findings.error(
            "E442",
            act.span,
            f"`{quoted(act.span)}` is {words.en} in each year, where a date is needed",
            f"`{quoted(act.span)}` is elk jaar {words.nl}, waar een datum nodig is",
        )
    return act


def _fits(day: Typed, kind: Kind, context: Context) -> None:
    """A day beside the last one: a date, or a moment where that one has a time."""
    dated = comparisons.is_date(day, context) and isinstance(kind, DateKind | MomentKind)
    if dated and type(day.kind) is not type(kind):
        timed = isinstance(kind, MomentKind)
        has = Words("no", "geen") if timed else Words("a", "een")
        other = Words("has one", "heeft er een") if timed else Words("has none", "heeft er geen")
        said = quoted(day.span)
        context.findings.error(
            "E310",
            day.span,
            f"`{said}` has {has.en} time of day, and the last day {other.en}",
            f"`{said}` heeft {has.nl} tijdstip, en de laatste dag {other.nl}",
            help=Words("use `date and time` for both, or `date`", "gebruik voor beide `datum en tijd`, of `datum`"),
        )


# --- in expressions ---------------------------------------------------------------------------------------------------


def asked(expr: syntax.DeadlineTest | syntax.DeadlineDate | syntax.CalendarDay, context: Context) -> Typed:
    """What an expression asks of a deadline or of the calendar."""
    match expr:
        case syntax.DeadlineTest():
            return _test(expr, context)
        case syntax.DeadlineDate():
            return _date(expr, context)
        case syntax.CalendarDay():
            return _calendar_day(expr, context)
        case _:
            assert_never(expr)


def _test(expr: syntax.DeadlineTest, context: Context) -> Typed:
    """`deadline X is met`"""
    found = _find(expr.name, context)
    if found is None:
        return Typed(expr, YesNoKind() if context.is_open else UNKNOWN)
    if found.done is None:
        context.findings.error(
            "E441",
            expr.span,
            f"deadline `{expr.name.text}` does not say what tells that it is done",
            f"termijn `{expr.name.text}` zegt niet waaruit blijkt dat eraan voldaan is",
            labels=[label(found.span, "declared here", "hier gedeclareerd")],
            help=Words("add a line `done on : date`", "voeg een regel `gedaan op : datum` toe"),
        )
    return Typed(expr, YesNoKind(), (), DeadlineTarget(found.key))


def _date(expr: syntax.DeadlineDate, context: Context) -> Typed:
    """`date of deadline X`"""
    found = _find(expr.name, context)
    if found is None:
        return Typed(expr, UNKNOWN)
    if found.yearly is not None:
        context.findings.error(
            "E442",
            expr.span,
            f"deadline `{expr.name.text}` has a date in every year",
            f"termijn `{expr.name.text}` heeft elk jaar een datum",
            labels=[label(found.due.span, "said here", "dat staat hier")],
        )
        return Typed(expr, UNKNOWN)
    return Typed(expr, found.kind, (), DeadlineTarget(found.key))


def _find(name: syntax.Name, context: Context) -> DeadlineModel | None:
    declared = context.scope.find("rule", name.text, name.span)
    if declared is not None and isinstance(declared.statement, syntax.Deadline):
        return context.declarations.deadline(declared)
    if not context.scope.open:
        names = [each.name for each in context.scope.visible("rule") if isinstance(each.statement, syntax.Deadline)]
        guess = context.findings.closest(name.text, names)
        context.findings.error(
            "E235",
            name.span,
            f"there is no deadline `{name.text}`",
            f"er is geen termijn `{name.text}`",
            help=did_you_mean(guess),
            fix=replacing(name.span, guess),
        )
    return None


def _calendar_day(expr: syntax.CalendarDay, context: Context) -> Typed:
    """`first day of the next quarter after x`"""
    day = expression(expr.day, context)
    if isinstance(day.kind, MomentKind):
        context.findings.error(
            "E309",
            day.span,
            f"`{quoted(day.span)}` has a time of day, where a date is needed",
            f"`{quoted(day.span)}` heeft een tijdstip, waar een datum nodig is",
        )
        return Typed(expr, UNKNOWN, (day,))
    return Typed(expr, DateKind() if comparisons.is_date(day, context) else UNKNOWN, (day,))
