"""Mistakes in a file of providers as they are printed: of many, first those that spoil the file, and last where they all are."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    from compiler.ir.nodes import Policy
    from compiler.records.problems import Problem

MOST_PROBLEMS = 50
"""No more mistakes in a file of providers are printed than this."""
MOST_HEAPS = 15

MORE_MISTAKES = Words("and {0} more mistakes; --format json has all", "en nog {0} fouten; --format json heeft ze alle")
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


def print_problems(problems: Sequence[Problem], language: Language) -> None:
    """On standard error; those of no provider come first, as they may be why all are rejected."""
    from compiler.report.layout import wants_colour
    from compiler.report.problems import problem_text

    if len(problems) > MOST_PROBLEMS:
        problems = sorted(problems, key=lambda each: each.place.provider is not None)
    for problem in problems[:MOST_PROBLEMS]:
        click.echo(problem_text(problem, language, wants_colour(sys.stderr)), err=True)
    if len(problems) > MOST_PROBLEMS:
        click.echo(MORE_MISTAKES.said_in(language).format(len(problems) - MOST_PROBLEMS), err=True)
        click.echo(_heaps(problems, language), err=True)


def _heaps(problems: Sequence[Problem], language: Language) -> str:
    """How many mistakes of each kind there are in each column of each file, the most first, each with what stands there most."""
    from compiler.report.layout import printable

    heaps: dict[tuple[str, str, str | None], Counter[str | None]] = {}
    for each in problems:
        heaps.setdefault((each.place.file, each.code, each.place.column), Counter())[each.seen] += 1
    lines = []
    for (file, code, column), seen in sorted(heaps.items(), key=lambda heap: -heap[1].total())[:MOST_HEAPS]:
        most = max(seen, key=lambda text: (text is not None, seen[text]))
        such = "" if most is None else f", {SUCH_AS.said_in(language).format(most)}"
        where = file if column is None else f"{file}, `{column}`"
        lines.append(f"{seen.total():8}  {code}  {printable(where + such)}")
    more = [] if len(heaps) <= MOST_HEAPS else [f"{'':8}  …"]
    return "\n".join([f"\n{WHERE.said_in(language)}", *lines, *more, ""])


def print_notes(policy: Policy, names: Sequence[str], records: int, language: Language) -> None:
    """What is no mistake and yet may not be meant: one provider held against others, one provider under two names."""
    from compiler.columns.layout import judges_among
    from compiler.records.problems import shown

    if records == 1 and judges_among(policy):
        click.echo(ALONE.said_in(language), err=True)
    alike: dict[str, list[str]] = {}
    for each in names:
        alike.setdefault(" ".join(each.casefold().split()), []).append(shown(each))
    twins = [group for group in alike.values() if len(group) > 1]
    for first, second, *_ in twins[:MOST_TWINS]:
        click.echo(ALIKE.said_in(language).format(first, second), err=True)
    if len(twins) > MOST_TWINS:
        click.echo(MORE_TWINS.said_in(language).format(len(twins) - MOST_TWINS), err=True)
