"""Changes of a policy from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dsl.frozen import frozen
from dsl.syntax.deadlines import Due, DueYearly, NotBefore
from dsl.syntax.declarations import KeyedHeader, KeyedRow, Period, Published, Source
from dsl.syntax.expressions import Expr
from dsl.syntax.nodes import Name, Node
from dsl.syntax.values import Date, Text

if TYPE_CHECKING:
    from dsl.syntax.statements import Statement


@frozen
class Effective(Node):
    """The first day on which the amendment holds."""

    date: Date


@frozen
class Amends(Node):
    module: str


@frozen
class Limited(Node):
    """The amendment holds only for providers for whom the condition holds."""

    condition: Expr


@frozen
class Target(Node):
    """A statement of the amended module: `requirement CieBAG criteria`."""

    kind: Literal[
        "requirement", "exclusion", "decision", "value", "preference", "allocation", "deadline", "grant", "profile"
    ]
    name: Name


@frozen
class Withdraw(Node):
    """A whole statement lapses, or one of the conditions in a criterion, written as it stands there."""

    target: Target
    item: Expr | None = None


@frozen
class Replace(Node):
    """A statement stands in the place of the one of its kind and name."""

    statement: Statement


@frozen
class Add(Node):
    statement: Statement


@frozen
class Widen(Node):
    """A further way to meet a criterion (`alternative`), or a further exception to it."""

    word: Literal["alternative", "exception"]
    target: Target
    sources: tuple[Source, ...]
    condition: Expr


@frozen
class ChangeParameter(Node):
    """Further values of a parameter; one from the same day, for the same keys, goes before the old one."""

    name: Name
    sources: tuple[Source, ...]
    periods: tuple[Period, ...]
    header: KeyedHeader | None = None
    rows: tuple[KeyedRow, ...] = ()


@frozen
class ChangeDeadline(Node):
    """Another day for a deadline; all else that it says stays."""

    name: Name
    sources: tuple[Source, ...]
    start: NotBefore | None
    due: Due | DueYearly


Change = Withdraw | Replace | Add | Widen | ChangeParameter | ChangeDeadline


@frozen
class Amendment(Node):
    """`amends` is None where it amends the policy of its own file."""

    title: Text
    sources: tuple[Source, ...]
    published: Published | None
    effective: Effective
    amends: Amends | None
    limited: Limited | None
    changes: tuple[Change, ...]
