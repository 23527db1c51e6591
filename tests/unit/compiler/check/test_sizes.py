"""What is worked out of how large conditions become is never less than what they become, and at most a few times as much."""

from __future__ import annotations

import datetime

import pytest

from compiler.check.sizes import Size, size_of
from compiler.ir.nodes import Expr
from compiler.ir.places import operands
from compiler.pipeline import Compilation
from dsl.source import SourceFile

POLICY = """\
policy P
    in force 2025-01-01 through 2025-12-31
    judges Company

document d "made up"

record Company
    announced on : date, optional
    offered on   : date, optional
    answered on  : date, optional
    signed at    : date and time, optional
    reported on  : date per year, optional
    small        : yes/no

deadline offer
    source d
    applies when small
    from 1 February 2025
    by 1 May 2025, within 1 month after announced on, whichever comes {which}
    done on : offered on
    unless small and small

deadline answer
    source d
    within 1 month after date of deadline offer, within 2 weeks after offered on, by 1 June 2025, whichever comes {which}
    done on : answered on

deadline signature
    source d
    by 1 June 2025 before 12:00
    done on : signed at

deadline report
    source d
    by 1 June after each year from 2020 through 2024
    done on : reported on

requirement r
    source d
    {condition}
"""
ASKED = [
    "deadline offer is met",
    "deadline offer is not missed",
    "deadline answer is open",
    "deadline answer is not met",
    "offered on ≤ date of deadline answer",
    "deadline signature is open",
    "deadline report is not open",
    "deadline report is missed",
]


@pytest.mark.parametrize("which", ["first", "last"])
@pytest.mark.parametrize("condition", ASKED)
def test_deadlines(condition: str, which: str) -> None:
    compilation = Compilation.of_texts(SourceFile("policies/p.policy", POLICY.format(which=which, condition=condition)))
    day = datetime.date(2025, 3, 1)
    model, (policy, _) = compilation.model("p", day), compilation.policy("p", day)
    assert model is not None
    assert policy is not None
    told, (nodes, depth) = size_of(model), _size(policy.criteria[0].body)
    assert nodes <= told[0] <= 6 * nodes
    assert depth <= told[1] <= depth + 15


def _size(expr: Expr) -> Size:
    within = [_size(each) for each in operands(expr)]
    return 1 + sum(nodes for nodes, _ in within), 1 + max((depth for _, depth in within), default=0)
