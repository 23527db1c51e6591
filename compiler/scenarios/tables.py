"""Tables of example providers: each row is a provider with what the policy should say of it.

A table is a CSV file or the first sheet of an Excel workbook, read as provider data is. Its first line declares the policy and
the day: `# meetlat policy=vgz.huisartsenzorg_2025.praktijk as-of=2025-03-01`. Columns that start with `expect` are no facts:
`expect` is the decision, `expect NAME` a verdict, a computed value, an output of a decision table, or of a deadline its day or
what has become of it. An empty cell there expects nothing; a column `as of` gives a row a day of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from compiler.ir import text as words
from compiler.ir.nodes import Policy
from compiler.ir.values import NONE
from compiler.ir.verdicts import DeadlineStatus, Outcome, Verdict
from compiler.records.converters import Declarations, kind_converter
from compiler.records.files import MOST_BYTES, read_text, split_declaration, table_rows
from compiler.records.form import Form, declared_form, header_settings
from compiler.records.problems import Finding, Place, Problem, Refusal, object_to, shown
from compiler.records.providers import Provider
from compiler.records.quantities import Units
from compiler.records.reading import TABLE_USES, read_rows
from compiler.records.suggest import Suggester
from compiler.records.workbook import read_sheet
from compiler.scenarios.cases import ExampleCase, Expected, ExpectedValue
from compiler.scenarios.spoken import kinds_of, kinds_on_other_days
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import ChoiceKind, DateKind, Kind
from dsl.source import SourceFile, Span

if TYPE_CHECKING:
    from compiler.pipeline import Compilation

SUFFIXES = (".csv", ".xlsx")
POLICY = "policy"
Row = tuple[int, list[str] | Finding]


@frozen
class ExampleTable:
    """A table that declares its policy, before its cells are read. `settings` are those that all provider tables have."""

    path: Path
    policy: str
    settings: Mapping[str, object]
    form: Form
    rows: tuple[Row, ...]


def read_example_table(path: Path) -> ExampleTable | Problem | None:
    """The table in a file; None when its first line does not declare a policy, so that it is no table of examples.

    Raises NoExcel for a workbook when openpyxl is not there.
    """
    place = Place(str(path))
    if path.suffix.lower() == ".xlsx":
        sheet = read_sheet(path)
        if isinstance(sheet, Finding):
            return sheet.at(place)
        settings = header_settings(sheet.text(0, 0))
        if settings is None or POLICY not in settings:
            return None
        return _declared(path, settings, lambda form: sheet.lines(1, form.language))
    text = read_text(path, MOST_BYTES)
    if isinstance(text, Problem):
        return text
    table = split_declaration(text)
    if table.settings is None or POLICY not in table.settings:
        return None
    return _declared(path, table.settings, lambda form: table_rows(table, form.separator))


def _declared(path: Path, settings: Mapping[str, object], rows: Any) -> ExampleTable | Problem:
    shared = {name: value for name, value in settings.items() if name != POLICY}
    form, findings = declared_form(shared, {}, TABLE_USES)
    if findings:
        return findings[0].at(Place(str(path), 1))
    return ExampleTable(path, str(settings[POLICY]), shared, form, tuple(rows(form)))


def cases_of(table: ExampleTable, compilation: Compilation) -> tuple[tuple[ExampleCase, ...], tuple[Problem, ...]]:
    """The examples of a table, and all that is wrong with it; a row with a mistake is left out."""
    model = compilation.model(table.policy)
    place = Place(str(table.path), 1)
    if model is None or compilation.is_broken(table.policy):
        known = compilation.policies  # one of this name has mistakes, which are told at their places
        help = None if table.policy in known else Suggester(known).help(table.policy)
        found = object_to(
            "E506",
            f"there is no sound policy `{shown(table.policy)}`",
            f"er is geen foutloos beleid `{shown(table.policy)}`",
            seen=table.policy,
            help=help,
        )
        return (), (found.at(place),)
    return _Reader(table, compilation).cases()


@frozen
class _Column:
    """What one expected column asks, and how its cells are read."""

    at: int
    heading: str
    name: str
    kind: Kind
    convert: Any
    is_deadline: bool = False  # of which the day is expected, or what has become of it


class _Reader:
    def __init__(self, table: ExampleTable, compilation: Compilation) -> None:
        self.table = table
        self.compilation = compilation
        self.place = Place(str(table.path), 1)
        self.problems: list[Problem] = []
        self.language = table.form.language
        lines = {line: cells for line, cells in table.rows if not isinstance(cells, Finding)}
        width = max(lines, default=0)
        texts = ["\t".join(lines.get(line, [])) for line in range(1, width + 1)]
        self.source = SourceFile(str(table.path), "\n".join(each.replace("\n", " ") for each in texts))

    def cases(self) -> tuple[tuple[ExampleCase, ...], tuple[Problem, ...]]:
        day = self.table.form.as_of
        policy = self._policy(day or self.compilation.day(self.table.policy), self.place)
        if policy is None:
            return (), tuple(self.problems)
        headings = self._headings()
        expect, as_of = self._split(headings)
        columns = [each for each in (self._column(at, headings[at], policy) for at in expect) if each is not None]
        taken = {*expect, *([] if as_of is None else [as_of])}
        reading = read_rows(
            str(self.table.path),
            self.table.settings,
            [(line, _without(cells, taken)) for line, cells in self.table.rows],
            policy.records,
            policy.judges,
            units=self._units(),
        )
        self.problems.extend(reading.problems)
        by_line = dict(self.table.rows)
        found = [self._case(each, by_line, columns, as_of, day) for each in reading.providers]
        return tuple(each for each in found if each is not None), tuple(self.problems)

    def _units(self) -> Units:
        infos = self.compilation.units(self.table.policy)
        return {form: (unit.dimension, unit.scale) for form, unit in infos.items()}

    def _headings(self) -> list[str]:
        first = self.table.rows[0][1] if self.table.rows else []
        return [] if isinstance(first, Finding) else [each.strip() for each in first]

    def _split(self, headings: Sequence[str]) -> tuple[list[int], int | None]:
        expect, as_of = words.word("EXPECT", self.language), words.word("AS_OF", self.language)
        wanted = [at for at, each in enumerate(headings) if each == expect or each.startswith(f"{expect} ")]
        return wanted, headings.index(as_of) if as_of in headings else None

    def _day(self, written: str | None, place: Place) -> datetime.date | None:
        if not written:
            return None
        declarations = Declarations({}, self.table.form, {}, {})
        found = kind_converter(DateKind(), declarations)(written)
        if isinstance(found, Refusal):
            self.problems.extend(each.at(place) for each in found.findings)
            return None
        return found if isinstance(found, datetime.date) else None

    def _policy(self, day: datetime.date | None, place: Place) -> Policy | None:
        policy = None if day is None else self.compilation.policy(self.table.policy, day)[0]
        if policy is None and not self.problems:
            said = "?" if day is None else day.isoformat()
            en, nl = f"the policy is not in force on {said}", f"het beleid geldt niet op {said}"
            help = Words("write `as-of=2025-03-01` in the first line", "schrijf `as-of=2025-03-01` in de eerste regel")
            code = "E706" if day is None else "E707"
            self.problems.append(object_to(code, en, nl, help=help).at(place))
        return policy

    def _column(self, at: int, heading: str, policy: Policy) -> _Column | None:
        name = heading.partition(" ")[2].strip()
        kinds = kinds_on_other_days(self.compilation, self.table.policy) | self._kinds(policy)
        criteria = [each.id for each in policy.criteria]
        if not name:
            said = tuple(words.outcome(each, self.language) for each in Outcome)
        elif name in criteria:
            said = tuple(words.verdict(each, self.language) for each in Verdict)
        elif name in kinds:
            dated = any(each.id == name for each in policy.deadlines)
            return _Column(at, heading, name, kinds[name], self._converter(kinds[name]), dated)
        else:
            found = object_to(
                "E507",
                f"the policy has no criterion, value or output `{shown(name)}`",
                f"het beleid heeft geen criterium, waarde of uitkomst `{shown(name)}`",
                seen=name,
                help=Suggester([*criteria, *kinds]).help(name),
            )
            self.problems.append(found.at(evolve(self.place, line=self.table.rows[0][0])))
            return None
        kind = ChoiceKind(said)
        return _Column(at, heading, name, kind, kind_converter(kind, Declarations({}, Form(), {}, {})))

    def _kinds(self, policy: Policy) -> dict[str, Kind]:
        """All that the policy gives a value to on a day."""
        model = self.compilation.model(self.table.policy, policy.as_of)
        return {} if model is None else kinds_of(model)

    def _converter(self, kind: Kind) -> Any:
        return kind_converter(kind, Declarations({}, self.table.form, self._units(), {}), optional=True)

    def _case(
        self,
        provider: Provider,
        rows: Mapping[int, list[str] | Finding],
        columns: Sequence[_Column],
        as_of: int | None,
        day: datetime.date | None,
    ) -> ExampleCase | None:
        line = provider.place.line or 1
        cells = rows[line]
        assert not isinstance(cells, Finding)
        before = len(self.problems)
        own = None if as_of is None else self._day(cells[as_of].strip(), provider.place)
        on = own or day or self.compilation.day(self.table.policy)
        span = self._span(line)
        there = {} if on is None or (policy := self._policy(on, provider.place)) is None else self._kinds(policy)
        asked = (self._expected(one, cells, span, provider, there) for one in columns)
        expected = [each for each in asked if each is not None]
        if not expected and len(self.problems) == before:
            en, nl = "this example expects nothing", "dit voorbeeld verwacht niets"
            self.problems.append(object_to("E708", en, nl).at(provider.place))
        if len(self.problems) > before or on is None:
            return None
        return ExampleCase(provider.id, "", self.table.policy, on, provider.facts, tuple(expected), span)

    def _span(self, line: int) -> Span:
        start = self.source.line_starts[line - 1]
        return Span(self.source, start, start + len(self.source.line_text(line)))

    def _expected(
        self, column: _Column, cells: list[str], span: Span, provider: Provider, there: Mapping[str, Kind]
    ) -> Expected | None:
        """What a cell asks; of what the policy does not have on the day of its row, no more than that it is none."""
        cell = cells[column.at].strip()
        if not cell:
            return None
        ended = [each for each in DeadlineStatus if words.verdict(each, self.language) == cell]
        if column.is_deadline and ended:
            return syntax.ExpectVerdict(syntax.Name(column.name, span=span), ended[0].value, span=span)
        found = column.convert(cell)
        if isinstance(found, Refusal):
            self.problems.extend(each.at(provider.place) for each in found.under(column.heading))
            return None
        if not column.name:
            outcome = next(each for each in Outcome if words.outcome(each, self.language) == found)
            return syntax.ExpectDecision(outcome.value, span=span)
        if isinstance(column.kind, ChoiceKind) and found in _verdict_words(self.language, column.kind):
            verdict = next(each for each in Verdict if words.verdict(each, self.language) == found)
            return syntax.ExpectVerdict(syntax.Name(column.name, span=span), verdict.value, span=span)
        if column.name not in there and found is not NONE:
            self._not_there(column, provider)
            return None
        return ExpectedValue(column.name, found, column.kind, span)

    def _not_there(self, column: _Column, provider: Provider) -> None:
        none = words.word("NONE", self.language)
        found = object_to(
            "E507",
            f"the policy has no value or output `{shown(column.name)}` on this day",
            f"het beleid heeft op deze dag geen waarde of uitkomst `{shown(column.name)}`",
            seen=column.name,
            help=Words(f"write `{none}`, or leave the cell empty", f"schrijf `{none}`, of laat de cel leeg"),
        )
        self.problems.append(found.at(provider.place))


def _verdict_words(language: Any, kind: ChoiceKind) -> tuple[str, ...]:
    """The words of a column of verdicts; none for another choice."""
    said = tuple(words.verdict(each, language) for each in Verdict)
    return said if kind.options == said else ()


def _without(cells: list[str] | Finding, columns: set[int]) -> list[str] | Finding:
    if isinstance(cells, Finding):
        return cells
    return [each for at, each in enumerate(cells) if at not in columns]
