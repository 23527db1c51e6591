"""Expressions and blocks of every construct."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from dsl import syntax as s
from tests.strategies import deadlines
from tests.strategies.written import LITERALS, MODULES, NAMES, PERCENTS, TEXTS, WITH_UNIT

REFS: Final = st.builds(s.Ref, NAMES)
COLLECTIONS: Final = st.recursive(REFS, lambda base: st.builds(s.Of, NAMES, base), max_leaves=3)
PEERS: Final = st.builds(s.Peers, NAMES, st.none() | NAMES, st.booleans())
OTHERS: Final = st.builds(s.Peers, NAMES, st.none() | NAMES, st.just(True))
FUNCTIONS: Final = ("total", "average", "lowest", "highest", "earliest", "latest")
YEARS: Final = st.builds(s.Year, st.integers(1000, 9999)) | st.builds(s.Year, before=st.booleans())
LEAVES: Final = st.one_of(
    REFS,
    COLLECTIONS,
    LITERALS,
    st.builds(s.DecisionDate),
    st.builds(s.Meets, MODULES, st.none() | COLLECTIONS),
    st.builds(s.InYear, COLLECTIONS, YEARS),
    st.builds(s.OverYears, st.sampled_from(FUNCTIONS), COLLECTIONS, st.integers(1, 50), YEARS),
    st.builds(s.LatestKnown, COLLECTIONS, YEARS),
    st.builds(
        s.YearOf,
        st.sampled_from(("first", "last")),
        st.sampled_from(("highest", "lowest")),
        COLLECTIONS,
        st.integers(1, 50),
        YEARS,
    ),
    st.builds(s.HoldsAgreement, TEXTS),
    deadlines.asked(NAMES),
    st.builds(s.Keyed, NAMES, st.lists(st.one_of(COLLECTIONS, LITERALS), min_size=1, max_size=2).map(tuple)),
    st.builds(s.Count, COLLECTIONS, distinct=st.none() | NAMES),
    st.builds(
        s.Aggregate,
        st.sampled_from(("total", "average", "lowest", "highest", "earliest", "latest")),
        NAMES,
        COLLECTIONS,
    ),
)
STANDINGS: Final = st.sampled_from(("share", "total", "average", "lowest", "highest", "earliest", "latest"))
RANKS: Final = st.sampled_from(("rank", "rank from lowest"))
COUNTS: Final = st.integers(0, 12)
PLAIN_QUANTIFIERS: Final = st.builds(s.Quantifier, st.sampled_from(("every", "some", "no")))
MORE_COUNTS: Final = st.lists(COUNTS, max_size=2).map(tuple)
COUNTING_QUANTIFIERS: Final = st.builds(
    s.Quantifier, st.sampled_from(("at least", "at most", "exactly")), COUNTS
) | st.builds(s.Quantifier, st.just("exactly"), COUNTS, MORE_COUNTS)
QUANTIFIERS: Final = PLAIN_QUANTIFIERS | COUNTING_QUANTIFIERS


def _larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Every construct that fits on one line, over smaller expressions."""
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    options = st.lists(inner, min_size=1, max_size=3).map(tuple)

    def steps(operators: str) -> st.SearchStrategy[Any]:
        return st.lists(st.builds(s.Step, st.sampled_from(operators), inner), min_size=1, max_size=2).map(tuple)

    directions = st.sampled_from(("up", "down", "half up", "half even"))
    functions = st.sampled_from(("total", "average", "lowest", "highest", "earliest", "latest"))
    return st.one_of(
        st.builds(s.Not, inner),
        st.builds(s.And, several),
        st.builds(s.Or, several),
        st.builds(s.Compare, st.sampled_from(s.Comparison), inner, inner),
        st.builds(s.Between, inner, inner, inner),
        st.builds(s.OneOf, inner, options, st.booleans()),
        st.builds(s.StateTest, inner, st.sampled_from(("none", "known", "unknown")), st.booleans()),
        st.builds(s.Includes, inner, st.sampled_from(("all", "any")), options),
        st.builds(s.Matches, inner, TEXTS),
        st.builds(s.Within, inner, WITH_UNIT, st.sampled_from(("after", "before")), inner),
        st.builds(s.Sum, inner, steps("+-")),
        st.builds(s.Product, inner, steps("*/")),
        st.builds(s.Negative, inner),
        deadlines.calendar_days(inner),
        st.builds(s.During, inner, st.integers(1, 50), YEARS),
        st.builds(
            s.Trend, inner, st.sampled_from(("falling", "rising")), st.integers(2, 50), YEARS, negated=st.booleans()
        ),
        st.builds(s.Per, inner, inner, st.booleans()),
        st.builds(s.PercentOf, PERCENTS, inner),
        st.builds(s.Rounded, inner, directions, decimals=st.integers(0, 5)),
        st.builds(s.Rounded, inner, directions, unit=NAMES),
        st.builds(s.Quantified, QUANTIFIERS, COLLECTIONS, inner),
        st.builds(s.Quantified, COUNTING_QUANTIFIERS, COLLECTIONS, st.none()),
        st.builds(s.Has, COLLECTIONS, inner),
        st.builds(s.Count, COLLECTIONS, inner, st.none() | NAMES),
        st.builds(s.Aggregate, functions, NAMES, COLLECTIONS, inner),
        st.builds(s.Quantified, QUANTIFIERS, OTHERS, inner),
        st.builds(s.Quantified, COUNTING_QUANTIFIERS, OTHERS, st.none()),
        st.builds(s.Count, PEERS, st.none() | inner),
        st.builds(s.Standing, STANDINGS, inner, PEERS, st.none() | inner),
        st.builds(s.Standing, RANKS, inner, PEERS, st.none() | inner, st.booleans()),
        st.builds(
            s.Standing, st.just("total"), REFS, PEERS, st.none() | inner, st.just(value=False), st.just(value=True)
        ),
    )


EXPRESSIONS: Final[st.SearchStrategy[Any]] = st.recursive(LEAVES, _larger, max_leaves=7)


def _blocks(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    items = st.lists(inner, min_size=1, max_size=3).map(tuple)
    group = st.one_of(
        st.builds(s.Group, st.sampled_from(("all", "any", "none")), items),
        st.builds(s.Group, st.sampled_from(("at least", "at most")), items, COUNTS),
        st.builds(s.Group, st.just("exactly"), items, COUNTS, MORE_COUNTS),
    )
    return st.one_of(
        group, st.builds(s.Quantified, QUANTIFIERS, COLLECTIONS | OTHERS, group), st.builds(s.Has, COLLECTIONS, group)
    )


ENTRIES: Final[st.SearchStrategy[Any]] = st.recursive(EXPRESSIONS, _blocks, max_leaves=5)
"""Expressions and blocks: what may stand as a whole line."""
