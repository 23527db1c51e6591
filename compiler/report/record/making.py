"""What goes into a record: the context that decisions share, and each decision with its facts and its verdict tree."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from attrs import frozen

from compiler.ir.evaluate import evaluate
from compiler.ir.nodes import Expr, Policy, Population
from compiler.ir.peers import Peers
from compiler.ir.places import walk
from compiler.ir.verdicts import PolicyResult
from compiler.pipeline import Compilation
from compiler.records.providers import Provider
from compiler.report.basis import Basis, DocumentBasis
from compiler.report.case import version_of_meetlat
from compiler.report.consolidated import consolidated, without
from compiler.report.deadlines import calendar_data
from compiler.report.record.facts import facts_data
from compiler.report.report_data import amendment_data, parameter_data
from compiler.report.verdict_data import result_data
from dsl import syntax

SCHEMA = "meetlat decision record 1"
TIME_ZONE = "Europe/Amsterdam"

TOLD = ("decision", "criteria", "deadlines", "working_days", "grants", "allocations", "tables", "values", "rests_on")
"""What of the reasoning is recorded; deadlines, the calendar of working days, grants and allocations where a policy has them."""

Data = dict[str, Any]


@frozen
class Origin:
    """Where decisions come from: the policy with its basis, the files of facts, and the providers that are judged among each
    other, with how many were rejected."""

    compilation: Compilation
    policy: Policy
    basis: Basis
    as_of_from: Literal["given", "providers", "policy"]
    files: Sequence[tuple[str | None, Path]]
    dated: datetime.date | None
    providers: Sequence[Provider]
    rejected: int


def context(origin: Origin) -> Data:
    """Everything but the decisions."""
    policy = origin.policy
    return {
        "schema": SCHEMA,
        "meetlat": version_of_meetlat(),
        "policy": {
            "module": policy.module,
            "name": policy.name,
            "title": policy.title,
            "issuer": policy.issuer,
            "language": policy.language,
            "binding": "allows" if policy.allows else "obliges",
            "as_of": policy.as_of.isoformat(),
            "as_of_from": origin.as_of_from,
            "first": policy.first and policy.first.isoformat(),
            "last": policy.last and policy.last.isoformat(),
        },
        "texts": [
            {"module": module, "sha256": text_hash(text), "text": text}
            for module, text in texts(origin.compilation, policy.module, policy.as_of).items()
        ],
        "documents": [_document(each) for each in origin.basis.documents.values()],
        "parameters": [parameter_data(each) for each in origin.basis.parameters],
        "amendments": [amendment_data(each) for each in origin.basis.amendments],
        "calendar": {"time_zone": TIME_ZONE, "working_days": calendar_data(policy)},
        "files": [
            {
                "file": str(path),
                "list": name,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "dated": origin.dated.isoformat() if origin.dated and name is None else None,
            }
            for name, path in origin.files
        ],
        "rejected": origin.rejected,
        "population": _population(origin) if asks_for_others(policy) else None,
    }


def decisions(origin: Origin, chosen: Iterable[Provider]) -> Iterator[Data]:
    """The decision on each of the chosen providers."""
    policy = origin.policy
    peers = Peers((*(each.facts for each in origin.providers), *({} for _ in range(origin.rejected))))
    places = {each.id: place for place, each in enumerate(origin.providers)}
    for each in chosen:
        result = evaluate(policy, each.facts, peers.seen_by(places[each.id]))
        place = each.place
        yield {
            "provider": each.id,
            "source": {"file": place.file, "line": place.line, "record": place.record},
            "facts": facts_data(each.facts, each.judgements, policy.records, policy.judges),
            **verdicts(result),
        }


def verdicts(result: PolicyResult) -> Data:
    """The decision with its verdict tree, worded in the language of the policy."""
    told = result_data("", result, result.policy.language)
    return {name: told[name] for name in TOLD if name in told}


def texts(compilation: Compilation, module: str, day: datetime.date) -> dict[str, str]:
    """The text of the policy and of every module that it uses as they hold on a day, amendments worked in, by module.

    Examples are left out, as they change no decision, and so are amendments that take effect later.
    """
    return {
        each.name: without(
            consolidated(
                each.source,
                day,
                compilation.text(each, day),
                [found.statement for found in compilation.amendments(each)],
                every_period=True,
            ),
            each.source.path,
            syntax.Example,
            syntax.Amendment,
        )
        for each in compilation.modules_of(module)
    }


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def asks_for_others(policy: Policy) -> bool:
    """Whether a verdict can hang on the other providers."""
    parts: list[Expr | None] = []
    for criterion in policy.criteria:
        parts += [criterion.applies, criterion.body, criterion.unless]
    for table in policy.tables:
        parts += [*table.inputs, *(test for row in table.rows for test in row.tests)]
    parts += [each.expr for each in policy.named]
    return any(isinstance(each, Population) for part in parts if part is not None for each in walk(part))


def _population(origin: Origin) -> Data:
    policy = origin.policy
    return {
        "providers": {
            each.id: facts_data(each.facts, each.judgements, policy.records, policy.judges) for each in origin.providers
        },
    }


def _document(found: DocumentBasis) -> Mapping[str, object]:
    return {
        "key": found.key,
        "title": found.title,
        "published": found.published and found.published.isoformat(),
        "file": found.file,
        "sha256": found.sha256,
    }
