"""The decision on one provider as a document: the decision first, then what decides, what is open, and everything else folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from compiler.ir import deadline_words, text, words
from compiler.ir.nodes import Criterion
from compiler.ir.values import UNKNOWN
from compiler.ir.verdicts import (
    CriterionResult,
    DeadlineResult,
    DeadlineStatus,
    DueResult,
    GrantResult,
    Outcome,
    TermResult,
    Verdict,
)
from compiler.ir.words import fill
from compiler.report import deadlines, phrases
from compiler.report.case import Case, version_of_meetlat
from compiler.report.document.html import QUOTES
from compiler.report.document.nodes import (
    Block,
    Bullets,
    Document,
    Folded,
    Grid,
    Inline,
    Line,
    Pairs,
    Paragraph,
    Quoted,
    Section,
    Tag,
    Text,
    Tone,
    line,
)
from compiler.report.prose import decision as prose
from compiler.report.prose.causes import Cause, causes
from compiler.report.prose.dates import date_basis, in_force
from compiler.report.prose.lists import enumerated, sentence
from compiler.report.prose.missing import Point, points
from compiler.report.told import Told, told
from dsl.diagnostics import Words
from dsl.kinds import NumberKind

REPORT = Words("Decision report", "Beslisrapport")
POLICY = Words("Policy", "Beleid")
ISSUER = Words("Issued by", "Uitgegeven door")
AS_OF = Words("Decided as of", "Beoordeeld per")
IN_FORCE = Words("In force", "Geldig")
DOCUMENTS = Words("Documents", "Documenten")
FACTS_FROM = Words("Facts from", "Gegevens uit")
DATED = Words("{0}, as they were on {1}", "{0}, naar de stand van {1}")
NARROWEST = Words("What is met by the smallest margin", "Waar de ruimte het kleinst is")
OPEN = Words("What is still open", "Wat nog open is")
OPEN_ASIDE = Words("Also open, without effect on this decision", "Ook nog open, zonder gevolg voor dit besluit")
IN_THIS_ORDER = Words(
    "In this order each answer settles as much as it can.",
    "In deze volgorde geeft elk antwoord zo veel mogelijk uitsluitsel.",
)
NOT_PROMISED = Words("What this does not promise", "Wat dit niet belooft")
ALL = Words("All criteria", "Alle criteria")
FACTS = Words("The facts that were read", "De gegevens die zijn gebruikt")
JUDGEMENTS = Words("Judgements", "Oordelen")
NO_FACTS = Words("No facts were read.", "Er zijn geen gegevens gebruikt.")
NO_EXCEPTION = Words("The exception does not hold either: {0}.", "Ook de uitzondering geldt niet: {0}.")
RULE = Words("Rule", "Regel")
SOURCE = Words("Source", "Bron")
DATES = Words("Dates", "Datums")
SETTLES = Words("Would settle it", "Geeft uitsluitsel")
FOUND, ASKED, MARGIN = Words("Found", "Gevonden"), Words("Threshold", "Grens"), Words("Margin", "Verschil")
FIGURES = Words("The figures", "De cijfers")
WHAT, WHO = Words("What", "Wat"), Words("From whom", "Van wie")
SETTLING = Words("May settle", "Kan uitsluitsel geven over")
IF_STILL_OPEN = Words("if what stands above it does not", "als wat erboven staat dat niet doet")
TOGETHER = Words("together with what stands above it", "samen met wat erboven staat")
FACT, VALUE, ORIGIN = Words("Fact", "Gegeven"), Words("Value", "Waarde"), Words("From", "Uit")
BY, ON, WHY = Words("By", "Door"), Words("On", "Op"), Words("Why", "Waarom")
NOT_TOLD = Words("not recorded", "niet vastgelegd")
MADE_BY = Words("Made by Meetlat {0}", "Gemaakt met Meetlat {0}")

TONES: dict[Outcome, Tone] = {
    Outcome.ELIGIBLE: "good",
    Outcome.INELIGIBLE: "bad",
    Outcome.UNDETERMINED: "open",
    Outcome.AWAITING: "waiting",
}
DEADLINE_TONES: dict[DeadlineStatus, Tone] = {
    DeadlineStatus.MET: "good",
    DeadlineStatus.MISSED: "bad",
    DeadlineStatus.OPEN: "neutral",
    DeadlineStatus.UNKNOWN: "open",
    DeadlineStatus.AWAITING: "waiting",
    DeadlineStatus.NOT_APPLICABLE: "neutral",
    DeadlineStatus.WAIVED: "good",
}
MOST_NARROW = 3
FEW = 2


def report(case: Case) -> Document:
    """The whole report."""
    made = _Report(case)
    return Document(
        case.language,
        f"{case.provider}: {text.outcome(case.result.outcome, case.language)}",
        f"{made.say(REPORT)} · {case.policy.title or case.policy.name}",
        tuple(made.blocks()),
        " · ".join((fill(MADE_BY, case.language, version_of_meetlat()), case.policy.module, case.source)),
    )


def verdict_tone(result: CriterionResult) -> Tone:
    if result.counts is None:
        return "waiting" if result.verdict is Verdict.AWAITING else "open"
    if result.verdict in (Verdict.NOT_APPLICABLE, Verdict.UNKNOWN, Verdict.AWAITING):
        return "neutral"
    return "good" if result.counts else "bad"


class _Report:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.result = case.result
        self.policy = case.policy
        self.language = case.language

    def say(self, said: Words) -> str:
        return said.said_in(self.language)

    def author(self, said: str) -> Quoted:
        return Quoted(said, self.policy.language)

    # --- the whole ----------------------------------------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        yield Paragraph(line(self._outcome(), " ", prose.decision(self.case.provider, self.result, self.language)))
        yield Pairs(tuple(self._about()))
        yield from self._deciding()
        yield from self._open()
        promise = prose.promise(self.result.outcome, self.policy, self.language)
        if promise:
            yield Section(line(self.say(NOT_PROMISED)), (Paragraph(line(promise)),))
        yield Section(line(self.say(ALL)), tuple(self._folded(each) for each in self.result.results))
        yield from self._grants()
        yield from self._deadlines()
        yield from self._tables()
        yield from self._values()
        yield from self._facts()

    def _outcome(self) -> Tag:
        return Tag(text.outcome(self.result.outcome, self.language), TONES[self.result.outcome])

    def _about(self) -> Iterator[tuple[str, Line]]:
        policy = self.policy
        name = self.author(policy.title) if policy.title else Text(policy.name)
        yield self.say(POLICY), line(name, f" ({policy.name}, {policy.module})")
        if policy.issuer:
            yield self.say(ISSUER), line(policy.issuer)
        yield self.say(AS_OF), line(text.day(policy.as_of, self.language))
        if policy.first or policy.last:
            yield self.say(IN_FORCE), line(in_force(policy, self.language))
        cited = dict.fromkeys(citation.document for each in policy.criteria for citation in each.citations)
        documents = [each for key in cited if (each := self.case.basis.documents.get(key)) is not None]
        if documents:
            parts: list[str | Inline] = []
            for each in documents:
                parts += ["; " if parts else "", each.key]
                parts += [" ", self.author(each.title)] if each.title else []
            yield self.say(DOCUMENTS), line(*parts)
        dated = self.case.dated
        source = self.case.source
        if dated is not None:
            source = fill(DATED, self.language, source, text.day(dated, self.language))
        yield self.say(FACTS_FROM), line(source)

    # --- what decides -------------------------------------------------------------------------------------------------

    def _deciding(self) -> Iterator[Block]:
        if self.result.outcome is Outcome.ELIGIBLE:
            narrow = [each for each in self.result.deciding if _has_margin(each)][:MOST_NARROW]
            few = self.result.deciding if len(self.result.deciding) <= FEW else ()
            title, shown = (NARROWEST, narrow) if narrow else (phrases.DECIDED_BY, list(few))
        else:
            title = phrases.KEPT_OPEN_BY if self.case.is_open else phrases.DECIDED_BY
            shown = list(self.result.deciding)
        if shown:
            yield Section(line(self.say(title)), tuple(self._decisive(each) for each in shown))

    def _decisive(self, result: CriterionResult) -> Section:
        blocks: list[Block] = []
        found = self._causes(result)
        if found:
            blocks.append(Paragraph(line(" ".join(sentence(each.said) for each in found))))
        if result.unless is not None and result.verdict is Verdict.NOT_MET:
            said = phrases.said(result.unless.mark)
            blocks.append(Paragraph(line(fill(NO_EXCEPTION, self.language, said))))
        figures = self._figures(found)
        if figures is not None:
            blocks.append(figures)
        blocks.append(Pairs(tuple(self._sourced(result))))
        return Section(self._heading(result), tuple(blocks))

    def _causes(self, result: CriterionResult) -> tuple[Cause, ...]:
        if result.verdict.is_open:
            return ()
        if result.verdict is Verdict.NOT_APPLICABLE and result.applies:
            return causes(result.applies, self.language)
        return causes(result.body, self.language, turned=result.criterion.kind == "exclusion")

    def _figures(self, found: Iterable[Cause]) -> Grid | None:
        rows = []
        for each in found:
            margin = each.margin
            if margin is not None and isinstance(margin.kind, NumberKind):
                by = words.margin(margin, each.relation, self.language)
                actual, threshold = (
                    words.measure(value, margin.kind, self.language) for value in (margin.actual, margin.threshold)
                )
                rows.append((line(phrases.said(each.finding.mark)), line(actual), line(threshold), line(by or "–")))
        headings = tuple(map(self.say, (RULE, FOUND, ASKED, MARGIN)))
        return Grid(self.say(FIGURES), headings, tuple(rows)) if rows else None

    def _heading(self, result: CriterionResult) -> Line:
        tag = Tag(words.verdict(result.verdict, result.criterion, self.language), verdict_tone(result))
        return line(*self._name(result.criterion), " ", tag)

    def _name(self, criterion: Criterion) -> tuple[str | Inline, ...]:
        kind = f"{self.say(phrases.EXCLUSION).capitalize()} " if criterion.kind == "exclusion" else ""
        if criterion.title:
            return (kind, self.author(criterion.title), f" ({criterion.id})")
        return (kind, criterion.id)

    def _sourced(self, result: CriterionResult) -> Iterator[tuple[str, Line]]:
        if result.verdict.is_open:
            settling = self._settling(result)
            if settling:
                yield self.say(SETTLES), line(settling)
        taken = {each.taken.id: each.taken for each in self._causes(result) if each.taken is not None}
        for citation in (*result.criterion.citations, *(each for one in taken.values() for each in one.citations)):
            yield self.say(SOURCE), line(str(citation))
        yield self.say(DATES), line(date_basis(self.policy, self.case.uses(result.criterion.id), self.language))

    def _settling(self, result: CriterionResult) -> str:
        leaves = result.settlements[0].leaves if result.settlements else result.rests_on
        named = (phrases.named(each, self.policy, self.language, QUOTES[self.language]) for each in leaves)
        return enumerated(sorted(named), self.language)

    # --- what is open -------------------------------------------------------------------------------------------------

    def _open(self) -> Iterator[Block]:
        concerned = self.result.deciding if self.case.is_open else self.result.results
        found = points(concerned, self.policy, self.language)
        if not found:
            return
        title = OPEN if self.case.is_open else OPEN_ASIDE
        grid = self._points(found)
        lead = (Paragraph(line(self.say(IN_THIS_ORDER))),) if len(found) > 1 and self.case.is_open else ()
        yield Section(line(self.say(title)), (*lead, grid))

    def _points(self, found: Sequence[Point]) -> Grid:
        rows = tuple(
            (line(each.said), line(each.who), line(", ".join(each.settles) or self._together(each))) for each in found
        )
        return Grid("", tuple(map(self.say, (WHAT, WHO, SETTLING))), rows)

    def _together(self, point: Point) -> str:
        said = self.say(IF_STILL_OPEN if point.repeats else TOGETHER)
        return f"{', '.join(point.touches)} ({said})" if point.touches else "–"

    # --- everything ---------------------------------------------------------------------------------------------------

    def _folded(self, result: CriterionResult) -> Folded:
        tag = Tag(words.verdict(result.verdict, result.criterion, self.language), verdict_tone(result))
        return Folded(
            line(tag, " ", *self._name(result.criterion)), (self._tree(result), Pairs(tuple(self._sourced(result))))
        )

    def _tree(self, result: CriterionResult) -> Bullets:
        items: list[tuple[Line, Bullets | None]] = []
        if result.applies:
            items.append(self._told(told(result.applies, self.language, lead=f"{self.say(phrases.APPLIES_WHEN)} ")))
        if result.verdict is not Verdict.NOT_APPLICABLE:
            items.append(self._told(told(result.body, self.language)))
            if result.unless and result.body.holds is not (result.criterion.kind == "requirement"):
                items.append(self._told(told(result.unless, self.language, lead=f"{self.say(phrases.UNLESS)} ")))
        return Bullets(tuple(items))

    def _told(self, found: Told) -> tuple[Line, Bullets | None]:
        below = [
            *((line(each), None) for each in found.readings),
            *(self._told(each) for each in found.parts),
        ]
        return line(f"{found.said}: ", Text(found.verdict(self.language), True)), Bullets(
            tuple(below)
        ) if below else None

    def _grants(self) -> Iterator[Block]:
        found = tuple(self._grant(each) for each in self.result.grants)
        if found:
            yield Section(line(self.say(words.GRANTS)), found)

    def _grant(self, found: GrantResult) -> Folded:
        """What it is worth, and what became of its conditions as far as the case that holds."""
        grant, findings = found.grant, list(found.findings)
        items: list[tuple[Line, Bullets | None]] = []
        if grant.applies is not None:
            items.append(self._told(told(findings.pop(0), self.language, lead=f"{self.say(phrases.APPLIES_WHEN)} ")))
        if grant.eligible is not None:
            holds = phrases.holds(findings.pop(0).holds, self.language)
            items.append((line(f"{self.say(words.ONLY_ELIGIBLE)}: ", Text(holds, True)), None))
        when = text.word("WHEN", self.language)
        items += [
            self._told(told(finding, self.language, lead=f"{award.said} {when} "))
            for award, finding in zip(grant.awards, findings, strict=False)
        ]
        name: tuple[str | Inline, ...] = (grant.id,)
        if grant.title:
            name = (self.author(grant.title), f" ({grant.id})")
        sources = tuple((self.say(SOURCE), line(str(each))) for each in grant.citations)
        worth = Text(words.worth(found, self.language), True)
        summary = line(*name, ": ", worth, f" ({words.case(found, self.language)})")
        return Folded(summary, (Bullets(tuple(items)), Pairs(sources)))

    def _deadlines(self) -> Iterator[Block]:
        found = tuple(self._deadline(each) for each in self.result.deadlines)
        calendar = deadlines.calendar_text(self.policy, self.language)
        counted = (Paragraph(line(sentence(calendar)), small=True),) if calendar else ()
        if found:
            yield Section(line(self.say(deadline_words.DEADLINES)), (*found, *counted))
        elif calendar:
            yield Paragraph(line(sentence(calendar)), small=True)

    def _deadline(self, found: DeadlineResult) -> Folded:
        deadline = found.deadline
        name: tuple[str | Inline, ...] = (deadline.id,)
        if deadline.title:
            name = (self.author(deadline.title), f" ({deadline.id})")
        who = f", {fill(deadline_words.BY, self.language, deadline.who)}" if deadline.who else ""
        status = found.status
        tag = () if status is None else (Tag(text.verdict(status, self.language), DEADLINE_TONES[status]), " ")
        items: list[tuple[Line, Bullets | None]] = []
        if found.applies:
            items.append(self._told(told(found.applies, self.language, lead=f"{self.say(phrases.APPLIES_WHEN)} ")))
        if status is not DeadlineStatus.NOT_APPLICABLE:
            items += [self._due(each, found) for each in found.dues]
        if found.unless and status is not DeadlineStatus.MET:
            items.append(self._told(told(found.unless, self.language, lead=f"{self.say(phrases.UNLESS)} ")))
        sources = tuple((self.say(SOURCE), line(str(each))) for each in deadline.citations)
        return Folded(line(*tag, *name, who), (Bullets(tuple(items)), Pairs(sources)))

    def _due(self, due: DueResult, found: DeadlineResult) -> tuple[Line, Bullets | None]:
        deadline = found.deadline
        year = "" if due.due.year is None else f"{due.due.year}: "
        done = (
            f"; {deadline_words.done_text(due, deadline, self.policy, self.language)}" if deadline.can_be_judged else ""
        )
        terms = Bullets(
            tuple(
                (line(f"{each.said}: {text.worded(each.day, deadline.kind, self.language)}", *self._read(each)), None)
                for each in due.terms
            )
        )
        day = Text(deadline_words.day_text(due, deadline, self.language), True)
        tells_more = len(due.terms) > 1 or any(each.readings for each in due.terms)
        return line(f"{year}{deadline.said}: ", day, done), terms if tells_more else None

    def _read(self, term: TermResult) -> tuple[str, ...]:
        read = ", ".join(phrases.reading(each, self.language) for each in term.readings)
        return (f" ({read})",) if read else ()

    def _tables(self) -> Iterator[Block]:
        folded = []
        for each in self.result.tables:
            table = each.table
            title: tuple[str | Inline, ...] = (
                (self.author(table.title), f" ({table.id})") if table.title else (table.id,)
            )
            outputs = tuple(
                (name, line(text.worded(each.outputs[name], kind, self.language)))
                for name, kind in zip(table.outputs, table.output_kinds, strict=True)
            )
            sources = tuple((self.say(SOURCE), line(str(citation))) for citation in table.citations)
            row = Paragraph(line(sentence(words.row(each, self.language))))
            folded.append(Folded(line(*title), (row, Pairs((*outputs, *sources)))))
        if folded:
            yield Section(line(self.say(words.TABLES)), tuple(folded))

    def _values(self) -> Iterator[Block]:
        rows = tuple(
            (
                line(each.id),
                line(text.worded(self.result.values[each.id], each.kind, self.language)),
                line("; ".join(map(str, each.citations)) or "–"),
            )
            for each in self.policy.values
        )
        if rows:
            headings = tuple(map(self.say, (FACT, VALUE, SOURCE)))
            yield Section(line(self.say(words.VALUES)), (Grid("", headings, rows),))

    def _facts(self) -> Iterator[Block]:
        facts = self.case.facts()
        plain = tuple(
            (
                line(text.leaf(each.leaf, self.language)),
                line(text.worded(each.value, each.kind, self.language)),
                line("–" if each.value is UNKNOWN else self.case.source),
            )
            for each in facts
            if not each.leaf.judgement
        )
        judged = tuple(self._judgement(str(each.leaf.path[-1]), each.value) for each in facts if each.leaf.judgement)
        inner: list[Block] = []
        if plain:
            inner.append(Grid("", tuple(map(self.say, (FACT, VALUE, ORIGIN))), plain))
        if judged:
            inner.append(Grid(self.say(JUDGEMENTS), tuple(map(self.say, (WHAT, VALUE, BY, ON, WHY))), judged))
        shown = tuple(inner) or (Paragraph(line(self.say(NO_FACTS))),)
        yield Folded(line(Text(self.say(FACTS), True)), shown)

    def _judgement(self, name: str, value: object) -> tuple[Line, ...]:
        given = self.case.judgements.get(name)
        missing = self.say(NOT_TOLD) if isinstance(value, bool) else "–"
        said = (
            text.yes_no(value, self.language)
            if isinstance(value, bool)
            else text.worded(UNKNOWN, NumberKind(), self.language)
        )
        day = None if given is None or given.on is None else text.day(given.on, self.language)
        by = None if given is None else given.by
        why = None if given is None else given.why
        return line(name), line(said), line(by or missing), line(day or missing), line(why or missing)


def _has_margin(result: CriterionResult) -> bool:
    return result.body.holds is True and any(each.margin is not None for each in causes(result.body, "en"))
