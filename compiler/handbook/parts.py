"""What a page tells of a policy, as blocks of a document: what it is, its criteria and examples, what these show, changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from compiler.handbook import words as w
from compiler.handbook.shelf import Change, Shelf
from compiler.ir import text
from compiler.ir.nodes import Citation, Expr, Mark, Policy
from compiler.ir.places import operands
from compiler.ir.words import in_force
from compiler.report import coverage_words
from compiler.report.document.nodes import (
    Block,
    Bullets,
    Folded,
    Grid,
    Inline,
    Line,
    Link,
    Pairs,
    Paragraph,
    Quoted,
    Tag,
    Text,
    Tone,
    line,
)
from compiler.report.examples import subject
from compiler.report.examples import worded as check_worded
from compiler.report.tones import TONES
from compiler.scenarios.coverage.items import GROUPS, Coverage, Covered, Score
from compiler.scenarios.run import Check, ExampleRun
from dsl import syntax
from dsl.diagnostics import Language

Cite = Callable[[str, str], str | None]
"""The target of a row of a document, by the keys of both; None where there is none."""

MOST_NAMES = 8


def nowhere(_document: str, _key: str) -> str | None:
    return None


# --- what it is -------------------------------------------------------------------------------------------------------


def about(shelf: Shelf, module: str, policy: Policy, language: Language, cite: Cite = nowhere) -> Block:
    """Who issued it, when it is in force, which documents it rests on, and whether it promises anything."""
    pairs: list[tuple[str, Line]] = [(w.MODULE.said_in(language), line(module))]
    if policy.issuer:
        pairs.append((w.ISSUER.said_in(language), line(policy.issuer)))
    if policy.first or policy.last:
        pairs.append((w.IN_FORCE.said_in(language), line(in_force(policy, language))))
    pairs.append((w.SHOWN.said_in(language), line(text.day(policy.as_of, language))))
    judged = next((each for each in policy.records if each.name == policy.judges), None)
    pairs.append((w.JUDGES.said_in(language), line(policy.judges if judged is None else judged.title or judged.name)))
    pairs += [(w.DOCUMENT.said_in(language), _document(shelf, each, cite)) for each in _cited(policy)]
    pairs.append((w.FORCE.said_in(language), line((w.ALLOWS if policy.allows else w.OBLIGES).said_in(language))))
    return Pairs(tuple(pairs))


def _cited(policy: Policy) -> list[str]:
    citations = [
        *(each.citations for each in policy.criteria),
        *(each.citations for each in policy.tables),
        *(each.citations for each in policy.values),
        *(each.citations for each in policy.deadlines),
    ]
    return list(dict.fromkeys(each.document for found in citations for each in found))


def _document(shelf: Shelf, key: str, cite: Cite) -> Line:
    declared = shelf.documents.get(key)
    target = cite(key, "")
    named = Text(key) if target is None else Link(key, target)
    if declared is None or declared.title is None:
        return line(named)
    return line(named, " ", Quoted(declared.title.value, "nl"))


# --- criteria ---------------------------------------------------------------------------------------------------------


def criteria(policy: Policy, language: Language, cite: Cite = nowhere, targets: dict[str, str] | None = None) -> Block:
    """The criteria with what they ask and where that is written. `targets` are the places of criteria, by their ids."""
    rows = tuple(
        (
            _name(each.title, each.id, (targets or {}).get(each.id)),
            line((w.EXCLUSION if each.kind == "exclusion" else w.REQUIREMENT).said_in(language)),
            line(_asked(each.applies, each.body, each.unless, language)),
            cited(each.citations, cite),
        )
        for each in policy.criteria
    )
    if not rows:
        return Paragraph(line(w.NO_CRITERIA.said_in(language)))
    headings = tuple(each.said_in(language) for each in (w.CRITERION, w.KIND, w.ASKS, w.SOURCE))
    return Grid(w.CRITERIA.said_in(language), headings, rows)


def _name(title: str | None, id: str, target: str | None) -> Line:
    named: Inline = Text(title or id) if target is None else Link(title or id, target)
    return line(named, f" ({id})") if title else line(named)


def _asked(applies: Expr | None, body: Expr, unless: Expr | None, language: Language) -> str:
    said = []
    if applies is not None:
        said.append(f"{text.word('APPLIES_WHEN', language)} {condition(applies)}")
    said.append(condition(body))
    if unless is not None:
        said.append(f"{text.word('UNLESS', language)} {condition(unless)}")
    return "; ".join(said)


def condition(expr: Expr) -> str:
    """A condition as the language writes it, on one line: `all of: fte ≥ 1.0; position is not locum`."""
    if isinstance(expr, Mark):
        inner = [condition(each) for each in _marks(expr.arg)]
        return f"{expr.said}: {'; '.join(inner)}" if expr.heading and inner else expr.said
    return "; ".join(condition(each) for each in _marks(expr))


def _marks(expr: Expr) -> Iterator[Mark]:
    if isinstance(expr, Mark):
        yield expr
    else:
        for each in operands(expr):
            yield from _marks(each)


def cited(citations: Iterable[Citation], cite: Cite = nowhere) -> Line:
    """Citations, each key with a link to its row where there is one."""
    parts: list[Inline | str] = []
    for citation in citations:
        parts += ["; " if parts else "", citation.document + (" " if citation.keys else "")]
        for number, key in enumerate(citation.keys):
            target = cite(citation.document, key)
            parts += [", " if number else "", key if target is None else Link(key, target)]
        parts += [f", {citation.place}" if citation.place else ""]
    return line(*parts)


# --- examples ---------------------------------------------------------------------------------------------------------


def examples(runs: Iterable[ExampleRun], language: Language) -> Block:
    """The examples with what came out of them, and what was expected."""
    rows = tuple(
        (
            line(each.case.name),
            line(text.day(each.case.as_of, language)),
            line(Tag(text.outcome(each.decided.outcome, language), TONES[each.decided.outcome])),
            _checks(each, language),
        )
        for each in runs
    )
    if not rows:
        return Paragraph(line(w.NO_EXAMPLES.said_in(language)))
    headings = tuple(each.said_in(language) for each in (w.EXAMPLE, w.DAY, w.DECISION, w.SHOWS))
    return Grid(w.EXAMPLES.said_in(language), headings, rows)


def _checks(run: ExampleRun, language: Language) -> Line:
    told: list[Inline | str] = []
    for each in run.checks:
        if isinstance(each.expected, syntax.ExpectDecision) and each.holds:
            continue  # the decision has a column of its own
        told += ["; " if told else "", *_check(each, language)]
    return line(*told) or line("–")


def _check(check: Check, language: Language) -> list[Inline | str]:
    wanted, actual = check_worded(check, language)
    if check.holds:
        return [f"{subject(check, language)}: {actual}"]
    return [f"{subject(check, language)}: ", Tag(w.FAILS.said_in(language).format(wanted, actual), "bad")]


# --- coverage ---------------------------------------------------------------------------------------------------------


def coverage(found: Coverage, language: Language) -> tuple[Block, ...]:
    """How much of the text the examples show, and what they do not."""
    if not found.score().asked:
        return (Paragraph(line(coverage_words.NOTHING_ASKED.said_in(language))),)
    scores = [*((each, found.score(each)) for each in GROUPS), ("all", found.score())]
    rows = tuple(
        (line(coverage_words.HEADINGS[name].said_in(language)), _scored(each), line(_of(each)))
        for name, each in scores
        if each.asked
    )
    headings = tuple(each.said_in(language) for each in (w.OF, w.PART_SHOWN, w.SHOWN_OF_ASKED))
    grid = Grid(coverage_words.TITLE.said_in(language), headings, rows)
    missing = [each for each in found.all if each.missing]
    if not missing:
        return (grid,)
    items = tuple((_lacking(each, language), None) for each in missing)
    return grid, Folded(line(coverage_words.NOT_SHOWN.said_in(language)), (Bullets(items),))


def _scored(score: Score) -> Line:
    tone: Tone = "good" if score.is_full else "open"
    return line(Tag(str(score), tone))


def _of(score: Score) -> str:
    return f"{score.shown} / {score.asked}"


def _lacking(covered: Covered, language: Language) -> Line:
    return line(Text(covered.item.owner, strong=True), f": {coverage_words.missing(covered, language, quoted='{0}')}")


# --- amendments -------------------------------------------------------------------------------------------------------


def amendment(change: Change, language: Language, cite: Cite = nowhere) -> Block:
    """Which amendments make a change, by which document, and when they were published."""
    items: list[tuple[Line, Bullets | None]] = []
    for each in change.amendments:
        said = each.statement
        parts: list[Inline | str] = [Text(said.title.value, strong=True)]
        if said.published is not None:
            parts.append(f", {w.PUBLISHED.said_in(language)} {text.day(said.published.date.value, language)}")
        for source in said.sources:
            place = None if source.place is None else source.place.value
            parts += ["; ", *cited([Citation(source.document, source.keys, place)], cite)]
        items.append((line(*parts), None))
    return Bullets(tuple(items))
