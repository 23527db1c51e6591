"""Examples as cases: the policy they are held against, the day, the facts and what is expected."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, assert_never

from attrs import field

from compiler.check.expected import can_come_out
from compiler.ir.nodes import FieldInfo
from compiler.ir.peers import Peers
from compiler.ir.values import NONE, Facts, FactValue
from compiler.model import PolicyModel
from compiler.resolve.declarations import Declared, Scope
from compiler.resolve.findings import Findings, label, stretch
from compiler.resolve.modules import Module
from compiler.resolve.suggest import did_you_mean, replacing
from compiler.scenarios.numbers import Wrong
from compiler.scenarios.spoken import Spoken, kinds_on_other_days
from compiler.scenarios.values import Reader
from dsl import syntax
from dsl.diagnostics import Words
from dsl.frozen import frozen
from dsl.kinds import Kind, ListKind, UnknownKind
from dsl.source import NOWHERE, Span

if TYPE_CHECKING:
    from compiler.pipeline import Compilation


@frozen
class ExpectedValue:
    """The value that a computed value or an output must have."""

    name: str
    value: FactValue
    kind: Kind
    span: Span = field(eq=False, default=NOWHERE, repr=False)


Expected = syntax.ExpectDecision | syntax.ExpectVerdict | ExpectedValue


@frozen
class ExampleCase:
    """An example that can be run. `module` holds its text, `policy` the policy that it is held against, `peers` the other
    providers that it is judged among (None: it does not say who they are)."""

    name: str
    module: str
    policy: str
    as_of: datetime.date
    facts: Facts
    expected: tuple[Expected, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    peers: Peers | None = None


def read_examples(compilation: Compilation, findings: Findings) -> tuple[ExampleCase, ...]:
    """The examples of the compilation's own modules; those with mistakes are reported and left out."""
    found: list[ExampleCase] = []
    for module in compilation.modules:
        reader = _Examples(compilation, compilation.scopes[module], findings)
        found.extend(case for case in map(reader.case, reader.declared()) if case is not None)
    return tuple(found)


@frozen
class _Base:
    """What an example hands on to those like it."""

    policy: PolicyModel | None
    as_of: syntax.AsOf | None
    facts: Mapping[str, FactValue]
    sound: bool


class _Examples:
    """Reads the examples of one module, each once, those that it is like first."""

    def __init__(self, compilation: Compilation, scope: Scope, findings: Findings) -> None:
        self.compilation = compilation
        self.scope = scope
        self.findings = findings
        self._bases: dict[Declared, _Base] = {}
        self._spoken: dict[int, Spoken] = {}

    def spoken(self, policy: PolicyModel) -> Spoken:
        return self._spoken.setdefault(id(policy), Spoken(policy))

    def declared(self) -> tuple[Declared, ...]:
        return tuple(self.scope.own["example"].values())

    def case(self, declared: Declared) -> ExampleCase | None:
        example = declared.statement
        assert isinstance(example, syntax.Example)
        base = self._base(declared)
        if base.policy is None:
            return None
        expected = self._expectations(example, base.policy)
        if base.as_of is None or expected is None or not base.sound or self.compilation.is_broken(base.policy.module):
            return None
        if not self._in_force(base.as_of, example, base.policy):
            return None
        peers, sound = self._peers(declared, base)
        if not sound:
            return None
        return ExampleCase(
            example.name.value,
            self.scope.module.name,
            base.policy.module,
            base.as_of.date.value,
            base.facts,
            expected,
            example.name.span,
            peers,
        )

    # --- like -------------------------------------------------------------------------------------------------------

    def _base(self, declared: Declared) -> _Base:
        """What an example stands for, with all that it takes over. A chain is followed from its far end."""
        chain = [declared]
        while (last := chain[-1]) not in self._bases:
            following = self._like(last, chain)
            if following is None:
                break
            chain.append(following)
        for each in reversed(chain):
            if each not in self._bases:
                self._bases[each] = self._read(each)
        return self._bases[declared]

    def _like(self, declared: Declared, chain: list[Declared]) -> Declared | None:
        example = declared.statement
        assert isinstance(example, syntax.Example)
        if example.like is None:
            return None
        found = self.scope.find("example", example.like.value, example.like.span)
        if found is None:
            self._unknown_like(example.like)
        elif found in chain:
            names = " → ".join(f"`{each.name}`" for each in [*chain[chain.index(found) :], found])
            self.findings.error(
                "E705",
                example.like.span,
                f"examples are like each other in a circle: {names}",
                f"voorbeelden zijn in een kring zoals elkaar: {names}",
            )
        else:
            return found
        self._bases[declared] = _Base(None, None, {}, sound=False)
        return None

    def _unknown_like(self, like: syntax.Text) -> None:
        if self.scope.open:
            return
        guess = self.findings.closest(like.value, [each.name for each in self.scope.visible("example")])
        self.findings.error(
            "E705",
            like.span,
            f"there is no example `{like.value}`",
            f"er is geen voorbeeld `{like.value}`",
            help=did_you_mean(guess),
            fix=replacing(like.span, None if guess is None else f'"{guess}"'),
        )

    def _read(self, declared: Declared) -> _Base:
        example = declared.statement
        assert isinstance(example, syntax.Example)
        base = None
        if example.like is not None:
            like = self.scope.find("example", example.like.value)
            base = None if like is None else self._bases.get(like)
            if base is None or (base.policy is None and not base.sound):
                return _Base(None, None, {}, sound=False)
        policy = base.policy if base is not None and example.against is None else self._policy(example)
        as_of = example.as_of or (None if base is None else base.as_of)
        if as_of is None:
            self._no_day(example)
        if policy is not None and as_of is not None:
            policy = self.compilation.model(policy.module, as_of.date.value)  # as amended by that day
        if policy is None:
            return _Base(None, as_of, {}, sound=False)
        before = Findings()
        reader = Reader(self.scope, self.spoken(policy).records, before)
        facts = reader.record(policy.records[0], example.assignments, {} if base is None else base.facts)
        self.findings.add(*before.all)
        return _Base(policy, as_of, facts, sound=not before.all and (base is None or base.sound))

    # --- population -------------------------------------------------------------------------------------------------

    def _peers(self, declared: Declared, base: _Base) -> tuple[Peers | None, bool]:
        """The providers beside that of the example, its own or those of one that it is like; and whether they are sound."""
        at: Declared | None = declared
        while at is not None:
            example = at.statement
            assert isinstance(example, syntax.Example)
            if example.population is not None:
                return self._members(example.population, declared, base, own=at is declared)
            at = None if example.like is None else self.scope.find("example", example.like.value)
        return None, True

    def _members(
        self, population: syntax.ExamplePopulation, declared: Declared, base: _Base, *, own: bool
    ) -> tuple[Peers | None, bool]:
        members: list[Facts] = []
        seen: set[str] = set()
        sound = True
        for name in population.examples:
            found = self.scope.find("example", name.value, name.span)
            if found is declared and not own:
                continue  # taken over from an example that names this one
            if found is None:
                self._unknown_like(name)
            elif found is declared or name.value in seen:
                self._counted_twice(name, itself=found is declared)
            else:
                other = self._base(found)
                if other.policy is None or base.policy is None or other.policy.judges == base.policy.judges:
                    members.append(other.facts)
                    seen.add(name.value)
                    sound = sound and other.sound
                    continue
                self._judges_another(name, other.policy, base.policy)
            sound = False
        return Peers.beside(members), sound

    def _counted_twice(self, name: syntax.Text, *, itself: bool) -> None:
        self.findings.error(
            "E713",
            name.span,
            f"`{name.value}` would be counted twice",
            f"`{name.value}` zou twee keer meetellen",
            help=Words(
                "an example always counts itself: name the others",
                "een voorbeeld telt zichzelf altijd mee: noem de andere",
            )
            if itself
            else Words("name it once", "noem het één keer"),
        )

    def _judges_another(self, name: syntax.Text, other: PolicyModel, own: PolicyModel) -> None:
        self.findings.error(
            "E713",
            name.span,
            f"`{name.value}` is a `{other.judges}`, and the others are each a `{own.judges}`",
            f"`{name.value}` is een `{other.judges}`, en de andere zijn elk een `{own.judges}`",
        )

    # --- policy and day -----------------------------------------------------------------------------------------------

    def _policy(self, example: syntax.Example) -> PolicyModel | None:
        """The policy of `against`, else of the module itself, else the only one that it uses."""
        if example.against is not None:
            return self._against(example.against)
        if self.scope.policy is not None:
            return self.compilation.model(self.scope.module.name)
        used = [each for each in self.scope.imports if each.scope.policy is not None]
        self.scope.used.update(each.use for each in used)
        if len(used) == 1:
            return self.compilation.model(used[0].scope.module.name)
        if not self.scope.open:
            self._which_policy(example.name.span, [each.use.module for each in used])
        return None

    def _against(self, against: syntax.Against) -> PolicyModel | None:
        modules: dict[str, Module] = {self.scope.module.name: self.scope.module}
        for each in self.scope.imports:
            modules[each.use.module] = each.scope.module
            if each.use.module == against.module:
                self.scope.used.add(each.use)
        module = modules.get(against.module)
        if module is None or self.compilation.scopes[module].policy is None:
            span = stretch(against.span, against.module)
            self.scope.used.update(each.use for each in self.scope.imports)
            if not self.scope.open:
                self._which_policy(
                    span, [each for each, one in modules.items() if self.compilation.scopes[one].policy is not None]
                )
            return None
        return self.compilation.model(module.name)

    def _which_policy(self, span: Span, modules: list[str]) -> None:
        if modules:
            names = ", ".join(f"`{each}`" for each in modules)
            help = Words(f"write `against` with one of {names}", f"schrijf `tegen` met een van {names}")
        else:
            help = Words("add `use` with the module of a policy", "voeg `gebruik` toe met de module van een beleid")
        self.findings.error(
            "E710",
            span,
            "it is not clear which policy this example is held against",
            "het is niet duidelijk langs welk beleid dit voorbeeld wordt gelegd",
            help=help,
        )

    def _no_day(self, example: syntax.Example) -> None:
        self.findings.error(
            "E706",
            example.name.span,
            "this example does not say as of which day",
            "dit voorbeeld noemt geen peildatum",
            help=Words("add a line `as of 2025-03-01`", "voeg een regel `peildatum 2025-03-01` toe"),
        )

    def _in_force(self, as_of: syntax.AsOf, example: syntax.Example, policy: PolicyModel) -> bool:
        day = as_of.date.value
        if (policy.first is None or policy.first <= day) and (policy.last is None or day <= policy.last):
            lowered, problems = self.compilation.policy(policy.module, day)
            self.findings.add(*problems)
            return lowered is not None
        first, last = policy.first or "…", policy.last or "…"
        self.findings.error(
            "E707",
            as_of.span if example.as_of is as_of else example.name.span,
            f"the policy is not in force on {day}, only from {first} through {last}",
            f"het beleid geldt niet op {day}, alleen van {first} tot en met {last}",
            labels=[label(policy.span, "this policy", "dit beleid")],
        )
        return False

    # --- expectations -------------------------------------------------------------------------------------------------

    def _expectations(self, example: syntax.Example, policy: PolicyModel) -> tuple[Expected, ...] | None:
        """What is expected; None after a report."""
        if not example.expectations and not self.scope.open:
            self.findings.error(
                "E708",
                example.name.span,
                "this example expects nothing",
                "dit voorbeeld verwacht niets",
                help=Words(
                    "add a line such as `expect eligible`", "voeg een regel toe zoals `verwacht komt in aanmerking`"
                ),
            )
        found = [self._expectation(each, policy) for each in example.expectations]
        known = tuple(each for each in found if each is not None)
        return known if len(known) == len(found) and found else None

    def _expectation(self, expectation: syntax.Expectation, policy: PolicyModel) -> Expected | None:
        match expectation:
            case syntax.ExpectDecision():
                return expectation
            case syntax.ExpectVerdict(name=name):
                verdicts = self.spoken(policy).verdicts
                if name.text not in verdicts:
                    self._unknown_expected(name, list(verdicts), Words("criterion or deadline", "criterium of termijn"))
                    return None
                return expectation if can_come_out(expectation, verdicts[name.text], self.findings) else None
            case syntax.ExpectValue():
                return self._expected_value(expectation, policy)
            case _:
                assert_never(expectation)

    def _expected_value(self, expectation: syntax.ExpectValue, policy: PolicyModel) -> ExpectedValue | None:
        name = expectation.name.text
        kinds = self.spoken(policy).kinds
        kind = kinds.get(name)
        if kind is None and _is_none(expectation.value):
            kind = kinds_on_other_days(self.compilation, policy.module).get(name)
            if kind is not None:
                return ExpectedValue(name, NONE, kind, expectation.span)
        if kind is None:
            self._unknown_expected(expectation.name, list(kinds), Words("value or output", "waarde of uitkomst"))
            return None
        if isinstance(kind, UnknownKind):
            return None
        reader = Reader(self.scope, {}, self.findings)
        field = FieldInfo(name, kind, optional=True)
        try:
            if isinstance(kind, ListKind):
                value = reader.of_elements(expectation.value, field)
            else:
                value = reader.value(expectation.value, field, None)
        except Wrong:
            return None
        return ExpectedValue(name, value, kind, expectation.span)

    def _unknown_expected(self, name: syntax.Name, names: list[str], what: Words) -> None:
        if self.scope.open:
            return
        guess = self.findings.closest(name.text, names)
        self.findings.error(
            "E709",
            name.span,
            f"the policy has no {what.en} `{name.text}`",
            f"het beleid heeft geen {what.nl} `{name.text}`",
            help=did_you_mean(guess),
            fix=replacing(name.span, guess),
        )


def _is_none(written: object) -> bool:
    match written:
        case syntax.Inline(fields=(syntax.InlineField(parts=(syntax.Absent("none"),)),)):
            return True
        case _:
            return False
