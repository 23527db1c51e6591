"""Preferences and allocations in words and as data: each provider with its place, or with what is decided on it, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from compiler.ir import text
from compiler.ir.nodes import Allocation, Citation, Preference
from compiler.ir.populations import Population, Standing, Taking, keys_of
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.ir.words import fill
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind, NumberKind, UnknownKind, YesNoKind

PREFERENCE = Words("Preference {0}", "Voorkeur {0}")
ALLOCATION = Words("Allocation {0}", "Toedeling {0}")
PLACE = Words("place", "plaats")
PROVIDER = Words("provider", "aanbieder")
WHY = Words("why", "waarom")
TAKEN = Words("taken", "gekozen")
GROUP = Words("group", "groep")
BETWEEN = Words("{0} to {1}", "{0} tot {1}")
FIRST = Words("{0}: {1}", "{0}: {1}")
BEHIND = Words("{0}: {1} against {2} of {3}", "{0}: {1} tegen {2} van {3}")
NOT_ELIGIBLE = Words("not eligible", "komt niet in aanmerking")
IF_ELIGIBLE = Words("if it is eligible: that is open", "als zij in aanmerking komt: dat is open")
PLACE_OPEN = Words(
    "facts that are missing decide between these places", "ontbrekende feiten bepalen welke van deze plaatsen"
)
ADDS = Words("{0} on top of {1}, limit {2}", "{0} boven op {1}, grens {2}")
REACHES = Words("{0}: the limit is reached", "{0}: de grens is bereikt")
CROSSES_IN = Words("{0}: crosses the limit, and is in", "{0}: passeert de grens, en telt mee")
CROSSES_OUT = Words("{0}: crosses the limit, and is out", "{0}: passeert de grens, en valt af")
LIMIT_REACHED = Words("the limit was reached before it", "de grens was eerder bereikt")
EQUAL = Words(
    "equal to another in the order, which leaves it open", "gelijk aan een ander in de volgorde: dat blijft open"
)
MISSING = Words("facts of its group are missing: {0}", "feiten van zijn groep ontbreken: {0}")
MISSING_DECISION = Words("decisions on its group are open", "besluiten over zijn groep zijn open")

Data = dict[str, object]


@frozen
class OrderTable:
    """What is shown of one preference or allocation: `rows` as long as `headings`."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen
class Orders:
    """The orders of one policy over its providers, whose names are `names`."""

    population: Population
    names: Sequence[str]
    language: Language

    def tables(self) -> Iterator[OrderTable]:
        policy = self.population.policy
        for preference in policy.preferences:
            yield self._preference(preference)
        for allocation in policy.allocations:
            yield self._allocation(allocation)

    def data(self) -> Data:
        policy = self.population.policy
        return {
            "preferences": [self._preference_data(each) for each in policy.preferences],
            "allocations": [self._allocation_data(each) for each in policy.allocations],
        }

    # --- preferences --------------------------------------------------------------------------------------------------

    def _preference(self, preference: Preference) -> OrderTable:
        standings = self.population.standings(preference)
        order = sorted(range(len(self.names)), key=lambda each: _by_place(standings[each], self.names[each]))
        group = self._group_column(preference.group is not None, [each.group for each in standings])
        rows = tuple(
            (
                *group(each),
                _place(standings[each], self.language),
                self.names[each],
                self._why_there(preference, standings[each]),
            )
            for each in order
        )
        headings = (PLACE, PROVIDER, WHY) if preference.group is None else (GROUP, PLACE, PROVIDER, WHY)
        return OrderTable(_title(PREFERENCE, preference, self.language), self._said(headings), rows)

    def _why_there(self, preference: Preference, standing: Standing) -> str:
        if standing.eligible is False:
            return self._say(NOT_ELIGIBLE)
        keys = keys_of(preference)
        if standing.eligible is None:
            return self._say(IF_ELIGIBLE)
        if standing.place is UNKNOWN:
            return self._say(PLACE_OPEN)
        own = [text.worded(value, key.kind, self.language) for key, value in zip(keys, standing.values, strict=True)]
        if standing.behind is None or standing.other is None:
            return ", ".join(fill(FIRST, self.language, key.said, value) for key, value in zip(keys, own, strict=True))
        key = keys[standing.behind]
        theirs = self.population.standings(preference)[standing.other].values[standing.behind]
        said = text.worded(theirs, key.kind, self.language)
        return fill(BEHIND, self.language, key.said, own[standing.behind], said, self.names[standing.other])

    def _preference_data(self, preference: Preference) -> Data:
        keys = keys_of(preference)
        return {
            **_about(preference.id, preference.title, preference.citations),
            "providers": [
                {
                    "provider": name,
                    "place": text.exact(each.place, NumberKind()),
                    "best": each.best,
                    "worst": each.worst,
                    "eligible": each.eligible,
                    "group": None if each.group is NONE else text.exact(each.group, UnknownKind()),
                    "values": {
                        key.said: text.exact(value, key.kind) for key, value in zip(keys, each.values, strict=True)
                    },
                    "why": self._why_there(preference, each),
                }
                for name, each in zip(self.names, self.population.standings(preference), strict=True)
            ],
        }

    # --- allocations --------------------------------------------------------------------------------------------------

    def _allocation(self, allocation: Allocation) -> OrderTable:
        takings = self.population.takings(allocation)
        kind = YesNoKind() if allocation.rounds is None else DateKind()
        group = self._group_column(allocation.group is not None, [each.group for each in takings])
        order = sorted(range(len(self.names)), key=lambda each: _by_taking(takings[each], self.names[each]))
        rows = tuple(
            (
                *group(each),
                text.worded(takings[each].taken, kind, self.language),
                self.names[each],
                self._why_taken(allocation, takings[each]),
            )
            for each in order
        )
        headings = (TAKEN, PROVIDER, WHY) if allocation.group is None else (GROUP, TAKEN, PROVIDER, WHY)
        return OrderTable(_title(ALLOCATION, allocation, self.language), self._said(headings), rows)

    def _why_taken(self, allocation: Allocation, taking: Taking) -> str:
        match taking.why:
            case "not eligible":
                return self._say(NOT_ELIGIBLE)
            case "limit reached":
                return self._say(LIMIT_REACHED)
            case "equal":
                return self._say(EQUAL)
            case "missing":
                named = ", ".join(sorted({text.leaf(each, self.language) for each in taking.missing}))
                return fill(MISSING, self.language, named) if named else self._say(MISSING_DECISION)
            case _:
                pass
        kind = allocation.kind or NumberKind()
        amounts = [
            text.worded(each, kind, self.language)
            for each in (taking.own, taking.before, taking.limit)
            if each is not None
        ]
        added = fill(ADDS, self.language, *amounts)
        words = {"reaches": REACHES, "crosses, in": CROSSES_IN, "crosses, out": CROSSES_OUT}.get(taking.why)
        return added if words is None else fill(words, self.language, added)

    def _allocation_data(self, allocation: Allocation) -> Data:
        kind = YesNoKind() if allocation.rounds is None else DateKind()
        amount = allocation.kind or NumberKind()
        return {
            **_about(allocation.id, allocation.title, allocation.citations),
            "providers": [
                {
                    "provider": name,
                    "taken": text.exact(each.taken, kind),
                    "group": None if each.group is NONE else text.exact(each.group, UnknownKind()),
                    "before": None if each.before is None else text.exact(each.before, amount),
                    "own": None if each.own is None else text.exact(each.own, amount),
                    "limit": None if each.limit is None else text.exact(each.limit, amount),
                    "unit": text.unit(amount),
                    "because": each.why,
                    "why": self._why_taken(allocation, each),
                }
                for name, each in zip(self.names, self.population.takings(allocation), strict=True)
            ],
        }

    # --- words --------------------------------------------------------------------------------------------------------

    def _say(self, words: Words) -> str:
        return words.said_in(self.language)

    def _said(self, headings: Sequence[Words]) -> tuple[str, ...]:
        return tuple(map(self._say, headings))

    def _group_column(self, shown: bool, groups: Sequence[FactValue]) -> Callable[[int], tuple[str, ...]]:
        if not shown:
            return lambda _: ()
        return lambda each: (text.worded(groups[each], UnknownKind(), self.language).strip('"'),)


def _about(id: str, title: str | None, citations: tuple[Citation, ...]) -> Data:
    return {"id": id, "title": title, "sources": [str(each) for each in citations]}


def _title(words: Words, order: Preference | Allocation, language: Language) -> str:
    return fill(words, language, order.id) + (f' "{order.title}"' if order.title else "")


def _place(standing: Standing, language: Language) -> str:
    if standing.best is None or standing.worst is None:
        return "–"
    if standing.best == standing.worst:
        return str(standing.best)
    return fill(BETWEEN, language, standing.best, standing.worst)


def _by_place(standing: Standing, name: str) -> tuple[str, bool, int, int, str]:
    group = "" if standing.group in (NONE, UNKNOWN) else str(standing.group)
    return group, standing.best is None, standing.best or 0, standing.worst or 0, name


def _by_taking(taking: Taking, name: str) -> tuple[str, int, str, object, str]:
    group = "" if taking.group in (NONE, UNKNOWN) else str(taking.group)
    ranks = {"not eligible": 3, "limit reached": 2, "crosses, out": 1}
    day = "" if isinstance(taking.taken, bool) or taking.taken in (NONE, UNKNOWN) else str(taking.taken)
    return group, ranks.get(taking.why, 0), day, taking.before or 0, name
