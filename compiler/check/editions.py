"""Checking modules, and their further editions: the texts as amendments make them from a day on, checked like any."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import evolve

from compiler.check.citations import Inventories
from compiler.check.documents import check_documents
from compiler.check.policies import Checker
from compiler.model import PolicyModel
from compiler.resolve.amendments import amended
from compiler.resolve.declarations import Scope, build_scopes
from compiler.resolve.findings import Findings
from compiler.resolve.modules import Graph, Module
from dsl.diagnostics import Diagnostic
from dsl.frozen import frozen
from dsl.source import SourceFile, Span

USAGE = frozenset({"W803", "W809"})
"""Warnings that something is not used: true only where it is so in every edition."""


@frozen(eq=False, slots=False)
class Edition:
    """The modules that are another text from a day on, amended ones and those that rest on them: `copies` has each by the module
    as it was written. `scopes` holds all modules."""

    first: datetime.date
    copies: Mapping[Module, Module]
    scopes: Mapping[Module, Scope]
    models: Mapping[str, PolicyModel]
    findings: Findings

    @cached_property
    def modules(self) -> Mapping[str, Module]:
        return {each.name: each for each in self.copies.values()}

    @property
    def sources(self) -> frozenset[SourceFile]:
        return frozenset(each.source for each in self.modules.values())


def check_modules(
    scopes: Mapping[Module, Scope],
    inventories: Inventories,
    findings: Findings,
    known: Mapping[str, PolicyModel] | None = None,
) -> dict[str, PolicyModel]:
    """The model of the policy of each module, by the name of the module; `known` are those of modules checked before."""
    models = dict(known or {})
    for module, scope in scopes.items():
        check_documents(scope, findings)
        checker = Checker(scope, inventories, findings, models)
        policy = scope.policy
        if policy is None:
            checker.library()
        else:
            model = checker.policy(policy)
            if model is not None:
                models[module.name] = model
    return models


class _AsOf:
    """Finds modules in the text of one edition. Implements `Finder`."""

    def __init__(self, graph: Graph, copies: Mapping[Module, Module]) -> None:
        self.loader = graph.loader
        self.findings = graph.loader.findings
        self.copies = copies

    def named(self, name: str, asked: Span) -> Module | None:
        found = self.loader.named(name, asked)
        return None if found is None else self.copies.get(found, found)

    def amending(self, module: Module) -> tuple[Module, ...]:
        return ()


def editions(
    graph: Graph, scopes: Mapping[Module, Scope], models: Mapping[str, PolicyModel], inventories: Inventories
) -> tuple[Edition, ...]:
    """One edition for each day on which an amendment takes effect, in ascending order."""
    days = sorted({each.first for found in graph.amendments.values() for each in found})
    found: list[Edition] = []
    latest = Edition(datetime.date.min, {}, scopes, models, Findings())
    for day in days:
        latest = _edition(day, graph, latest, inventories)
        found.append(latest)
    return tuple(found)


def _edition(day: datetime.date, graph: Graph, before: Edition, inventories: Inventories) -> Edition:
    """The edition of a day. What an amendment of that day does not reach is as it was in the edition before it."""
    findings = Findings()
    copies: dict[Module, Module] = {}
    fresh: set[Module] = set()
    for module in graph.order:
        effective = [each for each in graph.amendments.get(module, ()) if each.first <= day]
        linked = [copies[each] for each in graph.linked(module) if each in copies]
        if any(each.first == day for each in effective) or not fresh.isdisjoint(linked):
            parsed = module.parsed
            if effective:
                parsed = evolve(parsed, module=amended(module.syntax, effective, findings))
            copies[module] = evolve(module, parsed=parsed)
            fresh.add(copies[module])
        elif effective or linked:
            copies[module] = before.copies[module]
    changed = {each.path for each in fresh}
    known = {module: scope for module, scope in before.scopes.items() if module.path not in changed}
    scopes = build_scopes(Graph(_AsOf(graph, copies), copies.values()), findings, known)
    names = {each.name for each in fresh}
    models = {name: model for name, model in before.models.items() if name not in names}
    anew = {module: scope for module, scope in scopes.items() if module in fresh}
    models = check_modules(anew, inventories, findings, models)
    kept = {each.source for each in copies.values() if each not in fresh}
    findings.add(*(each for each in before.findings.all if each.span.source in kept))
    return Edition(day, copies, scopes, models, findings)


def told(base: Findings, later: Iterable[Edition]) -> tuple[Diagnostic, ...]:
    """What to tell of all editions: each mistake once; that something is not used only where no edition uses it."""
    kept = Findings()
    for each in base.all:
        elsewhere = [edition for edition in later if each.span.source in edition.sources]
        if each.code not in USAGE or all(each in edition.findings.all for edition in elsewhere):
            kept.add(each)
    for edition in later:
        kept.add(*(each for each in edition.findings.all if each.code not in USAGE))
    return kept.all
