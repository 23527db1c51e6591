"""What a policy works out besides its criteria: grants, allocations, deadlines, decision tables and computed values."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.ir import deadline_words, text, words
from compiler.ir.verdicts import AllocationResult, DeadlineResult, DeadlineStatus, DueResult, GrantResult, TermResult
from compiler.ir.words import fill
from compiler.report import deadlines, phrases, takings
from compiler.report.document.nodes import (
    Block,
    Bullets,
    Folded,
    Grid,
    Line,
    Pairs,
    Paragraph,
    Section,
    Tag,
    Text,
    line,
)
from compiler.report.orders import AMONG
from compiler.report.prose.lists import sentence
from compiler.report.sections.speaker import FACT, SOURCE, VALUE, Speaker
from compiler.report.told import told
from compiler.report.tones import DEADLINE_TONES


class Besides(Speaker):
    """Everything that is not a criterion and not a fact."""

    def blocks(self) -> Iterator[Block]:
        yield from self._places()
        yield from self._grants()
        yield from self._allocations()
        yield from self._deadlines()
        yield from self._tables()
        yield from self._values()

    def _grants(self) -> Iterator[Block]:
        found = tuple(self._grant(each) for each in self.result.grants)
        if found:
            yield Section(line(self.say(words.grants_heading(self.policy.grants))), found)

    def _grant(self, found: GrantResult) -> Folded:
        """What it is worth, and what became of its conditions as far as the case that holds."""
        grant, findings = found.grant, list(found.findings)
        items: list[tuple[Line, Bullets | None]] = []
        if grant.applies is not None:
            items.append(self.tree(told(findings.pop(0), self.language, lead=f"{self.say(phrases.APPLIES_WHEN)} ")))
        if grant.eligible is not None:
            holds = phrases.holds(findings.pop(0).holds, self.language)
            items.append((line(f"{self.say(words.ONLY_ELIGIBLE)}: ", Text(holds, True)), None))
        when = text.word("WHEN", self.language)
        items += [
            self.tree(told(finding, self.language, lead=f"{award.said} {when} "))
            for award, finding in zip(grant.awards, findings, strict=False)
        ]
        name = self.name(grant.title, grant.id)
        sources = self.sources(grant.citations)
        case = words.case(found, self.language)
        worth = words.worth(found, self.language)
        given = [Text(case, True)] if words.is_withheld(found) else [Text(worth, True), f" ({case})"]
        summary = line(*name, ": ", *given)
        return Folded(summary, (Bullets(tuple(items)), Pairs(sources)))

    def _places(self) -> Iterator[Block]:
        """Where it comes out among the providers of the file."""
        found = tuple(
            Folded(
                line(*self.name(each.title, each.name), ": ", Text(each.found, True)),
                (Paragraph(line(sentence(each.why))), Pairs(self.sources(each.citations))),
            )
            for each in self.case.places
        )
        if found:
            yield Section(line(fill(AMONG, self.language, self.case.beside)), found)

    def _allocations(self) -> Iterator[Block]:
        found = tuple(self._allocation(each) for each in self.result.allocations)
        if found:
            yield Section(line(self.say(words.ALLOCATIONS)), found)

    def _allocation(self, found: AllocationResult) -> Folded:
        """What is taken of a list of the provider."""
        allocation = found.allocation
        nothing = takings.without_elements(found, self.language)
        rows = tuple(
            (
                line(name),
                line(takings.taken(allocation, each, self.language)),
                line(takings.why(allocation, each, self.language)),
            )
            for name, each in takings.in_order(takings.elements(found))
        )
        over = "" if allocation.over is None else allocation.over.name
        headings = (over, self.say(takings.TAKEN), self.say(takings.WHY))
        told_: Block = Grid("", headings, rows) if nothing is None else Paragraph(line(sentence(nothing)))
        return Folded(
            line(*self.name(allocation.title, allocation.id)), (told_, Pairs(self.sources(allocation.citations)))
        )

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
        name = self.name(deadline.title, deadline.id)
        who = f", {fill(deadline_words.BY, self.language, deadline.who)}" if deadline.who else ""
        status = found.status
        tag = () if status is None else (Tag(text.verdict(status, self.language), DEADLINE_TONES[status]), " ")
        items: list[tuple[Line, Bullets | None]] = []
        if found.applies:
            items.append(self.tree(told(found.applies, self.language, lead=f"{self.say(phrases.APPLIES_WHEN)} ")))
        if status is not DeadlineStatus.NOT_APPLICABLE:
            items += [self._due(each, found) for each in found.dues]
        if found.unless and status is not DeadlineStatus.MET:
            items.append(self.tree(told(found.unless, self.language, lead=f"{self.say(phrases.UNLESS)} ")))
        sources = self.sources(deadline.citations)
        return Folded(line(*tag, *name, who), (Bullets(tuple(items)), Pairs(sources)))

    def _due(self, due: DueResult, found: DeadlineResult) -> tuple[Line, Bullets | None]:
        deadline = found.deadline
        year = "" if due.due.year is None else f"{due.due.year}: "
        done = f"; {deadline_words.done_text(due, deadline, self.language)}" if deadline.can_be_judged else ""
        terms = Bullets(
            tuple(
                (line(f"{each.said}: {text.worded(each.day, deadline.kind, self.language)}", *self._read(each)), None)
                for each in due.terms
            )
        )
        tells_more = len(due.terms) > 1 or any(each.readings for each in due.terms)
        day = Text(deadline_words.due_text(due, deadline, self.language), True)
        return line(year, day, done), terms if tells_more else None

    def _read(self, term: TermResult) -> tuple[str, ...]:
        read = ", ".join(phrases.reading(each, self.language) for each in term.readings)
        return (f" ({read})",) if read else ()

    def _tables(self) -> Iterator[Block]:
        folded = []
        for each in self.result.tables:
            table = each.table
            outputs = tuple(
                (name, line(text.worded(each.outputs[name], kind, self.language)))
                for name, kind in zip(table.outputs, table.output_kinds, strict=True)
            )
            row = Paragraph(line(sentence(words.row(each, self.language))))
            folded.append(
                Folded(
                    line(*self.name(table.title, table.id)), (row, Pairs((*outputs, *self.sources(table.citations))))
                )
            )
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
