"""The graphs of a page: a policy of few criteria as a whole, of many as an overview with a graph for each criterion."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from attrs import frozen

from compiler.backends import decision_graph as draw
from compiler.backends.decision_graph import DecisionGraph
from compiler.ir.nodes import Policy
from compiler.ir.verdicts import PolicyResult
from dsl.diagnostics import Language

FEW = 6
"""A policy of more criteria is drawn in parts."""


@frozen
class Part:
    """A graph of part of a policy. `criterion` is the id of the one that it is about, None of the others."""

    name: str
    graph: DecisionGraph
    criterion: str | None = None


def is_large(policy: Policy) -> bool:
    return len(policy.criteria) > FEW


def slugs(names: Iterable[str], prefix: str) -> dict[str, str]:
    """A name for each that can stand in an address and in an id, all different: `criterion-needed-fte`."""
    found: dict[str, str] = {}
    for each in names:
        plain = unicodedata.normalize("NFKD", each).encode("ascii", "ignore").decode().casefold()
        slug = f"{prefix}-{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'x'}"
        number, free = 1, slug
        while free in found.values():
            number += 1
            free = f"{slug}-{number}"
        found[each] = free
    return found


def places(policy: Policy) -> dict[str, str]:
    """The id of the place of each criterion on a page."""
    return slugs((each.id for each in policy.criteria), "criterion")


def whole(
    policy: Policy,
    language: Language,
    result: PolicyResult | None = None,
    links: Mapping[str, str] | None = None,
    provider: str | None = None,
) -> DecisionGraph:
    """All in one graph, of a large policy without the conditions."""
    if is_large(policy):
        return draw.overview(policy, result, language, links, provider)
    return draw.whole(policy, result, language, provider)


def parts(
    policy: Policy, language: Language, result: PolicyResult | None = None, provider: str | None = None
) -> tuple[Part, ...]:
    """The graphs of a large policy besides the overview; none of another."""
    if not is_large(policy):
        return ()
    found = [
        Part(each.title or each.id, draw.detail(policy, each.id, result, language, provider), each.id)
        for each in policy.criteria
    ]
    if policy.tables or policy.values:
        found.append(Part("", draw.tables(policy, result, language, provider)))
    return tuple(found)
