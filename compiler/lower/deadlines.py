"""Deadlines of one policy, for one day: their days, and conditions for what has become of them.

As of a day means: while that day lasts. What is done on it counts, what is done later did not happen yet, and a deadline is
missed only once its last day is over, unless the act itself came too late at a moment of that day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import assert_never

from attrs import evolve

from compiler.check.deadlines import is_strict
from compiler.ir import nodes as ir
from compiler.ir.places import walk
from compiler.ir.values import Duration
from compiler.lower import series
from compiler.lower.constants import duration
from compiler.lower.expressions import TRUE, condition, expression
from compiler.lower.place import Place
from compiler.model import DeadlineModel, DeadlineTarget, DueTermModel, Typed
from dsl import syntax
from dsl.diagnostics import CompilerFault
from dsl.frozen import frozen
from dsl.kinds import DateKind, MomentKind

FALSE = ir.Lit(value=False)


def deadline(model: DeadlineModel, place: Place) -> ir.Deadline:
    return ir.Deadline(
        place.day.model.deadline_id(model.key),
        model.title,
        model.who,
        model.citations,
        None if model.applies is None else condition(model.applies, place),
        None if model.unless is None else condition(model.unless, place),
        model.kind,
        _strictly(model),
        place.day.wording.due(model.due),
        model.whichever,
        _dues(model, place),
        place.day.as_of,
        model.span,
    )


def asked(typed: Typed, place: Place) -> ir.Expr:
    """`deadline X is met`, `date of deadline X`, `first day of the next quarter after x`"""
    said = typed.said
    match said:
        case syntax.DeadlineTest():
            return is_so(said, asked_about(typed, place))
        case syntax.DeadlineDate():
            model, whole = _asked(typed, place)
            return _day(_days_of(model, whole), model.whichever)
        case syntax.CalendarDay(which=which, period=period):
            return ir.Op("calendar_day", (expression(typed.parts[0], place), ir.Lit(which), ir.Lit(period)))
        case _:
            raise CompilerFault(f"asks nothing of a deadline: {said!r}")


def asked_about(typed: Typed, place: Place) -> ir.Deadline:
    """The deadline of a condition on what has become of it."""
    return deadline(*_asked(typed, place))


def is_so(said: syntax.DeadlineTest, about: ir.Deadline) -> ir.Expr:
    """That it has become of the deadline what is said."""
    found = _status(about, said.status)
    return ir.Not(found) if said.negated else found


def _asked(typed: Typed, place: Place) -> tuple[DeadlineModel, Place]:
    """A deadline, and where its own text is read: at the judged record."""
    assert isinstance(typed.target, DeadlineTarget)
    return place.day.model.deadline(typed.target.key), Place(place.day, place.bases[:1], place.folds)


def _status(about: ir.Deadline, status: str) -> ir.Expr:
    """Of every deadline that is decided one of the three holds; one that does not apply, or is waived, counts as met."""
    applies, waived, dues = about.applies or TRUE, about.unless or FALSE, about.dues
    missed = _any(each.missed for each in dues)
    in_force = (applies, ir.Not(waived))
    match status:
        case "met":
            return ir.Or((ir.Not(applies), waived, _all(each.met for each in dues)))
        case "missed":
            return ir.And((*in_force, missed))
        case "open" if len(dues) == 1:
            return ir.And((*in_force, _any(each.open for each in dues)))
        case "open":
            return ir.And((*in_force, ir.Not(missed), _any(each.open for each in dues)))
        case _:
            raise CompilerFault(f"no status of a deadline: {status!r}")


def _all(conditions: Iterable[ir.Expr | None]) -> ir.Expr:
    found = tuple(each for each in conditions if each is not None)
    return found[0] if len(found) == 1 else ir.And(found)


def _any(conditions: Iterable[ir.Expr | None]) -> ir.Expr:
    found = tuple(each for each in conditions if each is not None)
    return found[0] if len(found) == 1 else ir.Or(found)


# --- days -------------------------------------------------------------------------------------------------------------


def _dues(model: DeadlineModel, place: Place) -> tuple[ir.Due, ...]:
    start = None if model.start is None else expression(model.start, place)
    if model.yearly is None:
        done = None if model.done is None else expression(model.done, place)
        return (_due(model, None, _terms(model, place), start, done, place),)
    return tuple(
        _due(model, year, (_in_year(model.yearly, year, place),), None, _done_in(model, year, place), place)
        for year in range(model.yearly.first.number or 0, (model.yearly.last.number or 0) + 1)
    )


def _in_year(yearly: syntax.DueYearly, year: int, place: Place) -> ir.DueTerm:
    day = datetime.date(year + yearly.after, yearly.month, yearly.day)
    return ir.DueTerm(place.day.wording.due(yearly), ir.Lit(day))


def _done_in(model: DeadlineModel, year: int, place: Place) -> ir.Expr | None:
    return None if model.done is None else series.value_in(model.done, year, place, expression)


def _terms(model: DeadlineModel, place: Place) -> tuple[ir.DueTerm, ...]:
    days = _days_of(model, place)
    return tuple(ir.DueTerm(place.day.wording.due(each.said), day) for each, day in zip(model.terms, days, strict=True))


def _days_of(model: DeadlineModel, place: Place) -> tuple[ir.Expr, ...]:
    return tuple(_term(each, place) for each in model.terms)


def _term(term: DueTermModel, place: Place) -> ir.Expr:
    """The last day or moment: before a day is through the day before it."""
    said = term.said
    match said:
        case syntax.DueWithin():
            length, event = term.parts
            return ir.Op("shift", (expression(event, place), ir.Lit(duration(length))))
        case syntax.DueBy(time=datetime.time() as time):
            minutes = 60 * time.hour + time.minute
            return ir.Op("at", (expression(term.parts[0], place), ir.Lit(minutes)))
        case syntax.DueBy(strictly=True) if isinstance(term.parts[0].kind, DateKind):
            return ir.Op("shift", (expression(term.parts[0], place), ir.Lit(Duration(days=-1))))
        case syntax.DueBy():
            return expression(term.parts[0], place)
        case _:
            assert_never(said)


def _day(days: tuple[ir.Expr, ...], whichever: str | None) -> ir.Expr:
    """The first of several days, of those that there are; the last only when there are all."""
    if len(days) == 1:
        return days[0]
    if whichever == "last":
        return ir.Op("max", days)
    found = days[0]
    for other in days[1:]:
        found = _first(found, other)
    return found


def _first(one: ir.Expr, other: ir.Expr) -> ir.Expr:
    cases = tuple(
        (ir.IsState("none", each), beside) for each, beside in ((one, other), (other, one)) if may_be_none(each)
    )
    earliest = ir.Op("min", (one, other))
    return ir.Choose(cases, earliest) if cases else earliest


def may_be_none(expr: ir.Expr) -> bool:
    """Whether a day can turn out to be none; said too often of what is chosen, never too seldom."""
    return any(
        (isinstance(each, ir.Get) and each.optional)
        or isinstance(each, ir.LatestKnown)
        or (isinstance(each, ir.Fold) and each.fold not in ("every", "some", "count", "distinct", "total"))
        for each in walk(expr)
    )


# --- conditions -------------------------------------------------------------------------------------------------------


def _strictly(model: DeadlineModel) -> bool:
    return isinstance(model.kind, MomentKind) and any(map(is_strict, model.terms))


def _due(
    model: DeadlineModel,
    year: int | None,
    terms: tuple[ir.DueTerm, ...],
    start: ir.Expr | None,
    done: ir.Expr | None,
    place: Place,
) -> ir.Due:
    day = _day(tuple(each.day for each in terms), model.whichever)
    due = ir.Due(year, terms, day, start, done, None, None, None)
    return due if done is None else _Judging(model, due, done, place).due()


@frozen
class _Judging:
    """Writes the conditions of one due day."""

    model: DeadlineModel
    all: ir.Due
    done: ir.Expr
    place: Place

    def due(self) -> ir.Due:
        in_time, by_now, over = self._in_time(), self._done_by_now(), self._is_over()
        too_late = self._too_late_today()
        ended = over if too_late is None else ir.Or((over, too_late))
        return evolve(
            self.all,
            met=ir.And((in_time, by_now)),
            missed=ir.And((ended, ir.Not(in_time))),
            open=ir.And((ir.Not(ended), ir.Not(ir.And((in_time, by_now))))),
        )

    def _compared(self, relation: ir.Relation, left: ir.Expr, right: ir.Expr) -> ir.Compare:
        return ir.Compare(relation, left, right, self.model.kind)

    def _in_time(self) -> ir.Expr:
        """In the author's words, so that it is told and asked of examples once. What is done before anything makes the deadline
        run is in time."""
        before = self._compared("<" if _strictly(self.model) else "≤", self.done, self.all.day)
        found: ir.Expr = before
        if may_be_none(self.all.day):
            early = ir.And((ir.IsState("none", self.all.day), ir.Not(ir.IsState("none", self.done))))
            found = ir.Or((before, early))
        if self.all.start is not None:
            found = ir.And((self._compared("≥", self.done, self.all.start), found))
        return ir.Mark(found, self.place.day.wording.due(self.model.due), self.model.due.span)

    def _done_by_now(self) -> ir.Expr:
        if isinstance(self.model.kind, DateKind):
            return self._compared("≤", self.done, ir.Lit(self.place.day.as_of))
        return self._compared("<", self.done, ir.Lit(_midnight(self.place.day.as_of, 1)))

    def _is_over(self) -> ir.Expr:
        """The last day lies before the day of decision."""
        if isinstance(self.model.kind, DateKind):
            return self._compared("<", self.all.day, ir.Lit(self.place.day.as_of))
        return self._compared("<", self.all.day, ir.Lit(_midnight(self.place.day.as_of, 0)))

    def _too_late_today(self) -> ir.Expr | None:
        if isinstance(self.model.kind, DateKind):
            return None
        after = self._compared("≥" if _strictly(self.model) else ">", self.done, self.all.day)
        return ir.And((after, self._done_by_now()))


def _midnight(day: datetime.date, later: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(days=later)
