"""DOT to SVG with Graphviz, and the SVG made fit for a page: a text alternative, fonts, ids of its own."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from xml.etree import ElementTree

from compiler.backends.graph.dot import FONT, visible
from dsl.diagnostics import CompilerFault

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_FONTS = f"{FONT},Verdana,sans-serif"
_SECONDS = 60
_BOLD_IS_HIGH = Decimal("0.19")


def find_graphviz() -> Path | None:
    """The executable of the package graphviz-pure, else `dot` on the path, else None."""
    try:
        files = distribution("graphviz-pure").files or []
    except PackageNotFoundError:
        files = []
    for each in files:
        if each.name in ("graphviz-pure", "graphviz-pure.exe"):
            found = Path(str(each.locate())).resolve()
            if found.is_file():
                return found
    on_path = shutil.which("dot")
    return Path(on_path) if on_path else None


def run_graphviz(executable: Path, dot: str) -> bytes:
    """The SVG that Graphviz makes of the text; raises CompilerFault when it fails, as the text is ours."""
    command = [str(executable), "-Kneato", "-n2", "-q", "-Tsvg"]
    done = subprocess.run(command, input=dot.encode(), capture_output=True, timeout=_SECONDS, check=False)
    if done.returncode or not done.stdout:
        raise CompilerFault(f"Graphviz cannot draw the decision graph: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def finish_svg(drawn: bytes, title: str, description: str, prefix: str, language: str, *, estimated: bool) -> str:
    """The drawing with title and description for those who cannot see it, and every id behind `prefix-`.

    Each node and edge gets its tooltip as its title, the form that every viewer shows. No XML declaration, so that the text
    can stand inside a page as well as alone. `estimated`: drawn without font files, see `_lower`.
    """
    root = ElementTree.fromstring(drawn)
    for element in root.iter():
        if "id" in element.attrib:
            element.set("id", f"{prefix}-{element.attrib['id']}")
        if element.get("font-family"):
            element.set("font-family", _FONTS)
        if element.get("font-weight") == "bold" and estimated:
            _lower(element)
    for group in root.iter(f"{_SVG}g"):
        _tooltip_as_title(group)
    has_links = root.find(f".//{_SVG}a") is not None  # what is an image has no parts that can be reached
    root.attrib.update(
        {
            "role": "group" if has_links else "img",
            "lang": language,
            "aria-labelledby": f"{prefix}-title {prefix}-description",
            "style": "max-width:100%;height:auto",
        }
    )
    text = [("title", title), ("desc", description)]
    for place, (tag, words) in enumerate(text):
        element = ElementTree.Element(
            f"{_SVG}{tag}", {"id": f"{prefix}-{'title' if tag == 'title' else 'description'}"}
        )
        element.text = "\n".join(visible(line) for line in words.split("\n"))
        element.tail = "\n"
        root.insert(place, element)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
    root.set("xmlns", _SVG.strip("{}"))
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _tooltip_as_title(group: ElementTree.Element) -> None:
    """Graphviz writes a tooltip as a link around the shapes: take the shapes out of it, unless it leads somewhere."""
    for wrapper in group.findall(f"{_SVG}g"):
        link = wrapper.find(f"{_SVG}a")
        title = group.find(f"{_SVG}title")
        if link is None or title is None:
            continue
        title.text = link.get(f"{_XLINK}title", "")
        place = list(group).index(wrapper)
        group.remove(wrapper)
        target = link.get(f"{_XLINK}href")
        if target:
            link.attrib.clear()
            link.set("href", target)
            group.insert(place, link)
            continue
        for number, shape in enumerate(link):
            group.insert(place + number, shape)


def _lower(text: ElementTree.Element) -> None:
    """Without font files Graphviz sets bold text about a fifth of its size above the line of plain text beside it."""
    size = Decimal(text.get("font-size", "0"))
    text.set("y", str((Decimal(text.get("y", "0")) + size * _BOLD_IS_HIGH).quantize(Decimal("0.01"))))
