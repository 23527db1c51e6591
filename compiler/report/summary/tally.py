"""Decisions on many providers, counted in one go: by group, by criterion, by margin, by missing fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import define, evolve, field, frozen

from compiler.ir import text
from compiler.ir.evaluate import Judged, decide
from compiler.ir.nodes import Criterion, Policy
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.reasons import find
from compiler.ir.values import Absence, Facts, FactValue
from compiler.ir.verdicts import Leaf, Margin, Outcome, Verdict
from compiler.ir.words import OPPOSITE, relation_of
from compiler.report.summary.grants import Given, Granted
from compiler.report.summary.margins import Margins, Near
from dsl.diagnostics import Language
from dsl.kinds import ChoiceKind, Kind, TextKind, YesNoKind

MOST_LISTED = 5000
"""So many providers stand in the table of a page; all are counted."""

Group = str | Absence
"""What a provider is counted under: what data says, or that it does not say it."""


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

    def value(self, facts: Facts, language: Language) -> Group:
        found: FactValue = facts
        for step in self.path:
            found = found.get(step, Absence.UNKNOWN) if isinstance(found, Mapping) else found
        return found if isinstance(found, str | Absence) else text.worded(found, self.kind, language)


@frozen
class Decision:
    """One provider, at a place (from 0) among those that were decided.

    `deciding` are the criteria that count against it, of an open decision those that are open; `margins` by the ids of criteria
    that compare with a threshold, where they are met or not, negative where they count against it; `groups` in the order of the
    groupings. `granted`, in the order of the policy, are only there to be counted."""

    place: int
    provider: str
    outcome: Outcome
    deciding: tuple[str, ...]
    margins: Mapping[str, Margin]
    missing: tuple[str, ...]
    groups: tuple[Group, ...]
    granted: tuple[Given, ...] = field(default=(), eq=False)


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
    measured = {each.criterion.id: _measured(each, scope) for each in found.criteria if is_measured(each.criterion)}
    leaves = {leaf for each in open_ for leaf in each.rests_on} if not against else set()
    return Decision(
        place,
        provider,
        found.outcome,
        tuple(each.criterion.id for each in deciding),
        {id: each for id, each in measured.items() if each is not None},
        tuple(sorted({text.leaf(_anywhere(each), language) for each in leaves})),
        tuple(each.value(facts, language) for each in groupings),
        tuple(map(Given.of, found.grants)),
    )


def _measured(judged: Judged, scope: Scope) -> Margin | None:
    """The distance to the threshold; None where the criterion does not apply, is waived, or is open."""
    if judged.verdict not in (Verdict.MET, Verdict.NOT_MET):
        return None
    margin = find(judged.criterion.body, scope).margin
    turned = margin is not None and judged.criterion.kind == "exclusion"
    return evolve(margin, margin=-margin.margin) if margin is not None and turned else margin


def is_measured(criterion: Criterion) -> bool:
    """Whether a criterion is one comparison with a threshold."""
    return relation(criterion) in ("≥", ">", "≤", "<")


def relation(criterion: Criterion) -> str | None:
    """What a provider has to be against the threshold: of an exclusion the opposite of what excludes."""
    found = relation_of(criterion.body)
    return OPPOSITE[found] if found is not None and criterion.kind == "exclusion" else found


def is_strict(criterion: Criterion) -> bool:
    """Whether what lies on the threshold misses it."""
    return relation(criterion) in (">", "<")


def _anywhere(leaf: Leaf) -> Leaf:
    """A fact of any element of a list, so that it is counted once for each provider."""
    return Leaf(tuple(each for each in leaf.path if isinstance(each, str)), leaf.judgement, leaf.why)


@define(eq=False)
class Tally:
    """`granted` in the order of the policy, `margins` by criterion. `listed` are the first providers, `MOST_LISTED` at most."""

    policy: Policy
    groupings: Sequence[Grouping] = ()
    records: int = 0
    outcomes: Counter[Outcome] = field(factory=Counter)
    groups: list[dict[Group, Counter[Outcome]]] = field(factory=list)
    deciding: Counter[str] = field(factory=Counter)
    missing: Counter[str] = field(factory=Counter)
    margins: dict[str, Margins] = field(factory=dict)
    listed: list[Decision] = field(factory=list)
    granted: list[Granted] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.groups = [{} for _ in self.groupings]
        self.granted = [Granted(each) for each in self.policy.grants]

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
            for granted, given in zip(self.granted, each.granted, strict=True):
                granted.add(given)
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
            asked = next(each for each in self.policy.criteria if each.id == criterion)
            self.margins[criterion] = Margins(kind, is_strict(asked))
        return self.margins[criterion]
