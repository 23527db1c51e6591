"""A policy text as HTML with the colours of Pygments: every key that it cites leads to its row, every criterion has a place."""

from __future__ import annotations

import re
from html import escape

from pygments.token import STANDARD_TYPES, Keyword, Name, _TokenType

from compiler.handbook.parts import Cite, nowhere
from compiler.report.layout import printable
from dsl.colours import PolicyLexer
from dsl.diagnostics import Language


def coloured(text: str, language: Language, label: str, cite: Cite = nowhere, prefix: str = "text") -> str:
    """The text as one block; `label` says what it is to those who do not see it. Lines at which a statement starts have the id
    `PREFIX-NUMBER`, counted from 1."""
    parts: list[str] = []
    document, started, number = "", True, 0
    for token, said in PolicyLexer(language=language, stripnl=False).get_tokens(text):
        if started and token is Keyword.Declaration:
            number += 1
            parts.append(f'<span id="{prefix}-{number}"></span>')
        if token is Name.Namespace:
            document = said
        target = cite(document, said) if token is Name.Label else None
        piece = _span(token, said)
        parts.append(piece if target is None else f'<a href="{escape(target)}">{piece}</a>')
        if said:
            started = said.endswith("\n")
    body = "".join(parts)
    return f'<div class="highlight policy-text"><pre tabindex="0" role="region" aria-label="{escape(label)}">{body}</pre></div>'


def changed(lines: tuple[str, ...], label: str) -> str:
    """Lines of a comparison: what went is struck through, what came is underlined by its colour and its sign."""
    told = []
    for each in lines:
        kind = {"+": "ins", "-": "del"}.get(each[:1])
        if each.startswith("@@"):
            where = re.sub(r"^@@ (-[\d,]+ \+[\d,]+) @@$", "⋯", each).strip("@ ")
            told.append(f'<span class="skip">{escape(printable(where))}</span>')
        elif kind:
            sign = "−" if kind == "del" else "+"
            told.append(f"<{kind}>{sign} {escape(printable(each[1:]))}</{kind}>")
        else:
            told.append(f"<span>  {escape(printable(each[1:]))}</span>")
    body = "\n".join(told)
    return f'<div class="highlight comparison"><pre tabindex="0" role="region" aria-label="{escape(label)}">{body}</pre></div>'


def _span(token: _TokenType, said: str) -> str:
    plain = "".join(each if each in "\n\t" else printable(each) for each in said)
    style = _style(token)
    return f'<span class="{style}">{escape(plain)}</span>' if style and plain.strip() else escape(plain)


def _style(token: _TokenType) -> str:
    """The class that Pygments gives a token, or its kind."""
    while token not in STANDARD_TYPES and token.parent is not None:
        token = token.parent
    return STANDARD_TYPES[token]
