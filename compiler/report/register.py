"""Decisions on a register as a table: a row per provider, with its verdicts, margins and missing facts."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen

from compiler.columns.nodes import Node
from compiler.columns.parts import Parts
from compiler.columns.program import OUTCOMES, VERDICTS, Program
from compiler.columns.programs import Programs
from compiler.columns.register import CarryOut
from compiler.columns.values import ANY, LeafKey
from compiler.ir import text, words
from compiler.ir.evaluate import decide
from compiler.ir.nodes import Policy
from compiler.ir.places import Scope
from compiler.ir.reasons import find
from compiler.ir.verdicts import Leaf
from compiler.records.bulk import Taken
from compiler.report import granted
from compiler.report.codes import in_words
from compiler.report.distances import Digits, distances, heading_of_margin, margin_of, one_by_one
from compiler.report.granted import case_headings, heading_of_worth
from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    import polars as pl

FIXED = ("provider", "decision", "first deciding criterion", "missing facts")
WORD = 62
"""So many missing facts are told by one integer."""


@define(eq=False)
class Summary:
    """What became of all providers of a file. `outcomes` counts by the word for a decision in the language of the table,
    `deciding` by criterion the decisions of which it is the first to decide."""

    records: int = 0
    rejected: int = 0
    outcomes: Counter[str] = field(factory=Counter)
    deciding: Counter[str] = field(factory=Counter)
    granted: dict[str, Counter[str]] = field(factory=dict)
    """Of each grant what was given, by what a table says of the case."""

    def count(self, taken: Taken) -> None:
        self.records += taken.records
        self.rejected += taken.rejected

    def add(self, taken: Taken, policy: Policy, decisions: pl.DataFrame) -> None:
        self.count(taken)
        self.tell(policy, decisions)

    def tell(self, policy: Policy, decisions: pl.DataFrame) -> None:
        for column, counter in (("decision", self.outcomes), ("first deciding criterion", self.deciding)):
            for said, count in decisions.get_column(column).value_counts().iter_rows():
                if said is not None:
                    counter[said] += count
        for column, grant in case_headings(policy).items():
            counted = self.granted.setdefault(grant, Counter())
            counted.update(dict(decisions.get_column(column).value_counts().iter_rows()))


DECISION = Words("decision", "besluit")
PROVIDERS = Words("providers", "aanbieders")
DECIDING = Words("first to decide", "geeft als eerste de doorslag")
REJECTED = Words("rejected", "afgewezen bij het lezen")
TOTAL = Words("together", "samen")


def summary_text(summary: Summary, language: Language, most: int) -> str:
    """How many were decided how, which criteria decided most often, and how many were rejected at the door."""
    rows = [(said, text.number(count, language)) for said, count in most_frequent(summary.outcomes)]
    for said, count in ((REJECTED, summary.rejected), (TOTAL, summary.records)):
        rows.append((said.said_in(language), text.number(count, language)))
    first = [DECISION.said_in(language), PROVIDERS.said_in(language)]
    lines = _aligned(first, rows)
    if summary.deciding:
        found = [(said, text.number(count, language)) for said, count in most_frequent(summary.deciding)[:most]]
        lines += ["", *_aligned([DECIDING.said_in(language), PROVIDERS.said_in(language)], found)]
    for grant, counted in summary.granted.items():
        found = [(said, text.number(count, language)) for said, count in most_frequent(counted)]
        lines += ["", *_aligned([grant, PROVIDERS.said_in(language)], found)] if found else []
    return "\n".join(lines) + "\n"


def most_frequent(counted: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first, those that are as frequent by name: the same from run to run."""
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _aligned(heading: list[str], rows: list[tuple[str, str]]) -> list[str]:
    left = max(len(each) for each in (heading[0], *(said for said, _ in rows)))
    right = max(len(each) for each in (heading[1], *(number for _, number in rows)))
    lines = [f"{said:<{left}}   {number:>{right}}" for said, number in rows]
    return [f"{heading[0]:<{left}}   {heading[1]:>{right}}", "─" * (left + 3 + right), *lines]


@frozen(eq=False)
class Asked:
    """What is asked of an engine for one part."""

    taken: Taken
    program: Program
    outputs: Mapping[str, Node]


@define(eq=False)
class Decisions:
    """Decides parts of a register in a language, by the `carry_out` of an engine; with `whole` also verdicts, margins and missing
    facts. `among` are all parts of a register of which each provider is judged among all; these are then the next.

    `ask` for one part after another, which raises `Refused` as `lower` does; what is asked may be `decided` in any thread.
    """

    policy: Policy
    language: Language
    carry_out: CarryOut
    whole: bool
    among: Parts | None = None
    programs: Programs = field(init=False)
    latest: Asked | None = None

    def __attrs_post_init__(self) -> None:
        self.programs = Programs(self.policy, self._asked)

    def ask(self, taken: Taken) -> Asked:
        program = self.programs.of(taken.register) if self.among is None else self.among.program
        if self.latest is None or self.latest.program is not program:
            self.latest = Asked(taken, program, self._asked(program))
        return evolve(self.latest, taken=taken)

    def _asked(self, program: Program) -> Mapping[str, Node]:
        return asked(program, whole=self.whole)

    def decided(self, asked: Asked) -> pl.DataFrame:
        """One row per good provider: `provider`, `decision`, `first deciding criterion` (in the order of the policy), with
        `whole` a verdict and a margin for each criterion, for each grant the case (with `whole` after the value), and with
        `whole` the missing facts."""
        taken = asked.taken
        carry_out = self.carry_out if self.among is None else self.among.carried_out
        found = carry_out(asked.outputs, taken.register)
        table = worded(asked.program, taken.names, found, self.language, whole=self.whole)
        return _one_by_one(asked.program, taken, table, self.language) if taken.register.aside else table


def asked(program: Program, *, whole: bool) -> dict[str, Node]:
    """The outputs of a program that a table of decisions is made of."""
    outputs = {"decision": program.outcome, "deciding": program.deciding} | granted.asked(program, whole=whole)
    if whole:
        outputs |= {f"verdict {at}": each.verdict for at, each in enumerate(program.judged)}
        outputs |= _margins(program)
        outputs |= _bitmaps(program, [*program.missing])
    return outputs


def worded(
    program: Program, names: Sequence[str] | pl.Series, found: pl.DataFrame, language: Language, *, whole: bool
) -> pl.DataFrame:
    """The table of decisions out of what was `asked`, a row per name."""
    import polars as pl

    criteria = [each.criterion.id for each in program.judged]
    columns = [
        pl.Series("provider", names, dtype=pl.String),
        in_words(found["decision"], [text.outcome(each, language) for each in OUTCOMES], "decision"),
        in_words(found["deciding"], criteria, "first deciding criterion"),
    ]
    own = headings(program)
    if whole:
        for at, (each, heading) in enumerate(zip(program.judged, own.criteria, strict=True)):
            verdicts = [words.verdict(one, each.criterion, language) for one in VERDICTS]
            columns.append(in_words(found[f"verdict {at}"], verdicts, heading.verdict))
            margin = margin_of(each)
            if margin is not None:
                numbers = distances(found[f"given {at}"], found[f"top {at}"], found[f"bottom {at}"], margin)
                columns.append(numbers.alias(heading.margin))
    columns += granted.columns(program, found, own.grants, language, whole=whole)
    if whole:
        columns.append(_missing(found, [*program.missing], language).alias("missing facts"))
    return pl.DataFrame(columns)


@frozen
class CriterionHeadings:
    """Those of the columns of a criterion."""

    verdict: str
    margin: str


@frozen
class Headings:
    """Those of all columns of criteria, and those of the values of grants."""

    criteria: list[CriterionHeadings]
    grants: list[str]


def headings(program: Program) -> Headings:
    """None is the same as another, whatever criteria and grants are called."""
    taken = {*FIXED, *case_headings(program.policy)}

    def own(wanted: str) -> str:
        found = next(each for each in _numbered(wanted) if each not in taken)
        taken.add(found)
        return found

    plain = [own(heading_of(each.criterion.id)) for each in program.judged]
    criteria = [
        CriterionHeadings(name, "" if each.margin is None else own(heading_of_margin(name, each.margin)))
        for name, each in zip(plain, program.judged, strict=True)
    ]
    return Headings(criteria, [own(heading_of_worth(each)) for each in program.policy.grants])


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name} {at}" for at in itertools.count(2))


def heading_of(criterion: str) -> str:
    return f"criterion {criterion}" if criterion in FIXED else criterion


# --- margins ----------------------------------------------------------------------------------------------------------


def _margins(program: Program) -> dict[str, Node]:
    outputs: dict[str, Node] = {}
    for at, each in enumerate(program.judged):
        if each.margin is not None:
            parts = (
                ("given", each.margin.given),
                ("top", each.margin.distance.top),
                ("bottom", each.margin.distance.bottom),
            )
            outputs |= {f"{name} {at}": node for name, node in parts}
    return outputs


# --- missing facts ----------------------------------------------------------------------------------------------------


def _bitmaps(program: Program, keys: list[LeafKey]) -> dict[str, Node]:
    b = program.b
    words = {}
    for start in range(0, len(keys), WORD):
        total = b.number(0)
        for bit, key in enumerate(keys[start : start + WORD]):
            total = b.add(total, b.times(b.as_int(program.missing[key]), b.number(1 << bit)))
        words[f"missing {start // WORD}"] = total
    return words


def _missing(found: pl.DataFrame, keys: Sequence[LeafKey], language: Language) -> pl.Series:
    """The names of missing facts; each different set is worded once."""
    import polars as pl

    words = found.select(each for each in found.columns if each.startswith("missing "))
    if not words.width:
        return pl.Series([None] * found.height, dtype=pl.String)
    different = words.unique()
    said = [_worded(row, keys, language) for row in different.iter_rows()]
    named = different.with_columns(pl.Series("said", said, dtype=pl.String))
    return words.join(named, on=words.columns, how="left", maintain_order="left").get_column("said")


def _worded(bits: tuple[int, ...], keys: Sequence[LeafKey], language: Language) -> str | None:
    present = (key for at, key in enumerate(keys) if bits[at // WORD] >> at % WORD & 1)
    return ", ".join(sorted({text.leaf(leaf_of(key), language) for key in present})) or None


def leaf_of(key: LeafKey) -> Leaf:
    return Leaf(tuple(each for each in key.path if each != ANY), key.judgement, key.why)


# --- numbers that fit in no column ------------------------------------------------------------------------------------


def _one_by_one(program: Program, taken: Taken, table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The same table with the rows that stand aside decided by the meaning itself."""
    import polars as pl

    places = list(taken.register.aside)
    rows = [_row(program, taken, place, language) for place in places]
    own = headings(program)
    measured = {
        heading.margin: each.margin
        for each, heading in zip(program.judged, own.criteria, strict=True)
        if each.margin is not None
    }
    grants = zip(own.grants, program.grants, strict=True)
    measured |= {name: granted.measured(each, program.b) for name, each in grants if granted.is_number(each)}
    columns = []
    for name, dtype in table.schema.items():
        values = [each[name] for each in rows]
        of = measured.get(name)
        made = pl.Series(values, dtype=dtype) if of is None else one_by_one(values, of)
        if of is not None:
            digits = Digits()
            for each in (table[name], made):
                digits.take(each)
        columns.append(made.alias(name))
    kept = table.with_row_index("\0place")
    fresh = pl.DataFrame([pl.Series("\0place", places, dtype=kept.schema["\0place"]), *columns])
    rest = kept.filter(~pl.col("\0place").is_in(places))
    return pl.concat([rest, fresh], how="vertical_relaxed").sort("\0place").drop("\0place")


def _row(program: Program, taken: Taken, place: int, language: Language) -> dict[str, Any]:
    facts = taken.row(place)
    found = decide(program.policy, facts)
    open_ = [each for each in found.criteria if each.counts is None]
    against = [each for each in found.criteria if each.counts is False]
    decisive = next((each.criterion.id for each in against or open_), None)
    leaves = {leaf for each in open_ for leaf in each.rests_on} if not against else set()
    row: dict[str, Any] = {
        "provider": taken.names[place],
        "decision": text.outcome(found.outcome, language),
        "first deciding criterion": decisive,
        "missing facts": ", ".join(
            sorted({text.leaf(Leaf(tuple(e for e in each.path if isinstance(e, str))), language) for each in leaves})
        )
        or None,
    }
    own = headings(program)
    for each_grant, worth, case in zip(found.grants, own.grants, case_headings(program.policy), strict=True):
        row |= {worth: granted.value_of(each_grant, language), case: granted.told(each_grant, language)}
    for each, heading in zip(found.criteria, own.criteria, strict=True):
        row[heading.verdict] = words.verdict(each.verdict, each.criterion, language)
        margin = find(each.criterion.body, Scope(facts)).margin
        turned = -1 if each.criterion.kind == "exclusion" else 1  # as in `margin_of`
        row[heading.margin] = None if margin is None else turned * margin.margin
    return row
