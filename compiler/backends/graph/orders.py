"""Preferences and allocations as boxes of the graph: their steps from top to bottom."""

from __future__ import annotations

from compiler.backends.graph import words
from compiler.backends.graph.boxes import Box, Grid, Role
from compiler.ir import text
from compiler.ir.nodes import Allocation, Expr, OrderKey, Preference
from compiler.ir.wording import said
from compiler.ir.words import fill
from dsl.diagnostics import Language
from dsl.kinds import DateKind, MomentKind, NumberKind

_DATE = DateKind()


def preference_box(preference: Preference, key: str, cited: str, language: Language) -> Box:
    """The steps in their order, or the parts of the weighted score."""
    if preference.weights:
        heading = (words.WEIGHT.said_in(language), words.SCORE_OF.said_in(language))
        kind = NumberKind("percent")
        rows = tuple((text.worded(each.share, kind, language), each.said) for each in preference.weights)
    else:
        heading = (words.STEP.said_in(language), words.ORDERED_BY.said_in(language))
        rows = tuple((str(number), _step(each, language)) for number, each in enumerate(preference.keys, 1))
    rule = (words.HIGHEST_SCORE if preference.weights else words.NEXT_STEP).said_in(language)
    notes = (words.AMONG_ELIGIBLE.said_in(language), _per(preference.group, language), rule, cited)
    return _box(key, words.PREFERENCE.said_in(language), preference, notes, Grid(heading, 1, rows))


def allocation_box(allocation: Allocation, key: str, cited: str, language: Language) -> Box:
    """Who is taken: the order, the limit, and what happens to the one that crosses it."""
    rows = [(str(number), _step(each, language)) for number, each in enumerate(allocation.keys, 1)]
    rows.append((words.UNTIL.said_in(language), _limit(allocation, language)))
    if allocation.number is None:
        crossing = words.CROSSES_IN if allocation.crossing_is_in else words.CROSSES_OUT
        rows.append((words.CROSSES.said_in(language), crossing.said_in(language)))
    rounds = ""
    if allocation.rounds is not None:
        period, first, last = allocation.rounds
        days = (text.worded(each, _DATE, language) for each in (first, last))
        rounds = fill(words.ROUNDS[period], language, *days)
    over = allocation.over
    who = (
        words.AMONG_ELIGIBLE.said_in(language)
        if over is None
        else fill(words.AMONG_LIST, language, said(over, language))
    )
    notes = (who, _per(allocation.group, language), rounds, cited)
    heading = (words.STEP.said_in(language), words.TAKEN_BY.said_in(language))
    return _box(key, words.ALLOCATION.said_in(language), allocation, notes, Grid(heading, 1, tuple(rows)))


def _box(key: str, caption: str, order: Preference | Allocation, notes: tuple[str, ...], grid: Grid) -> Box:
    return Box(
        key,
        Role.TABLE,
        caption=caption,
        text=order.title or order.id,
        notes=tuple(filter(None, notes)),
        tooltip="; ".join(str(each) for each in order.citations),
        grid=grid,
    )


def _per(group: Expr | None, language: Language) -> str:
    return "" if group is None else fill(words.PER_GROUP, language, said(group, language))


def _step(key: OrderKey, language: Language) -> str:
    """`score, highest first`"""
    dated = isinstance(key.kind, DateKind | MomentKind)
    number = isinstance(key.kind, NumberKind)
    if not dated and not number:
        return key.said
    first = (
        (words.LATEST_FIRST if key.descending else words.EARLIEST_FIRST)
        if dated
        else (words.HIGHEST_FIRST if key.descending else words.LOWEST_FIRST)
    )
    return f"{key.said}, {first.said_in(language)}"


def _limit(allocation: Allocation, language: Language) -> str:
    if allocation.number is not None:
        return fill(words.NUMBER_TAKEN, language, allocation.number)
    words_ = words.SHARE_REACHED if allocation.of_total else words.AMOUNT_REACHED
    return fill(words_, language, *allocation.said)
