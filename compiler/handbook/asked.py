"""What a page of others asks for: a graph of a policy, in parts or with the verdicts on one provider."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from compiler.backends import decision_graph as draw
from compiler.backends.decision_graph import DecisionGraph
from compiler.handbook import pictures
from compiler.handbook.shelf import Shelf
from compiler.ir.nodes import Policy
from compiler.ir.verdicts import PolicyResult
from dsl.diagnostics import Language

VIEWS = ("fitting", "whole", "overview", "parts")


class Lacking(Exception):
    """Something that the text asks for is not there."""


@frozen
class Asked:
    """`view`: `parts` is the overview with a graph for each criterion; `fitting` is the whole policy, or the overview of a large
    one. A `provider` stands in the file `providers`, an `example` beside the policy."""

    view: str = "fitting"
    criterion: str | None = None
    providers: Path | None = None
    provider: str | None = None
    example: str | None = None

    @classmethod
    def of(cls, options: Mapping[str, str], providers: Path | None) -> Asked:
        """From options as they are written. Raises Lacking for those that do not go together."""
        view = options.get("view", "fitting")
        if view not in VIEWS:
            raise Lacking(f"a view is one of {', '.join(VIEWS)}, not `{view}`")
        if (providers is None) is not (options.get("provider") is None):
            raise Lacking("`providers` and `provider` go together")
        return cls(view, options.get("criterion"), providers, options.get("provider"), options.get("example"))


@frozen
class Drawn:
    """A graph with a name among those that are asked for: empty for the first, else that of a criterion."""

    name: str
    graph: DecisionGraph = field(repr=False)


def graphs(shelf: Shelf, policy: Policy, asked: Asked, language: Language) -> tuple[Drawn, ...]:
    """What is asked for. Raises Lacking where there is no such criterion, provider or example."""
    result = _result(shelf, policy, asked, language)
    policy = policy if result is None else result.policy
    whose = asked.provider or asked.example
    if asked.criterion is not None:
        if all(each.id != asked.criterion for each in policy.criteria):
            raise Lacking(f"no criterion `{asked.criterion}` in {policy.module}")
        return (Drawn("", draw.detail(policy, asked.criterion, result, language, whose)),)
    match asked.view:
        case "parts":
            first = Drawn("", draw.overview(policy, result, language, provider=whose))
            rest = pictures.parts(policy, language, result, whose)
            return (first, *(Drawn(each.criterion or "tables", each.graph) for each in rest))
        case "whole":
            return (Drawn("", draw.whole(policy, result, language, whose)),)
        case "overview":
            return (Drawn("", draw.overview(policy, result, language, provider=whose)),)
        case _:
            return (Drawn("", pictures.whole(policy, language, result, provider=whose)),)


def _result(shelf: Shelf, policy: Policy, asked: Asked, language: Language) -> PolicyResult | None:
    if asked.example is not None:
        return overlay(shelf, policy.module, asked.example, language)
    if asked.providers is None or asked.provider is None:
        return None
    return held(shelf, policy, asked.providers, asked.provider)


def overlay(shelf: Shelf, module: str, example: str, language: Language) -> PolicyResult:
    """The decision on the provider of an example. Raises Lacking where there is none of that name."""
    from compiler.ir.evaluate import evaluate

    found = next((each for each in shelf.runs(module) if each.case.name == example), None)
    if found is None:
        raise Lacking(f"no example `{example}` of {module}")
    return evaluate(shelf.policy(module, found.case.as_of, language), found.case.facts, found.case.peers)


def held(shelf: Shelf, policy: Policy, path: Path, provider: str) -> PolicyResult:
    """The decision on one provider of a file. Raises Lacking where it is not there, or was rejected."""
    from compiler.ir.evaluate import evaluate
    from compiler.ir.peers import Peers
    from compiler.records.reading import read_providers

    units = {form: (unit.dimension, unit.scale) for form, unit in shelf.compilation.units(policy.module).items()}
    reading = read_providers(path, policy.records, policy.judges, units=units)
    place = next((at for at, each in enumerate(reading.providers) if each.id == provider), None)
    if place is None:
        said = next(
            (each.message.en for each in reading.problems if each.place.provider == provider), "it is not there"
        )
        raise Lacking(f"no provider `{provider}` in {path.name}: {said}")
    peers = Peers((*(each.facts for each in reading.providers), *({} for _ in range(reading.rejected))))
    return evaluate(policy, reading.providers[place].facts, peers.seen_by(place))
