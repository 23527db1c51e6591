"""Large numbers in words: `1,5 miljoen`."""

from __future__ import annotations

import re
from decimal import Decimal

from dsl.diagnostics import Language

LARGE = {
    **dict.fromkeys(("duizend", "thousand"), 10**3),
    **dict.fromkeys(("miljoen", "million", "mln", "miljoenen"), 10**6),
    **dict.fromkeys(("miljard", "billion", "mld"), 10**9),
}
NUMBER: dict[Language, str] = {
    "en": r"(?<![\w.,])\d[\d \u00a0\u202f]*(?:\.\d+)?",
    "nl": r"(?<![\w.,])\d+(?:\.\d{3})*(?:,\d+)?",
}


def times(digits: str, factor: int, language: Language) -> str:
    """A number times another, in the form of the language, with its thousands set apart."""
    if language == "nl":
        digits = digits.replace(".", "").replace(",", ".")
    plain = f"{Decimal(re.sub(r'[^0-9.]', '', digits)) * factor:,f}"
    whole, _, decimals = plain.partition(".")
    decimals = decimals.rstrip("0")
    thousands, mark = (" ", ".") if language == "en" else (".", ",")
    return whole.replace(",", thousands) + (f"{mark}{decimals}" if decimals else "")
