"""`meetlat test --watch`: what is not run again comes out as a run of everything would have it."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from compiler.cli import watching
from compiler.cli.example_runs import Ran, load, run
from compiler.cli.examples import Asked
from compiler.cli.watching import Watcher

ASKED = Asked((), None, None, failed_first=False, jobs=1, coverage=False, page=None, least=(), output="text")
SHARED = """counted patient, patients, patiënt, patiënten

record Practice
    registered patients : count of patiënten
    open weeks          : number
    fte                 : number

parameter fewest : count of patiënten
    source d 3
    from 2025-01-01 : 2 patiënten

requirement large
    source d 2
    registered patients ≥ fewest
"""
LARGE = """policy Large
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

use shared (Practice, fewest, large)

example "one patient"
    as of 2025-03-01
    registered patients = 1
    expect large not met

example "two patients" like "one patient" but
    registered patients = 2
    expect large met
"""
OPEN = """policy Open
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

use shared (Practice)

requirement open long
    source d 1
    open weeks ≥ 46

requirement first by fte
    source d 4
    (rank of fte among Practices) ≤ 1

example "A"
    as of 2025-03-01
    population "B"
    open weeks = 46
    fte = 2
    expect open long met
    expect first by fte met

example "B" like "A" but
    population "A"
    fte = 1
    expect first by fte not met
"""

EDITS = [  # the file, what is replaced by what, and how many examples need not run again
    ("shared", "counted patient,", "# what is counted\ncounted patient,", 4),
    ("shared", ": 2 patiënten", ": 3 patiënten", 2),  # one policy looks at it, and fails: it is 1 patiënt short
    ("shared", "patiënt,", "verzekerde,", 3),  # only the word for one is another
    ("shared", ": 3 patiënten", ": 2 patiënten", 3),
    ("shared", "fewest : count of patiënten", "fewest : number", 0),  # broken
    ("shared", "fewest : number", "fewest : count of patiënten", 4),
    ("open", "fte = 1\n", "fte = 3\n", 0),  # who is judged beside the changed one is judged again
    ("open", "expect first by fte met", "expect first by fte not met", 0),
    ("open", "expect first by fte not met\n\n", "expect first by fte met\n\n", 0),
    ("open", "fte = 3\n", "fte = 1\n", 1),
    ("open", "≥ 46", "≥ 45", 0),
    ("open", 'example "A"', '# the first\nexample "A"', 2),
]


AMENDMENT = """amendment "fewer"
    source d 5
    effective 2025-02-01
    amends large
    withdraw requirement large
"""
CITING = """document d
    inventory "rows.csv"

policy Citing
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

use shared (Practice)

requirement open long
    source d 1
    open weeks ≥ 46

example "long"
    as of 2025-03-01
    open weeks = 46
    expect open long met
"""

STEPS: list[tuple[str, str | None]] = [  # the file, and what it holds from then on: None when it goes
    ("shared.policy", None),
    ("shared.policy", SHARED.replace("≥ fewest", "< fewest")),
    ("shared.policy", SHARED),
    ("amended.policy", AMENDMENT),
    ("amended.policy", AMENDMENT.replace("2025-02-01", "2025-04-01")),
    ("amended.policy", "# nothing yet\n"),
    ("amended.policy", AMENDMENT),
    ("amended.policy", None),
    ("rows.csv", "id\n2\n"),
    ("rows.csv", None),
    ("rows.csv", "id\n1\n"),
    ("more.policy", LARGE.replace("expect large met", "expect large not met")),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    for name, text in (("shared", SHARED), ("large", LARGE), ("open", OPEN)):
        (tmp_path / "policies" / f"{name}.policy").write_text(text, encoding="utf-8")
    return tmp_path / "policies"


def test_what_is_not_run_again_comes_out_as_in_a_whole_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Ran] = []
    monkeypatch.setattr(watching, "remember", lambda runs: ran.extend(runs))
    watcher = Watcher(ASKED)
    watcher.run(watcher.files())
    known = told(ran)
    for name, old, new, spared in EDITS:
        path = folder / f"{name}.policy"
        before = watcher.stamps()
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        assert watcher.stamps() != before, f"{old} is not there"
        ran.clear()
        watcher.react({path})
        whole = whole_run()
        known = {each: known[each] for each in whole if each in known} | told(ran)
        assert known == whole, f"{old} became {new}"
        assert watcher.spared == spared, f"{old} became {new}"


def test_files_that_come_and_go_are_noticed_by_those_that_rest_on_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "citing.policy").write_text(CITING, encoding="utf-8")
    (folder / "rows.csv").write_text("id\n1\n", encoding="utf-8")
    ran: list[Ran] = []
    monkeypatch.setattr(watching, "remember", lambda runs: ran.extend(runs))
    watcher = Watcher(ASKED)
    watcher.run(watcher.files())
    known = told(ran)
    came_out: list[tuple[int, int]] = []
    for name, text in STEPS:
        before = watcher.stamps()
        if text is None:
            (folder / name).unlink()
        else:
            (folder / name).write_text(text, encoding="utf-8")
        now = watcher.stamps()
        ran.clear()
        capsys.readouterr()
        watcher.react({each for each in now.keys() | before.keys() if now.get(each) != before.get(each)})
        said = capsys.readouterr().err
        loaded = load((), None)
        whole = told(run(loaded.compilation, loaded.cases, jobs=1)[0])
        known = {each: known[each] for each in whole if each in known} | told(ran)
        assert known == whole, f"{name}: {text}"
        assert all(each.code in said for each in loaded.errors), f"{name}: {text}"
        came_out.append((sum(holds for holds, _ in whole.values()), len(loaded.errors)))
    assert len(set(came_out)) > 4, came_out


def test_what_was_decided_is_told_in_the_words_of_now(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A parameter gets another name under an example that fails: what is decided stays, what is said of it does not."""
    ran: list[Ran] = []
    monkeypatch.setattr(watching, "remember", lambda runs: ran.extend(runs))
    shared, large = folder / "shared.policy", folder / "large.policy"
    shared.write_text(SHARED.replace(": 2 patiënten", ": 3 patiënten"), encoding="utf-8")
    watcher = Watcher(ASKED)
    watcher.run(watcher.files())
    for path in (shared, large):
        path.write_text(path.read_text(encoding="utf-8").replace("fewest", "minimum"), encoding="utf-8")
    ran.clear()
    watcher.react({shared, large})
    assert any("registered patients ≥ minimum" in each.text for each in ran), [each.text for each in ran]
    whole = whole_run()
    assert {each: whole[each] for each in told(ran)} == told(ran)


def test_what_is_saved_during_a_run_is_a_change_after_it(folder: Path) -> None:
    watcher = Watcher(evolve(ASKED, paths=(folder / "large.policy",)))
    before = watcher.stamps()
    watcher.run(watcher.files())
    assert watcher.looked_at(before) == watcher.stamps(), "what the run led to is no change"
    (folder / "large.policy").write_text(f"{LARGE}\n", encoding="utf-8")
    assert watcher.looked_at(before) != watcher.stamps()


def whole_run() -> Told:
    loaded = load((), None)
    return told(run(loaded.compilation, loaded.cases, jobs=1)[0])


Told = dict[str, tuple[bool, str]]


def told(runs: list[Ran]) -> Told:
    """What the author sees of each."""
    return {each.id: (each.holds, each.text) for each in runs}
