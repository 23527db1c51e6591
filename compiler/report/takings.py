"""What an allocation decides on those who may be taken, in words and as data: providers, or the elements of a list of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.ir import text
from compiler.ir.nodes import Allocation
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import AllocationResult, Leaf, Taking
from compiler.ir.words import fill
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind, NumberKind, UnknownKind, YesNoKind

TAKEN = Words("taken", "gekozen")
WHY = Words("why", "waarom")
NO_ROUND = Words("in no round", "in geen ronde")
NOT_ELIGIBLE = Words("not eligible", "komt niet in aanmerking")
ADDS = Words("{0} on top of {1}, limit {2}", "{0} boven op {1}, grens {2}")
REACHES = Words("{0}: the limit is reached", "{0}: de grens is bereikt")
CROSSES_IN = Words("{0}: crosses the limit, and is in", "{0}: passeert de grens, en telt mee")
CROSSES_OUT = Words("{0}: crosses the limit, and is out", "{0}: passeert de grens, en valt af")
LIMIT_REACHED = Words("the limit was reached before it", "de grens was eerder bereikt")
EQUAL = Words(
    "equal to another in the order, which leaves it open", "gelijk aan een ander in de volgorde: dat blijft open"
)
NO_LIMIT = Words(
    "what the limit is worked out from does not exist, which leaves it open",
    "datgene waaruit de grens volgt bestaat niet: dat blijft open",
)
MISSING = Words("facts of its group are missing: {0}", "feiten van zijn groep ontbreken: {0}")
MISSING_DECISION = Words("decisions on its group are open", "besluiten over zijn groep zijn open")
MISSING_LIST = Words("it is not known which there are: {0}", "welke er zijn is niet bekend: {0}")
NO_ELEMENTS = Words("the list is empty", "de lijst is leeg")

Data = dict[str, object]


def taken(allocation: Allocation, taking: Taking, language: Language) -> str:
    """Yes or no, or the first day of the round."""
    if taking.taken is NONE:
        return NO_ROUND.said_in(language)
    return text.worded(taking.taken, YesNoKind() if allocation.rounds is None else DateKind(), language)


def why(allocation: Allocation, taking: Taking, language: Language) -> str:
    match taking.why:
        case "not eligible":
            return NOT_ELIGIBLE.said_in(language)
        case "limit reached":
            return LIMIT_REACHED.said_in(language)
        case "equal":
            return EQUAL.said_in(language)
        case "no limit":
            return NO_LIMIT.said_in(language)
        case "missing":
            named = leaves(taking.missing, language)
            return fill(MISSING, language, named) if named else MISSING_DECISION.said_in(language)
        case _:
            pass
    kind = allocation.kind or NumberKind()
    amounts = [
        text.worded(each, kind, language) for each in (taking.own, taking.before, taking.limit) if each is not None
    ]
    added = fill(ADDS, language, *amounts)
    words = {"reaches": REACHES, "crosses, in": CROSSES_IN, "crosses, out": CROSSES_OUT}.get(taking.why)
    return added if words is None else fill(words, language, added)


def leaves(missing: Iterable[Leaf], language: Language) -> str:
    return ", ".join(sorted({text.leaf(each, language) for each in missing}))


def elements(found: AllocationResult) -> Iterator[tuple[str, Taking]]:
    """The elements of a list by their number, and their name where they have one: `2 "De Linde"`."""
    for number, (taking, name) in enumerate(zip(found.elements or (), found.names, strict=True), 1):
        yield f'{number} "{name}"' if name else str(number), taking


def without_elements(found: AllocationResult, language: Language) -> str | None:
    """What is said where nothing can be told of any element."""
    if found.elements is None:
        return fill(MISSING_LIST, language, leaves(found.missing, language))
    return None if found.elements else NO_ELEMENTS.said_in(language)


def in_order(takings: Iterable[tuple[str, Taking]]) -> list[tuple[str, Taking]]:
    """By group, those taken first, in the order in which they were."""
    return sorted(takings, key=lambda each: _by_taking(each[1], each[0]))


def taking_data(allocation: Allocation, each: Taking, language: Language) -> Data:
    kind = YesNoKind() if allocation.rounds is None else DateKind()
    amount = allocation.kind or NumberKind()
    return {
        "taken": text.exact(each.taken, kind),
        "group": None if each.group is NONE else text.exact(each.group, UnknownKind()),
        "before": None if each.before is None else text.exact(each.before, amount),
        "own": None if each.own is None else text.exact(each.own, amount),
        "limit": None if each.limit is None else text.exact(each.limit, amount),
        "unit": text.unit(amount),
        "because": each.why,
        "why": why(allocation, each, language),
    }


def elements_data(found: AllocationResult, language: Language) -> list[Data] | None:
    """A row for each element; None where it is not known which there are."""
    if found.elements is None:
        return None
    return [
        {"element": number, "name": name, **taking_data(found.allocation, each, language)}
        for number, (each, name) in enumerate(zip(found.elements, found.names, strict=True), 1)
    ]


def _by_taking(taking: Taking, name: str) -> tuple[str, int, str, object, str]:
    group = "" if taking.group in (NONE, UNKNOWN) else str(taking.group)
    ranks = {"not eligible": 3, "limit reached": 2, "crosses, out": 1}
    day = "" if isinstance(taking.taken, bool) or taking.taken in (NONE, UNKNOWN) else str(taking.taken)
    return group, ranks.get(taking.why, 0), day, taking.before or 0, name
