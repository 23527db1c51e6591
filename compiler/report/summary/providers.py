"""The table of providers, that a script sorts and filters; without the script it stands as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from html import escape

from compiler.ir import text
from compiler.ir.nodes import Criterion
from compiler.ir.verdicts import Margin, Outcome
from compiler.report.layout import printable
from compiler.report.summary.counts import MISSING
from compiler.report.summary.distances import distance, measured_criteria
from compiler.report.summary.tally import Decision
from compiler.report.summary.teller import DECISION, PROVIDER, Teller
from dsl.diagnostics import Words

ALL = Words("All providers", "Alle aanbieders")
FIRST = Words("The first {0} of {1} providers.", "De eerste {0} van {1} aanbieders.")
REPORTS = Words(
    "There is a report on {0} of {1} providers: on the first, on those nearest to a threshold, and on those asked for with"
    " `--report`. `meetlat report` makes one on any other.",
    "Over {0} van de {1} aanbieders is er een beslisrapport: over de eerste, over die het dichtst bij een grens zitten, en over"
    " die waar met `--report` om is gevraagd. `meetlat report` maakt er een over elke andere.",
)
NO_REPORTS = Words(
    "`meetlat report` makes a report on any of them.", "`meetlat report` maakt over elk van hen een beslisrapport."
)
DECIDING = Words("Deciding criteria", "Doorslaggevende criteria")
SEARCH, EVERYTHING = Words("Search", "Zoeken"), Words("all", "alle")
SHOWN = Words("rows found", "rijen gevonden")
SHOW_MORE = Words("Show more rows", "Meer rijen tonen")


def table(told: Teller) -> Iterator[str]:
    """The section, as HTML."""
    tally, say = told.tally, told.say
    listed = sorted(tally.listed, key=lambda each: each.place)
    yield f"<section><h2>{plain(say(ALL))}</h2>"
    if len(listed) < tally.records:
        yield f"<p>{plain(say(FIRST, told.count(len(listed)), told.count(tally.records)))}</p>"
    if len(told.reports) < tally.records:
        made = say(REPORTS, told.count(len(told.reports)), told.count(tally.records))
        yield f"<p>{plain(told.quoted(made if told.reports else say(NO_REPORTS)))}</p>"
    options = "".join(
        f'<option value="{each.name}">{plain(text.outcome(each, told.language))}</option>'
        for each in Outcome
        if tally.outcomes[each]
    )
    yield (
        f'<div id="filter" hidden><label>{plain(say(SEARCH))}<input id="typed" type="search"></label>'
        f'<label>{plain(say(DECISION))}<select id="chosen"><option value="">{plain(say(EVERYTHING))}</option>'
        f'{options}</select></label><p role="status"><span id="count">{len(listed)}</span> {plain(say(SHOWN))}</p></div>'
    )
    measured = measured_criteria(told)
    heads = [say(PROVIDER), say(DECISION), *(each.said(told.language) for each in tally.groupings)]
    heads += [say(DECIDING), *(told.criterion(each.id) for each in measured), say(MISSING)]
    cells = "".join(f'<th scope="col"><button type="button">{plain(each)}</button></th>' for each in heads)
    yield f'<div class="scroll" tabindex="0"><table id="providers"><caption>{plain(say(ALL))}</caption>'
    yield f"<thead><tr>{cells}</tr></thead><tbody>"
    yield from (_row(told, each, measured) for each in listed)
    more = f'<button type="button" id="more" hidden>{plain(say(SHOW_MORE))}</button>'
    yield f"</tbody></table></div><p>{more}</p></section>"


def plain(said: str) -> str:
    """Text as HTML."""
    return escape(printable(said))


def _row(told: Teller, row: Decision, measured: Iterable[Criterion]) -> str:
    name = plain(row.provider)
    report = told.reports.get(row.place)
    named = name if report is None else f'<a href="{escape(report)}">{name}</a>'
    tag = told.tag(row.outcome)
    cells = [f'<td><span class="tag {tag.tone}">{plain(tag.text)}</span></td>']
    cells += [f"<td>{plain(told.group(each))}</td>" for each in row.groups]
    cells.append(f"<td>{plain('; '.join(map(told.criterion, row.deciding)))}</td>")
    cells += [_measured(told, row.margins.get(each.id), each) for each in measured]
    cells.append(f"<td>{plain(', '.join(row.missing))}</td>")
    return f'<tr data-decision="{row.outcome.name}"><th scope="row">{named}</th>{"".join(cells)}</tr>'


def _measured(told: Teller, by: Margin | None, criterion: Criterion) -> str:
    if by is None:
        return "<td></td>"
    return f'<td data-n="{_decimal(by.margin / text.shown_scale(by.kind))}">{plain(distance(told, by.margin, criterion))}</td>'


def _decimal(value: Fraction) -> str:
    """To six places, for sorting alone."""
    scaled = round(value * 1_000_000)
    return f"{'-' * (scaled < 0)}{abs(scaled) // 1_000_000}.{abs(scaled) % 1_000_000:06d}"
