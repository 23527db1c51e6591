"""Sources: documents that are declared, and keys that their inventories hold."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from compiler.check.wording import text_of
from compiler.ir.nodes import Citation
from compiler.resolve.declarations import Declared, Scope
from compiler.resolve.findings import Findings, stretch
from compiler.resolve.suggest import did_you_mean, replacing
from dsl import syntax
from dsl.diagnostics import Words


class Inventories:
    """The criterion keys of documents, each file read once, and what is wrong with one told once."""

    def __init__(self) -> None:
        self._of: dict[Declared, frozenset[str] | None] = {}
        self._read: dict[Path, frozenset[str] | None] = {}

    def keys(self, document: Declared, findings: Findings) -> frozenset[str] | None:
        """The keys of a document as its inventory writes them; None when it has none that can be read."""
        if document not in self._of:
            self._of[document] = self._keys(document, findings)
        return self._of[document]

    def _keys(self, document: Declared, findings: Findings) -> frozenset[str] | None:
        if not isinstance(document.statement, syntax.Document):
            return None  # a norm of others
        setting = next((each for each in document.statement.settings if isinstance(each, syntax.Inventory)), None)
        if setting is None:
            return None
        path = document.module.path.parent / setting.path.value
        if path not in self._read:
            self._read[path] = _ids(path, setting, findings)
        return self._read[path]


def _ids(path: Path, setting: syntax.Inventory, findings: Findings) -> frozenset[str] | None:
    try:
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        if rows.fieldnames is None or "id" not in rows.fieldnames:
            _refuse(setting, "it has no column `id`", "het heeft geen kolom `id`", findings)
            return None
        return frozenset(row["id"].strip() for row in rows if (row["id"] or "").strip())
    except (OSError, UnicodeDecodeError, ValueError, csv.Error):
        _refuse(setting, "there is no CSV file in UTF-8 there", "daar staat geen CSV-bestand in UTF-8", findings)
        return None


def _refuse(setting: syntax.Inventory, en: str, nl: str, findings: Findings) -> None:
    said = setting.path.value
    findings.error(
        "E216",
        setting.path.span,
        f"inventory `{said}` cannot be read: {en}",
        f"inventaris `{said}` is niet te lezen: {nl}",
    )


def citations(
    sources: tuple[syntax.Source, ...], scope: Scope, inventories: Inventories, findings: Findings
) -> tuple[Citation, ...]:
    """The sources of a statement, checked."""
    for each in sources:
        _check(each, scope, inventories, findings)
    return tuple(Citation(each.document, each.keys, _place(each, scope)) for each in sources)


def _place(source: syntax.Source, scope: Scope) -> str | None:
    """The place in the document; of a norm the edition as well."""
    place = text_of(source.place)
    declared = scope.find("document", source.document)
    if declared is None or not isinstance(declared.statement, syntax.Norm):
        return place
    edition, dutch = declared.statement.edition, scope.module.syntax.language == "nl"
    if edition is None:
        said = "geldende editie" if dutch else "edition in force"
    else:
        said = f"{'editie' if dutch else 'edition'} {edition.value}"
    return said if place is None else f"{said}, {place}"


def _check(source: syntax.Source, scope: Scope, inventories: Inventories, findings: Findings) -> None:
    span = stretch(source.span, source.document)
    document = scope.find("document", source.document, span)
    if document is None:
        if not scope.open:
            unknown_document(source.document, source, scope, findings)
        return
    known = inventories.keys(document, findings)
    if known is None:
        return
    for key in source.keys:
        if key in known or f"{source.document}.{key}" in known:
            continue
        prefix = f"{source.document}."
        bare = [each.removeprefix(prefix) for each in known if each.startswith(prefix) or "." in each]
        guess = findings.closest(key, sorted(bare))
        findings.error(
            "E215",
            stretch(source.span, key),
            f"`{key}` is not in the inventory of `{source.document}`",
            f"`{key}` staat niet in de inventaris van `{source.document}`",
            help=did_you_mean(guess),
            fix=replacing(stretch(source.span, key), guess),
        )


def unknown_document(key: str, node: syntax.Node, scope: Scope, findings: Findings) -> None:
    """Report a document that is not declared, once for a module: an error when it looks like one that is."""
    if not findings.is_first("E214", scope.module.name, key):
        return
    span = stretch(node.span, key)
    guess = findings.closest(key, [each.name for each in scope.visible("document")])
    if guess:
        findings.error(
            "E214",
            span,
            f"document `{key}` is not declared",
            f"document `{key}` is niet gedeclareerd",
            help=did_you_mean(guess),
            fix=replacing(span, guess),
        )
        return
    findings.warning(
        "W813",
        span,
        f"document `{key}` is not declared, so what is cited from it cannot be checked",
        f"document `{key}` is niet gedeclareerd, dus wat eruit wordt aangehaald is niet te controleren",
        help=Words(
            f'declare it: `document {key} "title"`, here or in a module that is used',
            f'declareer het: `document {key} "titel"`, hier of in een module die gebruikt wordt',
        ),
    )


def check_cited(what: str, wat: str, name: syntax.Name, cited: bool, findings: Findings) -> None:
    """A statement without a source gets a warning."""
    if not cited:
        findings.warning(
            "W801",
            name.span,
            f"{what} `{name.text}` names no source",
            f"{wat} `{name.text}` noemt geen bron",
            help=Words("add a line `source document key`", "voeg een regel `bron document sleutel` toe"),
        )
