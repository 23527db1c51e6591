"""Which element of a list a condition is about, so that a report can say so."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from compiler.ir import text
from compiler.ir.nodes import Expr, Fold, Get, Item, Mark
from compiler.ir.peers import Place
from compiler.ir.places import operands
from compiler.ir.verdicts import Finding, Leaf, Reading
from compiler.report.layout import printable
from dsl.diagnostics import Language

Path = tuple[str | int, ...]


@frozen
class Within:
    """The elements of lists around a condition: by level of `Item` its path, outermost first, with the names that they have."""

    elements: tuple[Path, ...] = ()

    @property
    def innermost(self) -> Path:
        return self.elements[-1] if self.elements else ()

    def bound_by(self, whole: Finding, part: Finding) -> Within:
        """As seen from a part, when the whole goes over a list that the part is about one element of."""
        read = [each.leaf.path for each in _all_readings(part)]
        found = (self._bound(fold, read, part.about) for fold in folds(whole.mark.arg))
        return next((each for each in found if each is not None), self)

    def _bound(self, fold: Fold, read: list[Path], about: str | None) -> Within | None:
        """With an element of the list; of a list in each element of another with one of both, of which the inner has the name."""
        inner = fold.of if isinstance(fold.of, Fold) else None
        start = self._path(fold.collection)
        for path in read:
            number = path[len(start)] if path[: len(start)] == start and len(path) > len(start) else None
            if isinstance(number, int):
                name = printable(about) if about and inner is None else None
                bound = Within((*self.elements[: fold.level], (*start, Place.named(number, name))))
                return bound if inner is None else bound._bound(inner, read, about) or bound
        return None

    def named(self, leaf: Leaf, language: Language) -> str:
        """A fact as seen from the element around it: `level`, not `level of party 1 of transmural agreement`."""
        around = self.innermost
        if around and leaf.path[: len(around)] == around and len(leaf.path) > len(around):
            return text.leaf(evolve(leaf, path=leaf.path[len(around) :]), language)
        return text.leaf(leaf, language)

    def _path(self, collection: Expr) -> Path:
        match collection:
            case Get(base, name):
                return (*self._path(base), name)
            case Item(level) if level < len(self.elements):
                return self.elements[level]
        return ()


NOWHERE_WITHIN = Within()


def folds(expr: Expr) -> Iterator[Fold]:
    """The lists that a condition goes over itself, not through a condition inside it."""
    if isinstance(expr, Fold):
        yield expr
    elif not isinstance(expr, Mark):
        for each in operands(expr):
            yield from folds(each)


def _all_readings(finding: Finding) -> Iterator[Reading]:
    yield from finding.readings
    for each in finding.parts:
        yield from _all_readings(each)


def plain_fact(finding: Finding) -> Reading | None:
    """The one fact that a condition is, when it is nothing but a yes/no fact."""
    return finding.readings[0] if isinstance(finding.mark.arg, Get) and len(finding.readings) == 1 else None
