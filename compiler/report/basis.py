"""What a decision rests on besides the facts: documents, dated parameters and amendments, and which criterion uses which."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from compiler.ir import text
from compiler.ir.nodes import Citation
from compiler.ir.values import NONE, Scalar
from compiler.lower.constants import constant
from compiler.model import (
    CriterionModel,
    ParameterModel,
    ParameterTarget,
    PolicyModel,
    PolicyTarget,
    Typed,
    ValueTarget,
)
from compiler.pipeline import Compilation
from compiler.resolve.amendments import targets
from compiler.resolve.modules import Module
from dsl import syntax
from dsl.kinds import Kind


@frozen
class DocumentBasis:
    """A cited document; `sha256` is of its file, where the policy names one that can be read."""

    key: str
    title: str | None
    published: datetime.date | None
    file: str | None
    sha256: str | None


@frozen
class ParameterBasis:
    """A dated parameter with the value in force: from `since`, to the day before `until` where a later value is laid down. Of one
    with keys each row stands on its own: `keys` are what it is for, None where it takes every other one."""

    module: str
    name: str
    title: str | None
    kind: Kind
    value: Scalar
    since: datetime.date
    until: datetime.date | None
    citations: tuple[Citation, ...]
    keys: tuple[str | None, ...] = ()


@frozen
class AmendmentBasis:
    """An amendment that is in force; `targets` are the kinds and names of what it changed."""

    module: str
    amends: str
    title: str
    published: datetime.date | None
    effective: datetime.date
    targets: frozenset[tuple[str, str]]


@frozen
class Used:
    """What one criterion rests on."""

    parameters: tuple[ParameterBasis, ...]
    amendments: tuple[AmendmentBasis, ...]


@frozen
class Basis:
    """`used` by the id of a criterion."""

    documents: Mapping[str, DocumentBasis]
    parameters: tuple[ParameterBasis, ...]
    amendments: tuple[AmendmentBasis, ...]
    used: Mapping[str, Used]


def basis(compilation: Compilation, module: str, day: datetime.date) -> Basis:
    """What the policy of a module rests on as of a day. The policy must have a model."""
    model = compilation.model(module, day)
    assert model is not None
    modules = compilation.modules_of(module)
    amendments = tuple(each for one in modules for each in _amendments(compilation, one, day))
    parameters: dict[tuple[str, str], list[ParameterBasis]] = {}
    for each in dict.fromkeys(_parameters(model, day)):
        parameters.setdefault((each.module, each.name), []).append(each)
    used = {found.key.name: _used(found, model, parameters, amendments) for found in model.criteria}
    documents = {found.key: found for one in modules for found in _documents(one)}
    return Basis(documents, tuple(row for rows in parameters.values() for row in rows), amendments, used)


# --- what there is ----------------------------------------------------------------------------------------------------


def _documents(module: Module) -> Iterator[DocumentBasis]:
    for each in module.syntax.statements:
        if isinstance(each, syntax.Document):
            settings = {type(setting): setting for setting in each.settings}
            published, file = settings.get(syntax.Published), settings.get(syntax.File)
            path = module.path.parent / file.path.value if isinstance(file, syntax.File) else None
            yield DocumentBasis(
                each.key,
                None if each.title is None else each.title.value,
                published.date.value if isinstance(published, syntax.Published) else None,
                None if path is None else path.name,
                None if path is None else _hash(path),
            )


def _hash(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _parameters(model: PolicyModel, day: datetime.date) -> Iterator[ParameterBasis]:
    for each in model.parameters:
        begun = [period for period in each.periods if period.first <= day]
        value = each.on(day)
        if begun and value is not None:
            later = [period.first for period in each.periods if period.first > day]
            yield _parameter(each, constant(value), begun[-1].first, min(later, default=None))
        for row in each.rows_on(day):
            later = [other.first for other in each.rows if other.said == row.said and other.first > day]
            keys = tuple(
                None if key is None else text.worded(constant(key), kind, model.language)
                for key, kind in zip(row.keys, each.keys, strict=True)
            )
            worth = NONE if row.value is None else constant(row.value)
            yield _parameter(each, worth, row.first, min(later, default=None), keys)
    for met in model.met:
        yield from _parameters(met, day)


def _parameter(
    model: ParameterModel,
    value: Scalar,
    since: datetime.date,
    until: datetime.date | None,
    keys: tuple[str | None, ...] = (),
) -> ParameterBasis:
    return ParameterBasis(
        model.key.module, model.key.name, model.title, model.kind, value, since, until, model.citations, keys
    )


def _amendments(compilation: Compilation, module: Module, day: datetime.date) -> Iterator[AmendmentBasis]:
    for each in compilation.amendments(module):
        if each.first <= day:
            said = each.statement
            published = None if said.published is None else said.published.date.value
            yield AmendmentBasis(each.module.name, module.name, said.title.value, published, each.first, targets(said))


# --- which criterion uses what ----------------------------------------------------------------------------------------


def _used(
    criterion: CriterionModel,
    model: PolicyModel,
    parameters: Mapping[tuple[str, str], Sequence[ParameterBasis]],
    amendments: Iterable[AmendmentBasis],
) -> Used:
    found = dict.fromkeys(_names_used(criterion, model))
    named = {(module, kind, name) for kind, module, name in found}
    return Used(
        tuple(row for kind, module, name in found if kind == "parameter" for row in parameters.get((module, name), ())),
        tuple(each for each in amendments if any((each.amends, *target) in named for target in each.targets)),
    )


def _names_used(criterion: CriterionModel, model: PolicyModel) -> Iterator[tuple[str, str, str]]:
    """Kind, module and name of the criterion and of all that it reads: parameters, values, criteria of policies to meet."""
    yield criterion.kind, criterion.key.module, criterion.key.name
    for part in (criterion.applies, criterion.body, criterion.unless):
        if part is not None:
            yield from _names_in(part, model)


def _names_in(typed: Typed, model: PolicyModel) -> Iterator[tuple[str, str, str]]:
    for each in typed.walk():
        match each.target:
            case ParameterTarget(key=key):
                yield "parameter", key.module, key.name
            case ValueTarget(key=key):
                yield "value", key.module, key.name
                yield from _names_in(model.value(key).body, model)
            case PolicyTarget(module=module):
                met = next((one for one in model.met if one.module == module), None)
                for criterion in () if met is None else met.criteria:
                    yield from _names_used(criterion, met)  # type: ignore[arg-type]
            case _:
                pass
