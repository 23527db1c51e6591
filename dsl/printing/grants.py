"""Grants, and parameters that have a value for each key: the lines under their heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from dsl import names
from dsl.printing.blocks import BlockPrinter
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.facts import TYPE_WORDS, FactPrinter
from dsl.printing.lines import Line, column
from dsl.syntax import (
    Absent,
    Award,
    CountType,
    Expr,
    Grant,
    KeyedHeader,
    KeyedRow,
    Name,
    NamedType,
    Negative,
    Profile,
    Quantity,
    Ref,
    TypeExpr,
)

_ANYTHING: Final = "-"
_LITERALS: Final = "Number Percent YesNo Text Date Moment".split()


@frozen
class GrantPrinter:
    expressions: ExpressionPrinter

    def of_whole(self, grant: Grant) -> str:
        """`percent of standard chain tariff`"""
        said = FactPrinter(self.expressions).type(grant.type)
        if grant.whole is None:
            return said
        return f"{said} {self._word('OF')} {self.expressions.spelling.head(grant.whole)}"

    def cases(self, grant: Grant) -> list[Line]:
        """All under the head and its sources."""
        blocks = BlockPrinter(self.expressions)
        lines: list[Line] = []
        if grant.applies is not None:
            lines += blocks.lines(grant.applies.condition, 1, f"{self._word('APPLIES_WHEN')} ", grant.applies)
        if grant.only_eligible is not None:
            lines.append(Line(1, self._word("ONLY_ELIGIBLE"), grant.only_eligible))
        for each in grant.awards:
            lines += self._award(each, blocks)
        return lines

    def _award(self, award: Award, blocks: BlockPrinter) -> list[Line]:
        result = self._word("NONE") if isinstance(award.result, Absent) else self._result(award.result)
        if award.condition is None:
            return [Line(1, f"{result} {self._word('OTHERWISE')}", award)]
        return blocks.lines(award.condition, 1, f"{result} {self._word('WHEN')} ", award)

    def _result(self, result: Expr) -> str:
        """What is given: a literal or a name as it is, anything else in parentheses."""
        spelling = self.expressions.spelling
        match result:
            case Ref(name=name):
                return f"`{name.text}`" if names.awarded_needs_backticks(name.text, spelling.language) else name.text
            case Quantity(unit=unit, symbol=False) if names.awarded_needs_backticks(unit.text, spelling.language):
                return f"{spelling.number(result.number)} `{unit.text}`"
            case Negative(operand=operand) if self._is_literal(operand):
                return f"−{self._result(operand)}"
            case _ if self._is_literal(result):
                return self.expressions.piece(result).text
            case _:
                return f"({self.expressions.text(result)})"

    def _is_literal(self, result: Expr) -> bool:
        return isinstance(result, Quantity) or type(result).__name__ in _LITERALS

    def grades(self, profile: Profile) -> list[Line]:
        """The classes of a profile, the lowest first."""
        blocks = BlockPrinter(self.expressions)
        lines: list[Line] = []
        if profile.applies is not None:
            lines += blocks.lines(profile.applies.condition, 1, f"{self._word('APPLIES_WHEN')} ", profile.applies)
        for each in profile.grades:
            name = self._result(Ref(each.name))
            if each.condition is None:
                lines.append(Line(1, name, each))
            else:
                lines += blocks.lines(each.condition, 1, f"{name} {self._word('WHEN')} ", each)
        return lines

    # --- keys ---------------------------------------------------------------------------------------------------------

    def keyed_type(self, type_: TypeExpr, keys: Sequence[Name]) -> str:
        """`percent by chain`"""
        spelling = self.expressions.spelling
        match type_:
            case CountType(noun=noun):
                said = f"{self._word('COUNT_OF')} {self._unit(noun)}"
            case NamedType(name=name, per=per):
                said = self._unit(name, TYPE_WORDS)
                if per is not None:
                    said += f" {self._word('PER')} {self._unit(per)}"
            case _:
                said = FactPrinter(self.expressions).type(type_)
        return f"{said} {self._word('KEYED_BY')} {', '.join(map(spelling.name, keys))}"

    def _unit(self, name: Name, competing: Sequence[str] = ()) -> str:
        spelling = self.expressions.spelling
        bare = not names.keyed_unit_needs_backticks(name.text, spelling.language)
        return name.text if bare and not spelling.starts(name.text, competing) else f"`{name.text}`"

    def table(self, header: KeyedHeader | None, rows: Sequence[KeyedRow], level: int) -> list[Line]:
        """`| chain | from | maximum |` and a line for each row."""
        if header is None:
            return []
        spelling = self.expressions.spelling
        texts = [[*map(self._name, header.keys), self._word("FROM"), self._name(header.label)]]
        for row in rows:
            keys = [_ANYTHING if each is None else self._cell(each) for each in row.keys]
            value = self._word("NONE") if isinstance(row.value, Absent) else self._cell(row.value)
            texts.append([*keys, spelling.date(row.first), value])
        columns = [column(list(cells)) for cells in zip(*texts, strict=True)]
        lines = zip([header, *rows], zip(*columns, strict=True), strict=True)
        return [Line(level, f"| {' | '.join(cells)} |", node) for node, cells in lines]

    def _cell(self, value: Expr) -> str:
        if isinstance(value, Ref):
            return self._name(value.name)
        return f"−{self._cell(value.operand)}" if isinstance(value, Negative) else self.expressions.piece(value).text

    def _name(self, name: Name) -> str:
        return self.expressions.spelling.option(name, competing=("FROM",))

    def _word(self, terminal: str) -> str:
        return self.expressions.spelling.word(terminal)
