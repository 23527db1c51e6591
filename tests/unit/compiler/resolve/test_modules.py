"""Modules by their place, and what one takes over from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.pipeline import Compilation
from tests.unit.compiler.policies import codes, compiled

RECORD = "record Practice\n    contracted : yes/no\n"
POLICY = "policy P\n    judges Practice\n"
RULE = "requirement {}\n    contracted\n"


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder.joinpath(*name.split("__")).with_suffix(".policy")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_names_start_below_the_nearest_folder_policies(tmp_path: Path) -> None:
    folder = written(tmp_path / "policies", vgz__general=RECORD, vgz__gp_2025__practice=f"use vgz.general\n\n{POLICY}")
    compilation = Compilation([folder / "vgz" / "gp_2025" / "practice.policy"])
    assert [each.name for each in compilation.all_modules] == ["vgz.general", "vgz.gp_2025.practice"]
    assert compilation.policies == ("vgz.gp_2025.practice",)


def test_other_files_find_modules_beside_themselves_and_in_a_folder_policies_higher_up(tmp_path: Path) -> None:
    written(tmp_path / "policies", vgz__general=RECORD)
    folder = written(tmp_path / "examples", mine=f"use vgz.general\nuse beside\n\n{POLICY}", beside="counted patient\n")
    compilation = Compilation([folder / "mine.policy"])
    assert {each.name for each in compilation.all_modules} == {"vgz.general", "beside", "mine"}
    assert "E203" not in codes(compilation)


def test_a_given_root_decides_on_its_own(tmp_path: Path) -> None:
    folder = written(tmp_path, a__b=RECORD, c=f"use a.b\n\n{POLICY}")
    compilation = Compilation([folder], root=folder)
    assert {each.name for each in compilation.modules} == {"a.b", "c"}


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    compilation = Compilation([tmp_path / "missing.policy"])
    assert codes(compilation) == ["E205"]
    assert compilation.modules == ()


def test_a_file_in_another_encoding_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "latin.policy"
    path.write_bytes("counted patiënt\n".encode("latin-1"))
    assert codes(Compilation([path])) == ["E118"]


def test_consequences_of_a_module_that_cannot_be_read_are_not_reported() -> None:
    compilation = compiled(f"use nowhere\n\n{POLICY}\n{RULE.format('contracted')}")
    assert codes(compilation) == ["E203", "W801"]
    assert compilation.is_broken("main")


def test_shared_modules_are_parsed_once() -> None:
    texts = {"a": "use shared\n", "b": "use shared\n", "shared": RECORD}
    compilation = compiled(f"use a\nuse b\nuse shared\n\n{POLICY}", **texts)
    assert [each.name for each in compilation.all_modules].count("shared") == 1


@pytest.mark.parametrize(
    ("use", "criteria"),
    [
        ("use other", ["own"]),
        ("use other (theirs)", ["own", "theirs"]),
        ("use library", ["own", "shared one", "shared two"]),
        ("use library (shared two)", ["own", "shared two"]),
    ],
)
def test_criteria_of_a_library_come_along_and_those_of_a_policy_only_by_name(use: str, criteria: list[str]) -> None:
    compilation = compiled(
        f"use records\n{use}\n\n{POLICY}\n{RULE.format('own')}",
        records=RECORD,
        other=f"use records\n\n{POLICY}\n{RULE.format('theirs')}",
        library=RULE.format("shared one") + "\n" + RULE.format("shared two"),
    )
    model = compilation.model("main")
    assert model is not None
    assert sorted(each.key.name for each in model.criteria) == criteria


def test_one_name_from_two_libraries_is_reported() -> None:
    other = RULE.format("same") + "    unless contracted\n"
    compilation = compiled(f"use records\nuse a\nuse b\n\n{POLICY}", records=RECORD, a=RULE.format("same"), b=other)
    assert "E207" in codes(compilation)


def test_the_same_unit_from_two_modules_is_one_unit() -> None:
    noun = "counted patient, patients\n"
    record = "record Practice\n    registered : count of patients\n"
    text = f"use a\nuse b\n\n{POLICY}\n{record}\nrequirement r\n    registered ≥ 1 patient\n"
    assert codes(compiled(text, a=noun, b=noun)) == ["W801"]


def test_unknown_names_are_reported_once() -> None:
    text = f"{POLICY}\n{RECORD}\nrequirement r\n    any of\n        - contractd\n        - not contractd\n"
    assert codes(compiled(text)) == ["W801", "E201"]


def test_a_fact_that_takes_the_place_of_a_name_of_a_library_is_told() -> None:
    library = "parameter least : number\n    from 2020-01-01 : 3\n\nrequirement enough\n    points ≥ least\n"
    record = "record Practice\n    points : number\n    least  : number\n"
    assert "W805" in codes(compiled(f"use library\n\n{POLICY}\n{record}", library=library))
    assert "W805" not in codes(
        compiled(f"use library\n\n{POLICY}\n{record.replace('least ', 'worst ')}", library=library)
    )
