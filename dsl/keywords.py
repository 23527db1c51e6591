"""The keywords of the language, English and Dutch, and the words that a name cannot hold.

One table: terminal name -> the phrases that spell it in each language, the canonical one first. Grammar, printer and
messages all read it, so that a keyword is written down once. `dsl/parsing/grammar.lark` uses the terminal names.
"""

from __future__ import annotations

from dsl.diagnostics import Language
from dsl.frozen import frozen


@frozen
class Keyword:
    en: tuple[str, ...]
    nl: tuple[str, ...]

    def phrases(self, language: Language) -> tuple[str, ...]:
        return self.nl if language == "nl" else self.en

    def canonical(self, language: Language) -> str:
        return self.phrases(language)[0]


def _both(en: str, nl: str) -> Keyword:
    """Alternative spellings are separated by `|`."""
    return Keyword(tuple(en.split("|")), tuple(nl.split("|")))


STATEMENTS: dict[str, Keyword] = {
    "LANGUAGE": _both("language", "taal"),
    "POLICY": _both("policy", "beleid"),
    "USE": _both("use", "gebruik"),
    "DOCUMENT": _both("document", "document"),
    "UNIT": _both("unit", "eenheid"),
    "COUNTED": _both("counted", "geteld"),
    "RECORD": _both("record", "gegevens"),
    "JUDGEMENT": _both("judgement|judgment", "oordeel"),
    "VALUE": _both("value", "waarde"),
    "PARAMETER": _both("parameter", "parameter"),
    "REQUIREMENT": _both("requirement", "eis"),
    "EXCLUSION": _both("exclusion", "uitsluiting"),
    "DECISION": _both("decision", "beslissing"),
    "EXAMPLE": _both("example", "voorbeeld"),
    "PRECEDENCE": _both("precedence", "voorrang"),
    "PREFERENCE": _both("preference", "voorkeur"),
    "ALLOCATION": _both("allocation", "toedeling"),
    "DEADLINE": _both("deadline", "termijn"),
    "GRANT": _both("grant", "toekenning"),
    "PROFILE": _both("profile", "profiel"),
    "NORM": _both("norm", "norm"),
    "EXTERNAL": _both("external", "extern"),
    "AMENDMENT": _both("amendment", "wijziging"),
    "ALWAYS": _both("always", "altijd"),
}

MEMBERS: dict[str, Keyword] = {
    "ISSUER": _both("issuer", "uitgever"),
    "IN_FORCE": _both("in force", "geldig"),
    "THROUGH": _both("through", "tot en met"),
    "FROM": _both("from", "vanaf"),
    "JUDGES": _both("judges", "beoordeelt"),
    "ALLOWS": _both("allows", "staat toe"),
    "OBLIGES": _both("obliges", "verplicht"),
    "PUBLISHED": _both("published", "gepubliceerd"),
    "EDITION": _both("edition", "editie"),
    "EDITION_IN_FORCE": _both("edition in force", "geldende editie"),
    "EFFECTIVE": _both("effective", "ingangsdatum"),
    "AMENDS": _both("amends", "wijzigt"),
    "WITHDRAW": _both("withdraw", "schrap"),
    "OUT_OF": _both("from", "uit"),
    "REPLACE": _both("replace", "vervang"),
    "ADD": _both("add", "nieuwe|nieuw"),
    "ADD_ALTERNATIVE": _both("add alternative to", "voeg alternatief toe aan"),
    "ADD_EXCEPTION": _both("add exception to", "voeg uitzondering toe aan"),
    "CHANGE_PARAMETER": _both("change parameter", "wijzig parameter"),
    "CHANGE_DEADLINE": _both("change deadline", "wijzig termijn"),
    "DUE_BY": _both("by", "uiterlijk|uiterlijk op"),
    "WHICHEVER_FIRST": _both("whichever comes first", "wat het eerst komt"),
    "WHICHEVER_LAST": _both("whichever comes last|whichever comes later", "wat het laatst komt"),
    "DONE_ON": _both("done on", "gedaan op"),
    "FILE": _both("file", "bestand"),
    "INVENTORY": _both("inventory", "inventaris"),
    "SOURCE": _both("source", "bron"),
    "APPLIES_WHEN": _both("applies when", "geldt als"),
    "UNLESS": _both("unless", "tenzij"),
    "ONLY_ELIGIBLE": _both("only for the eligible", "alleen voor wie in aanmerking komt"),
    "OTHERWISE": _both("otherwise", "anders"),
    "KEYED_BY": _both("by", "naar"),
    "WEIGHS": _both("weighs", "weegt"),
    "BY": _both("by", "door"),
    "UNIQUE": _both("unique", "uniek"),
    "FIRST": _both("first", "eerste"),
    "LIKE": _both("like", "zoals"),
    "BUT": _both("but", "maar"),
    "AGAINST": _both("against", "tegen"),
    "AS_OF": _both("as of", "peildatum"),
    "WEIGHT": _both("weight", "gewicht"),
    "ORDERED_BY": _both("ordered by", "op volgorde van"),
    "THEN": _both("then", "dan"),
    "HIGHEST_FIRST": _both("highest first", "hoogste eerst"),
    "LOWEST_FIRST": _both("lowest first", "laagste eerst"),
    "EARLIEST_FIRST": _both("earliest first", "vroegste eerst"),
    "LATEST_FIRST": _both("latest first", "laatste eerst"),
    "EACH_MONTH": _both("each month", "elke maand"),
    "EACH_QUARTER": _both("each quarter", "elk kwartaal"),
    "EACH_YEAR": _both("each year", "elk jaar"),
    "TAKE": _both("take", "neem"),
    "UNTIL": _both("until", "tot"),
    "REACH": _both("reach|reaches", "komen op|komt op"),
    "OF_TOTAL": _both("of the total", "van het totaal"),
    "ARE_TAKEN": _both("are taken", "gekozen zijn"),
    "THE": _both("the", "de|het"),
    "CROSSES_IN": _both("that crosses the limit is in", "die de grens passeert telt mee"),
    "CROSSES_OUT": _both("that crosses the limit is out", "die de grens passeert valt af"),
    "POPULATION": _both("population", "populatie"),
    "EXPECT": _both("expect", "verwacht"),
    "EXPECT_NEVER": _both("expect never", "verwacht nooit"),
    "WHEN": _both("when", "als"),
    "MORE": _both("more", "meer"),
    "LATER": _both("later", "later"),
    "NEVER_HELPS": _both("never helps|never help", "helpt nooit|helpen nooit"),
    "NEVER_HURTS": _both("never hurts|never hurt", "schaadt nooit|schaden nooit"),
    "ELIGIBLE": _both("eligible", "komt in aanmerking"),
    "INELIGIBLE": _both("ineligible", "komt niet in aanmerking"),
    "UNDETERMINED": _both("undetermined", "onbeslist"),
    "AWAITING": _both("awaiting judgement|awaiting judgment", "wacht op oordeel"),
    "MET": _both("met", "voldaan"),
    "NOT_MET": _both("not met", "niet voldaan"),
    "MISSED": _both("missed", "gemist"),
    "STILL_OPEN": _both("open", "open"),
    "NOT_APPLICABLE": _both("not applicable", "niet van toepassing"),
    "WAIVED": _both("waived", "vrijgesteld"),
}

TYPES: dict[str, Keyword] = {
    "YES_NO": _both("yes/no", "ja/nee"),
    "TEXT_TYPE": _both("text", "tekst"),
    "MATCHING": _both("matching", "volgens patroon"),
    "NUMBER_TYPE": _both("number", "getal"),
    "WHOLE_NUMBER": _both("whole number", "geheel getal"),
    "PERCENT_TYPE": _both("percent", "percentage"),
    "DATE_TYPE": _both("date", "datum"),
    "MOMENT_TYPE": _both("date and time", "datum en tijd"),
    "COUNT_OF": _both("count of", "aantal"),
    "SOME_OF": _both("some of", "enkele van"),
    "LIST_OF": _both("list of", "lijst van"),
    "OPTIONAL": _both("optional", "optioneel"),
    "EVIDENCE": _both("evidence", "bewijsstuk"),
    "CHANGEABLE": _both("changeable", "beïnvloedbaar"),
    "FIXED": _both("fixed", "vast"),
    "LISTS_AGREEMENTS": _both("lists agreements", "noemt overeenkomsten"),
    "SUPPLIED_BY": _both("supplied by", "aangeleverd door"),
    "EACH": _both("each", "elk een"),
    "PER_YEAR": _both("per year", "per jaar"),
}

EXPRESSIONS: dict[str, Keyword] = {
    "AND": _both("and", "en"),
    "OR": _both("or", "of"),
    "NOT": _both("not", "niet"),
    "IS": _both("is", "is"),
    "IS_NOT": _both("is not", "is niet"),
    "ONE_OF": _both("one of", "een van|één van"),
    "NONE": _both("none", "afwezig"),
    "KNOWN": _both("known", "bekend"),
    "UNKNOWN": _both("unknown", "onbekend"),
    "EMPTY": _both("empty", "leeg"),
    "YES": _both("yes", "ja"),
    "NO": _both("no", "nee"),
    "PER": _both("per", "per"),
    "PER_STARTED": _both("per started", "per begonnen"),
    "OF": _both("of", "van"),
    "HAS": _both("has|have", "heeft|hebben"),
    "WHERE": _both("where", "waarbij"),
    "BETWEEN": _both("between", "tussen"),
    "AT_LEAST": _both("at least", "minstens|ten minste"),
    "AT_MOST": _both("at most", "hoogstens|ten hoogste"),
    "EXACTLY": _both("exactly", "precies"),
    "MORE_THAN": _both("more than", "meer dan"),
    "LESS_THAN": _both("less than", "minder dan"),
    "BEFORE": _both("before", "vóór|voor"),
    "AFTER": _both("after", "na"),
    "ON_OR_BEFORE": _both("on or before", "op of vóór|op of voor"),
    "ON_OR_AFTER": _both("on or after", "op of na"),
    "WITHIN": _both("within", "binnen"),
    "SET_FOR": _both("set for", "vastgesteld voor"),
    "COMBINED_WITH": _both("combined with", "in combinatie met"),
    "INCLUDES_ALL": _both("includes all of", "bevat alle van"),
    "INCLUDES_ANY": _both("includes any of", "bevat een van|bevat één van"),
    "MATCHES": _both("matches", "past op"),
    "ROUNDED_UP": _both("rounded up to", "naar boven afgerond op"),
    "ROUNDED_DOWN": _both("rounded down to", "naar beneden afgerond op"),
    "ROUNDED_HALF_UP": _both("rounded half up to", "half naar boven afgerond op"),
    "ROUNDED_HALF_EVEN": _both("rounded half even to", "half naar even afgerond op"),
    "WHOLE": _both("whole", "hele"),
    "DECIMALS": _both("decimals|decimal", "decimalen|decimaal"),
    "EVERY": _both("every", "elke|elk|iedere|ieder"),
    "SOME": _both("some", "minstens één|minstens een|enige"),
    "NO_ELEMENT": _both("no", "geen"),
    "NUMBER_OF": _both("number of", "aantal"),
    "DISTINCT": _both("distinct", "verschillende"),
    "TOTAL": _both("total", "totaal"),
    "AVERAGE": _both("average", "gemiddelde"),
    "LOWEST": _both("lowest", "laagste"),
    "HIGHEST": _both("highest", "hoogste"),
    "EARLIEST": _both("earliest", "vroegste"),
    "LATEST": _both("latest", "laatste"),
    "ALL_OF": _both("all of", "alle van"),
    "ANY_OF": _both("any of", "een of meer van|één of meer van|minstens één van|minstens een van"),
    "NONE_OF": _both("none of", "geen van"),
    "MEETS": _both("meets", "voldoet aan"),
    "FOR": _both("for", "voor"),
    "HOLDS_AGREEMENT": _both("holds agreement", "heeft overeenkomst"),
    "DECISION_DATE": _both("date of decision", "datum van beslissing"),
    "IN": _both("in", "in"),
    "DECISION_YEAR": _both("year of decision", "jaar van beslissing"),
    "YEAR_BEFORE": _both("year before decision", "jaar vóór beslissing|jaar voor beslissing"),
    "FOR_YEARS": _both("for", "gedurende"),
    "CONSECUTIVE": _both("consecutive years|consecutive year", "opeenvolgende jaren|opeenvolgend jaar"),
    "OVER": _both("over", "over"),
    "YEARS": _both("years|year", "jaar|jaren"),
    "UP_TO": _both("up to", "tot en met"),
    "FALLING": _both("falling", "dalend"),
    "RISING": _both("rising", "stijgend"),
    "LATEST_KNOWN": _both("latest known", "laatst bekende"),
    "TOTAL_OF": _both("total of", "totaal van"),
    "AVERAGE_OF": _both("average of", "gemiddelde van"),
    "LOWEST_OF": _both("lowest of", "laagste van"),
    "HIGHEST_OF": _both("highest of", "hoogste van"),
    "EARLIEST_OF": _both("earliest of", "vroegste van"),
    "LATEST_OF": _both("latest of", "laatste van"),
    "FIRST_YEAR_OF_HIGHEST": _both(
        "first year of the highest", "eerste jaar van de hoogste|eerste jaar van het hoogste"
    ),
    "LAST_YEAR_OF_HIGHEST": _both(
        "last year of the highest", "laatste jaar van de hoogste|laatste jaar van het hoogste"
    ),
    "FIRST_YEAR_OF_LOWEST": _both("first year of the lowest", "eerste jaar van de laagste|eerste jaar van het laagste"),
    "LAST_YEAR_OF_LOWEST": _both("last year of the lowest", "laatste jaar van de laagste|laatste jaar van het laagste"),
    "DEADLINE_OF": _both("deadline", "termijn"),
    "DATE_OF_DEADLINE": _both("date of deadline", "datum van termijn"),
    "IN_TIME": _both("met", "gehaald"),
    "NEXT_MONTH": _both("first day of the next month after", "eerste dag van de volgende maand na"),
    "NEXT_QUARTER": _both("first day of the next quarter after", "eerste dag van het volgende kwartaal na"),
    "NEXT_YEAR": _both("first day of the next year after", "eerste dag van het volgende jaar na"),
    "START_MONTH": _both("start of the month of|start of month of", "begin van de maand van"),
    "START_QUARTER": _both("start of the quarter of|start of quarter of", "begin van het kwartaal van"),
    "START_YEAR": _both("start of the year of|start of year of", "begin van het jaar van"),
    "END_MONTH": _both("end of the month of|end of month of", "einde van de maand van"),
    "END_QUARTER": _both("end of the quarter of|end of quarter of", "einde van het kwartaal van"),
    "END_YEAR": _both("end of the year of|end of year of", "einde van het jaar van"),
    "OTHER": _both("other", "andere|ander"),
    "AMONG": _both("among", "onder alle"),
    "STRICTLY_AMONG": _both("strictly among", "strikt onder alle"),
    "IN_SAME": _both("in the same|with the same", "in dezelfde|in hetzelfde|met dezelfde|met hetzelfde"),
    "ALL": _both("all", "van alle"),
    "ALL_THE": _both("all", "alle"),
    "RANK_OF": _both("rank of", "rang van"),
    "RANK_FROM_LOWEST": _both("rank from lowest of", "rang vanaf laagste van"),
    "SHARE_OF": _both("share of", "aandeel van"),
    "TOTAL_AMONG": _both("total", "totaal"),
    "AVERAGE_AMONG": _both("average", "gemiddelde"),
    "LOWEST_AMONG": _both("lowest", "laagste"),
    "HIGHEST_AMONG": _both("highest", "hoogste"),
    "EARLIEST_AMONG": _both("earliest", "vroegste"),
    "LATEST_AMONG": _both("latest", "laatste"),
}

KEYWORDS: dict[str, Keyword] = {**STATEMENTS, **MEMBERS, **TYPES, **EXPRESSIONS}

# Words that may follow a name in an expression; they cannot occur inside one.
_INFIX = (
    "AND OR IS IS_NOT PER OF HAS WHERE BETWEEN AT_LEAST AT_MOST MORE_THAN LESS_THAN BEFORE AFTER ON_OR_BEFORE ON_OR_AFTER "
    "WITHIN INCLUDES_ALL INCLUDES_ANY MATCHES ROUNDED_UP ROUNDED_DOWN ROUNDED_HALF_UP ROUNDED_HALF_EVEN UNLESS "
    "SET_FOR COMBINED_WITH "
    "AMONG STRICTLY_AMONG IN_SAME HIGHEST_FIRST LOWEST_FIRST EARLIEST_FIRST LATEST_FIRST ORDERED_BY CROSSES_IN CROSSES_OUT "
    "NEVER_HELPS NEVER_HURTS"
).split()

# Those that can start a name all the same: nothing else starts with them.
_ONLY_LATER = (
    "AMONG STRICTLY_AMONG IN_SAME HIGHEST_FIRST LOWEST_FIRST EARLIEST_FIRST LATEST_FIRST ORDERED_BY CROSSES_IN CROSSES_OUT "
    "NEVER_HELPS NEVER_HURTS"
).split()

# Words that start an expression; a name cannot start with them.
_STARTING = (
    "NOT YES NO NO_ELEMENT NONE KNOWN UNKNOWN EMPTY ONE_OF AT_LEAST AT_MOST EXACTLY EVERY SOME NUMBER_OF ALL_OF ANY_OF NONE_OF "
    "DECISION_DATE BETWEEN MEETS HOLDS_AGREEMENT LATEST_KNOWN DATE_OF_DEADLINE NEXT_MONTH NEXT_QUARTER NEXT_YEAR "
    "START_MONTH START_QUARTER START_YEAR END_MONTH END_QUARTER END_YEAR"
).split()

# Words that start an expression only when `of` follows: `lowest price` is a name, `lowest price of offers` is not.
AGGREGATES = "TOTAL AVERAGE LOWEST HIGHEST EARLIEST LATEST".split()

# Words that start an expression only when `over` and a number follow: `falling` may be an option.
TRENDS = ("FALLING", "RISING")

# Words that start an expression only when what is measured and `among` follow: `rank of turnover among Companies`.
STANDINGS = (
    "RANK_OF RANK_FROM_LOWEST SHARE_OF TOTAL_AMONG AVERAGE_AMONG LOWEST_AMONG HIGHEST_AMONG EARLIEST_AMONG LATEST_AMONG"
).split()

# Words that are reserved inside a name only before a text, a number or a year.
BEFORE_LITERAL = ("BY", "IN", "FOR_YEARS", "OVER", "UP_TO")
YEARS_IN_WORDS = ("DECISION_YEAR", "YEAR_BEFORE")

# Phrases that hold a reserved word, and win from a name and its `of`: `first year of the highest`.
SERIES_AGGREGATES = tuple(f"{each}_OF" for each in AGGREGATES)
PHRASES = (
    *SERIES_AGGREGATES,
    "FIRST_YEAR_OF_HIGHEST",
    "LAST_YEAR_OF_HIGHEST",
    "FIRST_YEAR_OF_LOWEST",
    "LAST_YEAR_OF_LOWEST",
)

# Statements of which an amendment can name one.
AMENDABLE = (
    "REQUIREMENT",
    "EXCLUSION",
    "DECISION",
    "VALUE",
    "PREFERENCE",
    "ALLOCATION",
    "DEADLINE",
    "GRANT",
    "PROFILE",
)

# Words that are reserved inside a name only before a number.
BEFORE_NUMBER = ("REACH",)

MONTHS: dict[Language, tuple[str, ...]] = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "nl": tuple("januari februari maart april mei juni juli augustus september oktober november december".split()),
}


def phrases(terminals: list[str] | tuple[str, ...], language: Language) -> tuple[str, ...]:
    """All spellings of some terminals, longest first, so that a pattern made of them prefers the longest."""
    found = {phrase for terminal in terminals for phrase in KEYWORDS[terminal].phrases(language)}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def infix(language: Language) -> tuple[str, ...]:
    return phrases(_INFIX, language)


def infix_at_start(language: Language) -> tuple[str, ...]:
    return phrases([each for each in _INFIX if each not in _ONLY_LATER], language)


def starting(language: Language) -> tuple[str, ...]:
    return phrases(_STARTING, language)


_NEUTER = frozenset({"elk", "ieder", "ander", "het", "hetzelfde"})


def is_neuter(phrase: str) -> bool:
    """Whether words that stand before a Dutch noun have the form for one with `het`."""
    return not _NEUTER.isdisjoint(phrase.split())


OPPOSITE = {
    "MORE_THAN": "AT_MOST",
    "LESS_THAN": "AT_LEAST",
    "AT_LEAST": "LESS_THAN",
    "AT_MOST": "MORE_THAN",
    "BEFORE": "ON_OR_AFTER",
    "AFTER": "ON_OR_BEFORE",
    "ON_OR_BEFORE": "AFTER",
    "ON_OR_AFTER": "BEFORE",
}
"""What a comparison becomes under `not`."""
