"""What is still open: every missing fact and judgement with who has to give it, in the order that settles most."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from compiler.ir import text
from compiler.ir.nodes import FieldInfo, Policy
from compiler.ir.values import UNKNOWN
from compiler.ir.verdicts import CriterionResult, Leaf
from compiler.ir.words import fill
from compiler.report import phrases
from compiler.report.case import readings_of
from dsl.diagnostics import Language, Words

NOBODY_NAMED = Words("not said in the policy", "niet in het beleid genoemd")
OTHERS = Words("whoever keeps the file of providers", "wie het bestand met aanbieders beheert")

_PROVIDER = {"provider", "care", "aanbieder", "zorgaanbieder", "applicant", "aanvrager"}
_ARTICLES = {"the", "a", "an", "de", "het", "een"}


@frozen
class Point:
    """One missing fact. `settles` are the criteria that may be decided once it and all points before it are known, `touches` all
    that it has to do with."""

    leaf: Leaf
    said: str
    who: str
    info: FieldInfo | None
    settles: tuple[str, ...]
    touches: tuple[str, ...]
    repeats: bool = False
    """Whether all that it has to do with may be settled by the points before it."""
    of_provider: bool = False
    """Whether the provider has to give it: it is named as who supplies it, or nobody is."""

    @property
    def judgement(self) -> bool:
        return self.leaf.judgement


def points(results: Iterable[CriterionResult], policy: Policy, language: Language) -> tuple[Point, ...]:
    """The missing facts of open criteria. At each step comes the one with which most criteria can be settled, given those before
    it; then the one that most settlements or criteria still need; then by name."""
    found = [each for each in results if each.verdict.is_open]
    needs = {each.criterion.id: _ways(each) for each in found}
    left = set().union(*(each.rests_on for each in found)) if found else set()
    known: set[Leaf] = set()
    settled: set[str] = set()
    ordered: list[Point] = []
    while left:
        best = min(left, key=lambda leaf: _rank(leaf, known, settled, needs, found))
        left.discard(best)
        known.add(best)
        now = tuple(id for id in needs if id not in settled and _is_settled(needs[id], known))
        before = frozenset(settled)
        settled.update(now)
        touches = tuple(each.criterion.id for each in found if best in each.rests_on)
        point = _point(best, now, touches, policy, language)
        ordered.append(evolve(point, repeats=before.issuperset(touches)))
    return tuple(ordered)


def beside(results: Iterable[CriterionResult], policy: Policy, language: Language) -> tuple[Point, ...]:
    """The missing facts of criteria that are decided without them, in the order in which they were looked at."""
    found: dict[Leaf, list[str]] = {}
    for each in results:
        for read in readings_of(each):
            if read.value is UNKNOWN and not each.verdict.is_open:
                found.setdefault(read.leaf, []).append(each.criterion.id)
    return tuple(_point(leaf, (), tuple(touched), policy, language) for leaf, touched in found.items())


def _point(leaf: Leaf, settles: tuple[str, ...], touches: tuple[str, ...], policy: Policy, language: Language) -> Point:
    info = text.declared(policy, leaf)
    said, who = _said(leaf, policy, language), _who(leaf, info, policy, language)
    return Point(leaf, said, who, info, settles, touches, of_provider=_of_provider(leaf, info, policy))


def _ways(result: CriterionResult) -> list[frozenset[Leaf]]:
    """Sets of facts that may settle it; all it rests on where no smaller set was found."""
    return [each.leaves for each in result.settlements] or [result.rests_on]


def _is_settled(ways: Iterable[frozenset[Leaf]], known: set[Leaf]) -> bool:
    return any(each <= known for each in ways)


def _rank(
    leaf: Leaf,
    known: set[Leaf],
    settled: set[str],
    needs: dict[str, list[frozenset[Leaf]]],
    found: list[CriterionResult],
) -> tuple[int, int, int, tuple[str, ...]]:
    supposed = {*known, leaf}
    unsettled = [id for id in needs if id not in settled]
    settles = sum(_is_settled(needs[id], supposed) for id in unsettled)
    nearest = min(
        (len(way - known) for id in unsettled for way in needs[id] if leaf in way), default=len(known) + 10_000
    )
    touches = sum(leaf in each.rests_on for each in found)
    return -settles, nearest, -touches, _by_path(leaf)


def _by_path(leaf: Leaf) -> tuple[str, ...]:
    return tuple(f"{step:09}" if isinstance(step, int) else step for step in leaf.path)


def _said(leaf: Leaf, policy: Policy, language: Language) -> str:
    if phrases.is_about_others(leaf, policy):
        return fill(phrases.OTHER_PROVIDERS, language, policy.judges)
    said = text.leaf(leaf, language)
    if leaf.why == "zero":
        return f"{said} {phrases.IS_ZERO.said_in(language)}"
    if leaf.why == "negative":
        return f"{said} {phrases.IS_NEGATIVE.said_in(language)}"
    return said


def _of_provider(leaf: Leaf, info: FieldInfo | None, policy: Policy) -> bool:
    if leaf.judgement or phrases.is_about_others(leaf, policy):
        return False
    if info is None or info.supplied_by is None:
        return True
    judged = policy.record(policy.judges)
    return _words(info.supplied_by) <= _words(f"{judged.name} {judged.title or ''}") | _PROVIDER


def _words(said: str) -> set[str]:
    return set(said.casefold().split()) - _ARTICLES


def _who(leaf: Leaf, info: FieldInfo | None, policy: Policy, language: Language) -> str:
    if phrases.is_about_others(leaf, policy):
        return OTHERS.said_in(language)
    if info is not None and info.judge:
        return info.judge
    if info is not None and info.supplied_by:
        return info.supplied_by
    if leaf.judgement:
        return policy.issuer or phrases.THE_INSURER.said_in(language)
    return NOBODY_NAMED.said_in(language)
