"""`meetlat test --watch`: run again what a saved file touches.

Files are asked for their time and size a few times a second: a folder of policies is small, that works on every system and
every file system, and needs no further package. Only the files that reach a changed one are compiled again, and of these only
what changed is parsed. An example that passed is not run again while it, and all that its policy comes down to on its day, are
equal to what they were: nothing else decides what comes out. Of one that is run again only the criteria, tables and grants that
became others are decided. All run in this process, which keeps what was decided.
"""

from __future__ import annotations

import datetime
import gc
import sys
import time
from collections.abc import Iterable, Sequence, Set
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import define, evolve, field, frozen

from compiler.cli.example_runs import Loaded, Ran, case_id, load, remember, table_paths
from compiler.cli.paths import SUFFIX, default_paths, policy_files
from compiler.resolve.modules import Module, amended_by, common_folder

if TYPE_CHECKING:
    from compiler.cli.examples import Asked
    from compiler.ir.evaluate import Decided
    from compiler.ir.nodes import Policy
    from compiler.pipeline import Compilation, Lowered, PolicyKey
    from compiler.scenarios.cases import ExampleCase

PAUSE = 0.15  # seconds between two looks
Stamps = dict[Path, tuple[int, int]]
Same = dict[int, Any]
"""The criteria, tables and grants of a policy that are equal to one of the policy before, by the identity of that one."""


def watch(asked: Asked) -> None:
    """Run all, then what each change touches, until the user stops it."""
    watcher = Watcher(asked)
    stamps = watcher.stamps()
    watcher.run(watcher.files())
    stamps = watcher.looked_at(stamps)
    click.echo("watching; Ctrl-C stops", err=True)
    _load_ahead()
    try:
        while True:
            time.sleep(PAUSE)
            now = watcher.stamps()
            if now != stamps:
                gc.disable()
                watcher.react({each for each in now.keys() | stamps.keys() if now.get(each) != stamps.get(each)})
                stamps = watcher.looked_at(now)
                gc.enable()
                gc.collect()  # what was compiled before, while nobody waits
    except KeyboardInterrupt:
        click.echo("", err=True)


def _load_ahead() -> None:
    """Load what the first change needs and the first run did not, while nobody waits: the parser, where all was parsed before,
    and what works out reasons."""
    for each in ("dsl.parsing.parser", "compiler.ir.populations", "compiler.ir.reasons", "compiler.report.examples"):
        import_module(each)


@frozen(eq=False)
class _Held:
    """An example, the policy as it was held against it, and what was decided."""

    case: ExampleCase
    policy: Policy
    decided: Decided
    ran: Ran

    def says_the_same(self, case: ExampleCase) -> bool:
        one, other = self.case.peers, case.peers
        if one is None or other is None:
            return self.case == case
        among = (one.members, one.judged) == (other.members, other.judged)
        return among and evolve(self.case, peers=None) == evolve(case, peers=None)


@define
class Watcher:
    """What is known of the files so far: `reach` has for each file with examples, by its absolute path, all that it rests on;
    `held` the examples as they last ran, `passed` as they last passed, and `spared` how many of the last run were not
    run again."""

    asked: Asked
    modules: dict[Path, Module] = field(factory=dict)
    reach: dict[Path, frozenset[Path]] = field(factory=dict)
    lowered: dict[PolicyKey, Lowered] = field(factory=dict)
    held: dict[tuple[str, str], _Held] = field(factory=dict)
    passed: dict[tuple[str, str], _Held] = field(factory=dict)
    spared: int = 0

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

    def looked_at(self, before: Stamps) -> Stamps:
        """The files as they were before a run, so that one saved meanwhile still is a change, and what only the run led to."""
        own = {each.absolute() for each in self.files()}
        return {path: stamp for path, stamp in self.stamps().items() if path not in own} | before

    def react(self, changed: set[Path]) -> None:
        """Run what the changed files touch."""
        click.echo(f"\n{datetime.datetime.now():%H:%M:%S} {', '.join(sorted(each.name for each in changed))}", err=True)
        started = time.monotonic()
        touched = self._touched(changed)
        try:
            count = self.run(touched) if touched else 0
        except click.UsageError as error:
            click.echo(error.format_message(), err=True)
            return
        spared = f"; {self.spared} passed before and are as they were then" if touched and self.spared else ""
        click.echo(f"{count} examples in {time.monotonic() - started:.1f} s{spared}", err=True)

    def _touched(self, changed: Set[Path]) -> list[Path]:
        """The files that rest on what changed: all of them when a policy is new, which another may have missed, or amends
        others."""
        self.reach = {path: rests_on for path, rests_on in self.reach.items() if path.exists()}
        known = self.reach.keys() | frozenset().union(*self.reach.values())
        policies = [each for each in changed if each.suffix == SUFFIX and each.is_file()]
        files = self.files()
        if any(each not in known or _amends_others(each) for each in policies):
            return files
        return [each for each in files if not self.reach.get(each.absolute(), {each.absolute()}).isdisjoint(changed)]

    def run(self, files: Iterable[Path]) -> int:
        """Run the examples of files; how many there were."""
        from compiler.cli.examples import chosen, tell, tell_mistakes
        from compiler.cli.reading import common_language

        files = list(files)
        loaded = load(files, self.asked.as_of, self.asked.paths, self._compiled)
        self._learn(files, loaded)
        cases = chosen(self.asked, loaded) if loaded.cases else []
        runs = self._runs(loaded.compilation, cases)
        remember(runs)
        tell_mistakes(loaded)
        tell(runs, common_language(loaded.compilation))
        return len(runs)

    def _compiled(self, files: Sequence[Path]) -> Compilation:
        from compiler.pipeline import Compilation

        known, folder = self.modules.values(), common_folder(self.paths)
        return Compilation(files, known=known, folder=folder, lowered=self.lowered)

    def _runs(self, compilation: Compilation, cases: Sequence[ExampleCase]) -> list[Ran]:
        """What comes of examples, as if all were run."""
        from compiler.cli.progress import tracked

        equal: dict[tuple[int, int], bool] = {}
        same: dict[tuple[int, int], Same] = {}
        waiting: list[tuple[ExampleCase, Policy, Decided | None]] = []
        for case in cases:
            policy, place = _policy(compilation, case), _place(case)
            passed, held = self.passed.get(place), self.held.get(place)
            if passed is not None and passed.says_the_same(case):
                pair = id(passed.policy), id(policy)
                if pair not in equal:
                    equal[pair] = passed.policy is policy or passed.policy == policy
                if equal[pair]:
                    self._hold(evolve(passed, case=case, policy=policy))
                    continue
            known = None
            if held is not None and held.says_the_same(case):
                pair = id(held.policy), id(policy)
                if pair not in same:
                    same[pair] = _same(held.policy, policy)
                known = _still_decided(held.decided, same[pair])
            waiting.append((case, policy, known))
        self.spared = len(cases) - len(waiting)
        for case, policy, known in tracked(waiting, "examples"):
            self._hold(_held(compilation, case, policy, known))
        return [self.held[_place(each)].ran for each in cases]

    def _hold(self, held: _Held) -> None:
        self.held[_place(held.case)] = held
        if held.ran.holds:
            self.passed[_place(held.case)] = held

    def _learn(self, files: Iterable[Path], loaded: Loaded) -> None:
        compilation = loaded.compilation
        self.modules |= {each.path: each for each in compilation.all_modules}
        self.lowered |= compilation.lowered
        self.reach |= {each.absolute(): frozenset([each.absolute()]) for each in files}
        for module in compilation.modules:
            self.reach[module.path] = compilation.files_of(module.name) | {module.path}
        for table in loaded.tables:
            self.reach[table.path.absolute()] = compilation.files_of(table.policy) | {table.path.absolute()}


def _amends_others(path: Path) -> bool:
    try:
        return bool(amended_by(path.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        return False  # told when it is loaded


def _place(case: ExampleCase) -> tuple[str, str]:
    return case.span.source.path, case.name


def _held(compilation: Compilation, case: ExampleCase, policy: Policy, known: Decided | None) -> _Held:
    """Run one example."""
    from compiler.report.examples import failure_text
    from compiler.report.layout import wants_colour
    from compiler.scenarios.run import run_example

    done = run_example(compilation, case, whole=False, known=known)
    text = "" if done.holds else failure_text(done, wants_colour(sys.stderr))
    return _Held(case, policy, done.decided, Ran(case_id(case), done.holds, text))


def _same(before: Policy, policy: Policy) -> Same:
    parts = (before.criteria, policy.criteria), (before.tables, policy.tables), (before.grants, policy.grants)
    found: Same = {}
    for old, new in parts:
        known = {each.id: each for each in old}
        found |= {id(known[each.id]): each for each in new if known.get(each.id) == each}
    return found


def _still_decided(decided: Decided, same: Same) -> Decided:
    """What was decided by what is the same, as decided by what stands there now, whose words and places may be others."""
    return evolve(
        decided,
        criteria=tuple(
            evolve(each, criterion=now) for each in decided.criteria if (now := same.get(id(each.criterion)))
        ),
        tables=tuple(evolve(each, table=now) for each in decided.tables if (now := same.get(id(each.table)))),
        grants=tuple(evolve(each, grant=now) for each in decided.grants if (now := same.get(id(each.grant)))),
    )


def _policy(compilation: Compilation, case: ExampleCase) -> Policy:
    policy, _ = compilation.policy(case.policy, case.as_of)
    assert policy is not None, "an example that can be run has a policy"
    return policy
