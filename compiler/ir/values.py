"""What a fact can be at run time, and the two absences that are values.

Typed facts are plain Python data, so that every backend and every reader of records can share them:

* a record is a mapping from field name to value; a missing key means unknown, as does `Absence.UNKNOWN`;
* `Absence.NONE` says that the thing is known not to exist (only for facts declared optional);
* a list is a tuple; an element may be `Absence.UNKNOWN`;
* yes/no is `bool`; text and a choice are `str`; a set is a `frozenset[str]`;
* counts and whole numbers are `int`; other numbers `decimal.Decimal` (or `int`, or `Fraction` in constants), in the base unit of
  their dimension; a percentage is a ratio (80% is Decimal("0.8"));
* a date is `datetime.date`, a moment `datetime.datetime` without offset, Europe/Amsterdam.

A judgement is a yes/no under its own name in the record that the policy judges.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from attrs import frozen


class Absence(Enum):
    UNKNOWN = "unknown"
    NONE = "none"

    def __bool__(self) -> bool:
        raise TypeError("an absence is neither yes nor no")


UNKNOWN = Absence.UNKNOWN
NONE = Absence.NONE


@frozen
class Duration:
    """A calendar duration. Months are applied first and clamp to the end of the month, then days, then working days."""

    months: int = 0
    days: int = 0
    working_days: int = 0


Scalar = bool | int | Fraction | Decimal | str | datetime.date | datetime.datetime | Duration | frozenset[str] | Absence
FactValue = Scalar | tuple["FactValue", ...] | Mapping[str, "FactValue"]
Facts = Mapping[str, FactValue]
