"""What to do about a cell that cannot be read, or a header: the likely cause, where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from compiler.ir.nodes import RecordInfo
from compiler.records.dates import date_in, is_no_day, loose_moment, moment_in, spreadsheet_day
from compiler.records.form import ABSENCES, YES_NO, Form, key_setting
from compiler.records.problems import shortened, shown
from dsl.diagnostics import Language, Words

_LANGUAGES: dict[Language, Words] = {"en": Words("English", "Engels"), "nl": Words("Dutch", "Nederlands")}
_NO_VALUE = {"-", "–", "—", "?", "x", "n/a", "na", "n.a.", "n.v.t.", "n.v.t", "nvt", "null", "nil", "nan", "n.b.", "nb"}
_LETTERS: dict[Language, dict[str, str]] = {
    "en": {"y": "yes", "n": "no", "t": "true", "f": "false", "1": "yes", "0": "no"},
    "nl": {"j": "ja", "n": "nee", "w": "waar", "o": "onwaar", "1": "ja", "0": "nee"},
}
_SEPARATORS = {",": ",", ";": ";", "\t": "tab"}


def other_language(form: Form, reads: Callable[[Language], object]) -> Words | None:
    """Where the other language reads what the file's own does not."""
    other: Language = "en" if form.language == "nl" else "nl"
    if not reads(other):
        return None
    said, meant = _LANGUAGES[form.language], _LANGUAGES[other]
    separator = f" separator={_SEPARATORS[form.separator]}" if form.separator != (";" if other == "nl" else ",") else ""
    if form.json:
        object = f'`"meetlat": {{"language": "{other}"}}`'
        return Words(
            f"the file is read as {said.en}; if it is in {meant.en}, say so in it: {object}, beside `providers`",
            f"het bestand wordt gelezen als {said.nl}; is het in het {meant.nl}, zeg dat er dan in: {object}, naast `providers`",
        )
    declared = f"`# meetlat language={other}{separator}`"
    return Words(
        f"the file is read as {said.en}; if it is in {meant.en}, say so in its first line: {declared}",
        f"het bestand wordt gelezen als {said.nl}; is het in het {meant.nl}, zeg dat dan in de eerste regel: {declared}",
    )


def no_value(text: str, form: Form) -> Words | None:
    """Where a text says that there is no value, in words that the file's language has not."""
    folded = text.casefold()
    if folded in _NO_VALUE:
        none = "geen" if form.language == "nl" else "none"
        return Words(
            f"leave the cell empty where it is not known; `{none}` says that there is none",
            f"laat de cel leeg als het niet bekend is; `{none}` zegt dat het er niet is",
        )
    return other_language(form, lambda other: folded in ABSENCES[other])


def about_yes_or_no(text: str, form: Form) -> Words | None:
    folded = text.casefold()
    word = _LETTERS[form.language].get(folded)
    if word is not None:
        return Words(f"write `{word}`", f"schrijf `{word}`")
    return no_value(text, form) or other_language(
        form, lambda other: folded in YES_NO[other] or folded in _LETTERS[other]
    )


def about_date(text: str, form: Form) -> Words | None:
    day = spreadsheet_day(text)
    if day is not None:
        return Words(
            f"a spreadsheet keeps {day} as this number: give the column the form of a date there",
            f"een spreadsheet bewaart {day} als dit getal: geef de kolom daar de vorm van een datum",
        )
    moment = moment_in(text, form.language)
    if moment is not None:
        day = moment.date()
        return Words(f"write the day without the time: `{day}`", f"schrijf de dag zonder de tijd: `{day}`")
    return (
        _no_such_day(text, form)
        or no_value(text, form)
        or other_language(form, lambda other: date_in(text, other) or moment_in(text, other))
    )


def about_moment(text: str, form: Form) -> Words | None:
    written = loose_moment(text, form.language)
    if written is not None:
        return Words(f"write `{written}`", f"schrijf `{written}`")
    if date_in(text, form.language) is not None:
        return Words("write the time behind the day", "schrijf de tijd achter de dag")
    day = text.partition(":")[0].rpartition(" ")[0].strip() if ":" in text else text
    return _no_such_day(day, form) or no_value(text, form) or other_language(form, lambda other: moment_in(text, other))


def _no_such_day(text: str, form: Form) -> Words | None:
    if not is_no_day(text, form.language):
        return None
    return Words("there is no such day in the calendar", "deze dag bestaat niet")


# --- headers ----------------------------------------------------------------------------------------------------------


def about_separator(heading: str, form: Form) -> Words | None:
    """What the first line of a table should be when its header, the only heading, was not taken apart: another separator."""
    told = heading.casefold().removeprefix("sep=")
    other = told if told != heading.casefold() and told in _SEPARATORS else _most(heading, form.separator)
    if other is None or other == form.separator:
        return None
    key = heading.split(other)[0].strip()
    named = key_setting(form.key if told == other or shortened(key) != key else key)
    said = _SEPARATORS[other]
    dutch = "# meetlat language=nl" + ("" if other == ";" else f" separator={said}") + named
    english = "# meetlat language=en" + ("" if other == "," else f" separator={said}") + named
    where = Words("write", "schrijf")
    if told == other:
        where = Words("write in place of this line,", "schrijf in plaats van deze regel,")
    return Words(
        f"{where.en} as the first line of the file `{dutch}` when its numbers and dates are Dutch (`1.250,5`, `01-06-2025`), "
        f"`{english}` when they are English (`1250.5`, `2025-06-01`)",
        f"{where.nl} als eerste regel van het bestand `{dutch}` als getallen en data Nederlands zijn (`1.250,5`, `01-06-2025`), "
        f"`{english}` als ze Engels zijn (`1250.5`, `2025-06-01`)",
    )


def _most(heading: str, separator: str) -> str | None:
    """The separator that would make most headings of it, other than the one it was read with."""
    found = max((each for each in _SEPARATORS if each != separator), key=heading.count)
    return found if found in heading else None


def about_key(headings: Sequence[str], judged: RecordInfo) -> Words:
    """What to do in a table without the column that names the provider: its first heading may, if no fact is called so."""
    first = headings[0].strip() if headings else ""
    if first and judged.find(first) is None and " / " not in first and shortened(first) == first:
        declared = f"`# meetlat{key_setting(first)}`"
        return Words(
            f"if `{first}` names it, say so in the first line of the file: {declared}",
            f"als `{first}` die aanduidt, zeg dat dan in de eerste regel van het bestand: {declared}",
        )
    return Words(
        "if it has another name, say so in the first line of the file, as `# meetlat key=NAME`",
        "heet die anders, zeg dat dan in de eerste regel van het bestand, als `# meetlat key=NAAM`",
    )


def about_key_of(raw: Mapping[str, object], judged: RecordInfo) -> Words | None:
    """What to do about an object that does not name its provider, where one key of it is no fact."""
    others = [name for name in raw if judged.find(name) is None]
    if len(others) != 1:
        return None
    said = shown(others[0])
    declared = f'`{{"meetlat": {{"key": "{said}"}}, "providers": […]}}`'
    return Words(
        f"if `{said}` names it, say so in the file: {declared}",
        f"als `{said}` die aanduidt, zeg dat dan in het bestand: {declared}",
    )
