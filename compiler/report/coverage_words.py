"""How coverage is said: what an item asks, and what of it no example shows."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.ir import text
from compiler.ir.verdicts import DeadlineStatus, Outcome, Verdict
from compiler.ir.words import fill
from compiler.scenarios.coverage.items import DAYS, DECIDES, MINUTES, REACHED, SIDES, Covered, Notion
from dsl.diagnostics import Language, Words

TITLE = Words("What the examples show", "Wat de voorbeelden laten zien")
ALL_SHOWN = Words(
    "The examples show everything that is asked of them.", "De voorbeelden laten alles zien wat ervan wordt gevraagd."
)
NOTHING_ASKED = Words(
    "There is nothing here that examples could show.", "Hier is niets wat voorbeelden kunnen laten zien."
)
NOT_SHOWN = Words("Not shown by any example", "Door geen voorbeeld getoond")
LINE = Words("line {0}: {1}", "regel {0}: {1}")
SHORT = Words("coverage of {0} is {1}, less than {2}%", "dekking van {0} is {1}, minder dan {2}%")
OR = Words(" or ", " of ")
HEADINGS: Mapping[str, Words] = {
    "policy": Words("policy", "beleid"),
    "criteria": Words("criteria", "criteria"),
    "boundaries": Words("boundaries", "grenzen"),
    "tables": Words("tables", "tabellen"),
    "conditions": Words("conditions", "voorwaarden"),
    "all": Words("all", "alles"),
}
NEVER: Mapping[Notion, Words] = {
    "verdict": Words("never {0}", "nooit {0}"),
    "outcome": Words("the decision is never {0}", "het besluit is nooit: {0}"),
    "row": Words("{1} is never reached", "{1} wordt nooit bereikt"),
    "threshold": Words("{1}: never {0} the threshold", "{1}: nooit {0} de grens"),
    "date": Words("{1}: never {0}", "{1}: nooit {0}"),
    "condition": Words("{1}: never decides alone {0}", "{1}: beslist nooit alleen {0}"),
}
ALONE = {DECIDES[True]: Words("as met", "als voldaan"), DECIDES[False]: Words("as not met", "als niet voldaan")}
NO_ROW = Words("the case that no row covers never occurs", "het geval waarvoor geen rij is, komt nooit voor")
ROWS = {"row": Words("row", "rij"), "case": Words("case", "geval")}
NONE_OF_THEM = {"no row": Words("no row", "geen rij"), "no case": Words("no case", "geen geval")}
DETAILS = {
    "from the first day": Words("from the first day", "vanaf de eerste dag"),
    "until the last day": Words("until the last day", "tot en met de laatste dag"),
    "from the lowest": Words("from the lowest", "vanaf de laagste"),
    "until the highest": Words("until the highest", "tot en met de hoogste"),
}
_DUTCH = (
    (SIDES, ("onder", "op", "boven")),
    (DAYS, ("op de dag ervoor", "op de dag zelf", "op de dag erna")),
    (MINUTES, ("in de minuut ervoor", "in de minuut zelf", "in de minuut erna")),
    ((REACHED,), ("bereikt",)),
    (tuple(DECIDES.values()), ("beslist als voldaan", "beslist als niet voldaan")),
)
ASPECTS: Mapping[str, Words] = {
    **{each.value: Words(each.value, text.verdict(each, "nl")) for each in (*DeadlineStatus, *Verdict)},
    **{each.value: Words(each.value, text.outcome(each, "nl")) for each in Outcome},
    **{en: Words(en, nl) for english, dutch in _DUTCH for en, nl in zip(english, dutch, strict=True)},
}


def aspect(said: str, language: Language) -> str:
    """`below`, `the day before`, `decides as met`."""
    return ASPECTS[said].said_in(language)


def missing(covered: Covered, language: Language, quoted: str = "`{0}`") -> str:
    """What no example shows of an item, as a person would say it; `quoted` is how the author's words stand in it."""
    item = covered.item
    if item.notion == "row" and item.said == "no row":
        return NO_ROW.said_in(language)
    words = ALONE if item.notion == "condition" else ASPECTS
    what = OR.said_in(language).join(words[each].said_in(language) for each in covered.missing)
    named = row(item.said, language) if item.notion == "row" else subject(covered, language, quoted)
    return fill(NEVER[item.notion], language, what, named)


def row(said: str, language: Language) -> str:
    """`row 3`, `case 2`, `no case`"""
    if said in NONE_OF_THEM:
        return NONE_OF_THEM[said].said_in(language)
    kind, _, number = said.partition(" ")
    return f"{ROWS[kind].said_in(language)} {number}"


def detail(covered: Covered, language: Language) -> str:
    """Which part of a condition an item is about, empty where it has one."""
    said = covered.item.detail
    return DETAILS[said].said_in(language) if said in DETAILS else said


def subject(covered: Covered, language: Language, quoted: str = "`{0}`") -> str:
    """The condition in the author's words, and which part of it."""
    part = detail(covered, language)
    return quoted.format(covered.item.said) + (f", {part}" if part else "")
