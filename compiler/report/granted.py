"""What providers are granted, in a table of decisions: of each grant its value, and the case that holds in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from compiler.columns.grants import OPEN_CASE, STATES, GrantedColumns
from compiler.columns.intervals import Bound
from compiler.columns.margins import MICROSECONDS, MarginColumns
from compiler.columns.nodes import Builder, Node
from compiler.columns.program import NO_CRITERION, Program
from compiler.ir import text
from compiler.ir.nodes import Grant, Policy
from compiler.ir.values import Absence
from compiler.ir.verdicts import GrantResult
from compiler.ir.words import CASE_OPEN
from compiler.report.codes import in_words
from compiler.report.distances import distances
from dsl.diagnostics import Language
from dsl.kinds import ChoiceKind, DateKind, MomentKind, YesNoKind

if TYPE_CHECKING:
    import polars as pl

CASE = ": case"
"""The end of the heading of a column that says which case holds."""


def case_headings(policy: Policy) -> dict[str, str]:
    """The heading of the column with the case of each grant, and which grant that is. No criterion has such a name."""
    return {f"{each.id}{CASE}": each.id for each in policy.grants}


def heading_of_worth(grant: Grant) -> str:
    """`surcharge (%)`"""
    unit = text.unit(grant.kind)
    return grant.id if unit is None else f"{grant.id} ({unit})"


def cases_said(grant: Grant, language: Language) -> list[str]:
    """What can be said of a grant: none, what each case gives, that the case is open of a value that is known, unknown."""
    of_what = f" {text.word('OF', language)} {grant.whole}" if grant.whole else ""
    given = [f"{each.said}{of_what}" for each in grant.awards]
    return [text.word("NONE", language), *given, CASE_OPEN.said_in(language), text.word("UNKNOWN", language)]


def asked(program: Program, *, whole: bool) -> dict[str, Node]:
    """The outputs of a program that the columns are made of; with `whole` also the values. Raises `Refused` as `lower` does."""
    outputs: dict[str, Node] = {}
    for at, each in enumerate(program.grants):
        outputs[f"case {at}"] = _told(each, program.b)
        if not whole:
            continue
        outputs[f"granted {at}"] = is_known(each, program.b)
        if isinstance(each.worth, Bound):
            outputs |= {f"worth {at}": each.worth.top, f"under {at}": each.worth.bottom}
        else:
            outputs[f"worth {at}"] = each.worth
    return outputs


def _told(found: GrantedColumns, b: Builder) -> Node:
    """A place in `cases_said`."""
    count = len(found.grant.awards)
    known = b.choose(b.equal(found.case, b.number(OPEN_CASE)), b.number(count + 1), found.case)
    unknown = b.equal(found.state, b.number(STATES.index("unknown")))
    told = b.choose(unknown, b.number(count + 2), known)
    return b.choose(b.equal(found.state, b.number(STATES.index("none"))), b.number(0), told)


def is_known(found: GrantedColumns, b: Builder) -> Node:
    """Where there is a value."""
    return b.equal(found.state, b.number(STATES.index("known")))


def place_of(found: GrantResult) -> int:
    """The place in `cases_said` of what is said of one provider."""
    count = len(found.grant.awards)
    if isinstance(found.value, Absence):
        return count + 2 if found.value is Absence.UNKNOWN else 0
    return count + 1 if found.case is None else found.case


def told(found: GrantResult, language: Language) -> str:
    """The case in words, of one provider."""
    return cases_said(found.grant, language)[place_of(found)]


def columns(
    program: Program, found: pl.DataFrame, headings: Sequence[str], language: Language, *, whole: bool
) -> Iterator[pl.Series]:
    """Of each grant the case in words and, with `whole`, the value before it under its heading: missing unless it is known."""
    cases = case_headings(program.policy)
    for at, (each, heading, case) in enumerate(zip(program.grants, headings, cases, strict=True)):
        if whole:
            yield _values(each, found, at, language, program.b).alias(heading)
        yield in_words(found[f"case {at}"], cases_said(each.grant, language), case)


def _values(each: GrantedColumns, found: pl.DataFrame, at: int, language: Language, b: Builder) -> pl.Series:
    import polars as pl

    known, worth = found[f"granted {at}"], found[f"worth {at}"]
    if isinstance(each.worth, Node):
        places = pl.select(pl.when(known).then(worth.cast(pl.Int32)).otherwise(NO_CRITERION)).to_series()
        return in_words(places, options_of(each.grant, language), "")
    match each.grant.kind:
        case DateKind():
            return _where(known, whole(worth, found[f"under {at}"], each.worth.scale)).cast(pl.Int32).cast(pl.Date)
        case MomentKind():
            scale = each.worth.scale * MICROSECONDS
            return _where(known, whole(worth, found[f"under {at}"], scale)).cast(pl.Datetime("us"))
    return distances(known, worth, found[f"under {at}"], measured(each, b))


def measured(found: GrantedColumns, b: Builder) -> MarginColumns:
    """A number, as it is shown in its unit."""
    assert isinstance(found.worth, Bound)
    return MarginColumns(is_known(found, b), found.worth, found.grant.kind)


def is_number(found: GrantedColumns) -> bool:
    return isinstance(found.worth, Bound) and not isinstance(found.grant.kind, DateKind | MomentKind)


def options_of(grant: Grant, language: Language) -> list[str]:
    """The options in their order; of a yes or no first what a no is called."""
    if isinstance(grant.kind, ChoiceKind):
        return list(grant.kind.options)
    assert isinstance(grant.kind, YesNoKind)
    return [text.yes_no(each, language) for each in (False, True)]


def value_of(found: GrantResult, language: Language) -> Any:
    """The value of one provider as the columns have it: numbers in base units; None unless it is known."""
    if isinstance(found.value, Absence):
        return None
    return text.yes_no(found.value, language) if isinstance(found.value, bool) else found.value


def whole(top: pl.Series, bottom: pl.Series, scale: Fraction) -> pl.Series:
    """Whole days or microseconds."""
    import polars as pl

    return top.cast(pl.Int64) * scale.numerator // (bottom.cast(pl.Int64) * scale.denominator)


def _where(known: pl.Series, values: pl.Series) -> pl.Series:
    import polars as pl

    return pl.select(pl.when(known).then(values).otherwise(None)).to_series()
