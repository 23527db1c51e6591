"""What is checked of a module whether or not it has a policy: its documents, and that it has one policy at most."""

from __future__ import annotations

from compiler.resolve.declarations import Scope
from compiler.resolve.findings import Findings, label
from dsl import syntax
from dsl.diagnostics import Words


def check_documents(scope: Scope, findings: Findings) -> None:
    """A file holds one policy."""
    first: syntax.Policy | None = None
    for statement in scope.module.syntax.statements:
        if isinstance(statement, syntax.Policy):
            if first is not None:
                findings.error(
                    "E217",
                    statement.name.span,
                    "a file holds one policy",
                    "een bestand bevat één beleid",
                    labels=[label(first.name.span, "the first is here", "het eerste staat hier")],
                    help=Words("put it in a file of its own", "zet het in een eigen bestand"),
                )
            first = first or statement
