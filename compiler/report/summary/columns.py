"""Providers that were decided over columns, counted for the summary: the same counts as one by one, without a row at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from compiler.columns.layout import JUDGED
from compiler.columns.margins import MarginColumns
from compiler.columns.nodes import Node
from compiler.columns.program import OUTCOMES, VERDICTS, JudgedColumns, Program
from compiler.columns.programs import Programs
from compiler.columns.register import CarryOut
from compiler.columns.values import ANY, LeafKey
from compiler.ir import text
from compiler.ir.nodes import Computed, Expr, Get, Policy, Root
from compiler.ir.places import Scope
from compiler.ir.reasons import find
from compiler.ir.values import Absence
from compiler.ir.verdicts import Leaf, Margin, Outcome, Verdict
from compiler.records.bulk import Taken
from compiler.report.distances import margin_of
from compiler.report.summary import grants
from compiler.report.summary.margins import MOST_NEAR, PARTS, Near
from compiler.report.summary.tally import MOST_LISTED, Decision, Group, Grouping, Tally, decision, is_measured
from dsl.diagnostics import Language
from dsl.kinds import ChoiceKind, RecordKind, YesNoKind

if TYPE_CHECKING:
    import polars as pl

_WIDE = 2**126
_MEASURED = [VERDICTS.index(each) for each in (Verdict.MET, Verdict.NOT_MET)]
_MOST_ALIKE = 1000
_OUTCOME, _GIVEN, _VERDICT, _TOP, _BOTTOM, _PLACE = "outcome", "given", "verdict", "top", "bottom", "place"


def with_groups(policy: Policy, groupings: Iterable[Grouping]) -> Policy:
    """The policy as it is read at the door, so that the facts to count by come in with those that it asks for."""
    read = (Computed(each.name, None, each.kind, (), _place_of(policy, each)) for each in groupings)
    return evolve(policy, values=(*policy.values, *read))


def _place_of(policy: Policy, grouping: Grouping) -> Expr:
    found: Expr = Root()
    record = policy.record(policy.judges)
    for step in grouping.path:
        info = record.find(step)
        assert info is not None
        found = Get(found, step, YesNoKind() if info.judgement else info.kind, info.judgement, info.optional)
        if isinstance(info.kind, RecordKind):
            record = policy.record(info.kind.name)
    return found


def count(tally: Tally, programs: Programs, taken: Taken, language: Language, carry_out: CarryOut) -> None:
    """Count the good providers of a part. Raises `Refused` as `compiler.columns.program.lower` does."""
    _Part(tally, programs, taken, language, carry_out).count()


def asked(program: Program) -> dict[str, Node]:
    """The outputs of a program that decisions are counted by, without missing facts. Raises `Refused` as
    `compiler.columns.program.lower` does."""
    outputs = {_OUTCOME: program.outcome}
    for at, each in enumerate(program.judged):
        outputs |= {f"for {at}": each.counts, f"against {at}": each.counts_against}
    for at, (judged, margin) in enumerate(_measured(program)):
        outputs |= {f"{_GIVEN} {at}": margin.given, f"{_VERDICT} {at}": judged.verdict}
        outputs |= {f"{_TOP} {at}": margin.distance.top, f"{_BOTTOM} {at}": margin.distance.bottom}
    return outputs | grants.outputs(program)


def _measured(program: Program) -> list[tuple[JudgedColumns, MarginColumns]]:
    return [
        (each, margin)
        for each in program.judged
        if is_measured(each.criterion) and (margin := margin_of(each)) is not None
    ]


class _Part:
    def __init__(self, tally: Tally, programs: Programs, taken: Taken, language: Language, carry_out: CarryOut) -> None:
        import polars as pl

        self.tally, self.policy, self.taken, self.language = tally, programs.policy, taken, language
        self.first = tally.records
        self.program = programs.of(taken.register)
        self.measured = _measured(self.program)
        self.missing = self._named_missing()
        found = carry_out(self._outputs(), taken.register)
        places = pl.Series(_PLACE, range(len(taken.names)), dtype=pl.Int64)
        aside = list(taken.register.aside)
        groups = [made for at, each in enumerate(tally.groupings) for made in _groups(taken, each, language, at)]
        everyone = found.with_columns(places, *groups)
        self.frame = everyone.filter(~pl.col(_PLACE).is_in(aside)) if aside else everyone

    def _named_missing(self) -> list[tuple[str, list[Node]]]:
        """The names of missing facts, each with where it is missing."""
        named: dict[str, list[Node]] = {}
        for key, node in self.program.missing.items():
            named.setdefault(text.leaf(_leaf(key), self.language), []).append(node)
        return sorted(named.items())

    def _outputs(self) -> dict[str, Node]:
        b = self.program.b
        missing = {f"missing {at}": b.either(*nodes) for at, (_, nodes) in enumerate(self.missing)}
        return asked(self.program) | missing

    def count(self) -> None:
        import polars as pl

        tally, frame = self.tally, self.frame
        for code, number in frame.get_column(_OUTCOME).value_counts().iter_rows():
            tally.outcomes[OUTCOMES[code]] += number
        for at, counted in enumerate(tally.groups):
            by = frame.group_by(f"group {at}", f"no group {at}", _OUTCOME).len()
            for said, nothing, code, number in by.iter_rows():
                counted.setdefault(_group(said, nothing), Counter())[OUTCOMES[code]] += number
        deciding = frame.select(self._decides(at).sum().alias(str(at)) for at in range(len(self.program.judged)))
        for at, each in enumerate(self.program.judged):
            if number := deciding.item(0, str(at)):
                tally.deciding[each.criterion.id] += number
        sums = frame.select(pl.col(f"missing {at}").sum() for at in range(len(self.missing)))
        for (name, _), number in zip(self.missing, sums.row(0) if self.missing else (), strict=True):
            if number:
                tally.missing[name] += number
        for at, (each, margin) in enumerate(self.measured):
            self._margins(at, each, margin)
        grants.count(tally.granted, self.program, frame)
        tally.records += frame.height
        self._list()
        self._aside()

    def _decides(self, at: int) -> pl.Expr:
        """Where a criterion decides: it counts against an ineligible provider, or keeps an open decision open."""
        import polars as pl

        ineligible = pl.col(_OUTCOME) == OUTCOMES.index(Outcome.INELIGIBLE)
        against = pl.col(f"against {at}")
        return against | (~ineligible & ~pl.col(f"for {at}") & ~against)

    # --- margins ------------------------------------------------------------------------------------------------------

    def _margins(self, at: int, judged: JudgedColumns, margin: MarginColumns) -> None:
        """The distances of one criterion: their keys and sides as columns, those nearest to the threshold as they are."""
        import polars as pl

        names = (f"{_TOP} {at}", f"{_BOTTOM} {at}")
        rows = self.frame.filter(_is_measured(at)).select(
            _PLACE,
            *(pl.col(each).cast(pl.Int128).alias(name) for each, name in zip(names, (_TOP, _BOTTOM), strict=True)),
        )
        if not rows.height:
            return
        criterion = judged.criterion
        if criterion.id not in self.tally.margins:
            measured = find(criterion.body, Scope(self.taken.row(rows.item(0, _PLACE)))).margin
            assert measured is not None
            self.tally.of(criterion.id, measured.kind)
        found = self.tally.margins[criterion.id]
        exact = margin.distance.scale
        factor = exact / text.shown_scale(found.kind) * PARTS
        keys = -_keys(rows, -factor) if found.strict else _keys(rows, factor)
        found.parts.append(keys.to_numpy())
        turned = 1 if exact > 0 else -1
        signs = rows.select((pl.col(_TOP).sign() * pl.col(_BOTTOM).sign() * turned).cast(pl.Int8).alias("sign"))
        for sign, number in signs.get_column("sign").value_counts().iter_rows():
            found.sides[sign + 1] += number
        ordered = rows.with_columns(keys.alias("key"), signs.get_column("sign"))
        missed = (pl.col("sign") < 0) | ((pl.col("sign") == 0) if found.strict else False)
        for side, descending in ((missed, True), (~missed, False)):
            near = _nearest(ordered.filter(side), descending)
            found.keep(
                Near(Fraction(top, bottom) * exact, self.first + place, self.taken.names[place])
                for place, top, bottom in near.select(_PLACE, _TOP, _BOTTOM).iter_rows()
            )

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _list(self) -> None:
        """The first rows, for the table."""
        left = MOST_LISTED - len(self.tally.listed)
        if left <= 0:
            return
        judged = self.program.judged
        decides = (self._decides(at).alias(f"decides {at}") for at in range(len(judged)))
        measured = (_is_measured(at).alias(f"{_GIVEN} {at}") for at in range(len(self.measured)))
        head = self.frame.head(left).with_columns(*decides, *measured)
        for row in head.iter_rows(named=True):
            margins = {
                each.criterion.id: self._margin(row, at, each, margin)
                for at, (each, margin) in enumerate(self.measured)
                if row[f"{_GIVEN} {at}"]
            }
            self.tally.listed.append(
                Decision(
                    self.first + row[_PLACE],
                    self.taken.names[row[_PLACE]],
                    OUTCOMES[row[_OUTCOME]],
                    tuple(each.criterion.id for at, each in enumerate(judged) if row[f"decides {at}"]),
                    margins,
                    tuple(name for at, (name, _) in enumerate(self.missing) if row[f"missing {at}"]),
                    tuple(_group(row[f"group {at}"], row[f"no group {at}"]) for at in range(len(self.tally.groupings))),
                )
            )

    def _margin(self, row: dict[str, Any], at: int, judged: JudgedColumns, margin: MarginColumns) -> Margin:
        exact = margin.distance.scale
        by = Fraction(row[f"{_TOP} {at}"], row[f"{_BOTTOM} {at}"]) * exact
        return Margin(by, Fraction(0), by, self.tally.margins[judged.criterion.id].kind)

    def _aside(self) -> None:
        """Those with a number that fits in no column."""
        self.tally.add(
            decision(
                self.first + each,
                self.taken.names[each],
                self.taken.row(each),
                None,
                self.policy,
                self.tally.groupings,
                self.language,
            )
            for each in self.taken.register.aside
        )


def _is_measured(at: int) -> pl.Expr:
    """Where the distance is known, of a criterion that is met or not met."""
    import polars as pl

    return pl.col(f"{_GIVEN} {at}") & pl.col(f"{_VERDICT} {at}").is_in(_MEASURED)


def _keys(rows: pl.DataFrame, factor: Fraction) -> pl.Series:
    """Distances times a factor, rounded down, within 64 bits."""
    import polars as pl

    top, bottom = pl.col(_TOP) * factor.numerator, pl.col(_BOTTOM) * factor.denominator
    most = max(_most(rows, _TOP) * abs(factor.numerator), _most(rows, _BOTTOM) * factor.denominator)
    if most < _WIDE:
        exact = rows.select(key=top.floordiv(bottom))
    else:
        whole = (
            max(-(2**62), min(2**62, over * factor.numerator // (under * factor.denominator)))
            for over, under in rows.select(_TOP, _BOTTOM).iter_rows()
        )
        exact = pl.DataFrame({"key": pl.Series(list(whole), dtype=pl.Int128)})
    return exact.select(pl.col("key").clip(-(2**62), 2**62).cast(pl.Int64)).to_series()


def _most(rows: pl.DataFrame, name: str) -> int:
    low, high = rows.select(pl_low=rows[name].min(), pl_high=rows[name].max()).row(0)
    return max(abs(int(low)), abs(int(high)))


def _nearest(rows: pl.DataFrame, descending: bool) -> pl.DataFrame:
    """The nearest rows, and all that are as near as the last of them in the parts that keys are counted in."""
    import polars as pl

    if rows.height <= MOST_NEAR:
        return rows
    last = rows.get_column("key").top_k(MOST_NEAR) if descending else rows.get_column("key").bottom_k(MOST_NEAR)
    bound = last.min() if descending else last.max()
    return rows.filter(pl.col("key") >= bound if descending else pl.col("key") <= bound).head(_MOST_ALIKE)


def _leaf(key: LeafKey) -> Leaf:
    return Leaf(tuple(each for each in key.path if each != ANY), key.judgement, key.why)


def _groups(taken: Taken, grouping: Grouping, language: Language, at: int) -> list[pl.Series]:
    """What each provider is counted under: what is said (missing where nothing is), and whether it is known not to be there."""
    import polars as pl

    frame = taken.register.rows[JUDGED].frame
    name = " / ".join(grouping.path)
    if name not in frame.columns:
        values = pl.Series([None] * frame.height, dtype=pl.String)
    else:
        values = _worded(frame.get_column(name), grouping, language)
    absent = [f"{' / '.join(grouping.path[:end])}: none" for end in range(1, len(grouping.path) + 1)]
    there = [pl.col(each).fill_null(False) for each in absent if each in frame.columns]
    nothing = pl.any_horizontal(there) if there else pl.repeat(False, frame.height)
    return [values.alias(f"group {at}"), frame.select(nothing.alias(f"no group {at}")).to_series()]


def _group(said: str | None, nothing: bool) -> Group:
    if nothing:
        return Absence.NONE
    return Absence.UNKNOWN if said is None else said


def _worded(values: pl.Series, grouping: Grouping, language: Language) -> pl.Series:
    import polars as pl

    match grouping.kind:
        case YesNoKind():
            said = [text.yes_no(each, language) for each in (False, True)]
            return pl.Series(said).gather(values.cast(pl.UInt32))
        case ChoiceKind(options=options):
            said = [text.worded(each, grouping.kind, language) for each in options]
            return pl.Series(said).gather(values.to_physical().cast(pl.UInt32))
    return values.cast(pl.String)
