"""What may stand under `per`: facts are divided by a fact, and only what is fixed by a fixed number of what is counted."""

from __future__ import annotations

from compiler.check.context import Context
from compiler.check.wording import number_words
from compiler.model import FactTarget, FieldTarget, Key, Typed, ValueTarget
from compiler.resolve.findings import quoted
from dsl import syntax
from dsl.diagnostics import Fix, Words
from dsl.kinds import Dimension, NumberKind
from dsl.source import NOWHERE


def facts_that_count(dimension: Dimension, context: Context) -> list[str]:
    """The names of the numbers that can be read here and are of a dimension."""
    facts = (each for each in context.facts() if isinstance(each.kind, NumberKind))
    return [each.name for each in facts if isinstance(each.kind, NumberKind) and each.kind.dimension == dimension]


def divides_by_what_is_counted(expr: syntax.Per, top: Typed, bottom: Typed, context: Context) -> bool:
    """Whether a rate of facts has a fact under `per`; reports it when `patients` or `3000 patients` stands there, which are 1 and
    3000 whatever the provider has."""
    written, kind = bottom.said, bottom.kind
    if not (isinstance(written, syntax.Quantity) and isinstance(kind, NumberKind) and context.is_count(kind)):
        return True
    if not _reads_facts(top, context):
        return True
    unit = context.scope.units.get(written.unit.text)
    noun, said = written.unit.text if unit is None else unit.more(context.language), quoted(top.span)
    facts = facts_that_count(kind.dimension, context)
    names, namen = (f" {joiner} ".join(f"`per {each}`" for each in facts[:3]) for joiner in ("or", "of"))
    number = "" if isinstance(expr.bottom, syntax.Ref) else number_words(written.number.value)
    aantal = "" if isinstance(expr.bottom, syntax.Ref) else number_words(written.number.value, "nl")
    if not facts:
        help = Words(
            f"declare a fact of the provider that counts them, such as `number of {noun} : count of {noun}`, and divide by that",
            f"declareer een gegeven van de aanbieder dat ze telt, zoals `aantal {noun} : aantal {noun}`, en deel daardoor",
        )
    elif number:
        help = Words(
            f"divide by what the provider has, {names}, and compare that with a rate: `≥ … per {number} {noun}`",
            f"deel door wat de aanbieder heeft, {namen}, en vergelijk dat met een verhouding: `≥ … per {aantal} {noun}`",
        )
    else:
        help = Words(f"divide by what the provider has: {names}", f"deel door wat de aanbieder heeft: {namen}")
    fix = None
    if len(facts) == 1 and not number and bottom.span is not NOWHERE:
        fix = Fix(bottom.span, facts[0], Words(f"divide by `{facts[0]}`", f"deel door `{facts[0]}`"))
    context.findings.error(
        "E326",
        bottom.span,
        f"`{quoted(bottom.span)}` is the fixed number {number or 1}, not how many {noun} a provider has: it divides `{said}`"
        " by the same for everybody",
        f"`{quoted(bottom.span)}` is het vaste getal {aantal or 1}, niet hoeveel {noun} een aanbieder heeft: het deelt `{said}`"
        " voor iedereen door hetzelfde",
        help=help,
        fix=fix,
    )
    return False


def _reads_facts(typed: Typed, context: Context) -> bool:
    seen: set[Key] = set()
    waiting = [typed]
    while waiting:
        for each in waiting.pop().walk():
            if isinstance(each.target, FactTarget | FieldTarget):
                return True
            if isinstance(each.target, ValueTarget) and each.target.key not in seen:
                seen.add(each.target.key)
                body = context.declarations.value_body(each.target.key)
                waiting += [] if body is None else [body]
    return False
