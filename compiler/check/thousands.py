"""Numbers of which the decimals look like thousands: `100,000` in a Dutch file, `100.000` in an English one."""

from __future__ import annotations

import re

from compiler.resolve.findings import Findings
from dsl import syntax
from dsl.diagnostics import Language, Words
from dsl.syntax import Module
from dsl.traverse import walk

_MARK: dict[Language, str] = {"en": ".", "nl": ","}
_SUSPECT: dict[Language, re.Pattern[str]] = {
    language: re.compile(rf"(?<![\w.,])[1-9]\d{{0,2}}{re.escape(mark)}\d{{3}}(?![\d.,]\d|\d)")
    for language, mark in _MARK.items()
}


def decimals_like_thousands(module: Module, findings: Findings) -> None:
    """Warn of a number with exactly three decimals that may be meant as thousands; percentages and factors never are."""
    suspect = _SUSPECT[module.language]
    if not suspect.search(module.span.source.text):
        return
    nodes = list(walk(module))
    never = {id(each.number) for each in nodes if isinstance(each, syntax.Percent)}
    for each in nodes:
        if isinstance(each, syntax.Product):
            factors = (each.first, *(step.operand for step in each.rest))
            never |= {id(factor) for factor in factors if not factor.span.text.endswith("000")}
    for number in nodes:
        if isinstance(number, syntax.Number) and id(number) not in never:
            written = suspect.fullmatch(number.span.text)
            if written is not None:
                _warn(number, module.language, findings)


def _warn(number: syntax.Number, language: Language, findings: Findings) -> None:
    said = number.span.text
    whole, decimals = said.split(_MARK[language])
    thousands = f"{whole} {decimals}" if language == "en" else f"{whole}.{decimals}"
    small = decimals.lstrip("0")
    one = small == "1"
    parts = whole if decimals == "000" else f"{said}0"
    en = whole if decimals == "000" else f"{whole} and {small} {'thousandth' if one else 'thousandths'}"
    nl = whole if decimals == "000" else f"{whole} en {small} {'duizendste' if one else 'duizendsten'}"
    findings.warning(
        "W822",
        number.span,
        f"`{said}` is {en} here: behind the point stand decimals",
        f"`{said}` is hier {nl}: achter de komma staan decimalen",
        help=Words(
            f"write `{thousands}` where thousands are meant, and `{parts}` where they are not",
            f"schrijf `{thousands}` als u duizendtallen bedoelt, en `{parts}` als u die niet bedoelt",
        ),
    )
