"""What becomes of a deadline: held to a plain account of its meaning, on every day and for all facts; learning never turns it."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compiler.ir.deadlines import last_days, status_of, statuses
from compiler.ir.evaluate import computed
from compiler.ir.nodes import Policy
from compiler.ir.places import Scope
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import DeadlineStatus
from tests.unit.compiler.policies import policy_of

Record = dict[str, Any]
DAYS = [datetime.date(2024, 2, 27) + datetime.timedelta(days=number) for number in range(8)]
MIDNIGHT = datetime.time()
TEXT = """
policy P
    judges Company

document d "Document"

record Company
    large      : yes/no
    postponed  : yes/no
    agreed on  : date, optional
    offered on : date, optional
    done on day    : date, optional
    signed at  : date and time, optional

deadline fixed
    source d
    by 1 March 2024
    done on : done on day

deadline strict
    source d
    before 1 March 2024
    done on : done on day

deadline first
    source d
    by 1 March 2024, within 1 day after agreed on, whichever comes first
    done on : done on day

deadline last
    source d
    within 1 day after agreed on, within 2 days after offered on, whichever comes last
    done on : done on day

deadline window
    source d
    applies when large
    from 29 February 2024
    by 1 March 2024
    done on : done on day
    unless postponed

deadline noon
    source d
    by 1 March 2024 before 12:00
    done on : signed at
"""
NAMES = ("fixed", "strict", "first", "last", "window")


def _asked(name: str) -> str:
    return "".join(
        f"\nvalue {name} {status} : yes/no\n    source d\n    deadline {name} is {status}\n"
        for status in ("met", "missed", "open")
    )


@cache
def policy(day: datetime.date) -> Policy:
    return policy_of(TEXT + "".join(map(_asked, (*NAMES, "noon"))), day)


def dates(*absent: Any) -> st.SearchStrategy[Any]:
    return st.one_of(st.sampled_from(DAYS), *map(st.just, absent))


def moments(*absent: Any) -> st.SearchStrategy[Any]:
    minutes = st.sampled_from((0, 719, 720, 721, 1439))
    made = st.builds(
        lambda day, minute: datetime.datetime.combine(day, MIDNIGHT) + datetime.timedelta(minutes=minute),
        st.sampled_from(DAYS),
        minutes,
    )
    return st.one_of(made, *map(st.just, absent))


def records(*absent: Any) -> st.SearchStrategy[Record]:
    """Facts of a company; `absent` are the absences that a date may have."""
    unknown = [each for each in absent if each is UNKNOWN]
    yes_no = st.one_of(st.booleans(), *map(st.just, unknown))
    return st.fixed_dictionaries(
        {
            "large": yes_no,
            "postponed": yes_no,
            "agreed on": dates(*absent),
            "offered on": dates(*absent),
            "done on day": dates(*absent),
            "signed at": moments(*absent),
        }
    )


def expected_day(name: str, facts: Record) -> datetime.date | None:
    """The last day; None while nothing makes the deadline run."""
    fixed = datetime.date(2024, 3, 1)
    after = {
        key: None if facts[key] is NONE else facts[key] + datetime.timedelta(days=days)
        for key, days in (("agreed on", 1), ("offered on", 2))
    }
    match name:
        case "strict":
            return datetime.date(2024, 2, 29)
        case "first":
            return min(each for each in (fixed, after["agreed on"]) if each is not None)
        case "last":
            days = list(after.values())
            return None if None in days else max(days)  # type: ignore[type-var]
        case _:
            return fixed


def expected(name: str, facts: Record, today: datetime.date) -> str:
    """In so many words what the manual says."""
    if name == "noon":
        due = datetime.datetime(2024, 3, 1, 12)
        signed = None if facts["signed at"] is NONE or facts["signed at"].date() > today else facts["signed at"]
        if signed is not None and signed < due:
            return "met"
        return "missed" if today > due.date() or signed is not None else "open"
    if name == "window" and not facts["large"]:
        return "not applicable"
    last, done = expected_day(name, facts), facts["done on day"]
    early = name == "window" and done is not NONE and done < datetime.date(2024, 2, 29)
    happened = done is not NONE and done <= today and not early
    if happened and (last is None or done <= last):
        return "met"
    if name == "window" and facts["postponed"]:
        return "waived"
    return "missed" if last is not None and today > last else "open"


@given(records(NONE), st.sampled_from(DAYS))
def test_each_status_is_what_the_manual_says(facts: Record, today: datetime.date) -> None:
    found = statuses(policy(today), facts)
    assert {name: status.value for name, status in found.items()} == {
        name: expected(name, facts, today) for name in (*NAMES, "noon")
    }
    days = last_days(policy(today), facts)
    assert {name: days[name] for name in NAMES} == {name: expected_day(name, facts) or NONE for name in NAMES}


@given(records(NONE), st.sampled_from(DAYS))
def test_of_a_decided_deadline_exactly_one_question_is_answered_yes(facts: Record, today: datetime.date) -> None:
    answers = computed(policy(today), facts)
    for name in (*NAMES, "noon"):
        said = expected(name, facts, today)
        counts_as = "met" if said in ("not applicable", "waived") else said
        assert {each: answers[f"{name} {each}"] for each in ("met", "missed", "open")} == {
            each: each == counts_as for each in ("met", "missed", "open")
        }


FORGOTTEN = st.sets(st.sampled_from(["large", "postponed", "agreed on", "done on day", "signed at"]))


@given(records(NONE), st.sampled_from(DAYS), FORGOTTEN)
def test_learning_a_fact_never_turns_a_status(facts: Record, today: datetime.date, unknown: set[str]) -> None:
    less = {name: UNKNOWN if name in unknown else value for name, value in facts.items()}
    before, after = statuses(policy(today), less), statuses(policy(today), facts)
    answers, learnt = computed(policy(today), less), computed(policy(today), facts)
    for name, status in before.items():
        assert status is DeadlineStatus.UNKNOWN or after[name] is status
    assert all(value is UNKNOWN or learnt[name] == value for name, value in answers.items())


@given(records(NONE, UNKNOWN), st.sampled_from(DAYS), st.data())
def test_the_facts_that_a_status_rests_on_settle_it(facts: Record, today: datetime.date, data: st.DataObject) -> None:
    for deadline in policy(today).deadlines:
        status, rests_on = status_of(deadline, Scope(facts))
        assert bool(rests_on) is (status is DeadlineStatus.UNKNOWN)
        given_ = {str(leaf.path[0]): data.draw(_known(str(leaf.path[0])), label=str(leaf)) for leaf in rests_on}
        assert status_of(deadline, Scope({**facts, **given_}))[0] is not DeadlineStatus.UNKNOWN


def _known(name: str) -> st.SearchStrategy[Any]:
    if name in ("large", "postponed"):
        return st.booleans()
    return moments(NONE) if name == "signed at" else dates(NONE)
