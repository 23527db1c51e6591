"""Texts laid out as no formatter would: other indentations, blank lines and comments all over."""

from __future__ import annotations

from hypothesis import strategies as st

from dsl.printing.lines import STEP

_COMMENTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8).map(lambda text: f"#{text}")


@st.composite
def scattered(draw: st.DrawFn, text: str) -> str:
    """The text with its indentation changed, and blank lines and comments put in at random."""
    step = draw(st.sampled_from((1, 2, STEP, 7)))
    ending = draw(st.sampled_from(("\n", "\r\n")))
    lines: list[str] = []
    for line in text.removesuffix("\n").split("\n"):
        content = line.lstrip(" ")
        lines += draw(_between())
        indent = (len(line) - len(content)) // STEP * step
        behind = draw(st.one_of(st.just(""), st.just("   "), _COMMENTS.map(lambda comment: " " + comment)))
        lines.append(" " * indent + content + behind)
    lines += draw(_between())
    return ending.join(lines) + draw(st.sampled_from(("", ending)))


def _between() -> st.SearchStrategy[list[str]]:
    """What may stand between two lines of code: nothing in most places."""
    own_line = st.builds(lambda indent, comment: " " * indent + comment, st.integers(0, 14), _COMMENTS)
    return st.one_of(st.just([]), st.just([]), st.lists(st.one_of(st.just(""), st.just("  "), own_line), max_size=4))
