"""Heads and members -> statements: what is required, what may stand once, and in which order."""

from __future__ import annotations

from typing import Any, TypeVar

from attrs import define

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Label, Language, Words
from dsl.parsing import granting
from dsl.parsing.applying import line_of_criterion
from dsl.parsing.heads import Body, Head, RowCells, Widening
from dsl.parsing.misplaced import foreign_start
from dsl.parsing.rules.deadlines import DeadlineChange, change_deadline, deadline
from dsl.source import Span

T = TypeVar("T")
Kinds = type[T] | tuple[type[T], ...]

_NO_MEMBERS = frozenset({"LANGUAGE", "USE", "UNIT", "COUNTED"})

_JOINED: dict[Any, Words] = {
    s.Applies: Words(
        "join them: one `applies when all of` with each on a line of its own, behind `-`",
        "voeg ze samen: één `geldt als alle van` met elk op een eigen regel, achter `-`",
    ),
    s.Unless: Words(
        "join them: one `unless any of` with each on a line of its own, behind `-`",
        "voeg ze samen: één `tenzij een of meer van` met elk op een eigen regel, achter `-`",
    ),
}
"""What to write for two lines of which one is expected, where both count."""
_ORDERS: dict[Any, Words] = {
    s.Assignment: Words("against, as of, population, facts, expect", "tegen, peildatum, populatie, gegevens, verwacht"),
    s.AsOf: Words("source, as of, when, what holds", "bron, peildatum, als, wat geldt"),
    s.PerGroup: Words(
        "source, per, ordered by, or each, take, until, the … that crosses",
        "bron, per, op volgorde van, of elk, neem, tot, de … die de grens passeert",
    ),
    s.DoneOn: Words(
        "source, applies when, from, by, done on, unless", "bron, geldt als, vanaf, uiterlijk, gedaan op, tenzij"
    ),
    s.Amends: Words(
        "source, published, effective, amends, for, changes",
        "bron, gepubliceerd, ingangsdatum, wijzigt, voor, wijzigingen",
    ),
    s.Award: Words(
        "source, applies when, only for the eligible, cases",
        "bron, geldt als, alleen voor wie in aanmerking komt, gevallen",
    ),
    s.Grade: Words("source, applies when, classes", "bron, geldt als, klassen"),
    s.Unless: Words("source, applies when, condition, unless", "bron, geldt als, voorwaarde, tenzij"),
}
"""The order of the lines of a statement, by a kind of line that is among them."""


@define
class Assembly:
    """Puts one statement together; `complete` is False when a member failed to parse, so that its absence is no mistake."""

    found: list[Diagnostic]
    complete: bool
    language: Language

    def statement(self, head: Head, members: list[Any], end: Span) -> s.Statement | None:
        span = head.span
        if head.kind in _NO_MEMBERS and members:
            self._surplus(members[0], head)
        match head.kind:
            case "USE":
                return s.Use(_some(head.key), head.names, span=span)
            case "UNIT":
                return s.Unit(head.names, head.size, span=span)
            case "COUNTED":
                return s.Counted(head.names, span=span)
            case "POLICY":
                self.once(members, s.Issuer, s.DocumentRef, s.InForce, s.Judges, s.Binding)
                return s.Policy(_some(head.name), head.title, tuple(members), span=span)
            case "DOCUMENT":
                self.once(members, s.Issuer, s.Published, s.File, s.Inventory)
                return s.Document(_some(head.key), head.title, tuple(members), span=span)
            case "RECORD":
                if not members:
                    self.empty(head, Words("a record", "gegevens"), Words("its facts", "de feiten"))
                return s.Record(_some(head.name), head.title, tuple(members), span=span)
            case "JUDGEMENT":
                sources = self.leading(members, s.Source)
                weighs = self.rest(members, s.Weighs)
                return s.Judgement(_some(head.name), head.title, _some(head.text), sources, weighs, span=span)
            case "PARAMETER":
                return granting.parameter(self, head, members)
            case "GRANT":
                return granting.grant(self, head, members)
            case "PROFILE":
                return granting.profile(self, head, members)
            case "VALUE":
                return self._value(head, members)
            case "AMENDMENT":
                return self._amendment(head, members)
            case "NORM":
                return s.Norm(_some(head.key), head.title, head.text, tuple(members), span=span)
            case "EXTERNAL":
                assert head.type is not None
                sources = self.leading(members, s.Source)
                periods = self.rest(members, s.Period)
                return s.External(_some(head.name), head.type, head.title, sources, periods, span=span)
            case "PRECEDENCE":
                return s.Precedence(head.modules, tuple(members), span=span)
            case "PREFERENCE":
                return self._preference(head, members)
            case "DEADLINE":
                return self._deadline(head, members)
            case "ALLOCATION":
                return self._allocation(head, members)
            case "ALWAYS":
                return self._always(head, members)
            case "REQUIREMENT" | "EXCLUSION":
                return self._criterion(head, members)
            case "DECISION":
                return self._decision(head, members)
            case _:
                return self._example(head, members)

    # --- statements with an order of their own ----------------------------------------------------------------------

    def _value(self, head: Head, members: list[Any]) -> s.Value | None:
        sources = self.leading(members, s.Source)
        bodies = self.rest(members, Body)
        body = self._only_body(head, bodies, Words("a value", "een waarde"))
        return (
            s.Value(_some(head.name), head.type, head.title, sources, body, span=head.span)
            if body is not None
            else None
        )

    def _criterion(self, head: Head, members: list[Any]) -> s.Criterion | None:
        self.once(members, s.Applies, s.Unless)
        self.in_order(members, (s.Source, s.Applies, Body, s.Unless))
        sources = tuple(each for each in members if isinstance(each, s.Source))
        applies = next((each for each in members if isinstance(each, s.Applies)), None)
        unless = next((each for each in members if isinstance(each, s.Unless)), None)
        bodies = tuple(each for each in members if isinstance(each, Body))
        kind = "requirement" if head.kind == "REQUIREMENT" else "exclusion"
        what = Words("a requirement", "een eis") if kind == "requirement" else Words("an exclusion", "een uitsluiting")
        body = self._only_body(head, bodies, what)
        if body is None:
            return None
        return s.Criterion(kind, _some(head.name), head.title, sources, applies, body, unless, span=head.span)  # type: ignore[arg-type]

    def _only_body(self, head: Head, bodies: tuple[Body, ...], what: Words) -> s.Expr | None:
        if not bodies:
            self.empty(head, what, Words("its condition or expression", "de voorwaarde of uitdrukking"))
            return None
        abroad = [] if len(bodies) == 1 else [self._no_condition(head, each.expr.span) for each in bodies]
        self.found += [each for each in abroad if each is not None]
        first, *more = [each for each, other in zip(bodies, abroad or [None], strict=True) if other is None] or bodies[
            :1
        ]
        for extra in more:
            self.found.append(
                Diagnostic(
                    "E116",
                    extra.expr.span,
                    Words(
                        "a second condition stands here; one is expected",
                        "hier staat een tweede voorwaarde; er wordt er één verwacht",
                    ),
                    (Label(first.expr.span, Words("the first is here", "de eerste staat hier")),),
                    Words(
                        "put them together under `all of` or `any of`",
                        "zet ze samen onder `alle van` of `een of meer van`",
                    ),
                )
            )
        return first.expr

    def _no_condition(self, head: Head, span: Span) -> Diagnostic | None:
        """A line that starts as another line of a criterion does in the other language, or elsewhere."""
        told = foreign_start(span, self.language)
        return told or line_of_criterion(span, self.language, of_value=head.kind == "VALUE")

    # --- orders among providers -----------------------------------------------------------------------------------------

    def _preference(self, head: Head, members: list[Any]) -> s.Preference | None:
        self.once(members, s.PerGroup, s.Ordered)
        self.in_order(members, (s.Source, s.PerGroup, s.Ordered, s.Weight))
        ordered = next((each for each in members if isinstance(each, s.Ordered)), None)
        weights = self.rest(members, s.Weight)
        if ordered is not None and weights:
            self._out_of_place(weights[0].span)
        if ordered is None and not weights:
            self.empty(
                head,
                Words("a preference", "een voorkeur"),
                Words("`ordered by` or `weight`", "`op volgorde van` of `gewicht`"),
            )
            return None
        sources = self.rest(members, s.Source)
        group = next((each for each in members if isinstance(each, s.PerGroup)), None)
        return s.Preference(_some(head.name), head.title, sources, group, ordered, weights, span=head.span)

    def _allocation(self, head: Head, members: list[Any]) -> s.Allocation | None:
        until = (s.UntilReached, s.UntilTaken)
        self.once(members, s.PerGroup, s.Rounds, s.Take, s.UntilReached, s.UntilTaken, s.Crossing)
        self.in_order(members, (s.Source, s.PerGroup, s.Rounds, s.Take, until, s.Crossing))
        take = next((each for each in members if isinstance(each, s.Take)), None)
        limit = next((each for each in members if isinstance(each, until)), None)
        if take is None or limit is None:
            missing = Words("`take`", "`neem`") if take is None else Words("`until`", "`tot`")
            self.empty(head, Words("an allocation", "een toedeling"), missing)
            return None
        return s.Allocation(
            _some(head.name),
            head.title,
            self.rest(members, s.Source),
            next((each for each in members if isinstance(each, s.PerGroup)), None),
            next((each for each in members if isinstance(each, s.Rounds)), None),
            take,
            limit,
            next((each for each in members if isinstance(each, s.Crossing)), None),
            span=head.span,
        )

    # --- deadlines ----------------------------------------------------------------------------------------------------

    def _deadline(self, head: Head, members: list[Any]) -> s.Deadline | None:
        due = (s.Due, s.DueYearly)
        self.once(members, s.Applies, s.NotBefore, due, s.DoneOn, s.Unless)
        self.in_order(members, (s.Source, s.Applies, s.NotBefore, due, s.DoneOn, s.Unless))
        return deadline(head, members) if self._due(head, members) else None

    def _due(self, head: Head, members: list[Any]) -> bool:
        """Whether it says by when."""
        found = any(isinstance(each, s.Due | s.DueYearly) for each in members)
        if not found:
            by = Words("`by`, `before` or `within`", "`uiterlijk`, `vóór` of `binnen`")
            self.empty(head, Words("a deadline", "een termijn"), by)
        return found

    def _decision(self, head: Head, members: list[Any]) -> s.Decision | None:
        sources = self.leading(members, s.Source)
        rest = [each for each in members if not isinstance(each, s.Source)]
        if not rest or not isinstance(rest[0], s.Header):
            if self.complete or rest:
                self.empty(
                    head,
                    Words("a decision", "een beslissing"),
                    Words(
                        "the header of its table, `| input | => output |`",
                        "de kop van de tabel, `| invoer | => uitkomst |`",
                    ),
                )
            return None
        header: s.Header = rest[0]
        rows: list[s.Row] = []
        for each in rest[1:]:
            if isinstance(each, s.Header):
                self._out_of_place(each.span)
            else:
                row = self._row(each, header)
                if row:
                    rows.append(row)
        if len(rest) == 1:
            self.empty(
                head, Words("a decision", "een beslissing"), Words("a row under its header", "een rij onder de kop")
            )
        return s.Decision(_some(head.name), head.title, head.key, sources, header, tuple(rows), span=head.span)  # type: ignore[arg-type]

    def _row(self, row: RowCells, header: s.Header) -> s.Row | None:
        width = len(header.inputs) + len(header.outputs)
        if len(row.cells) != width:
            self.found.append(
                Diagnostic(
                    "E117",
                    row.span,
                    Words(
                        f"this row has {len(row.cells)} cells; the header has {width}",
                        f"deze rij heeft {len(row.cells)} cellen; de kop heeft er {width}",
                    ),
                    (Label(header.span, Words("the header is here", "de kop staat hier")),),
                )
            )
            return None
        outputs = []
        for cell in row.cells[len(header.inputs) :]:
            match cell.alternatives:
                case (s.CellTest(comparison=s.Comparison.IS, value=value),):
                    outputs.append(value)
                case (s.CellState(state="none"),):
                    outputs.append(s.Ref(s.Name("none", span=cell.span), span=cell.span))
                case _:
                    self.found.append(
                        Diagnostic(
                            "E125",
                            cell.span,
                            Words("an outcome is one value", "een uitkomst is één waarde"),
                            help=Words(
                                "write one value or phrase in this cell", "schrijf één waarde of woordgroep in deze cel"
                            ),
                        )
                    )
                    return None
        return s.Row(row.cells[: len(header.inputs)], tuple(outputs), span=row.span)

    # --- amendments -------------------------------------------------------------------------------------------------

    def _amendment(self, head: Head, members: list[Any]) -> s.Amendment | None:
        self.once(members, s.Published, s.Effective, s.Amends, s.Limited)
        changes = (s.Withdraw, s.Replace, s.Add, Widening, s.ChangeParameter, DeadlineChange)
        self.in_order(members, (s.Source, s.Published, s.Effective, s.Amends, s.Limited, changes))
        effective = next((each for each in members if isinstance(each, s.Effective)), None)
        amends = next((each for each in members if isinstance(each, s.Amends)), None)
        what = Words("an amendment", "een wijziging")
        if effective is None:
            self.empty(head, what, Words("`effective` with its first day", "`ingangsdatum` met de eerste dag"))
        elif not any(isinstance(each, changes) for each in members):
            self.empty(head, what, Words("a change", "een verandering"))
        if effective is None:
            return None
        made = [self._change(each) for each in members if isinstance(each, changes)]
        return s.Amendment(
            _some(head.text),
            tuple(each for each in members if isinstance(each, s.Source)),
            next((each for each in members if isinstance(each, s.Published)), None),
            effective,
            amends,
            next((each for each in members if isinstance(each, s.Limited)), None),
            tuple(each for each in made if each is not None),
            span=head.span,
        )

    def _change(self, member: Any) -> s.Change | None:
        if isinstance(member, DeadlineChange):
            given = list(member.members)
            self.once(given, s.NotBefore, (s.Due, s.DueYearly))
            self.in_order(given, (s.Source, s.NotBefore, (s.Due, s.DueYearly), (s.Applies, s.DoneOn, s.Unless)))
            for extra in self.rest(given, (s.Applies, s.DoneOn, s.Unless)):
                self._surplus(extra, Head("DEADLINE", member.span))
            return change_deadline(member) if self._due(Head("DEADLINE", member.span), given) else None
        if not isinstance(member, Widening):
            change: s.Change = member
            if isinstance(change, s.ChangeParameter) and not change.periods and not change.rows:
                head = Head("PARAMETER", change.span)
                values = Words("`from DATE : VALUE`", "`vanaf DATUM : WAARDE`")
                self.empty(head, Words("this change", "deze verandering"), values)
            return change
        listed = list(member.members)
        sources = self.leading(listed, s.Source)
        what = Words("an alternative", "een alternatief")
        if member.word == "exception":
            what = Words("an exception", "een uitzondering")
        body = self._only_body(Head("", member.span), self.rest(listed, Body), what)
        return None if body is None else s.Widen(member.word, member.target, sources, body, span=member.span)

    # --- what always holds --------------------------------------------------------------------------------------------

    def _always(self, head: Head, members: list[Any]) -> s.Always | None:
        claims = (s.Promised, s.Effect, s.Holds)
        members = [s.Holds(each.expr, span=each.expr.span) if isinstance(each, Body) else each for each in members]
        self.once(members, s.AsOf)
        self.in_order(members, (s.Source, s.AsOf, (s.When, s.WhenComesOut), claims))
        found = [each for each in members if isinstance(each, claims)]
        if not found:
            claim = Words(
                "a condition, `expect` or `more ... never helps`",
                "een voorwaarde, `verwacht` of `meer ... helpt nooit`",
            )
            if any(isinstance(each, s.When | s.WhenComesOut) for each in members):
                claim = Words(f"beside `when` what holds then: {claim.en}", f"naast `als` wat dan geldt: {claim.nl}")
            self.empty(head, Words("what always holds", "wat altijd geldt"), claim)
            return None
        for extra in found[1:]:
            self._second(extra, found[0], Words("state it as another `always`", "maak er nog een `altijd` van"))
        return s.Always(
            _some(head.text),
            self.rest(members, s.Source),
            next((each for each in members if isinstance(each, s.AsOf)), None),
            tuple(each for each in members if isinstance(each, s.When | s.WhenComesOut)),
            found[0],
            span=head.span,
        )

    def _example(self, head: Head, members: list[Any]) -> s.Example:
        self.once(members, s.Against, s.AsOf, s.ExamplePopulation)
        expectations = (s.ExpectDecision, s.ExpectVerdict, s.ExpectValue)
        self.in_order(members, (s.Against, s.AsOf, s.ExamplePopulation, s.Assignment, expectations))
        return s.Example(
            _some(head.text),
            head.title,
            next((each for each in members if isinstance(each, s.Against)), None),
            next((each for each in members if isinstance(each, s.AsOf)), None),
            tuple(each for each in members if isinstance(each, s.Assignment)),
            tuple(each for each in members if isinstance(each, expectations)),
            next((each for each in members if isinstance(each, s.ExamplePopulation)), None),
            span=head.span,
        )

    # --- order and number -------------------------------------------------------------------------------------------

    def leading(self, members: list[Any], kind: type[T]) -> tuple[T, ...]:
        """The members of a kind that has to come first."""
        seen_other = False
        for each in members:
            if isinstance(each, kind):
                if seen_other:
                    self._out_of_place(_place(each))
            else:
                seen_other = True
        return tuple(each for each in members if isinstance(each, kind))

    def rest(self, members: list[Any], kind: Kinds[T]) -> tuple[T, ...]:
        return tuple(each for each in members if isinstance(each, kind))

    def in_order(self, members: list[Any], kinds: tuple[Any, ...]) -> None:
        reached = 0
        for each in members:
            rank = next(rank for rank, kind in enumerate(kinds) if isinstance(each, kind))
            if rank < reached:
                self._out_of_place(_place(each), kinds)
            reached = max(reached, rank)

    def once(self, members: list[Any], *kinds: Kinds[Any]) -> None:
        for kind in kinds:
            first, *more = [each for each in members if isinstance(each, kind)] or [None]
            for each in more:
                assert first is not None
                self._second(each, first, _JOINED.get(type(each), Words("keep one of them", "houd er één over")))

    def _second(self, extra: Any, first: Any, help: Words) -> None:
        self.found.append(
            Diagnostic(
                "E116",
                extra.span,
                Words("this is said a second time", "dit staat hier voor de tweede keer"),
                (Label(first.span, Words("the first is here", "de eerste staat hier")),),
                help,
            )
        )

    def _out_of_place(self, span: Span, kinds: tuple[Any, ...] = ()) -> None:
        order = next((words for kind, words in _ORDERS.items() if kind in kinds), None)
        help = None if order is None else Words(f"the order is: {order.en}", f"de volgorde is: {order.nl}")
        said = Words("this line stands too late in its block", "deze regel staat te laat in zijn blok")
        self.found.append(Diagnostic("E116", span, said, help=help))

    def _surplus(self, member: Any, head: Head) -> None:
        self.found.append(
            Diagnostic(
                "E103",
                _place(member),
                Words("nothing can stand under this statement", "onder deze regel kan niets staan"),
                (Label(head.span, Words("the statement is here", "de regel staat hier")),),
            )
        )

    def empty(self, head: Head, what: Words, expected: Words) -> None:
        if self.complete:
            self.found.append(
                Diagnostic(
                    "E115",
                    head.span,
                    Words(
                        f"{what.en} is not complete: expected under it: {expected.en}",
                        f"{what.nl} is niet compleet: {expected.nl} ontbreekt",
                    ),
                    help=Words(
                        "write it on the next line, indented with four spaces",
                        "schrijf dat op de volgende regel, ingesprongen met vier spaties",
                    ),
                )
            )


def _place(member: Any) -> Span:
    span: Span = member.expr.span if isinstance(member, Body) else member.span
    return span


def _some(value: T | None) -> T:
    assert value is not None
    return value
