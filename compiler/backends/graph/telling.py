"""The whole graph as lines of text: what its picture says to those who cannot see it."""

from __future__ import annotations

from compiler.backends.graph.boxes import Box


def telling(root: Box) -> str:
    """One line for each box, indented by its depth."""
    return "\n".join(_lines(root, 0))


def _lines(box: Box, depth: int) -> list[str]:
    said = ": ".join(filter(None, [box.caption, _one_line(box.text)]))
    verdict = f" [{box.badge.symbol} {box.badge.word}".rstrip() + "]" if box.badge else ""
    notes = f" ({'; '.join(_one_line(each) for each in box.notes if each)})" if any(box.notes) else ""
    lines = ["  " * depth + said + verdict + notes]
    if box.grid is not None:
        lines.extend("  " * (depth + 1) + _row(cells, box.grid.inputs) for cells in (box.grid.header, *box.grid.rows))
    for child in box.children:
        lines.extend(_lines(child, depth + 1))
    return lines


def _row(cells: tuple[str, ...], inputs: int) -> str:
    return f"{' | '.join(cells[:inputs])} => {' | '.join(cells[inputs:])}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
