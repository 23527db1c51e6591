"""From a policy, and what became of one provider, to the boxes of its graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import evolve, frozen

from compiler.backends.graph import words
from compiler.backends.graph.badges import deadline_badge, join_badge, outcome_badge, verdict_badge
from compiler.backends.graph.boxes import Badge, Box, Grid, Picture, Role, Tone
from compiler.backends.graph.conditions import Drawer
from compiler.backends.graph.legend import legend
from compiler.backends.graph.orders import allocation_box, preference_box
from compiler.backends.graph.telling import telling
from compiler.ir import text
from compiler.ir import words as common
from compiler.ir.deadline_words import BY, DEADLINES, day_text, done_text
from compiler.ir.nodes import Allocation, Citation, Computed, Criterion, Deadline, Grant, Lit, Mark, Policy, Table
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import (
    CriterionResult,
    DeadlineResult,
    Finding,
    GrantResult,
    PolicyResult,
    TableResult,
    Verdict,
)
from compiler.ir.wording import cell, in_full
from compiler.ir.words import fill
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind, YesNoKind

_DATE = DateKind()


def tree(
    policy: Policy,
    result: PolicyResult | None,
    language: Language,
    provider: str | None = None,
    *,
    criteria_too: bool = True,
) -> Picture:
    """Every criterion with its conditions, unless those are drawn elsewhere, the decision tables and the computed values."""
    plan = _Plan(policy, result, language, only_document(policy), provider)
    drawn = policy.criteria if criteria_too else ()
    criteria = [plan.criterion(each, number, conditions=True) for number, each in enumerate(drawn, 1)]
    joins = plan.joins(criteria)
    tables = tuple(plan.table(each, number) for number, each in enumerate(policy.tables, 1))
    values = tuple(plan.value(each, number) for number, each in enumerate(policy.values, 1))
    if tables:
        joins = (*joins, Box("tables", Role.JOIN, text=common.TABLES.said_in(language), children=tables))
    orders, own = plan.orders(), plan.own_allocations()
    if orders:
        joins = (*joins, Box("orders", Role.JOIN, text=words.ORDERS.said_in(language), children=orders))
    if own:
        joins = (*joins, Box("allocations", Role.JOIN, text=common.ALLOCATIONS.said_in(language), children=own))
    grants = tuple(plan.grant(each, number) for number, each in enumerate(policy.grants, 1))
    if grants:
        joins = (
            *joins,
            Box("grants", Role.JOIN, text=common.grants_heading(policy.grants).said_in(language), children=grants),
        )
    if values:
        joins = (*joins, Box("values", Role.JOIN, text=common.VALUES.said_in(language), children=values))
    dated = tuple(plan.deadline(each, number) for number, each in enumerate(policy.deadlines, 1))
    if dated:
        joins = (*joins, Box("deadlines", Role.JOIN, text=DEADLINES.said_in(language), children=dated))
    return plan.picture("tree", evolve(plan.decision(), children=joins), words.GRAPH_OF)


def cards(policy: Policy, result: PolicyResult | None, language: Language, provider: str | None = None) -> Picture:
    """The decision and its criteria without their conditions."""
    plan = _Plan(policy, result, language, only_document(policy), provider)
    criteria = [plan.criterion(each, number, conditions=False) for number, each in enumerate(policy.criteria, 1)]
    return plan.picture("cards", evolve(plan.decision(), children=plan.joins(criteria)), words.OVERVIEW_OF)


def single(
    policy: Policy,
    criterion: Criterion,
    result: PolicyResult | None,
    language: Language,
    provider: str | None = None,
) -> Picture:
    """One criterion with its conditions."""
    plan = _Plan(policy, result, language, None, provider)
    number = policy.criteria.index(criterion) + 1
    box = plan.criterion(criterion, number, conditions=True)
    caption = " · ".join(filter(None, [box.caption, policy.title or policy.name, provider]))
    box = evolve(box, caption=caption)
    return plan.picture("single", box, words.DETAIL_OF, criterion.title or criterion.id)


def only_document(policy: Policy) -> str | None:
    """The document that all citations of the criteria name: said once at the top, not in every box."""
    named = {each.document for criterion in policy.criteria for each in criterion.citations}
    return named.pop() if len(named) == 1 else None


@frozen
class _Plan:
    policy: Policy
    result: PolicyResult | None
    language: Language
    document: str | None
    provider: str | None

    def picture(self, shape: Literal["tree", "cards", "single"], root: Box, title: Words, *parts: str) -> Picture:
        named = fill(title, self.language, self.policy.title or self.policy.name, *parts)
        if self.provider is not None:
            named = f"{named}: {self.provider}"
        return Picture(
            shape,
            root,
            legend(root, self.language),
            words.LEGEND.said_in(self.language),
            named,
            telling(root),
            self.language,
        )

    def decision(self) -> Box:
        policy, language = self.policy, self.language
        name = policy.name if policy.title and policy.title != policy.name else ""
        facts = [
            _in_force(policy, language),
            fill(common.AS_OF, language, text.worded(policy.as_of, _DATE, language)) if self.result else "",
            fill(common.SOURCE, language, self.document) if self.document else "",
        ]
        rule = _rule(policy).said_in(language)
        if policy.allows:
            rule += f"; {words.ALLOWS.said_in(language)}"
        caption = " · ".join(filter(None, [words.DECISION.said_in(language), name]))
        whose = [fill(words.ON, language, self.provider)] if self.provider is not None else []
        return Box(
            "decision",
            Role.DECISION,
            caption=caption,
            text=policy.title or policy.name,
            notes=(*whose, rule, " · ".join(filter(None, facts))),
            badge=outcome_badge(self.result.outcome, language) if self.result else None,
            tooltip=policy.module,
        )

    def joins(self, criteria: Iterable[Box]) -> tuple[Box, ...]:
        """Requirements, all of which must count as met, and exclusions, none of which may apply."""
        boxes = tuple(criteria)
        joins = []
        for key, role, title in (
            ("requirements", Role.REQUIREMENT, words.REQUIREMENTS),
            ("exclusions", Role.EXCLUSION, words.EXCLUSIONS),
        ):
            children = tuple(each for each in boxes if each.role is role)
            if children:
                results = [each for each in self._results() if each.criterion.kind == role.value]
                badge = join_badge(results, self.language)
                joins.append(Box(key, Role.JOIN, text=title.said_in(self.language), badge=badge, children=children))
        return tuple(joins)

    def criterion(self, criterion: Criterion, number: int, conditions: bool) -> Box:
        result = next((each for each in self._results() if each.criterion.id == criterion.id), None)
        exclusion = criterion.kind == "exclusion"
        kind = (words.EXCLUSION if exclusion else words.REQUIREMENT).said_in(self.language)
        sources = "; ".join(str(each) for each in criterion.citations)
        return Box(
            f"c{number}",
            Role.EXCLUSION if exclusion else Role.REQUIREMENT,
            caption=kind,
            text=criterion.title or criterion.id,
            notes=tuple(
                filter(None, [self._cited(criterion.citations), self._short(result) if not conditions else None])
            ),
            badge=verdict_badge(result.verdict, exclusion, self.language) if result else None,
            tooltip=f"{criterion.id}\n{fill(common.SOURCE, self.language, sources)}" if sources else criterion.id,
            children=self._conditions(criterion, number, result) if conditions else (),
        )

    def _short(self, result: CriterionResult | None) -> str | None:
        """The margin of a criterion that is a single comparison, for where its conditions are not drawn."""
        drawer = Drawer(self.policy, self.language)
        return drawer.margin(result.body.mark, (result.body,)) if result else None

    def _conditions(self, criterion: Criterion, number: int, result: CriterionResult | None) -> tuple[Box, ...]:
        """The gate, the body and the exception. What became of a body that does not apply is left out: nothing hangs on it."""
        drawer = Drawer(self.policy, self.language)
        boxes = []
        if criterion.applies is not None:
            gate = drawer.box(
                f"c{number}_applies_of", criterion.applies, _listed(result.applies if result else None), None
            )
            label = text.word("APPLIES_WHEN", self.language)
            boxes.append(drawer.labelled(f"c{number}_applies", Role.GATE, label, gate))
        judged = result if result and result.verdict is not Verdict.NOT_APPLICABLE else None
        good = criterion.kind == "requirement"
        boxes.append(drawer.box(f"c{number}_body", criterion.body, _listed(judged.body if judged else None), good))
        if criterion.unless is not None:
            exception = drawer.box(
                f"c{number}_unless_of", criterion.unless, _listed(judged.unless if judged else None), None
            )
            label = text.word("UNLESS", self.language)
            boxes.append(drawer.labelled(f"c{number}_unless", Role.EXCEPTION, label, exception))
        return tuple(boxes)

    def table(self, table: Table, number: int) -> Box:
        result = next((each for each in self.result.tables if each.table.id == table.id), None) if self.result else None
        rows = tuple(
            (
                *(cell(tested, test, self.language) for tested, test in zip(table.inputs, row.tests, strict=True)),
                *(
                    text.worded(value, kind, self.language)
                    for value, kind in zip(row.outputs, table.output_kinds, strict=True)
                ),
            )
            for row in table.rows
        )
        rule = (words.UNIQUE if table.hit == "unique" else words.FIRST).said_in(self.language)
        outputs = self._outputs(table, result)
        return Box(
            f"t{number}",
            Role.TABLE,
            caption=words.TABLE.said_in(self.language),
            text=table.title or table.id,
            notes=tuple(filter(None, [rule, self._cited(table.citations), *outputs])),
            badge=self._row_badge(result),
            tooltip="; ".join(str(each) for each in table.citations),
            grid=Grid((*table.inputs_said, *table.outputs), len(table.inputs), rows, result.row if result else None),
        )

    def _outputs(self, table: Table, result: TableResult | None) -> list[str]:
        if result is None:
            return []
        return [
            f"{name}: {text.worded(result.outputs[name], kind, self.language)}"
            for name, kind in zip(table.outputs, table.output_kinds, strict=True)
            if result.outputs.get(name, UNKNOWN) is not UNKNOWN
        ]

    def _row_badge(self, result: TableResult | None) -> Badge | None:
        if result is None:
            return None
        if result.row is None:
            return Badge("?", common.row(result, self.language), Tone.UNKNOWN)
        if result.row == 0:
            return Badge("–", common.row(result, self.language), Tone.APART)
        return Badge("▶", common.row(result, self.language), Tone.NEUTRAL)

    def orders(self) -> tuple[Box, ...]:
        policy = self.policy
        preferences = (
            preference_box(each, f"p{number}", self._cited(each.citations), self.language)
            for number, each in enumerate(policy.preferences, 1)
        )
        allocations = (self._allocation(each) for each in policy.allocations if each.over is None)
        return (*preferences, *allocations)

    def own_allocations(self) -> tuple[Box, ...]:
        """Those over a list of the provider itself."""
        return tuple(self._allocation(each) for each in self.policy.allocations if each.over is not None)

    def _allocation(self, allocation: Allocation) -> Box:
        number = self.policy.allocations.index(allocation) + 1
        return allocation_box(allocation, f"a{number}", self._cited(allocation.citations), self.language)

    def grant(self, grant: Grant, number: int) -> Box:
        """The cases as rows: what is asked, and what is given then."""
        result = next((each for each in self.result.grants if each.grant.id == grant.id), None) if self.result else None
        otherwise = words.OTHERWISE.said_in(self.language)
        rows = tuple((otherwise if each.when is None else in_full(each.when), each.said) for each in grant.awards)
        notes = [
            (words.HIGHEST_CLASS if grant.is_profile else words.FIRST_CASE).said_in(self.language),
            fill(words.GRANTED_WHEN, self.language, in_full(grant.applies)) if grant.applies is not None else "",
            common.ONLY_ELIGIBLE.said_in(self.language) if grant.eligible is not None else "",
            self._cited(grant.citations),
        ]
        given = (words.CLASS if grant.is_profile else words.GIVEN).said_in(self.language)
        if grant.whole is not None:
            given += f" ({text.word('OF', self.language)} {grant.whole})"
        return Box(
            f"g{number}",
            Role.TABLE,
            caption=(words.PROFILE if grant.is_profile else words.GRANT).said_in(self.language),
            text=grant.title or grant.id,
            notes=tuple(filter(None, notes)),
            badge=self._given(result),
            tooltip="; ".join(str(each) for each in grant.citations),
            grid=Grid((words.GIVEN_WHEN.said_in(self.language), given), 1, rows, result.case if result else None),
        )

    def _given(self, result: GrantResult | None) -> Badge | None:
        if result is None:
            return None
        if result.value is NONE:
            return Badge("–", words.NOTHING_GIVEN.said_in(self.language), Tone.APART)
        tone = Tone.UNKNOWN if result.value is UNKNOWN else Tone.NEUTRAL
        return _equal(text.worded(result.value, result.grant.kind, self.language), tone)

    def value(self, computed: Computed, number: int) -> Box:
        """A yes/no value of several conditions has these under it, without what became of each: that its criteria tell."""
        notes = [computed.expr.said] if isinstance(computed.expr, Mark) else []
        children: tuple[Box, ...] = ()
        if isinstance(computed.kind, YesNoKind):
            group = Drawer(self.policy, self.language).box(f"v{number}_of", computed.expr, (), None)
            if group.children:
                notes, children = [], (group,)
        badge = None
        if self.result is not None and computed.id in self.result.values:
            found = self.result.values[computed.id]
            tone = Tone.UNKNOWN if found is UNKNOWN else Tone.NEUTRAL
            badge = _equal(text.worded(found, computed.kind, self.language), tone)
        elif isinstance(computed.expr, Lit):
            notes = [text.worded(computed.expr.value, computed.kind, self.language)]
        return Box(
            f"v{number}",
            Role.VALUE,
            caption=words.VALUE.said_in(self.language),
            text=computed.title or computed.id,
            notes=tuple(filter(None, [*notes, self._cited(computed.citations)])),
            badge=badge,
            tooltip="; ".join(str(each) for each in computed.citations),
            children=children,
        )

    def deadline(self, deadline: Deadline, number: int) -> Box:
        """By when, who must act and, for a provider, what has become of it. A condition under which it applies, or which excuses
        it, is told in a line."""
        found = (
            next((each for each in self.result.deadlines if each.deadline.id == deadline.id), None)
            if self.result
            else None
        )
        who = f" · {fill(BY, self.language, deadline.who)}" if deadline.who else ""
        conditions = [
            f"{text.word(word, self.language)} {told}"
            for word, expr in (("APPLIES_WHEN", deadline.applies), ("UNLESS", deadline.unless))
            if expr is not None and (told := in_full(expr))
        ]
        return Box(
            f"d{number}",
            Role.DEADLINE,
            caption=words.DEADLINE.said_in(self.language) + who,
            text=deadline.title or deadline.id,
            notes=tuple(
                filter(
                    None, [deadline.said, *conditions, *self._days(deadline, found), self._cited(deadline.citations)]
                )
            ),
            badge=deadline_badge(found.status, self.language) if found and found.status else None,
            tooltip="; ".join([deadline.id, *(str(each) for each in deadline.citations)]),
        )

    def _days(self, deadline: Deadline, found: DeadlineResult | None) -> Iterator[str]:
        for each in found.dues if found else ():
            year = "" if each.due.year is None else f"{each.due.year}: "
            done = f"; {done_text(each, deadline, self.language)}" if deadline.can_be_judged else ""
            yield f"{year}{day_text(each, deadline, self.language)}{done}"

    def _cited(self, citations: Iterable[Citation]) -> str:
        """`praktijk.09, praktijk.12`: the keys, with the document where the graph names more than one."""
        parts = []
        for each in citations:
            keys = ", ".join(each.keys)
            if not keys or each.document != self.document:
                parts.append(f"{each.document} {keys}".rstrip())
            else:  # a number by itself does not say what it numbers
                parts.append(fill(words.SOURCE, self.language, keys) if keys.isdecimal() else keys)
        return "; ".join(dict.fromkeys(parts))

    def _results(self) -> tuple[CriterionResult, ...]:
        return self.result.results if self.result else ()


def _listed(finding: Finding | None) -> tuple[Finding, ...]:
    return () if finding is None else (finding,)


def _equal(said: str, tone: Tone) -> Badge:
    """`= 1.5 fte`, `≈ 1.0003 fte`"""
    about = said.startswith("≈ ")
    return Badge("≈" if about else "=", said.removeprefix("≈ "), tone)


def _rule(policy: Policy) -> Words:
    """When a provider is eligible, by the kinds of criteria that there are."""
    kinds = {each.kind for each in policy.criteria}
    if kinds == {"exclusion"}:
        return words.ELIGIBLE_UNLESS
    return words.ELIGIBLE_UNLESS_EXCLUDED if "exclusion" in kinds else words.ELIGIBLE_WHEN


def _in_force(policy: Policy, language: Language) -> str:
    days = common.in_force(policy, language)
    return fill(words.IN_FORCE, language, days) if days else ""
