"""Why a condition came out as it did, in one sentence; each construct has its own.

A group or a quantifier that one of its parts decides gives the sentence of that part: nobody needs to be told that "all of" does
not hold, but which of them. Subjects stand before a colon, so that the sentence is right for one and for several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from compiler.ir import deadline_words, text, words
from compiler.ir.nodes import And, Compare, Expr, Fold, Get, IsState, Lit, Mark, Not, Op, Or, Taken, Tally
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import Finding, Leaf, Margin, Reading
from compiler.ir.wording import is_trend
from compiler.ir.words import fill
from compiler.report import phrases
from compiler.report.elements import NOWHERE_WITHIN, Within
from compiler.report.prose.lists import enumerated
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind, MomentKind, SetKind

FACT = {
    True: Words("“{0}” was answered with yes", "‘{0}’ is met ja beantwoord"),
    False: Words("“{0}” was answered with no", "‘{0}’ is met nee beantwoord"),
    None: Words("it is not known whether “{0}” is so", "niet bekend is of ‘{0}’ klopt"),
}
JUDGEMENT = {
    True: Words("the judgement on “{0}” is yes", "het oordeel over ‘{0}’ is ja"),
    False: Words("the judgement on “{0}” is no", "het oordeel over ‘{0}’ is nee"),
    None: Words("“{0}” has not been judged yet", "over ‘{0}’ is nog niet geoordeeld"),
}
ABSENT = Words("“{0}” is not there, and has to be", "‘{0}’ ontbreekt, en moet er zijn")
NO_SUCH = {
    DateKind: Words("there is no date for “{0}”", "er is geen datum voor ‘{0}’"),
    MomentKind: Words("there is no date and time for “{0}”", "er is geen datum en tijd voor ‘{0}’"),
}
NO_VALUE = Words("there is no value for “{0}”", "er is geen waarde voor ‘{0}’")
PRESENT = Words("“{0}” is there: {1}", "‘{0}’ is er: {1}")
IS_THERE = Words("“{0}” is there ({1}), and may not be", "‘{0}’ is er ({1}), en mag er niet zijn")
AMOUNT = {
    "≥": Words("“{0}”: {1}, where the rule asks at least {2}", "‘{0}’: {1}, waar de regel minstens {2} vraagt"),
    ">": Words("“{0}”: {1}, where the rule asks more than {2}", "‘{0}’: {1}, waar de regel meer dan {2} vraagt"),
    "≤": Words("“{0}”: {1}, where the rule allows at most {2}", "‘{0}’: {1}, waar de regel hoogstens {2} toestaat"),
    "<": Words("“{0}”: {1}, where the rule allows less than {2}", "‘{0}’: {1}, waar de regel minder dan {2} toestaat"),
    "=": Words("“{0}”: {1}, where the rule asks exactly {2}", "‘{0}’: {1}, waar de regel precies {2} vraagt"),
    "≠": Words(
        "“{0}”: {1}, where the rule asks anything but {2}", "‘{0}’: {1}, waar de regel alles behalve {2} toestaat"
    ),
}
DAY = {
    "≥": Words("“{0}”: {1}, where the rule asks {2} or later", "‘{0}’: {1}, waar de regel {2} of later vraagt"),
    ">": Words("“{0}”: {1}, where the rule asks a day after {2}", "‘{0}’: {1}, waar de regel een dag na {2} vraagt"),
    "≤": Words("“{0}”: {1}, where the rule asks {2} at the latest", "‘{0}’: {1}, waar de regel uiterlijk {2} vraagt"),
    "<": Words("“{0}”: {1}, where the rule asks a day before {2}", "‘{0}’: {1}, waar de regel een dag vóór {2} vraagt"),
    "=": Words("“{0}”: {1}, where the rule asks {2}", "‘{0}’: {1}, waar de regel {2} vraagt"),
    "≠": Words(
        "“{0}”: {1}, where the rule asks any day but {2}", "‘{0}’: {1}, waar de regel elke dag behalve {2} toestaat"
    ),
}
OF_FACT = Words("{0} (“{1}”)", "{0} (‘{1}’)")
WITH_MARGIN = Words("{0}: {1}", "{0}: {1}")
EITHER = Words("neither of the two points is met: {0}", "aan geen van beide punten is voldaan: {0}")
ANY = Words("none of the {0} points is met: {1}", "aan geen van de {0} punten is voldaan: {1}")
TALLY = {
    "≥": Words(
        "points met: {0} of {1}; needed: at least {2}",
        "aan {0} van de {1} punten is voldaan; nodig: minstens {2}",
    ),
    "≤": Words(
        "points met: {0} of {1}; allowed: at most {2}",
        "aan {0} van de {1} punten is voldaan; toegestaan: hoogstens {2}",
    ),
    "=": Words(
        "points met: {0} of {1}; needed: exactly {2}", "aan {0} van de {1} punten is voldaan; nodig: precies {2}"
    ),
}
COUNT = {
    "≥": Words("{0} in “{1}” with “{2}”; needed: at least {3}", "{0} bij ‘{1}’ met ‘{2}’; nodig: minstens {3}"),
    "≤": Words("{0} in “{1}” with “{2}”; allowed: at most {3}", "{0} bij ‘{1}’ met ‘{2}’; toegestaan: hoogstens {3}"),
    "=": Words("{0} in “{1}” with “{2}”; needed: exactly {3}", "{0} bij ‘{1}’ met ‘{2}’; nodig: precies {3}"),
}
TAKEN = Words("{0} (criterion “{1}”)", "{0} (criterium ‘{1}’)")
LACKS = Words("“{0}” lacks {1}", "bij ‘{0}’ ontbreekt {1}")
EMPTY = Words(
    "there is nothing in “{0}”, and the rule asks for it: {1}", "bij ‘{0}’ staat niets, en de regel vraagt erom: {1}"
)
NOBODY = Words("none of the {0} in “{1}” meets the rule: {2}", "geen van de {0} bij ‘{1}’ voldoet aan de regel: {2}")
THE_ONE = Words(
    "the only one in “{0}” does not meet the rule: {1}", "de enige bij ‘{0}’ voldoet niet aan de regel: {1}"
)
AGAINST = (
    Words("{0} goes against the rule: {1}", "{0} gaat in tegen de regel: {1}"),
    Words("{0} go against the rule: {1}", "{0} gaan in tegen de regel: {1}"),
)
PLAIN = {
    True: Words("the condition holds: {0}", "aan de voorwaarde is voldaan: {0}"),
    False: Words("the condition does not hold: {0}", "aan de voorwaarde is niet voldaan: {0}"),
    None: Words("it is open whether the condition holds: {0}", "open is of aan de voorwaarde is voldaan: {0}"),
}
PLAIN_AGAINST = {
    True: Words("this is the case: {0}", "dit is het geval: {0}"),
    False: Words("this is not the case: {0}", "dit is niet het geval: {0}"),
    None: Words("it is open whether this is the case: {0}", "open is of dit het geval is: {0}"),
}
"""Of what had better not hold: to say that a condition is met would sound like praise."""
READ = Words("{0} ({1})", "{0} ({1})")
IS = Words("“{0}”: {1}", "‘{0}’: {1}")
ELEMENT = Words("“{0}”", "‘{0}’")
AT = Words("{0}, for “{1}”", "{0}, bij ‘{1}’")

MOST_CAUSES = 4
MOST_READ = 3


@frozen
class Cause:
    """A condition that decided, in a sentence without capital and full stop. `turned` where it had better not hold; `taken` is
    the criterion of another policy that it belongs to."""

    finding: Finding
    within: Within
    turned: bool
    taken: Taken | None
    said: str

    @property
    def relation(self) -> str | None:
        """The relation that was asked for, where it is one comparison."""
        return _asked(self.finding, self.turned)

    @property
    def margin(self) -> Margin | None:
        """How far from the threshold, negative where that speaks against the provider."""
        found = self.finding.margin
        return evolve(found, margin=-found.margin) if found is not None and self.turned else found


def causes(finding: Finding, language: Language, turned: bool = False) -> tuple[Cause, ...]:
    """Every condition that decided the whole, at most `MOST_CAUSES`, in the author's order; `turned` where the whole had better
    not hold, as in an exclusion."""
    found_so = list(_decisive(finding, NOWHERE_WITHIN, turned, None, trends=True))
    found = (Cause(*each, _said(*each, language)) for each in found_so[:MOST_CAUSES])
    return tuple({each.said: each for each in found}.values())


def decisive(finding: Finding, turned: bool = False) -> Iterator[_Found]:
    """Every condition that decided the whole, in the author's order; of a trend the years that did."""
    return _decisive(finding, NOWHERE_WITHIN, turned, None)


_Found = tuple[Finding, Within, bool, Taken | None]


def _decisive(
    finding: Finding, within: Within, turned: bool, taken: Taken | None, top: bool = True, *, trends: bool = False
) -> Iterator[_Found]:
    """`trends`: a trend as one condition, in the author's words."""
    taken = finding.mark.taken or taken
    if (trends and is_trend(finding.mark)) or (
        finding.deadline is not None and deadline_words.is_told(finding.deadline)
    ):
        yield finding, within, turned, taken
        return
    parts = [each for each in finding.parts if each.holds is finding.holds]
    match finding.mark.arg:
        case Not(arg=Mark()) if len(finding.parts) == 1:
            parts, turned, passes = list(finding.parts), not turned, True
        case Or() if finding.mark.taken is not None and finding.holds is False:
            parts, passes = [finding.parts[finding.mark.taken.body]], True
        case And():
            passes = finding.holds is False or (top and not (turned and _is_window(parts)))
        case Or() | Fold(fold="some"):
            passes = finding.holds is True or (isinstance(finding.mark.arg, Fold) and len(finding.parts) == 1)
        case Fold(fold="every"):
            passes = finding.holds is False
        case arg:
            passes = isinstance(arg, Mark)
    if passes and parts:
        for each in parts:
            bound, still_top = within.bound_by(finding, each), top and _is_wrapping(finding)
            yield from _decisive(each, bound, turned, taken, still_top, trends=trends)
    else:
        yield finding, within, turned, taken


def _is_window(parts: list[Finding]) -> bool:
    """Whether conditions that hold together are about one thing: turned one by one they would ask it to lie on two sides."""
    subjects = [each.mark.subject for each in parts if each.mark.subject]
    return len(set(subjects)) < len(subjects)


def _is_wrapping(finding: Finding) -> bool:
    """Whether a condition is only another one, so that its parts are still those of the whole."""
    return isinstance(finding.mark.arg, Mark | Not)


def _said(finding: Finding, within: Within, turned: bool, taken: Taken | None, language: Language) -> str:
    said = sentence(finding, language, within, turned)
    return said if taken is None else fill(TAKEN, language, said, taken.title or taken.id)


def sentence(finding: Finding, language: Language, within: Within = NOWHERE_WITHIN, turned: bool = False) -> str:
    """What became of one condition: `“registered patients”: 99 999, where at least 100 000 is asked: 1 patient short`."""
    said = _sentence(finding, language, within, turned)
    about = _element(within, language)
    return fill(AT, language, said, about) if about and not _names_element(finding) else said


def _asked(finding: Finding, turned: bool) -> str | None:
    relation = words.relation_of(finding.mark)
    return words.OPPOSITE[relation] if relation is not None and turned else relation


def _names_element(finding: Finding) -> bool:
    """Whether the sentence already says which element it is about, as where it lists several."""
    return isinstance(_bare(finding.mark), Fold | Tally)


def _sentence(finding: Finding, language: Language, within: Within, against: bool) -> str:
    arg, turned = _unwrapped(finding.mark)
    found = finding.deadline
    if found is not None and deadline_words.is_told(found):
        name, standing = found.deadline.title or found.deadline.id, deadline_words.standing_text(found, language)
        return fill(deadline_words.IS, language, name, standing)
    match arg:
        case And() if is_trend(finding.mark):
            return _trend(finding, language, within, against)
        case Get():
            return _answered(finding, language, within, against)
        case IsState(state="none", arg=Get()):
            return _presence(finding, turned, language, within, against)
        case Compare(relation=relation, left=Tally(args=args), right=Lit(value=number)) if relation in TALLY:
            met = sum(each.holds is True for each in finding.parts)
            return fill(TALLY[relation], language, met, len(args), text.number(number, language))  # type: ignore[arg-type]
        case Compare(left=Fold() as fold) if (
            _is_count(fold) and _asked(finding, against) in COUNT and finding.margin is not None
        ):
            actual, threshold = (
                text.number(each, language) for each in (finding.margin.actual, finding.margin.threshold)
            )
            where, name = fold.innermost.where, _collection(fold, language)
            condition = phrases.said(where) if isinstance(where, Mark) else ""
            if condition and name:
                return fill(COUNT[_asked(finding, against) or "="], language, actual, name, condition, threshold)
            return _measured(finding, language, within, against)
        case Compare() if finding.margin is not None:
            return _measured(finding, language, within, against)
        case Compare() if finding.holds is False and any(each.value is NONE for each in finding.readings):
            lacking = next(each for each in finding.readings if each.value is NONE)
            return fill(NO_SUCH.get(type(lacking.kind), NO_VALUE), language, within.named(lacking.leaf, language))
        case Op(name="includes_all", args=(Get(), Lit(value=frozenset() as asked))) if (
            finding.holds is False and not turned
        ):
            return _lacking(finding, asked, language, within, against)
        case Or() if finding.holds is False and not turned:
            return _neither(finding, language, within, against)
        case Fold(fold="some" | "every") as fold if finding.holds is False:
            return _quantified(finding, fold, turned, language, within, against)
        case _:
            return _plain(finding, language, within, against)


def _unwrapped(expr: Expr) -> tuple[Expr, bool]:
    turned = False
    while isinstance(expr, Mark | Not):
        turned ^= isinstance(expr, Not)
        expr = expr.arg
    return expr, turned


def _bare(expr: Expr) -> Expr:
    return _unwrapped(expr)[0]


def _answered(finding: Finding, language: Language, within: Within, against: bool) -> str:
    """A yes/no fact or judgement, alone or under `not`: what was answered, whatever the rule makes of it."""
    reading = next((each for found in _all(finding) for each in found.readings), None)
    if reading is None:
        return _plain(finding, language, within, against)
    value = None if not isinstance(reading.value, bool) else reading.value
    if reading.value is NONE:
        return fill(ABSENT, language, within.named(reading.leaf, language))
    return fill((JUDGEMENT if reading.leaf.judgement else FACT)[value], language, within.named(reading.leaf, language))


def _presence(finding: Finding, turned: bool, language: Language, within: Within, against: bool) -> str:
    reading = finding.readings[0] if len(finding.readings) == 1 else None
    if reading is None or finding.holds is None:
        return _plain(finding, language, within, against)
    name = within.named(reading.leaf, language)
    value = text.named(reading.value, reading.kind, language)
    if reading.value is NONE:
        return fill(ABSENT, language, name) if turned else _plain(finding, language, within, against)
    return fill(PRESENT if turned else IS_THERE, language, name, value)


def _measured(finding: Finding, language: Language, within: Within, against: bool) -> str:
    margin = finding.margin
    assert margin is not None
    relation = _asked(finding, against) or "="
    margin = evolve(margin, margin=-margin.margin) if against else margin
    dated = isinstance(margin.kind, DateKind | MomentKind)
    readings = [
        each for each in finding.readings if not isinstance(each.value, tuple)
    ]  # a list is not what is measured
    single = readings[0] if len(readings) == 1 else None
    subject = finding.mark.subject or (within.named(single.leaf, language) if single else finding.mark.said)
    actual, threshold = words.measures(margin, language)
    other = _threshold_fact(finding, within, language)
    if other and other != subject:
        threshold = fill(OF_FACT, language, threshold, other)
    said = fill((DAY if dated else AMOUNT)[relation], language, subject, actual, threshold)
    by = words.margin(margin, relation, language)
    return fill(WITH_MARGIN, language, said, by) if by else said


def _threshold_fact(finding: Finding, within: Within, language: Language) -> str | None:
    """The name of the threshold, where it is a fact by itself."""
    bare = _bare(finding.mark)
    if not isinstance(bare, Compare) or not isinstance(bare.right, Get):
        return None
    name = bare.right.name
    found = next((each for each in finding.readings[1:] if each.leaf.path and each.leaf.path[-1] == name), None)
    return None if found is None else within.named(found.leaf, language)


def _trend(finding: Finding, language: Language, within: Within, against: bool) -> str:
    """What the rule asks in its own words, then the years that go against it."""
    steps = [each for each in finding.parts if each.holds is False]
    if finding.holds is not False or against or not steps:
        return _plain(finding, language, within, against)
    told = "; ".join(_sentence(each, language, within, against) for each in steps[:MOST_CAUSES])
    return fill(READ, language, fill(PLAIN[False], language, finding.mark.said), told)


def _lacking(finding: Finding, asked: frozenset[str], language: Language, within: Within, against: bool) -> str:
    reading = finding.readings[0]
    if not isinstance(reading.value, frozenset) or not isinstance(reading.kind, SetKind):
        return _plain(finding, language, within, against)
    lacking = [each for each in reading.kind.options if each in asked - reading.value]
    return fill(LACKS, language, within.named(reading.leaf, language), enumerated(lacking, language))


def _neither(finding: Finding, language: Language, within: Within, against: bool) -> str:
    if not finding.parts:
        return _plain(finding, language, within, against)
    inner = "; ".join(_inside(each, finding, language, within) for each in finding.parts[:MOST_CAUSES])
    if len(finding.parts) == 1:
        return inner
    if len(finding.parts) == 2:
        return fill(EITHER, language, inner)
    return fill(ANY, language, len(finding.parts), inner)


def _inside(part: Finding, whole: Finding, language: Language, within: Within) -> str:
    """A sentence within another, which says itself which element it is about."""
    bound = within.bound_by(whole, part)
    return _sentence(part, language, within, False) if bound == within else sentence(part, language, bound)


def _quantified(finding: Finding, fold: Fold, turned: bool, language: Language, within: Within, against: bool) -> str:
    """`no`, `some` and `every` over a list: the elements that go against the rule, or that none of them meets it."""
    said = phrases.said(finding.mark)
    if fold.fold == "every" or turned:
        breaking = turned if fold.fold == "some" else False
        elements = list(_elements(finding, breaking, within, language))
        if len(elements) == 1:
            (part,) = (each for each in finding.parts if each.holds is breaking)
            read = [reading for each in _all(part) for reading in each.readings]
            said = _with_readings(said, read, within.bound_by(finding, part), language)
        if elements:
            return fill(AGAINST[len(elements) > 1], language, enumerated(elements, language), said)
        return _plain(finding, language, within, against)
    name = _collection(fold, language)
    count = len(finding.parts)
    if not name:
        return _plain(finding, language, within, against)
    if not count:
        return fill(EMPTY, language, name, said)
    told = fill(THE_ONE, language, name, said) if count == 1 else fill(NOBODY, language, count, name, said)
    whys = [next(_whys(each, finding, language, within), "") for each in finding.parts[:MOST_CAUSES]]
    more = [fill(phrases.MORE, language, count - MOST_CAUSES)] if count > MOST_CAUSES else []
    return fill(READ, language, told, "; ".join([*filter(None, whys), *more])) if any(whys) else told


def _whys(part: Finding, whole: Finding, language: Language, within: Within) -> Iterator[str]:
    """Why one element does not meet the rule, as far as that is more than the rule itself."""
    if part.holds is False and part.parts:
        for found, bound, turned, taken in _decisive(part, within.bound_by(whole, part), False, None):
            yield _said(found, bound, turned, taken, language)


def _elements(finding: Finding, breaking: bool, within: Within, language: Language) -> Iterator[str]:
    for part in finding.parts:
        if part.holds is breaking:
            named = _element(within.bound_by(finding, part), language)
            if named:
                yield fill(ELEMENT, language, named)


def _element(within: Within, language: Language) -> str:
    return text.leaf(Leaf(within.innermost), language) if within.innermost else ""


def _is_count(fold: Fold) -> bool:
    """Whether it counts elements, those of a list in each element of another too."""
    return fold.fold == "count" or (fold.fold == "total" and isinstance(fold.of, Fold) and _is_count(fold.of))


def _collection(fold: Fold, language: Language) -> str:
    """`doctors of offices of region`: the list that it goes over, with the lists and records that it is reached by."""
    names: list[str] = []
    inner: Expr | None = fold
    while isinstance(inner, Fold):
        names, inner = [*_names(inner.collection), *names], inner.of
    return f" {text.word('OF', language)} ".join(names)


def _names(collection: Expr) -> list[str]:
    return [collection.name, *_names(collection.base)] if isinstance(collection, Get) else []


def _plain(finding: Finding, language: Language, within: Within, against: bool) -> str:
    said, holds, denied = phrases.said(finding.mark), finding.holds, f"{text.word('NOT', language)} "
    says_what_is_not_so = _unwrapped(finding.mark)[1] and said.startswith(denied)  # and does not only begin with it
    if says_what_is_not_so and holds is not True:
        said, holds, against = said.removeprefix(denied), None if holds is None else True, True
    said = fill((PLAIN_AGAINST if against else PLAIN)[holds], language, said)
    return _with_readings(said, _own(finding), within, language)


def _with_readings(said: str, readings: Sequence[Reading], within: Within, language: Language) -> str:
    """A sentence with the facts that were read for it in parentheses."""
    read = [each for each in phrases.distinct_readings(readings) if each.value is not UNKNOWN]
    if not read:
        return said
    told = [
        fill(IS, language, within.named(each.leaf, language), text.named(each.value, each.kind, language))
        for each in read[:MOST_READ]
    ]
    more = [fill(phrases.MORE, language, len(read) - MOST_READ)] if len(read) > MOST_READ else []
    return fill(READ, language, said, "; ".join(told + more))


def _own(finding: Finding) -> list[Reading]:
    """What was read for a condition itself, else for its parts; of a yearly series every year, in their order."""
    found = list(finding.readings) or [each for part in finding.parts for each in part.readings]
    if not found or not all(text.is_year(each.leaf.path[-1]) for each in found if each.leaf.path):
        return found
    return sorted(
        (each for every in _all(finding) for each in every.readings), key=lambda each: str(each.leaf.path[-1:])
    )


def _all(finding: Finding) -> Iterator[Finding]:
    yield finding
    for each in finding.parts:
        yield from _all(each)
