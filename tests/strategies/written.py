"""Names, texts and values as they stand in a policy: what expressions and examples are made of."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from dsl import syntax as s

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
FIXED: Final = st.one_of(SIGNED, st.builds(s.Per, LITERALS, st.one_of(WITH_UNIT, st.builds(s.Ref, NAMES))))
"""What a parameter may be: a literal, or a rate."""
TITLES: Final = st.none() | TEXTS
SOURCES: Final = st.builds(s.Source, KEYS, st.lists(KEYS, max_size=3).map(tuple), TITLES)
CITATIONS: Final = st.lists(SOURCES, max_size=2).map(tuple)
