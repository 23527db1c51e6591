"""What generated providers show of what always holds: the smallest that breaks it, as examples that an author can keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from compiler.ir.evaluate import Decided
from compiler.ir.nodes import ComesOut, Effect, Promise
from compiler.ir.values import Facts
from compiler.ir.words import fill
from compiler.model import AlwaysModel
from compiler.report.layout import paint, printable
from compiler.scenarios.fuzz.holding import Trial
from compiler.scenarios.fuzz.run import Fuzzed
from compiler.scenarios.suggest.writing import Writer
from dsl import syntax
from dsl.diagnostics import Language, Words
from dsl.printing.printer import print_statement

BROKEN: Final = Words('"{0}" does not hold on {1}', '"{0}" geldt niet op {1}')
HELD: Final = Words(
    '"{0}" held on {1}: {2} of {3} providers bear on it', '"{0}" gold op {1}: {2} van {3} aanbieders gaan erover'
)
IDLE: Final = Words(
    '"{0}" was not tried on {1}: none of {2} providers bears on it',
    '"{0}" is op {1} niet beproefd: geen van {2} aanbieders gaat erover',
)
WITHOUT_A_DAY: Final = Words(
    '"{0}" was not tried: its policy is in force on no day that is known; give it a line `as of`',
    '"{0}" is niet beproefd: het beleid geldt op geen bekende dag; geef het een regel `peildatum`',
)
NOTHING: Final = Words("no policy says that something always holds", "geen beleid zegt dat iets altijd geldt")
TRIED: Final = Words("{0} tried: {1} broken", "{0} beproefd: {1} niet waar")
NOT_TRIED: Final = Words("{0} not tried", "{0} niet beproefd")
BEFORE: Final = Words("{0}: before", "{0}: ervoor")
AFTER: Final = Words("{0}: after", "{0}: erna")
OTHER: Final = Words("{0}: another provider ({1})", "{0}: een andere aanbieder ({1})")


def fuzz_text(found: Fuzzed, colour: bool = False) -> str:
    """One finding with its place, and the examples of a counterexample; ending in a newline."""
    language, always, day = found.policy.language, found.always, found.policy.as_of.isoformat()
    title = printable(always.title)
    if found.broken_by is not None:
        said = paint(fill(BROKEN, language, title, day), "red", colour)
        return f"{always.span}: {said}\n\n{examples_text(found)}\n"
    if not found.meant:
        return f"{always.span}: {paint(fill(IDLE, language, title, day, str(found.tried)), 'yellow', colour)}\n"
    return f"{always.span}: {fill(HELD, language, title, day, str(found.meant), str(found.tried))}\n"


def without_a_day_text(always: AlwaysModel, language: Language, colour: bool = False) -> str:
    return f"{always.span}: {paint(fill(WITHOUT_A_DAY, language, printable(always.title)), 'yellow', colour)}\n"


def summary(found: Sequence[Fuzzed], without_a_day: int, language: Language = "en") -> str:
    """`12 tried: 1 broken; 2 not tried`: what no provider bore on was not tried."""
    if not found and not without_a_day:
        return NOTHING.said_in(language)
    tried = [each for each in found if each.meant]
    broken = sum(each.broken_by is not None for each in tried)
    idle = len(found) - len(tried) + without_a_day
    said = [fill(TRIED, language, len(tried), broken)] + ([fill(NOT_TRIED, language, idle)] if idle else [])
    return "; ".join(said)


def without_a_day_data(module: str, always: AlwaysModel) -> dict[str, object]:
    return {
        "module": module,
        "always": always.title,
        "place": str(always.span),
        "as_of": None,
        "tried": 0,
        "bear_on_it": 0,
        "holds": None,
        "examples": None,
    }


def fuzz_data(found: Fuzzed) -> dict[str, object]:
    """The same as plain data for JSON."""
    return {
        "module": found.module,
        "always": found.always.title,
        "place": str(found.always.span),
        "as_of": found.policy.as_of.isoformat(),
        "tried": found.tried,
        "bear_on_it": found.meant,
        "holds": None if not found.meant else found.broken_by is None,
        "examples": None if found.broken_by is None else examples_text(found),
    }


def examples_text(found: Fuzzed) -> str:
    """The counterexample in the language: what the policy says of it now, for the author to correct one of the two."""
    return "\n".join(f"{print_statement(each, found.policy.language)}\n" for each in _examples(found))


def _examples(found: Fuzzed) -> Iterator[syntax.Example]:
    tried, policy, title = found.broken_by, found.policy, found.always.title.replace('"', "'")
    assert tried is not None
    trial = Trial(policy, found.always)
    writer, language = Writer(policy.records, policy.judges), policy.language
    day = syntax.AsOf(syntax.Date(policy.as_of))
    others = [fill(OTHER, language, title, str(at)) for at in range(1, len(tried.others or ()) + 1)]
    stages = trial.stages(tried)
    titles = [title] if len(stages) == 1 else [fill(each, language, title) for each in (BEFORE, AFTER)]
    decided = [trial.decided(each, tried.others) for each in stages]
    named = _named(found, decided)
    before: Facts = {}
    for at, facts in enumerate(stages):
        yield syntax.Example(
            syntax.Text(titles[at]),
            None if at == 0 else syntax.Text(titles[0]),
            None,
            day if at == 0 else None,
            writer.differences(facts, before),
            _expected(decided[at], named),
            None if at or tried.others is None else syntax.ExamplePopulation(tuple(map(syntax.Text, others))),
        )
        before = facts
    for name, facts in zip(others, tried.others or (), strict=True):
        alone = trial.decided(facts, ())
        decision = syntax.ExpectDecision(alone.outcome.value)
        nobody = syntax.ExamplePopulation(())
        yield syntax.Example(syntax.Text(name), None, None, day, writer.differences(facts, {}), (decision,), nobody)


def _named(found: Fuzzed, decided: Sequence[Decided]) -> list[str]:
    """The criteria to tell of: those that it names, those that come out otherwise after the change, those that keep it out."""
    always, claim = found.always, found.always.claim
    said = [each.criterion for each in always.when if isinstance(each, ComesOut)]
    if isinstance(claim, Promise):
        said.append(claim.comes_out.criterion)
    elif isinstance(claim, Effect):
        said.append(claim.criterion)
    names = [each for each in said if each is not None]
    for each in zip(*(each.criteria for each in decided), strict=True):
        turned = len({judged.verdict for judged in each}) > 1
        if turned or (len(decided) == 1 and each[0].counts is False):
            names.append(each[0].criterion.id)
    return list(dict.fromkeys(names))


def _expected(decided: Decided, named: Sequence[str]) -> tuple[syntax.Expectation, ...]:
    verdicts = {each.criterion.id: each.verdict.value for each in decided.criteria}
    said = (syntax.ExpectVerdict(syntax.Name(each), verdicts[each]) for each in named if each in verdicts)  # type: ignore[arg-type]
    return (syntax.ExpectDecision(decided.outcome.value), *said)
