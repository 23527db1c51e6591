"""Policies in Sphinx: directives that show a policy file, or parts of it. They write HTML, and say so to no other builder.

```{policy-graph} practice.policy
:providers: practices.json
:provider: De Linde
```
"""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from compiler.backends.decision_graph import DecisionGraph
from compiler.handbook import parts, pictures
from compiler.handbook import words as w
from compiler.handbook.asked import VIEWS, Asked, Lacking, graphs, overlay
from compiler.handbook.coloured import changed, coloured
from compiler.handbook.shelf import Broken, Shelf
from compiler.handbook.sources import row_id, rows_html, stated, summary
from compiler.handbook.timeline import timeline
from compiler.ir import text
from compiler.ir.verdicts import Outcome
from compiler.ir.words import fill
from compiler.report import coverage_words
from compiler.report.diagnostics import diagnostic_text
from compiler.report.document.html import blocks_html
from compiler.report.document.nodes import Block
from compiler.report.layout import printable
from dsl.diagnostics import Language, Words

STYLE = "handbook.css"
_WIDTH = re.compile(r'<svg[^>]* width="(\d+)pt"')
_shelves: dict[tuple[str, ...], Shelf] = {}
"""What was read in this process, by its paths: a site reads all policies once, and hands them to both of its builds."""


def share(paths: Iterable[Path], shelf: Shelf) -> None:
    """Let builds in this process, and in those forked from it, use a shelf for these paths."""
    _shelves[tuple(str(each.resolve()) for each in paths)] = shelf


def _shelf(paths: Sequence[Path]) -> Shelf:
    key = tuple(str(each.resolve()) for each in paths)
    if key not in _shelves:
        _shelves[key] = Shelf(paths)
    return _shelves[key]


def _day(argument: str) -> datetime.date:
    return datetime.date.fromisoformat(argument.strip())


class PolicyDirective(SphinxDirective):
    """What all directives share: the policy file, the day and the language."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "as-of": _day,
        "language": lambda said: directives.choice(said, ("en", "nl")),
    }

    def run(self) -> list[nodes.Node]:
        try:
            self.shelf, self.module = self._opened()
            self.policy = self.shelf.policy(self.module, self.options.get("as-of"), self.said)
            return list(self.made())
        except Broken as broken:
            first = broken.diagnostics[0]
            raise self.error(f"{broken}: {diagnostic_text(first, self.said)}") from None
        except KeyError as missing:
            raise self.error(f"no policy in force: {missing}") from None
        except Lacking as lacking:
            raise self.error(str(lacking)) from None

    def made(self) -> Iterator[nodes.Node]:
        raise NotImplementedError

    @property
    def said(self) -> Language:
        chosen = self.options.get("language") or self.config.meetlat_language or self.config.language
        return "nl" if chosen == "nl" else "en"

    def cite(self, document: str, key: str) -> str | None:
        """The page of a document, or the place of one of its rows; None where there are no such pages."""
        folder = self.config.meetlat_documents
        if not folder or (key and (document, key) not in self.shelf.traced):
            return None
        if all(each.document != document for each in self.shelf.traces):
            return None
        return self.page(f"{folder}/{document}") + (f"#{row_id(key)}" if key else "")

    def page(self, name: str) -> str:
        """The address of another page, as seen from this one."""
        return f"{posixpath.relpath(name, posixpath.dirname(self.env.docname) or '.')}.html"

    def path(self, named: str) -> Path:
        """A file named in the text, relative to the page or from the folder of the documentation; the page depends on it."""
        relative, absolute = self.env.relfn2path(named)
        self.env.note_dependency(relative)
        found = Path(absolute)
        if not found.is_file():
            raise Lacking(f"there is no file `{named}`")
        return found

    def _opened(self) -> tuple[Shelf, str]:
        named = self.arguments[0].strip()
        among = tuple(Path(self.env.srcdir, each) for each in self.config.meetlat_paths)
        shelf = _shelf(among) if among else None
        if shelf is not None and named in shelf.modules:
            module: str | None = named
        else:
            path = self.path(named)
            module = None if shelf is None else shelf.of_file(path)
            if module is None:
                shelf = _shelf([path])
                module = shelf.of_file(path)
        if shelf is None or module is None:
            raise Lacking(f"there is no policy `{named}`")
        for each in shelf.compilation.files_of(module):
            self.env.note_dependency(str(each))
        return shelf, module

    # --- nodes --------------------------------------------------------------------------------------------------------

    def html(self, *blocks: Block) -> nodes.Node:
        return raw(f'<div class="meetlat">{"".join(blocks_html(blocks, self.said, 3))}</div>')

    def graph(self, graph: DecisionGraph, label: str | None = None) -> nodes.Node:
        """A drawing, by its title or by a label of its own where the page has another of that title."""
        prefix = f"g{self.env.new_serialno('meetlat')}"
        name = escape(printable(label or graph.title))
        svg = graph.svg(prefix)
        width = _WIDTH.search(svg)
        style = f' style="--natural: {width[1]}pt"' if width else ""
        return raw(f'<figure class="policy-graph" tabindex="0" role="region" aria-label="{name}"{style}>{svg}</figure>')

    def section(self, title: str, *content: nodes.Node, id: str | None = None) -> nodes.section:
        named = printable(title)
        made = nodes.section("", nodes.title(named, named), *content)
        made["ids"] = [id or pictures.slugs([title], "part")[title]]
        made["names"] = []
        return made

    def title(self, said: Words) -> str:
        return said.said_in(self.said)


def raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


# --- the parts --------------------------------------------------------------------------------------------------------


class PolicyGraph(PolicyDirective):
    """The graph of a policy: as a whole, as an overview, in parts, or one criterion; with the verdicts on a provider or an
    example if asked. Without `view` what fits: a large policy gets its overview."""

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        **PolicyDirective.option_spec,
        "view": lambda said: directives.choice(said, VIEWS),
        "criterion": directives.unchanged_required,
        "providers": directives.unchanged_required,
        "provider": directives.unchanged_required,
        "example": directives.unchanged_required,
    }

    def made(self) -> Iterator[nodes.Node]:
        options = {name: value for name, value in self.options.items() if isinstance(value, str)}
        providers = self.path(options["providers"]) if "providers" in options else None
        asked = Asked.of(options, providers)
        yield from (self.graph(each.graph) for each in graphs(self.shelf, self.policy, asked, self.said))


class PolicyCriteria(PolicyDirective):
    """The criteria of a policy with their citations."""

    def made(self) -> Iterator[nodes.Node]:
        yield self.html(parts.criteria(self.policy, self.said, self.cite))


class PolicyExamples(PolicyDirective):
    """The examples of a policy with their verdicts."""

    def made(self) -> Iterator[nodes.Node]:
        yield self.html(parts.examples(self.shelf.runs(self.module), self.said))


class PolicyText(PolicyDirective):
    """The text of a policy, amendments worked in."""

    def made(self) -> Iterator[nodes.Node]:
        said = self.shelf.text(self.module, self.policy.as_of, self.said)
        yield raw(coloured(said, self.said, fill(w.TEXT_OF, self.said, self.module), self.cite))


class PolicyPage(PolicyDirective):
    """All of a policy, in sections."""

    def made(self) -> Iterator[nodes.Node]:
        policy, said = self.policy, self.said
        yield self.html(parts.about(self.shelf, self.module, policy, said, self.cite))
        yield self.section(self.title(w.GRAPH), *self._graphs(), id="graph")
        targets = {id: f"#{place}" for id, place in self._places().items()}
        table = self.html(parts.criteria(policy, said, self.cite, targets))
        yield self.section(self.title(w.CRITERIA), table, *self._details(), id="criteria")
        yield self.section(self.title(w.EXAMPLES), *self._examples(), id="examples")
        shown = parts.coverage(self.shelf.coverage(self.module), said)
        yield self.section(self.title(coverage_words.TITLE), self.html(*shown), id="coverage")
        changes = list(self._changes())
        if changes:
            yield self.section(self.title(w.CHANGES), *changes, id="changes")
        written = self.shelf.text(self.module, policy.as_of, said)
        label = fill(w.TEXT_OF, said, self.module)
        yield self.section(self.title(w.TEXT), raw(coloured(written, said, label, self.cite)), id="text")

    def _places(self) -> dict[str, str]:
        return pictures.places(self.policy) if pictures.is_large(self.policy) else {}

    def _graphs(self) -> Iterator[nodes.Node]:
        places = {id: f"#{place}" for id, place in self._places().items()}
        if places:
            yield nodes.paragraph("", self.title(w.SEE_BELOW))
        yield self.graph(pictures.whole(self.policy, self.said, None, places))

    def _details(self) -> Iterator[nodes.Node]:
        places = self._places()
        for each in pictures.parts(self.policy, self.said):
            id = "tables" if each.criterion is None else places[each.criterion]
            yield self.section(each.name or self.title(w.TABLES_AND_VALUES), self.graph(each.graph), id=id)

    def _examples(self) -> Iterator[nodes.Node]:
        runs = self.shelf.runs(self.module)
        yield self.html(parts.examples(runs, self.said))
        outcomes = (Outcome.INELIGIBLE, Outcome.UNDETERMINED, Outcome.AWAITING)
        telling = next((each for one in outcomes for each in runs if each.decided.outcome is one), None)
        if telling is not None and self.policy.criteria:
            result = overlay(self.shelf, self.module, telling.case.name, self.said)
            title = fill(w.OVERLAY, self.said, telling.case.name)
            graph = self.graph(pictures.whole(result.policy, self.said, result, provider=telling.case.name), title)
            yield self.section(title, graph, id="overlay")

    def _changes(self) -> Iterator[nodes.Node]:
        changes = self.shelf.changes(self.module, self.said)
        if changes:
            yield raw(timeline(self.policy, changes, self.said))
        for each in changes:
            on = text.day(each.day, self.said)
            compared = changed(each.lines, fill(w.CHANGED_ON, self.said, on))
            told = (self.html(parts.amendment(each, self.said, self.cite)), nodes.paragraph("", self.title(w.COMPARED)))
            title = fill(w.CHANGED_ON, self.said, on)
            yield self.section(title, *told, raw(compared), id=f"change-{each.day}")


class PolicySources(SphinxDirective):
    """The rows of a document, by decision, among the policies of `meetlat_paths`; pages of policies are in `meetlat_policies`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        config = self.config
        self.said: Language = "nl" if (config.meetlat_language or config.language) == "nl" else "en"
        shelf = _shelf(tuple(Path(self.env.srcdir, each) for each in config.meetlat_paths))
        key = self.arguments[0]
        found = next((each for each in shelf.traces if each.document == key), None)
        if found is None:
            raise self.error(f"no document `{key}` with an inventory")
        said = stated(shelf, key)
        made: list[nodes.Node] = [nodes.paragraph("", summary(found, self.said))]
        unnamed = w.NO_DECISION.said_in(self.said)
        names = [unnamed if each.name is None else each.name for each in found.decisions]
        ids = pictures.slugs(names, "decision")
        for name, each in zip(names, found.decisions, strict=True):
            table = raw(rows_html(name, each.rows, said, self.said, lambda module: self._page(shelf, module)))
            section = nodes.section("", nodes.title(name, name), table)
            section["ids"], section["names"] = [ids[name]], []
            made.append(section)
        return made

    def _page(self, shelf: Shelf, module: str) -> str | None:
        if module not in shelf.policies:
            return None
        name = f"{self.config.meetlat_policies}/{module.replace('.', '/')}"
        return f"{posixpath.relpath(name, posixpath.dirname(self.env.docname) or '.')}.html"


def setup(app: Sphinx) -> dict[str, object]:
    """`meetlat_paths`: files and folders of policies that are read together, as examples in other files need; without any each
    policy is read on its own. `meetlat_language`: `en` or `nl`, without it the language of the documentation."""
    app.add_config_value("meetlat_paths", [], "env", [list, tuple])
    app.add_config_value("meetlat_language", None, "env", [str])
    app.add_config_value("meetlat_documents", "", "env", [str])
    app.add_config_value("meetlat_policies", "policies", "env", [str])
    for name, directive in (
        ("policy", PolicyPage),
        ("policy-sources", PolicySources),
        ("policy-graph", PolicyGraph),
        ("policy-criteria", PolicyCriteria),
        ("policy-examples", PolicyExamples),
        ("policy-text", PolicyText),
    ):
        app.add_directive(name, directive)
    app.connect("builder-inited", _add_style)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _add_style(app: Sphinx) -> None:
    if app.builder.format == "html":
        app.config.html_static_path.append(str(Path(__file__).with_name("static")))
        app.add_css_file(STYLE)
