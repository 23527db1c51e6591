"""Shipped policies without their examples get examples that show all of them and notice nearly every change."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.ir.evaluate import decide
from compiler.pipeline import Compilation
from compiler.report.suggestions import appended
from compiler.resolve.modules import Module
from compiler.scenarios.coverage.measure import Observer, measure
from compiler.scenarios.mutation.run import run_mutants, score
from compiler.scenarios.run import run_examples
from compiler.scenarios.suggest.run import suggest
from dsl import syntax
from dsl.source import SourceFile

POLICIES = Path(__file__).parents[5] / "policies" / "vgz"
FAMILIES = {
    "amendments, periods and days of decision": "farmacie_2024/module",
    "deadlines and moments": "huisartsenzorg_2025/planning",
    "ratios and related records": "huisartsenzorg_2025/volgbeleid",
    "tables and numbers": "huisartsenzorg_2025/stoppen_met_roken_vergoeding",
    "lists and judgements": "huisartsenzorg_2025/mtvp",
}


def without_examples(module: Module) -> SourceFile:
    """The text of a module up to each example and from the statement after it."""
    text, found = module.source.text, []
    starts = [each.span.start for each in module.syntax.statements] + [len(text)]
    at = 0
    for each, after in zip(module.syntax.statements, starts[1:], strict=True):
        if isinstance(each, syntax.Example):
            found.append(text[at : each.span.start])
            at = after
    return SourceFile(module.source.path, "".join([*found, text[at:]]).rstrip() + "\n")


@pytest.mark.parametrize("name", FAMILIES.values(), ids=FAMILIES)
def test_a_policy_without_its_examples_is_shown_whole_again(name: str) -> None:
    path = POLICIES / f"{name}.policy"
    shipped = Compilation([path])
    (module,) = shipped.modules
    modules = [module, *dict.fromkeys(each.module for each in shipped.amendments(module))]
    stripped = [without_examples(each) for each in modules]
    paths = [Path(each.path) for each in stripped]
    found = suggest(Compilation(paths, texts=stripped, known=shipped.all_modules), jobs=1)
    home = {each.source.path: each.name for each in modules}
    written = [
        SourceFile(each.path, appended(each.text, [one for one in found.found if one.draft.module == home[each.path]]))
        for each in stripped
    ]
    again = Compilation(paths, texts=written, known=shipped.all_modules)
    assert [each.message.en for each in again.diagnostics if each.is_error] == []
    assert all(each.holds for each in run_examples(again))
    assert score(run_mutants(again, jobs=1)).reaches(95)
    observer = Observer()
    for case in again.examples:
        policy, _ = again.policy(case.policy, case.as_of)
        assert policy is not None
        observer.watch(case.name, policy, case.facts, decide(policy, case.facts, case.peers), case.peers)
    shown = measure(again, observer.seen, [(each.policy, each.as_of) for each in again.examples])
    own = shown.within(str(path))
    assert [(each.item.said, each.missing) for each in own.all if each.missing and each.item.group != "conditions"] == []
    assert own.score("conditions").at_least(95)
