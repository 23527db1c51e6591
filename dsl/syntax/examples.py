"""Example providers with what the policy is expected to say of them."""

from __future__ import annotations

from typing import Literal

from dsl.frozen import frozen
from dsl.syntax.expressions import Literal_
from dsl.syntax.nodes import Name, Node
from dsl.syntax.values import Date, Text


@frozen
class Absent(Node):
    """`unknown`, `none` or `empty` as a value."""

    word: Literal["unknown", "none", "empty"]


@frozen
class Phrase(Node):
    """Words in an example whose borders are only known with the declarations: `position owner`."""

    text: str


InlinePart = Phrase | Literal_ | Absent


@frozen
class InlineField(Node):
    """`fte 0.8` or `position owner`: a field name followed by its value, split later."""

    parts: tuple[InlinePart, ...]


@frozen
class Item(Node):
    """One element of a list: fields on the line of its dash and further assignments under it."""

    inline: tuple[InlineField, ...]
    assignments: tuple[Assignment, ...] = ()


@frozen
class Items(Node):
    items: tuple[Item, ...]


@frozen
class Fields(Node):
    """A nested record."""

    assignments: tuple[Assignment, ...]


@frozen
class Inline(Node):
    """Values on the line of the `=`: one value, the options of a set, or the fields of a nested record, told apart later."""

    fields: tuple[InlineField, ...]


@frozen
class Assignment(Node):
    name: Name
    value: Inline | Items | Fields


@frozen
class ExpectDecision(Node):
    decision: Literal["eligible", "ineligible", "undetermined", "awaiting judgement"]


@frozen
class ExpectVerdict(Node):
    name: Name
    verdict: Literal["met", "not met", "missed", "open", "unknown", "awaiting judgement", "not applicable", "waived"]


@frozen
class ExpectValue(Node):
    """The value of a computed value or of an output of a decision table."""

    name: Name
    value: Inline


Expectation = ExpectDecision | ExpectVerdict | ExpectValue


@frozen
class Against(Node):
    """The module of the policy that the example is held against."""

    module: str


@frozen
class AsOf(Node):
    date: Date


@frozen
class ExamplePopulation(Node):
    """The other providers that the one of the example is judged among, each the provider of another example; none: there are no
    others."""

    examples: tuple[Text, ...]


@frozen
class Example(Node):
    name: Text
    like: Text | None
    against: Against | None
    as_of: AsOf | None
    assignments: tuple[Assignment, ...]
    expectations: tuple[Expectation, ...]
    population: ExamplePopulation | None = None
