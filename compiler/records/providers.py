"""What comes in at the door: providers with typed facts and judgements."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from attrs import frozen

from compiler.ir.values import Facts
from compiler.records.problems import Place, Problem
from dsl.diagnostics import CompilerFault


@frozen
class Judgement:
    """A judgement as it came in: yes or no, and as far as told who decided it, when and why."""

    value: bool
    by: str | None = None
    on: datetime.date | None = None
    why: str | None = None


@frozen
class Provider:
    """`facts` as `compiler.ir.values` defines them, judgements included as yes/no; `judgements` adds who, when and why."""

    id: str
    facts: Facts
    judgements: Mapping[str, Judgement]
    place: Place


@frozen
class Reading:
    """What a file gave: the good providers in the order of the file, and every problem.

    `records` counts what the file holds and `rejected` what is not among `providers`; a file of which the whole is rejected
    (bad header, broken JSON) may hold records that could not be counted.
    `as_of` is the day that the file wants its providers judged on, `dated` that on which its facts were gathered.
    """

    providers: tuple[Provider, ...]
    problems: tuple[Problem, ...]
    records: int
    rejected: int
    as_of: datetime.date | None = None
    dated: datetime.date | None = None

    def __attrs_post_init__(self) -> None:
        if self.records != len(self.providers) + self.rejected:
            raise CompilerFault(
                f"{self.records} records came in, {len(self.providers)} are good and {self.rejected} rejected"
            )
        if self.rejected and not self.problems:
            raise CompilerFault(f"{self.rejected} records were rejected without a problem")
