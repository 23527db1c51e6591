"""The plugin: the examples of policy files as test items, in another project's test run."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

# a test run inside this one forgets what it loads itself
import compiler.pipeline  # noqa: F401
import dsl.parsing.parser  # noqa: F401

pytest_plugins = "pytester"

POLICY = """policy Tiny
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d "A document"

record Practice
    beds : whole number, at least 0

requirement size
    source d
    beds ≥ 10

example "Ten beds are enough"
    as of 2025-03-01
    beds = 10
    expect eligible

example "Nine <beds> are not" like "Ten beds are enough" but
    beds = 9
    expect {nine}
"""
GOOD = POLICY.format(nine="ineligible")
BAD = POLICY.format(nine="eligible")


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    (pytester.path / "tiny.policy").write_text(GOOD, encoding="utf-8")
    return pytester


def test_examples_are_items(project: pytest.Pytester) -> None:
    done = project.runpytest_inprocess("-v")
    done.assert_outcomes(passed=2)
    done.stdout.fnmatch_lines(["*tiny.policy::Ten beds are enough PASSED*"])


def test_one_can_be_named_and_some_chosen(project: pytest.Pytester) -> None:
    project.runpytest_inprocess("tiny.policy::Ten beds are enough").assert_outcomes(passed=1)
    project.runpytest_inprocess("-k", "Nine").assert_outcomes(passed=1, deselected=1)


def test_a_failure_tells_what_was_expected_and_why_not(project: pytest.Pytester) -> None:
    (project.path / "tiny.policy").write_text(BAD, encoding="utf-8")
    done = project.runpytest_inprocess("--junitxml=junit.xml")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["*decision: expected eligible, found ineligible*", "*because size: *9 against 10*"])
    done.stdout.no_fnmatch_line("*Traceback*")
    cases = {each.get("name"): each for each in ElementTree.parse(project.path / "junit.xml").iter("testcase")}
    assert set(cases) == {"Ten beds are enough", "Nine <beds> are not"}
    failure = cases["Nine <beds> are not"].find("failure")
    assert failure is not None and "found ineligible" in (failure.text or "")


def test_it_works_in_several_processes(project: pytest.Pytester) -> None:
    project.runpytest_subprocess("-n", "2").assert_outcomes(passed=2)


def test_a_mistake_in_a_policy_fails_the_collection(project: pytest.Pytester) -> None:
    (project.path / "tiny.policy").write_text(GOOD.replace("    beds ≥ 10", "    bed ≥ 10"), encoding="utf-8")
    done = project.runpytest_inprocess()
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*error E2*bed*"])


def test_the_setting_names_the_files(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\npolicy_files = rules/*\n")
    (project.path / "test_it.py").write_text("def test_it(): pass\n", encoding="utf-8")
    (project.path / "rules").mkdir()
    (project.path / "rules" / "tiny.policy").write_text(GOOD, encoding="utf-8")
    project.runpytest_inprocess().assert_outcomes(passed=3)
    project.runpytest_inprocess("tiny.policy").assert_outcomes(passed=2)


def test_a_file_without_examples_is_not_read(project: pytest.Pytester) -> None:
    (project.path / "tiny.policy").write_text("this is no policy at all\n", encoding="utf-8")
    (project.path / "test_it.py").write_text("def test_it(): pass\n", encoding="utf-8")
    project.runpytest_inprocess().assert_outcomes(passed=1)


def test_the_entry_point_loads_nothing_of_the_compiler() -> None:
    script = (
        "import sys; import compiler.pytest_plugin; "
        "print([each for each in sys.modules if each.split('.')[0] in ('lark', 'attrs', 'dsl') or each.startswith('compiler.')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['compiler.pytest_plugin']"
