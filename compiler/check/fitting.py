"""Whether a value fits a declared type."""

from __future__ import annotations

from attrs import evolve

from compiler.check.wording import amount_words, kind_words
from compiler.model import Typed
from compiler.resolve.findings import Findings, label, quoted
from dsl import syntax
from dsl.kinds import ChoiceKind, Kind, NumberKind, SetKind, UnknownKind


def fits(value: Typed, wanted: Kind, declared: syntax.TypeExpr | None, findings: Findings) -> Kind:
    """The kind that a value has once it is declared to be of a type: the declared one with the bounds that are known.

    Unknown, after a report, when the value is something else.
    """
    if isinstance(value.kind, UnknownKind) or isinstance(wanted, UnknownKind):
        return wanted
    if isinstance(value.kind, NumberKind) and isinstance(wanted, NumberKind):
        if value.kind.dimension == wanted.dimension and _forms_agree(value.kind, wanted):
            return _with_bounds(value, wanted, findings)
    elif isinstance(wanted, ChoiceKind | SetKind):
        if type(value.kind) is type(wanted) and set(getattr(value.kind, "options", ())) <= set(wanted.options):
            return wanted
    elif type(value.kind) is type(wanted):
        return wanted
    said, asked = kind_words(value.kind), kind_words(wanted)
    findings.error(
        "E321",
        value.span,
        f"`{quoted(value.span)}` is {said.en}, and it is declared as {asked.en}",
        f"`{quoted(value.span)}` is {said.nl}, en het is gedeclareerd als {asked.nl}",
        labels=[] if declared is None else [label(declared.span, "declared here", "hier gedeclareerd")],
    )
    return UnknownKind()


def _forms_agree(found: NumberKind, wanted: NumberKind) -> bool:
    return found.form == wanted.form or "ratio" in (found.form, wanted.form)


def _with_bounds(value: Typed, wanted: NumberKind, findings: Findings) -> Kind:
    assert isinstance(value.kind, NumberKind)
    if wanted.whole and not value.kind.whole:
        findings.error(
            "E321",
            value.span,
            f"`{quoted(value.span)}` need not be whole, and it is declared as a whole number",
            f"`{quoted(value.span)}` hoeft niet geheel te zijn, en het is gedeclareerd als een geheel getal",
        )
        return UnknownKind()
    low, high = value.kind.low, value.kind.high
    if wanted.low is not None and high is not None and high < wanted.low:
        said, least = amount_words(high, wanted), amount_words(wanted.low, wanted)
        findings.error("E321", value.span, f"{said.en} is less than {least.en}", f"{said.nl} is minder dan {least.nl}")
        return UnknownKind()
    return evolve(wanted, low=low if low is not None else wanted.low, high=high)
