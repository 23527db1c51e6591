"""The site of a small folder: without warnings, every link leads somewhere, every id is its own, and texts stay texts."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from compiler.cli.main import meetlat
from tests.unit.compiler.handbook.samples import written

HOSTILE = "<script>alert(1)</script> {raw} `x` | $y$ [z](javascript:1) ]]> &amp; _w_ *v*"


class Page(HTMLParser):
    """What a page holds: ids, links, headings, the tags of scripts, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.scripts: list[str] = []
        self.referred: list[str] = []
        self.open: list[str] = []
        self.language = ""
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "script":
            self.scripts.append(found.get("src", ""))
        if tag == "html":
            self.language = found["lang"]
        self.referred += found.get("aria-labelledby", "").split()

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    policies = written(folder, HOSTILE)
    result = CliRunner().invoke(meetlat, ["site", str(policies), "-o", str(folder / "out")])
    assert result.exit_code == 0, result.output
    return folder / "out"


def own(site: Path) -> list[Path]:
    """The pages that are made of policies."""
    return [each for each in site.rglob("*.html") if "codes" not in each.parts and "manual" not in each.parts]


def test_there_is_a_page_for_everything(site: Path) -> None:
    for each in ("index", "policies/practice", "policies/many", "policies/index", "documents/vgz", "search"):
        assert (site / "en" / f"{each}.html").is_file()
        assert (site / "nl" / f"{each}.html").is_file()
    assert "Van een leeg bestand naar een getest beleid" in Page(site / "nl" / "manual" / "tutorial.html").text
    assert "From an empty file to a tested policy" in Page(site / "en" / "manual" / "tutorial.html").text
    for each in ("manual/reference", "codes/index", "codes/E301"):
        assert (site / "en" / f"{each}.html").is_file()
        assert Page(site / "nl" / f"{each}.html").text != Page(site / "en" / f"{each}.html").text
    assert "Wat het vindt" in Page(site / "nl" / "codes" / "E301.html").text


def test_every_link_leads_somewhere(site: Path) -> None:
    pages = {each: Page(each) for each in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("https", "http"), link
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target in pages, f"{path}: {link}"
            if parts.fragment and not parts.query:
                assert unquote(parts.fragment) in pages[target].ids, f"{path}: {link}"


def test_ids_are_unique_and_headings_in_order(site: Path) -> None:
    for path in own(site):
        page = Page(path)
        assert not [each for each, count in Counter(page.ids).items() if count > 1], path
        assert set(page.referred) <= set(page.ids), path
        if path.name == "search.html":
            continue  # what was found gets its heading when it is found
        assert page.levels.count(1) == 1, path
        assert all(later - level <= 1 for level, later in zip(page.levels, page.levels[1:], strict=False)), path


def test_the_search_speaks_dutch(site: Path) -> None:
    told = (site / "nl" / "_static" / "translations.js").read_text(encoding="utf-8")
    assert "Er zijn ${resultCount} pagina's gevonden." in told and "n === 1 ? 0 : 1" in told
    assert "Gemaakt met" in Page(site / "nl" / "index.html").text
    assert not (site / "en" / "_static" / "translations.js").exists()


def test_what_the_theme_leaves_out_is_there(site: Path) -> None:
    for path in site.rglob("*.html"):
        if path.parent == site:
            continue
        source = path.read_text(encoding="utf-8")
        assert not re.findall(r'<aside class="[^"]*">', source), path  # each has a name
        assert 'role="heading">' not in source, path
        assert "<pre>" not in source, path
        assert "<h1" in source, path


def test_texts_of_authors_stay_texts(site: Path) -> None:
    for path in own(site):
        source = path.read_text(encoding="utf-8")
        assert "<script>alert" not in source, path
        assert not [each for each in Page(path).links if each.startswith("javascript")]
    for folder in ("en", "nl"):
        for each in ("practice", "index"):
            assert HOSTILE in Page(site / folder / "policies" / f"{each}.html").text
        assert HOSTILE in Page(site / folder / "documents" / "vgz.html").text


def test_what_a_page_tells(site: Path) -> None:
    english, dutch = (Page(site / each / "policies" / "practice.html") for each in ("en", "nl"))
    assert (english.language, dutch.language) == ("en", "nl")
    assert {"graph", "criteria", "examples", "coverage", "changes", "change-2025-07-01", "text"} <= set(english.ids)
    assert "registered patients ≥ 1200 patients" in english.text  # as amended
    assert "- registered patients" not in english.text
    assert "ineligible" in english.text
    assert "komt niet in aanmerking" in dutch.text
    assert "../documents/vgz.html#row-praktijk-01" in english.links
    assert "Op deze pagina" in dutch.text


def test_changes_stand_on_a_line_in_time(site: Path) -> None:
    source = (site / "nl" / "policies" / "practice.html").read_text(encoding="utf-8")
    line = source.partition('<ol role="list" class="timeline"')[2].partition("</ol>")[0]
    days = re.findall(r'<time datetime="([^"]+)"', line)
    kinds = re.findall(r'<li class="(\w+)( held)?"', line)
    assert days == sorted(days) and "2025-07-01" in days
    assert [kind for kind, _ in kinds][-1] == "end" and kinds[0] == ("published", "") and ("start", " held") in kinds
    assert (
        '<a href="#change-2025-07-01">' in line
        and "Wijziging: ‘More patients" in line
        and "(regels in de tekst: " in line
    )
    assert "Gepubliceerd: " in line


def test_a_large_policy_has_a_graph_for_each_criterion(site: Path) -> None:
    page = Page(site / "en" / "policies" / "many.html")
    assert [each for each in page.ids if each.startswith("criterion-")] == [
        f"criterion-rule-{each}" for each in range(8)
    ]
    assert page.links.count("#criterion-rule-3") >= 2  # from the overview and from the table


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    for path in own(site):
        assert not [each for each in Page(path).scripts if urlsplit(each).scheme]
        assert not re.findall(r'<link[^>]*href="https?:', path.read_text(encoding="utf-8"))


def test_mistakes_are_told(tmp_path: Path) -> None:
    (tmp_path / "wrong.policy").write_text('policy X "no end\n', encoding="utf-8")
    result = CliRunner().invoke(meetlat, ["site", str(tmp_path / "wrong.policy"), "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "wrong.policy" in result.output
    assert not (tmp_path / "out").exists()
