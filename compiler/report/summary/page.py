"""The page on a register: decisions by group, the criteria that decide most, margins, missing facts, rejected rows, providers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from importlib.resources import files

from compiler.ir import text, words
from compiler.ir.nodes import Criterion, Policy
from compiler.ir.verdicts import Margin, Outcome
from compiler.ir.words import fill, relation_of
from compiler.records.problems import Problem
from compiler.report.case import version_of_meetlat
from compiler.report.decision_report import MADE_BY
from compiler.report.document.html import blocks_html, stylesheet
from compiler.report.document.nodes import Block, Grid, Inline, Link, Paragraph, Picture, Section, Tag, Text, line
from compiler.report.layout import printable
from compiler.report.phrases import heading
from compiler.report.summary.margins import Near, scale
from compiler.report.summary.plots import Series, bars, histogram
from compiler.report.summary.tally import Decision, Grouping, Tally
from compiler.report.tones import TONES
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind, Kind, MomentKind

SUMMARY = Words("Summary of a register", "Samenvatting van een register")
DECISIONS = Words("Decisions", "Besluiten")
BY = Words("Decisions by {0}", "Besluiten naar {0}")
DECIDES = Words("The criteria that decide most", "De criteria die het vaakst de doorslag geven")
DECIDES_SAID = Words(
    "Providers of whom a criterion is not met, or keeps the decision open.",
    "Aanbieders die niet aan een criterium voldoen, of van wie het besluit erdoor openblijft.",
)
MARGINS = Words("How far from the threshold", "Hoe ver van de grens")
MARGIN_OF = Words("Distance to the threshold ({0})", "Afstand tot de grens ({0})")
MARGIN_SAID = Words(
    "Left of the line the threshold is missed, right of it it is kept: {0} below, {1} exactly on it, {2} above.",
    "Links van de lijn is de grens niet gehaald, rechts ervan wel: {0} eronder, {1} er precies op, {2} erboven.",
)
ENDS = Words(
    "The bars at both ends hold the outermost twentieth.",
    "De staven aan de uiteinden bevatten het buitenste twintigste deel.",
)
JUST_BELOW = Words("Just missed", "Net niet gehaald")
JUST_ABOVE = Words("Just kept", "Net wel gehaald")
MISSING = Words("Missing facts", "Ontbrekende gegevens")
MISSING_SAID = Words(
    "Providers whose decision waits for a fact or a judgement.",
    "Aanbieders van wie het besluit wacht op een gegeven of een oordeel.",
)
REJECTED = Words("Rejected rows", "Afgewezen regels")
REJECTED_SAID = Words("Rejected: {0} of {1} rows.", "Afgewezen: {0} van de {1} regels.")
MORE = Words("and {0} more", "en nog {0}")
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
PROVIDER, PROVIDERS = Words("Provider", "Aanbieder"), Words("Providers", "Aanbieders")
DECISION, CRITERION = Words("Decision", "Besluit"), Words("Criterion", "Criterium")
DECIDING = Words("Deciding criteria", "Doorslaggevende criteria")
FACT, MARGIN, PLACE = Words("Fact", "Gegeven"), Words("Margin", "Verschil"), Words("Place", "Plaats")
PROBLEM, HELP = Words("What is wrong", "Wat er mis is"), Words("What helps", "Wat helpt")
TOTAL = Words("Together", "Samen")
SEARCH, ONLY, EVERYTHING = Words("Search", "Zoeken"), Words("Decision", "Besluit"), Words("all", "alle")
SHOWN = Words("rows found", "regels gevonden")
SHOW_MORE = Words("Show more rows", "Meer regels tonen")
OTHERS = Words("(others)", "(overige)")
DAYS = Words("days", "dagen")

MOST_GROUPS, MOST_BARS, MOST_REJECTED = 20, 15, 200
_LOOKS = {
    Outcome.ELIGIBLE: ("#1d6b32", ""),
    Outcome.INELIGIBLE: ("#b3261e", "//"),
    Outcome.UNDETERMINED: ("#c08a00", ".."),
    Outcome.AWAITING: ("#7a3a8c", "xx"),
}


def summary_page(
    policy: Policy,
    tally: Tally,
    problems: Sequence[Problem],
    rejected: int,
    language: Language,
    source: str,
    reports: Mapping[int, str],
) -> str:
    """The page: nothing from elsewhere, and every text escaped. `reports` are the addresses of reports, by the places of
    providers among those that were decided."""
    made = _Page(policy, tally, language, reports)
    style = stylesheet() + files("compiler.report.summary").joinpath("page.css").read_text(encoding="utf-8")
    script = files("compiler.report.summary").joinpath("page.js").read_text(encoding="utf-8")
    title = f"{SUMMARY.said_in(language)}: {policy.title or policy.name}"
    footer = " · ".join((fill(MADE_BY, language, version_of_meetlat()), policy.module, source))
    parts = [
        "<!doctype html>",
        f'<html lang="{language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_plain(title)}</title>",
        f"<style>{style}</style></head><body><main>",
        f'<header><p class="kicker">{_plain(heading(policy, language))}</p><h1>{_plain(title)}</h1></header>',
        *blocks_html(made.blocks(problems, rejected), language, 2),
        *made.table(),
        f"<footer>{_plain(footer)}</footer></main><script>{script}</script></body></html>",
    ]
    return "\n".join(parts) + "\n"


class _Page:
    def __init__(self, policy: Policy, tally: Tally, language: Language, reports: Mapping[int, str]) -> None:
        self.policy = policy
        self.tally = tally
        self.language = language
        self.reports = reports
        self.drawn = 0

    def say(self, said: Words, *parts: object) -> str:
        return fill(said, self.language, *parts)

    def count(self, number: int) -> str:
        """`12 500`, in Dutch `12.500`."""
        return text.number(number, self.language)

    def prefix(self) -> str:
        self.drawn += 1
        return f"plot{self.drawn}"

    def blocks(self, problems: Sequence[Problem], rejected: int) -> Iterator[Block]:
        yield Section(line(self.say(DECISIONS)), tuple(self._decisions()))
        for grouping, counted in zip(self.tally.groupings, self.tally.groups, strict=False):
            yield Section(line(self.say(BY, grouping.said(self.language))), tuple(self._group(grouping, counted)))
        yield from self._counted(DECIDES, DECIDES_SAID, CRITERION, self.tally.deciding, self._criterion)
        measured = [each for each in self.policy.criteria if self.tally.margins.get(each.id)]
        if measured:
            yield Section(line(self.say(MARGINS)), tuple(self._margins(each) for each in measured))
        yield from self._counted(MISSING, MISSING_SAID, FACT, self.tally.missing, str)
        if problems:
            yield Section(line(self.say(REJECTED)), tuple(self._rejected(problems, rejected)))

    # --- counts -------------------------------------------------------------------------------------------------------

    def _decisions(self) -> Iterator[Block]:
        outcomes = [each for each in Outcome if self.tally.outcomes[each]]
        if outcomes:
            labels = [text.outcome(each, self.language) for each in outcomes]
            series = Series("", "#3f5d7d", "", tuple(self.tally.outcomes[each] for each in outcomes))
            yield self._bars(labels, [series], self.say(DECISIONS))
        rows = [(line(self._tag(each)), line(self.count(self.tally.outcomes[each]))) for each in outcomes]
        rows.append((line(self.say(TOTAL)), line(self.count(self.tally.records))))
        yield Grid(self.say(DECISIONS), (self.say(DECISION), self.say(PROVIDERS)), tuple(rows))

    def _tag(self, outcome: Outcome) -> Tag:
        return Tag(text.outcome(outcome, self.language), TONES[outcome])

    def _bars(self, labels: Sequence[str], series: Sequence[Series], title: str) -> Picture:
        return Picture(bars(labels, series, self.say(PROVIDERS), title, self.prefix(), self.count), title)

    def _group(self, grouping: Grouping, counted: dict[str, Counter[Outcome]]) -> Iterator[Block]:
        names = sorted(counted, key=lambda each: (-counted[each].total(), each))
        kept = {each: counted[each] for each in names[:MOST_GROUPS]}
        if len(names) > MOST_GROUPS:
            kept[self.say(OTHERS)] = sum((counted[each] for each in names[MOST_GROUPS:]), Counter())
        outcomes = [each for each in Outcome if self.tally.outcomes[each]]
        series = [
            Series(text.outcome(each, self.language), *_LOOKS[each], tuple(group[each] for group in kept.values()))
            for each in outcomes
        ]
        title = self.say(BY, grouping.said(self.language))
        yield self._bars([*kept], series, title)
        headings = (grouping.said(self.language), *(text.outcome(each, self.language) for each in outcomes), self.say(TOTAL))
        rows = tuple(
            (line(name), *(line(self.count(group[each])) for each in outcomes), line(self.count(group.total())))
            for name, group in kept.items()
        )
        yield Grid(title, headings, rows)

    def _counted(
        self, title: Words, said: Words, heads: Words, counted: Counter[str], named: object
    ) -> Iterator[Block]:
        assert callable(named)
        most = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
        if not most:
            return
        shown = [(named(name), count) for name, count in most[:MOST_BARS]]
        series = Series("", "#3f5d7d", "", tuple(count for _, count in shown))
        rows = tuple((line(name), line(self.count(count))) for name, count in shown)
        blocks: list[Block] = [
            Paragraph(line(self.say(said))),
            self._bars([name for name, _ in shown], [series], self.say(title)),
            Grid(self.say(title), (self.say(heads), self.say(PROVIDERS)), rows),
        ]
        if len(most) > MOST_BARS:
            blocks.append(Paragraph(line(self.say(MORE, self.count(len(most) - MOST_BARS))), small=True))
        yield Section(line(self.say(title)), tuple(blocks))

    def _criterion(self, id: str) -> str:
        found = next((each for each in self.policy.criteria if each.id == id), None)
        return found.title if found is not None and found.title else id

    # --- margins ------------------------------------------------------------------------------------------------------

    def _margins(self, criterion: Criterion) -> Section:
        found = self.tally.margins[criterion.id]
        name = self._criterion(criterion.id)
        blocks: list[Block] = [Paragraph(line(self.say(MARGIN_SAID, *map(self.count, found.sides))))]
        bins = found.binned()
        shown = [text.number(each, self.language) for each in bins.edges]
        axis = self.say(MARGIN_OF, self._unit(found.kind))
        drawn = histogram(shown, bins.counts, bins.zero, axis, self.say(PROVIDERS), name, self.prefix(), self.count)
        blocks.append(Picture(drawn, name))
        if bins.cut:
            blocks.append(Paragraph(line(self.say(ENDS)), small=True))
        for title, near in ((JUST_BELOW, found.below), (JUST_ABOVE, found.above)):
            if near:
                rows = tuple((line(self._named(each)), line(self._by(each.by, criterion))) for each in near)
                blocks.append(Grid(self.say(title), (self.say(PROVIDER), self.say(MARGIN)), rows))
        return Section(line(name), tuple(blocks))

    def _named(self, near: Near) -> Inline:
        """A provider, with the way to its report where there is one."""
        target = self.reports.get(near.place)
        return Text(near.provider) if target is None else Link(near.provider, target)

    def _by(self, by: Fraction, criterion: Criterion) -> str:
        by_itself = Margin(by, Fraction(0), by, self.tally.margins[criterion.id].kind)
        return words.margin(by_itself, relation_of(criterion.body), self.language) or "–"

    def _unit(self, kind: Kind) -> str:
        return self.say(DAYS) if isinstance(kind, DateKind | MomentKind) else text.unit(kind) or "–"

    # --- rejected -----------------------------------------------------------------------------------------------------

    def _rejected(self, problems: Sequence[Problem], rejected: int) -> Iterator[Block]:
        yield Paragraph(line(self.say(REJECTED_SAID, self.count(rejected), self.count(rejected + self.tally.records))))
        rows = tuple(
            (
                line(str(each.place)),
                line(each.place.provider or "–"),
                line(each.message.said_in(self.language)),
                line(each.help.said_in(self.language) if each.help else "–"),
            )
            for each in problems[:MOST_REJECTED]
        )
        yield Grid(self.say(REJECTED), tuple(map(self.say, (PLACE, PROVIDER, PROBLEM, HELP))), rows)
        if len(problems) > MOST_REJECTED:
            yield Paragraph(line(self.say(MORE, self.count(len(problems) - MOST_REJECTED))), small=True)

    # --- all providers ------------------------------------------------------------------------------------------------

    def table(self) -> Iterator[str]:
        """The providers in a table that a script sorts and filters; without the script it stands as it is."""
        listed = sorted(self.tally.listed, key=lambda each: each.place)
        yield f"<section><h2>{_plain(self.say(ALL))}</h2>"
        if len(listed) < self.tally.records:
            yield f"<p>{_plain(self.say(FIRST, self.count(len(listed)), self.count(self.tally.records)))}</p>"
        if len(self.reports) < self.tally.records:
            made = self.say(REPORTS, self.count(len(self.reports)), self.count(self.tally.records))
            yield f"<p>{_plain(made if self.reports else self.say(NO_REPORTS))}</p>"
        options = "".join(
            f'<option value="{each.name}">{_plain(text.outcome(each, self.language))}</option>'
            for each in Outcome
            if self.tally.outcomes[each]
        )
        yield (
            f'<div id="filter" hidden><label>{_plain(self.say(SEARCH))}<input id="typed" type="search"></label>'
            f'<label>{_plain(self.say(ONLY))}<select id="chosen"><option value="">{_plain(self.say(EVERYTHING))}</option>'
            f'{options}</select></label><p role="status"><span id="count">{len(listed)}</span> {_plain(self.say(SHOWN))}</p>'
            "</div>"
        )
        measured = [each for each in self.policy.criteria if self.tally.margins.get(each.id)]
        heads = [self.say(PROVIDER), self.say(DECISION), *(each.said(self.language) for each in self.tally.groupings)]
        heads += [self.say(DECIDING), *(self._criterion(each.id) for each in measured), self.say(MISSING)]
        cells = "".join(f'<th scope="col"><button type="button">{_plain(each)}</button></th>' for each in heads)
        yield f'<div class="scroll" tabindex="0"><table id="providers"><caption>{_plain(self.say(ALL))}</caption>'
        yield f"<thead><tr>{cells}</tr></thead><tbody>"
        yield from (self._row(each, measured) for each in listed)
        more = f'<button type="button" id="more" hidden>{_plain(self.say(SHOW_MORE))}</button>'
        yield f"</tbody></table></div><p>{more}</p></section>"

    def _row(self, row: Decision, measured: Iterable[Criterion]) -> str:
        name = _plain(row.provider)
        report = self.reports.get(row.place)
        named = name if report is None else f'<a href="{escape(report)}">{name}</a>'
        tag = self._tag(row.outcome)
        cells = [f'<td><span class="tag {tag.tone}">{_plain(tag.text)}</span></td>']
        cells += [f"<td>{_plain(each)}</td>" for each in row.groups]
        cells.append(f"<td>{_plain(', '.join(row.deciding))}</td>")
        cells += [self._measured(row.margins.get(each.id), each) for each in measured]
        cells.append(f"<td>{_plain(', '.join(row.missing))}</td>")
        return f'<tr data-decision="{row.outcome.name}"><th scope="row">{named}</th>{"".join(cells)}</tr>'

    def _measured(self, by: Margin | None, criterion: Criterion) -> str:
        if by is None:
            return "<td></td>"
        return f'<td data-n="{_decimal(by.margin / scale(by.kind))}">{_plain(self._by(by.margin, criterion))}</td>'


def _decimal(value: Fraction) -> str:
    """To six places, for sorting alone."""
    scaled = round(value * 1_000_000)
    return f"{'-' * (scaled < 0)}{abs(scaled) // 1_000_000}.{abs(scaled) % 1_000_000:06d}"


def _plain(said: str) -> str:
    return escape(printable(said))
