"""Mistakes in a file of providers as they are printed: of many, first those that spoil the file, and last where they all are."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    from compiler.ir.nodes import Policy
    from compiler.records.problems import Heap, Problem

MOST_PROBLEMS = 50
"""No more mistakes in a file of providers are printed than this."""
MOST_HEAPS = 15

MORE_MISTAKES = Words("and {0} more mistakes; --format json has all", "en nog {0} fouten; --format json heeft ze alle")
MORE_THAN_TOLD = Words(
    "and {0} more mistakes; --format json has the places of the first {1}",
    "en nog {0} fouten; --format json heeft de plaatsen van de eerste {1}",
)
WHERE = Words("Where all of them are", "Waar ze alle staan")
ALONE = Words(
    "this file holds one provider: what the policy asks about other providers is decided as if there were none",
    "in dit bestand staat één aanbieder: wat het beleid over andere aanbieders vraagt, is beoordeeld alsof die er niet zijn",
)
ALIKE = Words(
    "providers `{0}` and `{1}` differ only in capitals or spaces, and are judged as two",
    "aanbieders `{0}` en `{1}` verschillen alleen in hoofdletters of spaties, en zijn als twee beoordeeld",
)
MORE_TWINS = Words("and {0} more such pairs", "en nog {0} van zulke paren")
MOST_TWINS = 5
SUCH_AS = Words("such as `{0}`", "zoals `{0}`")


def print_problems(
    problems: Sequence[Problem], language: Language, more: Mapping[Heap, int] = MappingProxyType({})
) -> None:
    """On standard error; those of no provider come first, as they may be why all are rejected. `more` counts those of which the
    place is not known."""
    from compiler.report.layout import wants_colour
    from compiler.report.problems import problem_text

    if len(problems) > MOST_PROBLEMS:
        problems = sorted(problems, key=lambda each: each.place.provider is not None)
    for problem in problems[:MOST_PROBLEMS]:
        click.echo(problem_text(problem, language, wants_colour(sys.stderr)), err=True)
    rest = len(problems) + sum(more.values()) - MOST_PROBLEMS
    if rest > 0:
        click.echo((MORE_THAN_TOLD if more else MORE_MISTAKES).said_in(language).format(rest, len(problems)), err=True)
        click.echo(_heaps(problems, more, language), err=True)


def _heaps(problems: Sequence[Problem], more: Mapping[Heap, int], language: Language) -> str:
    """How many mistakes of each kind there are in each column of each file, the most first, each with what stands there most."""
    from compiler.records.problems import heap_of
    from compiler.report.layout import printable

    heaps: dict[Heap, Counter[str | None]] = {each: Counter() for each in more}
    for each in problems:
        heaps.setdefault(heap_of(each), Counter())[each.seen] += 1
    counts = {heap: seen.total() + more.get(heap, 0) for heap, seen in heaps.items()}
    lines = []
    for heap in sorted(heaps, key=lambda each: -counts[each])[:MOST_HEAPS]:
        (file, code, column), seen = heap, heaps[heap]
        most = max(seen, key=lambda text: (text is not None, seen[text]), default=None)
        such = "" if most is None else f", {SUCH_AS.said_in(language).format(most)}"
        where = file if column is None else f"{file}, `{column}`"
        lines.append(f"{counts[heap]:8}  {code}  {printable(where + such)}")
    further = [] if len(heaps) <= MOST_HEAPS else [f"{'':8}  …"]
    return "\n".join([f"\n{WHERE.said_in(language)}", *lines, *further, ""])


def print_notes(policy: Policy, twins: Sequence[tuple[str, str]], records: int, language: Language) -> None:
    """What is no mistake and yet may not be meant: one provider held against others, one provider under two names."""
    from compiler.columns.layout import judges_among
    from compiler.records.problems import shown

    if records == 1 and judges_among(policy):
        click.echo(ALONE.said_in(language), err=True)
    for twin in twins[:MOST_TWINS]:
        click.echo(ALIKE.said_in(language).format(*map(shown, twin)), err=True)
    if len(twins) > MOST_TWINS:
        click.echo(MORE_TWINS.said_in(language).format(len(twins) - MOST_TWINS), err=True)
