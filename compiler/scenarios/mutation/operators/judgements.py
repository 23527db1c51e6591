"""A judgement ignored: taken to be yes, whatever the judge says."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model import FactTarget, Typed
from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax
from dsl.kinds import YesNoKind


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    target = site.typed.target
    if isinstance(target, FactTarget) and target.field.judgement:
        yes = Typed(syntax.YesNo(True, span=site.typed.span), YesNoKind())
        yield setting.change("judgement", site, yes)
