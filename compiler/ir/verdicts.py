"""Verdicts, decisions and reasons: what a policy says of one provider. Prose is made from these elsewhere."""

from __future__ import annotations

import datetime
from enum import Enum
from fractions import Fraction
from typing import Literal

import attrs

from compiler.ir.nodes import Allocation, Criterion, Deadline, Due, Grant, Mark, Policy, Table
from compiler.ir.values import NONE, UNKNOWN, FactValue
from dsl.frozen import frozen
from dsl.kinds import Kind


class Verdict(Enum):
    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"
    AWAITING = "awaiting judgement"
    NOT_APPLICABLE = "not applicable"
    WAIVED = "waived"

    @property
    def is_open(self) -> bool:
        return self in (Verdict.UNKNOWN, Verdict.AWAITING)


class Outcome(Enum):
    """The decision on a policy."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"
    AWAITING = "awaiting judgement"


@attrs.frozen(order=True)
class Leaf:
    """A fact that an open verdict rests on: the path from the judged record, list positions from 1.

    `why` is `unknown`, or `zero` where a known zero stands under a division and leaves it without a value, or `negative` where a
    known negative stands under `per`, or `calendar` where working days are counted outside the years of which they are known.
    """

    path: tuple[str | int, ...]
    judgement: bool = False
    why: str = "unknown"

    def __str__(self) -> str:
        """`fte of doctors 2`, innermost first, as a person would say it."""
        parts: list[str] = []
        for step in self.path:
            if isinstance(step, int):
                parts[-1] += f" {step}"
            elif parts and len(step) == 4 and step.isdecimal():  # a year of a series
                parts[-1] += f" in {step}"
            else:
                parts.append(step)
        return " of ".join(reversed(parts))


@frozen
class Reading:
    """A fact that was read: its path, what it is and its kind (for the unit it is shown in)."""

    leaf: Leaf
    value: FactValue
    kind: Kind


@frozen
class Margin:
    """How far a comparison is from its threshold, in the unit of its left side: negative means short of it.

    `actual` and `threshold` are in base units of `kind`; exact."""

    actual: Fraction
    threshold: Fraction
    margin: Fraction
    kind: Kind


@frozen
class Finding:
    """What became of one condition that the author would recognise (a `Mark`). `holds` is None while open. Of a condition on an
    element of a list `about` is the name of that element, where it has one; of a condition on a deadline `deadline` what has
    become of that."""

    mark: Mark
    holds: bool | None
    readings: tuple[Reading, ...]
    margin: Margin | None
    parts: tuple[Finding, ...]
    about: str | None = None
    deadline: DeadlineResult | None = None


@frozen
class Settlement:
    """A smallest set of facts that may settle an open verdict, and the verdicts it can then get."""

    leaves: frozenset[Leaf]
    verdicts: frozenset[Verdict]


@frozen
class CriterionResult:
    """`counts` tells whether the criterion counts in favour of the provider (None while open); it can be decided while the
    verdict itself is open, as when a requirement is met whether or not it applies.

    `rests_on` are the missing facts of an open verdict: once all are given, whatever they are, it is decided.
    `settlements` are the smallest sets of them that may do so on their own, smallest first.
    """

    criterion: Criterion
    verdict: Verdict
    counts: bool | None
    applies: Finding | None
    body: Finding
    unless: Finding | None
    rests_on: frozenset[Leaf]
    settlements: tuple[Settlement, ...]


@frozen
class TableResult:
    """`outputs` by name; an output on which all rows that are still possible agree is decided though the row is not.

    `row` is the number of the row (from 1), 0 when no row holds (then every output is none), None while open. It also stays open,
    resting on nothing, where several rows of a `unique` table hold.
    """

    table: Table
    row: int | None
    outputs: dict[str, FactValue]
    rests_on: frozenset[Leaf]


class DeadlineStatus(Enum):
    """What has become of a deadline as of a day."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    UNKNOWN = "unknown"
    AWAITING = "awaiting judgement"
    NOT_APPLICABLE = "not applicable"
    WAIVED = "waived"


@frozen
class TermResult:
    """One of the days of a deadline: the day (unknown, or none while nothing makes it run) and the facts that it follows from."""

    said: str
    day: FactValue
    readings: tuple[Reading, ...]


@frozen
class DueResult:
    """A deadline as it fell once. `days` is how long before (after: negative) the last day it was done; while it was not done,
    how long the last day lies ahead of (behind: negative) the day of decision. None where that cannot be told. What was done
    before `start` (none: there is no first day) does not count."""

    due: Due
    status: DeadlineStatus
    start: FactValue
    day: FactValue
    terms: tuple[TermResult, ...]
    done: FactValue
    days: int | None

    @property
    def is_too_early(self) -> bool:
        """Whether it is known to be done before its first day."""
        start, done = self.start, self.done
        return isinstance(start, datetime.date) and isinstance(done, datetime.date) and done < start


@frozen
class DeadlineResult:
    """`status` is None where no fact tells when it is done: then the deadline only says by when."""

    deadline: Deadline
    status: DeadlineStatus | None
    applies: Finding | None
    unless: Finding | None
    dues: tuple[DueResult, ...]
    rests_on: frozenset[Leaf]


@frozen
class GrantResult:
    """`case` is the number of the case that holds (from 1), 0 where there is none, None while open; `value` can be decided before
    it. `findings` are what became of the conditions as far as the case that holds, where reasons are asked for: that it
    applies, that the provider is eligible, and those of the cases."""

    grant: Grant
    case: int | None
    value: FactValue
    rests_on: frozenset[Leaf]
    findings: tuple[Finding, ...] = ()


Why = Literal[
    "taken", "reaches", "crosses, in", "crosses, out", "limit reached", "not eligible", "equal", "missing", "no limit"
]


@frozen
class Taking:
    """What an allocation decides on a provider, or on an element of its list. `taken` is yes or no, or with rounds the first day
    of the round (none: in no round); unknown with `why` `missing` (a fact that the group rests on), `equal` (the order does not
    tell who comes first) or `no limit` (what the limit is worked out from is known not to exist).

    `before` is what was taken in the round before it, `own` what it adds, `limit` the limit of its group.
    """

    taken: FactValue
    why: Why
    before: Fraction | None = None
    own: Fraction | None = None
    limit: Fraction | None = None
    group: FactValue = NONE
    missing: frozenset[Leaf] = frozenset()


@frozen
class AllocationResult:
    """What an allocation over a list of the provider decides on its elements, in their order; `elements` is None while it is not
    known which there are, for want of the facts `missing`. `names` are those of the elements that have one."""

    allocation: Allocation
    elements: tuple[Taking, ...] | None
    names: tuple[str | None, ...]
    missing: frozenset[Leaf] = frozenset()

    @property
    def taken(self) -> FactValue:
        """What is decided on the elements in their order; unknown where that is open for all."""
        if self.elements is None or (self.elements and all(each.taken is UNKNOWN for each in self.elements)):
            return UNKNOWN
        return tuple(each.taken for each in self.elements)


@frozen
class PolicyResult:
    """`deciding` are the criteria that decide (or keep open) the outcome, most telling first; `results` all, in order."""

    policy: Policy
    outcome: Outcome
    deciding: tuple[CriterionResult, ...]
    results: tuple[CriterionResult, ...]
    tables: tuple[TableResult, ...]
    values: dict[str, FactValue]
    rests_on: frozenset[Leaf]
    deadlines: tuple[DeadlineResult, ...] = ()
    grants: tuple[GrantResult, ...] = ()
    allocations: tuple[AllocationResult, ...] = ()
    """Those over a list of the provider: what is decided among providers rests on them all."""
