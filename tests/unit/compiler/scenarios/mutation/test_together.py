"""Mistakes in orders, limits, deadlines, years and amendments are caught by examples, and go unnoticed without them."""

from __future__ import annotations

import pytest

from compiler.pipeline import Compilation
from compiler.report.mutation import told
from compiler.scenarios.mutation.run import Held, run_mutants
from dsl.source import SourceFile

POLICY = """\
policy Practices
    in force 2024-01-01 through 2024-12-31
    judges Practice

document d "made up"

record Practice
    ready    : yes/no
    listed   : yes/no
    region   : text
    score    : number
    service  : number
    since    : date
    costs    : EUR, at least 0 EUR
    yearly   : number per year
    answered : date, optional
    asked    : date, optional

requirement ready
    source d 1
    ready
"""
RULES = """
preference by score
    source d 2
    ordered by score highest first, then since

preference weighed
    source d 3
    per region
    weight 60% : score
    weight 40% : service

allocation first two
    source d 4
    take Practices ordered by since, then score
    until 2 are taken

allocation up to the limit
    source d 5
    each quarter from 2024-01-01 through 2024-12-31
    take Practices ordered by since
    until costs reach 209 EUR
    the Practice that crosses the limit is out

deadline answer
    source d 6
    from 2024-02-01
    by 2024-03-15, within 6 weeks after asked, whichever comes first
    done on : answered

requirement not down
    source d 7
    yearly is not falling over 2 years up to 2023

requirement last year
    source d 8
    yearly in year before decision ≥ 6

amendment "The list counts"
    source d 9
    effective 2024-06-01
    add requirement listed
        source d 9
        listed
"""
EXAMPLES = """
example "A"
    as of 2024-04-01
    population "B", "C"
    ready = yes
    region = "North"
    score = 8
    service = 6
    since = 2020-01-01
    costs = 150 EUR
    yearly = 6 in 2022, 6 in 2023
    asked = 2024-01-20
    answered = 2024-03-02
    expect eligible
    expect by score = 1
    expect weighed = 1
    expect first two = yes
    expect up to the limit = 2024-01-01
    expect answer met
    expect not down met
    expect last year met

example "B" like "A" but
    population "A", "C"
    since = 2020-01-02
    score = 6
    service = 8
    costs = 60 EUR
    answered = 2024-03-03
    expect by score = 3
    expect weighed = 2
    expect first two = yes
    expect up to the limit = 2024-04-01
    expect answer missed

example "C" like "A" but
    population "A", "B"
    region = "South"
    since = 2020-01-03
    costs = 250 EUR
    asked = 2024-02-20
    answered = 2024-03-15
    service = 5
    expect eligible
    expect by score = 2
    expect weighed = 1
    expect first two = no
    expect answer met

example "D, down" like "A" but
    population empty
    yearly = 7 in 2022, 6 in 2023
    expect not down not met

example "E, in the summer" like "A" but
    as of 2024-06-01
    population empty
    listed = no
    expect ineligible
    expect listed not met
"""


def held(text: str) -> list[Held]:
    compilation = Compilation.of_texts(SourceFile("policies/practices.policy", text))
    assert [f"{each.span}: {each.message.en}" for each in compilation.diagnostics if each.is_error] == []
    return list(run_mutants(compilation, jobs=1))


NOTICED = [
    ("order", "`score highest first` becomes `score lowest first`"),
    ("order", "`since earliest first` becomes `since latest first`"),
    ("order", "`60% : score, 40% : service` becomes"),
    ("order", "`per region` is left out"),
    ("limit", "`until 2 are taken` becomes `until 1 are taken`"),
    ("limit", "is out` becomes `that crosses the limit is in`"),
    ("limit", "`each quarter` becomes `each year`"),
    ("threshold", "`209 EUR` becomes `210 EUR`"),
    ("deadline", "whichever comes last`"),
    ("threshold", "`6 weeks` becomes `7 weeks`"),
    ("year", "`yearly is not falling over 2 years up to 2023` becomes `yearly is not rising"),
    ("year", "`yearly in year before decision` becomes `yearly in year of decision`"),
    ("amendment", '`amendment "The list counts"` is left out'),
]


@pytest.fixture(scope="module")
def shown() -> list[Held]:
    return held(POLICY + RULES + EXAMPLES)


@pytest.mark.parametrize(("family", "words"), NOTICED)
def test_a_mistake_is_noticed(family: str, words: str, shown: list[Held]) -> None:
    found = [each for each in shown if each.mutant.family == family and words in told(each.mutant)]
    assert found, [told(each.mutant) for each in shown if each.mutant.family == family]
    assert any(each.noticed_by is not None for each in found), [told(each.mutant) for each in found]


def test_nothing_is_noticed_without_examples() -> None:
    assert all(each.noticed_by is None for each in held(POLICY + RULES))
