"""`meetlat test --watch`: run again what a saved file touches.

Files are asked for their time and size a few times a second: a folder of policies is small, that works on every system and
every file system, and needs no further package. What did not change is not parsed again, and only examples whose own module or
policy reaches a changed file are run.
"""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli.example_runs import Loaded, load, remember, run, table_paths
from compiler.cli.paths import SUFFIX, default_paths

if TYPE_CHECKING:
    from compiler.cli.examples import Asked
    from compiler.scenarios.cases import ExampleCase

PAUSE = 0.15  # seconds between two looks
Stamps = dict[Path, tuple[int, int]]


def watch(asked: Asked) -> None:
    """Run all, then what each change touches, until the user stops it."""
    loaded = load(asked.paths, asked.as_of)
    stamps = stamps_of(asked, loaded)
    _run(asked, loaded, None)
    click.echo("watching; Ctrl-C stops", err=True)
    try:
        while True:
            time.sleep(PAUSE)
            now = stamps_of(asked, loaded)
            if now != stamps:
                changed = {each for each in now.keys() | stamps.keys() if now.get(each) != stamps.get(each)}
                loaded, stamps = again(asked, loaded, changed), now
    except KeyboardInterrupt:
        click.echo("", err=True)


def stamps_of(asked: Asked, loaded: Loaded) -> Stamps:
    """When each file that matters was written, and how long it is: those read, and those that stand in the folders asked."""
    paths = {each.path for each in loaded.compilation.all_modules}
    paths |= {each.path.absolute() for each in loaded.tables}
    given = asked.paths or default_paths()
    for folder in (each for each in given if each.is_dir()):
        paths |= {each.absolute() for each in folder.rglob(f"*{SUFFIX}")}
    paths |= {each.absolute() for each in table_paths(given)}
    found: Stamps = {}
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            continue  # it is gone, which is a change
        found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def again(asked: Asked, loaded: Loaded, changed: set[Path]) -> Loaded:
    """Read what changed and run the examples it touches."""
    names = ", ".join(sorted(each.name for each in changed))
    click.echo(f"\n{datetime.datetime.now():%H:%M:%S} {names}", err=True)
    try:
        now = load(asked.paths, asked.as_of, known=loaded.compilation.all_modules)
        _run(asked, now, changed)
    except click.UsageError as error:
        click.echo(error.format_message(), err=True)
        return loaded
    return now


def _run(asked: Asked, loaded: Loaded, changed: set[Path] | None) -> None:
    from compiler.cli.examples import chosen, tell, tell_mistakes

    started = time.monotonic()
    cases = chosen(asked, loaded)
    if changed is not None:
        cases = [each for each in cases if touched(each, loaded, changed)]
    runs, _ = run(loaded.compilation, cases, jobs=asked.jobs)
    remember(runs)
    tell_mistakes(loaded)
    tell(runs)
    if changed is not None:
        click.echo(f"{len(runs)} of {len(loaded.cases)} examples in {time.monotonic() - started:.1f} s", err=True)


def touched(case: ExampleCase, loaded: Loaded, changed: set[Path]) -> bool:
    """Whether an example rests on a changed file: the one it stands in, its policy, or what those use."""
    reached = loaded.compilation.files_of(case.policy) | {Path(case.span.source.path).absolute()}
    if case.module:
        reached |= loaded.compilation.files_of(case.module)
    return not reached.isdisjoint(changed)
