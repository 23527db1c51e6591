"""Types of facts."""

from __future__ import annotations

from dsl.frozen import frozen
from dsl.syntax.nodes import Name, Node
from dsl.syntax.values import Text


@frozen
class YesNoType(Node):
    pass


@frozen
class TextType(Node):
    pattern: Text | None = None


@frozen
class NumberType(Node):
    whole: bool = False


@frozen
class PercentType(Node):
    pass


@frozen
class DateType(Node):
    pass


@frozen
class MomentType(Node):
    pass


@frozen
class CountType(Node):
    """`count of patients`"""

    noun: Name


@frozen
class NamedType(Node):
    """A unit (`fte`, `fte per patient`) or a record; which one is resolved later."""

    name: Name
    per: Name | None = None


@frozen
class ChoiceType(Node):
    options: tuple[Name, ...]


@frozen
class SetType(Node):
    options: tuple[Name, ...]


@frozen
class ListType(Node):
    element: TypeExpr


@frozen
class SeriesType(Node):
    """`number per year`: a value for each year."""

    element: TypeExpr


TypeExpr = (
    YesNoType
    | TextType
    | NumberType
    | PercentType
    | DateType
    | MomentType
    | CountType
    | NamedType
    | ChoiceType
    | SetType
    | ListType
    | SeriesType
)
