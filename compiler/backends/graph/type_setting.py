"""The lines of text of a box, broken to the room there is, and the size that follows from them."""

from __future__ import annotations

from attrs import frozen

from compiler.backends.graph.boxes import Badge, Box, Grid, Role
from compiler.backends.graph.look import BODY, OUTLINES, RING, SMALL, TITLE
from compiler.backends.graph.measure import text_width, wrap

_ABOVE_AND_BELOW = 4
_BETWEEN = 14
_CELL_SIDES = 12
_LEADING = 4
MARKER = 18
ABOVE_GRID = 5
_STRONG = (
    Role.DECISION,
    Role.JOIN,
    Role.REQUIREMENT,
    Role.EXCLUSION,
    Role.GROUP,
    Role.TABLE,
    Role.VALUE,
    Role.DEADLINE,
)


@frozen
class Line:
    """One line, with the badge at its right end where it stands there."""

    text: str
    size: int
    bold: bool = False
    badge: Badge | None = None

    @property
    def height(self) -> int:
        return self.size + (_LEADING if self.size < TITLE else _LEADING + 3)

    @property
    def width(self) -> int:
        """Of the text, without the badge."""
        return text_width(self.text, self.size, self.bold)


@frozen
class GridLines:
    """The cells of a table as lines of text; `widths` of its columns in points. The first row is the header."""

    widths: tuple[int, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def row_heights(self) -> tuple[int, ...]:
        return tuple(max(len(cell) for cell in row) * (SMALL + _LEADING) + 6 for row in self.rows)

    @property
    def width(self) -> int:
        return MARKER + sum(self.widths)

    @property
    def height(self) -> int:
        return sum(self.row_heights) + 2 * ABOVE_GRID


@frozen
class Setting:
    """Width and height in points, with the room around the text that the outline needs."""

    lines: tuple[Line, ...]
    grid: GridLines | None
    width: int
    height: int


def set_type(box: Box, room: int, fill_room: bool = False) -> Setting:
    """Set the texts of a box in at most `room` points; exactly that many where `fill_room`."""
    sides = 2 * OUTLINES[box.role].margin
    inner = room - sides
    big = TITLE if box.role is Role.DECISION else BODY
    strong = box.role in _STRONG
    lines = [Line(each, SMALL) for each in wrap(box.caption, inner, SMALL)]
    lines += [Line(each, big, strong) for each in wrap(box.text, inner, big, strong)]
    lines = _with_badge(lines, box, inner) or [Line("", BODY)]
    lines += [Line(each, SMALL) for note in box.notes for each in wrap(note, inner, SMALL)]
    text_room = max((_line_width(each) for each in lines), default=0)
    grid = _set_grid(box.grid, text_room, inner) if box.grid else None
    natural = max(text_room, grid.width if grid else 0)
    height = sum(each.height for each in lines) + 2 * _ABOVE_AND_BELOW + (grid.height if grid else 0)
    return Setting(tuple(lines), grid, room if fill_room else natural + sides, _outer_height(box.role, height))


def _outer_height(role: Role, height: int) -> int:
    """Some outlines take room above and below their texts."""
    match role:
        case Role.QUANTIFIER | Role.VALUE:
            return height + 6
        case Role.JUDGEMENT:
            return height + 2 * RING
        case Role.GATE:
            return height * 4 // 3 + 2
        case _:
            return height


def _with_badge(lines: list[Line], box: Box, inner: int) -> list[Line]:
    """The badge at the end of the first line where it fits there, else on a line of its own."""
    if box.badge is None:
        return lines
    if lines:
        first = Line(lines[0].text, lines[0].size, lines[0].bold, box.badge)
        if _line_width(first) <= inner:
            return [first, *lines[1:]]
    broken = wrap(str(box.badge).strip(), inner, BODY, bold=True)
    return [*lines, *(Line(each, BODY, bold=True) for each in broken)]


def _line_width(line: Line) -> int:
    if line.badge is None:
        return line.width
    return line.width + _BETWEEN + text_width(str(line.badge).strip(), BODY, bold=True)


def _set_grid(grid: Grid, least: int, most: int) -> GridLines:
    """Columns for the room there is, together at least as wide as the text above them."""
    rows = [grid.header, *grid.rows]
    columns = [[row[column] for row in rows] for column in range(len(grid.header))]
    widths = _column_widths(columns, most - MARKER)
    widths[-1] += max(0, least - MARKER - sum(widths))
    cells = tuple(
        tuple(
            wrap(cell, width - _CELL_SIDES, SMALL, bold=True) or ("",) for cell, width in zip(row, widths, strict=True)
        )
        for row in rows
    )
    return GridLines(tuple(widths), cells)


def _column_widths(columns: list[list[str]], room: int) -> list[int]:
    """As wide as the longest cell where all fit; else what the longest word needs and a share of the rest; when even the words
    do not fit, equal widths."""
    wanted = [max(_cell_width(each) for each in column) for column in columns]
    if sum(wanted) <= room:
        return wanted
    needed = [max(_cell_width(word) for each in column for word in each.split(" ")) for column in columns]
    rest = room - sum(needed)
    if rest < 0:
        return [room // len(columns)] * len(columns)
    lacking = [full - least for full, least in zip(wanted, needed, strict=True)]
    return [least + rest * lack // sum(lacking) for least, lack in zip(needed, lacking, strict=True)]


def _cell_width(text: str) -> int:
    return text_width(text, SMALL, bold=True) + _CELL_SIDES
