"""Mutants: a policy with one small change, and the words and the place of that change.

A mutant is made from the model, where every declaration stands once and keeps the author's wording and place; it is then lowered
and judged like any policy. So a value that five criteria read is changed once, and a parameter keeps its periods.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal

from attrs import evolve, field, frozen

from compiler.model import CriterionModel, DeadlineModel, ParameterModel, PolicyModel, TableModel, ValueModel
from dsl.diagnostics import Language
from dsl.source import NOWHERE, Span

Declaration = CriterionModel | ValueModel | ParameterModel | TableModel | DeadlineModel
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
    "tie",
    "judgement",
    "rounding",
]


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

    def applied(self, model: PolicyModel) -> PolicyModel | None:
        """The policy with the change, in the policies that it asks to be met as well; None when none of them has this
        declaration."""
        met = tuple(self.applied(each) for each in model.met)
        own = None if self.module not in (None, model.module) else self._replaced_in(model)
        if own is None and not any(met):
            return None
        return evolve(own or model, met=tuple(new or old for new, old in zip(met, model.met, strict=True)))

    def _replaced_in(self, model: PolicyModel) -> PolicyModel | None:
        match self.declaration:
            case CriterionModel():
                found = _replaced(model.criteria, self.declaration, self.change.after)
                return None if found is None else evolve(model, criteria=found)
            case ValueModel():
                found = _replaced(model.values, self.declaration, self.change.after)
                return None if found is None else evolve(model, values=found)
            case ParameterModel():
                found = _replaced(model.parameters, self.declaration, self.change.after)
                return None if found is None else evolve(model, parameters=found)
            case TableModel():
                found = _replaced(model.tables, self.declaration, self.change.after)
                return None if found is None else evolve(model, tables=found)
            case DeadlineModel():
                found = _replaced(model.deadlines, self.declaration, self.change.after)
                return None if found is None else evolve(model, deadlines=found)

    def days(self) -> tuple[datetime.date, ...]:
        """Days on which the change may show while it does not on others: those between the old and the new start of a period."""
        if not isinstance(self.declaration, ParameterModel) or not isinstance(self.change.after, ParameterModel):
            return ()
        pairs = zip(self.declaration.periods, self.change.after.periods, strict=True)
        starts = {day for old, new in pairs if old.first != new.first for day in (old.first, new.first)}
        return tuple(sorted(starts))


def _replaced(all_: tuple[Any, ...], old: Declaration, new: Declaration | None) -> tuple[Any, ...] | None:
    if not any(each.key == old.key and each == old for each in all_):
        return None
    swapped = [(new if each.key == old.key else each) for each in all_]
    return tuple(each for each in swapped if each is not None)
