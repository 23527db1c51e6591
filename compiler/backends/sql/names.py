"""Identifiers that no database takes for one another: some look at no capitals, or at the first 63 bytes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field
from sqlglot import exp

if TYPE_CHECKING:
    from compiler.backends.sql.dialects import Dialect

KEY = "row"
"""The column that is the key of the rows of a table."""
ABOVE = "row above"
"""The column with the key of the row that each belongs to."""
REJECTED = "rejected"
"""Where tables are read as they stand in a database: what is wrong with a row of the judged, `NULL` for a good one."""
OURS = (KEY, ABOVE, REJECTED)


@define
class Names:
    """Gives out identifiers of at most `longest` bytes, each once. A name stays as it is where it can."""

    longest: int
    taken: set[str] = field(factory=set)

    def give(self, wanted: str) -> str:
        found = self._cut(wanted, "")
        number = 1
        while not found or found.casefold() in self.taken:
            number += 1
            found = self._cut(wanted, f" {number}")
        self.taken.add(found.casefold())
        return found

    def _cut(self, wanted: str, end: str) -> str:
        plain = wanted.replace("\0", "").replace("${", "{")  # Spark puts the value of a variable there
        room = self.longest - len(end)
        return plain.encode()[:room].decode(errors="ignore") + end


def quoted(name: str, dialect: Dialect) -> str:
    """A name as SQL has it, whatever stands in it."""
    return as_identifier(name).sql(dialect=dialect.name)


def as_identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def as_column(name: str, relation: str | None = None) -> exp.Column:
    if relation is None:
        return exp.Column(this=as_identifier(name))
    return exp.Column(this=as_identifier(name), table=as_identifier(relation))


def as_table(name: str, alias: str | None = None) -> exp.Expr:
    found = exp.Table(this=as_identifier(name))
    if alias is not None:
        found.set("alias", exp.TableAlias(this=as_identifier(alias)))
    return found


def named(found: exp.Expr, name: str) -> exp.Expr:
    return exp.Alias(this=found, alias=as_identifier(name))
