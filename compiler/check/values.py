"""Values and parameters that a policy gives a name."""

from __future__ import annotations

from compiler.check import keys, periods
from compiler.check.citations import Inventories, check_cited, citations
from compiler.check.context import Context
from compiler.check.expressions import condition, expression
from compiler.check.fitting import fits
from compiler.check.types import UNKNOWN
from compiler.check.wording import kind_words, text_of
from compiler.model import Key, ParameterModel, ValueModel
from compiler.resolve.declarations import Declared
from compiler.resolve.findings import Findings, quoted
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import Kind, ListKind, RecordKind, YesNoKind


def parameter(declared: Declared, context: Context, inventories: Inventories) -> ParameterModel:
    """A parameter, or an external input with values of its own. It is read where no record is."""
    statement = declared.statement
    assert isinstance(statement, syntax.Parameter | syntax.External)
    scope, findings = context.scope, context.findings
    kind = context.declarations.records.kind(statement.type, scope)
    if isinstance(kind, ListKind | RecordKind):
        _no_value(statement.type, kind, findings)
        kind = UNKNOWN
    cited = citations(statement.sources, scope, inventories, findings)
    found = periods.periods(statement, kind, context, findings)
    for each in statement.periods:
        if each.source is not None:
            cited += citations((each.source,), scope, inventories, findings)
    if isinstance(statement, syntax.External):
        _sourced(statement, findings)
    else:
        check_cited("parameter", "parameter", statement.name, bool(cited), findings)
    title = text_of(statement.title)
    key = Key(declared.module.name, declared.name)
    by, rows = keys.rows(statement, kind, context) if isinstance(statement, syntax.Parameter) else ((), ())
    values = [each.value for each in found] + [each.value for each in rows if each.value is not None]
    hull = periods.hull(kind, values)
    return ParameterModel(key, title, hull, cited, found, statement.name.span, by, rows)


def _sourced(statement: syntax.External, findings: Findings) -> None:
    """The value of an external input comes from somewhere."""
    for each in statement.periods:
        if each.source is None and not statement.sources:
            findings.error(
                "E436",
                each.span,
                f"this value of `{statement.name.text}` has no source: it comes from outside the documents",
                f"deze waarde van `{statement.name.text}` heeft geen bron: zij komt van buiten de documenten",
                help=Words(
                    "say where it comes from, or leave the values out: then they are asked of the data",
                    "zeg waar zij vandaan komt, of laat de waarden weg: dan worden ze aan de gegevens gevraagd",
                ),
            )


def value(declared: Declared, context: Context, inventories: Inventories) -> ValueModel:
    """What a value is worked out from; how large that becomes is checked apart."""
    statement = declared.statement
    assert isinstance(statement, syntax.Value)
    scope, findings = context.scope, context.findings
    cited = citations(statement.sources, scope, inventories, findings)
    check_cited("value", "waarde", statement.name, bool(statement.sources), findings)
    wanted = None if statement.type is None else context.declarations.records.kind(statement.type, scope)
    body = (
        condition(statement.body, context)
        if isinstance(wanted, YesNoKind)
        else expression(statement.body, context, wanted)
    )
    kind = body.kind
    if isinstance(kind, ListKind | RecordKind):
        _no_value(statement.body, kind, findings)
        kind = UNKNOWN
    elif wanted is not None and not isinstance(wanted, YesNoKind):
        kind = fits(body, wanted, statement.type, findings)
    key = Key(declared.module.name, declared.name)
    return ValueModel(key, text_of(statement.title), kind, cited, body, statement.name.span)


def _no_value(node: syntax.Node, kind: Kind, findings: Findings) -> None:
    said = kind_words(kind)
    findings.error(
        "E324",
        node.span,
        f"`{quoted(node.span)}` is {said.en}: that is no value of its own",
        f"`{quoted(node.span)}` is {said.nl}: dat is geen waarde op zich",
    )
