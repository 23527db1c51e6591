"""A letter to the provider on one page: what is decided and why, what is missing and from whom, what can be done, and what is not
promised. Ready for letterhead and a signature."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import product
from math import ceil

from compiler.ir import deadline_words, text, words
from compiler.ir.values import Absence
from compiler.ir.verdicts import CriterionResult, DeadlineStatus, Outcome, Verdict
from compiler.ir.words import fill
from compiler.report import phrases
from compiler.report.case import Case
from compiler.report.document.html import QUOTES
from compiler.report.document.nodes import (
    Block,
    Bullets,
    Document,
    Line,
    Pairs,
    Paragraph,
    Quoted,
    Section,
    Space,
    Text,
    line,
    plain,
)
from compiler.report.phrases import distinct_readings
from compiler.report.prose import decision as prose
from compiler.report.prose.causes import Cause, causes
from compiler.report.prose.lists import capital, sentence
from compiler.report.prose.missing import Point, beside, points
from compiler.report.prose.ways import ways
from dsl.diagnostics import Words

DATE, REFERENCE = Words("Date", "Datum"), Words("Our reference", "Ons kenmerk")
SUBJECT = Words("Outcome of the assessment: “{0}”", "Uitkomst van de toets aan ‘{0}’")
SALUTATION = Words("Dear Sir or Madam,", "Geachte heer, mevrouw,")
HELD = Words(
    "We have assessed {0} against our policy “{1}” as of {2}, using the information we hold. The outcome:",
    "Wij hebben {0} per {2} getoetst aan ons beleid ‘{1}’, met de gegevens die wij hebben. De uitkomst:",
)
WHY = Words("Why", "Waarom")
JUDGED, JUDGED_BY, JUDGED_ON = Words("judged", "geoordeeld"), Words(" by {0}", " door {0}"), Words(" on {0}", " op {0}")
JUDGED_WHY = Words(": “{0}”", ": ‘{0}’")
MISSING = Words("What is still missing", "Wat nog ontbreekt")
CAN_DO = Words("What you can do", "Wat u kunt doen")
MORE = Words("and {0} more; the decision report has them all", "en nog {0}; het beslisrapport noemt ze allemaal")
TO_JUDGE = Words("{0}: still to be judged ({1})", "{0}: nog te beoordelen ({1})")
TO_SUPPLY = Words("{0}: from {1}", "{0}: van {1}")
YOU = Words("you", "u")
SEND = Words(
    "Send us what is missing on your side. Then we can decide.",
    "Stuur ons wat van uw kant nog ontbreekt. Dan kunnen wij besluiten.",
)
CORRECT = Words(
    "Is anything in this letter incorrect? Let us know, and show us what it should be.",
    "Klopt een gegeven in deze brief niet? Laat het ons weten, en laat zien wat het moet zijn.",
)
GREETING = Words("Yours faithfully,", "Met vriendelijke groet,")
NAME, DAY = Words("(name and position)", "(naam en functie)"), Words("(date)", "(datum)")

LINE_LENGTH = 84
LINES_FOR_WHY, LINES_FOR_NAMES, LINES_FOR_MORE = 14, 6, 4
"""Reasons with what became of them, and those for which only the name is left besides."""
LINES_FOR_WHAT_HELPS = 7
"""For what is missing, or for what can be changed: a letter never tells of both."""
MOST_SENTENCES = 3
LONGEST_POINT = 8


def letter(case: Case, date: datetime.date | None = None) -> Document:
    """The letter, on one page when it is printed. `date` is that of the letter, which is not the day of the decision; without it
    there is room to fill it in."""
    made = _Letter(case, date)
    return Document(
        case.language,
        fill(SUBJECT, case.language, made.policy_name),
        case.provider,
        tuple(made.blocks()),
        lead=(Pairs(tuple(made.head())),),
        layout="letter",
    )


class _Letter:
    def __init__(self, case: Case, date: datetime.date | None) -> None:
        self.case = case
        self.date = date
        self.result = case.result
        self.policy = case.policy
        self.language = case.language
        self.policy_name = case.policy.title or case.policy.name

    def say(self, said: Words) -> str:
        return said.said_in(self.language)

    def head(self) -> Iterator[tuple[str, Line]]:
        yield self.say(DATE), line(self.say(DAY) if self.date is None else text.day(self.date, self.language))
        yield self.say(REFERENCE), line(f"{self.policy.module}, {text.day(self.policy.as_of, self.language)}")

    def blocks(self) -> Iterator[Block]:
        yield Paragraph(line(self.say(SALUTATION)))
        day = text.day(self.policy.as_of, self.language)
        yield Paragraph(line(fill(HELD, self.language, self.case.provider, self.policy_name, day)))
        yield Paragraph(line(Text(prose.decision(self.case.provider, self.result, self.language), True)))
        yield from self._section(WHY, list(self._reasons()), LINES_FOR_WHY + LINES_FOR_NAMES)
        missing = points(self.result.deciding, self.policy, self.language) if self.case.is_open else ()
        yield from self._section(MISSING, [self._missing(each) for each in missing], LINES_FOR_WHAT_HELPS)
        if self.result.outcome is Outcome.INELIGIBLE:
            others = points(self.result.results, self.policy, self.language)
            aside = {each.leaf: each for each in (*beside(self.result.deciding, self.policy, self.language), *others)}
            yield from self._section(
                phrases.OPEN_ASIDE, [self._missing(each) for each in aside.values()], LINES_FOR_MORE
            )
        yield from self._section(self._grants_heading(), list(self._grants()), LINES_FOR_MORE)
        yield from self._section(words.ALLOCATIONS, list(self._allocations()), LINES_FOR_MORE)
        yield from self._section(deadline_words.DEADLINES, list(self._deadlines()), LINES_FOR_MORE)
        yield Section(line(self.say(CAN_DO)), (Bullets(tuple((each, None) for each in self._advice(missing))),))
        promise = prose.promise(self.result.outcome, self.policy, self.language)
        if promise:
            yield Section(line(self.say(phrases.RESERVATION)), (Paragraph(line(promise)),))
        yield Paragraph(line(self.say(GREETING)))
        yield Space(2)
        yield Paragraph(line(self.policy.issuer or capital(self.say(phrases.THE_INSURER))))
        yield Paragraph(line(self.say(NAME)), small=True)

    def _section(self, title: Words, items: Sequence[Line], most: int) -> Iterator[Section]:
        if items:
            shown = self._fitting(items, most)
            yield Section(line(self.say(title)), (Bullets(tuple((each, None) for each in shown)),))

    def _fitting(self, items: Sequence[Line], most: int) -> Iterator[Line]:
        """The items that fit in so many lines, one at least, and how many more there are."""
        used = 0
        for place, each in enumerate(items):
            used += _lines(each)
            if place and used > most:
                yield line(fill(MORE, self.language, len(items) - place))
                return
            yield each

    # --- why ----------------------------------------------------------------------------------------------------------

    def _reasons(self) -> Iterator[Line]:
        """Every criterion that decides: the first ones with what became of them, as far as there is room, the others by name."""
        if self.result.outcome is Outcome.ELIGIBLE or self.case.is_open:
            return
        used = 0
        for place, each in enumerate(self.result.deciding):
            told = self._reason(each)
            if place and used + _lines(told) > LINES_FOR_WHY:
                told = line(*self._named(each))
            used += _lines(told)
            yield told

    def _named(self, result: CriterionResult) -> tuple[Quoted | Text, str]:
        """The criterion and its first source."""
        criterion = result.criterion
        name = Quoted(criterion.title, self.policy.language) if criterion.title else Text(capital(criterion.id))
        return name, f" ({criterion.citations[0]})" if criterion.citations else ""

    def _reason(self, result: CriterionResult) -> Line:
        """The criterion, what became of it as far as that is short enough, and its first source."""
        name, source = self._named(result)
        found_so = self._causes(result)
        for count, judged in product(range(MOST_SENTENCES, 0, -1), (True, False)):
            parts = [part for each in found_so[:count] for part in (each.said, *(self._judged(each) if judged else ()))]
            told = " ".join(map(sentence, parts))
            found = line(name, ". ", told, source)
            if _lines(found) <= LONGEST_POINT:
                return found
        return line(name, source)

    def _judged(self, cause: Cause) -> Iterator[str]:
        """Who gave the judgements that were read, when and why, as far as that was told."""
        for reading in distinct_readings(cause.finding.readings):
            given = self.case.judgements.get(str(reading.leaf.path[-1])) if reading.leaf.judgement else None
            if given is None:
                continue
            day = None if given.on is None else text.day(given.on, self.language)
            parts = ((JUDGED_BY, given.by), (JUDGED_ON, day), (JUDGED_WHY, given.why))
            told = "".join(fill(words_, self.language, part) for words_, part in parts if part)
            if told:
                yield f"{self.say(JUDGED)}{told}"

    def _causes(self, result: CriterionResult) -> tuple[Cause, ...]:
        if result.verdict is Verdict.NOT_APPLICABLE or result.verdict.is_open:
            return ()
        return causes(result.body, self.language, turned=result.criterion.kind == "exclusion")

    # --- what is missing, and what can be done ------------------------------------------------------------------------

    def _missing(self, point: Point) -> Line:
        opening, closing = QUOTES[self.language]
        said = f"{opening}{point.said}{closing}"
        if point.judgement:
            return line(fill(TO_JUDGE, self.language, said, point.who))
        if point.of_provider:
            return line(fill(TO_SUPPLY, self.language, said, self.say(YOU)))
        return line(fill(TO_SUPPLY, self.language, said, point.who))

    def _advice(self, missing: Sequence[Point]) -> Iterator[Line]:
        found = ways(self.case, to_provider=True)
        yield from self._fitting([line(each) for each in found.sentences], LINES_FOR_WHAT_HELPS)
        if found.conclusion is not None:
            yield line(found.conclusion)
        if any(each.of_provider for each in missing):
            yield line(self.say(SEND))
        yield line(self.say(CORRECT))

    def _grants_heading(self) -> Words:
        return words.grants_heading(each.grant for each in self.result.grants if not isinstance(each.value, Absence))

    def _grants(self) -> Iterator[Line]:
        """What is given, as far as that is decided."""
        for each in self.result.grants:
            if not isinstance(each.value, Absence):
                grant = each.grant
                name = Quoted(grant.title, self.policy.language) if grant.title else Text(grant.id)
                yield line(name, ": ", words.worth(each, self.language))

    def _allocations(self) -> Iterator[Line]:
        """Whether it is taken, or in which round, without a word on the others; what is open waits."""
        for each in self.case.places if self.result.outcome is Outcome.ELIGIBLE else ():
            if each.allocates:
                name = Quoted(each.title, self.policy.language) if each.title else Text(each.name)
                yield line(name, f": {each.found}")

    def _deadlines(self) -> Iterator[Line]:
        """Days that still lie ahead, with who must act, and days that were missed, but for those that the reasons tell of."""
        decisive = () if self.case.is_open else self.result.deciding
        told = {
            cause.finding.deadline.deadline.id
            for each in decisive
            for cause in self._causes(each)
            if cause.finding.deadline is not None
        }
        for each in self.result.deadlines:
            if each.deadline.id in told and each.status is DeadlineStatus.MISSED:
                continue
            for due in each.dues:
                if due.status in (DeadlineStatus.OPEN, DeadlineStatus.MISSED):
                    deadline = each.deadline
                    name = Quoted(deadline.title, self.policy.language) if deadline.title else Text(deadline.id)
                    who = f", {fill(deadline_words.BY, self.language, deadline.who)}" if deadline.who else ""
                    day = deadline_words.day_text(due, deadline, self.language)
                    done = deadline_words.done_text(due, deadline, self.language)
                    yield line(name, f"{who}: {day} ({done})")


def _lines(item: Line) -> int:
    return ceil(len(plain(item)) / LINE_LENGTH)
