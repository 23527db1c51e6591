"""Well-formed syntax trees of every construct: what a parser may return. Trees are made and printed, never texts."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from dsl import syntax as s
from tests.strategies import deadlines
from tests.strategies.examples import ALWAYS, EXAMPLES
from tests.strategies.expressions import COUNTS, ENTRIES, EXPRESSIONS, REFS
from tests.strategies.written import (
    CITATIONS,
    FIXED,
    KEYS,
    LITERALS,
    MODULES,
    NAMES,
    PERCENTS,
    SIGNED,
    SOURCES,
    TEXTS,
    TITLES,
    WITH_UNIT,
    days,
)

# --- statements -----------------------------------------------------------------------------------------------------

OPTIONS: Final = st.lists(NAMES, min_size=1, max_size=3).map(tuple)
PLAIN_TYPES: Final[st.SearchStrategy[Any]] = st.one_of(
    st.builds(s.YesNoType),
    st.builds(s.TextType, TITLES),
    st.builds(s.NumberType, st.booleans()),
    st.builds(s.PercentType),
    st.builds(s.DateType),
    st.builds(s.MomentType),
    st.builds(s.CountType, NAMES),
    st.builds(s.NamedType, NAMES, st.none() | NAMES),
    st.builds(s.ChoiceType, OPTIONS),
    st.builds(s.SetType, OPTIONS),
)
TYPES: Final[st.SearchStrategy[Any]] = st.recursive(
    PLAIN_TYPES | st.builds(s.SeriesType, PLAIN_TYPES),
    lambda inner: st.builds(s.ListType, inner),
    max_leaves=2,
)
ATTRIBUTES: Final = st.one_of(
    st.builds(s.Flag, st.sampled_from(("optional", "evidence", "changeable", "fixed", "lists agreements"))),
    st.builds(s.SuppliedBy, TEXTS),
    st.builds(s.Each, NAMES),
    st.builds(s.Bound, st.sampled_from(("at least", "at most")), SIGNED),
)
FIELDS: Final = st.builds(s.Field, NAMES, TYPES, st.lists(ATTRIBUTES, max_size=2).map(tuple), TITLES)


def _some_of(*kinds: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """At most one of each, in any order."""
    return st.tuples(*(st.none() | kind for kind in kinds)).flatmap(
        lambda drawn: st.permutations([each for each in drawn if each is not None]).map(tuple)
    )


IN_FORCE: Final = st.one_of(
    st.builds(s.InForce, days(), days()),
    st.builds(s.InForce, days(), st.none()),
    st.builds(s.InForce, st.none(), days()),
)
POLICIES: Final = st.builds(
    s.Policy,
    NAMES,
    TITLES,
    _some_of(
        st.builds(s.Issuer, TEXTS),
        st.builds(s.DocumentRef, KEYS),
        IN_FORCE,
        st.builds(s.Judges, NAMES),
        st.builds(s.Binding, st.sampled_from(("allows", "obliges"))),
    ),
)
DOCUMENTS: Final = st.builds(
    s.Document,
    KEYS,
    TITLES,
    _some_of(
        st.builds(s.Issuer, TEXTS),
        st.builds(s.Published, days()),
        st.builds(s.File, TEXTS),
        st.builds(s.Inventory, TEXTS),
    ),
)
USES: Final = st.builds(s.Use, MODULES, st.lists(NAMES, max_size=2).map(tuple))
UNITS: Final = st.builds(s.Unit, OPTIONS, st.none() | WITH_UNIT)
COUNTED: Final = st.builds(s.Counted, OPTIONS)
RECORDS: Final = st.builds(s.Record, NAMES, TITLES, st.lists(FIELDS, min_size=1, max_size=4).map(tuple))
JUDGEMENTS: Final = st.builds(
    s.Judgement, NAMES, TITLES, TEXTS, CITATIONS, st.lists(st.builds(s.Weighs, TEXTS), max_size=2).map(tuple)
)
VALUES: Final = st.builds(s.Value, NAMES, st.none() | TYPES, TITLES, CITATIONS, ENTRIES)
PARAMETERS: Final = st.builds(
    s.Parameter,
    NAMES,
    TYPES,
    TITLES,
    CITATIONS,
    st.lists(st.builds(s.Period, days(), FIXED, st.none() | SOURCES), min_size=1, max_size=2).map(tuple),
)
ABSENT: Final = st.just(s.Absent("none"))
KEYED_TYPES: Final = st.one_of(
    st.builds(s.NumberType, st.booleans()),
    st.builds(s.PercentType),
    st.builds(s.CountType, NAMES),
    st.builds(s.NamedType, NAMES, st.none() | NAMES),
)


@st.composite
def keyed_tables(draw: st.DrawFn) -> tuple[tuple[s.Name, ...], s.KeyedHeader, tuple[s.KeyedRow, ...]]:
    """Keys, the header and rows of a parameter that has a value for each key."""
    keys = tuple(draw(st.lists(NAMES, min_size=1, max_size=2)))
    cells = st.lists(st.none() | REFS | SIGNED, min_size=len(keys), max_size=len(keys)).map(tuple)
    rows = st.builds(s.KeyedRow, cells, days(), FIXED | ABSENT | REFS)
    return keys, s.KeyedHeader(keys, draw(NAMES)), tuple(draw(st.lists(rows, min_size=1, max_size=3)))


@st.composite
def keyed_parameters(draw: st.DrawFn) -> s.Parameter:
    keys, header, rows = draw(keyed_tables())
    return s.Parameter(draw(NAMES), draw(KEYED_TYPES), draw(TITLES), draw(CITATIONS), (), keys, header, rows)


@st.composite
def keyed_changes(draw: st.DrawFn) -> s.ChangeParameter:
    _, header, rows = draw(keyed_tables())
    return s.ChangeParameter(draw(NAMES), draw(CITATIONS), (), header, rows)


@st.composite
def grants(draw: st.DrawFn) -> s.Grant:
    results = st.one_of(SIGNED, REFS, EXPRESSIONS, ABSENT)
    awards = draw(st.lists(st.builds(s.Award, results, ENTRIES), max_size=2))
    if not awards or draw(st.booleans()):
        awards.append(s.Award(draw(results), None))
    return s.Grant(
        draw(NAMES),
        draw(TYPES),
        draw(st.none() | NAMES),
        draw(TITLES),
        draw(CITATIONS),
        draw(st.none() | st.builds(s.Applies, ENTRIES)),
        draw(st.none() | st.just(s.OnlyEligible())),
        tuple(awards),
    )


@st.composite
def profiles(draw: st.DrawFn) -> s.Profile:
    lowest = s.Grade(draw(NAMES), draw(st.none() | ENTRIES))
    higher = draw(st.lists(st.builds(s.Grade, NAMES, ENTRIES), min_size=1, max_size=2))
    applies = draw(st.none() | st.builds(s.Applies, ENTRIES))
    return s.Profile(draw(NAMES), draw(TITLES), draw(CITATIONS), applies, (lowest, *higher))


CRITERIA: Final = st.builds(
    s.Criterion,
    st.sampled_from(("requirement", "exclusion")),
    NAMES,
    TITLES,
    CITATIONS,
    st.none() | st.builds(s.Applies, ENTRIES),
    ENTRIES,
    st.none() | st.builds(s.Unless, ENTRIES),
)
CELL_PARTS: Final = st.one_of(
    st.builds(s.CellTest, st.sampled_from(s.Comparison), EXPRESSIONS),
    st.builds(s.CellBetween, EXPRESSIONS, EXPRESSIONS),
    st.builds(s.CellState, st.sampled_from(("none", "known", "unknown"))),
)
CELLS: Final = st.builds(s.Cell, st.lists(CELL_PARTS, max_size=2).map(tuple))


EXTERNALS: Final = st.builds(
    s.External,
    NAMES,
    PLAIN_TYPES,
    TITLES,
    CITATIONS,
    st.lists(st.builds(s.Period, days(), FIXED, st.none() | SOURCES), max_size=2).map(tuple),
)
NORMS: Final = st.builds(s.Norm, KEYS, TITLES, TITLES, CITATIONS)
PRECEDENCES: Final = st.builds(s.Precedence, st.lists(MODULES, min_size=1, max_size=3).map(tuple), CITATIONS)


@st.composite
def decisions(draw: st.DrawFn) -> s.Decision:
    inputs, outputs = draw(st.integers(1, 3)), draw(st.integers(1, 2))

    def several(kind: st.SearchStrategy[Any], number: int) -> st.SearchStrategy[Any]:
        return st.lists(kind, min_size=number, max_size=number).map(tuple)

    rows = st.builds(s.Row, several(CELLS, inputs), several(st.one_of(REFS, LITERALS, EXPRESSIONS), outputs))
    return s.Decision(
        draw(NAMES),
        draw(TITLES),
        draw(st.sampled_from((None, "unique", "first"))),
        draw(CITATIONS),
        s.Header(draw(several(EXPRESSIONS, inputs)), draw(several(NAMES, outputs))),
        draw(st.lists(rows, min_size=1, max_size=3).map(tuple)),
    )


DEADLINES: Final = deadlines.deadlines(NAMES, TEXTS, CITATIONS, ENTRIES, EXPRESSIONS, WITH_UNIT)

# --- amendments -----------------------------------------------------------------------------------------------------

TARGETS: Final = st.builds(
    s.Target,
    st.sampled_from(("requirement", "exclusion", "value", "preference", "allocation", "deadline", "grant", "profile")),
    NAMES,
)
CHANGES: Final = st.one_of(
    st.builds(s.Withdraw, TARGETS, st.none() | EXPRESSIONS),
    st.builds(s.Replace, st.one_of(CRITERIA, decisions(), VALUES, PARAMETERS, DEADLINES)),
    st.builds(s.Replace, st.one_of(keyed_parameters(), grants(), profiles())),
    deadlines.changes(NAMES, CITATIONS, EXPRESSIONS, WITH_UNIT),
    keyed_changes(),
    st.builds(s.Add, st.one_of(CRITERIA, decisions(), VALUES, JUDGEMENTS, PARAMETERS)),
    st.builds(s.Widen, st.sampled_from(("alternative", "exception")), TARGETS, CITATIONS, ENTRIES),
    st.builds(
        s.ChangeParameter,
        NAMES,
        CITATIONS,
        st.lists(st.builds(s.Period, days(), FIXED, st.none() | SOURCES), min_size=1, max_size=2).map(tuple),
    ),
)
AMENDMENTS: Final = st.builds(
    s.Amendment,
    TEXTS,
    CITATIONS,
    st.none() | st.builds(s.Published, days()),
    st.builds(s.Effective, days()),
    st.none() | st.builds(s.Amends, MODULES),
    st.none() | st.builds(s.Limited, ENTRIES),
    st.lists(CHANGES, min_size=1, max_size=2).map(tuple),
)

ORDER_WORDS: Final = st.sampled_from((None, "highest", "lowest", "earliest", "latest"))
ORDERED: Final = st.builds(
    s.Ordered, st.lists(st.builds(s.OrderKey, EXPRESSIONS, ORDER_WORDS), min_size=1, max_size=3).map(tuple)
)
GROUPED: Final = st.none() | st.builds(s.PerGroup, NAMES)
WEIGHTS: Final = st.lists(st.builds(s.Weight, PERCENTS, EXPRESSIONS), min_size=1, max_size=3).map(tuple)
PREFERENCES: Final = st.one_of(
    st.builds(s.Preference, NAMES, TITLES, CITATIONS, GROUPED, ORDERED, st.just(())),
    st.builds(s.Preference, NAMES, TITLES, CITATIONS, GROUPED, st.none(), WEIGHTS),
)
ALLOCATIONS: Final = st.builds(
    s.Allocation,
    NAMES,
    TITLES,
    CITATIONS,
    GROUPED,
    st.none() | st.builds(s.Rounds, st.sampled_from(("month", "quarter", "year")), days(), days()),
    st.builds(s.Take, NAMES, ORDERED),
    st.one_of(
        st.builds(s.UntilReached, EXPRESSIONS, EXPRESSIONS),
        st.builds(s.UntilReached, EXPRESSIONS, PERCENTS, st.just(True)),
        st.builds(s.UntilTaken, COUNTS),
    ),
    st.none() | st.builds(s.Crossing, NAMES, st.booleans()),
)

STATEMENTS: Final[st.SearchStrategy[Any]] = st.one_of(
    POLICIES,
    USES,
    DOCUMENTS,
    UNITS,
    COUNTED,
    RECORDS,
    JUDGEMENTS,
    VALUES,
    PARAMETERS,
    CRITERIA,
    decisions(),
    PRECEDENCES,
    AMENDMENTS,
    EXTERNALS,
    NORMS,
    EXAMPLES,
    PREFERENCES,
    ALLOCATIONS,
    DEADLINES,
    ALWAYS,
    keyed_parameters(),
    grants(),
    profiles(),
)
LANGUAGES: Final = st.sampled_from(("en", "nl"))
MODULES_OF_STATEMENTS: Final = st.builds(
    s.Module, LANGUAGES, st.lists(STATEMENTS, min_size=1, max_size=3).map(tuple), declared=st.booleans()
)
