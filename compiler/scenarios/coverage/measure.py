"""Coverage of policies by examples that ran: what is asked, what each example shows, and both together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from compiler.ir.evaluate import Decided
from compiler.ir.peers import Peers
from compiler.ir.values import Facts
from compiler.scenarios.coverage.items import Coverage, Item, Seen
from compiler.scenarios.coverage.observe import Observation, observe
from compiler.scenarios.coverage.possible import Tables, decisions, parts
from compiler.scenarios.coverage.structure import Plan

if TYPE_CHECKING:
    from compiler.ir.nodes import Policy
    from compiler.pipeline import Compilation


class Observer:
    """Watches examples run."""

    def __init__(self) -> None:
        self.seen: Seen = {}
        self._plans: dict[tuple[str, datetime.date], Plan] = {}

    def watch(self, name: str, policy: Policy, facts: Facts, decided: Decided, peers: Peers | None = None) -> None:
        """Note what an example shows; `policy` is the same object whenever its module and day are."""
        self.add(name, self.shown(policy, facts, decided, peers))

    def shown(
        self, policy: Policy, facts: Facts, decided: Decided, peers: Peers | None = None
    ) -> frozenset[Observation]:
        """What an example shows, for `add`: here, or in another process."""
        return frozenset(observe(self._plan(policy), facts, decided, peers))

    def add(self, name: str, observations: Iterable[Observation]) -> None:
        for each in observations:
            names = self.seen.setdefault(each, [])
            if name not in names:
                names.append(name)

    def _plan(self, policy: Policy) -> Plan:
        key = (policy.module, policy.as_of)
        if key not in self._plans:
            self._plans[key] = Plan.of(policy)
        return self._plans[key]


def measure(compilation: Compilation, seen: Seen, cases: Iterable[tuple[str, datetime.date]]) -> Coverage:
    """What the examples show of the policies of the compilation, and of those that examples of it were held against.

    `cases` are the modules and days of the examples.
    """
    return Coverage.of(asked(compilation, cases), seen)


def asked(compilation: Compilation, cases: Iterable[tuple[str, datetime.date]]) -> Iterator[Item]:
    """Everything that is asked: of each policy on the days of its examples, and on the first and last on which it is in force."""
    cases = tuple(cases)
    days: dict[str, set[datetime.date]] = {
        each: set() for each in (*compilation.policies, *(module for module, _ in cases))
    }
    for module, day in cases:
        days[module].add(day)
    for module, on in days.items():
        yield from asked_of(compilation, module, on)


def asked_of(compilation: Compilation, module: str, days: Iterable[datetime.date]) -> Iterator[Item]:
    """What is asked of one policy on some days, and on the first and last on which it is in force."""
    tables = Tables.of(compilation.diagnostics)
    model = compilation.model(module)
    ends = () if model is None else (model.first, model.last)
    earlier: list[Policy] = []
    for each in sorted({*days, *(day for day in ends if day is not None)}):
        policy, _ = compilation.policy(module, each)
        if policy is not None:
            yield from decisions(policy)
            fresh = _fresh(policy, earlier)
            yield from parts(Plan.of(fresh), tables, _lapses(compilation, module, fresh))
            earlier.append(fresh)


def _lapses(compilation: Compilation, module: str, policy: Policy) -> dict[str, datetime.date]:
    """The last day of each deadline of a policy that an amendment changes or takes out after the day of the policy."""
    found: dict[str, datetime.date] = {}
    for day in compilation.days_of_change(module) if policy.deadlines else ():
        later, _ = compilation.policy(module, day) if day > policy.as_of else (None, ())
        if later is not None:
            stand = [(each.span, each) for each in later.deadlines]
            gone = (each.id for each in policy.deadlines if (each.span, each) not in stand)
            found = dict.fromkeys(gone, day - datetime.timedelta(days=1)) | found
    return found


def _fresh(policy: Policy, earlier: list[Policy]) -> Policy:
    """The policy without what is word for word and figure for figure the same on an earlier day."""
    criteria = [(each.span, each) for one in earlier for each in one.criteria]
    values = [each for one in earlier for each in one.values]
    tables = [(each.span, each) for one in earlier for each in one.tables]
    deadlines = [(each.span, each) for one in earlier for each in one.deadlines]
    grants = [(each.span, each) for one in earlier for each in one.grants]
    return evolve(
        policy,
        deadlines=tuple(each for each in policy.deadlines if (each.span, each) not in deadlines),
        criteria=tuple(each for each in policy.criteria if (each.span, each) not in criteria),
        values=tuple(each for each in policy.values if each not in values),
        tables=tuple(each for each in policy.tables if (each.span, each) not in tables),
        grants=tuple(each for each in policy.grants if (each.span, each) not in grants),
    )
