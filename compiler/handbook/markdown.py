"""Policies in Markdown, for a code host without plugins: between two comments stands what is made of a policy file.

    <!-- meetlat: graph practice.policy provider="De Linde" providers=practices.json -->
    ![The requirements ...](practice-de-linde.svg)
    <!-- meetlat: end -->

Pictures are SVG files beside the page, committed with it. `meetlat docs` makes all of it anew, and tells what is stale.
"""

from __future__ import annotations

import datetime
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

from compiler.handbook import parts, pictures
from compiler.handbook.asked import Asked, Lacking, graphs
from compiler.handbook.shelf import Broken, Shelf
from compiler.ir.nodes import Policy
from compiler.report.diagnostics import diagnostic_text
from compiler.report.document.markdown import blocks_markdown, escaped
from dsl.diagnostics import Language

_BEGIN = re.compile(r"^<!-- meetlat: (?P<said>.*?) -->\s*$")
_END = re.compile(r"^<!-- meetlat: end -->\s*$")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
KINDS = ("graph", "criteria", "examples")
OPTIONS = ("as-of", "language", "view", "criterion", "providers", "provider", "example", "examples", "to", "alt")


class Wrong(Exception):
    """A page asks for what cannot be made; the message says where, and why."""


@frozen
class Made:
    """A file as it should be."""

    path: Path
    text: str

    @property
    def is_stale(self) -> bool:
        return not self.path.is_file() or self.path.read_text(encoding="utf-8") != self.text


def made(page: Path) -> tuple[Made, ...]:
    """A page and its pictures as they should be; nothing where it asks for nothing. Raises Wrong."""
    lines: list[str] = []
    pictures: list[Made] = []
    begun: int | None = None
    fence: str | None = None
    blocks = 0
    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
        fenced = _FENCE.match(line)
        if fenced is not None:
            fence = fenced[1] if fence is None else None if line.strip().startswith(fence) else fence
        if fence is None and _END.match(line):
            if begun is None:
                raise Wrong(f"{page}:{number}: an end without a begin")
            begun = None
        if begun is not None:
            continue
        lines.append(line)
        found = _BEGIN.match(line) if fence is None else None
        if found and found["said"] != "end":
            begun, blocks = number, blocks + 1
            try:
                said, drawn = _block(page, found["said"])
            except (Lacking, Broken, KeyError, ValueError) as wrong:
                raise Wrong(f"{page}:{number}: {_reason(wrong)}") from None
            lines.append(said)
            pictures += drawn
    if begun is not None:
        raise Wrong(f"{page}:{begun}: no `<!-- meetlat: end -->` follows")
    return (Made(page, "\n".join(lines)), *pictures) if blocks else ()


def _reason(wrong: Exception) -> str:
    if isinstance(wrong, Broken):
        return diagnostic_text(wrong.diagnostics[0], "en").strip()
    return f"no policy in force: {wrong}" if isinstance(wrong, KeyError) else str(wrong)


def _block(page: Path, said: str) -> tuple[str, list[Made]]:
    kind, *words = shlex.split(said)
    if kind not in KINDS or not words:
        raise Lacking(f"write one of {', '.join(KINDS)} and a policy file, not `{said}`")
    options = dict(_options(words[1:]))
    path = _file(page, words[0])
    examples = [_file(page, each) for each in options.get("examples", "").split(",") if each]
    shelf = Shelf([path, *examples])
    module = shelf.of_file(path)
    if module is None:
        raise Lacking(f"there is no policy in `{words[0]}`")
    day = datetime.date.fromisoformat(options["as-of"]) if "as-of" in options else shelf.compilation.day(module)
    policy = shelf.policy(module, day)
    language: Language = "nl" if options.get("language", policy.language) == "nl" else "en"
    policy = shelf.policy(module, day, language)
    if kind == "graph":
        return _graph(page, path, shelf, policy, options, language)
    told = parts.criteria(policy, language) if kind == "criteria" else parts.examples(shelf.runs(module), language)
    return f"\n{blocks_markdown((told,), language)}\n", []


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    for each in words:
        name, equals, value = each.partition("=")
        if not equals or name not in OPTIONS:
            raise Lacking(f"`{each}` is no option; there are {', '.join(OPTIONS)}, each with `=` and a value")
        yield name, value


def _file(page: Path, named: str) -> Path:
    found = page.parent / named
    if not found.exists():
        raise Lacking(f"there is no file `{named}`")
    return found


def _graph(
    page: Path, path: Path, shelf: Shelf, policy: Policy, options: Mapping[str, str], language: Language
) -> tuple[str, list[Made]]:
    providers = _file(page, options["providers"]) if "providers" in options else None
    drawn = graphs(shelf, policy, Asked.of(options, providers), language)
    chosen = (options.get("criterion"), options.get("provider"), options.get("example"))
    stem = "-".join([path.stem, *(_slug(each) for each in chosen if each)])
    first = options.get("to", f"{stem}.svg")
    if Path(first).name != first or not first.endswith(".svg"):
        raise Lacking(f"`to` names a file beside the page that ends in .svg, not `{first}`")
    names = [first, *(f"{first.removesuffix('.svg')}-{_slug(each.name)}.svg" for each in drawn[1:])]
    told = [options.get("alt", drawn[0].graph.title), *(each.graph.title for each in drawn[1:])]
    images = [f"![{escaped(each)}]({name})" for each, name in zip(told, names, strict=True)]
    files = [Made(page.parent / name, each.graph.svg()) for each, name in zip(drawn, names, strict=True)]
    return "\n\n".join(images), files


def _slug(name: str) -> str:
    return pictures.slugs([name], "x")[name].removeprefix("x-")
