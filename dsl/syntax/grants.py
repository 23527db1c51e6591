"""Grants and profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsl.frozen import frozen
from dsl.syntax.criteria import Applies
from dsl.syntax.declarations import Source
from dsl.syntax.expressions import Expr
from dsl.syntax.nodes import Name, Node
from dsl.syntax.types import TypeExpr
from dsl.syntax.values import Text

if TYPE_CHECKING:
    from dsl.syntax.examples import Absent


@frozen
class OnlyEligible(Node):
    """`only for the eligible`: who does not meet the policy is given nothing."""


@frozen
class Award(Node):
    """`4% when C`, or `2% otherwise` without a condition; Absent is `none`."""

    result: Expr | Absent
    condition: Expr | None


@frozen
class Grade(Node):
    """One class of a profile, and what it asks besides all that the classes below it ask; None: nothing, of the lowest."""

    name: Name
    condition: Expr | None


@frozen
class Profile(Node):
    """Classes from low to high; a provider is in the highest of which it meets what that class and all below it ask."""

    name: Name
    title: Text | None
    sources: tuple[Source, ...]
    applies: Applies | None
    grades: tuple[Grade, ...]


@frozen
class Grant(Node):
    """What a provider is given, by the first case that holds: `grant surcharge : percent of standard chain tariff`."""

    name: Name
    type: TypeExpr
    whole: Name | None
    title: Text | None
    sources: tuple[Source, ...]
    applies: Applies | None
    only_eligible: OnlyEligible | None
    awards: tuple[Award, ...]
