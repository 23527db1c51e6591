"""The header of a table -> a plan that builds the same nested object from each row as a JSON file would hold.

A heading is a path: `region / preferred by VGZ`, `doctors 1 / fte`; `doctors / number` tells how many elements there are. Cells
stay text: the converters read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from attrs import define, field

from compiler.ir.nodes import RecordInfo
from compiler.records.advice import about_key, about_separator
from compiler.records.converters import is_year
from compiler.records.door import JUDGEMENT_DETAILS
from compiler.records.form import Form, unguarded
from compiler.records.problems import Finding, Path, column_of, object_to, shortened
from compiler.records.suggest import Suggester
from dsl.diagnostics import Words
from dsl.kinds import Kind, ListKind, RecordKind, SeriesKind

_ELEMENT = re.compile(r"(.+) ([1-9][0-9]{0,3})")
_INDEX = re.compile(r"[1-9][0-9]{0,3}")
_COUNT = re.compile(r"[0-9]{1,6}")
_SLASH = re.compile(r"\s*/\s*")


@define
class CellPlan:
    column: int


@define
class JudgementPlan:
    value: int | None = None
    details: dict[str, int] = field(factory=dict)


@define
class RecordPlan:
    """`own` is a column with the name of the record itself: it can only say that there is none."""

    info: RecordInfo
    fields: dict[str, Plan] = field(factory=dict)
    own: int | None = None


@define
class ListPlan:
    element: Kind
    number: int | None = None
    refused: bool = False
    elements: dict[int, Plan] = field(factory=dict)


@define
class SeriesPlan:
    """`own` is a column with the name of the series itself: it can only say that there is none."""

    years: dict[str, CellPlan] = field(factory=dict)
    own: int | None = None


Plan = CellPlan | JudgementPlan | RecordPlan | ListPlan | SeriesPlan


def plan_columns(
    headings: Sequence[str],
    judged: RecordInfo,
    infos: Mapping[str, RecordInfo],
    form: Form,
    tables: tuple[str, ...] = (),
) -> tuple[RecordPlan, tuple[Finding, ...]]:
    """The plan of a header. `tables` names the lists that come from files of their own. The plan leaves out what is wrong."""
    return _Planner(judged, infos, form, tables).plan(headings)


class _Planner:
    def __init__(
        self, judged: RecordInfo, infos: Mapping[str, RecordInfo], form: Form, tables: tuple[str, ...]
    ) -> None:
        self.infos = infos
        self.form = form
        self.tables = tables
        self.root = RecordPlan(judged)
        self.findings: list[Finding] = []
        self.suggesters: dict[str, Suggester] = {}

    def plan(self, headings: Sequence[str]) -> tuple[RecordPlan, tuple[Finding, ...]]:
        if len(headings) == 1:
            help = about_separator(headings[0].strip(), self.form)
            if help is not None:
                self._unknown(headings[0].strip(), help)
                return self.root, tuple(self.findings)
        for column, heading in enumerate(headings):
            text = self._heading(heading.strip())
            if text == self.form.key:
                self._set_key(column)
            elif text:
                self._place(column, text)
        if self.form.key not in self.root.fields:
            key = self.form.key
            self.findings.append(
                object_to(
                    "E509",
                    f"there is no column `{key}` to name the provider",
                    f"er is geen kolom `{key}` die de aanbieder aanduidt",
                    help=about_key(headings, self.root.info),
                )
            )
        self._ask_numbers(self.root, ())
        return self.root, tuple(self.findings)

    def _heading(self, text: str) -> str:
        """Without the apostrophe that keeps a heading from being a formula."""
        return text if self.root.info.find(text.partition(" / ")[0].strip()) is not None else unguarded(text)

    def _set_key(self, column: int) -> None:
        if self.form.key in self.root.fields:
            self._twice(self.form.key)
        self.root.fields[self.form.key] = CellPlan(column)

    def _place(self, column: int, heading: str) -> None:
        """Walk the plan along the heading, making what is not there yet, and put the column at its end."""
        if any(re.match(rf"{re.escape(table)}( [0-9]+)?( / |$)", heading) for table in self.tables):
            self._object(
                "E523",
                heading,
                f"column `{shortened(heading)}` is about a list that has a file of its own",
                f"kolom `{shortened(heading)}` gaat over een lijst met een eigen bestand",
            )
            return
        steps = heading.split(" / ")
        plan: Plan = self.root
        for at, step in enumerate(steps):
            last = at == len(steps) - 1
            further = self._step(plan, step.strip(), column if last else None)
            if further is None:
                self._unknown(heading, self._suggestion(heading, plan, steps, at))
                return
            if further == "twice":
                self._twice(heading)
                return
            if further == "placed":
                return
            assert not isinstance(further, str)
            plan = further
        self._end(plan, column, heading)

    def _step(self, plan: Plan, step: str, column: int | None) -> Plan | str | None:
        """The plan one step on; `placed` or `twice` where the step itself is the cell; None when there is no such step."""
        match plan:
            case CellPlan():
                return None
            case JudgementPlan():
                step = self.form.plain_step(step)
                if column is None or step not in JUDGEMENT_DETAILS:
                    return None
                return "twice" if plan.details.setdefault(step, column) != column else "placed"
            case ListPlan():
                if self.form.plain_step(step) == "number" and column is not None:
                    if plan.number is not None:
                        return "twice"
                    plan.number = column
                    return "placed"
                return self._element(plan, int(step)) if _INDEX.fullmatch(step) else None
            case RecordPlan():
                return self._field(plan, step)
            case SeriesPlan():
                return plan.years.setdefault(step, CellPlan(-1)) if is_year(step) else None

    def _field(self, plan: RecordPlan, step: str) -> Plan | None:
        info = plan.info.find(step)
        if info is not None:
            if step not in plan.fields:
                plan.fields[step] = JudgementPlan() if info.judgement else self._plan_of(info.kind)
            return plan.fields[step]
        match = _ELEMENT.fullmatch(step)
        many = None if match is None else plan.info.find(match[1])
        if match is None or many is None or not isinstance(many.kind, ListKind):
            return None
        found = plan.fields.setdefault(match[1], ListPlan(many.kind.element))
        return self._element(found, int(match[2])) if isinstance(found, ListPlan) else None

    def _element(self, plan: ListPlan, number: int) -> Plan:
        if number not in plan.elements:
            plan.elements[number] = self._plan_of(plan.element)
        return plan.elements[number]

    def _plan_of(self, kind: Kind) -> Plan:
        match kind:
            case RecordKind():
                return RecordPlan(self.infos[kind.name])
            case ListKind():
                return ListPlan(kind.element)
            case SeriesKind():
                return SeriesPlan()
        return CellPlan(-1)

    def _end(self, plan: Plan, column: int, heading: str) -> None:
        match plan:
            case CellPlan():
                taken, plan.column = plan.column != -1, column
            case JudgementPlan():
                taken, plan.value = plan.value is not None, column
            case RecordPlan() | SeriesPlan():
                taken, plan.own = plan.own is not None, column
            case ListPlan():
                said, number = shortened(heading), self.form.heading_word("number")
                plan.refused = True
                self._object(
                    "E522",
                    heading,
                    f"`{said}` is a list: it takes columns `{said} / {number}` and `{said} 1`, `{said} 2`, …",
                    f"`{said}` is een lijst: die vraagt kolommen `{said} / {number}` en `{said} 1`, `{said} 2`, …",
                )
                return
        if taken:
            self._twice(heading)

    def _twice(self, heading: str) -> None:
        said = shortened(heading)
        self._object(
            "E508",
            heading,
            f"column `{said}` stands twice in the header",
            f"kolom `{said}` staat twee keer in de kopregel",
        )

    def _unknown(self, heading: str, help: Words | None) -> None:
        said = shortened(heading)
        en, nl = f"column `{said}` names no declared fact", f"kolom `{said}` noemt geen gegeven dat bestaat"
        self._object("E507", heading, en, nl, help)

    def _suggestion(self, heading: str, plan: Plan, steps: list[str], at: int) -> Words | None:
        if _SLASH.search(heading) and _SLASH.sub(" / ", heading) != heading:
            spaced = shortened(_SLASH.sub(" / ", heading))
            return Words(f"did you mean `{spaced}`?", f"bedoelde u `{spaced}`?")
        close = self._close(plan, steps[at].strip())
        if close is None:
            return None
        better = shortened(" / ".join([*steps[:at], close, *steps[at + 1 :]]))
        return Words(f"did you mean `{better}`?", f"bedoelde u `{better}`?")

    def _close(self, plan: Plan, step: str) -> str | None:
        if isinstance(plan, JudgementPlan):
            return Suggester([self.form.heading_word(each) for each in JUDGEMENT_DETAILS]).closest(step)
        if isinstance(plan, ListPlan):
            return Suggester([self.form.heading_word("number")]).closest(step)
        if not isinstance(plan, RecordPlan):
            return None
        names = [each.name for each in plan.info.fields] + ([self.form.key] if plan is self.root else [])
        suggest = self.suggesters.setdefault(plan.info.name, Suggester(names))
        match = _ELEMENT.fullmatch(step)
        many = None if match is None else suggest.closest(match[1])
        info = None if many is None else plan.info.find(many)
        if match is not None and info is not None and isinstance(info.kind, ListKind):
            return f"{many} {match[2]}"
        return suggest.closest(step)

    def _ask_numbers(self, plan: Plan, path: Path) -> None:
        """Every list that has columns says how many elements it has."""
        match plan:
            case RecordPlan():
                for name, each in plan.fields.items():
                    self._ask_numbers(each, (*path, name))
            case ListPlan():
                if plan.number is None and not plan.refused:
                    self.findings.append(
                        object_to(
                            "E522",
                            "the list has no column that tells how many elements there are",
                            "de lijst heeft geen kolom die zegt hoeveel elementen er zijn",
                            path=(*path, self.form.heading_word("number")),
                        )
                    )
                for number, each in plan.elements.items():
                    self._ask_numbers(each, (*path, number - 1))

    def _object(self, code: str, heading: str, en: str, nl: str, help: Words | None = None) -> None:
        self.findings.append(object_to(code, en, nl, seen=heading, help=help))


def row_builder(root: RecordPlan, form: Form) -> Callable[[Sequence[str]], tuple[dict[str, object], list[Finding]]]:
    """Row -> nested object of texts, empty cells left out, and what is wrong with the lengths of its lists."""
    absences, number_word = form.absences, form.heading_word("number")

    def build(row: Sequence[str]) -> tuple[dict[str, object], list[Finding]]:
        findings: list[Finding] = []
        built = record(root, row, (), findings)
        return built if isinstance(built, dict) else {}, findings

    def value(plan: Plan, row: Sequence[str], path: Path, findings: list[Finding]) -> object:
        match plan:
            case CellPlan():
                return cell(row, plan.column)
            case JudgementPlan():
                return judgement(plan, row)
            case RecordPlan():
                return record(plan, row, path, findings)
            case ListPlan():
                return elements(plan, row, path, findings)
            case SeriesPlan():
                return series(plan, row, path, findings)

    def cell(row: Sequence[str], column: int | None) -> str | None:
        if column is None or column < 0:
            return None
        text = row[column]
        return (
            text if not isinstance(text, str) or (text and not text.isspace()) else None
        )  # a typed cell stays as it is

    def judgement(plan: JudgementPlan, row: Sequence[str]) -> object:
        decided = cell(row, plan.value)
        details = {name: text for name, column in plan.details.items() if (text := cell(row, column)) is not None}
        return {"value": decided, **details} if details else decided

    def record(plan: RecordPlan, row: Sequence[str], path: Path, findings: list[Finding]) -> object:
        built = {
            name: found
            for name, each in plan.fields.items()
            if (found := value(each, row, (*path, name), findings)) is not None
        }
        return own_or(cell(row, plan.own), built, path, findings)

    def series(plan: SeriesPlan, row: Sequence[str], path: Path, findings: list[Finding]) -> object:
        built = {year: found for year, each in plan.years.items() if (found := cell(row, each.column)) is not None}
        return own_or(cell(row, plan.own), built, path, findings)

    def own_or(own: str | None, built: Mapping[str, object], path: Path, findings: list[Finding]) -> object:
        if own is None:
            return built or None
        if built:
            findings.append(
                object_to(
                    "E526",
                    f"`{shortened(own)}` stands where other columns give facts of the same record",
                    f"`{shortened(own)}` staat er terwijl andere kolommen gegevens van hetzelfde record bevatten",
                    seen=own,
                    path=path,
                )
            )
        return own

    def elements(plan: ListPlan, row: Sequence[str], path: Path, findings: list[Finding]) -> object:
        if plan.number is None:
            return None
        number_cell = cell(row, plan.number)
        said = None if number_cell is None else str(number_cell)
        number, counted = 0, said is not None and _COUNT.fullmatch(said.strip()) is not None
        if said is not None and counted:
            number = int(said)
        elif said is not None and said.strip().casefold() not in absences:
            findings.append(
                object_to(
                    "E522",
                    f"expected the number of elements, not `{shortened(said)}`",
                    f"verwacht: het aantal elementen, niet `{shortened(said)}`",
                    seen=said,
                    path=(*path, number_word),
                )
            )
            return None
        if number > max(plan.elements, default=0):
            findings.append(_too_many(number, plan, (*path, number_word)))
            return None
        built = {index: value(each, row, (*path, index - 1), findings) for index, each in plan.elements.items()}
        findings.extend(
            _beyond(number, (*path, index - 1)) if counted else _uncounted((*path, index - 1))
            for index, found in built.items()
            if index > number and found is not None
        )
        if said is None or not said.strip().isdecimal():
            return said
        nothing: object = {} if isinstance(plan.element, RecordKind) else None
        return [nothing if (found := built.get(index)) is None else found for index in range(1, number + 1)]

    return build


def _too_many(number: int, plan: ListPlan, path: Path) -> Finding:
    columns = max(plan.elements, default=0)
    further, last = column_of((*path[:-1], columns)), column_of((*path[:-1], columns - 1))
    help = Words(f"add columns that begin with `{further}`", f"voeg kolommen toe die met `{further}` beginnen")
    if columns:
        help = Words(f"{help.en}, like those of `{last}`", f"{help.nl}, zoals die van `{last}`")
    return object_to(
        "E522",
        f"the list has {number} elements, but the file has columns for {columns}",
        f"de lijst heeft {number} elementen, maar het bestand heeft kolommen voor {columns}",
        seen=str(number),
        help=help,
        path=path,
    )


def _uncounted(path: Path) -> Finding:
    return object_to(
        "E522",
        "a cell of the list is filled, but not how many elements there are",
        "er is een cel van de lijst gevuld, maar niet hoeveel elementen er zijn",
        path=path,
    )


def _beyond(number: int, path: Path) -> Finding:
    return object_to(
        "E522",
        f"a cell is filled, but the list has {number} elements",
        f"er is een cel gevuld, maar de lijst heeft {number} elementen",
        path=path,
    )
