"""What a module declares, by name, and what it can see of other modules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Literal

from attrs import field

from compiler.resolve.findings import Findings, label, stretch
from compiler.resolve.modules import Graph, Module
from compiler.resolve.suggest import did_you_mean, replacing
from compiler.resolve.unit_words import beyond_unit, unit_word
from compiler.resolve.units import BUILT_IN, UnitInfo
from dsl import syntax
from dsl.diagnostics import Words
from dsl.frozen import frozen
from dsl.kinds import Dimension
from dsl.source import Span

Space = Literal["record", "unit", "document", "term", "rule", "example", "always"]
"""Names of one space must differ. `term`: what an expression can read; `rule`: criteria and decisions."""

_SPACES: dict[type[syntax.Node], Space] = {
    syntax.Record: "record",
    syntax.Unit: "unit",
    syntax.Counted: "unit",
    syntax.Document: "document",
    syntax.Judgement: "term",
    syntax.Value: "term",
    syntax.Parameter: "term",
    syntax.External: "term",
    syntax.Norm: "document",
    syntax.Criterion: "rule",
    syntax.Decision: "rule",
    syntax.Preference: "rule",
    syntax.Allocation: "rule",
    syntax.Deadline: "rule",
    syntax.Grant: "rule",
    syntax.Profile: "rule",
    syntax.Example: "example",
    syntax.Always: "always",
}
_EUROS = ("euro", "euros", "euro's", "euro’s", "eur")
_UNNAMED: tuple[Space, ...] = ("example", "always")  # told by a title: no other module can name one


@frozen(eq=False)
class Declared:
    """A statement under one of its names."""

    module: Module
    name: str
    statement: syntax.Statement
    span: Span


@frozen(eq=False)
class Import:
    use: syntax.Use
    scope: Scope
    names: frozenset[str]

    def provides(self, space: Space, name: str) -> Declared | None:
        if self.names and name not in self.names:
            return None
        if space == "rule" and not self.names and self.scope.policy is not None:
            return None  # the criteria of another policy are taken over only by name
        return self.scope.own[space].get(name)


@frozen(eq=False)
class Scope:
    """The names that a module can use. `open` when some may be missing because of mistakes that are reported elsewhere, so that
    an unknown name says nothing; `used` collects the imports that something was found in."""

    module: Module
    own: dict[Space, dict[str, Declared]]
    imports: tuple[Import, ...]
    open: bool
    findings: Findings
    met: Mapping[str, Scope | None] = field(factory=dict)
    """The modules whose policies are to be met; None for one that cannot be read."""
    precedence: tuple[str, ...] = ()
    """Modules, the first of which wins where several declare one name."""
    units: dict[str, UnitInfo] = field(factory=dict)
    used: set[syntax.Use] = field(factory=set)

    @property
    def policy(self) -> syntax.Policy | None:
        return next((each for each in self.module.syntax.statements if isinstance(each, syntax.Policy)), None)

    def find(self, space: Space, name: str, at: Span | None = None) -> Declared | None:
        """The declaration of a name, own ones first. With a place, a name that comes from two modules is reported there."""
        own = self.own[space].get(name)
        if own is not None and not self.precedence:
            return own
        found = self.winners(self._candidates(space, name))
        if len(found) > 1 and own is None and at is not None:
            self.ambiguous(name, at, found)
        return found[0] if found else None

    def _candidates(self, space: Space, name: str) -> list[Declared]:
        """The different declarations of a name, an own one first."""
        own = self.own[space].get(name)
        found = [] if own is None else [own]
        for each in self.imports:
            declared = each.provides(space, name)
            if declared is not None:
                self.used.add(each.use)
                if declared.statement not in [other.statement for other in found]:
                    found.append(declared)
        return found

    def winners(self, found: list[Declared]) -> list[Declared]:
        """The one declaration that goes first by the precedence of the module, where it ranks all of their modules; else all."""
        names = {each.module.name for each in found}
        if len(found) < 2 or not names <= set(self.precedence):
            return found
        return [min(found, key=lambda each: self.precedence.index(each.module.name))]

    def visible(self, space: Space) -> Iterator[Declared]:
        """Everything of a space that can be named here, own ones first."""
        for name, declared in self.own[space].items():
            if not self.precedence or declared in self.winners(self._candidates(space, name)):
                yield declared
        for each in self.imports:
            for name, declared in each.scope.own[space].items():
                if each.provides(space, name) is not None and self._shows(space, name, declared):
                    if space == "rule":
                        self.used.add(each.use)  # they apply without being named
                    yield declared

    def _shows(self, space: Space, name: str, imported: Declared) -> bool:
        """Whether an imported declaration is hidden by no other."""
        if not self.precedence:
            return name not in self.own[space]
        return imported in self.winners(self._candidates(space, name))

    def scope_of(self, module: Module) -> Scope:
        """The scope of this module or one that it uses, directly or not."""
        waiting: list[Scope] = [self]
        while waiting:
            current = waiting.pop()
            if current.module is module:
                return current
            waiting.extend(each.scope for each in current.imports)
        raise LookupError(module.name)

    def declared_elsewhere(self, space: Space, name: str) -> str | None:
        """The name of a module that is used indirectly and declares the name."""
        waiting = [inner for each in self.imports for inner in (each.scope, *(far.scope for far in each.scope.imports))]
        return next((each.module.name for each in waiting if name in each.own[space]), None)

    def ambiguous(self, name: str, at: Span, found: list[Declared]) -> None:
        """Report a name that several modules declare."""
        modules = [each.module.name for each in found]
        said = " and ".join(f"`{each}`" for each in modules)
        gezegd = " en ".join(f"`{each}`" for each in modules)
        self.findings.error(
            "E207",
            at,
            f"`{name}` comes from two modules: {said}",
            f"`{name}` komt uit twee modules: {gezegd}",
            labels=[
                label(each.span, f"declared in `{each.module.name}`", f"gedeclareerd in `{each.module.name}`")
                for each in found
            ],
        )


def build_scopes(graph: Graph, findings: Findings, known: Mapping[Module, Scope] | None = None) -> dict[Module, Scope]:
    """The scope of every module of a graph; `known` are those that have one already."""
    scopes: dict[Module, Scope] = dict(known or {})
    for module in graph.order:
        if module in scopes:
            continue
        imports: list[Import] = []
        is_open = module.broken
        for use, used in graph.uses[module]:
            if used is None or used not in scopes:
                is_open = True
                continue
            inner = scopes[used]
            is_open = is_open or inner.open
            imports.append(Import(use, inner, frozenset(each.text for each in use.names)))
            _check_names(use, inner, findings)
        met = {name: None if reached is None else scopes.get(reached) for name, reached in graph.meets[module].items()}
        scope = Scope(module, _own(module, findings), tuple(imports), is_open, findings, met, precedence_of(module))
        scopes[module] = scope
        _check_precedence(scope, findings)
        scope.units.update(_units(scope, findings))
        _check_hiding(scope, findings)
    return scopes


def _own(module: Module, findings: Findings) -> dict[Space, dict[str, Declared]]:
    own: dict[Space, dict[str, Declared]] = {space: {} for space in _SPACES.values()}
    for statement in module.syntax.statements:
        space = _SPACES.get(type(statement))
        if space is None:
            continue
        for name, span in _names(statement):
            earlier = own[space].setdefault(name, Declared(module, name, statement, span))
            if earlier.span is not span:
                _twice(name, span, earlier.span, findings)
    return own


def _names(statement: syntax.Statement) -> list[tuple[str, Span]]:
    match statement:
        case syntax.Unit(names=names) | syntax.Counted(names=names):
            return [(each.text, each.span) for each in names]
        case syntax.Document(key=key) | syntax.Norm(key=key):
            return [(key, stretch(statement.span, key))]
        case syntax.Example(name=syntax.Text() as name):
            return [(name.value, name.span)]
        case syntax.Always(title=title):
            return [(title.value, title.span)]
        case syntax.Use() | syntax.Policy() | syntax.Precedence() | syntax.Amendment():
            return []
        case _:
            return [(statement.name.text, statement.name.span)]


def _twice(name: str, span: Span, earlier: Span, findings: Findings) -> None:
    findings.error(
        "E202",
        span,
        f"`{name}` is declared twice",
        f"`{name}` is twee keer gedeclareerd",
        labels=[label(earlier, "declared here first", "hier het eerst gedeclareerd")],
    )


def _check_names(use: syntax.Use, scope: Scope, findings: Findings) -> None:
    """Every name of `use m (a, b)` is declared in m."""
    known = [name for space in scope.own for name in scope.own[space] if space not in _UNNAMED]
    for name in use.names:
        if name.text in known or scope.open:
            continue
        guess = findings.closest(name.text, known)
        findings.error(
            "E206",
            name.span,
            f"`{use.module}` does not declare `{name.text}`",
            f"`{use.module}` declareert geen `{name.text}`",
            help=did_you_mean(guess),
            fix=replacing(name.span, guess),
        )


def _check_hiding(scope: Scope, findings: Findings) -> None:
    """An own declaration may not hide one that a `use` brings in."""
    for space, names in scope.own.items():
        if space in _UNNAMED:
            continue
        for name, own in names.items():
            for each in scope.imports:
                other = each.provides(space, name)
                if other is None or other.statement == own.statement or len(scope.winners([own, other])) == 1:
                    continue
                findings.error(
                    "E207",
                    own.span,
                    f"`{name}` is declared here and comes from `{other.module.name}` as well",
                    f"`{name}` is hier gedeclareerd en komt ook uit `{other.module.name}`",
                    labels=[
                        label(
                            other.span, f"declared in `{other.module.name}`", f"gedeclareerd in `{other.module.name}`"
                        )
                    ],
                )


# --- precedence -------------------------------------------------------------------------------------------------------


def precedence_of(module: Module) -> tuple[str, ...]:
    """The modules that a module ranks, the first one first; those of its first such statement."""
    found = (each.modules for each in module.syntax.statements if isinstance(each, syntax.Precedence))
    return next(found, ())


def _check_precedence(scope: Scope, findings: Findings) -> None:
    """A module ranks itself and modules that it uses, each once, in one statement."""
    statements = [each for each in scope.module.syntax.statements if isinstance(each, syntax.Precedence)]
    for second in statements[1:]:
        findings.error(
            "E221",
            second.span,
            "the precedence of this module is stated a second time",
            "de voorrang van deze module staat hier voor de tweede keer",
            labels=[label(statements[0].span, "given here", "hier gegeven")],
        )
    known = [scope.module.name, *(each.use.module for each in scope.imports)]
    for statement in statements[:1]:
        for at, name in enumerate(statement.modules):
            if name in statement.modules[:at]:
                _no_rank(statement, name, "it stands in this list twice", "het staat twee keer in deze lijst", findings)
            elif name not in known and not scope.open:
                _no_rank(statement, name, "it is not used here", "het wordt hier niet gebruikt", findings)


def _no_rank(statement: syntax.Precedence, name: str, en: str, nl: str, findings: Findings) -> None:
    findings.error(
        "E234",
        stretch(statement.span, name),
        f"`{name}` has no place in this order: {en}",
        f"`{name}` heeft geen plaats in deze volgorde: {nl}",
        help=Words(
            "rank this module and those that it uses, each once",
            "noem deze module en die zij gebruikt, elk één keer",
        ),
    )


# --- units ------------------------------------------------------------------------------------------------------------


def _units(scope: Scope, findings: Findings) -> dict[str, UnitInfo]:
    """Every form of every unit and noun that the module can use."""
    units = dict(BUILT_IN)
    for each in scope.imports:
        units |= {name: info for name, info in each.scope.units.items() if each.provides("unit", name) is not None}
    for declared in scope.own["unit"].values():
        info = _unit(declared.statement, scope, units, (), findings)
        if info is None:
            continue
        built_in = BUILT_IN.get(declared.name)
        if built_in is not None and built_in != info:
            findings.error(
                "E202",
                declared.span,
                f"`{declared.name}` is built in, and is something else there",
                f"`{declared.name}` is ingebouwd, en is daar iets anders",
            )
            continue
        units[declared.name] = info
    return units


def _unit(
    statement: syntax.Statement,
    scope: Scope,
    known: dict[str, UnitInfo],
    through: tuple[syntax.Statement, ...],
    findings: Findings,
) -> UnitInfo | None:
    match statement:
        case syntax.Counted(names=names):
            return UnitInfo(Dimension.of(names[0].text), whole=True, forms=_forms(names))
        case syntax.Unit(names=names, size=None):
            return BUILT_IN.get(names[0].text) or UnitInfo(Dimension.of(names[0].text), forms=_forms(names))
        case syntax.Unit(names=names, size=syntax.Quantity() as size):
            if statement in through:
                findings.error(
                    "E220",
                    through[0].span,
                    f"unit `{names[0].text}` is defined by itself",
                    f"eenheid `{names[0].text}` is door zichzelf bepaald",
                )
                return None
            own = scope.own["unit"].get(size.unit.text)
            if own is not None:
                base = _unit(own.statement, scope, known, (*through, statement), findings)
            else:
                base = known.get(size.unit.text)
                if base is None and not scope.open:
                    unknown_unit(size.unit, scope, known, findings)
            factor = size.number.value
            if base is None or factor <= 0:
                if factor <= 0:
                    findings.error(
                        "E322",
                        size.span,
                        "the size of a unit is more than zero",
                        "de grootte van een eenheid is meer dan nul",
                    )
                return None
            return UnitInfo(base.dimension, base.scale * Fraction(factor), base.whole, _forms(names))
        case _:
            return None


def _forms(names: tuple[syntax.Name, ...]) -> tuple[str, ...]:
    return tuple(name.text for name in names)


def _how_declared(noun: str, known: Collection[str]) -> Words:
    """How what is counted is declared, or that its forms were not set apart by commas."""
    joined = next((each for each in known if noun in each.split() and len(each.split()) > 1), None)
    if joined is not None:
        forms = ", ".join(joined.split())
        return Words(
            f"`{joined}` is declared as one word: put commas between its forms, `counted {forms}`",
            f"`{joined}` is als één woord gedeclareerd: zet komma's tussen de vormen, `geteld {forms}`",
        )
    return Words(
        f"what is counted is declared in all its forms, one and more: `counted …, {noun}`",
        f"wat geteld wordt, wordt gedeclareerd in al zijn vormen, enkelvoud en meervoud: `geteld …, {noun}`",
    )


def unknown_unit(name: syntax.Name, scope: Scope, known: dict[str, UnitInfo], findings: Findings) -> None:
    """Report a unit or noun that is not declared, once for a module."""
    if not findings.is_first("E209", scope.module.name, name.text):
        return
    euros = name.text.casefold() in _EUROS
    elsewhere = scope.declared_elsewhere("unit", name.text)
    told = unit_word(name.text, name.span, scope.module.syntax.language) if elsewhere is None else None
    beyond = beyond_unit(name.text, known, scope.module.syntax.language)
    guess = "EUR" if euros else None if told is not None or beyond is not None else findings.closest(name.text, known)
    help, fix = told or (did_you_mean(guess), replacing(name.span, guess))
    if euros:
        help = Words("write `EUR`, or `€` before the number", "schrijf `EUR`, of `€` voor het getal")
    if elsewhere is not None:
        help = Words(
            f"it is declared in `{elsewhere}`: add `use {elsewhere}`",
            f"het staat in `{elsewhere}`: voeg `gebruik {elsewhere}` toe",
        )
    findings.error(
        "E209",
        name.span,
        f"`{name.text}` is not a declared unit or counted noun",
        f"`{name.text}` is geen gedeclareerde eenheid of geteld woord",
        help=help or beyond or _how_declared(name.text, known),
        fix=fix,
    )
