"""What an operator knows of the policy around an expression, and how it words a change."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from compiler.ir.nodes import RecordInfo
from compiler.model import Typed
from compiler.resolve.units import UnitInfo
from compiler.scenarios.mutation.mutants import Change, Family
from compiler.scenarios.mutation.sites import Site
from dsl import syntax
from dsl.diagnostics import Language
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.spelling import Spelling


@frozen(eq=False)
class Setting:
    """The language of a policy, the units that its module can use and the records that it reads."""

    language: Language
    units: Mapping[str, UnitInfo]
    records: tuple[RecordInfo, ...]
    printer: ExpressionPrinter = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "printer", ExpressionPrinter(Spelling(self.language)))

    def said(self, expr: syntax.Expr) -> str:
        """One line; of a block only its heading."""
        match expr:
            case syntax.Group():
                return self.printer.group_heading(expr)
            case syntax.Quantified() | syntax.Has() if is_block(expr):
                return self.printer.heading(expr)
            case _:
                return self.printer.text(expr)

    def change(
        self, family: Family, site: Site, new: Typed, was: str | None = None, becomes: str | None = None
    ) -> Change:
        """The change that puts another expression at a place; in the words of the whole expressions unless said otherwise."""
        was = self.said(site.typed.said) if was is None else was
        becomes = self.said(new.said) if becomes is None else becomes
        around = None if site.within is None else self.said(site.within.said)
        return Change(family, site.put(new), was, becomes, site.typed.span, around if around != was else None)


def is_block(expr: syntax.Expr) -> bool:
    """Whether other lines stand under it."""
    match expr:
        case syntax.Group():
            return True
        case syntax.Quantified(condition=inner) | syntax.Has(condition=inner):
            return inner is not None and is_block(inner)
        case _:
            return False
