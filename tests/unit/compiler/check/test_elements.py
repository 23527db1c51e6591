"""What one element of a list is called where it is told of: by its declared word, or by the name of its record."""

from __future__ import annotations

import pytest

from compiler.ir import text
from compiler.ir.evaluate import evaluate
from compiler.ir.peers import Place
from compiler.ir.verdicts import Leaf
from dsl.kinds import ListKind
from tests.unit.compiler.policies import policy_of

LISTS = """policy P
    in force 2025-01-01 through 2025-12-31
    judges Practice

document d

record Practice
    {0} : list of {1}

record {2}
    open : yes/no

requirement all open
    source d 1
    every {3} has open
"""


@pytest.mark.parametrize(
    ("name", "kind", "asked", "told"),
    [
        ("doctors", "Doctor", "doctor", "doctor"),
        ("contracted chains", "Chain", "contracted chain", "contracted chain"),
        ("IGJ enquiries", "Enquiry", "enquiry", "IGJ enquiry"),
        ("price list", "Entry, each entry", "entry", "entry"),
        ("fysiotherapeuten", "Fysiotherapeut", "fysiotherapeut", "fysiotherapeut"),
        ("staff", "Doctor", "doctor", "staff"),
    ],
)
def test_the_word_for_one_element(name: str, kind: str, asked: str, told: str) -> None:
    policy = policy_of(LISTS.format(name, kind, kind.partition(",")[0], asked))
    found = evaluate(policy, {name: ({"open": True}, {})})
    (leaf,) = found.results[0].rests_on
    assert text.leaf(leaf, "en") == f"open of {told} 2"
    assert text.leaf(leaf, "nl") == f"open van {told} 2"


def test_a_word_that_two_lists_share_tells_nothing() -> None:
    policy = policy_of(
        LISTS.format("doctors", "Doctor, each professional", "Doctor", "nurse").replace(
            "\n\nrecord Doctor", "\n    nurses : list of Doctor, each professional\n\nrecord Doctor"
        )
    )
    kinds = [each.kind for each in policy.record("Practice").fields]
    assert [each.one for each in kinds if isinstance(each, ListKind)] == [None, None]


def test_a_name_stands_behind_the_number() -> None:
    assert text.leaf(Leaf(("doctors", Place(2, "De Linde", "doctor"), "fte")), "en") == 'fte of doctor 2 "De Linde"'
    assert Place.named(Place(2, None, "doctor"), "x").one == "doctor"
