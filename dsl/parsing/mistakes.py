"""What went wrong in a text that does not parse, in the author's words."""

from __future__ import annotations

import re

from lark.exceptions import UnexpectedInput, UnexpectedToken

from dsl import keywords, names
from dsl.diagnostics import Diagnostic, Fix, Language, Words
from dsl.keywords import KEYWORDS, STATEMENTS
from dsl.parsing import dated, habits
from dsl.parsing.expected import COMPARISON_TERMINALS, close_to, could_stand, unexpected
from dsl.source import SourceFile, Span


def explain(
    mistake: UnexpectedInput,
    source: SourceFile,
    language: Language,
    text: str,
    offset: int,
    start: str,
    keyword: str,
) -> Diagnostic:
    """The diagnostic for a head or member (`text`, at `offset` of the source) that did not parse from rule `start`."""
    at = min(mistake.pos_in_stream or 0, len(text) - 1)
    seen = _seen(mistake, text, at)
    place = Span(source, offset + at, offset + at + max(len(seen), 0))
    line_start = text.rfind("\n", 0, at) + 1
    before = text[line_start:at]
    return (
        control_character(place, seen)
        or _unclosed_text(source, text, offset, at)
        or dated.day_first(place, text, at)
        or dated.time_form(place, text, at, language)
        or (dated.latest_day(place, text, at, language) if start != "deadline_member" else None)
        or _option_form(place, before, text[at:], language)
        or _number_form(place, before, text[at:], language)
        or _other_language(place, text, at, language)
        or _reserved_word(source, text, offset, at, start, language)
        or _chained(place, mistake, before)
        or _late_unless(place, mistake, start)
        or _parentheses(place, mistake, before, seen)
        or _unknown_member(place, text, at, start, keyword, language)
        or _curly_quote(place, text, at)
        or habits.habit(place, text, at, start, language)
        or unexpected(place, mistake, seen, language)
    )


def _seen(mistake: UnexpectedInput, text: str, at: int) -> str:
    if isinstance(mistake, UnexpectedToken) and mistake.token.type not in ("_NL", "_DEDENT", "_INDENT", "$END"):
        return str(mistake.token).split("\n", 1)[0].rstrip()
    word = _CLOSED.match(text, at) or re.match(r"[^\W_][\w'’-]*|[^\s\w]+|_+", text[at:])
    return word.group() if word else ""


# --- particular mistakes --------------------------------------------------------------------------------------------


def control_character(place: Span, seen: str) -> Diagnostic | None:
    odd = next((char for char in seen[:1] if not char.isprintable()), None)
    if odd is None and seen:
        return None
    raw = place.source.text[place.start : place.start + 1]
    if odd is None and (not raw or raw.isprintable() or raw in "\r\n"):
        return None
    name = f"U+{ord(odd or raw):04X}"
    return Diagnostic(
        "E120",
        Span(place.source, place.start, place.start + 1),
        Words(f"the character {name} has no place in a policy", f"het teken {name} hoort niet in een beleid"),
        help=Words("delete it", "verwijder het"),
    )


_CLOSED = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`\n]+`')


def _unclosed_text(source: SourceFile, text: str, offset: int, at: int) -> Diagnostic | None:
    for mark, code in (
        ('"', Words("this text is not closed", "deze tekst is niet afgesloten")),
        ("`", Words("this name is not closed", "deze naam is niet afgesloten")),
    ):
        if text[at] == mark and not _CLOSED.match(text, at):
            end = text.find("\n", at)
            return Diagnostic(
                "E105",
                Span(source, offset + at, offset + end),
                code,
                help=Words(
                    f"put a `{mark}` at its end" if mark == '"' else "put a backtick at its end",
                    f"zet een `{mark}` aan het eind" if mark == '"' else "zet een accent grave aan het eind",
                ),
            )
    return None


def _option_form(place: Span, before: str, rest: str, language: Language) -> Diagnostic | None:
    """An option of a type that is a number or stands in quotes: `level : one of 2, 3`, `level : one of "2", "3"`."""
    listed = names.alternatives(keywords.phrases(("ONE_OF", "SOME_OF"), language))
    declared = re.search(rf"(?P<name>{names.WORD}(?: {names.LATER})*) *: *{listed}(?: [^\n]*)?$", before)
    option = re.match(r'"([^"\n]+)"|[\d][\w.,]*(?<![.,])', rest)
    if declared is None or option is None:
        return None
    said = option[1] or option.group()
    right = said if re.match(names.LETTER, said) else f"{declared['name']} {said}"
    return Diagnostic(
        "E101",
        Span(place.source, place.start, place.start + option.end()),
        Words(f"`{option.group()}` cannot be an option", f"`{option.group()}` kan geen optie zijn"),
        help=Words(
            f"an option begins with a letter and stands without quotes: `{right}`",
            f"een optie begint met een letter en staat zonder aanhalingstekens: `{right}`",
        ),
    )


def _number_form(place: Span, before: str, rest: str, language: Language) -> Diagnostic | None:
    wrong = "," if language == "en" else "."
    digits = re.search(r"\d[\d ]*$", before)
    tail = re.match(rf"{re.escape(wrong)}\d+", rest)
    if not digits or not tail:
        return None
    written = digits.group().strip() + tail.group()
    span = Span(place.source, place.start - len(digits.group().strip()), place.start + len(tail.group()))
    right = written.replace(wrong, "." if language == "en" else ",")
    if re.fullmatch(rf"\d{{1,3}}{re.escape(wrong)}\d{{3}}", written):  # thousands, or parts: only the author knows
        plain = written.replace(wrong, "")
        help = Words(
            f"write `{plain}`, or `{right}` for parts of one", f"schrijf `{plain}`, of `{right}` voor delen van één"
        )
        return Diagnostic("E108", span, _no_number(written), help=help)
    return Diagnostic(
        "E108",
        span,
        _no_number(written),
        fix=Fix(span, right, Words(f"write `{right}`", f"schrijf `{right}`")),
    )


def _no_number(written: str) -> Words:
    return Words(
        f"`{written}` is not a number in an English file; the decimal sign is a point",
        f"`{written}` is geen getal in een Nederlands bestand; het decimaalteken is een komma",
    )


def _other_language(place: Span, text: str, at: int, language: Language) -> Diagnostic | None:
    """A keyword of the other language at the mistake. One of several words, or with a mark in it, is mostly read as a name at
    first, so that the mistake is within or just behind it."""
    other: Language = "nl" if language == "en" else "en"
    own_words = {phrase for keyword in KEYWORDS.values() for phrase in keyword.phrases(language)}
    line_start = text.rfind("\n", 0, at) + 1
    line = text[line_start:].split("\n", 1)[0]
    found = [
        (len(phrase), line_start + match.start(), phrase, keyword.canonical(language))
        for keyword in KEYWORDS.values()
        for phrase in keyword.phrases(other)
        if phrase not in own_words
        for match in re.finditer(rf"(?<![\w'’-]){re.escape(phrase)}{names.END}", line)
        if match.start() == at - line_start
        or (
            not phrase.isalpha() and match.start() < at - line_start and not line[match.end() : at - line_start].strip()
        )
    ]
    if not found:
        return None
    _, start, seen, own = max(found, key=lambda each: each[0])
    return foreign(Span(place.source, place.start - at + start, place.start - at + start + len(seen)), seen, own)


def foreign(span: Span, seen: str, own: str) -> Diagnostic:
    return Diagnostic(
        "E119",
        span,
        Words(
            f"`{seen}` is the Dutch for `{own}`; this file is in English",
            f"`{seen}` is Engels voor `{own}`; dit bestand is in het Nederlands",
        ),
        fix=Fix(span, own, Words(f"write `{own}`", f"schrijf `{own}`")),
    )


_DECLARES_NAME = re.compile(r'[^:\n"=]*?(?=\s*(?:(?:by|door)\s+"|[:"\n=]))')


def _reserved_word(
    source: SourceFile, text: str, offset: int, at: int, start: str, language: Language
) -> Diagnostic | None:
    """A name being declared or assigned holds a reserved word."""
    if start == "head":
        keyword = next(
            (p for k in STATEMENTS.values() for p in k.phrases(language) if re.match(re.escape(p) + names.END, text)),
            "",
        )
        begin = len(keyword) + 1
    elif start in ("record_member", "example_member"):
        begin = text.rfind("\n", 0, at) + 1
        begin += len(text[begin:]) - len(text[begin:].lstrip(" -"))
    else:
        return None
    declared = _DECLARES_NAME.match(text, begin)
    if not declared or not begin <= at <= declared.end():
        return None
    name = " ".join(declared.group().split())
    if not re.fullmatch(rf"{names.WORD}(?: {names.LATER})*", name):
        return None
    word = names.reserved_word_in(name, language)
    if word is None:
        return None
    span = Span(source, offset + begin, offset + begin + len(declared.group()))
    joined = _hyphenated(name, language)
    return Diagnostic(
        "E107",
        span,
        Words(
            f"`{word}` is a word of the language and cannot stand in the name `{name}`",
            f"`{word}` is een woord van de taal en kan niet in de naam `{name}` staan",
        ),
        help=Words(
            f"write `{joined}`, or put the whole name in backticks",
            f"schrijf `{joined}`, of zet de hele naam tussen accenten graves",
        )
        if joined is not None
        else Words(
            "put the name in backticks, or choose another", "zet de naam tussen accenten graves, of kies een andere"
        ),
        fix=Fix(span, f"`{name}`", Words("put the name in backticks", "zet de naam tussen accenten graves")),
    )


def _hyphenated(name: str, language: Language) -> str | None:
    """A name with hyphens around its reserved words, so that it may stand as it is; None where that does not help."""
    for _ in name.split():
        word = names.reserved_word_in(name, language)
        if word is None:
            return name
        found = re.search(rf"(?: |^){re.escape(word)}(?: |$)", name)
        if found is None or found.group() == name:
            return None
        inner = "-".join(found.group().split())
        name = "-".join(each for each in (name[: found.start()], inner, name[found.end() :]) if each)
    return name if names.reserved_word_in(name, language) is None else None


def _chained(place: Span, mistake: UnexpectedInput, before: str) -> Diagnostic | None:
    if not isinstance(mistake, UnexpectedToken) or mistake.token.type not in COMPARISON_TERMINALS:
        return None
    if "AND" not in could_stand(mistake):
        return None
    return Diagnostic(
        "E123",
        place,
        Words("a second comparison follows the first", "achter de eerste vergelijking staat een tweede"),
        help=Words(
            "join two comparisons with `and`, write `between`, or put a count with its `where` in parentheses",
            "verbind twee vergelijkingen met `en`, schrijf `tussen`, of zet een telling met haar `waarbij` tussen haakjes",
        ),
    )


def _late_unless(place: Span, mistake: UnexpectedInput, start: str) -> Diagnostic | None:
    """`unless` behind the condition on one line."""
    if not isinstance(mistake, UnexpectedToken) or mistake.token.type != "UNLESS" or start != "criterion_member":
        return None
    said = place.text
    return Diagnostic(
        "E101",
        place,
        Words(f"`{said}` is not expected here", f"`{said}` wordt hier niet verwacht"),
        help=Words(
            f"`{said}` starts a line of its own, behind the condition",
            f"`{said}` begint een eigen regel, achter de voorwaarde",
        ),
    )


def _parentheses(place: Span, mistake: UnexpectedInput, before: str, seen: str) -> Diagnostic | None:
    outside = re.sub(r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`', "", before)
    opened = outside.count("(") - outside.count(")")
    if seen == "" and opened > 0:
        at = place.start - len(before) + before.rindex("(")
        return Diagnostic(
            "E106",
            Span(place.source, at, at + 1),
            Words("this parenthesis is not closed", "dit haakje wordt niet gesloten"),
            help=Words(
                "a `)` is expected before the end of the line", "voor het einde van de regel wordt een `)` verwacht"
            ),
        )
    if seen.startswith(")") and opened <= 0:
        return Diagnostic(
            "E106",
            Span(place.source, place.start, place.start + 1),
            Words("this parenthesis closes nothing", "dit haakje sluit niets"),
        )
    return None


def _unknown_member(place: Span, text: str, at: int, start: str, keyword: str, language: Language) -> Diagnostic | None:
    """The first word of a line is close to a word that could start it."""
    if start not in MEMBER_WORDS or "\n" in text[:at]:
        return None
    word = re.match(r"[^\W\d_][\w'’-]*", text)
    possible = keywords.phrases(MEMBER_WORDS[start], language)
    firsts = {phrase.split()[0]: phrase for phrase in possible}
    if not word or word.group() in firsts:
        return None
    statement = STATEMENTS[keyword].canonical(language)
    listed = ", ".join(f"`{phrase}`" for phrase in sorted(possible))
    close = close_to(word.group(), firsts)
    if not close and start not in _CLOSED_MEMBERS:
        return None
    span = Span(place.source, place.start - at, place.start - at + len(word.group()))
    return Diagnostic(
        "E103",
        span,
        Words(
            f"`{word.group()}` starts no line of `{statement}`; expected {listed}",
            f"`{word.group()}` begint geen regel van `{statement}`; verwacht {listed}",
        ),
        help=Words(f"did you mean `{firsts[close[0]]}`?", f"bedoelde u `{firsts[close[0]]}`?") if close else None,
    )


MEMBER_WORDS = {
    "policy_member": ("ISSUER", "DOCUMENT", "IN_FORCE", "JUDGES", "ALLOWS", "OBLIGES"),
    "document_member": ("ISSUER", "PUBLISHED", "FILE", "INVENTORY"),
    "judgement_member": ("SOURCE", "WEIGHS"),
    "parameter_member": ("SOURCE", "FROM"),
    "decision_source": ("SOURCE",),
    "criterion_member": ("SOURCE", "APPLIES_WHEN", "UNLESS"),
    "value_member": ("SOURCE",),
    "deadline_member": (
        *("SOURCE", "APPLIES_WHEN", "FROM", "DUE_BY", "BEFORE", "WITHIN", "EACH_YEAR", "DONE_ON", "UNLESS"),
    ),
    "amendment_member": (
        *("SOURCE", "PUBLISHED", "EFFECTIVE", "AMENDS", "FOR", "WITHDRAW", "REPLACE", "ADD", "ADD_ALTERNATIVE"),
        *("ADD_EXCEPTION", "CHANGE_PARAMETER", "CHANGE_DEADLINE"),
    ),
    "preference_member": ("SOURCE", "PER", "ORDERED_BY", "WEIGHT"),
    "allocation_member": (*("SOURCE", "PER", "EACH_MONTH", "EACH_QUARTER", "EACH_YEAR", "TAKE", "UNTIL", "THE"),),
    "always_member": ("SOURCE", "AS_OF", "WHEN", "EXPECT", "EXPECT_NEVER", "MORE", "LATER"),
    "example_member": ("AGAINST", "AS_OF", "POPULATION", "EXPECT"),
}
_CLOSED_MEMBERS = frozenset(
    {"policy_member", "document_member", "judgement_member", "parameter_member", "decision_source", "amendment_member"}
    | {"deadline_member"}
)


def _curly_quote(place: Span, text: str, at: int) -> Diagnostic | None:
    """A text in the quotes that a word processor makes of straight ones."""
    quoted = re.match(r"[“”„«»]([^“”„«»\"\n]*)[“”«»]?", text[at:])
    if not quoted:
        return None
    span = Span(place.source, place.start, place.start + quoted.end())
    return Diagnostic(
        "E101",
        span,
        Words(f"`{quoted.group()[0]}` is not expected here", f"`{quoted.group()[0]}` wordt hier niet verwacht"),
        help=Words('a text stands in straight quotes, `"`', 'een tekst staat tussen rechte aanhalingstekens, `"`'),
        fix=Fix(span, f'"{quoted[1]}"', Words("make the quotes straight", "maak de aanhalingstekens recht")),
    )
