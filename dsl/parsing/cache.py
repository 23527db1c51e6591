"""Files that were parsed before, kept between runs: reading a tree takes a tenth of the time of parsing its text.

An entry holds what `parse` gave for one text, under a digest of that text and of all that parsing depends on: the modules of this
package, the grammar, Lark and Python. So an entry is never out of date; it is only no longer asked for. What cannot be read,
is damaged or holds anything but nodes and plain values is parsed again without a word, and nothing is kept where nothing can
be written. `MEETLAT_NO_CACHE=1` turns it off.
"""

from __future__ import annotations

import datetime
import io
import os
import pickle
import sys
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from dsl import diagnostics, syntax
from dsl.parsing.parsed import Comment, ParsedFile
from dsl.source import NOWHERE, SourceFile, Span

MAX_BYTES: Final = 64_000_000  # of all entries; the oldest go first
MANY: Final = 32  # files that take longer to parse than a process takes to start

_DIGEST: Final = 16
_CODE: Final = (".py", ".lark")


def parsed(source: SourceFile) -> ParsedFile:
    """As `dsl.parsing.parser.parse`, from the cache when the same text was parsed before."""
    entry = _entry(source.text)
    if entry is None:
        return _parse(source)
    found = _load(entry, source)
    if found is None:
        found = _parse(source)
        _save(entry, found)
    return found


def parse_ahead(sources: Iterable[SourceFile]) -> None:
    """Parse the files that `parsed` will be asked for in one process for each processor, if those that have no entry are many.

    For programs of one thread, as the processes are forks. Nothing is done where nothing can be kept.
    """
    entries = [(each, entry) for each in sources if (entry := _entry(each.text)) is not None]
    waiting = [each for each, entry in entries if not _is_there(entry)]
    if len(waiting) < MANY or _processes() < 2 or not _can_be_written(entries[0][1].parent):
        return
    from dsl.parsing import parser  # noqa: F401  # loaded once, before the forks
    from dsl.processes import ProcessLost, in_forks

    waiting.sort(key=lambda each: len(each.text), reverse=True)
    with suppress(ProcessLost):  # what was not kept is parsed when it is asked for
        for _ in in_forks(_keep, waiting, _processes()):
            pass


def _keep(source: SourceFile) -> None:
    parsed(source)


def _processes() -> int:
    """One for each processor, where processes can be forked without a thought."""
    from dsl.processes import processors

    return processors() if sys.platform == "linux" else 1


def user_folder() -> Path | None:
    """Meetlat's folder among the user's caches, which need not be there yet; None without a home."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "meetlat"
    except RuntimeError:
        return None


def _parse(source: SourceFile) -> ParsedFile:
    from dsl.parsing.parser import parse  # loads Lark

    return parse(source)


# --- entries --------------------------------------------------------------------------------------------------------


def _entry(text: str) -> Path | None:
    """The file of a text's entry, None when nothing is to be kept."""
    if os.environ.get("MEETLAT_NO_CACHE"):
        return None
    folder, depends_on = user_folder(), _parsing()
    if folder is None or depends_on is None:
        return None
    digest = blake2b(text.encode("utf-8", "surrogatepass"), key=depends_on, digest_size=_DIGEST)
    return folder / "parsed" / digest.hexdigest()


@cache
def _parsing() -> bytes | None:
    """The digest by which this process names entries."""
    return _digest_of_parsing()


def _code() -> list[Path]:
    """The files of this package that say what parsing gives: all but those that print."""
    package = Path(__file__).parents[1]
    parts = (package.iterdir(), *(folder.rglob("*") for folder in (package / "parsing", package / "syntax")))
    return sorted(path for part in parts for path in part if path.suffix in _CODE)


def _digest_of_parsing() -> bytes | None:
    """A digest of all that parsing depends on apart from the text; None where the package is not a folder of files."""
    lark = find_spec("lark")
    if lark is None or lark.origin is None:
        return None
    found = blake2b(repr(sys.version_info).encode(), digest_size=_DIGEST)
    try:
        for path in (*_code(), Path(lark.origin)):  # Lark says its version there
            data = path.read_bytes()
            found.update(f"{path.name} {len(data)}\n".encode())
            found.update(data)
    except OSError:
        return None
    return found.digest()


def _load(entry: Path, source: SourceFile) -> ParsedFile | None:
    try:
        data = entry.read_bytes()
        if data[:_DIGEST] != _seal(entry, data[_DIGEST:]):
            return None
        module, comments, found = _Reader(io.BytesIO(data[_DIGEST:]), source).load()
    except Exception:  # whatever an entry holds, the text is still there to be parsed
        return None
    return ParsedFile(source, module, comments, found) if isinstance(module, syntax.Module) else None


def _save(entry: Path, found: ParsedFile) -> None:
    """Keep what was parsed, if that can be; another process may do the same at the same time.

    Nothing is kept when a file that parsing depends on was changed since the entry was named: what was loaded is then of either.
    """
    import tempfile

    if _digest_of_parsing() != _parsing():
        return
    written = io.BytesIO()
    try:
        _Writer(written, protocol=5).dump((found.module, found.comments, found.diagnostics))
        if not _can_be_written(entry.parent):
            return
        _make_room(entry.parent)
        data = written.getvalue()
        handle, part = tempfile.mkstemp(dir=entry.parent)
    except (OSError, pickle.PicklingError, RecursionError):
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_seal(entry, data) + data)
        Path(part).replace(entry)
    except OSError:
        with suppress(OSError):
            Path(part).unlink()


def _is_there(entry: Path) -> bool:
    try:
        return entry.exists()
    except OSError:  # the folder may not be looked into
        return False


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _seal(entry: Path, data: bytes) -> bytes:
    """A digest of what an entry holds and of its name: a damaged entry is not read, nor one that took the place of another."""
    return blake2b(data, key=entry.name.encode(), digest_size=_DIGEST).digest()


@cache
def _make_room(folder: Path) -> None:
    """Once in a process: take the oldest entries away when all together are too large."""
    found = []
    for path in folder.iterdir():
        with suppress(OSError):
            known = path.stat()
            found.append((known.st_mtime, known.st_size, path))
    size = 0
    for _, each, path in sorted(found, reverse=True):
        size += each
        if size > MAX_BYTES:
            with suppress(OSError):
                path.unlink()


# --- what an entry may hold -----------------------------------------------------------------------------------------

_PLACES: Final = (Span, SourceFile)
_CLASSES: Final[dict[tuple[str, str], type]] = {
    (each.__module__, each.__qualname__): each
    for each in (
        *(each for each in vars(syntax).values() if isinstance(each, type) and each.__module__.startswith("dsl.")),
        *(diagnostics.Diagnostic, diagnostics.Words, diagnostics.Label, diagnostics.Fix, diagnostics.Severity),
        *(datetime.date, datetime.datetime, datetime.time),
        Comment,
        Span,
    )
}


class _Writer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """A source file is not written: the reader has it. Members of an enumeration are written by value."""
        match value:
            case Span():
                return "NOWHERE" if value is NOWHERE else (Span, (value.source, value.start, value.end))
            case SourceFile():
                return SourceFile, (value.path, "") if value is NOWHERE.source else ()
            case Enum():
                return type(value), (value.value,)
        kind = value if isinstance(value, type) else type(value)
        if (kind.__module__, kind.__qualname__) not in _CLASSES and kind not in _PLACES:
            raise pickle.PicklingError(f"{kind} is no part of a syntax tree")
        return NotImplemented


class _Reader(pickle.Unpickler):
    """Reads nodes and plain values; nothing that an entry says makes it import or call anything else."""

    def __init__(self, file: io.BytesIO, source: SourceFile) -> None:
        super().__init__(file)
        self._source = source

    def find_class(self, module: str, name: str) -> Any:
        if module == "dsl.source" and name in ("SourceFile", "NOWHERE"):
            return NOWHERE if name == "NOWHERE" else self._file
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a syntax tree")
        return _CLASSES[module, name]

    def _file(self, *nowhere: str) -> SourceFile:
        return NOWHERE.source if nowhere else self._source
