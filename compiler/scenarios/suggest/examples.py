"""Providers as examples: the closest known example to be like, what differs, and what the policy says of it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from compiler.ir import text
from compiler.ir.evaluate import evaluate
from compiler.ir.nodes import Policy
from compiler.ir.peers import Peers
from compiler.ir.places import NAMING, Path
from compiler.ir.values import NONE, UNKNOWN, Facts, FactValue
from compiler.ir.verdicts import Leaf, Outcome, PolicyResult
from compiler.ir.words import fill
from compiler.scenarios.cases import ExampleCase, Expected, ExpectedValue
from compiler.scenarios.run import places
from compiler.scenarios.search.places import Places
from compiler.scenarios.spoken import kinds_of, kinds_on_other_days
from compiler.scenarios.suggest.writing import CannotWrite, Writer, equal, parts
from dsl import syntax
from dsl.diagnostics import Language, Words
from dsl.kinds import Kind, NumberKind, TextKind, UnknownKind
from dsl.printing.printer import print_statement

if TYPE_CHECKING:
    from compiler.pipeline import Compilation

MOST_NAMED = 2  # changes that a title tells
EVERYTHING = Words("Meets everything", "Voldoet aan alles")
NOTHING = Words("Nothing is known", "Er is niets bekend")
ANOTHER = Words("Another provider {0}", "Een andere aanbieder {0}")
AND_MORE = Words("and more", "en meer")


@frozen
class Draft:
    """An example that could be written. `module` is where it belongs; `case` is what it comes down to."""

    module: str
    example: syntax.Example
    case: ExampleCase
    language: Language

    @property
    def text(self) -> str:
        """As the formatter lays it out, ending in a newline."""
        return print_statement(self.example, self.language) + "\n"


@frozen
class _Named:
    """An example that others can be like; `placed` is what all providers together decide on it."""

    case: ExampleCase
    result: PolicyResult
    placed: dict[str, FactValue]


class Author:
    """Writes the examples of one policy, in the module that holds its last example, else in its own."""

    def __init__(self, compilation: Compilation, policy: str, peers: Peers | None = None) -> None:
        cases = [each for each in compilation.examples if each.policy == policy]
        self._compilation = compilation
        self.policy = policy
        self.peers = peers
        self.others: tuple[str, ...] = ()
        self.home = cases[-1].module if cases else policy
        self.language: Language = next(
            (each.syntax.language for each in compilation.modules if each.name == self.home), "en"
        )
        self._given = kinds_on_other_days(compilation, policy)
        self._against = _needs_against(compilation, self.home, policy)
        self._named: list[_Named] = []
        for each in cases:
            lowered = compilation.policy(policy, each.as_of)[0]
            if each.module == self.home and lowered is not None and _same_peers(each.peers, peers):
                placed = places(lowered, each)
                self._named.append(_Named(each, evaluate(lowered, each.facts, each.peers), placed))
        self._titles = {each.name for each in compilation.examples}

    def draft(self, policy: Policy, facts: Facts, owner: str | None) -> Draft:
        """An example of these facts. `owner` is the criterion, value or table that it is about; raises CannotWrite."""
        result = evaluate(policy, facts, self.peers)
        writer = Writer(policy.records, policy.judges)
        like, assignments = self._closest(writer, facts, policy)
        title = self._title(policy, facts, result, owner, like)
        case = ExampleCase(title, self.home, self.policy, policy.as_of, facts, (), peers=self.peers)
        placed = places(policy, case)
        expected = [*self._expected(result, owner, like, writer), *self._places(policy, placed, owner, like)]
        expected += self._withdrawn(policy, owner)
        day = None if like is not None and like.case.as_of == policy.as_of else syntax.AsOf(syntax.Date(policy.as_of))
        example = syntax.Example(
            syntax.Text(title),
            None if like is None else syntax.Text(like.case.name),
            syntax.Against(self.policy) if like is None and self._against else None,
            day,
            assignments,
            tuple(each for each, _ in expected),
            syntax.ExamplePopulation(tuple(map(syntax.Text, self.others))) if like is None and self.others else None,
        )
        case = evolve(case, expected=tuple(each for _, each in expected))
        self._named.append(_Named(case, result, placed))
        self._titles.add(title)
        return Draft(self.home, example, case, self.language)

    def other(self, policy: Policy, facts: Facts) -> Draft:
        """An example that others are judged among, itself among none; raises CannotWrite."""
        nobody = Peers.beside(())
        title = fill(ANOTHER, self.language, len(self.others) + 1)
        outcome = evaluate(policy, facts, nobody).outcome
        decision = syntax.ExpectDecision(outcome.value)
        example = syntax.Example(
            syntax.Text(title),
            None,
            syntax.Against(self.policy) if self._against else None,
            syntax.AsOf(syntax.Date(policy.as_of)),
            Writer(policy.records, policy.judges).differences(facts, {}),
            (decision,),
            syntax.ExamplePopulation(()),
        )
        self.others += (title,)
        self._titles.add(title)
        case = ExampleCase(title, self.home, self.policy, policy.as_of, facts, (decision,), peers=nobody)
        return Draft(self.home, example, case, self.language)

    def named(self, policy: Policy, made: Sequence[dict[str, FactValue]]) -> list[dict[str, FactValue]]:
        """Others, each under a name of its own where their record has a fact for it."""
        places_ = Places(policy)
        found: list[dict[str, FactValue]] = []
        for number, facts in enumerate(made, len(self.others) + 1):
            title = fill(ANOTHER, self.language, number)
            found.append(
                {**facts, **{name: title for name in NAMING if name in facts and _is_free_text(places_, name)}}
            )
        return found

    # --- like ---------------------------------------------------------------------------------------------------------

    def _closest(
        self, writer: Writer, facts: Facts, policy: Policy
    ) -> tuple[_Named | None, tuple[syntax.Assignment, ...]]:
        """The example from which the fewest lines lead to these facts, and those lines."""
        best: tuple[int, _Named | None, tuple[syntax.Assignment, ...]] | None = None
        for each in self._named:
            try:
                assignments = writer.differences(facts, each.case.facts)
            except CannotWrite:
                continue
            length = _length(assignments, self.language) + (each.case.as_of != policy.as_of)
            if best is None or length < best[0]:
                best = (length, each, assignments)
        whole = writer.differences(facts, {})
        if best is not None and self.peers is not None:
            return best[1], best[2]  # who the others are is written there
        if best is None or _length(whole, self.language) <= best[0]:
            return None, whole
        return best[1], best[2]

    # --- title --------------------------------------------------------------------------------------------------------

    def _title(self, policy: Policy, facts: Facts, result: PolicyResult, owner: str | None, like: _Named | None) -> str:
        title = self._about(result, owner, policy)
        if not facts:
            title = NOTHING.said_in(self.language)
        elif like is None and result.outcome is Outcome.ELIGIBLE:
            title = EVERYTHING.said_in(self.language)
        elif like is not None:
            changes = _changes(facts, like.case.facts)
            declared = Places(policy)
            said = [self._change(path, value, declared) for path, value in changes[:MOST_NAMED]]
            said += [AND_MORE.said_in(self.language)] * (len(changes) > MOST_NAMED)
            said += [text.day(policy.as_of, self.language)] * (like.case.as_of != policy.as_of)
            title = ": ".join(filter(None, [title, ", ".join(said)]))
        number = 2
        plain = title.replace('"', "'")
        title = plain
        while title in self._titles:
            title, number = f"{plain} ({number})", number + 1
        return title

    def _about(self, result: PolicyResult, owner: str | None, policy: Policy) -> str:
        for each in result.results:
            if each.criterion.id == owner:
                return f"{owner} {text.verdict(each.verdict, self.language)}"
        for table in result.tables:
            if table.table.id == owner:
                kinds = dict(zip(table.table.outputs, table.table.output_kinds, strict=True))
                return ", ".join(
                    f"{name} {text.worded(value, kinds[name], self.language)}" for name, value in table.outputs.items()
                )
        for found in result.deadlines:
            if found.deadline.id == owner and found.status is not None:
                return f"{owner} {text.verdict(found.status, self.language)}"
        for value in policy.named:
            if value.id == owner:
                return f"{owner} {text.worded(result.values[owner], value.kind, self.language)}"
        return text.outcome(result.outcome, self.language)

    def _change(self, path: Path, value: FactValue, declarations: Places) -> str:
        declared = declarations.declared(path)
        kind: Kind = UnknownKind() if declared is None else declared.kind
        return f"{text.leaf(Leaf(path), self.language)} {text.worded(value, kind, self.language)}"

    # --- expectations -------------------------------------------------------------------------------------------------

    def _expected(
        self, result: PolicyResult, owner: str | None, like: _Named | None, writer: Writer
    ) -> list[tuple[syntax.Expectation, Expected]]:
        """The decision, and each verdict, value and output that the example is about or that is not as in the one it is like."""
        decision = syntax.ExpectDecision(result.outcome.value)
        found: list[tuple[syntax.Expectation, Expected]] = [(decision, decision)]
        before = {} if like is None else {each.criterion.id: each.verdict for each in like.result.results}
        for each in result.results:
            name = each.criterion.id
            if name == owner or before.get(name) is not each.verdict:
                verdict = syntax.ExpectVerdict(syntax.Name(name), each.verdict.value)
                found.append((verdict, verdict))
        ended = {} if like is None else {each.deadline.id: each.status for each in like.result.deadlines}
        for deadline in result.deadlines:
            name, status = deadline.deadline.id, deadline.status
            if status is not None and (name == owner or ended.get(name) is not status):
                verdict = syntax.ExpectVerdict(syntax.Name(name), status.value)
                found.append((verdict, verdict))
        earlier = {} if like is None else _worth(like.result)
        owned = {owner} | {out for table in result.tables if table.table.id == owner for out in table.table.outputs}
        for name, (value, kind) in _worth(result).items():
            if name in owned or name not in earlier or not equal(earlier[name][0], value):
                try:
                    written = writer.value(value, kind)
                except CannotWrite:
                    continue
                if isinstance(written, syntax.Inline):
                    said = syntax.ExpectValue(syntax.Name(name), written)
                    found.append((said, ExpectedValue(name, value, kind)))
        return found

    def _places(
        self, policy: Policy, placed: dict[str, FactValue], owner: str | None, like: _Named | None
    ) -> list[tuple[syntax.Expectation, Expected]]:
        """The place in each preference and what an allocation decides, where it is not as in the example that this is like."""
        kinds: dict[str, Kind] = {each.id: NumberKind(whole=True) for each in policy.preferences}
        kinds |= {each.id: each.result for each in policy.allocations}
        found: list[tuple[syntax.Expectation, Expected]] = []
        for name, value in placed.items():
            if name == owner or like is None or not equal(like.placed.get(name, UNKNOWN), value):
                written = syntax.Inline(tuple(syntax.InlineField((each,)) for each in parts(value, kinds[name])))
                found.append((syntax.ExpectValue(syntax.Name(name), written), ExpectedValue(name, value, kinds[name])))
        return found

    def _withdrawn(self, policy: Policy, owner: str | None) -> list[tuple[syntax.Expectation, Expected]]:
        """That what the example is about gives nothing, where the policy has it on other days alone."""
        model = self._compilation.model(self.policy, policy.as_of)
        if owner is None or owner not in self._given or model is None or owner in kinds_of(model):
            return []
        none = syntax.Inline((syntax.InlineField((syntax.Absent("none"),)),))
        return [(syntax.ExpectValue(syntax.Name(owner), none), ExpectedValue(owner, NONE, self._given[owner]))]


def _is_free_text(declarations: Places, name: str) -> bool:
    declared = declarations.declared((name,))
    return declared is not None and isinstance(declared.kind, TextKind) and declared.kind.pattern is None


def _worth(result: PolicyResult) -> dict[str, tuple[FactValue, Kind]]:
    """The computed values of the policy's own module, the outputs of its tables and the days of its deadlines, by name."""
    found = {each.id: (result.values[each.id], each.kind) for each in result.policy.named if "." not in each.id}
    for deadline in result.deadlines:
        due = deadline.dues[0]
        if (
            len(deadline.dues) == 1
            and due.due.year is None
            and due.day is not UNKNOWN
            and "." not in deadline.deadline.id
        ):
            found[deadline.deadline.id] = due.day, deadline.deadline.kind
    for each in result.tables:
        for name, kind in zip(each.table.outputs, each.table.output_kinds, strict=True):
            found[name] = (each.outputs[name], kind)
    return found


def _length(assignments: tuple[syntax.Assignment, ...], language: Language) -> int:
    example = syntax.Example(syntax.Text("x"), None, None, None, assignments, ())
    return print_statement(example, language).count("\n")


def _changes(facts: Facts, before: Facts, path: Path = ()) -> list[tuple[Path, FactValue]]:
    """The places at which facts differ, as deep as both have something there."""
    found: list[tuple[Path, FactValue]] = []
    for name in dict.fromkeys([*facts, *before]):
        now, then = facts.get(name, UNKNOWN), before.get(name, UNKNOWN)
        found += _changed((*path, name), now, then)
    return found


def _changed(path: Path, now: FactValue, then: FactValue) -> list[tuple[Path, FactValue]]:
    if equal(now, then):
        return []
    if isinstance(now, Mapping) and isinstance(then, Mapping):
        return _changes(now, then, path)
    if isinstance(now, tuple) and isinstance(then, tuple) and len(now) == len(then):
        pairs = enumerate(zip(now, then, strict=True), 1)
        return [each for at, (one, other) in pairs for each in _changed((*path, at), one, other)]
    return [(path, now)]


def _same_peers(one: Peers | None, other: Peers | None) -> bool:
    return (one is None and other is None) or (
        one is not None and other is not None and (one.members, one.judged) == (other.members, other.judged)
    )


def _needs_against(compilation: Compilation, home: str, policy: str) -> bool:
    """Whether an example in a module must say which policy it is held against."""
    if home == policy:
        return False
    scope = next((each for module, each in compilation.scopes.items() if module.name == home), None)
    if scope is None or scope.policy is not None:
        return scope is not None
    return sum(each.scope.policy is not None for each in scope.imports) != 1
