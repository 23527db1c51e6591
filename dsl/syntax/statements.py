"""One file and the statements that it may hold."""

from __future__ import annotations

from dsl.diagnostics import Language
from dsl.frozen import frozen
from dsl.syntax.always import Always
from dsl.syntax.amendments import Amendment
from dsl.syntax.criteria import Criterion, Decision
from dsl.syntax.deadlines import Deadline
from dsl.syntax.declarations import (
    Counted,
    Document,
    External,
    Judgement,
    Norm,
    Parameter,
    Policy,
    Precedence,
    Record,
    Unit,
    Use,
    Value,
)
from dsl.syntax.examples import Example
from dsl.syntax.grants import Grant, Profile
from dsl.syntax.nodes import Node
from dsl.syntax.orders import Allocation, Preference

Statement = (
    Policy
    | Use
    | Document
    | Unit
    | Counted
    | Record
    | Judgement
    | Value
    | Parameter
    | External
    | Norm
    | Criterion
    | Decision
    | Precedence
    | Amendment
    | Preference
    | Allocation
    | Deadline
    | Always
    | Grant
    | Profile
    | Example
)


@frozen
class Module(Node):
    """One file: its language and its statements in order. `declared` tells that the first line names the language."""

    language: Language
    statements: tuple[Statement, ...]
    declared: bool = False
