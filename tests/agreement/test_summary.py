"""A register that is counted over columns gives the counts that its providers give one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from attrs import evolve
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from compiler.backends.polars_engine import carry_out
from compiler.columns.encode import encode
from compiler.columns.layout import Layout
from compiler.columns.nodes import Refused
from compiler.columns.programs import Programs
from compiler.ir.nodes import Policy
from compiler.records.bulk import Taken
from compiler.records.problems import Place
from compiler.records.providers import Provider
from compiler.report.summary.columns import count, with_groups
from compiler.report.summary.tally import Grouping, Tally, decision
from dsl.kinds import RecordKind
from tests.strategies.ir import policies
from tests.strategies.providers import facts

GROUPS = ("position", "title", "yes", "position of region")


@settings(max_examples=10)
@given(policies(), st.lists(facts(), min_size=1, max_size=8))
def test_columns_are_counted_as_rows_are(policy: Policy, providers: list[dict[str, Any]]) -> None:
    groupings = [found for name in GROUPS if (found := Grouping.of(name, policy)) is not None]
    assert len(groupings) == len(GROUPS)
    names = tuple(f"provider {place}" for place in range(len(providers)))
    by_rows, over_columns = Tally(policy, groupings), Tally(policy, groupings)
    by_rows.add(
        decision(place, names[place], each, None, policy, groupings, "nl") for place, each in enumerate(providers)
    )
    programs = Programs(policy)
    half = len(providers) // 2
    for some in (providers[:half], providers[half:]):
        try:
            taken = part(with_groups(policy, groupings), names[over_columns.records :][: len(some)], some)
            count(over_columns, programs, taken, "nl", carry_out)
        except Refused:
            reject()
    assert comparable(over_columns) == comparable(by_rows)
    assert sorted(over_columns.listed, key=lambda each: each.place) == [
        evolve(each, margins=listed.margins)
        for each, listed in zip(by_rows.listed, sorted(over_columns.listed, key=lambda each: each.place), strict=True)
    ]


def part(policy: Policy, names: tuple[str, ...], some: list[dict[str, Any]]) -> Taken:
    register = encode(Layout.of(policy), RecordKind(policy.judges), some)
    providers = [Provider(name, each, {}, Place("r.json")) for name, each in zip(names, some, strict=True)]
    return Taken(pl.Series(names, dtype=pl.String), register, len(some), (), 0, providers.__getitem__)


def comparable(tally: Tally) -> dict[str, object]:
    margins = {
        name: (
            found.kind,
            found.strict,
            found.sides,
            found.below,
            found.above,
            np.sort(np.concatenate(found.parts)).tolist(),
        )
        for name, found in tally.margins.items()
    }
    counted = (+tally.outcomes, +tally.deciding, +tally.missing)
    granted = [
        (+each.cases, +each.options, each.known, each.lowest, each.highest, each.total) for each in tally.granted
    ]
    found = {"records": tally.records, "counted": counted, "groups": tally.groups, "margins": margins}
    return found | {"granted": granted}
