"""The directives in a documentation of others: what they show, what they depend on, what they say of mistakes."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.unit.compiler.handbook.samples import written

PAGE = """# Policies

```{policy-graph} policies/practice.policy
```

```{policy-graph} policies/practice.policy
:providers: policies/providers.json
:provider: De Linde
:language: nl
```

```{policy-graph} policies/many.policy
:view: parts
```

```{policy-criteria} policies/practice.policy
:as-of: 2025-08-01
```

```{policy-examples} policies/practice.policy
```

```{policy-text} policies/practice.policy
```
"""


def built(folder: Path, page: str, **settings: object) -> tuple[Sphinx, str, list[str]]:
    """The application, the HTML of the page, and the warnings."""
    if not (folder / "policies").exists():
        written(folder)
    (folder / "index.md").write_text(page, encoding="utf-8")
    warned = io.StringIO()
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=folder,
            confdir=None,
            outdir=folder / "out",
            doctreedir=folder / "doctrees",
            buildername="html",
            confoverrides={
                "extensions": ["myst_parser", "compiler.handbook.sphinx"],
                "html_theme": "basic",
                **settings,
            },
            status=None,
            warning=warned,
        )
        app.build()
    return app, (folder / "out" / "index.html").read_text(encoding="utf-8"), warned.getvalue().splitlines()


def test_what_the_directives_show(tmp_path: Path) -> None:
    app, html, warnings = built(tmp_path, PAGE, exclude_patterns=["out"])
    assert not warnings
    assert html.count("<figure") == 2 + 9
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))  # each drawing has its own
    assert "komt niet in aanmerking" in html
    assert "registered patients ≥ 1200 patients" in html  # as amended by August
    assert '<span class="tag bad">ineligible</span>' in html
    assert '<span class="kd">requirement</span>' in html
    assert "handbook.css" in html
    depends = {Path(each).name for each in app.env.dependencies["index"]}
    assert {"practice.policy", "many.policy", "providers.json"} <= depends


def test_the_language_is_that_of_the_documentation(tmp_path: Path) -> None:
    _, html, warnings = built(tmp_path, "# x\n\n```{policy-examples} policies/practice.policy\n```\n", language="nl")
    assert not warnings
    assert "komt niet in aanmerking" in html


@pytest.mark.parametrize(
    ("directive", "why"),
    [
        ("{policy-graph} policies/nowhere.policy", "no file `policies/nowhere.policy`"),
        ("{policy-graph} policies/practice.policy\n:criterion: nothing", "no criterion `nothing`"),
        ("{policy-graph} policies/practice.policy\n:provider: De Linde", "go together"),
        (
            "{policy-graph} policies/practice.policy\n:providers: policies/providers.json\n:provider: x",
            "no provider `x`",
        ),
        ("{policy-text} policies/practice.policy\n:as-of: 2031-01-01", "no policy in force"),
        ("{policy-text} policies/broken.policy", "E1"),
        ("{policy-graph} policies/practice.policy\n:view: sideways", "sideways"),
    ],
)
def test_mistakes_are_warnings(tmp_path: Path, directive: str, why: str) -> None:
    written(tmp_path)
    (tmp_path / "policies" / "broken.policy").write_text('policy X "no end\n', encoding="utf-8")
    _, _, warnings = built(tmp_path, f"# x\n\n```{directive}\n```\n")
    assert any("index.md:" in each for each in warnings)
    assert why in "\n".join(warnings)
