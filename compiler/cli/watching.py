"""`meetlat test --watch`: run again what a saved file touches.

Files are asked for their time and size a few times a second: a folder of policies is small, that works on every system and
every file system, and needs no further package. Only the files that reach a changed one are compiled again, and of these only
what changed is parsed.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import define, field

from compiler.cli.example_runs import Loaded, load, remember, run, table_paths
from compiler.cli.paths import default_paths, policy_files
from compiler.resolve.modules import Module, common_folder

if TYPE_CHECKING:
    from compiler.cli.examples import Asked

PAUSE = 0.15  # seconds between two looks
Stamps = dict[Path, tuple[int, int]]


def watch(asked: Asked) -> None:
    """Run all, then what each change touches, until the user stops it."""
    watcher = Watcher(asked)
    watcher.run(watcher.files())
    stamps = watcher.stamps()
    click.echo("watching; Ctrl-C stops", err=True)
    try:
        while True:
            time.sleep(PAUSE)
            now = watcher.stamps()
            if now != stamps:
                watcher.react({each for each in now.keys() | stamps.keys() if now.get(each) != stamps.get(each)})
                stamps = now
    except KeyboardInterrupt:
        click.echo("", err=True)


@define
class Watcher:
    """What is known of the files so far: `reach` has for each file with examples, by its absolute path, all that it rests on."""

    asked: Asked
    modules: dict[Path, Module] = field(factory=dict)
    reach: dict[Path, frozenset[Path]] = field(factory=dict)

    @property
    def paths(self) -> list[Path]:
        return list(self.asked.paths) or default_paths()

    def files(self) -> list[Path]:
        """The policy files and possible tables that stand in the paths now."""
        there = [each for each in self.paths if each.exists()]
        tables = table_paths(there)
        rest = [each for each in there if each not in tables]
        try:
            return [*(policy_files(rest) if rest else []), *tables]
        except click.UsageError:
            return tables  # the last policy file is gone

    def stamps(self) -> Stamps:
        """When each file that matters was written, and how long it is."""
        paths = {each.absolute() for each in self.files()}.union(*self.reach.values())
        found: Stamps = {}
        for path in paths:
            try:
                stat = path.stat()
            except OSError:
                continue  # it is gone, which is a change
            found[path] = (stat.st_mtime_ns, stat.st_size)
        return found

    def react(self, changed: set[Path]) -> None:
        """Run what the changed files touch."""
        click.echo(f"\n{datetime.datetime.now():%H:%M:%S} {', '.join(sorted(each.name for each in changed))}", err=True)
        started = time.monotonic()
        touched = [
            each
            for each in self.files()
            if not self.reach.get(each.absolute(), frozenset()).isdisjoint(changed) or each.absolute() in changed
        ]
        try:
            count = self.run(touched) if touched else 0
        except click.UsageError as error:
            click.echo(error.format_message(), err=True)
            return
        click.echo(f"{count} examples in {time.monotonic() - started:.1f} s", err=True)

    def run(self, files: Iterable[Path]) -> int:
        """Run the examples of files; how many there were."""
        from compiler.cli.examples import chosen, tell, tell_mistakes
        from compiler.cli.reading import common_language

        files = list(files)
        loaded = load(files, self.asked.as_of, self.modules.values(), common_folder(self.paths), self.asked.paths)
        self._learn(files, loaded)
        cases = chosen(self.asked, loaded) if loaded.cases else []
        runs, _ = run(loaded.compilation, cases, jobs=self.asked.jobs)
        remember(runs)
        tell_mistakes(loaded)
        tell(runs, common_language(loaded.compilation))
        return len(runs)

    def _learn(self, files: Iterable[Path], loaded: Loaded) -> None:
        compilation = loaded.compilation
        self.modules |= {each.path: each for each in compilation.all_modules}
        self.reach |= {each.absolute(): frozenset([each.absolute()]) for each in files}
        for module in compilation.modules:
            self.reach[module.path] = compilation.files_of(module.name) | {module.path}
        for table in loaded.tables:
            self.reach[table.path.absolute()] = compilation.files_of(table.policy) | {table.path.absolute()}
