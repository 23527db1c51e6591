"""The graph's own words in English and Dutch."""

from __future__ import annotations

from dsl.diagnostics import Words

REQUIREMENT = Words("requirement", "eis")
EXCLUSION = Words("exclusion ground", "uitsluitingsgrond")
REQUIREMENTS = Words("All requirements must count as met", "Aan alle eisen moet zijn voldaan")
EXCLUSIONS = Words("No exclusion ground may apply", "Er mag geen uitsluitingsgrond gelden")
ELIGIBLE_WHEN = Words(
    "eligible when all requirements count as met",
    "komt in aanmerking als aan alle eisen is voldaan",
)
ELIGIBLE_UNLESS_EXCLUDED = Words(
    "eligible when all requirements count as met and no exclusion ground applies",
    "komt in aanmerking als aan alle eisen is voldaan en geen uitsluitingsgrond geldt",
)
ELIGIBLE_UNLESS = Words(
    "eligible when no exclusion ground applies", "komt in aanmerking als geen uitsluitingsgrond geldt"
)
DECISION = Words("decision", "besluit")
ON = Words("on {0}", "over {0}")
TABLE = Words("decision table", "beslistabel")
GRANT = Words("grant", "toekenning")
PROFILE = Words("profile", "profiel")
CLASS = Words("class", "klasse")
HIGHEST_CLASS = Words(
    "the highest class of which all is met counts", "de hoogste klasse waarvan aan alles is voldaan, telt"
)
GIVEN_WHEN = Words("when", "als")
GIVEN = Words("given", "toegekend")
OTHERWISE = Words("otherwise", "anders")
FIRST_CASE = Words("the first case that holds counts", "het eerste geval dat geldt, telt")
GRANTED_WHEN = Words("applies when {0}", "geldt als {0}")
NOTHING_GIVEN = Words("nothing is given", "niets toegekend")
VALUE = Words("computed value", "berekende waarde")
DEADLINE = Words("deadline", "termijn")
ORDERS = Words("Orders among all providers together", "Volgordes onder alle aanbieders samen")
PREFERENCE = Words("preference", "voorkeur")
ALLOCATION = Words("allocation", "toedeling")
AMONG_ELIGIBLE = Words("among those who are eligible", "onder wie in aanmerking komt")
AMONG_LIST = Words("of the {0} of the provider", "van de {0} van de aanbieder")
PER_GROUP = Words("per {0}", "per {0}")
STEP = Words("step", "stap")
ORDERED_BY = Words("ordered by", "op volgorde van")
TAKEN_BY = Words("taken in this order", "gekozen in deze volgorde")
NEXT_STEP = Words("what is equal is told apart by the next step", "wat gelijk is, onderscheidt de volgende stap")
WEIGHT = Words("weight", "gewicht")
SCORE_OF = Words("part of the score", "deel van de score")
HIGHEST_SCORE = Words("the highest score first", "de hoogste score eerst")
HIGHEST_FIRST = Words("highest first", "hoogste eerst")
LOWEST_FIRST = Words("lowest first", "laagste eerst")
EARLIEST_FIRST = Words("earliest first", "vroegste eerst")
LATEST_FIRST = Words("latest first", "laatste eerst")
UNTIL = Words("until", "tot")
NUMBER_TAKEN = Words("{0} are taken", "er {0} gekozen zijn")
SHARE_REACHED = Words("{0} reach {1} of the total", "{0} komen op {1} van het totaal")
AMOUNT_REACHED = Words("{0} reach {1}", "{0} komen op {1}")
CROSSES = Words("crosses the limit", "passeert de grens")
CROSSES_IN = Words("is in", "telt mee")
CROSSES_OUT = Words("is out", "valt af")
ROUNDS = {
    "month": Words("each month from {0} through {1}", "elke maand vanaf {0} tot en met {1}"),
    "quarter": Words("each quarter from {0} through {1}", "elk kwartaal vanaf {0} tot en met {1}"),
    "year": Words("each year from {0} through {1}", "elk jaar vanaf {0} tot en met {1}"),
}
EXCEPTION = Words("exception (dashed line)", "uitzondering (streepjeslijn)")
CONDITION = Words("condition on facts", "voorwaarde over feiten")
GATE = Words("applies only when this holds", "geldt alleen als dit klopt")
QUANTIFIER = Words("condition on each element of a list", "voorwaarde per element van een lijst")
JUDGEMENT = Words("judgement", "oordeel")
JUDGEMENT_BY = Words("judgement by {0}", "oordeel ({0})")
GROUP = Words("joins the conditions under it", "verbindt de voorwaarden eronder")
LEGEND = Words("How to read this graph", "Zo leest u dit schema")
IN_FORCE = Words("in force {0}", "geldig {0}")
ALLOWS = Words("this gives access, not a right", "dit geeft toegang, geen recht")
UNIQUE = Words("at most one row can hold", "hoogstens één rij kan gelden")
FIRST = Words("the first row that holds counts", "de eerste rij die geldt, telt")
SOURCE = Words("source {0}", "bron {0}")
MORE_VALUES = Words("{0} more values were read", "er zijn nog {0} andere waarden gelezen")

TALLIES = {
    "≥": Words("at least {0} of {1}", "minstens {0} van {1}"),
    "≤": Words("at most {0} of {1}", "hoogstens {0} van {1}"),
    ">": Words("more than {0} of {1}", "meer dan {0} van {1}"),
    "<": Words("less than {0} of {1}", "minder dan {0} van {1}"),
    "=": Words("exactly {0} of {1}", "precies {0} van {1}"),
    "≠": Words("any number but {0} of {1}", "elk aantal behalve {0} van {1}"),
}

IN_FAVOUR = Words("in favour of the provider", "in het voordeel van de aanbieder")
AGAINST = Words("against the provider", "in het nadeel van de aanbieder")
AWAITING = Words("open: awaiting judgement", "open: wacht op oordeel")
APART = Words("not applicable", "niet van toepassing")
WAIVED = Words("not met, waived by an exception", "niet voldaan, vrijgesteld door een uitzondering")
BY_ITSELF = Words(
    "neither for nor against the provider by itself", "op zichzelf niet in het voor- of nadeel van de aanbieder"
)
FACTS_MISSING = Words("open: facts are missing", "open: er ontbreken gegevens")


GRAPH_OF = Words("Decision graph of {0}", "Beslisschema van {0}")
OVERVIEW_OF = Words("Overview of the criteria of {0}", "Overzicht van de criteria van {0}")
DETAIL_OF = Words("{1}: one criterion of {0}", "{1}: één criterium van {0}")
