"""Wrong use of a command, told in Dutch where Dutch is chosen (`--lang nl`) or the policy is Dutch.

What is said stands where it is found, in English; here it is with a Dutch sentence beside each, what Click itself says too. `{}`
is what is filled in, and `{:nl}` such a part that may be a sentence of this list itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import IO, Any, Final

import click

from dsl.diagnostics import Language

LANGUAGE, ARGUMENTS = "meetlat.language", "meetlat.arguments"

SENTENCES: Final[dict[str, str]] = {
    # of Click
    "No such option '{}'.": "er is geen optie '{}'",
    "No such option '{}'. Did you mean {}?": "er is geen optie '{}'; bedoelde u {}?",
    "No such option '{}'. (Did you mean one of: {}?)": "er is geen optie '{}'; bedoelde u een van deze: {}?",
    "Option '{}' requires an argument.": "na optie '{}' hoort een waarde",
    "Option '{}' requires {} arguments.": "na optie '{}' horen {} waarden",
    "Option '{}' does not take a value.": "na optie '{}' hoort geen waarde",
    "Got unexpected extra argument ({})": "één argument te veel: {}",
    "Got unexpected extra arguments ({})": "te veel argumenten: {}",
    "Missing argument '{}'.": "het argument {} ontbreekt",
    "Missing argument '{}'. Choose from:{}": "het argument {} ontbreekt; kies uit:{}",
    "Missing option '{}'.": "de optie {} ontbreekt",
    "Missing option '{}'. Choose from:{}": "de optie {} ontbreekt; kies uit:{}",
    "Invalid value for '{}': {}": "ongeldige waarde voor '{}': {:nl}",
    "Invalid value: {}": "ongeldige waarde: {:nl}",
    "'{}' is not a valid integer.": "'{}' is geen geheel getal",
    "{} is not in the range x>={}.": "{} is kleiner dan {}",
    "{} is not in the range {}.": "{} ligt niet in het bereik {}",
    "File '{}' does not exist.": "het bestand '{}' bestaat niet",
    "Directory '{}' does not exist.": "de map '{}' bestaat niet",
    "Path '{}' does not exist.": "'{}' bestaat niet",
    "File '{}' is a directory.": "'{}' is een map, geen bestand",
    "Directory '{}' is a file.": "'{}' is een bestand, geen map",
    "'{}' is not one of {}.": "'{}' is geen van {}",
    "{} is not one of {}": "{} is geen van {}",
    # of choices and names
    "{}; did you mean {}?": "{:nl}; bedoelde u {:nl}?",
    "; did you mean {}?": "; bedoelde u {:nl}?",
    "; there are {}": "; er zijn {}",
    "`{}` or {}": "`{}` of {:nl}",
    "none": "geen",
    "no command `{}`{}": "er is geen opdracht `{}`{:nl}",
    "no diagnostic `{}`; `meetlat explain` lists them all": "er is geen melding `{}`; `meetlat explain` noemt ze allemaal",
    "no provider `{}`{}": "er is geen aanbieder `{}`{:nl}",
    "no provider `{}` to report on, or it was rejected": (
        "er is geen aanbieder `{}` om een rapport over te maken, of die is afgewezen"
    ),
    "no criterion `{}`; there are {}": "er is geen criterium `{}`; er zijn {}",
    "no document `{}` with an inventory; there is {}": "er is geen document `{}` met een inventaris; er is {:nl}",
    "no example has `{}` in its title": "geen voorbeeld heeft `{}` in zijn titel",
    "no fact `{}` to count by: a text, an option, or yes or no, such as `name of region`": (
        "er is geen gegeven `{}` om naar te groeperen: een tekst, een optie, of ja of nee, zoals `name van region`"
    ),
    "`{}` is no day; write it as 2025-03-01": "`{}` is geen dag; schrijf die als 2025-03-01",
    "list `{}` is given twice": "lijst `{}` is twee keer gegeven",
    "write {}, such as {}": "schrijf {}, zoals {}",
    "write 95, or criteria=100; the groups are {}": "schrijf 95, of criteria=100; de groepen zijn {}",
    # of files
    "there is no file `{}`": "er is geen bestand `{}`",
    "there is no folder `{}`": "er is geen map `{}`",
    "there is no file or folder `{}`": "er is geen bestand of map `{}`",
    "there is no file `{}`, and no module of that name in `policies` or in this folder": (
        "er is geen bestand `{}`, en geen module met die naam in `policies` of in deze map"
    ),
    "no {} files in {}": "geen {}-bestanden in {}",
    "`{}` is a folder; name one policy{}": "`{}` is een map; noem één beleid{:nl}",
    "`{}` cannot be read: {}": "`{}` kan niet gelezen worden: {}",
    "`{}` cannot be written: {}": "`{}` kan niet geschreven worden: {}",
    "`{}` does not start with a line `# meetlat policy=...`": "`{}` begint niet met een regel `# meetlat policy=...`",
    "`{}` is there already; --force writes over it": "`{}` is er al; met --force wordt het overschreven",
    "`{}` is there: another run writes this record now, or was broken off; remove it if none does": (
        "`{}` is er: een andere opdracht schrijft deze vastlegging nu, of is afgebroken; verwijder het als dat zo is"
    ),
    "`{}` is there already and holds something else; a record is kept: name another file, or remove it": (
        "`{}` is er al en bevat iets anders; een vastlegging blijft bewaard: noem een ander bestand, of verwijder het"
    ),
    "`{}` is no record: it is not text in UTF-8": "`{}` is geen vastlegging: het is geen tekst in UTF-8",
    "the record has no decision on `{}`": "de vastlegging bevat geen besluit over `{}`",
    "a letter is written as html, pdf or md": "een brief wordt geschreven als html, pdf of md",
    "a graph is written as {}, not as `{}`": "een graaf wordt geschreven als {}, niet als `{}`",
    "a template is written as {}, not as `{}`": "een invulblad wordt geschreven als {}, niet als `{}`",
    "decisions are written to {}, not to `{}`": "besluiten worden geschreven naar {}, niet naar `{}`",
    # of policies
    "`{}` holds declarations and no policy of its own": "`{}` bevat declaraties en geen eigen beleid",
    "`{}` holds no preference and no allocation": "`{}` bevat geen voorkeur en geen toedeling",
    "`{}` does not say when it is in force: give the day of the decision with --as-of": (
        "`{}` zegt niet wanneer het geldt: geef de peildatum met --as-of"
    ),
    # of options that do not go together
    "--by is about --summary": "--by hoort bij --summary",
    "--report is about --summary": "--report hoort bij --summary",
    "--date is about --letter": "--date hoort bij --letter",
    "--engine is about --from": "--engine hoort bij --from",
    "--percent, --complete and --key are about --from; a file says so itself": (
        "--percent, --complete en --key horen bij --from; een bestand zegt dat zelf"
    ),
    "--providers and --provider go together": "--providers en --provider horen bij elkaar",
    "--overview and --criterion exclude each other": "--overview en --criterion gaan niet samen",
    "--watch goes with none of --format json, coverage and -j": "--watch gaat niet samen met --format json, dekking en -j",
    "--record goes without --mapping: a record names the files whose columns are the facts themselves": (
        "--record gaat niet samen met --mapping: een vastlegging noemt bestanden waarvan de kolommen de gegevens zelf zijn"
    ),
    "a record goes without --mapping: it names the files whose columns are the facts themselves": (
        "een vastlegging gaat niet samen met --mapping: zij noemt bestanden waarvan de kolommen de gegevens zelf zijn"
    ),
    "--mapping is about columns; `{}` has none, and names its facts itself": (
        "--mapping gaat over kolommen; `{}` heeft er geen, en noemt zijn gegevens zelf"
    ),
    "{} goes without --to: ask for that in a run of its own": "{} gaat niet samen met --to: vraag het in een eigen opdracht",
    "{} is not made in a database": "{} wordt niet in een database gemaakt",
    "{} is worked out one by one, by --engine python": "{} wordt één voor één uitgewerkt, met --engine python",
    "--to needs --engine {}": "--to vraagt --engine {}",
    "a summary of providers that are judged among one another needs --engine python": (
        "een overzicht van aanbieders die onderling beoordeeld worden, vraagt --engine python"
    ),
    # of what must be named
    "name a file of providers, or a table in a database with --from": (
        "noem een bestand met aanbieders, of met --from een tabel in een database"
    ),
    "name the provider once: last, or with --provider": "noem de aanbieder één keer: als laatste, of met --provider",
    "which provider? name it last: `meetlat report POLICY PROVIDERS PROVIDER`": (
        "welke aanbieder? noem die als laatste: `meetlat report POLICY PROVIDERS PROVIDER`"
    ),
    "which policy, and which file of providers? name both before the provider or as options": (
        "welk beleid, en welk bestand met aanbieders? noem beide vóór de aanbieder of als opties"
    ),
    "name one provider, or a policy, a file of providers and one provider": (
        "noem één aanbieder, of een beleid, een bestand met aanbieders en één aanbieder"
    ),
    # of databases
    "--table {}: the policy reads no such list; it reads {}": "--table {}: het beleid leest zo'n lijst niet; het leest {:nl}",
    "--table {}: `{}` stands in a column, and its elements have no key": (
        "--table {}: `{}` staat in een kolom, en de elementen ervan hebben geen sleutel"
    ),
    "--table {}: say with --table {}=TABLE where `{}` stands": "--table {}: zeg met --table {}=TABEL waar `{}` staat",
    "--engine {} does not decide in {}": "--engine {} beslist niet in {:nl}",
    "a database": "een database",
    "--from names a table of a database; `{}` is not a file of DuckDB": (
        "--from noemt een tabel van een database; `{}` is geen bestand van DuckDB"
    ),
    "say with --engine which database holds the table, or give its file or address": (
        "zeg met --engine in welke database de tabel staat, of geef het bestand of adres ervan"
    ),
    "a password does not stand on the command line: put it in the file that PGPASSFILE names (~/.pgpass)": (
        "een wachtwoord hoort niet op de opdrachtregel: zet het in het bestand dat PGPASSFILE noemt (~/.pgpass)"
    ),
    # of what must be installed
    "for a workbook openpyxl is needed: {}": "voor een werkmap is openpyxl nodig: {}",
    "for this Polars, NumPy and nanoarrow are needed: pip install 'meetlat[{}]'": (
        "hiervoor zijn Polars, NumPy en nanoarrow nodig: pip install 'meetlat[{}]'"
    ),
    "a summary needs matplotlib: {}": "een overzicht vraagt matplotlib: {}",
    "a site needs `{}`: pip install 'meetlat[site]'": "een site vraagt `{}`: pip install 'meetlat[site]'",
    "generated providers need Hypothesis: {}": "gegenereerde aanbieders vragen Hypothesis: {}",
}


def speak(language: Language) -> None:
    """Say which language the command speaks from here on, where none is chosen."""
    ctx = click.get_current_context(silent=True)
    if ctx is not None:
        ctx.meta[LANGUAGE] = language


def speaks_dutch(ctx: click.Context | None, arguments: Sequence[str] = ()) -> bool:
    meta = {} if ctx is None else ctx.meta
    return (_chosen(meta.get(ARGUMENTS, arguments)) or meta.get(LANGUAGE)) == "nl"


def _chosen(arguments: Sequence[str]) -> str | None:
    """What is behind `--lang`, before that is known to be a language."""
    for at, each in enumerate(arguments):
        name, equals, value = each.partition("=")
        if name in ("--lang", "--language"):
            return (value if equals else "".join(arguments[at + 1 : at + 2])).casefold()
    return None


def in_dutch(text: str) -> str:
    """A sentence in Dutch; one that is not known as it is."""
    for pattern, dutch in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return dutch.format(*map(_Part, found.groups()))
    return text


class _Part(str):
    """What is filled in."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return in_dutch(str(self)) if spec == "nl" else str(self)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those that begin with words of their own first, then the longest, as a sentence may be filled in with anything."""
    ordered = sorted(SENTENCES, key=lambda each: (each.startswith("{}"), -len(each.replace("{}", ""))))
    return tuple(
        (re.compile("(.*?)".join(map(re.escape, each.split("{}"))), re.DOTALL), SENTENCES[each]) for each in ordered
    )


class WrongUse(click.UsageError):
    """Wrong use, told in Dutch."""

    def __init__(self, error: click.UsageError) -> None:
        super().__init__(in_dutch(error.format_message()), error.ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        if self.ctx is not None:
            usage = self.ctx.get_usage().removeprefix("Usage: ")
            click.echo(f"Gebruik: {usage}\nVoor uitleg: {self.ctx.command_path} --help\n", file, err=file is None)
        click.echo(f"Fout: {self.message}", file, err=file is None)
