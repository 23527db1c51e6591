"""The page on a register: decisions by group, grants, deciding criteria, margins, missing facts, rejected rows, providers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files

from compiler.ir.nodes import Policy
from compiler.ir.words import fill
from compiler.records.problems import Mistakes
from compiler.report.case import version_of_meetlat
from compiler.report.decision_report import MADE_BY
from compiler.report.document.html import blocks_html, stylesheet
from compiler.report.document.nodes import Block, Grid, Paragraph, Section, line
from compiler.report.phrases import MORE, heading
from compiler.report.summary import counts
from compiler.report.summary.distances import distances
from compiler.report.summary.given import granted
from compiler.report.summary.providers import plain, table
from compiler.report.summary.tally import Tally
from compiler.report.summary.teller import PROVIDER, Teller
from dsl.diagnostics import Language, Words

SUMMARY = Words("Summary of a register", "Samenvatting van een register")
REJECTED = Words("Rejected rows", "Afgewezen rijen")
REJECTED_SAID = Words("Rejected: {0} of {1} rows.", "Afgewezen: {0} van de {1} rijen.")
PLACE, PROBLEM, HELP = (
    Words("Place", "Plaats"),
    Words("What is wrong", "Wat er mis is"),
    Words("What helps", "Wat helpt"),
)

MOST_REJECTED = 200


def summary_page(
    policy: Policy,
    tally: Tally,
    mistakes: Mistakes,
    rejected: int,
    language: Language,
    source: str,
    reports: Mapping[int, str],
) -> str:
    """The page: nothing from elsewhere, and every text escaped. `reports` are the addresses of reports, by the places of
    providers among those that were decided."""
    told = Teller(policy, tally, language, reports)
    style = stylesheet() + files("compiler.report.summary").joinpath("page.css").read_text(encoding="utf-8")
    script = files("compiler.report.summary").joinpath("page.js").read_text(encoding="utf-8")
    title = f"{told.say(SUMMARY)}: {policy.title or policy.name}"
    footer = " · ".join((fill(MADE_BY, language, version_of_meetlat()), policy.module, source))
    parts = [
        "<!doctype html>",
        f'<html lang="{language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{plain(title)}</title>",
        f"<style>{style}</style></head><body><main>",
        f'<header><p class="kicker">{plain(heading(policy, language))}</p><h1>{plain(title)}</h1></header>',
        *blocks_html(_blocks(told, mistakes, rejected), language, 2),
        *table(told),
        f"<footer>{plain(footer)}</footer></main><script>{script}</script></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _blocks(told: Teller, mistakes: Mistakes, rejected: int) -> Iterator[Block]:
    yield from counts.decisions(told)
    yield from granted(told)
    yield from counts.deciding(told)
    yield from distances(told)
    yield from counts.missing(told)
    if len(mistakes):
        yield Section(line(told.say(REJECTED)), tuple(_rejected(told, mistakes, rejected)))


def _rejected(told: Teller, mistakes: Mistakes, rejected: int) -> Iterator[Block]:
    yield Paragraph(line(told.say(REJECTED_SAID, told.count(rejected), told.count(rejected + told.tally.records))))
    rows = tuple(
        (
            line(str(each.place)),
            line(each.place.provider or "–"),
            line(told.quoted(each.message.said_in(told.language))),
            line(told.quoted(each.help.said_in(told.language)) if each.help else "–"),
        )
        for each in mistakes.told[:MOST_REJECTED]
    )
    yield Grid(told.say(REJECTED), tuple(map(told.say, (PLACE, PROVIDER, PROBLEM, HELP))), rows)
    if len(mistakes) > MOST_REJECTED:
        yield Paragraph(line(told.say(MORE, told.count(len(mistakes) - MOST_REJECTED))), small=True)
