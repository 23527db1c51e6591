"""Wrong use is told in Dutch where Dutch is chosen, all of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.cli import dutch
from compiler.cli.dutch import SENTENCES, in_dutch
from tests.unit.compiler.cli.conftest import Run

POLICY = "policies/example/practice.policy"
CLI = Path(dutch.__file__).parent


def template(node: ast.expr) -> str | None:
    """What is said, with `{}` for what is filled in; None for what is worded elsewhere, in both languages."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in parts)
    return None


def said() -> Iterator[str]:
    for path in sorted(CLI.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("UsageError", "BadParameter", "fail"):
                found = template(node.args[0])
                if found is not None:
                    yield found


@pytest.mark.parametrize("sentence", sorted({each for each in said() if each != "`{}`: {}"}))
def test_each_sentence_has_a_dutch_one(sentence: str) -> None:
    filled = sentence.replace("{}", "X")
    assert in_dutch(filled) != filled and in_dutch(filled).count("X") == filled.count("X")


def test_no_sentence_loses_what_is_filled_in() -> None:
    for english, said_in_dutch in SENTENCES.items():
        assert english.count("{}") == said_in_dutch.count("{}") + said_in_dutch.count("{:nl}"), english


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("why", POLICY, "practices.json", "--nope"), "er is geen optie '--nope'"),
        (("report", POLICY), "het argument PROVIDERS ontbreekt"),
        (("report", POLICY, "practices.json"), "welke aanbieder? noem die als laatste"),
        (("report", POLICY, "practices.json", "De Eek"), "er is geen aanbieder `De Eek`; bedoelde u `De Eik`"),
        (("report", POLICY, "practices.json", "none"), "er is geen aanbieder `none`"),
        (("evaluate", POLICY, "nobody.json"), "er is geen bestand `nobody.json`"),
        (
            ("evaluate", POLICY, "practices.json", "--limit", "-1"),
            "ongeldige waarde voor '--limit': -1 is kleiner dan 0",
        ),
        (("evaluate", POLICY, "practices.json", "--as-of", "nu"), "`nu` is geen dag; schrijf die als 2025-03-01"),
        (
            ("evaluate", POLICY, "practices.json", "--format", "jsn"),
            "`jsn` is geen van `text`, `json`; bedoelde u `json`?",
        ),
    ],
)
def test_what_is_wrong_is_told_in_the_language_that_is_chosen(run: Run, arguments: tuple[str, ...], told: str) -> None:
    for chosen in (("--lang", "nl"), ("--language=NL",)):
        done = run(*arguments, *chosen)
        assert done.exit_code == 2 and "\nFout: " in done.stderr and told in done.stderr and "Error" not in done.stderr
    assert "Error: " in run(*arguments).stderr


def test_a_dutch_policy_is_answered_in_dutch(run: Run, here: Path) -> None:
    assert run("fmt", "--to", "nl", POLICY).exit_code == 0
    assert "Fout: welke aanbieder?" in run("report", POLICY, "practices.json").stderr
    assert "Error: which provider?" in run("report", POLICY, "practices.json", "--lang", "en").stderr


def test_a_policy_without_lists_reads_none_of_them(run: Run, here: Path) -> None:
    text = """policy P
    document d
    in force 2023-01-01 through 2023-12-31
    judges Practice
    obliges

document d "Made up"

record Practice
    size : whole number

requirement size
    source d
    size ≥ 2
"""
    Path("p.policy").write_text(text, encoding="utf-8")
    done = run("sql", "p.policy", "--dialect", "duckdb", "--table", "cars=cars", "--lang", "nl")
    assert done.exit_code == 2 and "het beleid leest zo'n lijst niet; het leest geen\n" in done.stderr


def test_closing_lines_are_dutch_where_the_policies_are(run: Run, here: Path) -> None:
    done = run("fmt", "--to", "nl", POLICY)
    assert done.stdout == f"gewijzigd: {POLICY}\n" and done.stderr == "1 bestand, 1 gewijzigd\n"
    assert run("fmt", "--check", POLICY).stderr == "1 bestand, 0 te wijzigen\n"
    written = run("suggest", POLICY, "--write").stdout.splitlines()[-1]
    assert "voorbeelden geschreven in 1 bestand" in written
    assert run("fmt", "--to", "en", POLICY).stderr == "1 file, 1 changed\n"


def test_what_is_not_installed_is_told_in_the_language_that_is_chosen(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compiler.backends.sql.engines.find_spec", lambda _: None)
    done = run("evaluate", POLICY, "practices.json", "--engine", "duckdb", "--lang", "nl")
    assert "kan niet gebruikt worden zonder" in done.stderr
