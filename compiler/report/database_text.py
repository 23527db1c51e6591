"""A policy as a statement that people run in their own database, with what it reads and gives as comments above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from compiler.backends.sql import tree
from compiler.backends.sql.inside import Inside
from compiler.backends.sql.names import KEY, REJECTED, Names, as_column, named
from compiler.backends.sql.operations import literal
from compiler.backends.sql.origins import DECIMALS, MOST_ROWS, type_wanted
from compiler.backends.sql.text import written
from compiler.columns.layout import Column
from compiler.columns.nodes import Node
from compiler.columns.program import OUTCOMES, VERDICTS
from compiler.ir import text, words
from compiler.ir.nodes import Policy
from compiler.report.case import version_of_meetlat
from compiler.report.database_values import Told, grants, margins
from compiler.report.granted import asked, case_headings, cases_said
from compiler.report.phrases import heading
from compiler.report.register import headings, leaf_of
from dsl.diagnostics import Language, Words
from dsl.kinds import ChoiceKind, NumberKind, SetKind, TextKind

if TYPE_CHECKING:
    from sqlglot import exp

READS = Words("Reads", "Leest")
GIVES = Words("Gives a row per provider", "Geeft een rij per aanbieder")
HOLDS = {
    "number": Words("whole or exact decimal numbers", "hele getallen of exacte decimalen"),
    "yes/no": Words("boolean", "boolean"),
    "text": Words("text", "tekst"),
    "texts": Words("array of texts", "rij teksten"),
    "date": Words("date", "datum"),
    "moment": Words("timestamp without time zone, Dutch time", "tijdstip zonder tijdzone, Nederlandse tijd"),
}
ARRAY = Words("array; NULL is a list that nobody knows", "lijst; NULL is een lijst die niemand kent")
PROVIDERS_KEY = Words("key of the provider", "sleutel van de aanbieder")
ROWS_KEY = Words("key of the row", "sleutel van de rij")
ROWS_ABOVE = Words("key of the row that it belongs to", "sleutel van de rij waar ze bij hoort")
NOTES = (
    Words("NULL, or an empty text: nobody knows it", "NULL, of een lege tekst: niemand weet het"),
    Words(
        f"numbers: at most {DECIMALS} digits after the point; lists: at most {MOST_ROWS} rows",
        f"getallen: hoogstens {DECIMALS} cijfers achter de komma; lijsten: hoogstens {MOST_ROWS} rijen",
    ),
    Words(
        "`rejected` names a column that does not fit; such a row has no decision",
        "`rejected` noemt een kolom die niet past; over zo'n rij is geen besluit",
    ),
)


def database_text(policy: Policy, inside: Inside, language: Language) -> str:
    """One statement, with comments on top."""
    query = _query(inside, language)
    lines = [*_header(policy, inside, language), ""]
    comments = "\n".join(f"-- {_one_line(each)}".rstrip() for each in lines)
    return f"{comments}\n{written(query, inside.reading.dialect, pretty=True)};\n"


def _one_line(said: str) -> str:
    """What an author wrote stays within its comment."""
    return "".join(each if each.isprintable() else " " for each in said).replace("${", "$ {")


def _header(policy: Policy, inside: Inside, language: Language) -> Iterator[str]:
    reading = inside.reading
    yield heading(policy, language)
    yield f"{reading.dialect.said}, Meetlat {version_of_meetlat()}"
    yield ""
    yield f"{READS.said_in(language)}:"
    for table, origin in reading.origins.tables.items():
        if origin.nested is not None:
            yield f"  {origin.name}: {ARRAY.said_in(language)}"
            for column in reading.looked_at(table):
                yield f"    {origin.cells[column].name}: {_holds(column, language)}"
            continue
        yield f"  {origin.name}"
        of_provider = origin.key if not table.above else origin.above if len(table.above) == 1 else None
        for key, said in {origin.key: ROWS_KEY, origin.above: ROWS_ABOVE, of_provider: PROVIDERS_KEY}.items():
            if key is not None:
                yield f"    {' / '.join(key)}: {said.said_in(language)}"
        for column in reading.looked_at(table):
            yield f"    {origin.cells[column].name}: {_holds(column, language)}"
    yield ""
    yield f"{GIVES.said_in(language)}: provider, decision, first deciding criterion, ..., missing facts, rejected"
    for note in NOTES:
        yield note.said_in(language)


def _holds(column: Column, language: Language) -> str:
    wanted = HOLDS[type_wanted(column)].said_in(language)
    match column.kind:
        case ChoiceKind(options) | SetKind(options) if column.part == "value":
            return f"{wanted}: {', '.join(options)}"
        case TextKind(pattern) if column.part == "value" and pattern is not None:
            return f"{wanted}: {pattern}"
        case NumberKind(unit=unit) if column.part == "value" and unit:
            return f"{wanted}, {unit}"
    return wanted


def _query(inside: Inside, language: Language) -> exp.Select:
    from sqlglot import exp

    program, dialect = inside.program, inside.reading.dialect
    outputs: dict[str, Node] = {"decision": program.outcome, "first deciding criterion": program.deciding}
    verdicts = {f"verdict {at}": each.verdict for at, each in enumerate(program.judged)}
    missing = {f"missing {at}": node for at, node in enumerate(program.missing.values())}
    measured, worth = margins(program, dialect), grants(program, dialect, language)
    values = _nodes("margin", measured) | _nodes("worth", worth)
    made = inside.made(outputs | verdicts | values | asked(program, whole=False) | missing)
    good = tree.is_null(as_column(REJECTED))

    def told(name: str, said: list[str]) -> exp.Expr:
        codes = [(exp.Literal.number(at), literal(dialect, each)) for at, each in enumerate(said)]
        return tree.cases([(good.copy(), tree.cases(codes, of=as_column(made.outputs[name])))]) if said else exp.null()

    def value(of: str, at: int, each: Told) -> exp.Expr:
        found = {name: as_column(made.outputs[f"{of} {at} {name}"]) for name in each.nodes}
        there = exp.And(this=good.copy(), expression=as_column(made.outputs[f"{of} {at} given"]))
        return tree.cases([(there, each.told(found))])

    names = Names(dialect.longest_name)
    own = headings(program)
    fixed = {
        each: names.give(each)
        for each in ("provider", "decision", "first deciding criterion", "missing facts", REJECTED)
    }
    deciding = told("first deciding criterion", [each.criterion.id for each in program.judged])
    columns = [
        named(as_column(KEY), fixed["provider"]),
        named(told("decision", [text.outcome(each, language) for each in OUTCOMES]), fixed["decision"]),
        named(deciding, fixed["first deciding criterion"]),
    ]
    for at, (each, heads) in enumerate(zip(program.judged, own.criteria, strict=True)):
        found = told(f"verdict {at}", [words.verdict(verdict, each.criterion, language) for verdict in VERDICTS])
        columns.append(named(found, names.give(heads.verdict)))
        if at in measured:
            columns.append(named(value("margin", at, measured[at]), names.give(heads.margin)))
    for at, (case, grant) in enumerate(zip(case_headings(program.policy), program.policy.grants, strict=True)):
        if at in worth:
            columns.append(named(value("worth", at, worth[at]), names.give(own.grants[at])))
        columns.append(named(told(f"case {at}", cases_said(grant, language)), names.give(case)))
    facts: list[exp.Expr] = []
    for name, key in zip(missing, program.missing, strict=True):
        open_ = exp.And(this=good.copy(), expression=as_column(made.outputs[name]))
        facts.append(tree.cases([(open_, literal(dialect, text.leaf(leaf_of(key), language)))]))
    listed: exp.Expr = tree.cast_to(exp.null(), "TEXT")
    if facts:
        all_of_them = exp.Anonymous(this="CONCAT_WS", expressions=[exp.Literal.string(", "), *facts])
        listed = exp.Nullif(this=all_of_them, expression=exp.Literal.string(""))
    columns += [named(listed, fixed["missing facts"]), named(as_column(REJECTED), fixed[REJECTED])]
    return tree.selected(tree.within(made.query, "found"), *columns)


def _nodes(of: str, told: Mapping[int, Told]) -> dict[str, Node]:
    """What a statement works out for some columns, by names that it knows them by."""
    given = {f"{of} {at} given": each.given for at, each in told.items()}
    return given | {f"{of} {at} {name}": node for at, each in told.items() for name, node in each.nodes.items()}
