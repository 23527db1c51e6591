"""Grants and parameters put together from their heads and members."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Label, Words
from dsl.parsing.heads import Head, KeyedCells
from dsl.parsing.rules.grants import keyed_rows

if TYPE_CHECKING:
    from dsl.parsing.statements import Assembly

_GRANT = Words("a grant", "een toekenning")


def grant(assembly: Assembly, head: Head, members: list[Any]) -> s.Grant | None:
    assembly.once(members, s.Applies, s.OnlyEligible)
    assembly.in_order(members, (s.Source, s.Applies, s.OnlyEligible, s.Award))
    awards = assembly.rest(members, s.Award)
    if not awards:
        assembly.empty(head, _GRANT, Words("a case, `RESULT when CONDITION`", "een geval, `UITKOMST als VOORWAARDE`"))
        return None
    for each, later in pairwise(awards):
        if each.condition is None:
            _after_otherwise(assembly, later, each)
            return None
    assert head.name is not None and head.type is not None
    return s.Grant(
        head.name,
        head.type,
        head.names[0] if head.names else None,
        head.title,
        assembly.rest(members, s.Source),
        next((each for each in members if isinstance(each, s.Applies)), None),
        next((each for each in members if isinstance(each, s.OnlyEligible)), None),
        awards,
        span=head.span,
    )


def profile(assembly: Assembly, head: Head, members: list[Any]) -> s.Profile | None:
    assembly.once(members, s.Applies)
    assembly.in_order(members, (s.Source, s.Applies, s.Grade))
    grades = assembly.rest(members, s.Grade)
    if len(grades) < 2:
        classes = Words("two classes, the lowest first", "twee klassen, de laagste eerst")
        assembly.empty(head, Words("a profile", "een profiel"), classes)
        return None
    for each in grades[1:]:
        if each.condition is None:
            _asks_nothing(assembly, each, grades[0])
            return None
    assert head.name is not None
    applies = next((each for each in members if isinstance(each, s.Applies)), None)
    return s.Profile(head.name, head.title, assembly.rest(members, s.Source), applies, grades, span=head.span)


def _asks_nothing(assembly: Assembly, grade: s.Grade, lowest: s.Grade) -> None:
    assembly.found.append(
        Diagnostic(
            "E143",
            grade.span,
            Words(
                f"`{grade.name.text}` asks nothing more than the class below it",
                f"`{grade.name.text}` vraagt niets meer dan de klasse eronder",
            ),
            (Label(lowest.span, Words("the lowest class is here", "de laagste klasse staat hier")),),
            Words(
                "write `when` and what it asks; only the lowest class, which stands first, may ask nothing",
                "schrijf `als` en wat zij vraagt; alleen de laagste klasse, die voorop staat, mag niets vragen",
            ),
        )
    )


def _after_otherwise(assembly: Assembly, later: s.Award, otherwise: s.Award) -> None:
    assembly.found.append(
        Diagnostic(
            "E142",
            later.span,
            Words("a case behind `otherwise` is never reached", "een geval na `anders` wordt nooit bereikt"),
            (Label(otherwise.span, Words("this takes every other case", "dit neemt elk ander geval")),),
            Words("put `otherwise` last", "zet `anders` als laatste"),
        )
    )


def parameter(assembly: Assembly, head: Head, members: list[Any]) -> s.Parameter | None:
    """A value in each period, or a table with a value for each key."""
    sources = assembly.leading(members, s.Source)
    periods = assembly.rest(members, s.Period)
    header, rows = keyed_rows(members, assembly.found if assembly.complete else [])
    what = Words("a parameter", "een parameter")
    assert head.name is not None and head.type is not None
    misplaced = [each for each in members if isinstance(each, s.Period if head.names else KeyedCells)]
    for each in misplaced[:1]:
        _not_here(assembly, each, head)
    if misplaced or (header is None and any(isinstance(each, KeyedCells) for each in members)):
        return None
    if head.names and not rows:
        assembly.empty(
            head, what, Words("`| KEY | from | VALUE |` and a row", "`| SLEUTEL | vanaf | WAARDE |` en een rij")
        )
    elif not head.names and not periods:
        assembly.empty(head, what, Words("`from DATE : VALUE`", "`vanaf DATUM : WAARDE`"))
    return s.Parameter(head.name, head.type, head.title, sources, periods, head.names, header, rows, span=head.span)


def _not_here(assembly: Assembly, member: s.Period | KeyedCells, head: Head) -> None:
    if isinstance(member, KeyedCells):
        said = Words(
            "a table of values needs keys: write `by` and their names in the head",
            "een tabel met waarden heeft sleutels nodig: schrijf `naar` en hun namen in de kop",
        )
    else:
        said = Words(
            "a parameter with keys has its values in a table",
            "een parameter met sleutels heeft zijn waarden in een tabel",
        )
    head_label = Label(head.span, Words("the parameter is here", "de parameter staat hier"))
    assembly.found.append(Diagnostic("E141", member.span, said, (head_label,)))
