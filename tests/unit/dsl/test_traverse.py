"""The parts of a tree, in order, and trees with parts replaced."""

from __future__ import annotations

from attrs import evolve

from dsl import syntax as s
from dsl.parsing.parser import parse
from dsl.source import SourceFile
from dsl.traverse import children, rewrite, walk

TEXT = """\
requirement staffing
    source vgz-ha-2025 praktijk.09
    fte of practice ≥ 1.0 fte per 3000 patients and not closed
"""


def criterion() -> s.Criterion:
    (statement,) = parse(SourceFile("a.policy", TEXT)).module.statements
    assert isinstance(statement, s.Criterion)
    return statement


def test_children_are_the_nodes_directly_under_a_node() -> None:
    assert [type(child) for child in children(criterion())] == [s.Name, s.Source, s.And]


def test_walking_visits_every_node_before_its_parts_in_the_order_of_the_text() -> None:
    names = [node.text for node in walk(criterion()) if isinstance(node, s.Name)]
    assert names == ["staffing", "fte", "practice", "fte", "patients", "closed"]


def test_walking_does_not_mind_depth() -> None:
    deep: s.Expr = s.Ref(s.Name("x"))
    for _ in range(5_000):
        deep = s.Not(deep)
    assert sum(1 for _ in walk(deep)) == 5_002


def test_rewriting_changes_the_parts_before_the_whole() -> None:
    def without_not(node: s.Node) -> s.Node:
        match node:
            case s.Name(text="closed"):
                return evolve(node, text="open")
            case s.Not(operand=s.Ref(name=s.Name(text="open")) as operand):
                return operand
            case _:
                return node

    changed = rewrite(criterion(), without_not)
    assert isinstance(changed.body, s.And)
    assert changed.body.operands[1] == s.Ref(s.Name("open"))


def test_a_tree_without_changes_is_the_same_object() -> None:
    tree = criterion()
    assert rewrite(tree, lambda node: node) is tree
