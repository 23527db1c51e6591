"""The policy as a graph: what the decision rests on and, for one provider, what became of it.

`whole` draws every criterion with its conditions, `overview` the criteria alone, `detail` one criterion. Without a system
package: the drawing program comes with the package graphviz-pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from compiler.backends.graph.boxes import Picture
from compiler.backends.graph.dot import to_dot
from compiler.backends.graph.outline import cards, single, tree
from compiler.backends.graph.render import find_graphviz, finish_svg, run_graphviz
from compiler.ir.nodes import Policy
from compiler.ir.verdicts import PolicyResult
from dsl.diagnostics import Language, Words

NO_GRAPHVIZ = Words(
    "no program to draw graphs was found: install it with `pip install graphviz-pure`",
    "er is geen programma gevonden om schema's te tekenen: installeer het met `pip install graphviz-pure`",
)
ENDINGS = (".svg", ".gv", ".dot")


class NoGraphviz(Exception):
    """Neither graphviz-pure nor a `dot` on the path; the message says what to install."""

    def __init__(self, language: Language) -> None:
        super().__init__(NO_GRAPHVIZ.said_in(language))


@frozen
class DecisionGraph:
    """A graph in DOT, with the title and the description that its drawing carries for those who cannot see it."""

    dot: str
    title: str
    description: str
    language: Language

    def svg(self, prefix: str = "graph") -> str:
        """The drawing as SVG, to stand alone or inside a page (then each with a `prefix` of its own: letters, digits, `-`).

        Raises NoGraphviz, and ValueError for a prefix that cannot start an id.
        """
        if not prefix.isascii() or not prefix.replace("-", "").isalnum() or not prefix[0].isalpha():
            raise ValueError(f"not a prefix for ids: {prefix!r}")
        executable = find_graphviz()
        if executable is None:
            raise NoGraphviz(self.language)
        drawn = run_graphviz(executable, self.dot)
        estimated = executable.stem == "graphviz-pure"
        return finish_svg(drawn, self.title, self.description, prefix, self.language, estimated=estimated)


@frozen
class Written:
    """The file that was written; `lacking` says what to install when it is the DOT text instead of a drawing."""

    path: Path
    lacking: Words | None


def whole(
    policy: Policy,
    result: PolicyResult | None = None,
    language: Language | None = None,
    provider: str | None = None,
) -> DecisionGraph:
    """All criteria with their conditions, decision tables and computed values. `provider` is whose verdicts are on it."""
    return _graph(tree(policy, result, language or policy.language, provider))


def overview(
    policy: Policy,
    result: PolicyResult | None = None,
    language: Language | None = None,
    links: Mapping[str, str] | None = None,
    provider: str | None = None,
) -> DecisionGraph:
    """The decision and all criteria, without conditions: one page for a policy of sixty criteria. `links` are the targets of
    criteria, by their ids."""
    keys = {
        f"c{number}": links[each.id] for number, each in enumerate(policy.criteria, 1) if links and each.id in links
    }
    return _graph(cards(policy, result, language or policy.language, provider), keys)


def tables(
    policy: Policy,
    result: PolicyResult | None = None,
    language: Language | None = None,
    provider: str | None = None,
) -> DecisionGraph:
    """The decision tables and computed values alone, for a policy whose criteria have graphs of their own."""
    return _graph(tree(policy, result, language or policy.language, provider, criteria_too=False))


def detail(
    policy: Policy,
    criterion_id: str,
    result: PolicyResult | None = None,
    language: Language | None = None,
    provider: str | None = None,
) -> DecisionGraph:
    """One criterion with its conditions. Raises KeyError when the policy has none of that id."""
    criterion = next((each for each in policy.criteria if each.id == criterion_id), None)
    if criterion is None:
        raise KeyError(criterion_id)
    return _graph(single(policy, criterion, result, language or policy.language, provider))


def write(graph: DecisionGraph, path: Path) -> Written:
    """Write a graph: the drawing to a path that ends in `.svg`, the DOT text to `.gv` or `.dot`.

    Where nothing can draw, the DOT text is written beside it with the ending `.gv`. Raises OSError, and ValueError for another
    ending. No bitmaps: the one font of graphviz-pure lacks the symbols of the verdicts; any browser makes them from the SVG.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(f"a graph is written as {', '.join(ENDINGS)}, not {ending or 'without an ending'}")
    lacking = None
    text = graph.dot
    if ending == ".svg":
        try:
            text = graph.svg()
        except NoGraphviz:
            path, lacking = path.with_suffix(".gv"), NO_GRAPHVIZ
    path.write_text(text, encoding="utf-8", newline="\n")
    return Written(path, lacking)


def _graph(picture: Picture, links: Mapping[str, str] | None = None) -> DecisionGraph:
    return DecisionGraph(to_dot(picture, links), picture.title, picture.description, picture.language)
