"""Decisions on many providers, counted in one go: by group, by criterion, by margin, by missing fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import define, field, frozen

from compiler.ir import text
from compiler.ir.evaluate import decide
from compiler.ir.nodes import Expr, Policy
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.reasons import find
from compiler.ir.values import NONE, UNKNOWN, Facts, FactValue
from compiler.ir.verdicts import Leaf, Margin, Outcome
from compiler.ir.words import relation_of
from compiler.report.summary.margins import Margins, Near
from dsl.diagnostics import Language, Words
from dsl.kinds import ChoiceKind, Kind, TextKind, YesNoKind

MOST_LISTED = 5000
"""So many providers stand in the table of a page; all are counted."""

UNKNOWN_GROUP = Words("(unknown)", "(onbekend)")
NO_GROUP = Words("(none)", "(afwezig)")


@frozen
class Grouping:
    """A fact that providers are counted by: `name of region` is at the path (`region`, `name`)."""

    name: str
    path: tuple[str, ...]
    kind: Kind

    @classmethod
    def of(cls, name: str, policy: Policy) -> Grouping | None:
        """None where there is no such fact that tells one thing of a provider: a text, an option, yes or no."""
        path = tuple(reversed([each.strip() for each in name.split(" of ")]))
        for candidate in ((name,), path):
            info = text.declared(policy, Leaf(candidate))
            if info is not None and isinstance(info.kind, TextKind | ChoiceKind | YesNoKind):
                return cls(name, candidate, info.kind)
        return None

    def said(self, language: Language) -> str:
        """`name of region`, in Dutch `name van region`."""
        return text.leaf(Leaf(self.path), language)

    def value(self, facts: Facts, language: Language) -> str:
        found: FactValue = facts
        for step in self.path:
            found = found.get(step, UNKNOWN) if isinstance(found, Mapping) else found
        unknown, nothing = self.unsaid(language)
        if found is UNKNOWN or found is NONE:
            return unknown if found is UNKNOWN else nothing
        return found if isinstance(found, str) else text.worded(found, self.kind, language)

    def unsaid(self, language: Language) -> tuple[str, str]:
        """What stands for a fact that is not known, and for one that is known not to be there."""
        return UNKNOWN_GROUP.said_in(language), NO_GROUP.said_in(language)


@frozen
class Decision:
    """One provider, at a place (from 0) among those that were decided.

    `deciding` are the criteria that count against it, of an open decision those that are open; `margins` by the ids of criteria
    that compare with a threshold; `groups` in the order of the groupings."""

    place: int
    provider: str
    outcome: Outcome
    deciding: tuple[str, ...]
    margins: Mapping[str, Margin]
    missing: tuple[str, ...]
    groups: tuple[str, ...]


def decision(
    place: int,
    provider: str,
    facts: Facts,
    peers: Peers | None,
    policy: Policy,
    groupings: Sequence[Grouping],
    language: Language,
) -> Decision:
    """Hold the policy against one provider, without the reasons."""
    found = decide(policy, facts, peers)
    against = [each for each in found.criteria if each.counts is False]
    open_ = [each for each in found.criteria if each.counts is None]
    deciding = against or open_
    scope = Scope(facts, peers=peers)
    measured = {each.id: find(each.body, scope).margin for each in policy.criteria if is_measured(each.body)}
    leaves = {leaf for each in open_ for leaf in each.rests_on} if not against else set()
    return Decision(
        place,
        provider,
        found.outcome,
        tuple(each.criterion.id for each in deciding),
        {id: each for id, each in measured.items() if each is not None},
        tuple(sorted({text.leaf(_anywhere(each), language) for each in leaves})),
        tuple(each.value(facts, language) for each in groupings),
    )


def is_measured(body: Expr) -> bool:
    """Whether a criterion is one comparison with a threshold."""
    return relation_of(body) in ("≥", ">", "≤", "<")


def is_strict(body: Expr) -> bool:
    """Whether what lies on the threshold misses it."""
    return relation_of(body) in (">", "<")


def _anywhere(leaf: Leaf) -> Leaf:
    """A fact of any element of a list, so that it is counted once for each provider."""
    return Leaf(tuple(each for each in leaf.path if isinstance(each, str)), leaf.judgement, leaf.why)


@define(eq=False)
class Tally:
    """`margins` by criterion. `listed` are the first providers, `MOST_LISTED` at most."""

    policy: Policy
    groupings: Sequence[Grouping] = ()
    records: int = 0
    outcomes: Counter[Outcome] = field(factory=Counter)
    groups: list[dict[str, Counter[Outcome]]] = field(factory=list)
    deciding: Counter[str] = field(factory=Counter)
    missing: Counter[str] = field(factory=Counter)
    margins: dict[str, Margins] = field(factory=dict)
    listed: list[Decision] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.groups = [{} for _ in self.groupings]

    @property
    def near(self) -> frozenset[int]:
        """The places of the providers that are nearest to a threshold."""
        return frozenset(each.place for found in self.margins.values() for each in (*found.below, *found.above))

    def add(self, decisions: Iterable[Decision]) -> None:
        distances: dict[str, list[Near]] = {}
        kinds: dict[str, Kind] = {}
        for each in decisions:
            self.records += 1
            self.outcomes[each.outcome] += 1
            for counted, group in zip(self.groups, each.groups, strict=True):
                counted.setdefault(group, Counter())[each.outcome] += 1
            self.deciding.update(each.deciding)
            self.missing.update(each.missing)
            for criterion, by in each.margins.items():
                distances.setdefault(criterion, []).append(Near(by.margin, each.place, each.provider))
                kinds[criterion] = by.kind
            if len(self.listed) < MOST_LISTED:
                self.listed.append(each)
        for criterion, found in distances.items():
            self.of(criterion, kinds[criterion]).add(found)

    def of(self, criterion: str, kind: Kind) -> Margins:
        """The distances of a criterion, none yet where it is new."""
        if criterion not in self.margins:
            body = next(each.body for each in self.policy.criteria if each.id == criterion)
            self.margins[criterion] = Margins(kind, is_strict(body))
        return self.margins[criterion]
