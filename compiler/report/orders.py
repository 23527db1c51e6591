"""Preferences and allocations in words and as data: each provider with its place, or with what is decided on it, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import evolve, frozen

from compiler.ir import text
from compiler.ir.nodes import Allocation, Citation, Get, Preference
from compiler.ir.orders import keys_of
from compiler.ir.populations import Ordering
from compiler.ir.standings import Standing
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.ir.verdicts import Taking
from compiler.ir.words import fill
from compiler.report import takings
from dsl.diagnostics import Language, Words
from dsl.kinds import NumberKind, UnknownKind

PREFERENCE = Words("Preference {0}", "Voorkeur {0}")
ALLOCATION = Words("Allocation {0}", "Toedeling {0}")
PLACE = Words("place", "plaats")
PROVIDER = Words("provider", "aanbieder")
IN_PLACE = Words("place {0}", "plaats {0}")
NO_PLACE = Words("no place", "geen plaats")
AMONG = Words("Among the {0} providers in the file", "Onder de {0} aanbieders in het bestand")
GROUP = Words("group", "groep")
BETWEEN = Words("{0} to {1}", "{0} tot {1}")
FIRST = Words("{0}: {1}", "{0}: {1}")
BEHIND = Words("{0}: {1} against {2} of {3}", "{0}: {1} tegen {2} van {3}")
IF_ELIGIBLE = Words("if it is eligible: that is open", "als zij in aanmerking komt: dat is open")
PLACE_OPEN = Words(
    "facts that are missing decide between these places", "ontbrekende feiten bepalen welke van deze plaatsen"
)
Data = dict[str, object]


@frozen
class OrderTable:
    """What is shown of one preference or allocation: `rows` as long as `headings`."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen
class Place:
    """Where one provider comes out in a preference or allocation: its place or the round in which it is taken, and why, which
    names other providers."""

    name: str
    title: str | None
    citations: tuple[Citation, ...]
    found: str
    why: str
    allocates: bool


@frozen
class Orders:
    """The orders of one policy over its providers, whose names are `names`."""

    population: Ordering
    names: Sequence[str]
    language: Language

    def tables(self) -> Iterator[OrderTable]:
        policy = self.population.policy
        for preference in policy.preferences:
            yield self._preference(preference)
        for allocation in policy.allocations:
            if allocation.over is None:
                yield self._allocation(allocation, zip(self.names, self.population.takings(allocation), strict=True))
            else:
                yield from self._within(allocation, allocation.over)

    def places(self, number: int) -> tuple[Place, ...]:
        """Where the provider of this number (from 0) comes out in each order among providers."""
        policy, language = self.population.policy, self.language
        found: list[tuple[Preference | Allocation, str, str]] = []
        for preference in policy.preferences:
            standing = self.population.standing(preference, number)
            place = fill(IN_PLACE, language, _place(standing, language)) if standing.best else self._say(NO_PLACE)
            found.append((preference, place, self._why_there(preference, standing)))
        for allocation in policy.allocations:
            if allocation.over is None:
                taking = self.population.takings(allocation)[number]
                what = self._say(takings.TAKEN)
                said = f"{what}: {takings.taken(allocation, taking, language)}"
                found.append((allocation, said, takings.why(allocation, taking, language)))
        return tuple(
            Place(each.id, each.title, each.citations, said, why, isinstance(each, Allocation))
            for each, said, why in found
        )

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
        headings = (PLACE, PROVIDER, takings.WHY) if preference.group is None else (GROUP, PLACE, PROVIDER, takings.WHY)
        return OrderTable(_title(PREFERENCE, preference, self.language), self._said(headings), rows)

    def _why_there(self, preference: Preference, standing: Standing) -> str:
        if standing.eligible is False:
            return self._say(takings.NOT_ELIGIBLE)
        keys = keys_of(preference)
        if standing.eligible is None:
            return self._say(IF_ELIGIBLE)
        if standing.place is UNKNOWN:
            return self._say(PLACE_OPEN)
        own = [text.worded(value, key.kind, self.language) for key, value in zip(keys, standing.values, strict=True)]
        if standing.behind is None or standing.other is None:
            return ", ".join(fill(FIRST, self.language, key.said, value) for key, value in zip(keys, own, strict=True))
        key = keys[standing.behind]
        theirs = self.population.standing(preference, standing.other).values[standing.behind]
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
        for name, found in zip(self.names, self.population.within(allocation), strict=True):
            nothing = takings.without_elements(found, self.language)
            if nothing is None:
                table = self._allocation(allocation, takings.elements(found), Words(over.name, over.name))
            else:
                table = OrderTable(
                    _title(ALLOCATION, allocation, self.language), self._said((takings.WHY,)), ((nothing,),)
                )
            yield evolve(table, title=f"{table.title}: {name}")

    def _allocation(
        self, allocation: Allocation, found: Iterable[tuple[str, Taking]], who: Words = PROVIDER
    ) -> OrderTable:
        ordered = takings.in_order(found)
        group = self._group_column(allocation.group is not None, [each.group for _, each in ordered])
        rows = tuple(
            (
                *group(place),
                takings.taken(allocation, each, self.language),
                name,
                takings.why(allocation, each, self.language),
            )
            for place, (name, each) in enumerate(ordered)
        )
        headings = (
            (takings.TAKEN, who, takings.WHY) if allocation.group is None else (GROUP, takings.TAKEN, who, takings.WHY)
        )
        return OrderTable(_title(ALLOCATION, allocation, self.language), self._said(headings), rows)

    def _allocation_data(self, allocation: Allocation) -> Data:
        about = _about(allocation.id, allocation.title, allocation.citations)
        if allocation.over is None:
            found = zip(self.names, self.population.takings(allocation), strict=True)
            providers: list[Data] = [
                {"provider": name, **takings.taking_data(allocation, each, self.language)} for name, each in found
            ]
            return {**about, "providers": providers}
        within = zip(self.names, self.population.within(allocation), strict=True)
        providers = [
            {"provider": name, "elements": takings.elements_data(each, self.language)} for name, each in within
        ]
        return {**about, "list": allocation.over.name, "providers": providers}

    # --- words --------------------------------------------------------------------------------------------------------

    def _say(self, words: Words) -> str:
        return words.said_in(self.language)

    def _said(self, headings: Sequence[Words]) -> tuple[str, ...]:
        return tuple(map(self._say, headings))

    def _group_column(self, shown: bool, groups: Sequence[FactValue]) -> Callable[[int], tuple[str, ...]]:
        if not shown:
            return lambda _: ()
        return lambda each: (text.worded(groups[each], UnknownKind(), self.language).strip('"'),)


def place_data(places: Sequence[Place]) -> Data:
    """Of a policy that orders providers."""
    told = [
        {
            "id": each.name,
            "title": each.title,
            "sources": list(map(str, each.citations)),
            "found": each.found,
            "why": each.why,
        }
        for each in places
    ]
    return {"among": told} if told else {}


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
