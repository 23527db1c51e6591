"""An empty file to fill in: the header of a table, or one provider as JSON with nothing known."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping

from compiler.ir.nodes import RecordInfo
from compiler.records.door import JUDGEMENT_DETAILS
from compiler.records.form import Form, guarded, key_setting
from compiler.records.room import Path, Room
from dsl.kinds import Kind, ListKind, RecordKind, SeriesKind


def csv_template(records: Iterable[RecordInfo], judges: str, form: Form, room: Room) -> str:
    """The declaration of the form and a header."""
    infos = {each.name: each for each in records}
    declared = f"language={form.language} separator={'tab' if form.separator == chr(9) else form.separator}"
    further = [f"percent={form.percent}"] if form.percent else []
    header = io.StringIO()
    headings = [*_headings(infos[judges], infos, form, room, (), (judges,))]
    csv.writer(header, delimiter=form.separator, lineterminator="\n").writerow(
        [guarded(each) for each in (form.key, *(each for each in headings if each != form.key))]
    )
    return f"# meetlat {' '.join([declared, *further])}{key_setting(form.key)}\n{header.getvalue()}"


def json_template(records: Iterable[RecordInfo], judges: str, form: Form, room: Room) -> str:
    """One provider with every fact unknown, and one element in every list."""
    infos = {each.name: each for each in records}
    declared: dict[str, str] = {"language": form.language, **({"percent": form.percent} if form.percent else {})}
    if form.key != "provider":
        declared["key"] = form.key
    provider = {form.key: "", **_skeleton(infos[judges], infos, room, (), (judges,))}
    return json.dumps({"meetlat": declared, "providers": [provider]}, indent=2, ensure_ascii=False) + "\n"


def _headings(
    info: RecordInfo, infos: Mapping[str, RecordInfo], form: Form, room: Room, path: Path, inside: tuple[str, ...]
) -> Iterator[str]:
    for field in info.fields:
        if field.judgement:
            yield from (field.name, *(f"{field.name} / {form.heading_word(detail)}" for detail in JUDGEMENT_DETAILS))
        else:
            yield from _columns(field.name, field.kind, infos, form, room, (*path, field.name), inside)


def _columns(
    name: str,
    kind: Kind,
    infos: Mapping[str, RecordInfo],
    form: Form,
    room: Room,
    path: Path,
    inside: tuple[str, ...],
    joint: str = " ",
) -> Iterator[str]:
    """Stops where a record would hold itself. `joint` comes before the number of an element."""
    match kind:
        case SeriesKind():
            yield from (f"{name} / {year:04}" for year in room.years(path))
        case RecordKind() if kind.name not in inside:
            further = _headings(infos[kind.name], infos, form, room, path, (*inside, kind.name))
            yield from (f"{name} / {each}" for each in further)
        case RecordKind():
            return
        case ListKind():
            yield f"{name} / {form.heading_word('number')}"
            for number in range(1, room.elements(path) + 1):
                yield from _columns(f"{name}{joint}{number}", kind.element, infos, form, room, path, inside, " / ")
        case _:
            yield name


def _skeleton(
    info: RecordInfo, infos: Mapping[str, RecordInfo], room: Room, path: Path, inside: tuple[str, ...]
) -> dict[str, object]:
    return {each.name: _empty(each.kind, infos, room, (*path, each.name), inside) for each in info.fields}


def _empty(kind: Kind, infos: Mapping[str, RecordInfo], room: Room, path: Path, inside: tuple[str, ...]) -> object:
    match kind:
        case RecordKind() if kind.name not in inside:
            return _skeleton(infos[kind.name], infos, room, path, (*inside, kind.name))
        case ListKind():
            return [_empty(kind.element, infos, room, path, inside)]
        case SeriesKind():
            return {f"{year:04}": None for year in room.years(path)}
    return None
