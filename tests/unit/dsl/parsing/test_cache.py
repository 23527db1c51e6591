from __future__ import annotations

import io
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dsl import syntax, traverse
from dsl.diagnostics import Diagnostic, Words
from dsl.parsing import cache
from dsl.parsing.parsed import ParsedFile
from dsl.parsing.parser import parse
from dsl.parsing.reading import decode
from dsl.source import NOWHERE, SourceFile, Span

ROOT = Path(__file__).parents[4]
TEXT = """policy Small practice  # a remark
    in force 2025-01-01 through 2025-12-31

record Practice
    registered patients : count of patients
    opened at : date

requirement size
    registered patients ≥ 1000 patients
    x is of is of
"""


@pytest.fixture
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the entries, which is not there yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.delenv("MEETLAT_NO_CACHE", raising=False)
    cache._make_room.cache_clear()
    return tmp_path / "caches" / "meetlat" / "parsed"


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were parsed."""
    found: list[str] = []

    def counting(source: SourceFile) -> ParsedFile:
        found.append(source.text)
        return parse(source)

    monkeypatch.setattr(cache, "_parse", counting)
    return found


def places(value: object) -> list[tuple[int, int]]:
    """Every place in a tree, all in the file that it was read from."""
    assert isinstance(value, ParsedFile)
    spans = [each.span for each in traverse.walk(value.module)]
    spans += [each.span for each in value.comments]
    spans += [each.span for each in value.diagnostics]
    assert all(each.source is value.source or each is NOWHERE for each in spans)
    return [(each.start, each.end) for each in spans]


def assert_same(found: ParsedFile, expected: ParsedFile) -> None:
    assert (found.module, found.comments) == (expected.module, expected.comments)
    assert [(each.code, each.message, each.help) for each in found.diagnostics] == [
        (each.code, each.message, each.help) for each in expected.diagnostics
    ]
    assert places(found) == places(expected)


def only(entries: Path) -> Path:
    (entry,) = entries.iterdir()
    return entry


# --- the same result ------------------------------------------------------------------------------------------------


def test_what_is_read_again_is_what_was_parsed(entries: Path, parses: list[str]) -> None:
    expected = cache.parsed(SourceFile("a.policy", TEXT))
    found = cache.parsed(SourceFile("elsewhere.policy", TEXT))
    assert parses == [TEXT] and expected.diagnostics and expected.comments
    assert found.source.path == "elsewhere.policy"
    assert_same(found, expected)


def test_it_is_so_for_every_kind_of_mistake_and_for_whole_policies(entries: Path, parses: list[str]) -> None:
    folders = [ROOT / each for each in ("tests/corpus/syntax", "tests/samples", "policies/zorg_en_zekerheid")]
    read = [decode(str(path), path.read_bytes()) for folder in folders for path in sorted(folder.rglob("*.policy"))]
    sources = [source for source, mistakes in read if not mistakes]
    expected = [cache.parsed(each) for each in sources]
    count = len(parses)
    for source, each in zip(sources, expected, strict=True):
        assert_same(cache.parsed(source), each)
    assert len(parses) == count > 100


def test_a_node_without_a_place_keeps_none(entries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = SourceFile("a.policy", TEXT)
    bare = ParsedFile(
        source, syntax.Module("en", (), span=NOWHERE), (), (Diagnostic("E101", NOWHERE, Words("a", "b")),)
    )
    monkeypatch.setattr(cache, "_parse", lambda source: bare)
    cache.parsed(source)
    monkeypatch.setattr(cache, "_parse", parse)
    found = cache.parsed(source)
    assert found.module.span is NOWHERE and found.diagnostics[0].span is NOWHERE


def test_without_lark(entries: Path) -> None:
    """A file that was parsed before loads neither Lark nor the parser."""
    code = (
        "import sys; from dsl.parsing.cache import parsed; from dsl.source import SourceFile\n"
        f"parsed(SourceFile('a', {TEXT!r})); print('lark' in sys.modules)"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert said == ["True", "False"]


# --- when it does not apply -----------------------------------------------------------------------------------------


def test_another_text_is_parsed(entries: Path, parses: list[str]) -> None:
    cache.parsed(SourceFile("a.policy", TEXT))
    cache.parsed(SourceFile("a.policy", TEXT + "\n"))
    assert len(parses) == len(list(entries.iterdir())) == 2


def test_another_grammar_parses_again(entries: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    cache.parsed(SourceFile("a.policy", TEXT))
    monkeypatch.setattr(cache, "_parsing", lambda: b"another grammar")
    cache.parsed(SourceFile("a.policy", TEXT))
    assert len(parses) == 2


def test_a_change_of_any_file_that_parses_is_another_grammar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "dsl"
    (package / "parsing").mkdir(parents=True)
    for name in ("syntax.py", "parsing/cache.py", "parsing/grammar.lark"):
        (package / name).write_text("a")
    monkeypatch.setattr(cache, "__file__", str(package / "parsing" / "cache.py"))
    made = cache._digest_of_parsing
    before = made()
    assert before is not None and before == made()
    for name in ("syntax.py", "parsing/grammar.lark"):
        (package / name).write_text("b")
        assert made() != before
        (package / name).write_text("a")
    assert made() == before
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "archive.zip" / "dsl" / "parsing" / "cache.py"))
    assert made() is None


def test_nothing_is_kept_once_what_parses_was_changed(entries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser is loaded late: what it makes may be that of files that are newer than the name of the entry."""
    monkeypatch.setattr(cache, "_digest_of_parsing", lambda: b"newer")
    assert cache.parsed(SourceFile("a.policy", TEXT)).module.statements
    assert not entries.exists() or not list(entries.iterdir())


def test_it_can_be_turned_off(entries: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEETLAT_NO_CACHE", "1")
    cache.parsed(SourceFile("a.policy", TEXT))
    cache.parsed(SourceFile("a.policy", TEXT))
    assert len(parses) == 2 and not entries.exists()


def test_a_folder_that_cannot_be_written_keeps_nothing(entries: Path, parses: list[str]) -> None:
    entries.parent.parent.mkdir()
    entries.parent.write_text("a file where the folder should be")
    cache.parsed(SourceFile("a.policy", TEXT))
    assert_same(cache.parsed(SourceFile("a.policy", TEXT)), parse(SourceFile("a.policy", TEXT)))
    assert len(parses) == 2


# --- entries that are not what they should be -----------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 15, 16, 17, 200, -1])
def test_a_damaged_entry_is_parsed_again_and_repaired(entries: Path, parses: list[str], at: int) -> None:
    expected = cache.parsed(SourceFile("a.policy", TEXT))
    data = bytearray(only(entries).read_bytes())
    data[at] ^= 1
    only(entries).write_bytes(data)
    assert_same(cache.parsed(SourceFile("a.policy", TEXT)), expected)
    assert len(parses) == 2
    assert_same(cache.parsed(SourceFile("a.policy", TEXT)), expected)
    assert len(parses) == 2


@pytest.mark.parametrize("size", [0, 5, 16, 100])
def test_an_entry_cut_short_is_parsed_again(entries: Path, parses: list[str], size: int) -> None:
    cache.parsed(SourceFile("a.policy", TEXT))
    only(entries).write_bytes(only(entries).read_bytes()[:size])
    cache.parsed(SourceFile("a.policy", TEXT))
    assert len(parses) == 2


def test_the_entry_of_another_text_is_not_taken(entries: Path, parses: list[str]) -> None:
    cache.parsed(SourceFile("a.policy", TEXT))
    own = only(entries)
    cache.parsed(SourceFile("a.policy", "language en\n"))
    other = next(each for each in entries.iterdir() if each != own)
    own.write_bytes(other.read_bytes())
    assert cache.parsed(SourceFile("a.policy", TEXT)).module.statements
    assert len(parses) == 3


class _Touch:
    """Unpickled by anybody who lets it, it writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> object:
        return Path.touch, (self.path,)


def foreign(entry: Path, value: object) -> None:
    data = pickle.dumps(value)
    entry.write_bytes(cache._seal(entry, data) + data)


def test_what_is_no_tree_is_refused(entries: Path, parses: list[str], tmp_path: Path) -> None:
    expected = cache.parsed(SourceFile("a.policy", TEXT))
    made = tmp_path / "made"
    for value in ((_Touch(made), (), ()), (print, (), ()), ("no module", (), ()), 7, expected):
        foreign(only(entries), value)
        assert_same(cache.parsed(SourceFile("a.policy", TEXT)), expected)
    assert not made.exists() and len(parses) == 6


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("builtins", "eval"),
        ("os", "system"),
        ("dsl.syntax", "datetime"),
        ("dsl.syntax", "field"),
        ("dsl.parsing.parser", "parse"),
    ],
)
def test_only_nodes_and_plain_values_are_found(module: str, name: str) -> None:
    with pytest.raises(pickle.UnpicklingError, match="no part of a syntax tree"):
        cache._Reader(io.BytesIO(), SourceFile("a.policy", "")).find_class(module, name)


def test_a_tree_with_anything_else_is_not_kept(
    entries: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = SourceFile("a.policy", TEXT)
    odd = ParsedFile(source, syntax.Module("en", (Path("a"),), span=Span(source, 0, 0)), (), ())  # type: ignore[arg-type]
    monkeypatch.setattr(cache, "_parse", lambda source: odd)
    assert cache.parsed(source) is odd
    assert not entries.exists() or not list(entries.iterdir())


# --- many -----------------------------------------------------------------------------------------------------------


def test_the_oldest_entries_go(entries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries.mkdir(parents=True)
    for age in range(5):
        (entries / f"{age}").write_bytes(b"x" * 10)
        os.utime(entries / f"{age}", (1_000 - age, 1_000 - age))
    monkeypatch.setattr(cache, "MAX_BYTES", 30)
    cache.parsed(SourceFile("a.policy", TEXT))
    assert {each.name for each in entries.iterdir() if len(each.name) == 1} == {"0", "1", "2"}
    assert len(list(entries.iterdir())) == 4


def _parse_all(texts: list[str]) -> int:
    return sum(len(cache.parsed(SourceFile("a.policy", text)).module.statements) for text in texts)


def test_processes_that_write_at_once(entries: Path) -> None:
    texts = [TEXT.replace("1000", str(number)) for number in range(5)]
    expected = sum(len(parse(SourceFile("a.policy", text)).module.statements) for text in texts)
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_parse_all, [texts] * 3, chunksize=1) == [expected] * 3
    assert len(list(entries.iterdir())) == len(texts)  # and nothing half written
    assert _parse_all(texts) == expected


def test_many_files_are_parsed_ahead(entries: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [SourceFile("a.policy", TEXT.replace("1000", str(number))) for number in range(3)]
    monkeypatch.setattr(cache, "_processes", lambda: 2)
    cache.parse_ahead(sources)
    assert not entries.exists()  # they are few
    monkeypatch.setattr(cache, "MANY", 3)
    cache.parse_ahead(sources)
    assert len(list(entries.iterdir())) == 3
    for each in sources:
        assert_same(cache.parsed(each), parse(each))
    assert not parses  # here
    written = [each.stat().st_mtime_ns for each in sorted(entries.iterdir())]
    cache.parse_ahead(sources)
    assert [each.stat().st_mtime_ns for each in sorted(entries.iterdir())] == written


def test_a_process_that_is_ended_leaves_its_files_to_be_parsed(
    entries: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [SourceFile("a.policy", TEXT.replace("1000", str(number))) for number in range(3)]
    monkeypatch.setattr(cache, "_processes", lambda: 2)
    monkeypatch.setattr(cache, "MANY", 3)
    monkeypatch.setattr(cache, "_keep", killed)
    cache.parse_ahead(sources)
    for each in sources:
        assert_same(cache.parsed(each), parse(each))
    assert len(parses) == 3


def killed(_: SourceFile) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_folder_that_cannot_be_looked_into(entries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(cache, "_processes", lambda: 2)
    monkeypatch.setattr(cache, "MANY", 1)
    monkeypatch.setattr(cache, "_can_be_written", lambda _: False)
    monkeypatch.setattr(Path, "exists", refused)
    source = SourceFile("a.policy", TEXT)
    cache.parse_ahead([source])
    assert_same(cache.parsed(source), parse(source))


@pytest.mark.parametrize("why", ["one processor", "turned off", "not writable"])
def test_nothing_is_parsed_ahead_in_vain(entries: Path, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    def never(_: SourceFile) -> None:
        raise AssertionError

    monkeypatch.setattr(cache, "_processes", lambda: 1 if why == "one processor" else 2)
    monkeypatch.setattr(cache, "MANY", 1)
    monkeypatch.setattr(cache, "_keep", never)
    if why == "turned off":
        monkeypatch.setenv("MEETLAT_NO_CACHE", "1")
    if why == "not writable":
        entries.parent.parent.mkdir()
        entries.parent.write_text("a file where the folder should be")
    cache.parse_ahead([SourceFile("a.policy", TEXT)])


def test_an_entry_depends_on_all_code_of_the_package_but_what_prints() -> None:
    package = Path(cache.__file__).parents[1]
    code = {path for path in package.rglob("*") if path.suffix in (".py", ".lark")}
    assert set(cache._code()) == {path for path in code if path.relative_to(package).parts[0] != "printing"}
