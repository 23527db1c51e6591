"""The settings of a policy: issuer, document, period, judged record, how it binds."""

from __future__ import annotations

import datetime

from compiler.check.citations import unknown_document
from compiler.resolve.declarations import Scope
from compiler.resolve.findings import Findings
from dsl import syntax
from dsl.diagnostics import Words
from dsl.frozen import frozen


@frozen
class Settings:
    judges: syntax.Judges | None
    in_force: syntax.InForce | None
    allows: bool
    issuer: str | None

    @property
    def first(self) -> datetime.date | None:
        return None if self.in_force is None or self.in_force.first is None else self.in_force.first.value

    @property
    def last(self) -> datetime.date | None:
        return None if self.in_force is None or self.in_force.last is None else self.in_force.last.value


def read(policy: syntax.Policy, scope: Scope, findings: Findings) -> Settings:
    """The settings; the document must be declared and the period must not end before it starts."""
    found = {type(each): each for each in reversed(policy.settings)}
    document = found.get(syntax.DocumentRef)
    if (
        isinstance(document, syntax.DocumentRef)
        and scope.find("document", document.key, document.span) is None
        and not scope.open
    ):
        unknown_document(document.key, document, scope, findings)
    in_force = found.get(syntax.InForce)
    if isinstance(in_force, syntax.InForce):
        _in_order(in_force, findings)
    judges = found.get(syntax.Judges)
    binding = found.get(syntax.Binding)
    issuer = found.get(syntax.Issuer)
    return Settings(
        judges if isinstance(judges, syntax.Judges) else None,
        in_force if isinstance(in_force, syntax.InForce) else None,
        isinstance(binding, syntax.Binding) and binding.word == "allows",
        issuer.text.value if isinstance(issuer, syntax.Issuer) else None,
    )


def _in_order(period: syntax.InForce, findings: Findings) -> None:
    if period.first is None or period.last is None or period.first.value <= period.last.value:
        return
    if syntax.NO_DAY in (period.first.value, period.last.value):
        return
    findings.error(
        "E401",
        period.span,
        f"this period ends on {period.last.value} before it starts on {period.first.value}",
        f"deze periode eindigt op {period.last.value}, voordat zij op {period.first.value} begint",
        help=Words("write the first day first, the last behind it", "schrijf eerst de eerste dag, daarna de laatste"),
    )


def judges_help() -> Words:
    return Words("add `judges` with the name of a record", "voeg `beoordeelt` toe met de naam van een gegevenssoort")
