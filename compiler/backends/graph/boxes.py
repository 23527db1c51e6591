"""What the graph consists of, before it has a place: boxes with texts, and what hangs under them."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from attrs import frozen


class Role(Enum):
    """What a box stands for; decides its shape (`look`)."""

    DECISION = "decision"
    JOIN = "join"
    REQUIREMENT = "requirement"
    EXCLUSION = "exclusion"
    GROUP = "group"
    QUANTIFIER = "quantifier"
    FACT = "fact"
    JUDGEMENT = "judgement"
    GATE = "gate"
    EXCEPTION = "exception"
    TABLE = "table"
    VALUE = "value"
    DEADLINE = "deadline"


class Tone(Enum):
    """What a verdict does for the provider; decides the colour. A symbol and a word always go with it."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    AWAITING = "awaiting"
    APART = "apart"
    WAIVED = "waived"
    NEUTRAL = "neutral"


@frozen
class Badge:
    symbol: str
    word: str
    tone: Tone

    def __str__(self) -> str:
        return f"{self.symbol} {self.word}"


@frozen
class Grid:
    """A decision table: `inputs` of the header are the first columns. `held` is the row that holds, from 1."""

    header: tuple[str, ...]
    inputs: int
    rows: tuple[tuple[str, ...], ...]
    held: int | None = None


@frozen
class Box:
    """`caption` is the small line above, `text` the main one, `notes` small lines below; any may be empty.

    `key` names the box in the graph: stable, made of our own letters and digits only.
    """

    key: str
    role: Role
    caption: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    badge: Badge | None = None
    tooltip: str = ""
    grid: Grid | None = None
    children: tuple[Box, ...] = ()


@frozen
class Picture:
    """A graph to draw. `shape`: `tree` gives every criterion a row with its conditions beside it, `cards` two columns of
    criteria, `single` one criterion with its conditions under it."""

    shape: Literal["tree", "cards", "single"]
    root: Box
    legend: tuple[Box, ...]
    legend_title: str
    title: str
    description: str
    language: Literal["en", "nl"]
