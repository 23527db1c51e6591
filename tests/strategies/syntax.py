"""Well-formed syntax trees of every construct: what a parser may return. Trees are made and printed, never texts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from hypothesis import strategies as st

from dsl import syntax as s
from tests.strategies import deadlines

_WORDS: Final = (
    # ordinary words, with the letters and marks that names may have
    "registered patients region fte doctor doctors practice huisarts patiënten coördinatie foto's é d’Ancona zelf-standig "
    "e-mail A1 AGB 2023 24 24-uurs over out-of-hours price "
    # words that are reserved in one language or both, everywhere or in some place
    "and or not is of per has have where between at least most more than before after on within includes matches all "
    "rounded up unless when every some no yes none known unknown empty one any exactly number total lowest date decision "
    "en niet van heeft hebben waarbij tussen minstens meer dan voor vóór na op binnen bevat afgerond tenzij elke enige geen "
    "ja nee afwezig bekend onbekend leeg een precies aantal totaal laagste datum beslissing alle "
    "in 2023 over 3 falling latest highest year years consecutive dalend gedurende jaar laatst bekende hoogste "
    "source distinct by first unique text optional fixed each expect against as met waived eligible judgement whole juni May "
    "amendment withdraw replace add alternative change parameter requirement from effective uit eis schrap nieuwe voeg toe "
    "grant only for eligible when otherwise by set combined "
    "toekenning als anders naar alleen wie komt aanmerking vastgesteld combinatie "
    "meets holds agreement for precedence voldoet aan heeft overeenkomst voorrang "
    "highest lowest first ordered by then taken until reach weight take the that crosses limit "
    "hoogste laagste eerst gewicht tot komen op neem de "
    "other among in the same with rank share strictly andere onder rang aandeel dezelfde met "
    "deadline missed open first day next quarter start end month done comes termijn gehaald gemist uiterlijk gedaan begin einde "
    "bron verschillende door eerste uniek tekst optioneel vast verwacht tegen peildatum voldaan vrijgesteld hele getal"
).split()
_SENTENCES: Final = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
_ODD_NAMES: Final = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="`"), min_size=1, max_size=8
)

# --- words and values -----------------------------------------------------------------------------------------------


def name_texts() -> st.SearchStrategy[str]:
    """Mostly words, so that keywords turn up beside them; now and then anything that backticks can hold."""
    phrase = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join)
    return st.one_of(phrase, phrase, phrase, _ODD_NAMES)


NAMES: Final = name_texts().map(s.Name)
TEXTS: Final = st.one_of(
    _SENTENCES, st.sampled_from(['"', "\\", '\\"', "\\\\", "# no comment", "`", "[0-9]{8}\\."])
).map(s.Text)
KEYS: Final = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,6}", fullmatch=True)
MODULES: Final = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True), min_size=1, max_size=3).map(".".join)


@st.composite
def numbers(draw: st.DrawFn, negative: bool = False) -> s.Number:
    whole = str(draw(st.integers(0, 10 ** draw(st.integers(1, 12)))))
    decimals = draw(st.sampled_from(["", ".0", ".5", ".05", ".125", ".00"]))
    sign = "-" if negative and draw(st.booleans()) else ""
    return s.Number(sign + whole + decimals, grouped=len(whole) > 3 and draw(st.booleans()))


def days() -> st.SearchStrategy[s.Date]:
    return st.builds(s.Date, st.dates(), words=st.booleans())


def moments() -> st.SearchStrategy[s.Moment]:
    minutes = st.datetimes().map(lambda moment: moment.replace(second=0, microsecond=0))
    return st.builds(s.Moment, minutes, words=st.booleans())


PERCENTS: Final = st.builds(s.Percent, numbers())
EUROS: Final = st.builds(s.Quantity, numbers(), st.just(s.Name("EUR")), symbol=st.just(True))
WITH_UNIT: Final = st.builds(s.Quantity, numbers(), NAMES)
LITERALS: Final = st.one_of(
    numbers(), PERCENTS, EUROS, WITH_UNIT, st.builds(s.YesNo, st.booleans()), TEXTS, days(), moments()
)
SIGNED: Final = st.one_of(LITERALS, st.builds(s.Negative, LITERALS))

# --- expressions ----------------------------------------------------------------------------------------------------

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

# --- statements -----------------------------------------------------------------------------------------------------

TITLES: Final = st.none() | TEXTS
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
SOURCES: Final = st.builds(s.Source, KEYS, st.lists(KEYS, max_size=3).map(tuple), TITLES)
CITATIONS: Final = st.lists(SOURCES, max_size=2).map(tuple)


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
    st.lists(st.builds(s.Period, days(), SIGNED, st.none() | SOURCES), min_size=1, max_size=2).map(tuple),
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
    rows = st.builds(s.KeyedRow, cells, days(), SIGNED | ABSENT | REFS)
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
    st.lists(st.builds(s.Period, days(), SIGNED, st.none() | SOURCES), max_size=2).map(tuple),
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
        st.lists(st.builds(s.Period, days(), SIGNED, st.none() | SOURCES), min_size=1, max_size=2).map(tuple),
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

# --- examples -------------------------------------------------------------------------------------------------------

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
