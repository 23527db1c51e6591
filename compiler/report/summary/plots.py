"""Plots as SVG inside a page, drawn by Matplotlib: the same bytes for the same numbers, own ids, texts that stay texts."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

from attrs import frozen

from compiler.report.layout import printable

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
INSTALL = "pip install 'meetlat[plots]'"
LABEL, LABEL_LINES = 38, 3
"""A label takes so many lines of so many characters; what does not fit is cut off, with an ellipsis."""
_INK, _LINE = "#1b1f24", "#c9cfd6"
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "meetlat",
    "svg.fonttype": "none",
    "text.parse_math": False,  # a name may hold dollar signs
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _LINE,
    "axes.unicode_minus": True,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "hatch.linewidth": 0.6,
}


@frozen
class Series:
    """What is counted of each label. `hatch` tells series apart for those who do not see colours."""

    name: str
    colour: str
    hatch: str
    counts: tuple[int, ...]


def bars(
    labels: Sequence[str],
    series: Sequence[Series],
    axis: str,
    title: str,
    prefix: str,
    count: Callable[[int], str] = str,
) -> str:
    """Bars from top to bottom, one for each label, of series beside each other; `count` writes how many there are."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    with _style():
        names = [_lines(each) for each in labels]
        lines = sum(each.count("\n") for each in names)
        figure = Figure(figsize=(7.4, 0.9 + 0.3 * len(labels) + 0.15 * lines), layout="constrained")
        axes = figure.subplots()
        places = range(len(labels))
        starts = [0] * len(labels)
        for each in series:
            axes.barh(
                places,
                each.counts,
                left=starts,
                color=each.colour,
                hatch=each.hatch,
                edgecolor="white",
                label=each.name,
            )
            starts = [start + count for start, count in zip(starts, each.counts, strict=True)]
        for place, total in zip(places, starts, strict=True):
            axes.annotate(count(total), (total, place), xytext=(4, 0), textcoords="offset points", va="center")
        axes.set_yticks(places, names)
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: count(int(value)))
        axes.set_xlabel(axis)
        axes.margins(x=0.08)
        if len(series) > 1:
            figure.legend(loc="outside upper left", ncols=len(series), frameon=False)
        return _drawn(figure, title, prefix)


def histogram(
    edges: Sequence[str],
    counts: Sequence[int],
    zero: int,
    axis: str,
    counted: str,
    title: str,
    prefix: str,
    count: Callable[[int], str] = str,
) -> str:
    """Counts between edges, given as they are to be read; below and above the threshold (the edge at `zero`) look different."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    with _style():
        figure = Figure(figsize=(7.4, 2.4), layout="constrained")
        axes = figure.subplots()
        colours = ["#b3261e" if place < zero else "#1d6b32" for place in range(len(counts))]
        drawn = axes.bar([place + 0.5 for place in range(len(counts))], counts, width=0.94, color=colours)
        for place, each in enumerate(drawn):
            each.set_hatch("//" if place < zero else "")
            each.set_edgecolor("white")
        axes.axvline(zero, color=_INK, linewidth=1.4)
        shown = [place for place in range(len(edges)) if (place - zero) % (len(edges) // 7 + 1) == 0]
        axes.set_xticks(shown, [edges[place] for place in shown])
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.yaxis.set_major_formatter(lambda value, _: count(int(value)))
        axes.set_xlabel(axis)
        axes.set_ylabel(counted)
        return _drawn(figure, title, prefix)


@contextmanager
def _style() -> Iterator[None]:
    """Our own settings, whatever the user's are. A letter that the font lacks is drawn by who shows the page, so that it is no
    matter for a warning."""
    from matplotlib import rc_context, rcdefaults, rcParams

    with rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        rcdefaults()
        rcParams.update(_STYLE)
        yield


def _lines(label: str) -> str:
    plain = printable(" ".join(label.split()))
    return "\n".join(textwrap.wrap(plain, LABEL, max_lines=LABEL_LINES, placeholder=" …")) or plain


def _drawn(figure: object, title: str, prefix: str) -> str:
    """The figure as SVG, without a declaration, with a title for those who do not see it and ids behind `prefix-`."""
    target = io.BytesIO()
    figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})  # type: ignore[attr-defined]
    root = ElementTree.fromstring(target.getvalue())
    for metadata in root.findall(f"{_SVG}metadata"):
        root.remove(metadata)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        for name, value in list(element.attrib.items()):
            if name == "id":
                element.set(name, f"{prefix}-{value}")
            elif name == f"{_XLINK}href":
                del element.attrib[name]
                element.set("href", f"#{prefix}-{value[1:]}" if value.startswith("#") else value)
            else:
                element.set(name, _REFERENCE.sub(rf"url(#{prefix}-\1)", value))
    named = ElementTree.Element("title", {"id": f"{prefix}-title"})
    named.text = printable(title)
    root.insert(0, named)
    root.attrib.update(
        {
            "xmlns": _SVG.strip("{}"),
            "role": "img",
            "aria-labelledby": f"{prefix}-title",
            "style": "max-width:100%;height:auto;background:#fff",
        }
    )
    return ElementTree.tostring(root, encoding="unicode")
