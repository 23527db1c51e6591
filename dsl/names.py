"""What a name may look like, and when it has to stand in backticks."""

from __future__ import annotations

import datetime
import re
from functools import cache

from dsl import keywords
from dsl.diagnostics import Language

LETTER = r"[^\W\d_]"
INNER = r"(?:[^\W_]|['’](?=[^\W\d_])|-(?=[^\W_]))*"
WORD = LETTER + INNER
NUMERAL = r"\d+(?![.,]?\d|[%:€]|-\d)" + INNER  # a later word may be a number, not the start of `0.8` or `80%`
LATER = rf"(?:{WORD}|{NUMERAL})"
END = r"(?![\w'’]|-\w)"  # a keyword ends here
DAY_FIRST = re.compile(
    rf"(?<![\w.,/-])(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){END}"
)  # `1-6-2025`, which is no date here


def alternatives(phrases: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", " +") for phrase in phrases) + ")" + END


def aggregate_pattern(phrases: tuple[str, ...], language: Language) -> str:
    """An aggregate's word, when its `of` follows."""
    of = alternatives(keywords.phrases(("OF",), language))
    infix = alternatives(keywords.infix(language)) + "|" + soft_pattern(language)
    words = "(?:" + "|".join(map(re.escape, phrases)) + ")"
    return rf"{words}(?= +(?:`[^`\n]*`|(?!{infix}){LATER}(?: +(?!{infix}){LATER})*) +{of})"


def _path_pattern(language: Language, joining: tuple[str, ...]) -> str:
    """Names with these words between them: `turnover of region`."""
    infix = alternatives(keywords.infix(language))
    joined = alternatives(keywords.phrases(joining, language))
    part = rf"(?:`[^`\n]*`|(?!{infix}){LATER}(?: +(?!{infix}){LATER})*)"
    return rf"{part}(?: +{joined} +{part})*"


@cache
def standing_pattern(terminal: str, language: Language) -> str:
    """A word for a place among others, when a parenthesis follows, or a measure and `among`."""
    joined = alternatives(keywords.phrases(("OF", "PER"), language))
    among = alternatives(keywords.phrases(("AMONG", "STRICTLY_AMONG"), language))
    said = "|".join(re.escape(each).replace(r"\ ", " +") for each in keywords.phrases((terminal,), language))
    path = _path_pattern(language, ("OF", "PER"))
    later = rf"[^\n]* {among}"  # without it a parenthesis belongs to a list: `total fte of doctors per (a + b)`
    return rf"(?:{said})(?= +(?:\({later}|{path} +(?:{among}|{joined} +\({later})))"


def is_plain_measure(text: str, language: Language) -> bool:
    """Whether what is measured can stand without parentheses before `among`."""
    if not _compiled(_path_pattern(language, ("OF",))).fullmatch(text):
        return False
    after = f"{text} {keywords.KEYWORDS['AMONG'].canonical(language)} x"
    # A word for a place that the measure holds would take the `among` for its own.
    return not any(
        _compiled(rf"(?:^| )(?:{standing_pattern(each, language)})").search(after) for each in keywords.STANDINGS
    )


@cache
def out_of_pattern(language: Language) -> str:
    """The word that ends a condition to withdraw, before the criterion that it is withdrawn from."""
    amended = alternatives(keywords.phrases(keywords.AMENDABLE, language))
    return rf"{alternatives(keywords.phrases(('OUT_OF',), language))}(?= +{amended})"


@cache
def deadline_test_pattern(language: Language) -> str:
    """The word that starts a question about a deadline, when its name and what is asked follow."""
    said = "|".join(re.escape(each) for each in keywords.phrases(("DEADLINE_OF",), language))
    asked = alternatives(keywords.phrases(("IN_TIME", "MISSED", "STILL_OPEN"), language))
    is_ = alternatives(keywords.phrases(("IS", "IS_NOT"), language))
    return rf"(?:{said})(?= +{_path_pattern(language, ('OF',))} +{is_} +{asked})"


@cache
def deadline_pattern(language: Language) -> str:
    """The pattern of a name in the head of a deadline, up to `by` and who must act."""
    by = alternatives(keywords.phrases(("BY",), language)) + rf'(?= +(?:"|`|{LETTER}))'
    return rf"{WORD}(?: +(?!{by}){LATER})*|`[^`\n]+`"


@cache
def name_pattern(language: Language) -> str:
    """The pattern of a name in an expression or declaration: no reserved words, or anything in backticks."""
    return _name_pattern(language, ())


@cache
def soft_pattern(language: Language) -> str:
    """The words that end a name only before a text, a number or a year."""
    words = alternatives(keywords.phrases(keywords.BEFORE_LITERAL, language))
    years = "|".join(
        re.escape(each).replace(r"\ ", " +") for each in keywords.phrases(keywords.YEARS_IN_WORDS, language)
    )
    return rf'{words}(?= +(?:["\d]|{years}))'


def _name_pattern(language: Language, excluded: tuple[str, ...]) -> str:
    infix = alternatives((*keywords.infix(language), *keywords.phrases(excluded, language)))
    soft = soft_pattern(language)
    soft += "|" + alternatives(keywords.phrases(keywords.BEFORE_NUMBER, language)) + r"(?= +[\d€(])"
    out_of = out_of_pattern(language)
    starting = alternatives(keywords.starting(language))
    aggregate = aggregate_pattern(keywords.phrases(keywords.AGGREGATES, language), language)
    first = alternatives((*keywords.infix_at_start(language), *keywords.phrases(excluded, language)))
    asked = deadline_test_pattern(language)
    return (
        rf"(?!{first}|{starting}|{aggregate}|{out_of}|{asked}){WORD}(?: +(?!{infix}|{soft}|{out_of}){LATER})*|`[^`\n]+`"
    )


@cache
def cited_unit_pattern(language: Language) -> str:
    """The pattern of a unit's name where a citation may follow: a name without the word that starts one."""
    return _name_pattern(language, ("SOURCE",))


@cache
def awarded_pattern(language: Language) -> str:
    """The pattern of a name before `when` or `otherwise`: there these words end it."""
    return _name_pattern(language, ("WHEN", "OTHERWISE"))


@cache
def keyed_unit_pattern(language: Language) -> str:
    """The pattern of a unit's name where `by` and a key follow on the line."""
    by = alternatives(keywords.phrases(("KEYED_BY",), language))
    return rf'(?:{_name_pattern(language, ("KEYED_BY",))})(?=[^\n"]* {by} +(?:{LETTER}|`))'


@cache
def negative_pattern(language: Language) -> str:
    """The pattern of an option that starts with `not`; allowed where options are listed."""
    infix = alternatives(keywords.infix(language))
    soft = soft_pattern(language)
    return rf"{alternatives(keywords.phrases(('NOT',), language))}(?: +(?!{infix}|{soft}){LATER})+"


@cache
def free_pattern(language: Language) -> str:
    """The pattern of a name in the head of a policy, criterion or decision, where nothing but a text can follow."""
    hit = alternatives(keywords.phrases(("UNIQUE", "FIRST"), language))
    return rf"{WORD}(?: +(?!{hit} *(?:\n|$)){LATER})*|`[^`\n]+`"


@cache
def phrase_pattern(language: Language) -> str:
    """The pattern of words in an example, up to a value that has a keyword of its own."""
    stop = alternatives(keywords.phrases(("YES", "NO", "UNKNOWN", "NONE", "EMPTY"), language))
    return rf"(?!{stop}){WORD}(?: +(?!{stop}){WORD})*|`[^`\n]+`"


@cache
def expected_pattern(language: Language) -> str:
    """The pattern of the name of a criterion in an example, up to the verdict that ends the line."""
    verdict = alternatives(
        keywords.phrases(
            ("MET", "NOT_MET", "MISSED", "STILL_OPEN", "UNKNOWN", "AWAITING", "NOT_APPLICABLE", "WAIVED"), language
        )
    )
    ends = rf"(?= +{verdict} *(?:\n|$))"
    return rf"{WORD}(?: +{LATER})*?{ends}|`[^`\n]+`{ends}"


@cache
def expected_value_pattern() -> str:
    """The pattern of the name of a value, output or order in an example, up to the `=`."""
    ends = r"(?= *=)"
    return rf"{WORD}(?: +{LATER})*{ends}|`[^`\n]+`{ends}"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def name_end(text: str, language: Language) -> int:
    """The length of the name that a text starts with; 0 if it starts with none."""
    match = _compiled(name_pattern(language)).match(text)
    return match.end() if match else 0


def needs_backticks(text: str, language: Language, then: str = "") -> bool:
    """Whether a name cannot stand bare in an expression in this language, before the text `then`."""
    return name_end(text + then, language) != len(text) or not _words_only(text)


def starts_before_literal(text: str, language: Language) -> bool:
    """Whether a name starts with a word that, after a number, would be read as the one before a text, a number or a year."""
    words = alternatives(keywords.phrases(keywords.BEFORE_LITERAL, language))
    return bool(_compiled(words).match(text))


def _words_only(text: str) -> bool:
    """Whether a text is no more than words separated by single spaces; a bare name is read as that."""
    return not text.startswith("`") and "  " not in text


def cited_unit_needs_backticks(text: str, language: Language) -> bool:
    """Whether a unit's name cannot stand bare where a citation may follow."""
    return not _words_only(text) or not _compiled(cited_unit_pattern(language)).fullmatch(text)


def awarded_needs_backticks(text: str, language: Language) -> bool:
    """Whether a name cannot stand bare before `when`, at the start of a line in a grant."""
    member = alternatives(keywords.phrases(("SOURCE", "APPLIES_WHEN", "ONLY_ELIGIBLE", "NONE"), language))
    plain = _words_only(text) and _compiled(awarded_pattern(language)).fullmatch(text)
    return not plain or bool(_compiled(member).match(text))


def keyed_unit_needs_backticks(text: str, language: Language) -> bool:
    """Whether the name of a unit cannot stand bare before `by` and a key."""
    return not _words_only(text) or not _compiled(_name_pattern(language, ("KEYED_BY",))).fullmatch(text)


def option_needs_backticks(text: str, language: Language, then: str = "") -> bool:
    """Whether an option cannot stand bare where options are listed (types, `is one of`, tables), before the text `then`."""
    negative = _words_only(text) and _compiled(negative_pattern(language)).fullmatch(text)
    return needs_backticks(text, language, then) and not negative


def head_needs_backticks(text: str, language: Language) -> bool:
    """Whether a name cannot stand bare in the head of a policy, criterion or decision."""
    return not _words_only(text) or not _compiled(free_pattern(language)).fullmatch(text)


def deadline_needs_backticks(text: str, language: Language) -> bool:
    """Whether a name cannot stand bare in the head of a deadline."""
    return not _words_only(text) or not _compiled(deadline_pattern(language)).fullmatch(text)


def phrase_needs_backticks(text: str, language: Language) -> bool:
    """Whether words in an example would be read as something else, or not at all, without backticks."""
    return not _words_only(text) or not _compiled(phrase_pattern(language)).fullmatch(text)


def expected_needs_backticks(text: str, verdict: str, language: Language) -> bool:
    """Whether the name of a criterion cannot stand bare before the verdict that an example expects of it."""
    match = _compiled(expected_pattern(language)).match(f"{text} {verdict}")
    return not _words_only(text) or match is None or match.end() != len(text)


def expected_value_needs_backticks(text: str) -> bool:
    """Whether a name cannot stand bare before the value that an example expects of it."""
    match = _compiled(expected_value_pattern()).match(f"{text} = x")
    return not _words_only(text) or match is None or match.end() != len(text)


def reserved_word_in(text: str, language: Language) -> str | None:
    """The first reserved word that keeps a text from being a name, if that is what does."""
    start = _compiled(alternatives(keywords.starting(language))).match(text)
    if start:
        return start.group()
    inner = re.search(r"(?<!\S)" + alternatives(keywords.infix(language)), text)
    return inner.group() if inner else None


def day_first(text: str) -> tuple[re.Match[str], datetime.date] | None:
    """The first date with its day in front, which is not how dates are written, and the day that it means."""
    for found in DAY_FIRST.finditer(text):
        day, _, month, year = found.groups()
        try:
            return found, datetime.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
