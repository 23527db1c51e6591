"""What an amendment makes of a text, from its first day on and not before."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from compiler.ir.evaluate import evaluate
from compiler.ir.values import UNKNOWN
from compiler.ir.verdicts import Outcome
from compiler.pipeline import Compilation
from tests.unit.compiler.policies import codes, compiled

BEFORE = datetime.date(2024, 6, 30)
AFTER = datetime.date(2024, 7, 1)
BASE = """
policy P
    in force 2024-01-01 through 2024-12-31
    judges Lab

document d "Document"

record Lab
    kind  : one of hospital, centre
    a     : yes/no
    b     : yes/no
    c     : yes/no
    price : number

parameter ceiling : number
    source d
    from 2024-01-01 : 100

requirement first
    source d
    all of
        - a
        - b

requirement cheap
    source d
    price ≤ ceiling

exclusion barred
    source d
    applies when b
    c
"""
HEAD = """
amendment "Change"
    source d
    effective 2024-07-01
    amends main
"""
GOOD = {"kind": "centre", "a": True, "b": True, "c": False, "price": 100}


def amended(changes: str, base: str = BASE) -> Compilation:
    lines = "".join(f"    {line}\n" for line in changes.strip("\n").split("\n"))
    compilation = compiled(base + HEAD + lines)
    assert not [each for each in compilation.diagnostics if each.is_error], compilation.diagnostics
    return compilation


def verdicts(compilation: Compilation, day: datetime.date, **facts: Any) -> dict[str, str]:
    policy, problems = compilation.policy("main", day)
    assert policy is not None, problems
    result = evaluate(policy, {**GOOD, **facts})
    return {each.criterion.id: each.verdict.value for each in result.results}


@pytest.mark.parametrize(
    ("changes", "facts", "before", "after"),
    [
        ("withdraw requirement first", {"a": False}, {"first": "not met"}, {"first": None}),
        ("withdraw a from requirement first", {"a": False}, {"first": "not met"}, {"first": "met"}),
        ("replace requirement first\n    source d\n    a or b", {"a": False}, {"first": "not met"}, {"first": "met"}),
        ("add requirement third\n    source d\n    c", {}, {"third": None}, {"third": "not met"}),
        (
            "add alternative to requirement first\n    source d\n    c",
            {"a": False, "c": True},
            {"first": "not met"},
            {"first": "met"},
        ),
        (
            "add exception to requirement first\n    c",
            {"a": False, "c": True},
            {"first": "not met"},
            {"first": "waived"},
        ),
        ("add exception to exclusion barred\n    a", {"c": True}, {"barred": "met"}, {"barred": "waived"}),
        ("change parameter ceiling\n    from 2024-01-01 : 90", {}, {"cheap": "met"}, {"cheap": "not met"}),
        ("change parameter ceiling\n    from 2025-01-01 : 90", {}, {"cheap": "met"}, {"cheap": "met"}),
    ],
)
def test_each_change_holds_from_its_first_day(
    changes: str, facts: dict[str, Any], before: dict[str, str], after: dict[str, str]
) -> None:
    compilation = amended(changes)
    for day, expected in ((BEFORE, before), (AFTER, after)):
        found = verdicts(compilation, day, **facts)
        assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("changes", "facts", "hospital", "centre", "open_"),
    [
        ("withdraw requirement first", {"a": False}, "not applicable", "not met", "unknown"),
        ("withdraw a from requirement first", {"a": False}, "met", "not met", "unknown"),
        ("replace requirement first\n    source d\n    a or b", {"a": False}, "met", "not met", "unknown"),
        ("replace requirement first\n    source d\n    a or b", {}, "met", "met", "met"),
        (
            "replace requirement first\n    source d\n    a or b",
            {"a": False, "b": False},
            "not met",
            "not met",
            "not met",
        ),
        ("replace exclusion barred\n    source d\n    c", {"b": False, "c": True}, "met", "not applicable", "unknown"),
        ("add requirement first more\n    source d\n    c", {}, None, None, None),
        ("add alternative to requirement first\n    c", {"a": False, "c": True}, "met", "not met", "unknown"),
        ("add exception to requirement first\n    c", {"a": False, "c": True}, "waived", "not met", "unknown"),
    ],
)
def test_a_change_for_some_leaves_the_others_alone(
    changes: str, facts: dict[str, Any], hospital: str, centre: str, open_: str
) -> None:
    compilation = amended(f"for kind is hospital\n{changes}")
    name = "barred" if "barred" in changes else "first"
    if hospital is not None:
        for kind, expected in (("hospital", hospital), ("centre", centre), (UNKNOWN, open_)):
            assert verdicts(compilation, AFTER, kind=kind, **facts)[name] == expected, kind
    else:
        found = [verdicts(compilation, AFTER, kind=each)["first more"] for each in ("hospital", "centre", UNKNOWN)]
        assert found == ["not met", "not applicable", "unknown"]
    base = compiled(BASE)
    for kind in ("hospital", "centre", UNKNOWN):
        assert verdicts(compilation, BEFORE, kind=kind, **facts) == verdicts(base, BEFORE, kind=kind, **facts)


def test_amendments_are_worked_in_by_their_days() -> None:
    second = HEAD.replace("Change", "Later").replace("2024-07-01", "2024-09-01") + "    withdraw requirement extra\n"
    first = HEAD + "    add requirement extra\n        source d\n        c\n"
    compilation = compiled(BASE + second + first)
    assert codes(compilation) == []
    assert verdicts(compilation, AFTER)["extra"] == "not met"
    assert "extra" not in verdicts(compilation, datetime.date(2024, 9, 1))


def test_an_amendment_beside_the_policy_is_found_whatever_files_are_asked_for(tmp_path: Any) -> None:
    (tmp_path / "main.policy").write_text(BASE, encoding="utf-8")
    (tmp_path / "later.policy").write_text(
        "use main (d)\n" + HEAD + "    withdraw requirement first\n", encoding="utf-8"
    )
    compilation = Compilation([tmp_path / "main.policy"])
    assert not compilation.diagnostics
    assert "first" in verdicts(compilation, BEFORE)
    assert "first" not in verdicts(compilation, AFTER)


def test_a_policy_that_asks_another_to_be_met_follows_its_amendments() -> None:
    outer = "policy Outer\n    judges Lab\n\nuse main (Lab, d)\n\nrequirement base\n    source d\n    meets main\n"
    compilation = compiled(BASE + HEAD + "    withdraw requirement first\n", outer=outer)
    assert codes(compilation) == []
    for day, expected in ((BEFORE, Outcome.INELIGIBLE), (AFTER, Outcome.ELIGIBLE)):
        policy, _ = compilation.policy("outer", day)
        assert policy is not None
        assert evaluate(policy, {**GOOD, "a": False}).outcome is expected


def test_the_sources_of_the_amendment_are_cited_after_its_own() -> None:
    text = BASE + HEAD.replace("source d\n", 'source d change.1 "page 2"\n') + "    withdraw a from requirement first\n"
    policy, _ = compiled(text).policy("main", AFTER)
    assert policy is not None
    assert [str(each) for each in policy.criteria[0].citations] == ["d", "d change.1, page 2"]


def test_what_only_one_edition_uses_is_used() -> None:
    value = "\nvalue only before : yes/no\n    source d\n    a\n\nrequirement old\n    source d\n    only before\n"
    value += "\nvalue only after : yes/no\n    source d\n    b\n"
    changes = "    withdraw requirement old\n    add requirement new\n        source d\n        only after\n"
    text = value.replace("only before", "old way").replace("only after", "new way")
    assert codes(compiled(BASE + text + HEAD + changes.replace("only after", "new way"))) == []


OTHER = """
use main (d, first, Lab)

policy Q
    in force 2024-01-01 through 2024-12-31
    judges Lab

requirement own
    source d
    c
"""


@pytest.mark.parametrize("mistake", ["", "    add requirement fourth\n        source d\n        unheard\n"])
def test_what_later_amendments_do_not_reach_is_as_an_earlier_one_made_it(mistake: str) -> None:
    """Each day comes to what it does when the amendments of later days are not there."""
    changes = {
        "2024-03-01": ("main", "    replace requirement first\n        source d\n        b\n" + mistake),
        "2024-05-01": ("other", "    add requirement third\n        source d\n        a\n"),
        "2024-07-01": ("other", "    withdraw requirement own\n"),
        "2024-09-01": ("main", "    withdraw requirement cheap\n"),
    }
    texts = {
        day: f'use main (d)\namendment "{day}"\n    source d\n    effective {day}\n    amends {module}\n{lines}'
        for day, (module, lines) in changes.items()
    }
    names = {day: f"on{day.replace('-', '')}" for day in texts}
    whole = compiled(BASE, other=OTHER, **{names[day]: text for day, text in texts.items()})
    for at, day in enumerate(texts, 1):
        by_then = dict([*texts.items()][:at])
        part = compiled(BASE, other=OTHER, **{names[each]: text for each, text in by_then.items()})
        for module in ("main", "other"):
            on = datetime.date.fromisoformat(day)
            assert whole.model(module, on) == part.model(module, on), (module, day)
            assert whole.policy(module, on) == part.policy(module, on), (module, day)
        if at == len(texts):
            assert codes(whole) == codes(part)
    on = [datetime.date.fromisoformat(each) for each in texts]
    assert [whole.model("main", each) is whole.model("main", on[0]) for each in on] == [True, True, True, False]
    assert [whole.model("other", each) is whole.model("other", on[1]) for each in on] == [False, True, False, False]
    assert ("E201" in codes(whole)) == bool(mistake)


def test_what_an_edition_before_the_last_uses_is_used() -> None:
    """`kept` is read in the first edition alone, and the last amends another policy."""
    value = "\nvalue kept : yes/no\n    source d\n    b\n\nvalue idle : yes/no\n    source d\n    c\n"
    changes = "    add requirement new\n        source d\n        kept\n"
    later = """
use main (d)

amendment "Later"
    source d
    effective 2024-08-01
    amends other
    withdraw requirement own
"""
    compilation = compiled(BASE + value + HEAD + changes, other=OTHER, later=later)
    assert [(each.code, each.span.text) for each in compilation.diagnostics] == [("W803", "idle")]


def test_mistakes_in_a_change_are_told_at_their_place() -> None:
    compilation = compiled(BASE + HEAD + "    add requirement third\n        source d\n        d2\n")
    (found,) = compilation.diagnostics
    assert (found.code, found.span.text) == ("E201", "d2")
    assert compilation.policy("main", AFTER) == (None, ())


def test_dutch_keywords() -> None:
    changes = "schrap a uit eis first\nnieuwe eis third\n    bron d\n    c\nwijzig parameter ceiling\n    vanaf 2024-01-01 : 90"
    text = 'wijziging "Change"\n    bron d\n    ingangsdatum 2024-07-01\n'
    text += "    wijzigt main\n    voor kind is hospital\n    schrap eis first\n"
    compilation = compiled(BASE, other="gebruik main (d)\n\n" + text)
    assert verdicts(compilation, AFTER, kind="hospital")["first"] == "not applicable"
    more = 'wijziging "More"\n    bron d\n    ingangsdatum 2024-07-01\n    wijzigt main\n'
    lines = "".join(f"    {line}\n" for line in changes.split("\n"))
    compilation = compiled(BASE, other="gebruik main (d)\n\n" + more + lines)
    assert verdicts(compilation, AFTER, a=False) == {
        "first": "met",
        "cheap": "not met",
        "barred": "not met",
        "third": "not met",
    }


def test_an_allocation_can_be_withdrawn_and_a_preference_replaced() -> None:
    orders = """
preference cheapest
    source d
    ordered by price

allocation first two
    source d
    take Labs ordered by price
    until 2 are taken
"""
    changes = (
        "    withdraw allocation first two\n    replace preference cheapest\n"
        "        source d\n        ordered by price highest first\n"
    )
    compilation = compiled(BASE + orders + HEAD + changes)
    assert codes(compilation) == []
    before, after = (compilation.policy("main", day)[0] for day in (BEFORE, AFTER))
    assert before is not None and after is not None
    assert (len(before.allocations), len(after.allocations)) == (1, 0)
    assert before.preferences[0].keys != after.preferences[0].keys
