"""A date one day earlier and later, a moment one minute."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from attrs import evolve

from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    said = site.typed.said
    match said:
        case syntax.Date(value=day):
            for days in (-1, 1):
                other = evolve(said, value=day + datetime.timedelta(days=days))
                yield setting.change("date", site, evolve(site.typed, said=other))
        case syntax.Moment(value=moment):
            for minutes in (-1, 1):
                later = evolve(said, value=moment + datetime.timedelta(minutes=minutes))
                yield setting.change("date", site, evolve(site.typed, said=later))
        case _:
            return
