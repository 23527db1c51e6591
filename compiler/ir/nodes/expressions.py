"""The expressions of the intermediate representation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import field

from compiler.ir.values import Scalar
from dsl.frozen import frozen
from dsl.kinds import Kind
from dsl.source import NOWHERE, Span

if TYPE_CHECKING:
    from compiler.ir.nodes.criteria import Citation
    from compiler.ir.nodes.deadlines import Deadline

Relation = Literal["=", "≠", "<", "≤", ">", "≥"]


@frozen
class Lit:
    """A constant; numbers as Fraction in base units."""

    value: Scalar


@frozen
class Root:
    """The record that the policy judges."""


@frozen
class Item:
    """The element bound by the enclosing `Fold` of this level (outermost 0)."""

    level: int


@frozen
class Get:
    """A field of a record. Unknown when the record or the field is; none when the record is none."""

    base: Expr
    name: str
    kind: Kind
    judgement: bool = False
    optional: bool = False


@frozen
class And:
    args: tuple[Expr, ...]


@frozen
class Or:
    args: tuple[Expr, ...]


@frozen
class Not:
    arg: Expr


@frozen
class Tally:
    """How many of the listed conditions hold: a number, an interval while some are open."""

    args: tuple[Expr, ...]


@frozen
class Compare:
    """Yes/no. `kind` is the kind of the left side, for the unit of the margin. Comparing with none: `=` and the order relations
    are not met, `≠` is met unless both are none. Ratios are compared by cross-multiplication."""

    relation: Relation
    left: Expr
    right: Expr
    kind: Kind


@frozen
class Op:
    """An operator of the table in `compiler.ir.operators`."""

    name: str
    args: tuple[Expr, ...]


@frozen
class Ratio:
    """`top per bottom`, bottom never negative: kept as a pair, never divided. A bottom of zero makes any comparison that
    cross-multiplies total: 0 patients need 0 fte. While the bottom may be negative the ratio is open."""

    top: Expr
    bottom: Expr


@frozen
class Fold:
    """A reduction over a list, or over those elements of it where `where` holds.

    every, some: `of` is a condition (yes/no). count: `of` is None. distinct: the number of different values of `of`.
    total: 0 over nothing. lowest, highest, average, earliest, latest: none over nothing. Elements whose `of` is none are left
    out of these. Over a list that is none every and some are not met, the others none.
    """

    fold: Literal["every", "some", "count", "distinct", "total", "average", "lowest", "highest", "earliest", "latest"]
    collection: Expr
    level: int
    where: Expr | None = None
    of: Expr | None = None

    @property
    def innermost(self) -> Fold:
        """Where it is over lists in each element of another, the one over those: its elements are what it is about."""
        return self.of.innermost if isinstance(self.of, Fold) else self


@frozen
class Population:
    """The providers that `who` (the judged record, or an element of a population) is judged among, as a list to fold over:
    `all` with `who` itself, the `others`, or `who` alone. An unknown list where no others are given, as for a nested record."""

    record: str
    who: Root | Item | Get
    which: Literal["all", "others", "who"]


@frozen
class IsState:
    """Yes/no. `known` (a value or none) and `unknown` ask what is known now, so that they are never open and learning a fact can
    turn them round. `none` asks whether the thing exists: open while it is unknown and may turn out to be none."""

    state: Literal["none", "known", "unknown"]
    arg: Expr


@frozen
class Taken:
    """A criterion of a policy that is to be met; `body` is the place of its body among the conditions that make it count."""

    module: str
    id: str
    kind: Literal["requirement", "exclusion"]
    title: str | None
    citations: tuple[Citation, ...]
    body: int


@frozen
class Mark:
    """A condition that the author would recognise; `said` is its text in canonical form. Means what `arg` means.

    `heading` is set on groups (`all of`, `at least 2 of`), whose items are Marks themselves. `subject` is the text of what a
    comparison is about, of a ratio that of its top. `constants` are the parameters that it names, each with the value that it has
    on the day: `least score = 7`. `taken` is set where it stands for a criterion of another policy, `deadline`
    where it asks what has become of one.
    """

    arg: Expr
    said: str = field(eq=False)
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    heading: bool = field(eq=False, default=False)
    subject: str = field(eq=False, default="")
    taken: Taken | None = field(eq=False, default=None)
    deadline: Deadline | None = field(eq=False, default=None, repr=False)
    constants: tuple[str, ...] = field(eq=False, default=(), repr=False)


@frozen
class LatestKnown:
    """The value of a yearly series in the last year, up to `last`, in which it is known and not none; open while no year is.
    Asks what is known now: learning the value of a later year can change it."""

    series: Expr
    last: int
    kind: Kind
    optional: bool = False


@frozen
class Choose:
    """The value of the first case whose condition holds, else `otherwise`. A case whose condition is open stays possible: the
    value is decided as soon as all that are possible agree."""

    cases: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr


Expr = (
    Lit
    | Root
    | Item
    | Get
    | And
    | Or
    | Not
    | Tally
    | Compare
    | Op
    | Ratio
    | Fold
    | Population
    | IsState
    | LatestKnown
    | Choose
    | Mark
)
