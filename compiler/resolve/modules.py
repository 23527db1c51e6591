"""Modules: which file holds which, and their texts, each read and parsed once.

A file's module name follows its place under the policy root, which is the nearest folder above it that is named `policies`, or
else the folder that holds the files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from compiler.resolve.findings import Findings, label, stretch
from compiler.resolve.suggest import did_you_mean, replacing
from dsl import syntax
from dsl.source import SourceFile, Span

if TYPE_CHECKING:
    from dsl.parsing.parser import ParsedFile

SUFFIX = ".policy"


@frozen(eq=False)
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


def policies_folder(path: Path) -> Path | None:
    """The nearest folder above a file or folder that is named `policies`."""
    return next((each for each in (path, *path.parents) if each.name == "policies"), None)


def common_folder(paths: Iterable[Path]) -> Path:
    """The folder that holds several files and folders, itself where it is one folder."""
    folders = {str(path.absolute() if path.is_dir() else path.absolute().parent) for path in paths}
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


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

    def _names_in(self, roots: Iterable[Path]) -> Iterator[str]:
        for root in dict.fromkeys(roots):
            found = [
                *(each for each in self._texts if each.is_relative_to(root)),
                *islice(root.rglob(f"*{SUFFIX}"), 1000),
            ]
            yield from (_name_under(root, each) for each in found)

    def _read(self, absolute: Path, path: Path, asked: Span | None) -> Module | None:
        from dsl.parsing.parser import ParsedFile, parse  # slow to load
        from dsl.parsing.reading import decode

        name = self.name_of(absolute)
        source = self._texts.get(absolute)
        if source is not None:
            return Module(name, absolute, source, parse(source))
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
        return Module(name, absolute, source, parse(source))


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


class Graph:
    """The modules asked for and all that they use, with the uses that can be followed."""

    def __init__(self, loader: Loader, asked: Iterable[Module]) -> None:
        self.loader = loader
        self.asked = tuple(asked)
        self.uses: dict[Module, tuple[tuple[syntax.Use, Module | None], ...]] = {}
        self.order: list[Module] = []
        """Every module after those that it uses."""
        for module in self.asked:
            self._follow(module, [])

    def _follow(self, module: Module, path: list[Module]) -> None:
        if module in self.uses:
            return
        self.uses[module] = ()
        here = [*path, module]
        found: list[tuple[syntax.Use, Module | None]] = []
        for use in module.syntax.statements:
            if not isinstance(use, syntax.Use):
                continue
            used = self.loader.named(use.module, use.span)
            if used is not None and used in here:
                self._cycle(use, here[here.index(used) :], used)
                used = None
            elif used is not None:
                self._follow(used, here)
            found.append((use, used))
        self.uses[module] = tuple(found)
        self.order.append(module)

    def _cycle(self, use: syntax.Use, through: list[Module], used: Module) -> None:
        names = " → ".join(each.name for each in (*through, used))
        self.loader.findings.error(
            "E204",
            use.span,
            f"modules use each other in a circle: {names}",
            f"modules gebruiken elkaar in een kring: {names}",
            labels=[
                label(each.span, f"`{module.name}` uses `{each.module}`", f"`{module.name}` gebruikt `{each.module}`")
                for module, following in pairwise(through)
                for each in module.syntax.statements
                if isinstance(each, syntax.Use) and each.module == following.name
            ],
        )
