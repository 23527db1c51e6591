"""Coverage on tiny policies of which it is known: what is asked, and what one example after another shows."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from compiler.pipeline import Compilation
from compiler.scenarios.coverage.items import Coverage, Score
from compiler.scenarios.coverage.measure import Observer, measure
from compiler.scenarios.run import run_examples
from dsl.source import SourceFile

HEAD = """policy Tiny "A tiny policy"
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d "A document"

counted patient, patients

record Practice
    registered patients : count of patients
    share               : percent
    open since          : date
    closed on           : date, optional
    signed at           : date and time
    certified           : yes/no
    insured             : yes/no
    agreed              : yes/no, optional
    position            : one of owner, employed, locum
    level               : one of practice, region
    chains              : some of DMII, COPD
    doctors             : list of Doctor
    parent              : Parent, optional

record Doctor
    fte    : fte, at least 0 fte
    senior : yes/no
    score  : number per year

record Parent
    contracted : yes/no

judgement fit by "VGZ"

"""


def covered(rules: str, *examples: str) -> Coverage:
    """The coverage of rules by examples: each the facts of one, on lines of their own."""
    text = HEAD + rules
    for number, facts in enumerate(examples, 1):
        lines = facts.strip().splitlines()
        day = [] if any(each.startswith("as of") for each in lines) else ["as of 2025-03-01"]
        body = "".join(f"    {each}\n" for each in [*day, *lines])
        text += f'\nexample "{number}"\n{body}    expect undetermined\n'
    compilation = Compilation.of_texts(SourceFile("tiny.policy", text), root=Path().absolute())
    assert not [each.message.en for each in compilation.diagnostics if each.is_error]
    observer = Observer()
    runs = run_examples(compilation)
    assert len(runs) == len(examples)
    for each in runs:
        observer.watch(each.case.name, each.policy, each.case.facts, each.decided)
    return measure(compilation, observer.seen, [(each.case.policy, each.case.as_of) for each in runs])


def shown(coverage: Coverage, notion: str) -> dict[str, dict[str, list[str]]]:
    """Per item of a kind: its aspects with the examples that show them."""
    return {
        " / ".join(filter(None, [each.item.said or each.item.owner, each.item.detail])): {
            aspect: list(names) for aspect, names in each.examples.items()
        }
        for each in coverage.all
        if each.item.notion == notion
    }


def rule(*lines: str) -> str:
    return "requirement size\n    source d\n" + "".join(f"    {each}\n" for each in lines)


# --- verdicts and outcomes --------------------------------------------------------------------------------------------


def test_a_criterion_is_asked_only_the_verdicts_it_can_have() -> None:
    plain = shown(covered(rule("certified")), "verdict")
    assert list(plain["size"]) == ["met", "not met", "unknown"]
    judged = shown(covered(rule("fit")), "verdict")
    assert list(judged["size"]) == ["met", "not met", "awaiting judgement"]
    full = shown(covered(rule("applies when insured", "certified", "unless fit")), "verdict")
    assert list(full["size"]) == ["met", "not met", "unknown", "awaiting judgement", "not applicable", "waived"]
    known = shown(covered(rule("certified is known")), "verdict")
    assert list(known["size"]) == ["met", "not met"]


def test_verdicts_are_seen_by_name() -> None:
    found = shown(
        covered(rule("certified", "unless fit"), "certified = yes", "certified = no", "certified = no\nfit = yes"),
        "verdict",
    )
    assert found["size"] == {
        "met": ["1"], "not met": [], "unknown": [], "awaiting judgement": ["2"], "waived": ["3"],
    }  # fmt: skip


def test_a_policy_is_asked_its_decisions() -> None:
    found = shown(covered(rule("certified"), "certified = yes"), "outcome")
    assert found == {"Tiny": {"eligible": ["1"], "ineligible": [], "undetermined": []}}
    assert "awaiting judgement" in shown(covered(rule("fit")), "outcome")["Tiny"]


# --- boundaries -------------------------------------------------------------------------------------------------------


def test_a_threshold_is_asked_below_on_and_above() -> None:
    found = shown(
        covered(rule("registered patients ≥ 100 patients"), "registered patients = 99", "registered patients = 100"),
        "threshold",
    )
    assert found == {"registered patients ≥ 100 patients": {"below": ["1"], "on": ["2"], "above": []}}


def test_bounds_of_the_declaration_rule_sides_out() -> None:
    assert list(
        shown(covered(rule("registered patients > 0 patients")), "threshold")["registered patients > 0 patients"]
    ) == ["on", "above"]
    both = covered(rule("at least 2 of", "    - certified", "    - insured"))
    assert list(shown(both, "threshold")["at least 2 of"]) == ["below", "on"]
    between = shown(covered(rule("registered patients between 10 patients and 20 patients")), "threshold")
    assert [name.rpartition(" / ")[2] for name in between] == ["from the lowest", "until the highest"]


def test_a_count_is_never_on_a_threshold_that_is_not_whole() -> None:
    found = shown(covered(rule("number of doctors > 1.5")), "threshold")
    assert list(found["number of doctors > 1.5"]) == ["below", "above"]


def test_a_threshold_in_a_list_is_seen_in_every_element() -> None:
    facts = "doctors =\n    - fte 0.5\n    - fte 0.3\n    - fte unknown"
    found = shown(covered(rule("every doctor has fte ≥ 0.5 fte"), facts), "threshold")
    assert found == {"fte ≥ 0.5 fte": {"below": ["1"], "on": ["1"], "above": []}}


def test_a_date_is_asked_the_days_next_to_it() -> None:
    examples = ["open since = 2024-06-30", "open since = 2024-07-02", "open since = 2024-06-29"]
    found = shown(covered(rule("open since before 1 July 2024"), *examples), "date")
    assert found == {
        "open since before 1 July 2024": {"the day before": ["1"], "on the day": [], "the day after": ["2"]}
    }


def test_a_moment_is_asked_the_minutes_next_to_it() -> None:
    found = shown(covered(rule("signed at before 1 July 2024 12:00"), "signed at = 2024-07-01 11:59"), "date")
    assert found == {
        "signed at before 1 July 2024 12:00": {
            "the minute before": ["1"], "on the minute": [], "the minute after": [],
        }
    }  # fmt: skip


def test_a_date_of_the_decision_is_asked_within_the_period_in_force() -> None:
    inside = shown(covered(rule("date of decision after 1 July 2025"), "certified = yes"), "date")
    assert list(inside["date of decision after 1 July 2025"]) == ["the day before", "on the day", "the day after"]
    first = shown(covered(rule("date of decision after 1 January 2025"), "as of 2025-01-01"), "date")
    assert first == {"date of decision after 1 January 2025": {"on the day": ["1"], "the day after": []}}
    assert shown(covered(rule("date of decision after 1 July 2026"), "certified = yes"), "date") == {}


def test_within_has_a_first_and_a_last_day() -> None:
    found = shown(
        covered(rule("open since within 12 months before date of decision"), "open since = 2024-03-01"), "date"
    )
    first, last = found
    assert first.endswith("/ from the first day") and last.endswith("/ until the last day")
    assert found[first]["on the day"] == ["1"] and not any(found[last].values())


# --- tables -----------------------------------------------------------------------------------------------------------

TABLE = """decision route {hit}
    source d
    | certified | position | => route |
    | yes       | owner    | short    |
    | no        | {second} | long     |
"""


def test_each_row_is_asked_and_the_case_that_no_row_covers() -> None:
    found = shown(
        covered(
            TABLE.format(hit="", second="-"), "certified = yes\nposition = owner", "certified = yes\nposition = locum"
        ),
        "row",
    )
    assert found == {"row 1": {"reached": ["1"]}, "row 2": {"reached": []}, "no row": {"reached": ["2"]}}


def test_a_table_without_gaps_has_no_default() -> None:
    complete = TABLE.format(hit="first", second="-") + "    | -         | -        | middle   |\n"
    assert list(shown(covered(complete), "row")) == ["row 1", "row 2", "row 3"]


def test_a_row_that_is_never_reached_is_not_asked() -> None:
    shadowed = TABLE.format(hit="first", second="-") + "    | no        | locum    | odd      |\n"
    assert list(shown(covered(shadowed), "row")) == ["no row", "row 1", "row 2"]


def test_cells_have_boundaries() -> None:
    table = "decision route\n    source d\n    | share | => route |\n    | ≥ 25% | a |\n    | < 25% | b |\n"
    found = shown(covered(table, "share = 25%"), "threshold")
    assert found == {
        "share ≥ 25%": {"below": [], "on": ["1"], "above": []},
        "share < 25%": {"below": [], "on": ["1"], "above": []},
    }


# --- conditions -------------------------------------------------------------------------------------------------------

YES, NO = "decides as met", "decides as not met"


def test_a_condition_must_decide_alone() -> None:
    both = rule("all of", "    - certified", "    - insured")
    found = shown(covered(both, "certified = yes\ninsured = yes", "certified = no\ninsured = no"), "condition")
    assert found == {"certified": {YES: ["1"], NO: []}, "insured": {YES: ["1"], NO: []}}
    found = shown(covered(both, "certified = no\ninsured = yes", "certified = yes\ninsured = no"), "condition")
    assert found == {"certified": {YES: [], NO: ["1"]}, "insured": {YES: [], NO: ["2"]}}


def test_an_unknown_beside_it_masks_a_condition_that_would_not_decide_without() -> None:
    both = rule("all of", "    - certified", "    - insured")
    found = shown(covered(both, "certified = yes", "certified = no"), "condition")
    assert found["certified"] == {YES: [], NO: []}


def test_either_is_enough() -> None:
    either = rule("certified or insured")
    found = shown(
        covered(
            either, "certified = yes\ninsured = yes", "certified = no\ninsured = yes", "certified = no\ninsured = no"
        ),
        "condition",
    )
    assert found == {"certified": {YES: [], NO: ["3"]}, "insured": {YES: ["2"], NO: ["3"]}}


def test_each_option_counts() -> None:
    found = shown(
        covered(rule("position is one of owner, employed"), "position = owner", "position = locum"), "condition"
    )
    said = "position is one of owner, employed"
    assert found == {f"{said} / owner": {YES: ["1"], NO: ["2"]}, f"{said} / employed": {YES: [], NO: ["2"]}}
    found = shown(
        covered(rule("chains includes all of DMII, COPD"), "chains = DMII", "chains = DMII, COPD"), "condition"
    )
    said = "chains includes all of DMII, COPD"
    assert found == {f"{said} / COPD": {YES: ["2"], NO: ["1"]}, f"{said} / DMII": {YES: ["2"], NO: []}}


def test_one_element_decides_for_the_list() -> None:
    every = rule("every doctor has senior")
    one = "doctors =\n    - senior yes\n    - senior no"
    two = "doctors =\n    - senior no\n    - senior no"
    assert shown(covered(every, one, two), "condition") == {"senior": {YES: [], NO: ["1"]}}
    some = rule("some doctor has senior")
    assert shown(covered(some, one, two), "condition") == {"senior": {YES: ["1"], NO: ["2"]}}


def test_a_count_turns_only_at_its_threshold() -> None:
    counted = rule("at least 2 doctors have senior")
    lists = ["yes yes no", "yes no no", "yes yes yes", "no no no"]
    examples = ["doctors =\n" + "".join(f"    - senior {each}\n" for each in one.split()) for one in lists]
    assert shown(covered(counted, *examples), "condition") == {"senior": {YES: ["1"], NO: ["2"]}}
    listed = rule("exactly 1 of", "    - certified", "    - insured")
    found = shown(covered(listed, "certified = yes\ninsured = no"), "condition")
    assert found == {"certified": {YES: ["1"], NO: []}, "insured": {YES: [], NO: ["1"]}}


def test_a_filter_decides_which_elements_count() -> None:
    total = rule("(total fte of doctors where senior) ≥ 1 fte")
    found = shown(covered(total, "doctors =\n    - fte 1, senior yes"), "condition")
    assert found["senior"] == {YES: ["1"], NO: []}


def test_an_exception_has_no_say_while_the_body_holds() -> None:
    excepted = rule("certified", "unless insured")
    found = shown(covered(excepted, "certified = yes\ninsured = yes", "certified = no\ninsured = yes"), "condition")
    assert found == {"certified": {YES: ["1"], NO: ["2"]}, "insured": {YES: ["2"], NO: []}}


def test_a_body_has_no_say_where_the_criterion_does_not_apply() -> None:
    limited = rule("applies when insured", "certified")
    found = shown(covered(limited, "insured = no\ncertified = yes", "insured = yes\ncertified = yes"), "condition")
    assert found == {"insured": {YES: ["2"], NO: ["1"]}, "certified": {YES: ["2"], NO: []}}


def test_a_policy_that_a_record_meets_if_there_is_one_is_asked_as_one_condition() -> None:
    """Its criteria are asked where they stand."""
    texts = {
        "records": "record Practice\n    parent : Parent, optional\n\nrecord Parent\n    contracted : yes/no\n",
        "parents": "use records\n\npolicy Parents\n    judges Parent\n\nrequirement contract\n    contracted\n\n"
        "exclusion closed\n    not contracted\n",
        "main": "use records\n\npolicy Main\n    judges Practice\n\nrequirement parent\n    meets parents for parent\n",
    }
    files = (SourceFile(f"{name}.policy", text) for name, text in texts.items())
    coverage = measure(
        Compilation.of_texts(*files, root=Path().absolute()), {}, {("main", datetime.date(2025, 3, 1)): None}
    )
    assert [each.item.notion for each in coverage.all] == ["outcome", "verdict", "condition"]
    assert shown(coverage, "condition") == {"meets parents for parent": {YES: [], NO: []}}


def test_a_fact_that_may_be_none_is_not_met_without_being_no() -> None:
    found = shown(covered(rule("agreed is none and not agreed"), "agreed = none", "agreed = no"), "condition")
    assert found == {"agreed is none": {YES: ["1"], NO: ["2"]}, "agreed": {NO: ["1"]}}


def test_a_guard_that_its_own_fact_decides_is_asked_one_way() -> None:
    guarded = rule("parent is not none and parent has contracted")
    found = shown(covered(guarded, "parent = none", "parent = contracted no", "parent = contracted yes"), "condition")
    assert found == {"parent is not none": {YES: ["3"]}, "contracted": {YES: ["3"], NO: ["2"]}}


def test_what_is_not_one_of_two_options_is_the_other() -> None:
    found = shown(
        covered(rule("level is practice or (level is region and certified)"), "level = region\ncertified = yes"),
        "condition",
    )
    assert NO not in found["level is region"]
    assert NO in found["level is practice"] and NO in found["certified"]


def test_a_named_value_is_one_condition_where_it_is_used() -> None:
    rules = "value sound : yes/no\n    source d\n    certified and insured\n\n" + rule("sound", "unless fit")
    found = shown(covered(rules, "certified = yes\ninsured = yes"), "condition")
    assert list(found) == ["certified", "insured", "sound", "fit"]
    assert found["sound"] == {YES: ["1"], NO: []} and found["certified"] == {YES: ["1"], NO: []}


def test_another_policy_that_must_be_met_is_one_condition(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "own.policy").write_text(HEAD + rule("all of", "    - certified", "    - insured"), encoding="utf-8")
    (folder / "other.policy").write_text(
        "policy Other\n    in force 2025-01-01 through 2025-12-31\n    judges Practice\n    obliges\n\n"
        "use own\n\nrequirement other\n    source d\n    meets own\n\n"
        'example "x"\n    as of 2025-03-01\n    certified = no\n    expect other not met\n',
        encoding="utf-8",
    )
    compilation = Compilation([folder / "other.policy"])
    assert not compilation.has_errors, [each.message.en for each in compilation.diagnostics]
    observer = Observer()
    for each in run_examples(compilation):
        observer.watch(each.case.name, each.policy, each.case.facts, each.decided)
    coverage = measure(compilation, observer.seen, [])
    assert shown(coverage, "condition") == {"meets own": {YES: [], NO: ["x"]}}


def test_of_a_rank_only_what_the_author_wrote_is_asked() -> None:
    ranked = rule("(rank of share among Practices where certified) ≤ 2")
    assert [(each.item.notion, each.item.said) for each in covered(ranked).all if each.item.notion != "verdict"] == [
        ("outcome", ""),
        ("condition", "(rank of share among Practices where certified) ≤ 2"),
        ("threshold", "(rank of share among Practices where certified) ≤ 2"),
        ("condition", "certified"),
    ]


def test_that_there_is_one_at_all_is_asked_one_way_where_another_condition_asks_it_too() -> None:
    twice = rule("all of", "    - at least 1 doctor", "    - some doctor has senior")
    found = shown(covered(twice), "condition")
    assert list(found["at least 1 doctor"]) == [YES]


# --- together ---------------------------------------------------------------------------------------------------------


def test_a_criterion_taken_over_is_asked_once(tmp_path: Path) -> None:
    own, other = tmp_path / "policies" / "own.policy", tmp_path / "policies" / "other.policy"
    own.parent.mkdir()
    own.write_text(HEAD + rule("certified"), encoding="utf-8")
    other.write_text(
        "policy Other\n    in force 2025-01-01 through 2025-12-31\n    judges Practice\n    obliges\n\n"
        "use own (size, Practice)\n\n"
        'example "x"\n    as of 2025-03-01\n    certified = no\n    expect size not met\n',
        encoding="utf-8",
    )
    compilation = Compilation([own, other])
    assert not compilation.has_errors, [each.message.en for each in compilation.diagnostics]
    observer = Observer()
    for each in run_examples(compilation):
        observer.watch(each.case.name, each.policy, each.case.facts, each.decided)
    coverage = measure(compilation, observer.seen, [])
    verdicts = [each for each in coverage.all if each.item.notion == "verdict"]
    assert [(each.item.owner, each.missing) for each in verdicts] == [("size", ("met", "unknown"))]


@pytest.mark.parametrize(("shown_", "asked", "said"), [(999, 1000, "99%"), (3, 3, "100%"), (0, 0, "–")])
def test_a_percentage_is_rounded_down(shown_: int, asked: int, said: str) -> None:
    score = Score(shown_, asked)
    assert str(score) == said and score.at_least(100) is (shown_ == asked)


def test_a_trend_is_one_condition_whose_years_lie_below_on_or_above_the_one_before() -> None:
    rules = rule("some doctor has (senior and score is falling over 3 years up to 2024)")
    falling = "doctors =\n    - senior yes\n        score = 3 in 2022, 2 in 2023, 1 in 2024"
    level = "doctors =\n    - senior yes\n        score = 3 in 2022, 2 in 2023, 2 in 2024"
    said = "score is falling over 3 years up to 2024"
    coverage = covered(rules, falling, level)
    assert shown(coverage, "condition")[said] == {"decides as met": ["1"], "decides as not met": ["2"]}
    assert shown(coverage, "threshold") == {said: {"below": ["1", "2"], "on": ["2"], "above": []}}


# --- deadlines --------------------------------------------------------------------------------------------------------

DEADLINE = """deadline closing by "the practice"
    source d
    by 1 June 2025
    done on : closed on

"""


def amended(change: str, effective: str) -> str:
    return f'{DEADLINE}amendment "Later"\n    source d\n    effective {effective}\n    amends tiny\n    {change}\n'


@pytest.mark.parametrize(
    ("rules", "missed"),
    [
        (DEADLINE, True),
        (amended("withdraw deadline closing", "2025-06-01"), False),
        (amended("withdraw deadline closing", "2025-06-03"), True),
        (amended("change deadline closing\n        by 1 May 2025", "2025-03-15"), True),
        (amended("add value unrelated : yes/no\n        certified", "2025-03-15"), True),
    ],
    ids=["stands", "withdrawn before it is over", "withdrawn after", "moved", "another change"],
)
def test_a_deadline_is_missed_only_where_its_text_stands_after_its_day(rules: str, missed: bool) -> None:
    statuses = shown(covered(rules, "closed on = none"), "verdict")["closing"]
    assert "open" in statuses
    assert ("missed" in statuses) is missed
