"""What is wrong with provider data, as data: a code, a place, what was seen and what was expected.

Provider files are not policy texts, and tables have no character offsets, so that a problem has a place of its own instead of
a span. Converters know neither file nor line: they give a `Finding` with the path below the record, packed in a `Refusal`; the
reader of the file makes `Problem`s of these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from attrs import define, evolve, field, frozen

from dsl.diagnostics import Language, Words

Path = tuple[str | int, ...]
"""Steps from the record to the cell: names of fields, and indexes of list elements counted from 0."""

MOST_SHOWN = 60
MOST_TOLD = 10_000
"""Of so many mistakes the place is told; the others are counted."""
Heap = tuple[str, str, str | None]
"""Mistakes that are alike: the file, the code and the column."""


@frozen
class Place:
    """Where in which file. `line` and `character` are counted from 1, in the file as text; `record` counts providers from 1.

    `column` is the path of the cell as a table heads it, whatever the file type: `doctors 1 / fte`. `sheet` is one of a
    workbook, `cell` what stands there as Excel calls it: `B7`.
    """

    file: str
    line: int | None = None
    character: int | None = None
    record: int | None = None
    provider: str | None = None
    column: str | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        """`practices.json:12:7` as far as known, else `practices.json, record 3`; in a workbook `practices.xlsx, Sheet1:12`, of a
        cell `practices.xlsx, Sheet1:B12`."""
        file = self.file if self.sheet is None else f"{self.file}, {self.sheet}"
        if self.cell is not None:
            return f"{file}:{self.cell}"
        if self.line is None:
            return file if self.record is None else f"{file}, record {self.record}"
        return ":".join([file, str(self.line), *([] if self.character is None else [str(self.character)])])


@frozen
class Problem:
    """One mistake in provider data. `message` is one line that makes sense alone; `seen` is the text of the cell, shortened."""

    code: str
    place: Place
    message: Words
    seen: str | None = None
    expected: Words | None = None
    help: Words | None = None

    def as_data(self, language: Language) -> dict[str, str | int | None]:
        """A flat mapping for JSON, without the parts that are not there."""
        place = self.place
        parts: dict[str, str | int | None] = {
            "code": self.code,
            "message": self.message.said_in(language),
            "seen": self.seen,
            "expected": None if self.expected is None else self.expected.said_in(language),
            "help": None if self.help is None else self.help.said_in(language),
            "file": place.file,
            "sheet": place.sheet,
            "cell": place.cell,
            "line": place.line,
            "character": place.character,
            "record": place.record,
            "provider": place.provider,
            "column": place.column,
        }
        return {name: value for name, value in parts.items() if value is not None}


@define(eq=False)
class Mistakes:
    """What is wrong in files of many providers: so much of it is `told`, and `more` counts the others."""

    told: list[Problem] = field(factory=list)
    more: Counter[Heap] = field(factory=Counter)

    def take(self, problems: Iterable[Problem], more: Counter[Heap] | None = None) -> None:
        """Those of a part, with those of it of which the place is not told."""
        for each in problems:
            if len(self.told) < MOST_TOLD:
                self.told.append(each)
            else:
                self.more[heap_of(each)] += 1
        self.more.update(more or {})

    def __len__(self) -> int:
        return len(self.told) + self.more.total()


def heap_of(problem: Problem) -> Heap:
    return problem.place.file, problem.code, problem.place.column


@frozen
class Finding:
    """A problem that does not know its place yet."""

    code: str
    message: Words
    seen: str | None = None
    expected: Words | None = None
    help: Words | None = None
    path: Path = ()

    def at(self, place: Place) -> Problem:
        """The problem at the place of the record, with the column when the finding is about a cell."""
        if not self.path:
            return Problem(self.code, place, self.message, self.seen, self.expected, self.help)
        column = column_of(self.path)
        message = Words(f"`{column}`: {self.message.en}", f"`{column}`: {self.message.nl}")
        return Problem(self.code, evolve(place, column=column), message, self.seen, self.expected, self.help)


@frozen
class Refusal:
    """What a converter gives instead of a value: at least one finding."""

    findings: tuple[Finding, ...] = field()

    def under(self, step: str | int) -> Iterable[Finding]:
        """The findings as seen from one step higher."""
        return (evolve(each, path=(step, *each.path)) for each in self.findings)


def refuse(code: str, seen: object, expected: Words, help: Words | None = None) -> Refusal:
    """A cell that holds something else than what its declaration asks."""
    text = shown(seen)
    message = Words(f"expected {expected.en}, not `{text}`", f"verwacht: {expected.nl}, niet `{text}`")
    return Refusal((Finding(code, message, text, expected, help),))


def object_to(
    code: str, en: str, nl: str, *, seen: object = None, help: Words | None = None, path: Path = ()
) -> Finding:
    """A finding with words of its own."""
    return Finding(code, Words(en, nl), None if seen is None else shown(seen), None, help, path)


def too_deep() -> Finding:
    return object_to("E503", "the data is nested too deeply to be read", "de gegevens zijn te diep genest om te lezen")


def shown(seen: object) -> str:
    """A cell as the author of the file would recognise it: one line, printable, shortened."""
    match seen:
        case None:
            return "null"
        case bool():
            return "true" if seen else "false"
        case int():
            return str(seen) if seen.bit_length() < 200 else "…"
        case dict():
            return "{…}" if seen else "{}"
        case list() | tuple():
            return "[…]" if seen else "[]"
        case Decimal() | float():
            return shortened(str(seen))
    return shortened(str(seen))


def shortened(text: str) -> str:
    """At most `MOST_SHOWN` characters, with everything escaped that would not print as itself."""
    start = text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
    if start.isprintable():
        return start
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in start)


def column_of(path: Path) -> str:
    """The path as a table heads it: elements are counted from 1, `doctors 1 / fte`, `grid 1 / 2`."""
    said: list[str] = []
    before: str | int = 0
    for step in path:
        if isinstance(step, int) and isinstance(before, str):
            said[-1] += f" {step + 1}"
        else:
            said.append(shortened(step) if isinstance(step, str) else str(step + 1))
        before = step
    return " / ".join(said)
