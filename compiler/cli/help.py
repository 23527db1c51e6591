"""Help in panels. rich-click is imported only when help is shown."""

from __future__ import annotations

from typing import Any

import click


class ReadableHelp(click.Command):
    """A command whose help is laid out by rich-click."""

    panels: tuple[Any, ...] = ()
    panel: None = None
    aliases: tuple[str, ...] = ()

    def get_help(self, ctx: click.Context) -> str:
        from rich_click import RichCommand, RichContext, RichGroup

        layout: Any = RichGroup if isinstance(self, click.Group) else RichCommand
        context = RichContext(self, parent=ctx.parent, info_name=ctx.info_name)
        formatter = context.make_formatter()
        layout.format_usage(self, context, formatter)
        layout.format_help_text(self, context, formatter)
        layout.format_options(self, context, formatter)
        layout.format_epilog(self, context, formatter)
        return str(formatter.getvalue()).rstrip()
