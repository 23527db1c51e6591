"""A layout as DOT for Graphviz. Every text is escaped: names, strings and data never reach Graphviz as syntax.

Places are written into the file, so Graphviz draws with `neato -n2`; plain `dot` lays the same graph out in its own way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from typing import cast
from xml.sax.saxutils import escape

import graphviz

from compiler.backends.graph import look
from compiler.backends.graph.boxes import Picture, Role, Tone
from compiler.backends.graph.layout import Edge, Layout, Placed, lay_out
from compiler.backends.graph.look import BODY, INK, LINE, OUTLINES, RING, SMALL, TONES, paint
from compiler.backends.graph.measure import text_width
from compiler.backends.graph.type_setting import ABOVE_GRID, MARKER, GridLines, Line

FONT = "DejaVu Sans"
_BORDERLESS = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'


def to_dot(picture: Picture, links: Mapping[str, str] | None = None) -> str:
    """The picture in DOT; equal pictures give equal text. `links` are the targets of boxes, by their keys."""
    layout = lay_out(picture)
    graph = graphviz.Digraph(
        "decision",
        graph_attr={
            "bgcolor": look.PAPER,
            "fontname": FONT,
            "layout": "neato",
            "outputorder": "edgesfirst",
            "pad": "0.08",
            "tooltip": quoted(picture.title),
        },
        node_attr={"fontname": FONT, "fontsize": str(BODY), "fixedsize": "true", "margin": "0"},
        edge_attr={"color": LINE, "arrowsize": "0.55", "penwidth": "1.1"},
    )
    for placed in (*layout.boxes, *layout.legend):
        _node(graph, placed, (links or {}).get(placed.box.key))
    _legend_title(graph, layout)
    for edge in layout.edges:
        _edge(graph, edge)
    return str(graph.source)


def visible(text: str) -> str:
    """The text without characters that XML forbids or that reorder or hide what follows: these show as U+FFFD."""
    return "".join(_visible_character(each) for each in text)


def _visible_character(each: str) -> str:
    if each in "\n\t\r":
        return " "
    category = unicodedata.category(each)
    hides = category in ("Cc", "Cs", "Cn", "Co") or (category == "Cf" and each not in "\u00ad\u200c\u200d")
    return "\ufffd" if hides or category in ("Zl", "Zp") else each


def marked_up(text: str) -> str:
    """For an HTML-like label: `<`, `&` and quotes as entities, and a doubled backslash, as `\\N` stands for the node's name."""
    return escape(visible(text), {'"': "&quot;"}).replace("\\", "\\\\")


def quoted(text: str) -> str:
    """For a quoted string: entities would be read and backslashes would escape. Line breaks stay."""
    lines = [visible(line).replace("&", "&amp;").replace("\\", "\\\\") for line in text.split("\n")]
    return cast(str, graphviz.nohtml("\\n".join(lines)))


def _node(graph: graphviz.Digraph, placed: Placed, link: str | None = None) -> None:
    box, outline, colours = placed.box, OUTLINES[placed.box.role], paint(placed.box)
    width, height = placed.setting.width, placed.setting.height
    rings = 2 * RING * (outline.peripheries - 1)
    graph.node(
        box.key,
        label=f"<{_label(placed)}>",
        pos=f"{_halves(2 * placed.left + width)},{_halves(-2 * placed.top - height)}!",
        width=_inches(width - rings),
        height=_inches(height - rings),
        shape=outline.shape,
        style=outline.style,
        peripheries=str(outline.peripheries),
        penwidth=_tenths(outline.pen),
        color=colours.border,
        fillcolor=colours.fill,
        tooltip=quoted(box.tooltip or box.text or box.caption or str(box.badge)),
        **({} if link is None else {"URL": quoted(link)}),
    )


def _label(placed: Placed) -> str:
    """A table of one column, each line of text a row of fixed height; a badge stands at the right end of its row."""
    setting, colours = placed.setting, paint(placed.box)
    width = setting.width - 2 * OUTLINES[placed.box.role].margin
    rows = "".join(_line(each, width, colours.ink) for each in setting.lines)
    if setting.grid is not None:
        rows += f'<TR><TD HEIGHT="{ABOVE_GRID}"></TD></TR><TR><TD ALIGN="LEFT">{_grid(setting.grid, placed)}</TD></TR>'
    return f"<TABLE {_BORDERLESS}>{rows}</TABLE>"


def _line(line: Line, width: int, ink: str) -> str:
    text = _run(line.text, line.size, ink, bold=line.bold)
    if line.badge is None:
        return f'<TR><TD ALIGN="LEFT" WIDTH="{width}" HEIGHT="{line.height}">{text}</TD></TR>'
    symbol = _run(line.badge.symbol, BODY, ink, bold=True)
    word = _run(line.badge.word, BODY, ink, bold=True)
    end = text_width(line.badge.word, BODY, bold=True) + 4
    cells = (
        f'<TD ALIGN="LEFT" HEIGHT="{line.height}" WIDTH="{line.width}">{text}</TD>'
        f'<TD ALIGN="RIGHT" HEIGHT="{line.height}" WIDTH="{width - line.width - end}">{symbol}</TD>'
        f'<TD ALIGN="RIGHT" HEIGHT="{line.height}" WIDTH="{end}">{word}</TD>'
    )
    return f"<TR><TD><TABLE {_BORDERLESS}><TR>{cells}</TR></TABLE></TD></TR>"


def _run(text: str, size: int, ink: str, *, bold: bool) -> str:
    shown = marked_up(text)
    return f'<FONT COLOR="{ink}" POINT-SIZE="{size}">{f"<B>{shown}</B>" if bold else shown}</FONT>' if shown else ""


def _grid(grid: GridLines, placed: Placed) -> str:
    """The decision table: outputs shaded and after a double line; the row that holds is marked with an arrow."""
    shape = placed.box.grid
    if shape is None:
        return ""
    rows = []
    for number, (cells, height) in enumerate(zip(grid.rows, grid.row_heights, strict=True)):
        held = number > 0 and number == shape.held
        marker = _run("▶" if held else "", SMALL, INK, bold=True)
        columns = [f'<TD BORDER="0" WIDTH="{MARKER}">{marker}</TD>']
        for column, (lines, width) in enumerate(zip(cells, grid.widths, strict=True)):
            shade = _shade(header=number == 0, held=held, output=column >= shape.inputs)
            bold = number == 0 or held
            text = '<BR ALIGN="LEFT"/>'.join(_run(each, SMALL, INK, bold=bold) for each in lines)
            size = f'WIDTH="{width}" HEIGHT="{height}" CELLPADDING="4"'
            columns.append(f'<TD ALIGN="LEFT" BALIGN="LEFT" {size} BGCOLOR="{shade}">{text}</TD>')
        rows.append(f"<TR>{''.join(columns)}</TR>")
    return f'<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" COLOR="{LINE}">{"".join(rows)}</TABLE>'


def _shade(*, header: bool, held: bool, output: bool) -> str:
    if held:
        return TONES[Tone.WAIVED].fill
    if header:
        return "#cfd6dd" if output else "#e3e7eb"
    return "#f1f3f5" if output else look.PAPER


def _legend_title(graph: graphviz.Digraph, layout: Layout) -> None:
    text, top = layout.legend_title
    width = layout.width
    table = f'<TABLE {_BORDERLESS}><TR><TD ALIGN="LEFT" WIDTH="{width}">{_run(text, SMALL, INK, bold=True)}</TD></TR></TABLE>'
    graph.node(
        "legend",
        label=f"<{table}>",
        shape="plain",
        pos=f"{_halves(width)},{-top}!",
        width=_inches(width),
        height=_inches(SMALL + 4),
        tooltip=quoted(text),
    )


def _edge(graph: graphviz.Digraph, edge: Edge) -> None:
    apart = edge.end.role in (Role.EXCEPTION, Role.GATE)
    graph.edge(
        edge.start,
        edge.end.key,
        pos=_spline(edge.points),
        style="dashed" if edge.end.role is Role.EXCEPTION else "solid",
        tooltip=quoted(edge.end.caption if apart else edge.end.text or edge.end.caption),
    )


def _spline(points: tuple[tuple[int, int], ...]) -> str:
    """Straight pieces as a spline whose control points lie on its corners; the last five points are the arrow's."""
    (x, y), corners = points[-1], points[:-1]
    pieces = [f"e,{x},{-y}"]
    shown = [f"{left},{-top}" for left, top in (*corners, (x - 5, y))]
    pieces.append(shown[0])
    for start, end in pairwise(shown):
        pieces += [start, end, end]
    return " ".join(pieces)


def _halves(number: int) -> str:
    sign, whole = "-" * (number < 0), abs(number) // 2
    return f"{sign}{whole}{'.5' if number % 2 else ''}"


def _inches(points: int) -> str:
    """Points as inches, to four decimals."""
    whole, rest = divmod(points * 10_000 // 72, 10_000)
    return f"{whole}.{rest:04d}"


def _tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"
