"""Where an expression stands: the records around it, the names of its module, and the policy that it serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from attrs import evolve

from compiler.check.types import Records
from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.model import DeadlineModel, Key, ParameterModel, PolicyModel, Typed
from compiler.resolve.declarations import Declared, Scope
from compiler.resolve.findings import Findings
from compiler.resolve.modules import Module
from dsl.diagnostics import Language
from dsl.frozen import frozen
from dsl.kinds import Kind, NumberKind
from dsl.source import Span


class Declarations(Protocol):
    """What an expression needs to know of the values, parameters and judgements that it reads."""

    records: Records
    findings: Findings
    missing: set[tuple[str, str, str]]
    """Unknown names that were reported: module, innermost record, name."""

    @property
    def module(self) -> Module:
        """The module that is checked."""
        ...

    def value_kind(self, declared: Declared) -> Kind: ...

    def value_may_be_none(self, declared: Declared) -> bool: ...

    def value_body(self, key: Key) -> Typed | None:
        """What a value that was read is worked out from."""
        ...

    def parameter(self, declared: Declared) -> ParameterModel: ...

    def judgement(self, declared: Declared) -> FieldInfo: ...

    def deadline(self, declared: Declared) -> DeadlineModel | None:
        """A deadline; None, after a report, where it is made of itself."""
        ...

    def read(self, declared: Declared) -> None: ...

    def policy_of(self, module: str) -> PolicyModel | None:
        """The policy of a module that another asks to be met, None when there is none that could be understood."""
        ...

    def rests_on(self, model: PolicyModel, at: Span) -> None:
        """Take note of a policy that is to be met, asked for at a place."""
        ...


@frozen(eq=False)
class Context:
    """`levels` are the records in whose names an expression reads, the judged one first; None for one that is not known."""

    declarations: Declarations
    scope: Scope
    levels: tuple[RecordInfo | None, ...]
    in_year: bool = False
    """Whether the name of a yearly series means its value in the year at hand."""
    taken: FieldInfo | None = None
    """The list of the judged record whose elements an allocation takes: the last level is one of them."""

    @property
    def findings(self) -> Findings:
        return self.declarations.findings

    @property
    def language(self) -> Language:
        return self.scope.module.syntax.language

    @property
    def is_open(self) -> bool:
        """An unknown name may well be declared: what declares it could not be read."""
        return self.scope.open or None in self.levels

    def inside(self, record: RecordInfo | None) -> Context:
        """The context of a condition on the elements of a collection, or on a nested record."""
        return evolve(self, levels=(*self.levels, record))

    def facts(self) -> Iterator[FieldInfo]:
        """Every fact that can be named here, the innermost first."""
        for record in reversed(self.levels):
            if record is not None:
                yield from record.fields

    def readable_names(self) -> list[str]:
        """Everything that an expression can name here."""
        return [*(each.name for each in self.facts()), *(each.name for each in self.scope.visible("term"))]

    def is_count(self, kind: NumberKind) -> bool:
        """Whether the dimension is one counted noun."""
        powers = kind.dimension.powers
        return (
            len(powers) == 1
            and powers[0][1] == 1
            and any(info.whole and info.dimension == kind.dimension for info in self.scope.units.values())
        )
