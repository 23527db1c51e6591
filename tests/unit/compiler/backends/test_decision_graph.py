"""The decision graph: what it holds, that hostile texts stay texts, that it is drawn without a system package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.backends.decision_graph import (
    NO_GRAPHVIZ,
    DecisionGraph,
    NoGraphviz,
    detail,
    overview,
    tables,
    whole,
    write,
)
from compiler.backends.graph import render
from compiler.backends.graph.boxes import Role, Tone
from compiler.backends.graph.dot import visible
from compiler.backends.graph.layout import PAGE, lay_out
from compiler.backends.graph.look import ROLES, TONES
from compiler.backends.graph.measure import text_width, wrap
from compiler.backends.graph.outline import cards, single, tree
from compiler.ir.evaluate import evaluate
from compiler.ir.nodes import Citation, Compare, Lit, Mark, Not, Or, Policy, Tally
from dsl.kinds import NumberKind
from tests.unit.compiler.backends.graph_samples import (
    criterion,
    fact,
    group,
    judged,
    practice,
    practice_result,
    rho,
    rho_result,
)
from tests.unit.compiler.policies import policy_of

SVG = "{http://www.w3.org/2000/svg}"
GOLDEN = Path(__file__).parents[3] / "golden" / "backends"


def small() -> Policy:
    """One requirement with every kind of condition, and one exclusion ground."""
    body = group("all", fact("registered"), group("any", fact("insured"), judged("questionnaire assessed positively")))
    return evolve(
        practice(),
        title="Small agreement",
        tables=(),
        values=(),
        criteria=(
            criterion("entry", body, "Entry", "x.01", applies=fact("new"), unless=group("two", *map(fact, "abc"))),
            criterion("fraud", fact("fraud found"), None, "x.02", kind="exclusion"),
        ),
    )


def drawn(graph: DecisionGraph) -> dict[str, Any]:
    """What Graphviz reads in the DOT text."""
    executable = render.find_graphviz()
    assert executable is not None
    done = subprocess.run([executable, "-q", "-Tdot_json"], input=graph.dot.encode(), capture_output=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def nodes(graph: DecisionGraph) -> dict[str, dict[str, str]]:
    return {each["name"]: each for each in drawn(graph)["objects"]}


def edges(graph: DecisionGraph) -> dict[tuple[str, str], dict[str, str]]:
    read = drawn(graph)
    names = {each["_gvid"]: each["name"] for each in read["objects"]}
    return {(names[each["tail"]], names[each["head"]]): each for each in read["edges"]}


def shown_texts(svg: str) -> str:
    """All visible text, in the order of the file."""
    return " ".join(each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text"))


# --- what the graph holds ---------------------------------------------------------------------------------------------


def test_the_decision_joins_requirements_and_exclusions() -> None:
    found = edges(whole(small()))
    assert {
        ("decision", "requirements"),
        ("decision", "exclusions"),
        ("requirements", "c1"),
        ("exclusions", "c2"),
        ("c1", "c1_applies"),
        ("c1", "c1_body"),
        ("c1_body", "c1_body_1"),
        ("c1_body", "c1_body_2"),
        ("c1_body_2", "c1_body_2_2"),
        ("c1", "c1_unless"),
        ("c1_unless", "c1_unless_of"),
        ("c2", "c2_body"),
    } <= set(found)


def test_only_exceptions_hang_on_dashed_edges() -> None:
    dashed = {pair for pair, edge in edges(whole(small())).items() if edge.get("style") == "dashed"}
    assert dashed == {("c1", "c1_unless")}


def test_kinds_of_box_differ_in_more_than_colour() -> None:
    found = nodes(whole(small()))

    def shape(name: str) -> tuple[str, ...]:
        return tuple(found[name].get(each, "") for each in ("shape", "style", "peripheries"))

    boxes = ["c1", "c2", "c1_body", "c1_body_1", "c1_body_2_2", "c1_applies", "c1_unless"]
    shapes = {shape(name) for name in boxes} | {(*shape("c1"), "thick" if found["c1"]["penwidth"] == "1.5" else "")}
    assert len(shapes) == len(boxes)
    assert "requirement" in found["c1"]["label"]
    assert "exclusion ground" in found["c2"]["label"]
    assert "judgement by VGZ purchaser" in found["c1_body_2_2"]["label"]


def test_groups_carry_their_words() -> None:
    found = nodes(whole(small()))
    for name, words in (("c1_body", "all of"), ("c1_body_2", "any of"), ("c1_unless_of", "at least 2 of 3")):
        assert words in found[name]["label"]


def test_a_quantifier_is_a_node_with_its_condition_under_it() -> None:
    graph = whole(rho())
    number = 1 + next(at for at, each in enumerate(rho().criteria) if each.id == "achtervang")
    chain = [f"c{number}_body", f"c{number}_body_1", f"c{number}_body_1_1", f"c{number}_body_1_1_3"]
    assert set(pairwise(chain)) <= set(edges(graph))
    assert "elke locatie heeft" in nodes(graph)[chain[0]]["label"]


def test_a_count_over_a_list_shows_what_is_counted_once() -> None:
    texts = shown_texts(whole(rho()).svg())
    assert "minstens 3 locaties hebben" in texts
    assert texts.count("samenwerkingsafspraak") == 1


def test_a_condition_on_a_nested_record_tells_of_whom_it_is_asked() -> None:
    either = Mark(
        Or((fact("contracted with VGZ"), fact("follow agreement"))), "contracted with VGZ or follow agreement"
    )
    bodies = {
        "fact": Mark(fact("contracted with VGZ"), "RHO has contracted with VGZ"),
        "line": Mark(either, "RHO has (contracted with VGZ or follow agreement)"),
        "block": Mark(group("all", fact("agreed"), fact("regional")), "collective has"),
        "value": Mark(fact("contracted with VGZ"), "affiliated"),
    }
    policy = evolve(small(), criteria=tuple(criterion(name, body) for name, body in bodies.items()))
    texts = [nodes(whole(policy))[f"c{number}_body"]["label"] for number in range(1, 5)]
    for text, wanted in zip(
        texts, ("RHO has contracted with VGZ", "RHO has any of", "collective has all of"), strict=False
    ):
        assert wanted in text
    assert "affiliated" not in texts[3]


def test_tables_have_their_rows_and_the_row_that_holds() -> None:
    plain, with_result = whole(practice()), whole(practice(), practice_result())
    assert "own agreement" in nodes(plain)["t1"]["label"]
    assert "▶" not in plain.dot
    assert nodes(with_result)["t1"]["label"].count("▶") == 2
    assert "row 1 holds" in with_result.dot


def test_citations_are_visible_and_tooltips_give_them_in_full() -> None:
    found = nodes(whole(practice()))["c1"]
    assert "praktijk.01" in found["label"]
    assert "vgz-ha-2025" not in found["label"]
    assert "vgz-ha-2025 praktijk.01, annex 2, item 1" in found["tooltip"]


def test_a_document_is_named_in_each_box_when_there_are_several() -> None:
    assert "vgz-ha-2025 rho.01" in nodes(whole(rho()))["c1"]["label"]


def test_an_overview_has_every_criterion_and_no_conditions() -> None:
    names = set(nodes(overview(rho())))
    assert {f"c{number}" for number in range(1, len(rho().criteria) + 1)} <= names
    assert not any("body" in each for each in names)


def test_a_detail_has_one_criterion() -> None:
    assert {each for each in nodes(detail(rho(), "omvang")) if each.startswith("c") and "_" not in each} == {"c4"}
    with pytest.raises(KeyError):
        detail(rho(), "no such criterion")


def test_the_legend_has_only_what_is_used() -> None:
    assert {each for each in nodes(overview(practice())) if each.startswith("legend_")} == {
        "legend_requirement",
        "legend_exclusion",
    }


# --- verdicts ---------------------------------------------------------------------------------------------------------


def test_every_verdict_has_its_symbol_and_word() -> None:
    english, dutch = (
        shown_texts(whole(practice(), practice_result()).svg()),
        shown_texts(whole(rho(), rho_result()).svg()),
    )
    for symbol, words in (
        ("✗", "ineligible"),
        ("✓", "met"),
        ("✗", "not met"),
        ("?", "unknown"),
        ("…", "awaiting judgement"),
        ("–", "not applicable"),
        ("✓", "not met, does not exclude"),
    ):
        assert f"{symbol} {words}" in english
    for symbol, words in (
        ("»", "vrijgesteld"),
        ("✗", "geldt, sluit uit"),
        ("?", "onbekend"),
        ("…", "wacht op oordeel"),
    ):
        assert f"{symbol} {words}" in dutch


def test_margins_and_values_stand_in_the_boxes() -> None:
    english, dutch = (
        shown_texts(whole(practice(), practice_result()).svg()),
        shown_texts(whole(rho(), rho_result()).svg()),
    )
    assert "✗ no: 0.05 fte short" in english
    assert "fte of doctors 1: 0.8 fte" in english
    assert "nee: 3590 patiënten te weinig" in dutch
    assert "ingeschreven patiënten: 96.410 patiënten" in dutch


def test_an_overview_gives_margins_too() -> None:
    assert "0.05 fte short" in shown_texts(overview(practice(), practice_result()).svg())


def test_conditions_on_elements_are_counted() -> None:
    assert "status is erkend ✓ 2   ✗ 2" in shown_texts(whole(rho(), rho_result()).svg()).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_what_was_read_of_elements_stands_in_their_order() -> None:
    doctors = ({"finally responsible": True}, {"finally responsible": False})
    texts = shown_texts(whole(practice(), evaluate(practice(), {"doctors": doctors})).svg())
    assert "finally responsible of doctors 1: yes finally responsible of doctors 2: no" in texts


def test_in_an_exclusion_a_condition_that_holds_is_against_the_provider() -> None:
    policy = evolve(practice(), criteria=(criterion("fraud", fact("fraud found"), kind="exclusion"),))
    assert "✗ yes" in shown_texts(whole(policy, evaluate(policy, {"fraud found": True})).svg())
    assert "✓ no" in shown_texts(whole(policy, evaluate(policy, {"fraud found": False})).svg())


@pytest.mark.parametrize(
    ("body", "symbol"),
    [
        (Mark(Not(fact("late")), "not late"), "✗ yes"),
        (group("none", fact("late"), fact("early")), "✗ yes"),
        (
            Mark(
                Compare("≤", Tally((fact("late"), fact("early"))), Lit(0), NumberKind()), "at most 0 of", heading=True
            ),
            "✗ yes",
        ),
        (
            Mark(
                Compare("=", Tally((fact("late"), fact("early"))), Lit(1), NumberKind()), "exactly 1 of", heading=True
            ),
            "● yes",
        ),
    ],
)
def test_symbols_tell_what_a_condition_does_for_the_provider(body: Mark, symbol: str) -> None:
    policy = evolve(practice(), criteria=(criterion("punctual", body),), tables=(), values=())
    texts = shown_texts(whole(policy, evaluate(policy, {"late": True, "early": False})).svg())
    assert f"late {symbol}" in texts
    assert ("neither for nor against the provider by itself" in texts) is symbol.startswith("●")


def test_an_open_group_awaits_judgement_when_nothing_else_is_missing() -> None:
    policy = evolve(small(), criteria=small().criteria[:1])
    known = {"new": True, "registered": True, "a": False, "b": False}
    texts = shown_texts(whole(policy, evaluate(policy, {**known, "insured": False})).svg())
    assert "any of … awaiting judgement" in texts
    assert "any of ? open" in shown_texts(whole(policy, evaluate(policy, known)).svg())


def test_a_body_that_does_not_apply_gets_no_verdict() -> None:
    policy = evolve(
        practice(), criteria=(criterion("gate", judged("questionnaire assessed positively"), applies=fact("new")),)
    )
    texts = shown_texts(whole(policy, evaluate(policy, {"new": False})).svg())
    assert "not applicable" in texts
    assert "awaiting" not in texts


# --- languages --------------------------------------------------------------------------------------------------------


def test_the_language_of_the_policy_unless_another_is_asked() -> None:
    assert "eis" in shown_texts(overview(rho()).svg()).split()
    assert "requirement" in shown_texts(overview(rho(), language="en").svg()).split()
    assert 'lang="nl"' in whole(practice(), language="nl").svg()


# --- hostile texts ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "<b>bold</b>",
    "a & b &lt; c &#65;",
    'say "no" \\" or \\',
    r"\N \G \E \T \L \l \r \n \\",
    "line\nbreak\r\nand\ttab",
    "</svg><script>alert(1)</script>",
    "<![CDATA[x]]> <!-- -->",
    "\x00\x08\x1f\x7f\ud800\ufffe",
    "\u202eright to left\u202c\u200b",
    "<<TABLE>>",
    "x" * 2000,
    "",
]


def hostile(text: str) -> Policy:
    policy = small()
    body = group("all", Mark(fact(text).arg, text), judged(text))
    shaped = tuple(
        evolve(each, id=f"{text}{number}", title=text, citations=(Citation(text, (text,), text),), body=body)
        for number, each in enumerate(policy.criteria)
    )
    table = practice().tables[0]
    named = evolve(table, id=text, title=text, inputs_said=(text, text), outputs=(text,))
    return evolve(policy, name=text, title=text, module=text, criteria=shaped, tables=(named,))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    svg = whole(hostile(text)).svg()
    root = ElementTree.fromstring(svg)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags <= {"svg", "g", "title", "desc", "polygon", "polyline", "path", "text"}
    assert not any(name.startswith("on") or "href" in name for each in root.iter() for name in each.attrib)
    expected = "".join(visible(text).split())
    assert expected in "".join(shown_texts(svg).split())
    titles = [each.text or "" for each in root.iter(f"{SVG}title")]
    assert expected in "".join("".join(titles).split())


@given(st.text(max_size=30))
@settings(max_examples=40, deadline=None)
def test_any_text_is_drawn(text: str) -> None:
    svg = detail(hostile(text), f"{text}0").svg()
    assert "".join(visible(text).split()) in "".join(shown_texts(svg).split())


# --- the drawing ------------------------------------------------------------------------------------------------------


def every_graph() -> list[DecisionGraph]:
    graphs = []
    for policy, result in ((practice(), practice_result()), (rho(), rho_result()), (small(), None)):
        for each in (None, result)[: 1 if result is None else 2]:
            graphs += [whole(policy, each), overview(policy, each, "en"), overview(policy, each, "nl")]
            graphs += [detail(policy, criterion.id, each) for criterion in policy.criteria[:4]]
    return graphs


def test_every_drawing_has_a_text_alternative() -> None:
    for graph in every_graph():
        root = ElementTree.fromstring(graph.svg("p"))
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == "p-title p-description"
        title, description = root[0], root[1]
        assert (title.tag, title.get("id"), title.text) == (f"{SVG}title", "p-title", graph.title)
        assert (description.tag, description.get("id")) == (f"{SVG}desc", "p-description")
        assert (description.text or "").count("\n") >= 1


def test_the_description_tells_all_that_is_drawn() -> None:
    told = whole(practice(), practice_result()).description
    for words in (
        "[✗ ineligible]",
        "requirement: Enough doctors for the registered patients [✗ not met]",
        "judgement by VGZ purchaser: questionnaire assessed positively [… awaiting judgement]",
        "unless: started this year",
        "≥ 25% | – => own agreement",
    ):
        assert words in told


def test_drawings_share_a_page() -> None:
    ids = [
        each.get("id")
        for prefix in ("first", "second")
        for each in ElementTree.fromstring(whole(small()).svg(prefix)).iter()
        if each.get("id")
    ]
    assert len(ids) == len(set(ids))
    for prefix in ("", "1st", "a b", 'a"', "é"):
        with pytest.raises(ValueError, match="prefix"):
            whole(small()).svg(prefix)


def test_the_width_is_that_of_a_page() -> None:
    for graph in every_graph():
        width = ElementTree.fromstring(graph.svg()).get("width", "")
        assert int(width.removesuffix("pt")) <= 675  # 900 pixels


def test_nothing_overlaps_or_leaves_the_page() -> None:
    policy, result = rho(), rho_result()
    for picture in (
        tree(policy, result, "nl"),
        cards(policy, result, "en"),
        single(policy, policy.criteria[3], result, "nl"),
    ):
        layout = lay_out(picture)
        placed = (*layout.boxes, *layout.legend)
        for at, one in enumerate(placed):
            assert one.left >= 0
            assert one.right <= PAGE
            for other in placed[at + 1 :]:
                apart = one.right <= other.left or other.right <= one.left
                assert apart or one.bottom <= other.top or other.bottom <= one.top, (one.box, other.box)


def test_deep_nesting_stays_on_the_page() -> None:
    body: Mark = fact("innermost")
    for depth in range(60):
        body = group("any" if depth % 2 else "all", body, fact(f"aside {depth}"))
    policy = evolve(small(), criteria=(criterion("deep", body),))
    assert "innermost" in shown_texts(whole(policy).svg())
    assert all(placed.right <= PAGE for placed in lay_out(tree(policy, None, "en")).boxes)


def test_every_line_fits_its_box() -> None:
    layout = lay_out(tree(rho(), rho_result(), "nl"))
    for placed in layout.boxes:
        for line in placed.setting.lines:
            assert line.width <= placed.setting.width


def test_the_font_has_stand_ins() -> None:
    fonts = {each.get("font-family") for each in ElementTree.fromstring(whole(small()).svg()).iter(f"{SVG}text")}
    assert fonts == {"DejaVu Sans,Verdana,sans-serif"}


def test_the_same_policy_gives_the_same_bytes() -> None:
    code = (
        "from tests.unit.compiler.backends.graph_samples import *\n"
        "from compiler.backends.decision_graph import whole\n"
        "graph = whole(rho(), rho_result())\nprint(graph.dot, graph.svg())"
    )
    root = Path(__file__).parents[4]
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_no_dot_of_the_system_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    written = write(whole(small()), tmp_path / "graph.svg")
    assert written.lacking is None
    assert written.path.read_text(encoding="utf-8").startswith("<svg ")


def test_without_any_program_the_dot_text_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(render, "distribution", missing)
    graph = whole(small())
    with pytest.raises(NoGraphviz, match="pip install graphviz-pure"):
        graph.svg()
    written = write(graph, tmp_path / "graph.svg")
    assert (written.path, written.lacking) == (tmp_path / "graph.gv", NO_GRAPHVIZ)
    assert written.path.read_text(encoding="utf-8") == graph.dot


def test_dot_text_and_no_bitmaps(tmp_path: Path) -> None:
    graph = whole(small())
    assert write(graph, tmp_path / "graph.gv").path.read_text(encoding="utf-8") == graph.dot
    with pytest.raises(ValueError, match="written as"):
        write(graph, tmp_path / "graph.png")


def test_a_dot_on_the_path_is_second_choice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    dot = tmp_path / "dot"
    dot.write_text("#!/bin/sh\n")
    dot.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = render.find_graphviz()
    assert found is not None
    assert found.name == "graphviz-pure"
    monkeypatch.setattr(render, "distribution", missing)
    assert render.find_graphviz() == dot


@pytest.mark.parametrize("with_result", [False, True])
def test_golden(with_result: bool, request: pytest.FixtureRequest) -> None:
    policy = small()
    facts = {"new": True, "registered": True, "insured": False, "fraud found": False, "a": False, "b": False}
    graph = whole(policy, evaluate(policy, facts) if with_result else None)
    golden = GOLDEN / f"decision_graph{'_with_verdicts' if with_result else ''}.gv"
    if request.config.getoption("--accept", default=False):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(graph.dot, encoding="utf-8")
    assert graph.dot == golden.read_text(encoding="utf-8")


# --- colours and type -------------------------------------------------------------------------------------------------


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("of", [*Role, *Tone])
def test_text_and_borders_stand_out(of: Role | Tone) -> None:
    paint = ROLES[of] if isinstance(of, Role) else TONES[of]
    assert _contrast(paint.ink, paint.fill) >= 4.5
    assert _contrast(paint.border, "#ffffff") >= 3


@given(st.text(), st.integers(min_value=30, max_value=300), st.booleans())
@settings(deadline=None)
def test_wrapping_loses_nothing_and_keeps_to_the_room(text: str, room: int, bold: bool) -> None:
    lines = wrap(text, room, 10, bold)
    assert "".join(lines).translate({32: None}) == text.translate(dict.fromkeys(map(ord, " \t\r\n")))
    assert all(text_width(each, 10, bold) <= room for each in lines)


def test_a_condition_of_the_same_words_that_lies_deeper_is_another() -> None:
    deeper = group("all", fact("a"), Mark(Not(group("all", fact("a"), fact("b"))), "not of the two"))
    policy = evolve(small(), criteria=(criterion("entry", deeper, "Entry", "x.01"),))
    picture = tree(policy, evaluate(policy, {"a": True, "b": False}), "en")
    boxes = [picture.root]
    for each in boxes:
        boxes.extend(each.children)
    badges = [each.badge for each in boxes if each.text == "a"]
    assert [each.word for each in badges if each] == ["yes", "yes"]


@pytest.mark.parametrize(
    ("kinds", "rule"),
    [
        (("requirement",), "eligible when all requirements count as met"),
        (("exclusion",), "eligible when no exclusion ground applies"),
        (
            ("requirement", "exclusion"),
            "eligible when all requirements count as met and no exclusion ground applies",
        ),
    ],
)
def test_the_decision_speaks_of_the_criteria_that_there_are(kinds: tuple[Any, ...], rule: str) -> None:
    criteria = tuple(criterion(each, fact("a"), None, "x.01", kind=each) for each in kinds)
    notes = cards(evolve(small(), criteria=criteria), None, "en").root.notes
    assert any(each.partition(";")[0] == rule for each in notes)


SMALL = """
policy P
    judges Practice

record Practice
    turnover : EUR
    waiting  : days
    fraud    : yes/no

document d

value small : yes/no
    source d
    all of
        - turnover < 100 EUR
        - waiting < 5 days

value quick : yes/no
    source d
    waiting < 3 days

requirement size
    source d
    small

exclusion fraud
    source d
    fraud
"""


def test_a_yes_no_value_has_its_conditions_under_it() -> None:
    policy = policy_of(SMALL)
    found = edges(whole(policy))
    assert {("v1", "v1_of"), ("v1_of", "v1_of_1"), ("v1_of", "v1_of_2")} <= set(found)
    labels = nodes(whole(policy))
    assert "turnover" in labels["v1_of_1"]["label"]
    assert "v2_of" not in labels and "waiting" in labels["v2"]["label"]


def test_the_tables_alone_tell_the_same_of_the_decision_as_all_in_one() -> None:
    policy = policy_of(SMALL)
    said = nodes(whole(policy))["decision"]["label"]
    alone = nodes(tables(policy))
    assert "no exclusion ground applies" in said
    assert (alone["decision"]["label"], "c1" in alone) == (said, False)
