"""What examples may speak of in a policy: its records, what has a verdict, and what has a value."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from compiler.ir.nodes import RecordInfo
from compiler.model import DeadlineModel, PolicyModel
from dsl.frozen import frozen
from dsl.kinds import Kind, NumberKind

if TYPE_CHECKING:
    from compiler.pipeline import Compilation


@frozen(eq=False, slots=False)
class Spoken:
    """What examples may speak of in a policy, by name."""

    policy: PolicyModel

    @cached_property
    def records(self) -> dict[str, RecordInfo]:
        return {each.name: each for each in self.policy.records}

    @cached_property
    def verdicts(self) -> dict[str, DeadlineModel | None]:
        """What has a verdict by its name: a criterion, or a deadline."""
        criteria = dict.fromkeys(each.key.name for each in self.policy.criteria)
        return criteria | {self.policy.deadline_id(each.key): each for each in self.policy.deadlines}

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        return kinds_of(self.policy)


def kinds_of(policy: PolicyModel) -> dict[str, Kind]:
    """All that a policy gives a value to, by name."""
    kinds: dict[str, Kind] = {policy.value_id(each.key): each.kind for each in policy.values}
    for table in policy.tables:
        kinds |= dict(zip(table.outputs, table.output_kinds, strict=True))
    kinds |= {policy.deadline_id(each.key): each.kind for each in policy.deadlines if each.yearly is None}
    kinds |= {each.key.name: each.kind for each in policy.grants}
    kinds |= {each.key.name: NumberKind(whole=True) for each in policy.preferences}
    kinds |= {each.key.name: each.result for each in policy.allocations}
    return kinds


def kinds_on_other_days(compilation: Compilation, module: str) -> dict[str, Kind]:
    """All that a policy gives a value to on some day: on one on which it does not have it, it gives nothing."""
    return {name: kind for model in compilation.models(module) for name, kind in kinds_of(model).items()}
