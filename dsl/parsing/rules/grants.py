"""The rules of grants, and of parameters that have a value for each key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Label, Words
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.source import Span

_FROM: Final = "from"


class GrantRules(Rules):
    # --- grants -----------------------------------------------------------------------------------------------------

    def grant_head(self, span: Span, name: s.Name, type_: s.TypeExpr, *rest: s.Name | s.Text | None) -> heads.Head:
        whole = tuple(each for each in rest if isinstance(each, s.Name))
        title = rest[-1] if isinstance(rest[-1], s.Text) else None
        return heads.Head("GRANT", span, name=name, title=title, type=type_, names=whole)

    def only_eligible(self, span: Span) -> s.OnlyEligible:
        return s.OnlyEligible(span=span)

    def award(self, span: Span, result: Any, *condition: Any) -> s.Award:
        return s.Award(heads.bare(result), heads.bare(condition[0]) if condition else None, span=span)

    # --- profiles ---------------------------------------------------------------------------------------------------

    def profile_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("PROFILE", span, name=name, title=title)

    def lowest_class(self, span: Span, name: s.Name) -> s.Grade:
        return s.Grade(name, None, span=span)

    def class_when(self, span: Span, name: s.Name, condition: Any) -> s.Grade:
        return s.Grade(name, heads.bare(condition), span=span)

    # --- keys -------------------------------------------------------------------------------------------------------

    def keyed_head(
        self, span: Span, name: s.Name, type_: s.TypeExpr, keys: tuple[s.Name, ...], title: s.Text | None
    ) -> heads.Head:
        return heads.Head("PARAMETER", span, name=name, title=title, type=type_, names=keys)

    def keyed(self, span: Span, name: s.Name, *keys: Any) -> s.Keyed:
        return s.Keyed(name, tuple(map(heads.bare, keys)), span=span)

    def keyed_from(self, span: Span) -> str:
        return _FROM

    def keyed_any(self, span: Span) -> None:
        return None

    def keyed_row(self, span: Span, *cells: Any) -> heads.KeyedCells:
        return heads.KeyedCells(cells, span)


def keyed_rows(members: Iterable[Any], found: list[Diagnostic]) -> tuple[s.KeyedHeader | None, tuple[s.KeyedRow, ...]]:
    """The header and the rows of a table of keys among the members of a parameter; (None, ()) where there is none."""
    lines = [each for each in members if isinstance(each, heads.KeyedCells)]
    if not lines:
        return None, ()
    header = _keyed_header(lines[0], found)
    if header is None:
        return None, ()
    made = (_keyed_row(each, header, found) for each in lines[1:])
    return header, tuple(each for each in made if each is not None)


def _keyed_header(line: heads.KeyedCells, found: list[Diagnostic]) -> s.KeyedHeader | None:
    *keys, first, label = (None, None, *line.cells) if len(line.cells) < 3 else line.cells
    if first == _FROM and isinstance(label, s.Ref) and all(isinstance(each, s.Ref) for each in keys):
        return s.KeyedHeader(tuple(each.name for each in keys), label.name, span=line.span)
    found.append(
        Diagnostic(
            "E141",
            line.span,
            Words("this is not the header of a table of keys", "dit is niet de kop van een tabel met sleutels"),
            help=Words(
                "the header names the keys, then `from`, then the value: `| chain | from | maximum |`",
                "de kop noemt de sleutels, dan `vanaf`, dan de waarde: `| keten | vanaf | maximum |`",
            ),
        )
    )
    return None


def _keyed_row(line: heads.KeyedCells, header: s.KeyedHeader, found: list[Diagnostic]) -> s.KeyedRow | None:
    width = len(header.keys) + 2
    if len(line.cells) != width:
        found.append(
            Diagnostic(
                "E117",
                line.span,
                Words(
                    f"this row has {len(line.cells)} cells; the header has {width}",
                    f"deze rij heeft {len(line.cells)} cellen; de kop heeft er {width}",
                ),
                (Label(header.span, Words("the header is here", "de kop staat hier")),),
            )
        )
        return None
    *keys, first, value = line.cells
    misplaced = value is None or _FROM in (*keys, value) or any(isinstance(each, s.Absent) for each in keys)
    if misplaced or not isinstance(first, s.Date):
        found.append(
            Diagnostic(
                "E141",
                line.span,
                Words(
                    "a row holds its keys, the day from which it holds, and one value",
                    "een rij bevat haar sleutels, de dag vanaf wanneer zij geldt, en één waarde",
                ),
                (Label(header.span, Words("the header is here", "de kop staat hier")),),
            )
        )
        return None
    return s.KeyedRow(tuple(keys), first, value, span=line.span)
