"""What Meetlat gives to read: reports, letters, records, graphs and a handbook of four shipped policies, in Dutch and English, in
`out/showcase/`.

Run by `make showcase`. The page `index.html` links to everything.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
from click.testing import CliRunner

from compiler.cli.main import meetlat
from compiler.report.document.html import html
from compiler.report.document.nodes import Document, Grid, Line, Link, Paragraph, Section, Text, line

ROOT = Path(__file__).parents[1]
TARGET = Path("out/showcase")
POLICIES = Path("policies/vgz")
EXAMPLES = Path("examples")
PROVIDERS = Path("examples/providers")


class Shown(NamedTuple):
    """A policy, its providers and the day; `provider` is drawn and reported on, `criterion` drawn on its own; `examples` is the
    file of the policy's examples."""

    name: str
    title: str
    policy: str
    providers: str
    day: str
    provider: str
    criterion: str
    others: tuple[str, ...]
    examples: str


SHOWN = (
    Shown(
        "practice",
        "GP practice",
        "huisartsenzorg_2025/praktijk",
        "practices.json",
        "2025-03-01",
        "Huisartsen Berkendonk",
        "staffing",
        ("Huisartsenpraktijk De Linde", "Huisartsenpraktijk Udenhof"),
        "practices",
    ),
    Shown(
        "rho",
        "Regional GP organisation",
        "huisartsenzorg_2025/rho",
        "rhos.csv",
        "2025-03-01",
        "Eerste Lijn De Peel",
        "information system",
        ("Huisartsenkring Veluwerand",),
        "rhos",
    ),
    Shown(
        "treatment-centre",
        "Treatment centre",
        "msz_2024/zbc_nieuw",
        "treatment_centres.json",
        "2023-10-02",
        "Heupcentrum Noord",
        "minimum requirements",
        ("Kniekliniek Twente", "Oogkliniek Zuid"),
        "zbc_nieuw",
    ),
    Shown(
        "pharmacy-exclusion",
        "Pharmacy exclusion",
        "farmacie_2024/uitsluiting",
        "pharmacies.json",
        "2023-09-15",
        "Apotheek De Vijzel",
        "persistently low profile",
        ("Apotheek Het Anker",),
        "uitsluiting",
    ),
)
AMENDED = ("msz_2024/mdx", "2023-06-01", "2023-10-02")
"""A policy that an amendment changed between two days."""


def main() -> None:
    os.chdir(ROOT)
    TARGET.mkdir(parents=True, exist_ok=True)
    sections = [_of(each) for each in SHOWN]
    sections += [_amended(), _handbook()]
    lead = Paragraph(line("Made by ", Text("make showcase", True), " from the shipped policies and example providers."))
    page = Document("en", "What Meetlat gives to read", "Meetlat", (lead, *sections))
    (TARGET / "index.html").write_text(html(page), encoding="utf-8")
    click.echo(TARGET / "index.html")


def _of(shown: Shown) -> Section:
    policy, providers = str(POLICIES / f"{shown.policy}.policy"), str(PROVIDERS / shown.providers)
    about = (policy, providers, "--as-of", shown.day)
    rows = []
    for provider in (shown.provider, *shown.others):
        slug = f"{shown.name}-{'-'.join(provider.lower().split())}"
        links: list[tuple[str, str]] = []
        for language in ("nl", "en"):
            for kind, more in (("report", ()), ("letter", ("--letter",))):
                for ending in ("html", "pdf"):
                    name = f"{slug}-{kind}.{language}.{ending}"
                    _run("report", *about, "--provider", provider, "--lang", language, *more, "-o", str(TARGET / name))
                    links.append((f"{kind} {language} {ending}", name))
            overlay = ("--providers", providers, "--provider", provider, "--as-of", shown.day, "--lang", language)
            for kind, more in (("overview", ("--overview",)), ("detail", ("--criterion", shown.criterion))):
                name = f"{slug}-{kind}.{language}.svg"
                _run("graph", policy, *overlay, *more, "-o", str(TARGET / name))
                links.append((f"graph ({kind}) {language}", name))
        rows.append((line(provider), _linked(links)))
    record = f"{shown.name}-record.jsonl"
    _record(record, *about)
    said = _run("replay", str(TARGET / record)) + _run("verify", str(TARGET / record))
    (TARGET / f"{shown.name}-replay.txt").write_text(said, encoding="utf-8")
    rows.append((line("all"), _linked([("record", record), ("decided again", f"{shown.name}-replay.txt")])))
    grid = Grid(f"{shown.policy}.policy, as of {shown.day}", ("Provider", "To read"), tuple(rows))
    return Section(line(shown.title), (grid,))


def _amended() -> Section:
    """Records made before and after an amendment took effect: each is decided again as of its own day."""
    policy, *days = AMENDED
    rows = []
    for day in days:
        record, again = f"amended-{day}-record.jsonl", f"amended-{day}-replay.txt"
        about = (str(POLICIES / f"{policy}.policy"), str(PROVIDERS / "mdx_hospitals.json"), "--as-of", day)
        _record(record, *about)
        (TARGET / again).write_text(_run("replay", str(TARGET / record)), encoding="utf-8")
        rows.append((line(day), _linked([("record", record), ("decided again", again)])))
    grid = Grid(f"{policy}.policy, before and after an amendment", ("As of", "To read"), tuple(rows))
    return Section(line("A policy that was amended"), (grid,))


def _record(name: str, *about: str) -> None:
    """A record in the place of one that an earlier showcase made."""
    (TARGET / name).unlink(missing_ok=True)
    _run("evaluate", *about, "--record", str(TARGET / name))


def _handbook() -> Section:
    """The handbook of the four policies, with their examples."""
    policies = [str(POLICIES / f"{each.policy}.policy") for each in SHOWN]
    examples = [str(EXAMPLES / Path(each.policy).parent / f"{each.examples}.policy") for each in SHOWN]
    _run("site", *policies, *examples, "-o", str(TARGET / "handbook"))
    rows = []
    for each in SHOWN:
        links = [
            (f"page {language}", f"handbook/{language}/policies/vgz/{each.policy}.html") for language in ("nl", "en")
        ]
        for _, target in links:
            if not (TARGET / target).is_file():
                raise FileNotFoundError(TARGET / target)
        rows.append((line(each.title), _linked(links)))
    return Section(line("The handbook"), (Grid("The policies as pages", ("Policy", "To read"), tuple(rows)),))


def _linked(links: list[tuple[str, str]]) -> Line:
    return tuple(part for each in _between(links) for part in each)


def _between(links: list[tuple[str, str]]) -> Iterator[Line]:
    for number, (said, target) in enumerate(links):
        yield (Text(", "), Link(said, target)) if number else (Link(said, target),)


def _run(*words: str) -> str:
    done = CliRunner().invoke(meetlat, words)
    if done.exit_code:
        click.echo(f"meetlat {' '.join(words)}\n{done.output}", err=True)
        sys.exit(done.exit_code)
    return done.stdout


if __name__ == "__main__":
    main()
