"""The page of each diagnostic code: what it finds, what to avoid, what to write and why, in English and in Dutch."""

from __future__ import annotations

import re
from importlib.resources import files

from dsl.diagnostics import Language

PAGES = files("dsl") / "pages"


def codes() -> list[str]:
    """All codes that have a page, in their order."""
    found = (re.fullmatch(r"([EW]\d{3})\.md", page.name) for page in PAGES.iterdir())
    return sorted(match.group(1) for match in found if match)


def page(code: str, language: Language) -> str:
    """The page in Markdown. Raises FileNotFoundError for what is no code with a page."""
    folder = PAGES if language == "en" else PAGES / language
    return (folder / f"{code}.md").read_text(encoding="utf-8")


def title(text: str) -> str:
    """What a page says of its code in a few words."""
    return text.partition("\n")[0].removeprefix("# ").partition(": ")[2]
