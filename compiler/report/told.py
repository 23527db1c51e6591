"""What became of a condition as a tree of short texts: what was asked, whether it holds, by how much, and what was read."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from compiler.ir import text
from compiler.ir.deadline_words import is_told, standing_text
from compiler.ir.nodes import Lit
from compiler.ir.verdicts import Finding, Leaf, Reading
from compiler.ir.words import fill
from compiler.report import phrases
from compiler.report.elements import NOWHERE_WITHIN, Within, plain_fact
from dsl.diagnostics import Language

MOST_READINGS = 12
MOST_INLINE = 2


@frozen
class Told:
    """`said` is the condition, with the element before it that it is about; `measured` how far it is from its threshold.
    `inline` readings are few enough to stand on the same line, `readings` stand below it; parameters stand among them."""

    said: str
    holds: bool | None
    measured: str | None = None
    inline: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    parts: tuple[Told, ...] = ()

    def verdict(self, language: Language) -> str:
        """`no, 1.4 fte against 1.45 fte: 0.05 fte short (fte of doctor 1 = 1.4 fte)`"""
        found = ", ".join(filter(None, [phrases.holds(self.holds, language), self.measured]))
        return found + (f" ({', '.join(self.inline)})" if self.inline else "")


def told(finding: Finding, language: Language, within: Within = NOWHERE_WITHIN, lead: str = "") -> Told:
    """A finding with all its parts; `lead` stands before the condition."""
    plain = plain_fact(finding)
    if plain:
        return Told(lead + within.named(plain.leaf, language), finding.holds)
    found = finding.deadline
    if found is not None and is_told(found):
        parts = [each for each in (found.applies, found.unless) if each is not None]
        return Told(
            lead + finding.mark.said,
            finding.holds,
            standing_text(found, language),
            parts=tuple(told(each, language) for each in parts),
        )
    below = {each.leaf.path for part in finding.parts for each in _all_readings(part)}
    own = [each for each in phrases.distinct_readings(finding.readings) if each.leaf.path not in below]
    told_below = {constant for part in finding.parts for constant in _constants(part, language)}
    constants = [each for each in finding.mark.constants if each not in told_below]
    readings = (*_readings(own, within, language), *constants)
    inline = not finding.parts and len(own) <= MOST_INLINE and bool(readings)
    return Told(
        lead + finding.mark.said,
        finding.holds,
        phrases.measured(finding, language),
        readings if inline else (),
        () if inline else readings,
        tuple(_parts(finding, within, language)),
    )


def _all_readings(finding: Finding) -> Iterator[Reading]:
    yield from finding.readings
    for part in finding.parts:
        yield from _all_readings(part)


def _constants(finding: Finding, language: Language) -> Iterator[str]:
    """The parameters that are told of a condition, also as its verdict where it is nothing but one."""
    mark = finding.mark
    yield from mark.constants
    if isinstance(mark.arg, Lit) and isinstance(mark.arg.value, bool):
        yield text.equals(mark.said, text.yes_no(mark.arg.value, language))
    for part in finding.parts:
        yield from _constants(part, language)


def _parts(finding: Finding, within: Within, language: Language) -> Iterator[Told]:
    """The conditions inside one; of a list, one for each element, which then says which element. What the elements inside an
    element have in common is told once: it is about that element."""
    seen: set[Told] = set()
    for part in finding.parts:
        bound = within.bound_by(finding, part)
        if bound == within:
            yield told(part, language, within)
            continue
        element = within.named(Leaf(bound.innermost), language)
        found = told(part, language, bound, f"{element}: ")
        if found not in seen:
            seen.add(found)
            yield found


def _readings(readings: list[Reading], within: Within, language: Language) -> Iterator[str]:
    for each in readings[:MOST_READINGS]:
        yield text.equals(within.named(each.leaf, language), text.named(each.value, each.kind, language))
    if len(readings) > MOST_READINGS:
        yield fill(phrases.MORE, language, len(readings) - MOST_READINGS)
