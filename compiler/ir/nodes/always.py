"""What must hold for every provider, to be tried."""

from __future__ import annotations

import datetime
from typing import Literal

from attrs import field

from compiler.ir.nodes.criteria import Citation
from compiler.ir.nodes.expressions import Expr
from dsl.frozen import frozen
from dsl.kinds import Kind
from dsl.source import NOWHERE, Span


@frozen
class ComesOut:
    """What comes out of a criterion, or (None) the decision, in the words of `compiler.ir.verdicts`."""

    criterion: str | None
    word: str


@frozen
class Promise:
    """It comes out so, or with `never` in any other way."""

    comes_out: ComesOut
    never: bool = False


@frozen
class Effect:
    """More of a fact never helps (hurts) by a criterion, or (None) the decision. `path` leads to it from the judged record,
    through lists in each element; later for a date, yes for no."""

    path: tuple[str, ...]
    kind: Kind
    never: Literal["helps", "hurts"]
    criterion: str | None


@frozen
class Always:
    """What must hold for every provider for whom each of `when` does: no part of what the policy decides, but of how it is
    tried (`compiler.scenarios.fuzz`)."""

    title: str
    citations: tuple[Citation, ...]
    as_of: datetime.date | None
    when: tuple[Expr | ComesOut, ...]
    claim: Expr | Promise | Effect
    span: Span = field(eq=False, default=NOWHERE, repr=False)
