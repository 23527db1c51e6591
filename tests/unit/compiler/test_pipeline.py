"""The pipeline: what is loaded for a check, and how diagnostics are ordered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.unit.compiler.policies import codes, compiled

ROOT = Path(__file__).parents[3]
SLOW = ("polars", "rich", "graphviz", "re2", "z3", "compiler.ir.evaluate", "compiler.scenarios", "compiler.lower")


def test_a_check_loads_only_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "small.policy"
    path.write_text(
        "policy P\n    judges R\n\nrecord R\n    size : number\n\nrequirement r\n    size ≥ 3\n", encoding="utf-8"
    )
    script = (
        "import sys\nfrom pathlib import Path\nfrom compiler.pipeline import Compilation\n"
        "print([each.code for each in Compilation([Path(sys.argv[1])]).diagnostics])\n"
        f"print([name for name in {SLOW} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["['W801']", "[]"]


def test_diagnostics_stand_in_the_order_of_the_files_and_places() -> None:
    text = "use shared\n\npolicy P\n    judges R\n\nrequirement second\n    nothing\n\nrequirement first ≥\n    size\n"
    compilation = compiled(text, shared="record R\n    size : numbr\n    size : number\n")
    places = [(each.span.source.path.rsplit("/", 1)[1], each.span.start) for each in compilation.diagnostics]
    assert places == sorted(places)
    assert {"E208", "E202"} <= set(codes(compilation))


def test_without_mistakes_there_is_a_policy_for_a_day_in_force() -> None:
    text = "policy P\n    in force from 2025-02-01\n    judges R\n\nrecord R\n    size : number\n\nrequirement r\n    size ≥ 3\n"
    compilation = compiled(text)
    day = compilation.day("main")
    assert day is not None
    policy, problems = compilation.policy("main", day)
    assert (problems, policy is compilation.policy("main", day)[0]) == ((), True)
    assert policy is not None
    assert policy.as_of == day
