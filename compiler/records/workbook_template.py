"""An empty workbook to fill in: providers, what each fact may be, and which column of a register holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from compiler.ir.nodes import FieldInfo, Policy, RecordInfo
from compiler.records.converters import is_year
from compiler.records.form import Form
from compiler.records.quantities import said_number, simplest
from compiler.records.room import Room
from compiler.records.sources import MAPPING, MAPPING_HEADERS
from compiler.records.template import csv_template
from compiler.records.workbook import NoExcel
from dsl.diagnostics import Language, Words
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    DurationKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    YesNoKind,
)

MOST_IN_LIST = 250  # characters that Excel takes in a list of its own
ROWS_TO_FILL = 10_000

TITLES = {
    "providers": Words("providers", "aanbieders"),
    "facts": Words("facts", "gegevens"),
    "fact": Words("fact", "gegeven"),
    "kind": Words("kind", "soort"),
    "unit": Words("unit", "eenheid"),
    "options": Words("options", "keuzes"),
    "optional": Words("when there is none (an empty cell is unknown)", "als het er niet is (een lege cel is onbekend)"),
    "supplied": Words("supplied by", "aangeleverd door"),
    "said": Words("meaning", "betekenis"),
}
KINDS: Mapping[type[Kind], Words] = {
    YesNoKind: Words("yes/no", "ja/nee"),
    TextKind: Words("text", "tekst"),
    NumberKind: Words("number", "getal"),
    DateKind: Words("date", "datum"),
    MomentKind: Words("date and time", "datum en tijd"),
    DurationKind: Words("duration", "duur"),
    ChoiceKind: Words("one of", "een van"),
    SetKind: Words("some of, with commas between them", "enkele van, met komma's ertussen"),
}


def write_template(target: Path | IO[bytes], policy: Policy, form: Form) -> None:
    """A workbook with a sheet for providers, one that explains the facts, and a mapping to fill in for a register with columns of
    its own. Raises NoExcel when openpyxl is not there."""
    try:
        import openpyxl
    except ImportError:
        raise NoExcel from None
    language = form.language
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = TITLES["providers"].said_in(language)
    room = Room.of(policy)
    first, header = csv_template(policy.records, policy.judges, form, room).splitlines()[:2]
    headings = _cells(header, form.separator)
    sheet.append([first])
    sheet.append(headings)
    facts = dict(_facts(policy))
    for column, heading in enumerate(headings, 1):
        info = facts.get(_any_element(heading)) or facts.get(_any_element(_any_year(heading)))
        if info is not None:
            _offer(sheet, column, info, form)
    described = book.create_sheet(TITLES["facts"].said_in(language))
    names = ("fact", "kind", "unit", "options", "optional", "supplied", "said")
    described.append([TITLES[each].said_in(language) for each in names])
    for said, info in facts.items():
        described.append(_described(said, info, form))
    mapping = book.create_sheet(MAPPING)
    mapping.append([*MAPPING_HEADERS[language]])
    for heading in headings:
        mapping.append([None, heading])
    sheet.freeze_panes = "B3"
    for each in (described, mapping):
        each.freeze_panes = "A2"
    for each in book.worksheets:
        _wide_enough(each)
    for note in _notes(headings, form):  # long, and free to run on over the columns beside it
        described.append([note])
    for each in book.worksheets:
        _no_formulas(each)
    book.save(target)


def _cells(line: str, separator: str) -> list[str]:
    import csv

    return next(csv.reader([line], delimiter=separator))


def _any_element(heading: str) -> str:
    """`doctors 2 / fte` as `doctors / fte`."""
    steps = [step.rpartition(" ") for step in heading.split(" / ")]
    return " / ".join(
        before if number.isdecimal() and before else f"{before}{gap}{number}" for before, gap, number in steps
    )


def _any_year(heading: str) -> str:
    """`satisfaction / 2025` as `satisfaction`."""
    before, _, year = heading.rpartition(" / ")
    return before if is_year(year) else heading


def _notes(headings: list[str], form: Form) -> Iterator[str]:
    """How the columns go on for more elements of a list, and for other years of a series."""
    told: set[str] = set()
    for heading in headings:
        said, _, last = heading.rpartition(" / ")
        name = _any_element(said)
        if not said or name in told:
            continue
        if last == form.heading_word("number"):
            told.add(name)
            yield _more_elements(said, last, headings).said_in(form.language)
        elif is_year(last):
            told.add(name)
            years = [int(each.rpartition(" / ")[2]) for each in headings if _any_year(each) == said]
            other = f"`{said} / {min(years) - 1:04}`"
            yield Words(
                f"for other years of `{name}` add columns such as {other}",
                f"voor andere jaren van `{name}` kunt u kolommen toevoegen zoals {other}",
            ).said_in(form.language)


def _more_elements(said: str, number: str, headings: list[str]) -> Words:
    many = 1
    while further := _of_element(said, many + 1, headings):
        many, joint, rests = many + 1, *further
    listed = ", ".join(f"`{said}{joint}{many + 1}{rest}`" for rest in rests)
    return Words(
        f"`{said} / {number}` tells how many there are; when there are more than {many} add columns: {listed}",
        f"`{said} / {number}` zegt hoeveel er zijn; zijn het er meer dan {many}, voeg dan kolommen toe: {listed}",
    )


def _of_element(said: str, number: int, headings: list[str]) -> tuple[str, list[str]] | None:
    """What stands before the number of an element, and what behind it in each of its columns."""
    for joint in (" ", " / "):
        start = f"{said}{joint}{number}"
        rests = [each[len(start) :] for each in headings if each == start or each.startswith(f"{start} / ")]
        if rests:
            return joint, rests
    return None


def _facts(policy: Policy) -> Iterator[tuple[str, FieldInfo]]:
    infos = {each.name: each for each in policy.records}
    yield from _of_record(infos[policy.judges], infos, (), (policy.judges,))


def _of_record(
    info: RecordInfo, infos: Mapping[str, RecordInfo], path: tuple[str, ...], inside: tuple[str, ...]
) -> Iterator[tuple[str, FieldInfo]]:
    for each in info.fields:
        here = (*path, each.name)
        kind = each.kind.element if isinstance(each.kind, ListKind) else each.kind
        if not isinstance(kind, RecordKind):
            yield " / ".join(here), each
        elif kind.name not in inside:
            yield from _of_record(infos[kind.name], infos, here, (*inside, kind.name))


def _plain_kind(info: FieldInfo) -> Kind:
    kind = info.kind
    while isinstance(kind, ListKind | SeriesKind):
        kind = kind.element
    return YesNoKind() if info.judgement else kind


def _described(said: str, info: FieldInfo, form: Form) -> list[str | None]:
    kind = _plain_kind(info)
    language = form.language
    word = KINDS.get(type(kind))
    unit = kind.unit if isinstance(kind, NumberKind) else None
    bounds = _bounds(kind, language) if isinstance(kind, NumberKind) else None
    options = ", ".join(kind.options) if isinstance(kind, ChoiceKind | SetKind) else bounds
    percent = isinstance(kind, NumberKind) and kind.form == "percent"
    none = _none(language)
    optional = Words(f"write `{none}`", f"schrijf `{none}`").said_in(language) if info.optional else None
    return [
        said,
        None if word is None else word.said_in(language),
        "%" if percent else unit,
        options,
        optional,
        info.supplied_by or info.judge,
        info.title,
    ]


def _none(language: Language) -> str:
    return "geen" if language == "nl" else "none"


def _bounds(kind: NumberKind, language: Language) -> str | None:
    said = []
    for sign, bound in (("≥", kind.low), ("≤", kind.high)):
        if bound is not None:
            said.append(f"{sign} {said_number(simplest(bound / kind.scale), language)}")
    return ", ".join(said) or None


def _offer(sheet: Any, column: int, info: FieldInfo, form: Form) -> None:
    """A list to choose from under a heading, where the options fit in one."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    kind = _plain_kind(info)
    if isinstance(kind, YesNoKind):
        options = ["ja", "nee"] if form.language == "nl" else ["yes", "no"]
    elif isinstance(kind, ChoiceKind):
        options = [*kind.options]
    else:
        return
    options += [_none(form.language)] if info.optional else []
    listed = ",".join(options)
    if len(listed) > MOST_IN_LIST or any("," in each or '"' in each for each in options):
        return
    letter = get_column_letter(column)
    offered = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    sheet.add_data_validation(offered)
    offered.add(f"{letter}3:{letter}{ROWS_TO_FILL}")


def _no_formulas(sheet: Any) -> None:
    """What the author of a policy wrote is text, also where it begins as a formula does."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"


def _wide_enough(sheet: Any) -> None:
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(sheet.iter_cols(min_row=1 if sheet.cell(1, 2).value else 2), 1):
        longest = max((len(str(cell.value)) for cell in column if cell.value is not None), default=8)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, 60)
