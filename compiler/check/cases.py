"""The cases of a grant: what none of them takes, and those that are never reached.

The conditions are cut down to comparisons of one thing with constants; what those can be is cut into the regions of
`compiler.check.regions`, and every combination of regions is one kind of provider. Exact as far as that goes: conditions of
another form are not searched, nor those that ask two things of one fact by different ways, and a search that becomes too long
stops; each says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from attrs import field

from compiler.check.context import Context
from compiler.check.coverage import share_facts
from compiler.check.regions import Region, TooLong, regions
from compiler.model import AwardModel, CellModel, FieldTarget, GrantModel, Typed
from compiler.resolve.findings import quoted
from dsl import syntax
from dsl.diagnostics import Words
from dsl.frozen import frozen
from dsl.kinds import YesNoKind

MOST_KINDS = 20_000  # of providers
Truth = bool | None


class _OtherForm(Exception):
    """A condition that is not made of comparisons with constants; the message is its place in the text."""

    def __init__(self, typed: Typed) -> None:
        super().__init__()
        self.typed = typed


@frozen
class _Atom:
    """Something that is tested, and the cell of a table that would test it alike."""

    tested: Typed
    cell: CellModel
    negated: bool = False


@frozen(eq=False)
class _Column:
    """One thing that is tested, and every cell that tests it; which cell belongs to an atom is told by its place."""

    tested: Typed
    cells: list[CellModel] = field(factory=list)


def check_cases(grant: GrantModel, context: Context) -> None:
    """Report cases that are never reached, and an example of a provider that no case takes."""
    conditions = [each.condition for each in grant.cases if each.condition is not None]
    try:
        columns = _columns(conditions)
        if share_facts([each.tested for each in columns.values()]):
            return _not_searched(
                grant,
                context,
                "two of its conditions read the same fact in different ways",
                "twee van de voorwaarden lezen hetzelfde gegeven op verschillende manieren",
            )
        _search(grant, columns, context)
    except _OtherForm as other:
        said = quoted(other.typed.span)
        en = f"`{said}` does not compare with something constant"
        _not_searched(grant, context, en, f"`{said}` vergelijkt niet met iets wat vaststaat")
    except TooLong:
        _not_searched(grant, context, "there are too many combinations", "er zijn te veel combinaties")
    return None


def _search(grant: GrantModel, columns: Mapping[syntax.Expr, _Column], context: Context) -> None:
    known: list[tuple[Region, ...]] = []
    for column in columns.values():
        found = regions(column.tested, column.cells, context)
        if found is None:
            raise _OtherForm(column.tested)
        known.append(found)
    if prod(map(len, known)) > MOST_KINDS:
        raise TooLong
    places = {said: at for at, said in enumerate(columns)}
    reached = [False] * len(grant.cases)
    gap: tuple[Region, ...] | None = None
    for combination in product(*known):
        surely = False
        for at, award in enumerate(grant.cases):
            holds = _holds(award, combination, places, columns)
            reached[at] = reached[at] or holds is not False
            if holds:
                surely = True
                break
        if (
            not surely
            and gap is None
            and all(_holds(each, combination, places, columns) is False for each in grant.cases)
        ):
            gap = combination
    for at, award in enumerate(grant.cases):
        if not reached[at]:
            _never(at, award, context)
    if gap is not None:
        _gap(grant, [each.tested for each in columns.values()], gap, context)


def _holds(
    award: AwardModel,
    combination: tuple[Region, ...],
    places: Mapping[syntax.Expr, int],
    columns: Mapping[syntax.Expr, _Column],
) -> Truth:
    if award.condition is None:
        return True

    def truth(typed: Typed) -> Truth:
        match typed.said:
            case syntax.And():
                return _all(map(truth, typed.parts))
            case syntax.Or():
                return _any(map(truth, typed.parts))
            case syntax.Not():
                return _not(truth(typed.parts[0]))
            case syntax.Group(word="all"):
                return _all(map(truth, typed.parts))
            case syntax.Group(word="any"):
                return _any(map(truth, typed.parts))
            case syntax.Group(word="none"):
                return _not(_any(map(truth, typed.parts)))
            case syntax.Group(word=word, number=number, more=more):
                return _number([truth(each) for each in typed.parts], word, (number or 0, *more))
            case syntax.YesNo(value=value):
                return value
            case _:
                atom = _atom(typed)
                region = combination[places[atom.tested.said]]
                bit = columns[atom.tested.said].cells.index(atom.cell)
                holds = True if region.surely >> bit & 1 else None if region.perhaps >> bit & 1 else False
                return _not(holds) if atom.negated else holds

    return truth(award.condition)


def _all(parts: Iterator[Truth]) -> Truth:
    found = list(parts)
    return False if False in found else None if None in found else True


def _any(parts: Iterator[Truth]) -> Truth:
    found = list(parts)
    return True if True in found else None if None in found else False


def _not(part: Truth) -> Truth:
    return None if part is None else not part


def _number(parts: list[Truth], word: str, numbers: tuple[int, ...]) -> Truth:
    sure, perhaps = parts.count(True), len(parts) - parts.count(False)
    ways = {_counts(each, word, numbers) for each in range(sure, perhaps + 1)}
    return ways.pop() if len(ways) == 1 else None


def _counts(number: int, word: str, numbers: tuple[int, ...]) -> bool:
    return {"at least": number >= numbers[0], "at most": number <= numbers[0]}.get(word, number in numbers)


# --- what is tested ---------------------------------------------------------------------------------------------------


def _columns(conditions: list[Typed]) -> dict[syntax.Expr, _Column]:
    columns: dict[syntax.Expr, _Column] = {}
    waiting = list(reversed(conditions))
    while waiting:
        typed = waiting.pop()
        if isinstance(typed.said, syntax.And | syntax.Or | syntax.Not | syntax.Group):
            waiting.extend(reversed(typed.parts))
        elif not isinstance(typed.said, syntax.YesNo):
            atom = _atom(typed)
            column = columns.setdefault(atom.tested.said, _Column(atom.tested))
            if atom.cell not in column.cells:
                column.cells.append(atom.cell)
    return columns


def _atom(typed: Typed) -> _Atom:
    """A condition as a cell under what it tests. Raises _OtherForm."""
    match typed.said:
        case syntax.Compare(comparison=comparison) if not isinstance(typed.parts[1].target, FieldTarget):
            tested, value = typed.parts
            return _Atom(tested, _cell(syntax.CellTest(comparison, value.said), (value,)))
        case syntax.Between():
            tested, low, high = typed.parts
            return _Atom(tested, _cell(syntax.CellBetween(low.said, high.said), (low, high)))
        case syntax.OneOf(negated=negated):
            tested, *options = typed.parts
            tests = tuple((syntax.CellTest(syntax.Comparison.IS, each.said), (each,)) for each in options)
            return _Atom(tested, CellModel(tests), negated)
        case syntax.StateTest(state=state, negated=negated):
            return _Atom(typed.parts[0], _cell(syntax.CellState(state), ()), negated)
        case _ if isinstance(typed.kind, YesNoKind) and typed.target is not None:
            yes = syntax.YesNo(value=True)
            return _Atom(typed, _cell(syntax.CellTest(syntax.Comparison.IS, yes), (Typed(yes, typed.kind),)))
        case _:
            raise _OtherForm(typed)


def _cell(part: syntax.CellPart, values: tuple[Typed, ...]) -> CellModel:
    return CellModel(((part, values),))


# --- reports ----------------------------------------------------------------------------------------------------------


def _gap(grant: GrantModel, tested: list[Typed], gap: tuple[Region, ...], context: Context) -> None:
    pairs = list(zip(tested, gap, strict=True))
    en = " and ".join(f"`{quoted(each.span)}` is {region.said.en}" for each, region in pairs)
    nl = " en ".join(f"`{quoted(each.span)}` {region.said.nl} is" for each, region in pairs)
    context.findings.warning(
        "W806",
        grant.span,
        f"no case holds when {en}",
        f"geen enkel geval geldt als {nl}",
        help=Words(
            "let the lowest class ask nothing, or add one below it",
            "laat de laagste klasse niets vragen, of voeg er een onder toe",
        )
        if grant.is_profile
        else Words(
            "add a case for it, or `none otherwise` where nothing is given",
            "voeg er een geval voor toe, of `afwezig anders` als er dan niets is",
        ),
    )


def _never(at: int, award: AwardModel, context: Context) -> None:
    context.findings.warning(
        "W808",
        award.span,
        f"case {at + 1} is never reached",
        f"geval {at + 1} wordt nooit bereikt",
        help=Words(
            "its condition is impossible, or earlier cases take all of it",
            "de voorwaarde is onmogelijk, of eerdere gevallen nemen alles weg",
        ),
    )


def _not_searched(grant: GrantModel, context: Context, en: str, nl: str) -> None:
    if grant.cases[-1].condition is None:
        return  # `otherwise`, or a lowest class that asks nothing, leaves no gap
    context.findings.warning(
        "W807",
        grant.span,
        f"gaps and cases never reached are not all looked for: {en}",
        f"naar gaten en gevallen die nooit bereikt worden is niet volledig gezocht: {nl}",
    )
