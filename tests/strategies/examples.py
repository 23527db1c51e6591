"""Examples, and what always holds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from hypothesis import strategies as st

from dsl import syntax as s
from tests.strategies.expressions import COLLECTIONS, ENTRIES
from tests.strategies.written import (
    CITATIONS,
    EUROS,
    MODULES,
    NAMES,
    PERCENTS,
    TEXTS,
    TITLES,
    days,
    moments,
    name_texts,
    numbers,
)

PARTS: Final = st.one_of(
    name_texts().map(s.Phrase),
    numbers(negative=True),
    PERCENTS,
    EUROS,
    st.builds(s.YesNo, st.booleans()),
    TEXTS,
    days(),
    moments(),
    st.builds(s.Absent, st.sampled_from(("unknown", "none", "empty"))),
)


def _apart(parts: list[Any]) -> bool:
    """Two numbers side by side can be read as one number in groups (`4 200`): no such pair comes out of a parser."""
    ends = (s.Number, s.Quantity)
    starts = (s.Number, s.Percent)
    return not any(isinstance(a, ends) and isinstance(b, starts) for a, b in pairwise(parts))


INLINE_FIELDS: Final = st.builds(s.InlineField, st.lists(PARTS, min_size=1, max_size=3).filter(_apart).map(tuple))
INLINES: Final = st.lists(INLINE_FIELDS, min_size=1, max_size=3).map(tuple)


def _nested(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    assignments = st.lists(st.builds(s.Assignment, NAMES, values), min_size=1, max_size=2).map(tuple)
    items = st.one_of(
        st.builds(s.Item, INLINES),
        st.builds(s.Item, INLINES, assignments),
        st.builds(s.Item, st.just(()), assignments),
    )
    return st.builds(s.Fields, assignments) | st.builds(s.Items, st.lists(items, min_size=1, max_size=2).map(tuple))


ASSIGNED: Final[st.SearchStrategy[Any]] = st.recursive(st.builds(s.Inline, INLINES), _nested, max_leaves=3)
VERDICTS: Final = ("met", "not met", "missed", "open", "unknown", "awaiting judgement", "not applicable", "waived")
OUTCOMES: Final = ("eligible", "ineligible", "undetermined", "awaiting judgement")
EXPECTATIONS: Final = st.one_of(
    st.builds(s.ExpectDecision, st.sampled_from(OUTCOMES)),
    st.builds(s.ExpectVerdict, NAMES, st.sampled_from(VERDICTS)),
    st.builds(s.ExpectValue, NAMES, st.builds(s.Inline, INLINES)),
)
EXAMPLES: Final = st.builds(
    s.Example,
    TEXTS,
    TITLES,
    st.none() | st.builds(s.Against, MODULES),
    st.none() | st.builds(s.AsOf, days()),
    st.lists(st.builds(s.Assignment, NAMES, ASSIGNED), max_size=3).map(tuple),
    st.lists(EXPECTATIONS, max_size=3).map(tuple),
    st.none() | st.builds(s.ExamplePopulation, st.lists(TEXTS, max_size=2).map(tuple)),
)

EXPECTED: Final = st.one_of(
    st.builds(s.ExpectDecision, st.sampled_from(OUTCOMES)), st.builds(s.ExpectVerdict, NAMES, st.sampled_from(VERDICTS))
)
KINDS_OF_CRITERION: Final = st.sampled_from(("requirement", "exclusion"))
CLAIMS: Final = st.one_of(
    st.builds(s.Promised, EXPECTED, st.booleans()),
    st.builds(s.Holds, ENTRIES),
    st.builds(
        s.Effect,
        st.sampled_from((None, "more", "later")),
        COLLECTIONS,
        st.sampled_from(("helps", "hurts")),
        st.none() | st.builds(s.Target, KINDS_OF_CRITERION, NAMES),
    ),
)
WHENS: Final = st.one_of(
    st.builds(s.When, ENTRIES),
    st.builds(s.WhenComesOut, st.none(), st.builds(s.ExpectDecision, st.sampled_from(OUTCOMES))),
    st.builds(s.WhenComesOut, KINDS_OF_CRITERION, st.builds(s.ExpectVerdict, NAMES, st.sampled_from(VERDICTS))),
)
ALWAYS: Final = st.builds(
    s.Always,
    TEXTS,
    CITATIONS,
    st.none() | st.builds(s.AsOf, days()),
    st.lists(WHENS, max_size=2).map(tuple),
    CLAIMS,
)
