"""How boxes look: shapes, colours, type sizes. Colours are told apart by the colour-blind (after Okabe and Ito), text on
its fill has a contrast of at least 4.5 to 1, and nothing is said by colour alone."""

from __future__ import annotations

from attrs import frozen

from compiler.backends.graph.boxes import Box, Role, Tone

BODY, SMALL, TITLE = 10, 9, 13
RING = 4  # what each further outline of Graphviz adds on every side
INK = "#1b1f24"
LINE = "#5b6570"
PAPER = "#ffffff"


@frozen
class Paint:
    fill: str
    border: str
    ink: str


@frozen
class Outline:
    """A Graphviz shape with its style; `pen` in tenths of a point, `margin` the points kept free at the left and right."""

    shape: str = "box"
    style: str = "filled"
    pen: int = 10
    peripheries: int = 1
    margin: int = 8


TONES = {
    Tone.GOOD: Paint("#dff3ea", "#006b4f", "#00513b"),
    Tone.BAD: Paint("#fde5d8", "#b23a00", "#8a2d00"),
    Tone.UNKNOWN: Paint("#fff5c9", "#7d6500", "#5c4a00"),
    Tone.AWAITING: Paint("#f3e4f5", "#84408f", "#652d6f"),
    Tone.APART: Paint("#eceeef", "#676e75", "#454b51"),
    Tone.WAIVED: Paint("#dbecfa", "#0a5c9c", "#084a7e"),
    Tone.NEUTRAL: Paint("#ffffff", "#5b6570", "#3c444c"),
}
ROLES = {
    Role.DECISION: Paint("#17324d", "#17324d", "#ffffff"),
    Role.JOIN: Paint("#3d4a57", "#3d4a57", "#ffffff"),
    Role.REQUIREMENT: Paint("#e6f0fa", "#1f4e79", "#17324d"),
    Role.EXCLUSION: Paint("#fdeee4", "#9a3f00", "#6e2d00"),
    Role.GROUP: Paint("#e3e7eb", "#3d4a57", "#1b1f24"),
    Role.QUANTIFIER: Paint("#f1f3f5", "#3d4a57", "#1b1f24"),
    Role.FACT: Paint("#ffffff", "#5b6570", "#1b1f24"),
    Role.JUDGEMENT: Paint("#f8f0f9", "#84408f", "#4d2256"),
    Role.GATE: Paint("#ffffff", "#1f4e79", "#17324d"),
    Role.EXCEPTION: Paint("#ffffff", "#3d4a57", "#1b1f24"),
    Role.TABLE: Paint("#ffffff", "#3d4a57", "#1b1f24"),
    Role.VALUE: Paint("#ffffff", "#3d4a57", "#1b1f24"),
    Role.DEADLINE: Paint("#ffffff", "#3d4a57", "#1b1f24"),
}
OUTLINES = {
    Role.DECISION: Outline(style="filled,rounded", margin=12),
    Role.JOIN: Outline(style="filled,rounded", margin=10),
    Role.REQUIREMENT: Outline(pen=15),
    Role.EXCLUSION: Outline(style="filled,diagonals", pen=15, margin=12),
    Role.GROUP: Outline(style="filled,rounded"),
    Role.QUANTIFIER: Outline(shape="box3d", margin=10),
    Role.FACT: Outline(),
    Role.JUDGEMENT: Outline(style="filled,rounded", peripheries=2, margin=12),
    Role.GATE: Outline(shape="cds", margin=14),
    Role.EXCEPTION: Outline(style="filled,dashed"),
    Role.TABLE: Outline(),
    Role.VALUE: Outline(shape="tab"),
    Role.DEADLINE: Outline(shape="note", margin=14),
}


def paint(box: Box) -> Paint:
    """The colours of the verdict where there is one, else those of the role."""
    if box.badge is None or box.role is Role.JOIN or (box.badge.tone is Tone.NEUTRAL):
        return ROLES[box.role]
    return TONES[box.badge.tone]
