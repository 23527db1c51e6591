"""The same decisions on practices as a loop over the encoded columns, compiled by Numba: as quick as one can hope for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
import polars as pl

from compiler.columns.layout import JUDGED
from compiler.records.bulk import Taken

LOCUM = 3


@numba.njit(cache=False)
def _decide(
    patients: Any, patients_known: Any, assessed: Any, assessed_known: Any, given: Any, starts: Any, fte: Any, fte_known: Any,
    position: Any, position_known: Any, scale: int, answers: Any,
) -> None:  # fmt: skip
    for row in range(len(patients)):
        fixed_yes, fixed_open, whole, total = False, not given[row], given[row], 0
        for at in range(starts[row], starts[row + 1]):
            if position_known[at]:
                fixed_yes |= position[at] != LOCUM
            else:
                fixed_open = True
            whole &= fte_known[at]
            total += fte[at]
        fixed_no = not fixed_yes and not fixed_open
        staffed = whole and patients_known[row]
        enough = total * 3000 >= patients[row] * scale
        if (assessed_known[row] and not assessed[row]) or fixed_no or (staffed and not enough):
            answers[row] = 1
        elif fixed_yes and staffed:
            answers[row] = 0 if assessed_known[row] else 3
        else:
            answers[row] = 2


def _known(series: pl.Series) -> Any:
    return series.is_not_null().to_numpy()


def practice_kernel(taken: Sequence[Taken]) -> Callable[[], Any]:
    """A function that decides all; made and compiled once."""
    parts = []
    for each in taken:
        rows = each.register.rows
        (below,) = (table for table in rows if table is not JUDGED and table.path == ("doctors",))
        judged, doctors = rows[JUDGED].frame, rows[below].frame
        patients, assessed = judged["registered patients"], judged["questionnaire assessed positively"]
        fte, position = doctors["fte"], doctors["position"].to_physical()
        scale = next(iter(each.register.scales.values()))
        of_practice = [patients.fill_null(0).cast(pl.Int64).to_numpy(), _known(patients)]
        of_practice += [assessed.fill_null(False).to_numpy(), _known(assessed), judged["doctors: given"].to_numpy()]
        of_doctor = [
            fte.fill_null(0).cast(pl.Int64).to_numpy(),
            _known(fte),
            position.fill_null(0).to_numpy(),
            _known(position),
        ]
        parts.append((*of_practice, rows[below].starts, *of_doctor, scale))

    def decide() -> Any:
        found = []
        for part in parts:
            answers = np.empty(len(part[0]), dtype=np.int8)
            _decide(*part, answers)
            found.append(answers)
        return np.concatenate(found)

    decide()
    return decide
