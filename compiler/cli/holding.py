"""What `evaluate`, `why` and `graph` share: a policy on a day, and the providers that are held against it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import click
from attrs import frozen

from compiler.cli.reading import Opened, on_another_day, open_policy, say_day
from compiler.cli.telling import print_notes, print_problems
from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    from compiler.backends.python_predicate import Predicate
    from compiler.ir.nodes import Policy
    from compiler.ir.peers import Peers
    from compiler.ir.verdicts import Outcome, PolicyResult, Verdict
    from compiler.records.problems import Problem
    from compiler.records.providers import Provider, Reading
    from compiler.report.basis import Basis
    from compiler.report.case import Case
    from compiler.report.orders import Orders, Place

WAS_REJECTED = Words("provider `{0}` was rejected, see above", "aanbieder `{0}` is afgewezen, zie hierboven")
REJECTED = Words(
    "{0} of {1} providers rejected for mistakes in their facts",
    "{0} van {1} aanbieders afgewezen om fouten in hun gegevens",
)

MOST_SHOWN = 200
WITHOUT_COLUMNS = (".json", ".jsonl", ".ndjson")

Command = TypeVar("Command", bound=Callable[..., object])


@frozen(slots=False)
class Held:
    """A policy on one day and the providers of one file; `problems` tells of those that were rejected."""

    opened: Opened
    providers: tuple[Provider, ...]
    problems: tuple[Problem, ...]
    language: Language
    rejected: int = 0
    files: tuple[tuple[str | None, Path], ...] = ()
    """The files that the facts came from: that of the providers, then each list in a file of its own with its name."""
    dated: datetime.date | None = None

    @property
    def policy(self) -> Policy:
        return self.opened.policy

    @property
    def as_of_from(self) -> Literal["given", "providers", "policy"]:
        return self.opened.as_of_from

    @cached_property
    def peers(self) -> Peers:
        """All providers of the file: each is judged among the others. Of those rejected it is only known that they are there."""
        from compiler.ir.peers import Peers
        from compiler.report.layout import printable

        members = (*(each.facts for each in self.providers), *({} for _ in range(self.rejected)))
        return Peers(members, names=tuple(printable(each.id) for each in self.providers))

    @cached_property
    def orders(self) -> Orders:
        """Preferences and allocations over the providers; those rejected stand in them without a name of their own."""
        from compiler.ir.populations import Population
        from compiler.report.orders import Orders

        unnamed = (f"({number})" for number in range(1, self.rejected + 1))
        names = (*(each.id for each in self.providers), *unnamed)
        return Orders(Population(self.policy, self.peers), names, self.language)

    @cached_property
    def predicate(self) -> Predicate:
        from compiler.backends.python_predicate import compile_predicate

        return compile_predicate(self.policy)

    def outcomes(self) -> list[Outcome]:
        """The decision on each provider, by the compiled predicate."""
        from compiler.backends.python_predicate import OUTCOMES
        from compiler.cli.progress import tracked

        decide = self.predicate.decide
        return [
            OUTCOMES[decide(each.facts, self.peers.seen_by(place))]
            for place, each in enumerate(tracked(self.providers, "deciding"))
        ]

    def verdicts(self) -> list[tuple[Outcome, list[Verdict]]]:
        """The decision and the verdict on each criterion, by the compiled predicate."""
        from compiler.backends.python_predicate import OUTCOMES, VERDICTS
        from compiler.cli.progress import tracked

        decide, verdicts, count = self.predicate.decide, self.predicate.verdicts, len(self.policy.criteria)
        return [
            (OUTCOMES[decide(each.facts, peers)], [VERDICTS[code] for code in verdicts(each.facts, peers)[:count]])
            for each, peers in (
                (each, self.peers.seen_by(place)) for place, each in enumerate(tracked(self.providers, "deciding"))
            )
        ]

    def explained(self, providers: Sequence[Provider]) -> list[PolicyResult]:
        """The decisions with their reasons."""
        from compiler.cli.progress import tracked
        from compiler.ir.evaluate import evaluate

        places = {each.id: place for place, each in enumerate(self.providers)}
        return [
            evaluate(self.policy, each.facts, self.peers.seen_by(places[each.id]))
            for each in tracked(providers, "explaining")
        ]

    @cached_property
    def basis(self) -> Basis:
        """Documents, parameters and amendments that the policy rests on."""
        from compiler.report.basis import basis

        return basis(self.opened.compilation, self.policy.module, self.policy.as_of)

    def case(self, provider: Provider) -> Case:
        """The decision on one provider with all that a report tells of it."""
        from compiler.report.case import Case

        (result,) = self.explained([provider])
        places, beside = self.places(provider)
        return Case(
            provider.id,
            str(provider.place),
            provider.judgements,
            result,
            self.basis,
            self.language,
            self.dated,
            provider.facts,
            places,
            beside,
        )

    def places(self, provider: Provider) -> tuple[tuple[Place, ...], int]:
        """Where a provider comes out in the orders among all of the file, and how many those are."""
        if not self.policy.preferences and all(each.over is not None for each in self.policy.allocations):
            return (), 0
        number = next(number for number, each in enumerate(self.providers) if each is provider)
        return self.orders.places(number), len(self.orders.names)

    def record(self, chosen: Sequence[Provider]) -> Iterator[bytes]:
        """The lines of a record of the decisions on some of the providers, worded in the language of the policy."""
        from compiler.report.record.chain import chained
        from compiler.report.record.making import Origin, context, decisions

        opened = self.opened
        policy, _ = opened.compilation.policy(self.policy.module, self.policy.as_of)
        assert policy is not None
        origin = Origin(
            opened.compilation,
            policy,
            self.basis,
            opened.as_of_from,
            self.files,
            self.dated,
            self.providers,
            self.rejected,
        )
        yield from chained(context(origin), decisions(origin, chosen))

    def heading(self) -> str:
        """The policy and the day, as a line above the answer."""
        from compiler.report.phrases import heading

        return heading(self.policy, self.language)

    def find(self, name: str) -> Provider | None:
        """The provider of a name; None, after saying so, when it was rejected.

        Raises click.UsageError for one that is not there.
        """
        exact = [each for each in self.providers if each.id == name]
        alike = [each for each in self.providers if each.id.casefold() == name.casefold()]
        for found in (exact, alike):
            if len(found) == 1:
                return found[0]
        if any(each.place.provider == name for each in self.problems):
            click.echo(WAS_REJECTED.said_in(self.language).format(name), err=True)
            return None
        near = get_close_matches(name, [each.id for each in self.providers], 3, 0.5)
        hint = f"; did you mean {' or '.join(f'`{each}`' for each in near)}?" if near else ""
        raise click.UsageError(f"no provider `{name}`{hint}")


def hold(
    policy: str,
    providers: Path,
    as_of: datetime.date | None,
    tables: Mapping[str, Path],
    language: Language | None,
    only: str | None = None,
    mapping: Path | None = None,
) -> Held:
    """Open a policy and read a file of providers; what is wrong with either is printed.

    Of a large file (Parquet) no more is read than the provider that is asked for (`only`), and of mistakes only those of it and
    those that are nobody's are printed. `mapping` says which fact stands in which column. Without a day the one that the file
    declares is taken, else the first on which the policy is in force.
    Leaves the command with code 1 when the policy has mistakes.
    """
    opened = open_policy(policy, as_of, language)
    from compiler.records.names import alike
    from compiler.records.reading import read_providers
    from compiler.records.sources import renamed
    from compiler.records.workbook import INSTALL, NoExcel

    for path in filter(None, (providers, mapping, *tables.values())):
        if not path.is_file():
            raise click.UsageError(f"there is no file `{path}`")
    judged = opened.policy
    facts = mapping_for(providers, mapping, language or judged.language)
    if providers.suffix.lower() == ".parquet" and not tables:
        reading = _read_parquet(opened, providers, only, facts)
    else:
        mapped = renamed(facts) if facts else iter
        try:
            reading = read_providers(
                providers, judged.records, judged.judges, units=opened.units, tables=tables, mapped=mapped
            )
        except NoExcel:
            raise click.UsageError(f"for a workbook openpyxl is needed: {INSTALL}") from None
    if as_of is None and reading.as_of is not None:
        opened = on_another_day(opened, reading.as_of)
    say_day(opened)
    said = language or judged.language
    told = [each for each in reading.problems if only is None or each.place.provider in (only, None)]
    print_problems(told, said)
    if reading.problems and reading.records:
        click.echo(REJECTED.said_in(said).format(reading.rejected, reading.records), err=True)
    print_notes(opened.policy, alike(each.id for each in reading.providers), reading.records, said)
    files: tuple[tuple[str | None, Path], ...] = ((None, providers), *tables.items())
    return Held(opened, reading.providers, reading.problems, said, reading.rejected, files, reading.dated)


def _read_parquet(opened: Opened, providers: Path, only: str | None, mapping: Mapping[str, str]) -> Reading:
    """The providers of a Parquet file; no more than the one that is asked for, unless its decision needs the others, too."""
    from compiler.cli.register import must_have_columns
    from compiler.columns.layout import judges_among
    from compiler.records.bulk import Bulk

    must_have_columns()
    bulk = Bulk(providers, opened.policy, opened.units, mapping=mapping)
    if only is None or judges_among(opened.policy) or bulk.problem is not None:
        return bulk.all()
    return bulk.only(only)


def mapping_for(providers: Path, mapping: Path | None, language: Language) -> Mapping[str, str]:
    """Which fact stands in which column of a file."""
    if mapping is not None and providers.suffix.lower() in WITHOUT_COLUMNS:
        raise click.UsageError(f"--mapping is about columns; `{providers.name}` has none, and names its facts itself")
    return mapping_of(mapping, language)


def mapping_of(path: Path | None, language: Language) -> Mapping[str, str]:
    """Which fact stands in which column; of a mapping that is wrong all is told, and the command ends."""
    from compiler.records.sources import read_mapping

    mapping, wrong = ({}, ()) if path is None else read_mapping(path)
    if wrong:
        print_problems(list(wrong), language)
        raise click.exceptions.Exit(1)
    return mapping


def _tables(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> dict[str, Path]:
    return {name: Path(path) for name, path in _lists(ctx, param, values).items()}


def _lists(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    if not all(name.strip() and equals and place for name, equals, place in pairs):
        asked = param.make_metavar(ctx)
        such_as = "doctors=doctors.csv" if "FILE" in asked else "doctors=register.doctors"
        raise click.BadParameter(f"write {asked}, such as {such_as}", ctx, param)
    found: dict[str, str] = {}
    for name, _, place in pairs:
        if name.strip() in found:
            raise click.BadParameter(f"list `{name.strip()}` is given twice", ctx, param)
        found[name.strip()] = place
    return found


def table_option(command: Command) -> Command:
    """`--table NAME=FILE`, as the argument `tables`."""
    return click.option(
        "--table",
        "tables",
        multiple=True,
        metavar="NAME=FILE",
        callback=_tables,
        help="A list of every provider in a CSV file of its own, one row per element; may be repeated.",
    )(command)


def mapping_option(command: Command) -> Command:
    """`--mapping FILE`, as the argument `mapping`."""
    return click.option(
        "--mapping",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Which fact stands in which column of a register: a CSV file with the columns `column` and `fact`.",
    )(command)


def limit_option(command: Command) -> Command:
    """`--limit`, as the argument `limit`."""
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        default=MOST_SHOWN,
        show_default=True,
        help="Show so many providers; 0 shows all.",
    )(command)


def list_option(metavar: str, help: str) -> Callable[[Command], Command]:
    """`--table NAME=...`, as the argument `tables`, with the places of lists as they were written."""
    return click.option("--table", "tables", multiple=True, metavar=metavar, callback=_lists, help=help)
