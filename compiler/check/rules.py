"""The rules of a policy: criteria, decisions, grants, profiles, preferences and allocations, each checked by its own module."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.check import grants, orders
from compiler.check.citations import Inventories, check_cited, citations
from compiler.check.context import Context
from compiler.check.expressions import condition
from compiler.check.tables import table
from compiler.check.wording import text_of
from compiler.model import AllocationModel, CriterionModel, DeadlineModel, GrantModel, Key, PreferenceModel, TableModel
from compiler.resolve.declarations import Declared, Scope
from compiler.resolve.findings import Findings
from dsl import syntax

Rule = CriterionModel | TableModel | PreferenceModel | AllocationModel | DeadlineModel | GrantModel


def declared_in(scope: Scope) -> Iterator[Declared]:
    """The criteria and decisions of the policy; of two with one name only the first, after a report."""
    seen: dict[str, Declared] = {}
    for declared in scope.visible("rule"):
        earlier = seen.setdefault(declared.name, declared)
        if earlier is declared:
            yield declared
        elif earlier.statement != declared.statement:
            use = next(each.use for each in scope.imports if each.provides("rule", declared.name) is declared)
            scope.ambiguous(declared.name, use.span, [earlier, declared])


def rule(declared: Declared, context: Context, inventories: Inventories) -> Rule:
    """What a rule that is no deadline comes down to."""
    statement = declared.statement
    key = Key(declared.module.name, declared.name)
    if isinstance(statement, syntax.Decision):
        cited = citations(statement.sources, context.scope, inventories, context.findings)
        check_cited("decision", "beslissing", statement.name, bool(statement.sources), context.findings)
        return table(statement, key, cited, context)
    if isinstance(statement, syntax.Profile):
        cited = citations(statement.sources, context.scope, inventories, context.findings)
        check_cited("profile", "profiel", statement.name, bool(statement.sources), context.findings)
        return grants.profile(statement, key, cited, context)
    if isinstance(statement, syntax.Grant):
        cited = citations(statement.sources, context.scope, inventories, context.findings)
        check_cited("grant", "toekenning", statement.name, bool(statement.sources), context.findings)
        return grants.grant(statement, key, cited, context)
    if isinstance(statement, syntax.Preference | syntax.Allocation):
        cited = citations(statement.sources, context.scope, inventories, context.findings)
        if isinstance(statement, syntax.Preference):
            check_cited("preference", "voorkeur", statement.name, bool(statement.sources), context.findings)
            return orders.preference(statement, key, cited, context)
        check_cited("allocation", "toedeling", statement.name, bool(statement.sources), context.findings)
        return orders.allocation(statement, key, cited, context)
    assert isinstance(statement, syntax.Criterion)
    cited = citations(statement.sources, context.scope, inventories, context.findings)
    word = "eis" if statement.kind == "requirement" else "uitsluiting"
    check_cited(statement.kind, word, statement.name, bool(statement.sources), context.findings)
    return CriterionModel(
        key,
        statement.kind,
        text_of(statement.title),
        cited,
        None if statement.applies is None else condition(statement.applies.condition, context),
        condition(statement.body, context),
        None if statement.unless is None else condition(statement.unless.condition, context),
        statement.name.span,
    )


def unique_outputs(scope: Scope, findings: Findings) -> None:
    """Outputs share their names with values: an example can expect both."""
    seen = {name for name, each in scope.own["term"].items() if isinstance(each.statement, syntax.Value)}
    for declared in scope.visible("rule"):
        match declared.statement:
            case syntax.Decision(header=header):
                names = header.outputs
            case syntax.Grant(name=granted) | syntax.Profile(name=granted):
                names = (granted,)
            case _:
                continue
        for name in names:
            if name.text in seen:
                findings.error(
                    "E202",
                    name.span,
                    f"there is a value or output `{name.text}` already",
                    f"er is al een waarde of uitkomst `{name.text}`",
                )
            seen.add(name.text)
