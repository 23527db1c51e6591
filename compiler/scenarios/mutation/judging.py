"""Which example notices a mutant. Only what examples state counts: an example notices when an expectation of it fails.

Of a criterion that is left out only the decision, and the rest, can notice it: that its own verdict is missing is no merit.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from compiler.ir.deadlines import last_days, statuses
from compiler.ir.evaluate import Decided, Judged, computed, decide, judge, look_up, outcome_of
from compiler.ir.nodes import Policy
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.values import Absence, FactValue
from compiler.ir.verdicts import DeadlineStatus
from compiler.lower.policies import lower
from compiler.lower.wording import Wordings
from compiler.scenarios.cases import ExampleCase, ExpectedValue
from compiler.scenarios.mutation.mutants import Mutant
from compiler.scenarios.run import places
from dsl import syntax

if TYPE_CHECKING:
    from compiler.pipeline import Compilation


@frozen
class Baseline:
    """An example with what the policy, as it is, says of it; `places` are what all providers together decide, as far as the
    example expects that."""

    case: ExampleCase
    decided: Decided
    values: dict[str, FactValue]
    statuses: dict[str, DeadlineStatus]
    places: dict[str, FactValue]


def baseline(case: ExampleCase, policy: Policy, decided: Decided) -> Baseline:
    """What a policy says of an example: of its deadlines the days stand among the values."""
    values = computed(policy, case.facts, case.peers) | last_days(policy, case.facts, case.peers)
    return Baseline(case, decided, values, statuses(policy, case.facts, case.peers), _places(policy, case))


@frozen
class Differences:
    """What a mutant changes in a policy on one day: the names of the parts that are not as they were. `gone` are criteria that
    are left out."""

    policy: Policy
    criteria: frozenset[str]
    gone: frozenset[str]
    tables: frozenset[str]
    values: frozenset[str]
    deadlines: frozenset[str]
    orders: frozenset[str]

    @property
    def any(self) -> bool:
        return any((self.criteria, self.gone, self.tables, self.values, self.deadlines, self.orders))

    @property
    def decision(self) -> bool:
        """Whether another decision may come out, on which orders rest."""
        return bool(self.criteria or self.gone)


@frozen
class CannotRun:
    """A mutant under which a policy has no meaning on a day, as when a parameter has no value then."""

    day: datetime.date


class Bench:
    """The policies of a compilation with the examples that hold, ready to hold mutants against."""

    def __init__(self, compilation: Compilation) -> None:
        self.compilation = compilation
        self.broken: list[ExampleCase] = []
        self._baselines: dict[tuple[str, datetime.date], list[Baseline]] = {}
        self._policies: dict[tuple[str, datetime.date], Policy | None] = {}
        self._wordings = Wordings()
        self._held: Mutant | None = None  # the last one, which is asked about again and again
        self._differences: dict[tuple[str, datetime.date], Differences | CannotRun | None] = {}
        for case in compilation.examples:
            self._add(case)

    def _add(self, case: ExampleCase) -> None:
        policy = self.policy(case.policy, case.as_of)
        assert policy is not None, "an example that can be run has a policy"
        found = baseline(case, policy, decide(policy, case.facts, case.peers))
        if all(_meets(each, found.decided, found.values | found.places, found.statuses) for each in case.expected):
            self._baselines.setdefault((case.policy, case.as_of), []).append(found)
        else:
            self.broken.append(case)

    def policy(self, module: str, day: datetime.date) -> Policy | None:
        """The policy as it is on a day."""
        key = (module, day)
        if key not in self._policies:
            self._policies[key] = self.compilation.policy(module, day)[0]
        return self._policies[key]

    def peers(self, module: str) -> Peers | None:
        """The providers that a policy's first example with a population is judged among."""
        return next((each.peers for each in self.compilation.examples if each.policy == module and each.peers), None)

    def days(self, module: str) -> list[datetime.date]:
        """The days of the examples of a policy."""
        return [day for name, day in self._baselines if name == module]

    def noticed_by(self, mutant: Mutant) -> str | None:
        """The title of an example that notices; None when none does."""
        for (module, day), baselines in self._baselines.items():
            found = self.differences(mutant, module, day)
            if isinstance(found, CannotRun):
                return baselines[0].case.name
            if found is None or not found.any:
                continue
            for each in baselines:
                if notices(each, found):
                    return each.case.name
        return None

    def differences(self, mutant: Mutant, module: str, day: datetime.date) -> Differences | CannotRun | None:
        """What the mutant changes in a policy on a day; None when it has no part in it."""
        if self._held is not mutant:
            self._held, self._differences = mutant, {}
        key = module, day
        if key not in self._differences:
            self._differences[key] = self._compared(mutant, module, day)
        return self._differences[key]

    def _compared(self, mutant: Mutant, module: str, day: datetime.date) -> Differences | CannotRun | None:
        model, before = self.compilation.model(module, day), self.policy(module, day)
        if model is None or before is None:
            return None
        changed = mutant.applied(model, day)
        if changed is None:
            return None
        after, _ = lower(changed, day, wordings=self._wordings)
        return CannotRun(day) if after is None else differences(before, after)


def differences(before: Policy, after: Policy) -> Differences:
    """The parts that differ; those that only `after` has among them."""
    names = {each.id for each in after.criteria}
    orders = _changed((*before.preferences, *before.allocations), (*after.preferences, *after.allocations))
    return Differences(
        after,
        _changed(before.criteria, after.criteria) & names,
        frozenset(each.id for each in before.criteria if each.id not in names),
        _changed(before.tables, after.tables),
        _changed(before.named, after.named),
        _changed(before.deadlines, after.deadlines),
        orders,
    )


def _changed(before: Iterable[Any], after: Iterable[Any]) -> frozenset[str]:
    old, new = ({each.id: each for each in some} for some in (before, after))
    return frozenset(name for name in {**old, **new} if old.get(name) != new.get(name))


def notices(baseline: Baseline, found: Differences) -> bool:
    """Whether an expectation of the example fails; only what the mutant changes is judged again."""
    case = baseline.case
    scope = Scope(case.facts, peers=case.peers)
    old = {each.criterion.id: each for each in baseline.decided.criteria}
    judged = [judge(each, scope) if each.id in found.criteria else old[each.id] for each in found.policy.criteria]
    looked_up = {each.table.id: each for each in baseline.decided.tables}
    tables = tuple(
        look_up(each, scope) if each.id in found.tables else looked_up[each.id] for each in found.policy.tables
    )
    values = baseline.values
    if found.values:
        changed = tuple(each for each in found.policy.named if each.id in found.values)
        values = values | computed(evolve(found.policy, values=changed, grants=()), case.facts, case.peers)
    ended = baseline.statuses
    if found.deadlines:
        dated = tuple(each for each in found.policy.deadlines if each.id in found.deadlines)
        narrow = evolve(found.policy, deadlines=dated)
        values = values | last_days(narrow, case.facts, case.peers)
        ended = ended | statuses(narrow, case.facts, case.peers)
    values = values | (_places(found.policy, case) if found.orders or found.decision else baseline.places)
    decided = Decided(outcome_of(judged), tuple(judged), tables)
    return not all(_meets(each, decided, values, ended) for each in case.expected)


def _places(policy: Policy, case: ExampleCase) -> dict[str, FactValue]:
    """What all providers together decide on the one of the example, as far as it expects that."""
    expected = {each.name for each in case.expected if isinstance(each, ExpectedValue)}
    asked = expected & {*(each.id for each in policy.preferences), *(each.id for each in policy.allocations)}
    return places(policy, case, asked) if asked else {}


def _meets(expected: object, decided: Decided, values: dict[str, FactValue], ended: dict[str, DeadlineStatus]) -> bool:
    match expected:
        case syntax.ExpectDecision(decision=decision):
            return decided.outcome.value == decision
        case syntax.ExpectVerdict(name=name, verdict=verdict):
            if name.text in ended:
                return ended[name.text].value == verdict
            found = _criterion(name.text, decided)
            return found is None or found.verdict.value == verdict
        case ExpectedValue(name=name, value=value):
            worth = _output(name, decided, values)
            return worth is None or _same(value, worth)
        case _:
            return True


def _criterion(name: str, decided: Decided) -> Judged | None:
    return next((each for each in decided.criteria if each.criterion.id == name), None)


def _output(name: str, decided: Decided, values: dict[str, FactValue]) -> FactValue | None:
    """A computed value, an output, a day or a place; None for one that is left out."""
    for table in decided.tables:
        if name in table.outputs:
            return table.outputs[name]
    return values.get(name)


def _same(wanted: FactValue, actual: FactValue) -> bool:
    if isinstance(wanted, bool | Absence | str) or isinstance(actual, bool | Absence | str):
        return wanted is actual or (isinstance(wanted, str) and wanted == actual)
    try:
        return Fraction(wanted) == Fraction(actual)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return wanted == actual
