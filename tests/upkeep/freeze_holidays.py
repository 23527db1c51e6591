"""Writes the Dutch holidays that working days are counted with, from the library `holidays`: `make holidays`.

They are data and not a dependency, so that a decision taken today comes out the same after the library has changed.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from holidays import OPTIONAL, PUBLIC, Netherlands

FIRST, LAST = 2010, 2050
FROZEN = Path(__file__).parents[2] / "compiler" / "ir" / "dutch_holidays.csv"


def rows() -> list[str]:
    """The days of the Algemene termijnenwet: the public ones, and 5 May of every year, which the library calls optional."""
    days = Netherlands(years=range(FIRST, LAST + 1), categories=(PUBLIC, OPTIONAL), language="nl")
    return [f"{day.isoformat()},{name}" for day, name in sorted(days.items())]


def main() -> None:
    head = f"# Algemene termijnenwet (holidays {version('holidays')}), {FIRST}-{LAST}"
    FROZEN.write_text("\n".join([head, "date,name", *rows()]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
