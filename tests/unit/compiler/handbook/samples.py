"""A small folder of policies with everything that a site tells of: a document with an inventory, an amendment, examples."""

from __future__ import annotations

from pathlib import Path

POLICY = """policy GP practice "Agreement {hostile}"
    issuer "Issuer {hostile}"
    in force 2025-01-01 through 2025-12-31
    judges Practice
    allows

document vgz "Purchasing policy {hostile}"
    inventory "rows.csv"

counted patient, patients

record Practice "GP practice"
    registered patients : count of patients
    opened              : yes/no

requirement size "Enough patients {hostile}"
    source vgz praktijk.01 "annex 2 {hostile}"
    registered patients ≥ 1000 patients

requirement opened
    source vgz praktijk.02
    opened

amendment "More patients {hostile}"
    source vgz praktijk.03
    published 2024-11-01
    effective 2025-07-01
    replace requirement size "Enough patients by now"
        source vgz praktijk.01
        registered patients ≥ 1200 patients

example "Exactly enough {hostile}"
    as of 2025-03-01
    registered patients = 1000 patients
    opened = yes
    expect eligible
    expect size met

example "One too few"
    as of 2025-03-01
    registered patients = 999 patients
    opened = yes
    expect ineligible
"""
ROWS = """id,section,decision,statement,listed
praktijk.01,annex 2,agreement,A number {hostile},
praktijk.02,annex 2,agreement,Open,
praktijk.03,supplement,agreement,More,
praktijk.04,annex 2,agreement,Published later,announcement
"""
PROVIDERS = '[{"provider": "De Linde", "registered patients": 1500, "opened": false}]\n'


def many(number: int) -> str:
    """A policy of so many requirements."""
    fields = "\n".join(f"    fact {each} : yes/no" for each in range(number))
    rule = 'requirement rule {0} "Rule {0}"\n    source d x.{0}\n    fact {0}\n'
    rules = "\n".join(map(rule.format, range(number)))
    head = "policy Many\n    in force 2025-01-01 through 2025-12-31\n    judges Practice\n    obliges\n\ndocument d\n\n"
    return f"{head}record Practice\n{fields}\n\n{rules}"


def written(folder: Path, hostile: str = "") -> Path:
    """The folder `policies` with these files; `hostile` is said wherever an author says something."""
    root = folder / "policies"
    root.mkdir(parents=True)
    (root / "practice.policy").write_text(POLICY.replace("{hostile}", hostile), encoding="utf-8")
    (root / "rows.csv").write_text(ROWS.replace("{hostile}", hostile), encoding="utf-8")
    (root / "many.policy").write_text(many(8), encoding="utf-8")
    (root / "providers.json").write_text(PROVIDERS, encoding="utf-8")
    return root
