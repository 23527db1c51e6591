"""Two policies built by hand, a GP practice and a regional organisation (RHO), with one provider each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from compiler.ir.evaluate import evaluate
from compiler.ir.nodes import (
    And,
    Citation,
    Compare,
    Computed,
    Criterion,
    Expr,
    FieldInfo,
    Fold,
    Get,
    Item,
    Lit,
    Mark,
    Not,
    Op,
    Or,
    Policy,
    Ratio,
    RecordInfo,
    Root,
    Row,
    Table,
    Tally,
)
from compiler.ir.values import Facts, FactValue
from compiler.ir.verdicts import PolicyResult
from dsl.kinds import ChoiceKind, Dimension, Kind, ListKind, NumberKind, RecordKind, SetKind, TextKind, YesNoKind

CHAINS = ("DMII", "COPD", "HVZ", "VVR")
FTE = NumberKind("quantity", Dimension.of("fte"), "fte")
PATIENTS = NumberKind("quantity", Dimension.of("patient"), "patients", whole=True)
PATIENTEN = NumberKind("quantity", Dimension.of("patient"), "patiënten", whole=True)
ARTSEN = NumberKind("quantity", Dimension.of("huisarts"), "huisartsen", whole=True)
PERCENT = NumberKind("percent")
YES_NO = YesNoKind()
ROUTE = ChoiceKind(("own agreement", "request to follow"))


def yes(name: str, base: Expr | None = None, judgement: bool = False) -> Get:
    return Get(base or Root(), name, YES_NO, judgement)


def fact(name: str, base: Expr | None = None) -> Mark:
    return Mark(yes(name, base), name)


def judged(name: str) -> Mark:
    return Mark(yes(name, judgement=True), name)


def group(word: str, *items: Expr) -> Mark:
    heading: dict[str, Expr] = {
        "all": And(items),
        "any": Or(items),
        "none": Not(Or(items)),
        "two": Compare("≥", Tally(items), Lit(2), NumberKind()),
    }
    return Mark(
        heading[word], {"all": "all of", "any": "any of", "none": "none of", "two": "at least 2 of"}[word], heading=True
    )


def compared(
    relation: Literal["=", "≠", "<", "≤", ">", "≥"], left: Expr, right: FactValue, kind: Kind, said: str
) -> Mark:
    assert not isinstance(right, Mapping | tuple)
    return Mark(Compare(relation, left, Lit(right), kind), said)


def criterion(
    name: str,
    body: Expr,
    title: str | None = None,
    keys: str = "",
    place: str | None = None,
    document: str = "vgz-ha-2025",
    kind: Literal["requirement", "exclusion"] = "requirement",
    applies: Expr | None = None,
    unless: Expr | None = None,
) -> Criterion:
    cited = (Citation(document, tuple(keys.split()), place),) if keys else ()
    return Criterion(name, kind, title, cited, applies, body, unless)


def practice() -> Policy:
    doctors = Get(Root(), "doctors", ListKind(RecordKind("Doctor")))
    doctor = Item(0)
    patients = Get(Root(), "registered patients", PATIENTS)
    share = Get(Root(), "market share in municipality", PERCENT)
    fixed = group(
        "all",
        fact("finally responsible", doctor),
        fact("covers out-of-hours", doctor),
        Mark(
            Compare("≠", Get(doctor, "position", ChoiceKind(("employed", "locum"))), Lit("locum"), ChoiceKind(())),
            "position is not locum",
        ),
    )
    total = Fold("total", doctors, 0, of=Get(doctor, "fte", FTE))
    rate = NumberKind("quantity", Dimension.of("fte").per(Dimension.of("patient")))
    staffing = Mark(
        Compare("≥", Ratio(total, patients), Ratio(Lit(Fraction(1)), Lit(3000)), rate),
        "total fte of doctors per registered patients ≥ 1.0 fte per 3 000 patients",
    )
    contracted = yes("RHO contracted")
    low, high = Compare("<", share, Lit(Fraction(1, 4)), PERCENT), Compare("≥", share, Lit(Fraction(1, 4)), PERCENT)
    table = Table(
        "own agreement or follow",
        None,
        "unique",
        (Citation("vgz-ha-2025", ("volg.01", "volg.02")),),
        (share, contracted),
        ("market share in municipality", "RHO contracted"),
        ("route",),
        (ROUTE,),
        (
            Row((high, Lit(True)), ("own agreement",)),
            Row((low, contracted), ("own agreement",)),
            Row((low, Not(contracted)), ("request to follow",)),
        ),
    )
    return Policy(
        "vgz.huisartsenzorg_2025.praktijk",
        "GP practice agreement",
        "Agreement for general practice care 2025",
        "en",
        datetime.date(2025, 3, 1),
        datetime.date(2025, 1, 1),
        datetime.date(2025, 12, 31),
        True,
        "Practice",
        (
            RecordInfo(
                "Practice",
                "GP practice",
                (
                    FieldInfo("registered patients", PATIENTS),
                    FieldInfo("doctors", ListKind(RecordKind("Doctor"))),
                    FieldInfo("AGB code", TextKind("[0-9]{8}"), optional=True),
                    FieldInfo("questionnaire assessed positively", YES_NO, None, True, "VGZ purchaser"),
                    FieldInfo("works largely with fixed staff", YES_NO, None, True, "VGZ purchaser"),
                ),
            ),
            RecordInfo("Doctor", None, (FieldInfo("fte", FTE, changeable=True),)),
        ),
        (
            criterion("preferred region", fact("region is preferred by VGZ"), None, "praktijk.01", "annex 2, item 1"),
            criterion(
                "questionnaire", judged("questionnaire assessed positively"), None, "praktijk.04", "annex 2, item 4"
            ),
            criterion(
                "fixed responsible doctor",
                Mark(Fold("some", doctors, 0, of=fixed), "some doctor has"),
                "A fixed doctor carries final medical responsibility",
                "praktijk.08 praktijk.10 praktijk.11",
                "annex 2, item 8",
            ),
            criterion("staffing", staffing, "Enough doctors for the registered patients", "praktijk.09 praktijk.12"),
            criterion(
                "fixed staff",
                judged("works largely with fixed staff"),
                None,
                "praktijk.13",
                applies=fact("works with locums"),
                unless=fact("started this year"),
            ),
            criterion(
                "open directions",
                compared(
                    ">",
                    Get(Root(), "open IGJ directions", NumberKind(whole=True)),
                    0,
                    NumberKind(),
                    "open IGJ directions > 0",
                ),
                None,
                "praktijk.20",
                kind="exclusion",
            ),
        ),
        (table,),
        (
            Computed(
                "needed fte",
                None,
                FTE,
                (),
                Mark(Op("mul", (patients, Lit(Fraction(1, 3000)))), "registered patients × 1.0 fte per 3 000 patients"),
            ),
        ),
    )


def rho() -> Policy:
    """A Dutch policy with eighteen requirements and two exclusion grounds, nested groups and two tables."""
    patients = Get(Root(), "ingeschreven patiënten", PATIENTEN)
    chains = Get(Root(), "ketens", ListKind(RecordKind("Keten")))
    experts = Get(Item(0), "kaderartsen", ListKind(RecordKind("Kaderarts")))
    locations = Get(Root(), "locaties", ListKind(RecordKind("Locatie")))
    exception = group("all", fact("gecontracteerd 2023"), judged("uitzondering verleend"))
    expert = group(
        "any",
        Mark(Compare("=", Get(Item(1), "status", TextKind()), Lit("erkend"), TextKind()), "status is erkend"),
        Mark(
            Compare("=", Get(Item(1), "status", TextKind()), Lit("in opleiding"), TextKind()), "status is in opleiding"
        ),
    )
    backup = group(
        "all",
        fact("in de regio", Item(1)),
        compared(
            "≤",
            Get(Item(1), "overbrengtijd", NumberKind()),
            30,
            NumberKind("quantity", Dimension.of("minute"), "minuten"),
            "overbrengtijd ≤ 30 minuten",
        ),
        fact("getekend door alle partijen", Item(1)),
    )
    system = group(
        "all",
        fact("inzage voor alle betrokken zorgverleners in de voor hen relevante parameters"),
        group(
            "any",
            fact("koppeling met HIS"),
            group("two", fact("berichten via LSP"), fact("berichten via Zorgdomein"), fact("berichten via VIPLive")),
        ),
        group("none", fact("gegevens buiten de EER"), fact("handmatige export")),
    )
    simple = [
        ("rechtspersoon", "Ingeschreven als rechtspersoon bij de Kamer van Koophandel", "rho.01"),
        ("governance", "Voldoet aan de Governancecode Zorg 2022", "rho.02"),
        ("voorkeursregio", "Werkzaam in een regio waar VGZ preferent is", "rho.03"),
        ("uniek", "Bindt alleen huisartsen zonder ander regionaal samenwerkingsverband", "rho.05"),
        ("kwaliteit", "Kwaliteitsbeleid vastgelegd in een jaarplan", "rho.09"),
        ("scholing", "Scholing voor alle praktijkondersteuners", "rho.10"),
        ("spiegelinformatie", "Spiegelinformatie per praktijk", "rho.11"),
        ("jaarverslag", "Jaarverslag vóór 1 juni", "rho.12"),
        ("klachten", "Klachtenregeling volgens de Wkkgz", "rho.13"),
    ]
    criteria = [criterion(name, fact(title.lower()), title, key) for name, title, key in simple]
    criteria[3:3] = [
        criterion(
            "omvang",
            group(
                "all",
                compared("≥", patients, 100_000, PATIENTEN, "ingeschreven patiënten ≥ 100.000 patiënten"),
                judged("aaneengesloten en logische regio"),
            ),
            "Schaal van de regio",
            "rho.04 rho.18",
            "bijlage 2, RHO, punt 4",
            unless=exception,
        ),
        criterion(
            "mandaat",
            Mark(
                Compare(
                    "≥",
                    Get(Root(), "mandaterende huisartsen", ARTSEN),
                    Op("mul", (Lit(Fraction(4, 5)), Get(Root(), "huisartsen", ARTSEN))),
                    ARTSEN,
                ),
                "mandaterende huisartsen ≥ 80% van huisartsen",
            ),
            "Mandaat van de huisartsen",
            "rho.19",
            unless=exception,
        ),
    ]
    criteria += [
        criterion(
            "ketens",
            Mark(
                Op("includes_all", (Get(Root(), "geleverde ketens", SetKind(CHAINS)), Lit(frozenset(CHAINS)))),
                "geleverde ketens bevat alle van DMII, COPD, HVZ, VVR",
            ),
            "De vier standaardketens",
            "rho.06 rho.21",
        ),
        criterion(
            "kaderartsen",
            Mark(
                Fold("every", chains, 0, of=Mark(Fold("some", experts, 1, of=expert), "een kaderarts heeft")),
                "elke keten heeft",
            ),
            "Kaderarts per keten",
            "rho.07",
        ),
        criterion(
            "informatiesysteem", system, "Informatiesysteem voor de ketenzorg", "rho.08 rhoict.01 rhoict.02 rhoict.03"
        ),
        criterion(
            "achtervang",
            Mark(
                Fold(
                    "every",
                    locations,
                    0,
                    of=Mark(
                        Fold("some", Get(Item(0), "achtervang", ListKind(RecordKind("Ziekenhuis"))), 1, of=backup),
                        "een ziekenhuis heeft",
                    ),
                ),
                "elke locatie heeft",
            ),
            "Achtervang binnen een half uur",
            "rho.14",
            applies=group("any", fact("verricht invasieve ingrepen"), fact("biedt klinisch verblijf")),
        ),
        criterion(
            "deelname", judged("streeft naar 100% deelname van de aangesloten leden"), "Deelname van de leden", "rho.21"
        ),
        criterion(
            "rta",
            fact("regionale transmurale afspraken voor alle ketens"),
            "Regionale transmurale afspraken",
            "rhorta.01 rhorta.02",
            document="vgz-rta-2024",
        ),
        criterion(
            "samenwerking",
            Mark(
                Compare(
                    "≥",
                    Fold(
                        "count",
                        locations,
                        0,
                        where=Mark(yes("samenwerkingsafspraak", Item(0)), "samenwerkingsafspraak"),
                    ),
                    Lit(3),
                    NumberKind(),
                ),
                "minstens 3 locaties hebben samenwerkingsafspraak",
            ),
            "Samenwerking in de wijk",
            "rho.15",
        ),
        criterion(
            "laag profiel",
            group(
                "all",
                fact("profielgroep is laagste gedurende 3 opeenvolgende jaren"),
                Mark(
                    Op(
                        "one_of",
                        (Get(Root(), "verbeterafspraken", TextKind()), Lit(frozenset({"niet nagekomen", "geweigerd"}))),
                    ),
                    "verbeterafspraken is een van niet nagekomen, geweigerd",
                ),
            ),
            "Blijvend laag profiel",
            "uitsluiting.02 uitsluiting.03",
            kind="exclusion",
        ),
        criterion(
            "aanwijzing",
            compared(">", Get(Root(), "open aanwijzingen", NumberKind()), 0, NumberKind(), "open aanwijzingen IGJ > 0"),
            "Openstaande aanwijzing van de IGJ",
            "uitsluiting.05",
            kind="exclusion",
        ),
    ]
    share = Get(Root(), "marktaandeel", PERCENT)
    tables = tuple(
        Table(
            name,
            title,
            "first",
            (Citation("vgz-ha-2025", (key,)),),
            (share, yes("RHO gecontracteerd"), patients),
            ("marktaandeel in de gemeente", "RHO gecontracteerd", "ingeschreven patiënten"),
            ("route", "toeslag per patiënt", "toelichting"),
            (TextKind(), PERCENT, TextKind()),
            tuple(
                Row(
                    (
                        Compare("≥", share, Lit(Fraction(each, 100)), PERCENT),
                        yes("RHO gecontracteerd") if each > 10 else Lit(True),
                        Compare("≥", patients, Lit(each * 1000), PATIENTEN),
                    ),
                    (
                        "eigen overeenkomst" if each > 20 else "volgverzoek",
                        Fraction(each, 1000),
                        "VGZ biedt de overeenkomst aan via VECOZO" if each > 20 else "schriftelijk aan te vragen",
                    ),
                )
                for each in (50, 25, 5)
            ),
        )
        for name, title, key in (
            ("route", "Eigen overeenkomst of volgen", "volg.01"),
            ("toeslag", "Toeslag op het ketentarief", "opslag.02"),
        )
    )
    judge = "inkoper van VGZ"
    return Policy(
        "vgz.huisartsenzorg_2025.rho",
        "Regionale huisartsenorganisatie",
        "Minimumeisen RHO 2025",
        "nl",
        datetime.date(2025, 3, 1),
        datetime.date(2025, 1, 1),
        datetime.date(2025, 12, 31),
        True,
        "RHO",
        (
            RecordInfo(
                "RHO",
                None,
                tuple(
                    FieldInfo(name, YES_NO, None, True, judge)
                    for name in (
                        "uitzondering verleend",
                        "aaneengesloten en logische regio",
                        "streeft naar 100% deelname van de aangesloten leden",
                    )
                ),
            ),
        ),
        tuple(criteria),
        tables,
        (),
    )


def practice_result() -> PolicyResult:
    """De Linde: too few doctors by 0.05 fte, one doctor's duty unknown, a judgement to come, a gate that is closed."""
    doctors = (
        {"fte": Decimal("0.8"), "position": "locum", "finally responsible": True, "covers out-of-hours": True},
        {"fte": Decimal("0.6"), "position": "employed", "finally responsible": True},
    )
    facts: Facts = {
        "region is preferred by VGZ": True,
        "registered patients": 4350,
        "doctors": doctors,
        "works with locums": False,
        "started this year": False,
        "open IGJ directions": 0,
        "market share in municipality": Fraction(3, 10),
    }
    return evaluate(practice(), facts)


def rho_result() -> PolicyResult:
    """An RHO that is just too small but excepted, with a failing information system and a low profile."""
    holding = [
        each.body.arg.name for each in rho().criteria if isinstance(each.body, Mark) and isinstance(each.body.arg, Get)
    ]
    yes_facts = {name: True for name in holding if not name.startswith(("scholing", "streeft"))}
    location = {"samenwerkingsafspraak": True, "achtervang": ()}
    facts: Facts = {
        **yes_facts,
        "ingeschreven patiënten": 96_410,
        "aaneengesloten en logische regio": True,
        "gecontracteerd 2023": True,
        "uitzondering verleend": True,
        "huisartsen": 76,
        "mandaterende huisartsen": 61,
        "geleverde ketens": frozenset({"DMII", "COPD", "HVZ", "VVR"}),
        "ketens": tuple({"kaderartsen": ({"status": each},)} for each in ("erkend", "in opleiding", "geen", "erkend")),
        "inzage voor alle betrokken zorgverleners in de voor hen relevante parameters": True,
        "koppeling met HIS": False,
        "berichten via Zorgdomein": True,
        "berichten via VIPLive": False,
        "gegevens buiten de EER": False,
        "handmatige export": True,
        "verricht invasieve ingrepen": False,
        "biedt klinisch verblijf": False,
        "locaties": (location, location, {"achtervang": ()}, location),
        "profielgroep is laagste gedurende 3 opeenvolgende jaren": True,
        "verbeterafspraken": "geweigerd",
        "open aanwijzingen": 0,
        "RHO gecontracteerd": True,
    }
    return evaluate(rho(), facts)
