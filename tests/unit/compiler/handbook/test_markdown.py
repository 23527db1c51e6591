"""Policies in Markdown pages: what is made stands between the comments, and what is stale is told."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from compiler.cli.main import meetlat
from compiler.handbook.markdown import Wrong, made
from compiler.handbook.parts import cited
from compiler.ir.nodes import Citation
from compiler.report.document.nodes import Text
from tests.unit.compiler.handbook.samples import written

END = "<!-- meetlat: end -->"


def page(folder: Path, *said: str, hostile: str = "") -> Path:
    root = folder / "policies" if (folder / "policies").exists() else written(folder, hostile)
    path = root / "page.md"
    path.write_text(
        "# Page\n\n" + "\n\n".join(f"<!-- meetlat: {each} -->\nold\n{END}" for each in said) + "\n", encoding="utf-8"
    )
    return path


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(meetlat, ["docs", *map(str, arguments)])
    return done.exit_code, done.output


def test_what_is_stale_is_told_and_made(tmp_path: Path) -> None:
    path = page(tmp_path, "graph practice.policy", "criteria practice.policy", "examples practice.policy")
    assert run("--check", path) == (1, f"{path} is stale\n{path.with_name('practice.svg')} is stale\n")
    assert "old" in path.read_text(encoding="utf-8")
    assert run(path)[0] == 0
    text = path.read_text(encoding="utf-8")
    assert "old" not in text
    assert "](practice.svg)" in text
    assert "vgz praktijk.01, annex 2" in text
    assert "One too few" in text
    assert "**ineligible**" in text
    assert run("--check", path) == (0, "")
    policy = path.with_name("practice.policy")
    policy.write_text(policy.read_text(encoding="utf-8").replace("≥ 1000 patients", "≥ 900 patients"), encoding="utf-8")
    assert run("--check", path) == (1, f"{path} is stale\n{path.with_name('practice.svg')} is stale\n")


def test_one_provider(tmp_path: Path) -> None:
    path = page(tmp_path, 'graph practice.policy providers=providers.json provider="De Linde"')
    assert run(path)[0] == 0
    drawn = path.with_name("practice-de-linde.svg").read_text(encoding="utf-8")
    assert "ineligible" in drawn
    assert ElementTree.fromstring(drawn).tag.endswith("svg")


def test_a_large_policy_in_parts(tmp_path: Path) -> None:
    path = page(tmp_path, "graph many.policy view=parts language=nl")
    assert run(path)[0] == 0
    assert sorted(each.name for each in path.parent.glob("*.svg")) == [f"many-rule-{each}.svg" for each in range(8)] + [
        "many.svg"
    ]
    assert path.read_text(encoding="utf-8").count("![") == 9


def test_comments_in_code_are_no_comments(tmp_path: Path) -> None:
    path = page(tmp_path)
    path.write_text(f"```\n<!-- meetlat: graph nowhere.policy -->\n{END}\n```\n", encoding="utf-8")
    assert made(path) == ()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("graph nowhere.policy", "no file `nowhere.policy`"),
        ("picture practice.policy", "write one of graph, criteria, examples"),
        ("graph practice.policy colour=red", "`colour=red` is no option"),
        ("graph practice.policy criterion=nothing", "no criterion `nothing`"),
        ("graph practice.policy example=nothing", "no example `nothing`"),
        ("graph practice.policy provider=x", "go together"),
        ("graph practice.policy provider=x providers=providers.json", "no provider `x`"),
        ("graph practice.policy to=../x.svg", "beside the page"),
        ("graph practice.policy as-of=2031-01-01", "no policy in force"),
        ("graph practice.policy as-of=soon", "soon"),
        ('graph practice.policy alt="x', "quotation"),
    ],
)
def test_what_cannot_be_made_is_told_with_its_place(tmp_path: Path, said: str, why: str) -> None:
    path = page(tmp_path, said)
    with pytest.raises(Wrong, match=r"page\.md:3: ") as wrong:
        made(path)
    assert why in str(wrong.value)
    assert run(path)[0] == 1


def test_no_end(tmp_path: Path) -> None:
    path = page(tmp_path)
    path.write_text("<!-- meetlat: graph practice.policy -->\n", encoding="utf-8")
    with pytest.raises(Wrong, match=r"page.md:1: no `<!-- meetlat: end -->` follows"):
        made(path)


def test_texts_of_authors_stay_texts(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> | [z](javascript:1) --> `x`"
    path = page(
        tmp_path, "graph practice.policy", "criteria practice.policy", "examples practice.policy", hostile=hostile
    )
    assert run(path)[0] == 0
    text = path.read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "[z](javascript" not in text
    assert run("--check", path) == (0, "")
    assert "<script>" not in path.with_name("practice.svg").read_text(encoding="utf-8")


def test_a_document_without_keys_is_cited_without_a_space_before_the_place() -> None:
    said = cited([Citation("d-2025", (), "annex 1"), Citation("e-2025", ("1.2",), "p. 3")])
    assert "".join(each.text for each in said if isinstance(each, Text)) == "d-2025, annex 1; e-2025 1.2, p. 3"
