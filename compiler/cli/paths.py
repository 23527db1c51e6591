"""Which policy files a command is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., object])

SUFFIX = ".policy"


def paths_argument(command: Command) -> Command:
    return click.argument("paths", nargs=-1, type=click.Path(path_type=Path))(command)


def default_paths() -> list[Path]:
    """What a command is about that names no paths: the folder `policies`, or else the folder we are in."""
    return [Path("policies") if Path("policies").is_dir() else Path()]


def policy_files(paths: Iterable[Path]) -> list[Path]:
    """The policy files named, and all in the folders named; without any those of `policies`, or else of the folder we are in.

    Raises click.UsageError for a path that is not there and when there is nothing to do.
    """
    asked = list(paths) or default_paths()
    found: dict[Path, None] = {}
    for path in asked:
        if path.is_dir():
            inside = (each for each in path.rglob(f"*{SUFFIX}") if each.is_file() and not is_hidden(each, path))
            found |= dict.fromkeys(sorted(inside))
        elif path.is_file():
            found[path] = None
        else:
            raise click.UsageError(f"there is no file or folder `{path}`")
    if not found:
        raise click.UsageError(f"no {SUFFIX} files in {', '.join(f'`{path}`' for path in asked)}")
    return list(found)


def is_hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)


def find_policy(name: str) -> Path:
    """The file of a policy, given as a path or as a module name (`vgz.huisartsenzorg_2025.rho`).

    Raises click.UsageError when there is none.
    """
    path = Path(name)
    if path.is_file():
        return path
    roots = [Path("policies"), Path()]
    for root in roots:
        module = root.joinpath(*name.split(".")).with_suffix(SUFFIX)
        if all(name.split(".")) and module.is_file():
            return module
    if path.is_dir():
        named = ", ".join(f"`{each}`" for each in sorted(path.rglob(f"*{SUFFIX}"))[:8])
        raise click.UsageError(f"`{name}` is a folder; name one policy" + (f": {named}" if named else ""))
    raise click.UsageError(f"there is no file `{name}`, and no module of that name in `policies` or in this folder")
