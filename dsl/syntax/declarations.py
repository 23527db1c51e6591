"""What a policy is about and rests on: documents, units, records, judgements, values, parameters, external inputs, norms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dsl.frozen import frozen
from dsl.syntax.expressions import Expr
from dsl.syntax.nodes import Name, Node
from dsl.syntax.types import TypeExpr
from dsl.syntax.values import Date, Quantity, Text

if TYPE_CHECKING:
    from dsl.syntax.examples import Absent


@frozen
class Source(Node):
    """A citation: document key, criterion keys within it, and the place in words."""

    document: str
    keys: tuple[str, ...]
    place: Text | None = None


@frozen
class Issuer(Node):
    text: Text


@frozen
class DocumentRef(Node):
    key: str


@frozen
class InForce(Node):
    """Both days inclusive; None where the period has no bound."""

    first: Date | None
    last: Date | None


@frozen
class Judges(Node):
    record: Name


@frozen
class Binding(Node):
    word: Literal["allows", "obliges"]


PolicySetting = Issuer | DocumentRef | InForce | Judges | Binding


@frozen
class Policy(Node):
    name: Name
    title: Text | None
    settings: tuple[PolicySetting, ...]


@frozen
class Use(Node):
    """`names` is empty when everything is used."""

    module: str
    names: tuple[Name, ...] = ()


@frozen
class Precedence(Node):
    """Modules, the first of which wins where several declare one name."""

    modules: tuple[str, ...]
    sources: tuple[Source, ...]


@frozen
class Published(Node):
    date: Date


@frozen
class File(Node):
    """The document itself, relative to the file that declares it."""

    path: Text


@frozen
class Inventory(Node):
    """A CSV of criterion keys, relative to the file that declares it: cited keys are checked against it."""

    path: Text


DocumentSetting = Issuer | Published | File | Inventory


@frozen
class Document(Node):
    key: str
    title: Text | None
    settings: tuple[DocumentSetting, ...]


@frozen
class Unit(Node):
    """`unit hour, hours = 60 minutes`: the forms of a unit, and its size in another unit unless it is a base unit."""

    names: tuple[Name, ...]
    size: Quantity | None = None


@frozen
class Counted(Node):
    """`counted patient, patients`"""

    names: tuple[Name, ...]


@frozen
class Flag(Node):
    word: Literal["optional", "evidence", "changeable", "fixed", "lists agreements"]


@frozen
class SuppliedBy(Node):
    role: Text


@frozen
class Each(Node):
    """The word for one element of a list: `each backup hospital`."""

    name: Name


@frozen
class Bound(Node):
    """A bound that every value of the fact keeps: `at least 0 fte`."""

    word: Literal["at least", "at most"]
    value: Expr


Attribute = Flag | SuppliedBy | Each | Bound


@frozen
class Field(Node):
    name: Name
    type: TypeExpr
    attributes: tuple[Attribute, ...] = ()
    description: Text | None = None


@frozen
class Record(Node):
    name: Name
    title: Text | None
    fields: tuple[Field, ...]


@frozen
class Weighs(Node):
    """One factor that a judgement must weigh, in words."""

    factor: Text


@frozen
class Judgement(Node):
    name: Name
    title: Text | None
    by: Text
    sources: tuple[Source, ...] = ()
    weighs: tuple[Weighs, ...] = ()


@frozen
class Value(Node):
    name: Name
    type: TypeExpr | None
    title: Text | None
    sources: tuple[Source, ...]
    body: Expr


@frozen
class Period(Node):
    """From this day on the parameter has this value, until the next period."""

    first: Date
    value: Expr
    source: Source | None = None


@frozen
class KeyedHeader(Node):
    """`| chain | from | maximum |`: the keys, and what the values are called."""

    keys: tuple[Name, ...]
    label: Name


@frozen
class KeyedRow(Node):
    """From its day on this is the value for these keys; a key of None stands for `-`, every other one. Absent is `none`."""

    keys: tuple[Expr | None, ...]
    first: Date
    value: Expr | Absent


@frozen
class Parameter(Node):
    """Its value in each period; or, with `keys`, the value for each key, in rows under a header."""

    name: Name
    type: TypeExpr
    title: Text | None
    sources: tuple[Source, ...]
    periods: tuple[Period, ...]
    keys: tuple[Name, ...] = ()
    header: KeyedHeader | None = None
    rows: tuple[KeyedRow, ...] = ()


@frozen
class External(Node):
    """An input that the documents name and do not contain. Without periods it is asked of the data; with them each value has a
    source."""

    name: Name
    type: TypeExpr
    title: Text | None
    sources: tuple[Source, ...]
    periods: tuple[Period, ...]


@frozen
class Norm(Node):
    """A norm of others that sources can cite; `edition` is None for the edition in force, whichever that is."""

    key: str
    title: Text | None
    edition: Text | None
    sources: tuple[Source, ...]
