"""Modules: which file holds which, and their texts, each read and parsed once.

A file's module name follows its place under the policy root, which is the nearest folder above it that is named `policies`, or
else the folder that holds the files.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import Protocol

from compiler.resolve.findings import Findings, label, stretch
from compiler.resolve.suggest import did_you_mean, replacing
from dsl import syntax, traverse
from dsl.diagnostics import Label, Words
from dsl.frozen import frozen
from dsl.keywords import KEYWORDS
from dsl.parsing.cache import parse_ahead, parsed
from dsl.parsing.parsed import ParsedFile
from dsl.parsing.reading import decode
from dsl.source import SourceFile, Span

SUFFIX = ".policy"
_AMENDS = re.compile(
    rf"^[ \t]+(?:{'|'.join(KEYWORDS['AMENDS'].phrases('en') + KEYWORDS['AMENDS'].phrases('nl'))}) +([\w.]+)",
    re.MULTILINE,
)


@frozen(eq=False, slots=False)
class Module:
    """One policy file. `broken` when part of its text could not be read, so that names may be missing."""

    name: str
    path: Path
    source: SourceFile
    parsed: ParsedFile

    @property
    def syntax(self) -> syntax.Module:
        return self.parsed.module

    @property
    def broken(self) -> bool:
        return any(each.is_error for each in self.parsed.diagnostics)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """What it uses, and the policies that it asks to be met."""
        return tuple(_links(self.syntax))


def policies_folder(path: Path) -> Path | None:
    """The nearest folder above a file or folder that is named `policies`."""
    return next((each for each in (path, *path.parents) if each.name == "policies"), None)


def common_folder(paths: Iterable[Path]) -> Path:
    """The folder that holds several files and folders, itself where it is one folder."""
    folders = {str(path.absolute() if path.is_dir() else path.absolute().parent) for path in paths}
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def amended_by(text: str) -> list[str]:
    """The modules that amendments in a text name, found without parsing it."""
    return _AMENDS.findall(text)


def _name_under(root: Path, path: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts)


def policy_files(path: Path) -> tuple[Path, ...]:
    """The file itself, or all policy files in a folder, in order of their names."""
    return tuple(sorted(each for each in path.rglob(f"*{SUFFIX}") if each.is_file())) if path.is_dir() else (path,)


class Loader:
    """Reads and parses every module once. `texts` hold modules that are not on disk, or newer than what is there.

    With `fixed`, `root` is where every module name starts; else it is so for files that no folder `policies` holds. `known` are
    modules that were read before: one whose text is still the same is not parsed again.
    """

    def __init__(
        self, root: Path, texts: Iterable[SourceFile] = (), *, fixed: bool = False, known: Iterable[Module] = ()
    ) -> None:
        self.root = root.absolute()
        self._fixed = fixed
        self._texts = {Path(each.path).absolute(): each for each in texts}
        self._amending: dict[Path, list[tuple[Path, str]]] = {}
        self._modules: dict[Path, Module | None] = {}
        self._known = {each.path: each for each in known}
        self.findings = Findings()

    def name_of(self, path: Path) -> str:
        """The module name of a file: `vgz.huisartsenzorg_2025.praktijk`; its bare name when it lies outside the root."""
        root = None if self._fixed else policies_folder(path)
        if root is None:
            root = self.root if path.is_relative_to(self.root) else path.parent
        return _name_under(root, path)

    def _roots(self, using: Path) -> list[Path]:
        """Where a file looks for the modules it uses, first things first.

        A file that lies in no folder `policies` finds modules beside it, and in a folder `policies` beside it or higher up.
        """
        if self._fixed:
            return [self.root]
        own = policies_folder(using)
        if own is not None:
            return [own]
        beside = (each / "policies" for each in using.parents)
        return [using.parent, self.root, *[each for each in beside if each.is_dir()][:1]]

    def parse_ahead(self, paths: Iterable[Path]) -> None:
        """Files that will be loaded: many of them are parsed at once, in several processes. For programs of one thread."""
        sources: list[SourceFile] = []
        for path in map(Path.absolute, paths):
            if path not in self._texts and path not in self._known:
                with suppress(OSError):  # told when it is loaded
                    source, mistakes = decode(str(path), path.read_bytes())
                    sources += [] if mistakes else [source]
        parse_ahead(sources)

    def load(self, path: Path, asked: Span | None = None) -> Module | None:
        """The module of a file, None when it cannot be read; `asked` is the place that asks for it."""
        absolute = path.absolute()
        if absolute not in self._modules:
            self._modules[absolute] = self._read(absolute, path, asked)
        return self._modules[absolute]

    def named(self, name: str, asked: Span) -> Module | None:
        """The module of a name, asked for at a place in a file."""
        roots = self._roots(Path(asked.source.path).absolute())
        paths = [root.joinpath(*name.split(".")).with_suffix(SUFFIX) for root in roots]
        found = next((path for path in paths if path in self._texts or path.exists()), None)
        if found is not None:
            return self.load(found, asked)
        guess = self.findings.closest(name, self._names_in(roots))
        self.findings.error(
            "E203",
            stretch(asked, name),
            f"there is no module `{name}`: no file `{_shown(paths[-1])}`",
            f"er is geen module `{name}`: geen bestand `{_shown(paths[-1])}`",
            help=did_you_mean(guess),
            fix=replacing(stretch(asked, name), guess),
        )
        return None

    def amending(self, module: Module) -> tuple[Module, ...]:
        """The modules in the folder of a module whose text holds amendments of it: texts are searched before any is parsed, so
        that what amends a module does not depend on which files were asked for."""
        folder = module.path.parent
        if folder not in self._amending:
            self._amending[folder] = list(self._mentions(folder))
        paths = [path for path, name in self._amending[folder] if name == module.name and path != module.path]
        found = (self.load(path, Span(module.source, 0, 0)) for path in dict.fromkeys(paths))
        return tuple(each for each in found if each is not None)

    def _mentions(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """The files in a folder and the modules that they amend."""
        given = {path: source.text for path, source in self._texts.items() if path.parent == folder}
        for path in sorted({*given, *folder.glob(f"*{SUFFIX}")}):
            try:
                text = given.get(path) or path.read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            yield from ((path, each) for each in amended_by(text))

    def _names_in(self, roots: Iterable[Path]) -> Iterator[str]:
        for root in dict.fromkeys(roots):
            found = [
                *(each for each in self._texts if each.is_relative_to(root)),
                *islice(root.rglob(f"*{SUFFIX}"), 1000),
            ]
            yield from (_name_under(root, each) for each in found)

    def _read(self, absolute: Path, path: Path, asked: Span | None) -> Module | None:
        name = self.name_of(absolute)
        source = self._texts.get(absolute)
        if source is not None:
            return Module(name, absolute, source, _parse(source))
        shown = str(path) if asked is None else _shown(absolute)
        try:
            source, mistakes = decode(shown, absolute.read_bytes())
        except OSError as problem:
            en, nl = _reason(problem)
            place = asked or Span(SourceFile(shown, ""), 0, 0)
            self.findings.error("E205", place, f"`{shown}` cannot be read: {en}", f"`{shown}` is niet te lezen: {nl}")
            return None
        before = self._known.get(absolute)
        if before is not None and (before.name, before.source.text) == (name, source.text) and not mistakes:
            return before
        if mistakes:
            return Module(name, absolute, source, ParsedFile(source, syntax.Module("en", ()), (), mistakes))
        return Module(name, absolute, source, parsed(source))


def _parse(source: SourceFile) -> ParsedFile:
    """A text that is not on disk may be one of many that nobody asks for again: it is not kept."""
    from dsl.parsing.parser import parse  # slow to load

    return parse(source)


def _reason(problem: OSError) -> tuple[str, str]:
    if isinstance(problem, FileNotFoundError):
        return "there is no such file", "dat bestand is er niet"
    if isinstance(problem, IsADirectoryError):
        return "it is a folder", "het is een map"
    return "the system refuses it", "het systeem weigert het"


def _shown(path: Path) -> str:
    """Relative to the working folder when it lies inside."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


Link = syntax.Use | syntax.Meets


class Finder(Protocol):
    """What finds modules by their names."""

    @property
    def findings(self) -> Findings: ...

    def named(self, name: str, asked: Span) -> Module | None: ...

    def amending(self, module: Module) -> tuple[Module, ...]:
        """The modules beside a module that hold amendments of it."""
        ...


@frozen(eq=False)
class Amending:
    """An amendment and the module whose text holds it."""

    module: Module
    statement: syntax.Amendment

    @property
    def first(self) -> datetime.date:
        return self.statement.effective.date.value


class Graph:
    """The modules asked for and all that they use or whose policies they ask to be met, with the links that can be followed."""

    def __init__(self, loader: Finder, asked: Iterable[Module]) -> None:
        self.loader = loader
        self.asked = tuple(asked)
        self.uses: dict[Module, tuple[tuple[syntax.Use, Module | None], ...]] = {}
        self.meets: dict[Module, dict[str, Module | None]] = {}
        """The modules whose policies each module asks to be met, by the names that it gives them."""
        self.order: list[Module] = []
        """Every module after those that it uses or asks to be met."""
        self.amendments: dict[Module, list[Amending]] = {}
        for module in self.asked:
            self._follow(module, [])
        reached = 0
        while reached < len(self.order):
            self._amendments(self.order[reached])
            reached += 1

    def _amendments(self, module: Module) -> None:
        """Take note of what a module amends, and follow the modules that amend it."""
        for each in self.loader.amending(module):
            self._follow(each, [])
        for statement in module.syntax.statements:
            if not isinstance(statement, syntax.Amendment):
                continue
            target = self._target(statement, module)
            if target is not None:
                self._follow(target, [])
                self.amendments.setdefault(target, []).append(Amending(module, statement))

    def _target(self, statement: syntax.Amendment, module: Module) -> Module | None:
        """The module that an amendment in a module amends; None after a report."""
        amends = statement.amends
        if amends is None:
            if any(isinstance(each, syntax.Policy) for each in module.syntax.statements):
                return module
            if not module.broken:
                self._no_target(statement)
            return None
        target = module if amends.module == module.name else self.loader.named(amends.module, amends.span)
        if target is not None and target.path.parent != module.path.parent:
            self._elsewhere(amends)
            return None
        return target

    def _no_target(self, statement: syntax.Amendment) -> None:
        self.loader.findings.error(
            "E435",
            statement.title.span,
            f"amendment `{statement.title.value}` does not say what it amends, and this file holds no policy",
            f"wijziging `{statement.title.value}` zegt niet wat zij wijzigt, en dit bestand bevat geen beleid",
            help=Words("add `amends` with a module", "voeg `wijzigt` toe met een module"),
        )

    def _elsewhere(self, amends: syntax.Amends) -> None:
        self.loader.findings.error(
            "E434",
            amends.span,
            f"`{amends.module}` lies in another folder: an amendment stands beside what it amends",
            f"`{amends.module}` ligt in een andere map: een wijziging staat naast wat zij wijzigt",
            help=Words(
                "put it in the file that it amends, or in one beside it",
                "zet haar in het bestand dat zij wijzigt, of in een bestand ernaast",
            ),
        )

    def _follow(self, module: Module, path: list[Module]) -> None:
        if module in self.uses:
            return
        self.uses[module], self.meets[module] = (), {}
        here = [*path, module]
        uses: list[tuple[syntax.Use, Module | None]] = []
        meets: dict[str, Module | None] = {}
        for link in module.links:
            reached = self._reached(link, here)
            if isinstance(link, syntax.Use):
                uses.append((link, reached))
            else:
                meets[link.module] = reached
        self.uses[module], self.meets[module] = tuple(uses), meets
        self.order.append(module)

    def _reached(self, link: Link, here: list[Module]) -> Module | None:
        """The module that a link leads to, followed; None after a report when there is none or it closes a circle."""
        reached = self.loader.named(link.module, link.span)
        if reached is not None and reached in here:
            self._cycle(link, here[here.index(reached) :], reached)
            return None
        if reached is not None:
            self._follow(reached, here)
        return reached

    def linked(self, module: Module) -> list[Module]:
        """The modules that a module uses or asks to be met."""
        found = [*(used for _, used in self.uses[module]), *self.meets[module].values()]
        return [each for each in found if each is not None]

    def _cycle(self, link: Link, through: list[Module], reached: Module) -> None:
        names = " → ".join(each.name for each in (*through, reached))
        steps = [
            (module, next(each for each in module.links if each.module == following.name))
            for module, following in pairwise(through)
        ]
        labels = [_step(module, each) for module, each in steps]
        if all(isinstance(each, syntax.Use) for each in (link, *(each for _, each in steps))):
            self.loader.findings.error(
                "E204",
                link.span,
                f"modules use each other in a circle: {names}",
                f"modules gebruiken elkaar in een kring: {names}",
                labels=labels,
            )
        else:
            self.loader.findings.error(
                "E230",
                link.span,
                f"policies wait for each other in a circle: {names}",
                f"beleid wacht in een kring op elkaar: {names}",
                labels=labels,
                help=Words(
                    "put what both need in a policy of its own", "zet wat beide nodig hebben in een eigen beleid"
                ),
            )


def _links(module: syntax.Module) -> Iterator[Link]:
    for statement in module.statements:
        if isinstance(statement, syntax.Use):
            yield statement
        elif not isinstance(statement, syntax.Example):
            yield from (each for each in traverse.walk(statement) if isinstance(each, syntax.Meets))


def _step(module: Module, link: Link) -> Label:
    if isinstance(link, syntax.Use):
        return label(link.span, f"`{module.name}` uses `{link.module}`", f"`{module.name}` gebruikt `{link.module}`")
    return label(
        link.span,
        f"`{module.name}` asks that `{link.module}` is met",
        f"`{module.name}` vraagt te voldoen aan `{link.module}`",
    )
