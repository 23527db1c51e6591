"""One parsed object -> one provider: its name, its facts, its judgements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.ir.values import UNKNOWN
from compiler.records.advice import about_key_of
from compiler.records.converters import (
    Converter,
    Declarations,
    is_unicode,
    kind_converter,
    not_a_fact,
    record_converter,
)
from compiler.records.form import Form
from compiler.records.problems import Finding, Place, Problem, Refusal, object_to, shown, too_deep
from compiler.records.providers import Judgement, Provider
from compiler.records.quantities import Units
from dsl.diagnostics import Words
from dsl.kinds import DateKind, Kind, TextKind, YesNoKind

JUDGEMENT_DETAILS = ("by", "on", "why")


@frozen
class Converted:
    """A record after conversion: good when there are no findings. `id` is None when the record does not name its provider."""

    id: str | None
    facts: dict[str, object]
    judgements: Mapping[str, Judgement]
    findings: tuple[Finding, ...]


class Door:
    """The converters of one policy's declarations for one form; make it once and use it for every record.

    `records` and `judges` as in `compiler.ir.nodes.Policy`.
    """

    def __init__(self, records: Iterable[RecordInfo], judges: str, units: Units, form: Form) -> None:
        infos = {each.name: each for each in records}
        self.form = form
        self.declarations = Declarations(infos, form, units, {})
        self._converters: dict[tuple[Kind, bool], Converter] = {}
        self.judged = infos[judges]
        self._judgement_names = tuple(each.name for each in self.judged.fields if each.judgement)
        further = {
            each.name: judgement_converter(each, self.declarations) for each in self.judged.fields if each.judgement
        }
        if self.judged.find(form.key) is None:
            further[form.key] = not_a_fact
        self._convert = record_converter(self.judged, self.declarations, further)

    def converter(self, kind: Kind, *, optional: bool) -> Converter:
        """The converter of the facts of a kind."""
        asked = (kind, optional)
        if asked not in self._converters:
            self._converters[asked] = kind_converter(kind, self.declarations, optional=optional)
        return self._converters[asked]

    def convert(self, raw: object) -> Converted:
        """Everything about one record that needs no place."""
        try:
            value = self._convert(raw)
        except RecursionError:
            value = Refusal((too_deep(),))
        findings: tuple[Finding, ...] = ()
        if isinstance(value, Refusal):
            findings = value.findings
        id = None
        if isinstance(raw, dict):
            found = provider_id(raw.get(self.form.key), self.form.key)
            if isinstance(found, Finding):
                help = found.help or (about_key_of(raw, self.judged) if self.form.key not in raw else None)
                findings = (*findings, evolve(found, help=help))
            else:
                id = found
        if findings:
            return Converted(id, {}, {}, findings)
        facts: dict[str, object] = value  # type: ignore[assignment]
        judgements: dict[str, Judgement] = {}
        for name in self._judgement_names:
            judgement = facts.get(name)
            if judgement.__class__ is Judgement:
                judgements[name] = judgement
                facts[name] = judgement.value
        return Converted(id, facts, judgements, ())

    def provider(self, raw: object, place: Place) -> tuple[Provider | None, tuple[Problem, ...]]:
        """The provider, or the problems for which there is none. `place` is where the record stands."""
        done = self.convert(raw)
        at = evolve(place, provider=done.id)
        if done.findings or done.id is None:
            return None, tuple(each.at(at) for each in done.findings)
        return Provider(done.id, done.facts, done.judgements, at), ()  # type: ignore[arg-type]


def read_provider(
    parsed: object,
    records: Iterable[RecordInfo],
    judges: str,
    *,
    units: Units,
    form: Form | None = None,
    place: Place | None = None,
) -> tuple[Provider | None, tuple[Problem, ...]]:
    """One JSON object, parsed with `parse_float=Decimal`, as a provider; or None and its problems.

    For many objects make a `Door` once.
    """
    return Door(records, judges, units, form or Form()).provider(parsed, place or Place("<data>"))


def provider_id(raw: object, key: str) -> str | Finding:
    """The name of a provider: text that is not blank, or a whole number."""
    if isinstance(raw, str) and is_unicode(raw):
        text = raw.strip()
        if text:
            return text
    if raw.__class__ is int and -(10**40) < raw < 10**40:
        return str(raw)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return object_to("E509", "no provider is named here", "hier staat geen aanbieder", path=(key,))
    en, nl = f"`{shown(raw)}` cannot name a provider", f"`{shown(raw)}` kan geen aanbieder aanduiden"
    help = Words("give it as text", "geef het als tekst")
    return object_to("E509", en, nl, seen=raw, help=help, path=(key,))


def judgement_converter(info: FieldInfo, declarations: Declarations) -> Converter:
    """yes/no, or `{"value": yes/no, "by": ..., "on": date, "why": ...}`; gives a Judgement, an absence or a Refusal."""
    plain = kind_converter(YesNoKind(), declarations, optional=info.optional)
    parts = (
        FieldInfo("value", YesNoKind(), optional=info.optional),
        FieldInfo("by", TextKind()),
        FieldInfo("on", DateKind()),
        FieldInfo("why", TextKind()),
    )
    detailed = record_converter(RecordInfo(info.name, None, parts), declarations)
    simple = {value: Judgement(value) for value in (True, False)}

    def convert(raw: object) -> object:
        if not isinstance(raw, dict):
            value = plain(raw)
            return simple[value] if isinstance(value, bool) else value
        facts = detailed(raw)
        if not isinstance(facts, dict):
            return facts
        value = facts.get("value", UNKNOWN)
        if isinstance(value, bool):
            return Judgement(value, facts.get("by"), facts.get("on"), facts.get("why"))
        if len(facts) > ("value" in facts):
            return Refusal((_undecided(),))
        return value

    return convert


def _undecided() -> Finding:
    return object_to(
        "E524",
        "the judgement tells who, when or why, but not yes or no",
        "het oordeel noemt wie, wanneer of waarom, maar geen ja of nee",
        help=Words("give the yes or no, or leave all of it empty", "geef het ja of nee, of laat alles leeg"),
    )
