"""The page on what each way takes is true, and nothing runs that no suite holds to the meaning."""

from __future__ import annotations

import pytest

from compiler.backends.sql.dialects import DIALECTS
from compiler.cli.register import OVER_COLUMNS
from tests.agreement import conformance
from tests.agreement.ways import ENGINES


@pytest.mark.slow
def test_the_table_is_current() -> None:
    page = conformance.PAGE.read_text(encoding="utf-8")
    shown = page.partition(conformance.START)[2].partition(conformance.END)[0]
    assert shown == conformance.table()


def test_every_engine_is_in_the_suite() -> None:
    assert set(OVER_COLUMNS) == set(ENGINES)
    assert set(DIALECTS) == set(ENGINES) - {"polars"}
