"""Deciding again what a record tells: by the texts that it holds, and by the policy as it is now."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import unified_diff
from enum import Enum
from pathlib import Path
from typing import TypeVar

from attrs import frozen

from compiler.ir import text
from compiler.ir.evaluate import evaluate
from compiler.ir.nodes import Policy
from compiler.ir.peers import Peers
from compiler.ir.values import Absence, Facts
from compiler.ir.verdicts import DeadlineStatus, Outcome, Verdict
from compiler.pipeline import Compilation
from compiler.records.problems import Place
from compiler.records.quantities import Units
from compiler.report.basis import basis
from compiler.report.case import version_of_meetlat
from compiler.report.consolidated import without
from compiler.report.record.chain import Data, Lines, canonical
from compiler.report.record.facts import read_facts
from compiler.report.record.making import text_hash, texts, verdicts
from dsl import syntax
from dsl.diagnostics import Language, Words
from dsl.kinds import TextKind
from dsl.source import SourceFile

ROOT = Path("/record")
"""Where the texts of a record stand as files; there is no such folder."""
SAME = Words("the same", "hetzelfde")
NOT_SAME = Words("not the same", "niet hetzelfde")
NOTHING = Words("nothing", "niets")
SAME_BY_RECORD = Words(
    "the same by the texts of the record; there is no policy now to hold it against",
    "hetzelfde volgens de teksten van de vastlegging; er is nu geen beleid om naast te leggen",
)
BY_RECORD = Words("by the texts of the record", "volgens de teksten van de vastlegging")
BY_POLICY = Words("by the policy as it is now", "volgens het beleid zoals het nu is")


@frozen
class Again:
    """One decision, decided again. `by_record` are the differences by the texts of the record, which are the work of this version
    of Meetlat; `by_policy` those by the policy as it is now, None where that could not be held against the facts."""

    provider: str
    decision: str
    by_record: tuple[Words, ...]
    by_policy: tuple[Words, ...] | None

    @property
    def same(self) -> bool:
        return not self.by_record and not self.by_policy


@frozen
class Replay:
    """`notes` tell what is different now though it need not change a decision; `policy_found` whether there is a policy now."""

    decisions: tuple[Again, ...]
    notes: tuple[Words, ...]
    policy_found: bool

    @property
    def same(self) -> bool:
        """Whether every decision is the same, by the policy as it is now as well where there is one."""
        held = not self.policy_found or all(each.by_policy is not None for each in self.decisions)
        return held and all(each.same for each in self.decisions)


def replay(lines: Lines, now: Compilation | None, only: str | None = None) -> Replay:
    """Decide again. `now` holds the policy files as they are, the policy itself first, None where they are not at hand; `only`
    names one provider."""
    context = lines.context
    module, day = str(context["policy"]["module"]), datetime.date.fromisoformat(context["policy"]["as_of"])
    notes = [*_version(context)]
    recorded = Compilation.of_texts(*_sources(context), root=ROOT)
    judge_recorded = _Judge.of(recorded, module, day, context)
    judge_now = None
    if now is not None:
        named = now.modules[0].name if now.modules else module
        notes += _policy_notes(now, named, module, day, context)
        judge_now = _Judge.of(now, named, day, context)
        if judge_now.policy is None:
            notes.append(
                Words(
                    f"the policy as it is now has mistakes, or is not in force on {day}",
                    f"het beleid zoals het nu is bevat fouten, of geldt niet op {day}",
                )
            )
    chosen = [each for each in lines.decisions if only is None or each["provider"] == only]
    again = []
    for each in chosen:
        by_record = judge_recorded.differences(each)
        by_policy = None if judge_now is None or judge_now.policy is None else judge_now.differences(each)
        again.append(Again(str(each["provider"]), str(each["decision"]), by_record, by_policy))
    return Replay(tuple(again), tuple(notes), now is not None)


# --- the texts --------------------------------------------------------------------------------------------------------


def _sources(context: Data) -> Iterator[SourceFile]:
    """The texts as files. Inventories are left out: they are not in the record, and only serve to check citations."""
    for each in context["texts"]:
        path = str(ROOT.joinpath(*str(each["module"]).split(".")).with_suffix(".policy"))
        yield SourceFile(path, without(str(each["text"]), path, syntax.Inventory))


def _version(context: Data) -> Iterator[Words]:
    then, now = context.get("meetlat"), version_of_meetlat()
    if then != now:
        yield Words(
            f"made by Meetlat {then}, decided again by {now}", f"gemaakt met Meetlat {then}, opnieuw beslist met {now}"
        )


def _policy_notes(now: Compilation, module: str, recorded: str, day: datetime.date, context: Data) -> Iterator[Words]:
    """What is otherwise in the texts; the policy may stand in a file of another name than it was `recorded` under."""
    if now.is_broken(module) or now.model(module, day) is None:
        return
    names = (module if str(each["module"]) == recorded else str(each["module"]) for each in context["texts"])
    then = {name: str(each["text"]) for name, each in zip(names, context["texts"], strict=True)}
    current = texts(now, module, day)
    for name in dict.fromkeys((*then, *current)):
        old, new = then.get(name), current.get(name)
        if old is None or new is None or text_hash(old) != text_hash(new):
            yield _text_note(name, old, new, day)
    documents = {each.key: each for each in basis(now, module, day).documents.values()}
    for each in context["documents"]:
        found = documents.get(each["key"])
        if found is not None and each["sha256"] != found.sha256:
            yield Words(
                f"the file of document `{each['key']}` is another",
                f"het bestand van document `{each['key']}` is een ander",
            )


def _text_note(name: str, old: str | None, new: str | None, day: datetime.date) -> Words:
    if old is None:
        return Words(f"`{name}` is used now, and was not", f"`{name}` wordt nu gebruikt, en toen niet")
    if new is None:
        return Words(f"`{name}` was used, and is not now", f"`{name}` werd gebruikt, en nu niet")
    changed = "\n".join(_changed_lines(old, new))
    return Words(
        f"the text of `{name}` as of {day} was changed:\n{changed}",
        f"de tekst van `{name}` per {day} is gewijzigd:\n{changed}",
    )


def _changed_lines(old: str, new: str) -> Iterator[str]:
    for line in unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0):
        if not line.startswith(("---", "+++")):
            yield f"    {line}"


# --- the decisions ----------------------------------------------------------------------------------------------------


@frozen
class _Judge:
    """A policy to decide by, None where it cannot be made, with the providers that it judges among."""

    policy: Policy | None
    units: Units
    peers: Peers
    places: Mapping[str, int]
    """Where each provider stands among its peers."""

    @classmethod
    def of(cls, compilation: Compilation, module: str, day: datetime.date, context: Data) -> _Judge:
        policy = None if compilation.is_broken(module) else compilation.policy(module, day)[0]
        units = {form: (unit.dimension, unit.scale) for form, unit in compilation.units(module).items()}
        population = context.get("population")
        others: dict[str, Facts] = {}
        if policy is not None and population is not None:
            for name, facts in population["providers"].items():
                found, _ = read_facts(facts, name, policy.records, policy.judges, units, Place("<record>"))
                if found is not None:
                    others[name] = found.facts
        peers = Peers((*others.values(), *({} for _ in range(int(context["rejected"])))))
        return cls(policy, units, peers, {name: at for at, name in enumerate(others)})

    def differences(self, decision: Data) -> tuple[Words, ...]:
        """What is otherwise now; nothing where everything is the same."""
        if self.policy is None:
            return (
                Words("the texts of the record cannot be read", "de teksten van de vastlegging zijn niet te lezen"),
            )
        name = str(decision["provider"])
        place = Place("<record>", provider=name)
        provider, problems = read_facts(
            decision["facts"], name, self.policy.records, self.policy.judges, self.units, place
        )
        if provider is None:
            return tuple(Words(each.message.en, each.message.nl) for each in problems)
        result = evaluate(self.policy, provider.facts, self._peers(name))
        return tuple(_compared(decision, verdicts(result)))

    def _peers(self, name: str) -> Peers | None:
        return self.peers.seen_by(self.places[name]) if name in self.places else None


def _compared(then: Data, now: Data) -> Iterator[Words]:
    if then["decision"] != now["decision"]:
        yield _turned("the decision", "het besluit", then["decision"], now["decision"], _decision)
    yield from _by_id(then["criteria"], now["criteria"], "verdict", Words("criterion", "criterium"), _verdict)
    deadlines = then.get("deadlines", ()), now.get("deadlines", ())
    yield from _by_id(*deadlines, "status", Words("deadline", "termijn"), _status)
    if then.get("working_days") != now.get("working_days"):
        yield _turned("the working days", "de werkdagen", then.get("working_days"), now.get("working_days"))
    yield from _by_id(then.get("grants", ()), now.get("grants", ()), "value", Words("grant", "toekenning"))
    allocated, again = then.get("allocations", ()), now.get("allocations", ())
    yield from _by_id(allocated, again, "taken", Words("allocation", "toedeling"))
    yield from _by_id(then["tables"], now["tables"], "outputs", Words("table", "tabel"))
    for name in dict.fromkeys((*then["values"], *now["values"])):
        before, after = then["values"].get(name), now["values"].get(name)
        if before != after:
            yield _turned(f"value `{name}`", f"waarde `{name}`", before, after)


def _by_id(
    then: Iterable[Data], now: Iterable[Data], told: str, what: Words, say: Say | None = None
) -> Iterator[Words]:
    before, after = ({str(each["id"]): each for each in side} for side in (then, now))
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            gone = old is not None
            en = f"{what.en} `{name}` {'is no longer there' if gone else 'was not there'}"
            nl = f"{what.nl} `{name}` {'is er niet meer' if gone else 'was er niet'}"
            yield Words(en, nl)
        elif old[told] != new[told]:
            units = old.get("unit"), new.get("unit")
            yield _turned(f"{what.en} `{name}`", f"{what.nl} `{name}`", old[told], new[told], say, units)
        elif canonical({"": old}) != canonical({"": new}):
            yield Words(
                f"{what.en} `{name}`: the same, by other reasons", f"{what.nl} `{name}`: hetzelfde, om andere redenen"
            )


# --- words ------------------------------------------------------------------------------------------------------------

W = TypeVar("W", bound=Enum)
Say = Callable[[str, Language], str]
"""A word of the record as a person says it."""


def _decision(value: str, language: Language) -> str:
    return _said(value, Outcome, text.outcome, language)


def _verdict(value: str, language: Language) -> str:
    return _said(value, Verdict, text.verdict, language)


def _status(value: str, language: Language) -> str:
    return _said(value, DeadlineStatus, text.verdict, language)


def _said(value: str, words: type[W], say: Callable[[W, Language], str], language: Language) -> str:
    """A word that only another version of Meetlat knows stands as it is."""
    known = next((each for each in words if each.value == value), None)
    return f"`{value}`" if known is None else say(known, language)


def _turned(
    en: str,
    nl: str,
    before: object,
    after: object,
    say: Say | None = None,
    units: tuple[object, object] = (None, None),
) -> Words:
    old, new = (
        Words(_shown(value, unit, "en", say), _shown(value, unit, "nl", say))
        for value, unit in zip((before, after), units, strict=True)
    )
    return Words(f"{en}: {old.en}, and now {new.en}", f"{nl}: {old.nl}, en nu {new.nl}")


def _shown(value: object, unit: object, language: Language, say: Say | None) -> str:
    """A value as it stands in a record, in words; what is more than one value as it stands there."""
    match value:
        case None:
            return NOTHING.said_in(language)
        case bool():
            return text.yes_no(value, language)
        case {"absence": "unknown" | "none" as absence}:
            return text.worded(Absence(absence), TextKind(), language)
        case int() | Decimal():
            said = text.number(value, language)
            return said if unit is None else f"{said}%" if unit == "%" else f"{said} {unit}"
        case str():
            return f"`{value}`" if say is None else say(value, language)
    return canonical({"": value}).decode()[4:-1]


def told(found: Replay, language: Language) -> Iterator[str]:
    """The outcome as lines of text."""
    for note in found.notes:
        yield note.said_in(language)
    for each in found.decisions:
        words = SAME if each.same else NOT_SAME
        if each.same and each.by_policy is None:
            words = SAME_BY_RECORD
        yield f"{each.provider}: {_decision(each.decision, language)}: {words.said_in(language)}"
        for heading, differences in ((BY_RECORD, each.by_record), (BY_POLICY, each.by_policy or ())):
            for one in differences:
                yield f"    {heading.said_in(language)}: {one.said_in(language)}"
