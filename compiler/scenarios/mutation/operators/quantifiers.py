"""Every for some, and the like; one element more or fewer asked; another reduction of a list; its condition left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from attrs import evolve

from compiler.model import Typed
from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax

_SWAPPED: Final[dict[str, Literal["every", "some"]]] = {"every": "some", "some": "every", "no": "every"}
Function = Literal["total", "average", "lowest", "highest", "earliest", "latest"]
REDUCED: Final[dict[str, Function]] = {
    "total": "highest",
    "average": "highest",
    "lowest": "highest",
    "highest": "lowest",
    "earliest": "latest",
    "latest": "earliest",
}


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    for new in _others(site.typed, setting):
        yield setting.change("quantifier", site, new)


def _others(typed: Typed, setting: Setting) -> Iterator[Typed]:
    match typed.said:
        case syntax.Quantified(quantifier=quantifier) as said:
            if quantifier.word in _SWAPPED:
                yield evolve(typed, said=evolve(said, quantifier=evolve(quantifier, word=_SWAPPED[quantifier.word])))
            if quantifier.number is not None:
                for number in (quantifier.number - 1, quantifier.number + 1):
                    if number >= 0:
                        collection = _one(said.collection, setting) if number == 1 else said.collection
                        fewer = evolve(said, quantifier=evolve(quantifier, number=number), collection=collection)
                        yield evolve(typed, said=fewer)
                if said.condition is not None:
                    yield evolve(typed, said=evolve(said, condition=None), parts=typed.parts[:1])
        case syntax.Count() as said:
            if said.where is not None:
                yield evolve(typed, said=evolve(said, where=None), parts=typed.parts[:-1])
            if said.distinct is not None:
                yield evolve(typed, said=evolve(said, distinct=None), parts=(typed.parts[0], *typed.parts[2:]))
        case syntax.Aggregate() as said:
            yield evolve(typed, said=evolve(said, function=REDUCED[said.function]))
            if said.where is not None:
                yield evolve(typed, said=evolve(said, where=None), parts=typed.parts[:-1])
        case _:
            return


def _one(collection: syntax.Collection, setting: Setting) -> syntax.Collection:
    """In the word for one, where the list is called by a counted noun: `doctors` as `doctor`."""
    if not isinstance(collection, syntax.Ref) or collection.name.text not in setting.units:
        return collection
    one = setting.units[collection.name.text].one(collection.name.text)
    return evolve(collection, name=evolve(collection.name, text=one))
