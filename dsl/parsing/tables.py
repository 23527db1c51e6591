"""The parser of each language, with its LALR tables kept between runs.

Building the tables takes over a second, reading them a few milliseconds. They are kept beside this file when it stands in a
folder that can be written (set-up makes them there), else in the user's cache folder; they are made again when grammar,
Lark or Python change.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import ClassVar, Final

from lark import Lark
from lark.indenter import Indenter

from dsl.diagnostics import Language
from dsl.parsing.cache import user_folder
from dsl.parsing.lexer import PolicyLexer
from dsl.parsing.terminals import terminals

STARTS: Final = (
    "head policy_member document_member record_member judgement_member value_member parameter_member criterion_member "
    "decision_source decision_header decision_row example_member precedence_member preference_member "
    "allocation_member deadline_member grant_member profile_member amendment_member amendment_nested always_member"
).split()


class _Blocks(Indenter):
    NL_type = "_NL"
    OPEN_PAREN_types: ClassVar[list[str]] = []
    CLOSE_PAREN_types: ClassVar[list[str]] = []
    INDENT_type = "_INDENT"
    DEDENT_type = "_DEDENT"
    tab_len = 4


def grammar(language: Language) -> str:
    return Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8") + terminals(language)


@cache
def parser(language: Language) -> Lark:
    """The parser of a language, made once in a process."""
    kept = _kept(language)
    return Lark(
        grammar(language),
        parser="lalr",
        lexer="contextual",
        start=list(STARTS),
        postlex=_Blocks(),
        maybe_placeholders=True,
        propagate_positions=True,
        cache=str(kept) if kept else False,
        _plugins={"ContextualLexer": PolicyLexer},
    )


def _kept(language: Language) -> Path | None:
    name = f"tables-{language}-{sys.version_info[0]}{sys.version_info[1]}.bin"
    beside = Path(__file__).parent / name
    if beside.exists() or os.access(beside.parent, os.W_OK):
        return beside
    folder = user_folder()
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder / name
