"""A site of all policies, to read without a network: its pages are written for Sphinx, once in each language, and built."""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from compiler.handbook import words as w
from compiler.handbook.shelf import Shelf
from compiler.ir import text
from compiler.ir.words import fill, in_force
from compiler.report import code_pages
from compiler.report.document.markdown import escaped
from dsl.diagnostics import Language
from dsl.processes import can_fork, in_forks

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LANGUAGES: tuple[Language, ...] = ("en", "nl")
NEEDED = ("sphinx", "furo", "myst_parser")
INSTALL = "pip install 'meetlat[site]'"
TUTORIALS: dict[Language, str] = {"en": "TUTORIAL.md", "nl": "TUTORIAL.nl.md"}
REFERENCES: dict[Language, str] = {"en": "REFERENCE.md", "nl": "REFERENCE.nl.md"}
_POLICIES, _DOCUMENTS = "policies", "documents"


@frozen
class Built:
    """What came of a build: how many pages there are, and what Sphinx warned of; a site without warnings is whole."""

    pages: int
    warnings: tuple[str, ...]


def build(paths: Sequence[Path], target: Path) -> Built:
    """Build the site of the policies in files and folders: `target/en`, `target/nl`, and a page that leads to both.

    What is in the folder is replaced. Raises `compiler.handbook.shelf.Broken` for policies with mistakes.
    """
    from compiler.handbook.sphinx import share

    shelf = Shelf(paths)
    for worked_out in (
        shelf.policies,
        shelf.traced,
        shelf.documents,
        *(shelf.coverage(each) for each in shelf.policies),
    ):
        assert worked_out is not None  # made here, once, for both languages
    share(paths, shelf)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        jobs = [(work / each, target / each, each, tuple(paths)) for each in LANGUAGES]
        for sources, _, language, _ in jobs:
            _write(sources, pages(shelf, language))
        warnings = [said for found in _each(jobs) for said in found]
    (target / "index.html").write_text(_entrance(), encoding="utf-8", newline="\n")
    return Built(sum(1 for _ in target.rglob("*.html")), tuple(warnings))


def _each(jobs: Sequence[tuple[Path, Path, Language, tuple[Path, ...]]]) -> list[list[str]]:
    """The languages beside each other where processes can be forked, as what was read goes along then."""
    return list(in_forks(_sphinx, jobs, len(jobs))) if can_fork() else [_sphinx(each) for each in jobs]


def _sphinx(job: tuple[Path, Path, Language, tuple[Path, ...]]) -> list[str]:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    sources, target, language, paths = job
    if target.exists():
        shutil.rmtree(target)
    warned = io.StringIO()
    translations(sources / "locale", language)
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=sources,
            confdir=None,
            outdir=target,
            doctreedir=sources.with_name(f"{sources.name}-doctrees"),
            buildername="html",
            confoverrides=settings(language, paths) | {"locale_dirs": [str(sources / "locale")]},
            status=None,
            warning=warned,
            freshenv=True,
        )
        app.connect("html-page-context", _only_here, priority=400)  # before the theme makes its navigation
        app.build(force_all=True)
    (target / ".buildinfo").unlink(missing_ok=True)
    for page in target.rglob("*.html"):
        page.write_text(accessible(page.read_text(encoding="utf-8"), language), encoding="utf-8", newline="\n")
    return [re.sub(r"\x1b\[[0-9;]*m", "", each) for each in warned.getvalue().splitlines() if each.strip()]


def _only_here(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """In the navigation only the part that a page is in is unfolded: all of it on every page would be most of the site."""
    whole = context["toctree"]
    context["toctree"] = lambda **options: whole(**{**options, "collapse": True})


def accessible(page: str, language: Language) -> str:
    """A page with what the theme leaves out for those who listen or use a keyboard: names of its sides, levels of the headings in
    its navigation, a heading on the page that searches, and texts that can be reached so as to scroll in them."""
    sides = {"sidebar-drawer": w.NAVIGATION, "toc-drawer": w.ON_THIS_PAGE}
    for side, said in sides.items():
        page = re.sub(
            rf'<aside class="({side}[^"]*)">', rf'<aside class="\1" aria-label="{said.said_in(language)}">', page
        )
    page = page.replace('class="caption" role="heading"', 'class="caption" role="heading" aria-level="2"')
    page = page.replace(
        '<div id="search-results">', f'<h1>{w.SEARCH.said_in(language)}</h1>\n<div id="search-results">'
    )
    return page.replace("<pre>", '<pre tabindex="0">')


def settings(language: Language, paths: Iterable[Path]) -> dict[str, object]:
    """How Sphinx makes the site."""
    other: Language = "en" if language == "nl" else "nl"
    return {
        "project": "Meetlat",
        "author": "Meetlat",
        "copyright": "",
        "extensions": ["myst_parser", "compiler.handbook.sphinx"],
        "language": language,
        "meetlat_paths": [str(each.resolve()) for each in paths],
        "meetlat_documents": _DOCUMENTS,
        "meetlat_policies": _POLICIES,
        "myst_heading_anchors": 3,
        "suppress_warnings": ["misc.highlighting_failure"],  # pages of codes show mistakes
        "templates_path": [str(Path(__file__).with_name("templates"))],
        "html_theme": "furo",
        "html_title": w.HANDBOOK.said_in(language),
        "html_show_sphinx": False,
        "html_show_copyright": False,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_search_summary": False,  # a page that is opened as a file cannot fetch another
        "html_use_index": False,
        "html_domain_indices": False,
        "html_context": {"other_language": other, "in_other_language": w.IN_OTHER_LANGUAGE.said_in(language)},
        "html_sidebars": {
            "**": [
                "sidebar/brand.html",
                "sidebar/search.html",
                "sidebar/language.html",
                "sidebar/scroll-start.html",
                "sidebar/navigation.html",
                "sidebar/scroll-end.html",
            ]
        },
    }


# --- pages ------------------------------------------------------------------------------------------------------------


def pages(shelf: Shelf, language: Language) -> dict[str, str]:
    """The Markdown of every page, by its name."""
    groups: dict[str, list[str]] = {}
    for each in shelf.policies:
        groups.setdefault(each.rpartition(".")[0], []).append(each)
    found = {"index": _home(shelf, groups, language)}
    for group, modules in groups.items():
        found[_group_page(group)] = _group(shelf, group, modules, language)
        for module in modules:
            policy = shelf.policy(module)
            title = escaped(policy.title or policy.name)
            found[f"{_POLICIES}/{module.replace('.', '/')}"] = f"# {title}\n\n```{{policy}} {module}\n```\n"
    for trace in shelf.traces:
        declared = shelf.documents[trace.document]
        title = trace.document if declared.title is None else f"{trace.document}: {declared.title.value}"
        found[f"{_DOCUMENTS}/{trace.document}"] = f"# {escaped(title)}\n\n```{{policy-sources}} {trace.document}\n```\n"
    return found | manual(language)


def manual(language: Language) -> dict[str, str]:
    """The manual of the language, and a page for each code."""
    found = {
        f"manual/{name}": _manual(file[language]) for name, file in (("tutorial", TUTORIALS), ("reference", REFERENCES))
    }
    texts = {each: code_pages.page(each, language) for each in code_pages.codes()}
    listed = (f"- [{each}: {code_pages.title(said)}]({each}.md)" for each, said in texts.items())
    found["codes/index"] = "\n".join([f"# {w.DIAGNOSTICS.said_in(language)}", "", *listed, ""])
    found |= {f"codes/{each}": f"---\norphan: true\n---\n\n{said}" for each, said in texts.items()}
    return found


def _manual(file: str) -> str:
    """A part of the manual, with links to the page of the other part as the site calls it, and without that to the edition in the
    other language: each page of the site has one."""
    text = files("dsl").joinpath(file).read_text(encoding="utf-8")
    text = re.sub(r"^\[(English|Nederlands)\]\([^)]*\)\n\n", "", text, count=1, flags=re.MULTILINE)
    return re.sub(
        r"\((REFERENCE|TUTORIAL)(\.nl)?\.md(#[^)]*)?\)", lambda to: f"({to[1].lower()}.md{to[3] or ''})", text
    )


def _home(shelf: Shelf, groups: Mapping[str, list[str]], language: Language) -> str:
    criteria = sum(len(shelf.policy(each).criteria) for each in shelf.policies)
    examples = sum(len(shelf.runs(each)) for each in shelf.policies)
    counts = (len(shelf.policies), criteria, len(shelf.traces), examples)
    counted = (text.number(each, language) for each in counts)
    said = [f"# {w.HANDBOOK.said_in(language)}", fill(w.INTRODUCTION, language, *counted)]
    said += [f"## {w.POLICIES_OF.said_in(language)}", "\n".join(_links(shelf, groups, language))]
    if shelf.traces:
        said.append(f"## {w.DOCUMENTS.said_in(language)}")
        links = (f"[{escaped(_named(shelf, each.document))}]({_DOCUMENTS}/{each.document}.md)" for each in shelf.traces)
        said.append("\n".join(f"- {each}" for each in links))
    said.append(f"## {w.MANUAL.said_in(language)}")
    said.append("\n".join(f"- [{said}]({page}.md)" for page, said in chapters(language)))
    tables = [
        _contents([_group_page(each) for each in groups], w.POLICIES.said_in(language)),
        _contents([f"{_DOCUMENTS}/{each.document}" for each in shelf.traces], w.DOCUMENTS.said_in(language)),
    ]
    names = [f"{said} <{page}>" for page, said in chapters(language)]
    tables.append(_contents(names, w.MANUAL.said_in(language)))
    return "\n\n".join([*said, *tables])


def chapters(language: Language) -> Iterator[tuple[str, str]]:
    """The pages of the manual, with their names."""
    for page, said in (
        ("manual/tutorial", w.TUTORIAL),
        ("manual/reference", w.REFERENCE),
        ("codes/index", w.DIAGNOSTICS),
    ):
        yield page, said.said_in(language)


def _links(shelf: Shelf, groups: Mapping[str, list[str]], language: Language) -> Iterator[str]:
    for group, modules in groups.items():
        yield f"- [{escaped(_group_title(shelf, group, modules, language))}]({_group_page(group)}.md) ({len(modules)})"


def _named(shelf: Shelf, document: str) -> str:
    declared = shelf.documents[document]
    return document if declared.title is None else declared.title.value


def _group_page(group: str) -> str:
    return "/".join([_POLICIES, *filter(None, group.split(".")), "index"])


def _group_title(shelf: Shelf, group: str, modules: Sequence[str], language: Language) -> str:
    issuers = {shelf.policy(each).issuer for each in modules} - {None}
    name = group.rpartition(".")[2].replace("_", " ").capitalize() or w.POLICIES.said_in(language)
    return f"{name}, {issuers.pop()}" if len(issuers) == 1 else name


def _group(shelf: Shelf, group: str, modules: Sequence[str], language: Language) -> str:
    heads = (w.NAME, w.IN_FORCE, w.COUNT, w.EXAMPLES_COUNT, w.SHOWN_PART)
    lines = ["| " + " | ".join(each.said_in(language) for each in heads) + " |", "|---|---|--:|--:|--:|"]
    for each in modules:
        policy = shelf.policy(each)
        page = each.rpartition(".")[2]
        score = shelf.coverage(each).score()
        cells = (
            f"[{escaped(policy.title or policy.name)}]({page}.md)",
            escaped(in_force(policy, language)) or "–",
            str(len(policy.criteria)),
            str(len(shelf.runs(each))),
            str(score) if score.asked else "–",
        )
        lines.append(f"| {' | '.join(cells)} |")
    title = escaped(_group_title(shelf, group, modules, language))
    names = [each.rpartition(".")[2] for each in modules]
    return f"# {title}\n\n" + "\n".join(lines) + "\n\n" + _contents(names, "")


def _contents(names: Iterable[str], caption: str) -> str:
    options = [f":caption: {caption}"] if caption else []
    return "\n".join(["```{toctree}", *options, ":hidden:", ":maxdepth: 1", "", *names, "```", ""])


def _write(folder: Path, found: Mapping[str, str]) -> None:
    for name, said in found.items():
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, encoding="utf-8", newline="\n")


def _entrance() -> str:
    links = "".join(
        f'<li><a href="{each}/index.html" lang="{each}" hreflang="{each}">{w.HANDBOOK.said_in(each)}</a></li>'
        for each in LANGUAGES
    )
    return (
        '<!doctype html>\n<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Meetlat</title><style>body{font:18px/1.6 system-ui,sans-serif;margin:3rem auto;max-width:40rem;padding:0 1rem}"
        f"</style></head><body><main><h1>Meetlat</h1><ul>{links}</ul></main></body></html>\n"
    )


# --- words of the theme -----------------------------------------------------------------------------------------------


def translations(folder: Path, language: Language) -> None:
    """The words of the theme, which has none in Dutch itself, and of the search, as catalogues that Sphinx reads."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    if language != "nl":
        return
    catalogue = Catalog(locale="nl")
    for said, dutch in w.THEME.items():
        catalogue.add(said, dutch)
    path = folder / "nl" / "LC_MESSAGES" / "sphinx.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    # the catalogue that Sphinx has in Dutch for its search lacks words, and chooses between one and several by yes and no
    told = json.dumps({"locale": "nl", "messages": w.SEARCHING, "plural_expr": "n === 1 ? 0 : 1"}, ensure_ascii=True)
    path.with_suffix(".js").write_text(f"Documentation.addTranslations({told});\n", encoding="utf-8", newline="\n")


def missing() -> str | None:
    """What has to be installed before a site can be built, None where nothing has."""
    from importlib.util import find_spec

    lacking = [each for each in NEEDED if find_spec(each) is None]
    return f"a site needs {', '.join(lacking)}: {INSTALL}" if lacking else None
