"""Advice on a policy that is correct but may not say what its author means."""

from __future__ import annotations

from collections.abc import Collection as Set
from collections.abc import Iterator

from compiler.model import (
    CriterionModel,
    DeadlineTarget,
    FactTarget,
    FieldTarget,
    ParameterTarget,
    PolicyModel,
    PolicyTarget,
    Typed,
    ValueTarget,
)
from compiler.resolve.declarations import Declared, Scope
from compiler.resolve.findings import Findings, quoted
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import UnknownKind
from dsl.source import Span

JUDGED = ""  # no name of a field


def unused(scope: Scope, read: Set[Declared], findings: Findings) -> None:
    """Judgements, values and parameters that nothing reads and no example expects."""
    expected = {
        each.name.text
        for statement in scope.module.syntax.statements
        if isinstance(statement, syntax.Example)
        for each in statement.expectations
        if isinstance(each, syntax.ExpectValue)
    }
    for declared in scope.own["term"].values():
        if declared in read or declared.name in expected or scope.open:
            continue
        what = {
            syntax.Judgement: ("judgement", "oordeel"),
            syntax.Parameter: ("parameter", "parameter"),
            syntax.External: ("external input", "extern gegeven"),
        }.get(type(declared.statement), ("value", "waarde"))
        findings.warning(
            "W803",
            declared.span,
            f"{what[0]} `{declared.name}` is not used",
            f"{what[1]} `{declared.name}` wordt niet gebruikt",
            help=Words("use it in a criterion, or take it out", "gebruik het in een criterium, of haal het weg"),
        )


def unused_imports(scope: Scope, findings: Findings) -> None:
    """Modules that are used without anything being taken from them."""
    for each in scope.imports:
        if each.use not in scope.used and not scope.open:
            findings.warning(
                "W809",
                each.use.span,
                f"nothing of `{each.use.module}` is used",
                f"uit `{each.use.module}` wordt niets gebruikt",
                help=Words("take the line out", "haal de regel weg"),
            )


def policy(model: PolicyModel, statement: syntax.Policy, findings: Findings, *, is_whole: bool) -> None:
    """Advice that looks at all criteria together. Not `is_whole`: some of the text could not be read."""
    outcomes = (model.tables, model.preferences, model.allocations, model.deadlines, model.grants)
    if is_whole and not model.criteria and not any(outcomes):
        findings.warning(
            "W812",
            statement.name.span,
            f"policy `{model.name}` has no criteria: everyone is eligible",
            f"beleid `{model.name}` heeft geen criteria: iedereen komt in aanmerking",
        )
    for criterion in model.criteria:
        _constant(criterion, model, findings)
    _every(model, findings)


def _constant(criterion: CriterionModel, model: PolicyModel, findings: Findings) -> None:
    if any(_reads(each, model) for each in (criterion.applies, criterion.body, criterion.unless) if each is not None):
        return
    word = "eis" if criterion.kind == "requirement" else "uitsluiting"
    findings.warning(
        "W810",
        criterion.span,
        f"{criterion.kind} `{criterion.key.name}` reads no fact: it comes out the same for everyone",
        f"{word} `{criterion.key.name}` leest geen enkel gegeven: de uitkomst is voor iedereen gelijk",
    )


def _reads(typed: Typed, model: PolicyModel) -> bool:
    for each in typed.walk():
        if isinstance(each.kind, UnknownKind):
            return True  # it failed, perhaps by reading itself: what it reads is not known
        if isinstance(
            each.target, FactTarget | FieldTarget | ParameterTarget | PolicyTarget | DeadlineTarget
        ) or isinstance(each.said, syntax.DecisionDate | syntax.Peers | syntax.DeadlineTest):
            return True
        if isinstance(each.target, ValueTarget) and _value_reads(each.target, model):
            return True
    return False


def _value_reads(target: ValueTarget, model: PolicyModel) -> bool:
    value = next((each for each in model.values if each.key == target.key), None)
    return value is None or _reads(value.body, model)


# --- `every` that no lower bound accompanies --------------------------------------------------------------------------


def _every(model: PolicyModel, findings: Findings) -> None:
    bounded = {_collection(each) for typed in expressions(model) for each in typed.walk() if _asks_for_one(each)}
    for criterion in model.criteria:
        if criterion.kind == "exclusion":
            continue
        for each in criterion.body.walk():
            said = each.said
            if not isinstance(said, syntax.Quantified) or said.quantifier.word != "every" or not each.parts:
                continue
            path = _collection(each)
            if path is None or any(_is_same(path, other) for other in bounded if other is not None):
                continue
            name = quoted(said.collection.span)
            each_one = quoted(Span(said.span.source, said.span.start, said.collection.span.end))
            findings.warning(
                "W802",
                said.span,
                f"`{each_one}` also holds when there is none",
                f"`{each_one}` geldt ook als er geen enkele is",
                help=Words(
                    f"ask for one as well, as in `at least 1 {name}`, if that is meant",
                    f"vraag er ook één, zoals in `minstens 1 {name}`, als dat bedoeld is",
                ),
            )


def _collection(typed: Typed) -> tuple[str, ...] | None:
    """The list that a quantifier or reduction goes over, innermost name first; it ends in `JUDGED` where it starts at the
    judged record, and else in an element of which is not told."""
    found: list[str] = []
    at = typed.parts[0] if typed.parts else None
    while at is not None and isinstance(at.target, FieldTarget):
        found.append(at.target.field.name)
        at = at.parts[0] if at.parts else None
    if at is not None and isinstance(at.target, FactTarget):
        found += [at.target.field.name, *([JUDGED] if at.target.level == 0 else [])]
    return tuple(found) or None


def _is_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two lists may be the same, as far as both are told."""
    return all(a == b for a, b in zip(one, other, strict=False))


def _asks_for_one(typed: Typed) -> bool:
    match typed.said:
        case syntax.Quantified(quantifier=syntax.Quantifier(word=word, number=number)):
            return word == "some" or (word in ("at least", "exactly") and (number or 0) > 0)
        case syntax.Count() | syntax.Aggregate():
            return True
        case _:
            return False


def expressions(model: PolicyModel) -> Iterator[Typed]:
    """Every expression of a policy's criteria, values and tables."""
    for criterion in model.criteria:
        yield from (each for each in (criterion.applies, criterion.body, criterion.unless) if each is not None)
    yield from (each.body for each in model.values)
    for grant in model.grants:
        yield from (each for award in grant.awards for each in (award.result, award.condition) if each is not None)
        yield from () if grant.applies is None else (grant.applies,)
    for table in model.tables:
        yield from table.inputs
