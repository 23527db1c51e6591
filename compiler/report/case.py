"""One decision on one provider with all that a report, a letter or a record tells of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from importlib.metadata import version

from attrs import field, frozen

from compiler.ir.nodes import Citation, Policy
from compiler.ir.values import Facts
from compiler.ir.verdicts import CriterionResult, Finding, Outcome, PolicyResult, Reading
from compiler.records.providers import Judgement
from compiler.report.basis import Basis, Used
from compiler.report.orders import Place
from compiler.report.phrases import distinct_readings
from dsl.diagnostics import Language


@frozen
class Case:
    """`source` tells where the facts come from (`practices.json, record 2`), `dated` of what day they are where that is told.
    `facts_given` are all facts of the provider, whether they were read or not."""

    provider: str
    source: str
    judgements: Mapping[str, Judgement]
    result: PolicyResult
    basis: Basis
    language: Language
    dated: datetime.date | None = None
    facts_given: Facts = field(factory=dict, repr=False)
    places: tuple[Place, ...] = ()
    beside: int = 0
    """Where it comes out among the providers of the file, and how many those are."""

    @property
    def policy(self) -> Policy:
        return self.result.policy

    @property
    def is_open(self) -> bool:
        return self.result.outcome in (Outcome.UNDETERMINED, Outcome.AWAITING)

    def uses(self, criterion: str) -> Used:
        return self.basis.used.get(criterion, Used((), ()))

    def facts(self) -> list[Reading]:
        """Every fact that was read, each once."""
        return distinct_readings(reading for each in self.result.results for reading in readings_of(each))

    def document(self, citation: Citation) -> str | None:
        """The title of the document that a citation names."""
        found = self.basis.documents.get(citation.document)
        return None if found is None else found.title


def readings_of(result: CriterionResult) -> Iterator[Reading]:
    """All that was read for one criterion."""
    for each in (result.applies, result.body, result.unless):
        if each is not None:
            yield from _readings(each)


def _readings(finding: Finding) -> Iterator[Reading]:
    yield from finding.readings
    for each in finding.parts:
        yield from _readings(each)


def version_of_meetlat() -> str:
    return version("meetlat")
