"""Decision tables: the example that a finding shows is a real one, and only real overlaps and gaps are found."""

from __future__ import annotations

import pytest

from tests.unit.compiler.policies import compiled

HEAD = """
policy P
    judges Practice

document d

counted patient, patients

record Practice
    share    : percent, at least 0%, at most 100%
    size     : count of patients
    kind     : one of city, country, island
    name     : text
    until    : date, optional
    member   : yes/no

decision route{hit}
    source d
"""


def findings(*rows: str, hit: str = "") -> list[tuple[str, str]]:
    text = HEAD.format(hit=hit) + "".join(f"    {row}\n" for row in rows)
    return [(each.code, each.message.en) for each in compiled(text).diagnostics]


@pytest.mark.parametrize(
    "rows",
    [
        ("| share | => o |", "| ≥ 25% | a |", "| < 25% | b |"),
        ("| share | => o |", "| between 0% and 25% | a |", "| > 25% | b |"),
        ("| size | => o |", "| ≤ 2 patients | a |", "| ≥ 3 patients | b |"),
        ("| size | => o |", "| 0 patients | a |", "| > 0 patients | b |"),
        ("| kind | => o |", "| city, country | a |", "| island | b |"),
        ("| kind | => o |", "| is not city | a |", "| city | b |"),
        ("| name | => o |", '| "x" | a |', '| is not "x" | b |'),
        ("| until | => o |", "| none | a |", "| ≥ 2025-01-01 | b |", "| < 2025-01-01 | c |"),
        ("| until | => o |", "| unknown | a |", "| known | b |"),
        ("| member | kind | => o |", "| yes | - | a |", "| no | city | b |", "| no | country, island | c |"),
        ("| member | => o |", "| yes | a |", "| yes | a |", "| no | b |"),
    ],
)
def test_complete_tables_get_nothing(rows: tuple[str, ...]) -> None:
    assert findings(*rows) == []


@pytest.mark.parametrize(
    ("rows", "code", "example"),
    [
        (("| share | => o |", "| > 25% | a |", "| < 25% | b |"), "W806", "`share` is 25%"),
        (("| share | => o |", "| ≥ 25% | a |", "| < 20% | b |"), "W806", "`share` is 20%"),
        (("| share | => o |", "| ≥ 25% | a |", "| ≤ 25% | b |"), "E404", "`share` is 25%"),
        (("| size | => o |", "| < 2 patients | a |", "| > 2 patients | b |"), "W806", "`size` is 2 patients"),
        (("| kind | => o |", "| city | a |", "| country | b |"), "W806", "`kind` is `island`"),
        (("| name | => o |", '| "x" | a |'), "W806", "`name` is another text"),
        (("| until | => o |", "| ≥ 2025-01-01 | b |", "| < 2025-01-01 | c |"), "W806", "`until` is none"),
        (
            ("| member | kind | => o |", "| yes | - | a |", "| no | city | b |"),
            "W806",
            "`member` is no and `kind` is `country`",
        ),
        (
            ("| member | kind | => o |", "| yes | - | a |", "| - | city | b |", "| no | - | c |"),
            "E404",
            "`kind` is `city`",
        ),
    ],
)
def test_gaps_and_overlaps_come_with_an_example(rows: tuple[str, ...], code: str, example: str) -> None:
    found = findings(*rows)
    assert found[0][0] == code
    assert example in found[0][1]


def test_in_a_first_table_rows_may_overlap_and_late_ones_may_be_dead() -> None:
    rows = ("| share | member | => o |", "| ≥ 25% | - | a |", "| - | yes | b |", "| ≥ 50% | no | c |", "| - | - | d |")
    assert findings(*rows, hit=" first") == [("W808", "row 3 is never reached")]


def test_a_search_that_would_take_too_long_says_so() -> None:
    fields = "".join(f"    f{at} : one of a, b, c, d\n" for at in range(12))
    names = " | ".join(f"f{at}" for at in range(12))
    rows = "".join(
        f"    | {' | '.join('abcd'[(at * step) % 4] if at % 3 == step % 3 else '-' for at in range(12))} | {step} |\n"
        for step in range(1, 40)
    )
    head = f"policy P\n    judges R\n\ndocument d\n\nrecord R\n{fields}"
    text = f"{head}\ndecision big first\n    source d\n    | {names} | => o |\n{rows}"
    found = [each.code for each in compiled(text).diagnostics]
    assert "W807" in found
