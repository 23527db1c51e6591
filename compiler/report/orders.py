"""Preferences and allocations in words and as data: each provider with its place, or with what is decided on it, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from compiler.ir import text
from compiler.ir.allocations import Taking
from compiler.ir.expressions import Leaves
from compiler.ir.nodes import Allocation, Citation, Get, Policy, Preference
from compiler.ir.orders import keys_of
from compiler.ir.places import elements, locate
from compiler.ir.populations import Population, Standing
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.ir.words import fill
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind, Kind, ListKind, NumberKind, RecordKind, TextKind, UnknownKind, YesNoKind

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
MISSING_LIST = Words("it is not known which there are: {0}", "welke er zijn is niet bekend: {0}")
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
            if allocation.over is None:
                yield self._allocation(allocation, self.population.takings(allocation), self.names)
            else:
                yield from self._within(allocation, allocation.over)

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

    def _within(self, allocation: Allocation, over: Get) -> Iterator[OrderTable]:
        """What is decided on the elements of a list, a table for each provider."""
        for place, found in enumerate(self.population.within(allocation)):
            if found.elements is None:
                why = fill(MISSING_LIST, self.language, self._leaves(found.missing))
                table = OrderTable(_title(ALLOCATION, allocation, self.language), self._said((WHY,)), ((why,),))
            else:
                names = self._elements(over, place, len(found.elements))
                table = self._allocation(allocation, found.elements, names, over.name)
            yield evolve(table, title=f"{table.title}: {self.names[place]}")

    def _elements(self, over: Get, place: int, count: int) -> list[str]:
        """The elements of a list by their number, and the first text that is known of each: `2 "De Linde"`."""
        found = locate(over, self.population.scopes[place])
        given = elements(found, self.population.scopes[place]) if count else []
        texts = [_first_text(each.value, over.kind, self.population.policy) for each in given]
        return [f"{number} {text}".rstrip() for number, text in enumerate(texts, 1)]

    def _allocation(
        self, allocation: Allocation, takings: Sequence[Taking], names: Sequence[str], what: str | None = None
    ) -> OrderTable:
        kind = YesNoKind() if allocation.rounds is None else DateKind()
        group = self._group_column(allocation.group is not None, [each.group for each in takings])
        order = sorted(range(len(names)), key=lambda each: _by_taking(takings[each], names[each]))
        rows = tuple(
            (
                *group(each),
                text.worded(takings[each].taken, kind, self.language),
                names[each],
                self._why_taken(allocation, takings[each]),
            )
            for each in order
        )
        who = PROVIDER if what is None else Words(what, what)
        headings = (TAKEN, who, WHY) if allocation.group is None else (GROUP, TAKEN, who, WHY)
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
                named = self._leaves(taking.missing)
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

    def _leaves(self, leaves: Leaves) -> str:
        return ", ".join(sorted({text.leaf(each, self.language) for each in leaves}))

    def _allocation_data(self, allocation: Allocation) -> Data:
        about = _about(allocation.id, allocation.title, allocation.citations)
        if allocation.over is None:
            takings = zip(self.names, self.population.takings(allocation), strict=True)
            return {
                **about,
                "providers": [{"provider": name, **self._taking_data(allocation, each)} for name, each in takings],
            }
        return {
            **about,
            "list": allocation.over.name,
            "providers": [
                {
                    "provider": self.names[place],
                    "elements": None
                    if found.elements is None
                    else [
                        {"element": number, **self._taking_data(allocation, each)}
                        for number, each in enumerate(found.elements, 1)
                    ],
                }
                for place, found in enumerate(self.population.within(allocation))
            ],
        }

    def _taking_data(self, allocation: Allocation, each: Taking) -> Data:
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
            "why": self._why_taken(allocation, each),
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


def _first_text(element: FactValue, kind: Kind, policy: Policy) -> str:
    """The first text that is known of an element, as it is written; empty where there is none."""
    if not isinstance(element, Mapping) or not isinstance(kind, ListKind) or not isinstance(kind.element, RecordKind):
        return ""
    fields = (each for each in policy.record(kind.element.name).fields if isinstance(each.kind, TextKind))
    return next((f'"{element[each.name]}"' for each in fields if isinstance(element.get(each.name), str)), "")


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
