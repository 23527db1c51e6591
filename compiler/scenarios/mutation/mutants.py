"""Mutants: a policy with one small change, and the words and the place of that change.

A mutant is made from the model, where every declaration stands once and keeps the author's wording and place; it is then lowered
and judged like any policy. So a value that five criteria read is changed once, and a parameter keeps its periods.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final, Literal

from attrs import evolve, field, frozen

from compiler.model import (
    AllocationModel,
    CriterionModel,
    DeadlineModel,
    GrantModel,
    Key,
    ParameterModel,
    PolicyModel,
    PreferenceModel,
    TableModel,
    ValueModel,
)
from dsl.diagnostics import Language
from dsl.source import NOWHERE, Span


@frozen
class AmendmentModel:
    """An amendment as a whole. `without` gives the policies of its compilation as they are if it had never been made."""

    key: Key
    first: datetime.date
    without: Callable[[str, datetime.date], PolicyModel | None] = field(eq=False, repr=False)
    span: Span = field(eq=False, default=NOWHERE, repr=False)


Declaration = (
    CriterionModel
    | ValueModel
    | ParameterModel
    | TableModel
    | PreferenceModel
    | AllocationModel
    | DeadlineModel
    | GrantModel
    | AmendmentModel
)
Family = Literal[
    "comparison",
    "threshold",
    "group",
    "quantifier",
    "condition",
    "exception",
    "criterion",
    "option",
    "unit",
    "started",
    "date",
    "deadline",
    "period",
    "table",
    "grant",
    "profile",
    "tie",
    "judgement",
    "rounding",
    "year",
    "order",
    "limit",
    "amendment",
]
_PLACES: Final[dict[type, str]] = {
    CriterionModel: "criteria",
    ValueModel: "values",
    ParameterModel: "parameters",
    TableModel: "tables",
    PreferenceModel: "preferences",
    AllocationModel: "allocations",
    DeadlineModel: "deadlines",
    GrantModel: "grants",
}
"""The field of a policy in which declarations of a kind stand."""


@frozen
class Change:
    """What an operator makes of a declaration: `after` is None where it is left out. The words are in the policy's language:
    `was` as the author wrote it, `becomes` None where it is left out, `within` the condition around it when that says more."""

    family: Family
    after: Declaration | None
    was: str
    becomes: str | None
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    within: str | None = None


@frozen
class Mutant:
    """A change of one declaration. `module` is the policy's own module when only that policy changes (a criterion that it takes
    over is left out), else None: then it holds in every policy that has the declaration."""

    declaration: Declaration
    change: Change
    language: Language
    module: str | None = None

    @property
    def family(self) -> Family:
        return self.change.family

    @property
    def span(self) -> Span:
        return self.change.span

    def applied(self, model: PolicyModel, day: datetime.date) -> PolicyModel | None:
        """The policy of a day with the change, in the policies that it asks to be met as well; None when none of them has this
        declaration."""
        if isinstance(self.declaration, AmendmentModel):
            found = None if day < self.declaration.first else self.declaration.without(model.module, day)
            return None if found == model else found
        met = tuple(self.applied(each, day) for each in model.met)
        own = None if self.module not in (None, model.module) else self._replaced_in(model)
        if own is None and not any(met):
            return None
        return evolve(own or model, met=tuple(new or old for new, old in zip(met, model.met, strict=True)))

    def _replaced_in(self, model: PolicyModel) -> PolicyModel | None:
        place = _PLACES[type(self.declaration)]
        found = _replaced(getattr(model, place), self.declaration, self.change.after)
        return None if found is None else evolve(model, **{place: found})  # type: ignore[arg-type]

    def days(self) -> tuple[datetime.date, ...]:
        """Days on which the change may show while it does not on others: those between the old and the new start of a period."""
        if isinstance(self.declaration, AmendmentModel):
            return (self.declaration.first,)
        if not isinstance(self.declaration, ParameterModel) or not isinstance(self.change.after, ParameterModel):
            return ()
        pairs = zip(self.declaration.starts, self.change.after.starts, strict=True)
        starts = {day for old, new in pairs if old != new for day in (old, new)}
        return tuple(sorted(starts))


def _replaced(all_: tuple[Any, ...], old: Declaration, new: Declaration | None) -> tuple[Any, ...] | None:
    if not any(each.key == old.key and each == old for each in all_):
        return None
    swapped = [(new if each.key == old.key else each) for each in all_]
    return tuple(each for each in swapped if each is not None)
