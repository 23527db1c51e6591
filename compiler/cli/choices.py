"""Options of a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

DATABASES = {"postgresql": "postgres"}
"""What engines are also called."""


class Choice(click.Choice):  # type: ignore[type-arg]
    """One of some words, whatever its capitals; `also` are other names for some. Of anything else is told what is near."""

    def __init__(self, choices: Sequence[str], also: Mapping[str, str] | None = None) -> None:
        super().__init__(choices)
        self.names = {each.casefold(): each for each in choices} | dict(also or {})

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        found = self.names.get(str(value).casefold())
        if found is None:
            from compiler.resolve.suggest import closest

            near = closest(str(value), self.names)
            hint = f"; did you mean `{self.names[near]}`?" if near is not None else ""
            self.fail(f"`{value}` is not one of {', '.join(f'`{each}`' for each in self.choices)}{hint}", param, ctx)
        return found
