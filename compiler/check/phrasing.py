"""An unknown name that holds words of a condition: what to write for them, so that none of what they mean is lost."""

from __future__ import annotations

import re

from attrs import frozen

from compiler.check.context import Context
from dsl import keywords, names, syntax
from dsl.diagnostics import Fix, Language, Words
from dsl.keywords import KEYWORDS, OPPOSITE
from dsl.kinds import ListKind
from dsl.parsing import applying, habits
from dsl.source import Span

_OPPOSITE_SIGN = {"≥": "<", ">=": "<", "≤": ">", "<=": ">", "<": "≥", ">": "≤", "=": "≠"}
_QUANTIFIED: dict[Language, dict[str, str]] = {
    "en": {"all": "EVERY", "each": "EVERY", "a": "SOME", "an": "SOME", "any": "SOME", "at least a": "SOME"},
    "nl": {"alle": "EVERY", "al de": "EVERY", "een": "SOME", "één": "SOME", "ten minste een": "SOME"},
}


@frozen
class Advice:
    """What to write, and the edit that does so where only one thing can be meant."""

    words: Words
    fix: Fix | None = None
    about: str = ""

    def is_meant_by(self, guess: str | None) -> bool:
        """Whether the words that it is about stand in a declared name that is close: then that name was mistyped."""
        return guess is not None and bool(self.about) and f" {self.about} " in f" {guess} ".casefold()


def advice(expr: syntax.Ref, context: Context) -> Advice | None:
    """What to write for a name that is not declared but holds words of a condition."""
    span, language = expr.span, context.language
    if span.text.startswith("`"):
        return None  # all within the quotes is meant as a name
    known = set(context.readable_names())
    return (
        _negated_comparison(span, language)
        or _conditional(expr.name.text, span, known, language)
        or _foreign(span, known, language)
        or _habit(span, known, language)
        or _quantified(expr.name.text, span, context)
        or _joined_negation(expr.name.text, span, known, language)
    )


def _write(span: Span, text: str, about: str = "") -> Advice:
    words = Words(f"write `{text}` instead of `{span.text}`", f"schrijf `{text}` in plaats van `{span.text}`")
    return Advice(words, Fix(span, text, words), about.casefold())


def _negated_comparison(span: Span, language: Language) -> Advice | None:
    """`clients not more than 10`: the name holds the `not` of the comparison that follows."""
    negations = "|".join(
        re.escape(each) for each in (*KEYWORDS["NOT"].phrases(language), *KEYWORDS["NO"].phrases("en"))
    )
    negation = re.search(rf" +(?P<said>{negations})$", span.text)
    if negation is None:
        return None
    after = span.source.text[span.end :].split("\n", 1)[0]
    sign = re.match(r" *(>=|<=|[≥≤<>=])", after)
    if sign is not None:
        whole = Span(span.source, span.start + negation.start("said"), span.end + sign.end())
        return _write(whole, _OPPOSITE_SIGN[sign[1]], negation["said"])
    for name, opposite in OPPOSITE.items():
        compared = re.match(rf" +{names.alternatives(KEYWORDS[name].phrases(language))}", after)
        if compared is not None:
            whole = Span(span.source, span.start + negation.start("said"), span.end + compared.end())
            return _write(whole, KEYWORDS[opposite].canonical(language), negation["said"])
    return None


def _conditional(name: str, span: Span, known: set[str], language: Language) -> Advice | None:
    """`if contracted`, `approved if contracted`, `approved provided that contracted`."""
    found = applying.said_in(name, language)
    if found is None or (found.start() and name[: found.start()].strip() not in known):
        return None
    meant = applying.meant(found)
    before = span.source.text[: span.start].rsplit("\n", 1)[-1].split()
    if meant == "APPLIES_WHEN" and before[-1:] == [KEYWORDS["NOT"].canonical(language)]:
        meant = "UNLESS"  # `not if …`
    return Advice(applying.advice(meant), about=found.group().casefold())


def _foreign(span: Span, known: set[str], language: Language) -> Advice | None:
    """A word of the other language before, or between, names that are declared: `not contracted` in a Dutch policy."""
    other: Language = "nl" if language == "en" else "en"
    own = {phrase for keyword in KEYWORDS.values() for phrase in keyword.phrases(language)}
    for name in ("NOT", "AND", "OR", "UNLESS"):
        said = [phrase for phrase in KEYWORDS[name].phrases(other) if phrase not in own]
        found = re.search(rf"(?:^|(?<= )){names.alternatives(tuple(said))}", span.text) if said else None
        if found is None or (name == "NOT") is (found.start() > 0):
            continue
        parts = (span.text[: found.start()].strip(), span.text[found.end() :].strip())
        if known.isdisjoint(parts):
            continue
        right = KEYWORDS[name].canonical(language)
        words = Words(
            f"`{found.group()}` is the Dutch for `{right}`: write `{right}`",
            f"`{found.group()}` is Engels voor `{right}`: schrijf `{right}`",
        )
        place = Span(span.source, span.start + found.start(), span.start + found.end())
        return Advice(words, Fix(place, right, words), found.group().casefold())
    return None


def _habit(span: Span, known: set[str], language: Language) -> Advice | None:
    """`fte minimaal 5 fte`, which is read as one name. What begins a name compares nothing: `minimum age ≥ 3 years`."""
    told = habits.within(span, language)
    if told is None or told.help is None:
        return None
    before = span.source.text[span.start : told.span.start].strip()
    is_known = before in known
    compares = is_known or re.match(r" *[\d€−-]", span.source.text[told.span.end :])
    if told.span.start >= span.start and not (before and compares):
        return None
    fix = told.fix if is_known or not before else None
    return Advice(told.help, fix, " ".join(told.span.text.casefold().split()))


def _quantified(name: str, span: Span, context: Context) -> Advice | None:
    """`all doctors have …`, `a doctor has …`."""
    has = names.alternatives(keywords.phrases(("HAS",), context.language))
    if not re.match(rf" +{has}", span.source.text[span.end :].split("\n", 1)[0]):
        return None
    single = {each.name for each in context.facts() if not isinstance(each.kind, ListKind)}
    for said, keyword in _QUANTIFIED[context.language].items():
        element = name.removeprefix(f"{said} ")
        if element != name and element not in single:
            right = f"{KEYWORDS[keyword].canonical(context.language)} {element}"
            return _write(span, right, said)
    return None


def _joined_negation(name: str, span: Span, known: set[str], language: Language) -> Advice | None:
    """`not-contracted`, where `contracted` is declared."""
    negated = re.fullmatch(r"(?:not|non|niet)-(.+)", name)
    if negated is None or negated[1] not in known or span.text.startswith("`"):
        return None
    return _write(span, f"{KEYWORDS['NOT'].canonical(language)} {negated[1]}")


def beside(name: str, context: Context) -> Words | None:
    """That a name holds a declared one with other words beside it."""
    words, known = name.split(), set(context.readable_names())
    parts = [(start, end) for start in range(len(words)) for end in range(len(words), start, -1)]
    held = [each for each in parts if " ".join(words[each[0] : each[1]]) in known]
    if not held:
        return None
    start, end = max(held, key=lambda each: each[1] - each[0])
    declared = " ".join(words[start:end])
    rest = [f"`{' '.join(each)}`" for each in (words[:start], words[end:]) if each]
    return Words(
        f"`{declared}` is declared, but not with {' and '.join(rest)} beside it",
        f"`{declared}` is gedeclareerd, maar niet met {' en '.join(rest)} erbij",
    )
