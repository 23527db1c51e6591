"""What a policy says always holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dsl.frozen import frozen
from dsl.syntax.declarations import Source
from dsl.syntax.examples import AsOf, ExpectDecision, ExpectVerdict
from dsl.syntax.expressions import Collection, Expr
from dsl.syntax.nodes import Node
from dsl.syntax.values import Text

if TYPE_CHECKING:
    from dsl.syntax.amendments import Target


@frozen
class When(Node):
    """`when contracted`: only providers for whom the condition holds are meant."""

    condition: Expr


@frozen
class WhenComesOut(Node):
    """`when requirement staffing not met`, `when ineligible`: only providers for whom it comes out so. `kind` is that of the
    criterion, None for the decision."""

    kind: Literal["requirement", "exclusion"] | None
    expected: ExpectDecision | ExpectVerdict


@frozen
class Promised(Node):
    """`expect ineligible`, or with `never` anything but that."""

    expected: ExpectDecision | ExpectVerdict
    never: bool = False


@frozen
class Effect(Node):
    """`more registered patients never helps`: a provider of whom only this is more (later; with no word: yes instead of no) does
    not come out better, or (`hurts`) worse, by the decision or by one criterion."""

    direction: Literal["more", "later"] | None
    fact: Collection
    never: Literal["helps", "hurts"]
    criterion: Target | None = None


@frozen
class Holds(Node):
    """A condition that holds for each provider, as far as it is known."""

    condition: Expr


Claim = Promised | Effect | Holds


@frozen
class Always(Node):
    """What the policy must hold to, whoever is judged."""

    title: Text
    sources: tuple[Source, ...]
    as_of: AsOf | None
    when: tuple[When | WhenComesOut, ...]
    claim: Claim
