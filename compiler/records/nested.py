"""Nested columns of a table: in the form that lists are read in, and whether they have the shape of their facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from compiler.ir.nodes import RecordInfo
from compiler.records.converters import is_year
from compiler.records.problems import Finding, object_to, shown
from dsl.kinds import Kind, ListKind, RecordKind, SeriesKind, SetKind, YesNoKind

if TYPE_CHECKING:
    import polars as pl


def as_lists(frame: pl.DataFrame) -> pl.DataFrame:
    """The table with lists in the place of arrays, which are lists of one length."""
    kept = {name: dtype for name, dtype in frame.schema.items() if dtype.is_nested()}
    listed = {name: _listed(dtype) for name, dtype in kept.items()}
    return frame if listed == kept else frame.cast(listed)  # type: ignore[arg-type]


def _listed(dtype: pl.DataType) -> pl.DataType:
    import polars as pl

    match dtype:
        case pl.List(inner=inner) | pl.Array(inner=inner):
            return pl.List(_listed(inner))  # type: ignore[arg-type]
        case pl.Struct(fields=fields):
            return pl.Struct([pl.Field(each.name, _listed(each.dtype)) for each in fields])  # type: ignore[arg-type]
    return dtype


def misfits(
    columns: Mapping[str, pl.DataType], info: RecordInfo, infos: Mapping[str, RecordInfo], path: tuple[str, ...]
) -> Iterator[Finding]:
    """Nested columns that are no facts, or have another shape than their facts."""
    for name, dtype in columns.items():
        found = info.find(name)
        here = (*path, name)
        if found is None:
            said = shown(" / ".join(here))
            en, nl = f"column `{said}` names no declared fact", f"kolom `{said}` noemt geen gegeven dat bestaat"
            yield object_to("E507", en, nl, seen=said)
        else:
            yield from _misfit(dtype, YesNoKind() if found.judgement else found.kind, infos, here)


def _misfit(
    dtype: pl.DataType, kind: Kind, infos: Mapping[str, RecordInfo], path: tuple[str, ...]
) -> Iterator[Finding]:
    import polars as pl

    match kind, dtype:
        case RecordKind(name), pl.Struct(fields=fields):
            yield from misfits({each.name: each.dtype for each in fields}, infos[name], infos, path)  # type: ignore[misc]
        case SeriesKind(element), pl.Struct(fields=fields) if all(is_year(each.name) for each in fields):
            for each in fields:
                yield from _misfit(each.dtype, element, infos, (*path, each.name))  # type: ignore[arg-type]
        case ListKind(element), pl.List(inner=inner):
            yield from _misfit(inner, element, infos, path)  # type: ignore[arg-type]
        case SetKind(), pl.List(inner=pl.String() | pl.Enum()):
            return
        case RecordKind() | SeriesKind() | ListKind(), _:
            yield _of_other_shape(dtype, path)
        case _ if dtype.is_nested():
            yield _of_other_shape(dtype, path)


def _of_other_shape(dtype: object, path: tuple[str, ...]) -> Finding:
    said, shape = shown(" / ".join(path)), shown(str(dtype))
    en = f"column `{said}` has another shape than its fact: `{shape}`"
    return object_to("E526", en, f"kolom `{said}` heeft een andere vorm dan haar gegeven: `{shape}`", seen=shape)
