"""The words of the handbook in English and in Dutch."""

from __future__ import annotations

from dsl.diagnostics import Words

HANDBOOK = Words("Handbook of the policies", "Handboek van het beleid")
POLICIES = Words("Policies", "Beleid")
DOCUMENTS = Words("Source documents", "Brondocumenten")
MANUAL = Words("The language", "De taal")
DIAGNOSTICS = Words("Diagnostic codes", "Meldingen")
IN_OTHER_LANGUAGE = Words("Deze pagina in het Nederlands", "This page in English")

MODULE = Words("Module", "Module")
ISSUER = Words("Issued by", "Uitgegeven door")
IN_FORCE = Words("In force", "Geldig")
SHOWN = Words("Shown as of", "Getoond per")
JUDGES = Words("Judges", "Beoordeelt")
DOCUMENT = Words("Document", "Document")
FORCE = Words("Force", "Strekking")
ALLOWS = Words(
    "it allows: meeting all of it gives no right", "het staat toe: wie aan alles voldoet, heeft daarmee geen recht"
)
OBLIGES = Words("it obliges: the decision follows from it", "het verplicht: het besluit volgt eruit")

GRAPH = Words("Graph", "Schema")
TABLES_AND_VALUES = Words("Decision tables and computed values", "Beslistabellen en berekende waarden")
SEE_BELOW = Words(
    "Each box leads to the criterion with its conditions.",
    "Elk vak leidt naar het criterium met zijn voorwaarden.",
)
CRITERIA = Words("Criteria", "Criteria")
CRITERION = Words("Criterion", "Criterium")
KIND = Words("Kind", "Soort")
REQUIREMENT = Words("requirement", "eis")
EXCLUSION = Words("exclusion", "uitsluiting")
ASKS = Words("What it asks", "Wat het vraagt")
SOURCE = Words("Source", "Bron")
NO_CRITERIA = Words(
    "This policy has no criteria: it only settles values and decision tables.",
    "Dit beleid heeft geen criteria: het stelt alleen waarden en beslistabellen vast.",
)
TEXT = Words("Text", "Tekst")
TEXT_OF = Words("The text of {0}", "De tekst van {0}")
EXAMPLES = Words("Examples", "Voorbeelden")
EXAMPLE = Words("Example", "Voorbeeld")
DAY = Words("As of", "Peildatum")
DECISION = Words("Decision", "Besluit")
SHOWS = Words("What it shows", "Wat het laat zien")
FAILS = Words("expected {0}, came out {1}", "verwacht {0}, werd {1}")
NO_EXAMPLES = Words("There are no examples of this policy.", "Van dit beleid zijn er geen voorbeelden.")
OVERLAY = Words("An example in the graph: {0}", "Een voorbeeld in het schema: {0}")

OF = Words("Of", "Van")
PART_SHOWN = Words("Part", "Deel")
SHOWN_OF_ASKED = Words("Shown / asked", "Getoond / gevraagd")

CHANGES = Words("Changes over time", "Wijzigingen in de tijd")
TIMELINE = Words("From the first day to the last", "Van de eerste dag tot de laatste")
STARTS = Words("In force from this day", "Geldig vanaf deze dag")
ENDS = Words("The last day in force", "De laatste dag waarop het geldt")
IS_PUBLISHED = Words("Published: “{0}”", "Gepubliceerd: ‘{0}’")
TAKES_EFFECT = Words(
    "Change: {0} (lines in the text: {1} came in, {2} taken out)",
    "Wijziging: {0} (regels in de tekst: {1} erbij, {2} vervallen)",
)
CHANGED_ON = Words("From {0}", "Vanaf {0}")
PUBLISHED = Words("published", "gepubliceerd")
COMPARED = Words(
    "Lines with − were taken out, lines with + came in.",
    "Regels met − zijn vervallen, regels met + zijn erbij gekomen.",
)
ROW = Words("Row", "Rij")
STATES = Words("What it says", "Wat er staat")
STATUS = Words("Status", "Status")
WHERE = Words("Where, or why not", "Waar, of waarom niet")
WAYS = Words("Shown by examples", "Door voorbeelden getoond")
TABLE_ROW = Words("row {0}", "rij {0}")
WAYS_OUT = {
    "for": Words("for", "voor"),
    "against": Words("against", "tegen"),
    "met": Words("met", "gehaald"),
    "missed": Words("missed", "gemist"),
    "open": Words("open", "open"),
    "not applicable": Words("not applicable", "niet van toepassing"),
    "waived": Words("waived", "vrijgesteld"),
    "True": Words("yes", "ja"),
    "False": Words("no", "nee"),
}
STATUSES = {
    "encoded": Words("encoded", "uitgedrukt"),
    "listed": Words("listed", "met reden weggelaten"),
    "missing": Words("not encoded here", "hier niet uitgedrukt"),
}
REASONS = {
    "patient claim rule": Words("it is about a patient's claim", "het gaat over de aanspraak van een patiënt"),
    "duty after signing": Words(
        "it binds a contracted provider and decides nothing", "het bindt een gecontracteerde aanbieder en beslist niets"
    ),
    "announcement": Words("it tells what will be done or published", "het vertelt wat er gedaan of gepubliceerd wordt"),
    "process step": Words(
        "it says who does what when, without a consequence", "het zegt wie wanneer wat doet, zonder gevolg"
    ),
    "superseded text": Words("a later text replaces it", "een latere tekst vervangt het"),
    "template text": Words("it was left over from a template", "het is overgebleven uit een sjabloon"),
    "policy as a whole": Words("the policy itself does so", "het beleid als geheel doet dit"),
}
NAME = Words("Policy", "Beleid")
COUNT = Words("Criteria", "Criteria")
EXAMPLES_COUNT = Words("Examples", "Voorbeelden")
SHOWN_PART = Words("Shown", "Getoond")
NO_DECISION = Words("Rows that name no decision", "Rijen die geen beslissing noemen")
ROWS_OF = Words(
    "{0} rows in the inventory of this document: {1} encoded in the policies shown here, {2} listed with a reason, {3} not"
    " encoded here.",
    "{0} rijen in de inventaris van dit document: {1} uitgedrukt in het beleid dat hier staat, {2} met reden weggelaten,"
    " {3} hier niet uitgedrukt.",
)
INTRODUCTION = Words(
    "{0} policies with {1} criteria, made from {2} source documents, and shown by {3} examples.",
    "{0} regelingen met {1} criteria, gemaakt uit {2} brondocumenten en getoond met {3} voorbeelden.",
)
NAVIGATION = Words("Navigation", "Navigatie")
ON_THIS_PAGE = Words("On this page", "Op deze pagina")
SEARCH = Words("Search", "Zoeken")
TUTORIAL = Words("Tutorial", "Kennismaking")
REFERENCE = Words("Reference", "Naslag")
POLICIES_OF = Words("The policies", "Het beleid")

THEME = {
    "On this page": "Op deze pagina",
    "Contents": "Inhoud",
    "Search": "Zoeken",
    "Next": "Volgende",
    "Previous": "Vorige",
    "Home": "Begin",
    "Toggle Light / Dark / Auto color theme": "Licht, donker of vanzelf",
    "Toggle site navigation sidebar": "Navigatie tonen of verbergen",
    "Toggle table of contents sidebar": "Inhoudsopgave tonen of verbergen",
    "Skip to content": "Naar de inhoud",
    "Back to top": "Naar boven",
    "Toggle navigation of": "Onderdelen tonen van",
    "Hide navigation sidebar": "Navigatie verbergen",
    "Hide table of contents sidebar": "Inhoudsopgave verbergen",
    "Made with ": "Gemaakt met ",
}
"""The words of the theme of the site, in Dutch."""

SEARCHING: dict[str, str | list[str]] = {
    "Searching": "Bezig met zoeken",
    "Preparing search...": "Het zoeken wordt voorbereid …",
    "Search Results": "Zoekresultaten",
    "Search finished, found one page matching the search query.": [
        "Er is één pagina gevonden.",
        "Er zijn ${resultCount} pagina's gevonden.",
    ],
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected"
    " enough categories.": "Er is niets gevonden. Zijn alle woorden goed gespeld?",
    ", in ": ", in ",
    "Hide Search Matches": "Zoekresultaten niet meer markeren",
}
"""What the search says, in Dutch; for one and for several pages."""
