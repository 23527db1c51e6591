"""The word for one element of a list: what counts as such, and which is used to tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import evolve

from compiler.ir.nodes import FieldInfo
from dsl import syntax
from dsl.kinds import ListKind, RecordKind

_ENDINGS = ("s", "es", "'s", "’s", "en", "n", "ën")
_CHANGED = (("y", "ies"), ("f", "ven"), ("s", "zen"))


def is_plural(many: str, one: str) -> bool:
    """Whether a phrase is a regular plural of another, in English or in Dutch."""
    return many in _plurals(one)


def with_words(fields: Mapping[str, FieldInfo], statement: syntax.Record) -> tuple[FieldInfo, ...]:
    """Lists with the word for one of their elements, declared or by the name of their record, where no other has the same."""
    declared = {
        field.name.text: each.name.text
        for field in statement.fields
        for each in reversed(field.attributes)
        if isinstance(each, syntax.Each)
    }
    words = {name: declared.get(name) or _by_record(each) for name, each in fields.items()}
    times = Counter(words.values())
    return tuple(
        evolve(each, kind=evolve(each.kind, one=words[name]))
        if isinstance(each.kind, ListKind) and times[words[name]] == 1
        else each
        for name, each in fields.items()
    )


def _by_record(field: FieldInfo) -> str | None:
    kind = field.kind
    if isinstance(kind, ListKind) and isinstance(kind.element, RecordKind):
        return _one_of(field.name, kind.element.name)
    return None


def _one_of(many: str, record: str) -> str | None:
    """One of a list by its own name, where that ends with a plural of the name of its record: `contracted chain` of
    `contracted chains : list of Chain`."""
    one = record.casefold()
    for plural in _plurals(one):
        before = many[: len(many) - len(plural)]
        if many.casefold().endswith(plural) and (not before or before[-1] in " -"):
            found = many[len(before) :]
            return before + (found[: len(one)] if plural.startswith(one) else found[0] + one[1:])
    return None


def _plurals(one: str) -> list[str]:
    found = [one + ending for ending in _ENDINGS]
    found += [one[: -len(end)] + plural for end, plural in _CHANGED if one.endswith(end)]
    if len(one) > 3 and one[-3] == one[-2]:
        found.append(f"{one[:-2]}{one[-1]}en")  # kantoor, kantoren
    return found
