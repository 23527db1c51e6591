"""How a file writes its values: language, separator, percentages. Declared in the file itself, overridable by arguments."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Literal

from attrs import evolve, frozen

from compiler.ir.values import NONE, UNKNOWN, Absence
from compiler.records.problems import Finding, object_to, shown
from compiler.records.suggest import Suggester
from dsl.diagnostics import Language, Words

SETTINGS = ("language", "separator", "percent", "key", "complete", "as-of", "dated")
_SEPARATORS = {",": ",", ";": ";", "tab": "\t", "\t": "\t"}
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_QUOTED_CELL = re.compile(r'([;,\t])"((?:[^"]|"")*)"(?=[;,\t]|$)')
_SETTING = re.compile(r'([^\s=]+)(?:=("[^"]*"|\S+))?')


class Repeated(dict[str, object]):
    """Keys and values of which some key was written twice; `repeated` names these keys."""

    repeated: tuple[str, ...] = ()


@frozen
class Form:
    """How a file writes its values.

    `language`: numbers (`1 250.5` or `1.250,5`), dates (`1 June 2025`; `1 juni 2025`, `01-06-2025`) and words.
    `percent`: what a bare number for a percentage means; None when it must be written `80%`.
    `as_of`: the day that the providers are to be judged on. `dated`: the day on which the facts were gathered.
    `json`: the file declares all this in an object, not in its first line.
    `key`: the column that names the provider. `complete`: in a child table, a provider without rows has an empty list.
    """

    language: Language = "en"
    separator: str = ","
    percent: Literal["fraction", "points"] | None = None
    key: str = "provider"
    complete: bool = False
    as_of: datetime.date | None = None
    dated: datetime.date | None = None
    json: bool = False

    @property
    def yes_no(self) -> Mapping[str, bool]:
        return YES_NO[self.language]

    @property
    def absences(self) -> Mapping[str, Absence]:
        """The words for absence, in folded case. An empty text is unknown."""
        return ABSENCES[self.language]

    def heading_word(self, step: str) -> str:
        """How this file calls a step of a heading that is no fact: `number`, `by`, `on` or `why`."""
        return _DUTCH_STEPS[step] if self.language == "nl" else step

    def plain_step(self, written: str) -> str:
        """The step that is meant by a word in a heading: a file in Dutch may write `aantal` for `number`."""
        dutch = self.language == "nl"
        return next((step for step, word in _DUTCH_STEPS.items() if dutch and word == written), written)

    @property
    def empty_words(self) -> tuple[str, ...]:
        """The words for a list or set without elements."""
        return ("leeg",) if self.language == "nl" else ("empty",)


_DUTCH_STEPS = {"number": "aantal", "by": "door", "on": "op", "why": "waarom"}
YES_NO: dict[Language, dict[str, bool]] = {
    "en": {"yes": True, "no": False, "true": True, "false": False},
    "nl": {"ja": True, "nee": False, "waar": True, "onwaar": False, "true": True, "false": False},
}
ABSENCES: dict[Language, dict[str, Absence]] = {
    "en": {"": UNKNOWN, "unknown": UNKNOWN, "none": NONE},
    "nl": {"": UNKNOWN, "onbekend": UNKNOWN, "geen": NONE, "afwezig": NONE},
}


FORMULA_STARTS = "=+-@\t\r"
"""With these a text begins that a spreadsheet takes for a formula."""


def guarded(heading: str) -> str:
    """A heading that a spreadsheet takes for text: with an apostrophe before it where it would be a formula."""
    return f"'{heading}" if heading[:1] in FORMULA_STARTS and heading else heading


def unguarded(heading: str) -> str:
    """The heading itself, where `guarded` put an apostrophe before it."""
    return heading[1:] if heading == guarded(heading[1:]) else heading


def key_setting(key: str) -> str:
    """How the first line of a file names the column of providers: ` key=aanbieder`, ` key="AGB code"`; nothing for `provider`."""
    if key == Form().key:
        return ""
    return f" key={key}" if key.isalnum() else f' key="{key}"'


def declared_form(
    declared: Mapping[str, object], overrides: Mapping[str, str], uses: tuple[str, ...]
) -> tuple[Form, tuple[Finding, ...]]:
    """The form that a file declares, after the overrides. `uses` names the settings that mean something in this file."""
    findings = [_setting_twice(name) for name in declared.repeated] if isinstance(declared, Repeated) else []
    settings: dict[str, object] = {}
    for name, value in [*declared.items(), *overrides.items()]:
        if name in SETTINGS and name in uses:
            settings[name] = value
        else:
            findings.append(_unknown_setting(name, uses))
    form = Form()
    for name in SETTINGS:
        if name in settings:
            changed = _with_setting(form, name, settings[name])
            if isinstance(changed, Form):
                form = changed
            else:
                findings.append(changed)
    if form.language == "nl" and "separator" not in settings:
        form = evolve(form, separator=";")
    return form, tuple(findings)


def header_settings(line: str) -> dict[str, object] | None:
    """The settings of a first line `# meetlat language=nl separator=;`, None when the line is no such declaration.

    A spreadsheet that saves the file again may quote the line, or what stands behind a separator in it, and fill it up with
    separators: all of that is taken off.
    """
    text = line.strip()
    quoted = _QUOTED.match(text)
    if quoted is not None:
        text = quoted[1].replace('""', '"').strip()
    text = _QUOTED_CELL.sub(lambda cell: cell[1] + cell[2].replace('""', '"'), text)
    match = re.match(r"#\s*meetlat\b", text)
    if match is None:
        return None
    pairs: list[tuple[str, object]] = []
    for name, value in _SETTING.findall(text[match.end() :]):
        if value:
            pairs.append((name, value.strip('"') if value.startswith('"') else value.rstrip(";,") or value[0]))
        elif name.rstrip(";,"):
            pairs.append((name.rstrip(";,"), "yes"))
    return collected(pairs)


def collected(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs as a dict, which is a `Repeated` when a key stands twice; then the last value counts."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    times = Counter(name for name, _ in pairs)
    repeated = Repeated(found)
    repeated.repeated = tuple(name for name in found if times[name] > 1)
    return repeated


def _with_setting(form: Form, name: str, value: object) -> Form | Finding:
    match name, value:
        case "language", "en" | "nl":
            return evolve(form, language=value)
        case "separator", str() if value in _SEPARATORS:
            return evolve(form, separator=_SEPARATORS[value])
        case "percent", "fraction" | "points":
            return evolve(form, percent=value)
        case "key", str() if value.strip():
            return evolve(form, key=value.strip())
        case "complete", "yes" | "no" | True | False:
            return evolve(form, complete=value in ("yes", True))
        case "as-of" | "dated", str() if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            with suppress(ValueError):
                day = datetime.date.fromisoformat(value)
                return evolve(form, as_of=day) if name == "as-of" else evolve(form, dated=day)
    allowed = _ALLOWED.get(name, Words("a word", "een woord"))
    return object_to(
        "E506",
        f"setting `{name}` cannot be `{shown(value)}`; it takes {allowed.en}",
        f"instelling `{name}` kan niet `{shown(value)}` zijn; mogelijk is {allowed.nl}",
        seen=value,
    )


_ALLOWED = {
    "language": Words("`en` or `nl`", "`en` of `nl`"),
    "separator": Words("`,`, `;` or `tab`", "`,`, `;` of `tab`"),
    "percent": Words("`fraction` or `points`", "`fraction` of `points`"),
    "key": Words("the name of a column", "de naam van een kolom"),
    "complete": Words("`yes` or `no`", "`yes` of `no`"),
    "dated": Words("a day such as `2025-02-15`", "een dag zoals `2025-02-15`"),
    "as-of": Words("a day such as `2025-03-01`", "een dag zoals `2025-03-01`"),
}


def _setting_twice(name: str) -> Finding:
    said = shown(name)
    return object_to("E508", f"setting `{said}` stands twice", f"instelling `{said}` staat er twee keer", seen=name)


def _unknown_setting(name: str, uses: tuple[str, ...]) -> Finding:
    said = shown(name)
    names = ", ".join(f"`{each}`" for each in uses)
    if name in SETTINGS:
        return object_to(
            "E506", f"setting `{said}` means nothing in this file", f"instelling `{said}` betekent niets in dit bestand"
        )
    return object_to(
        "E506",
        f"`{said}` is not a setting; the settings are {names}",
        f"`{said}` is geen instelling; de instellingen zijn {names}",
        seen=name,
        help=Suggester(uses).help(name),
    )
