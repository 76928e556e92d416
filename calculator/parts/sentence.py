"""The answer as a sentence: which is cheapest, by how much, against what, and how sure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from calculator import formats
from calculator.parts.evidence import Sure, sure_of
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.vocabulary import CATEGORIES
from pricing.places import number_of_place

Placed = tuple[int, ScenarioAnswer]
UNTOLD = Sure("")
# The parameters of the bridge that leads there step by step.
START, END = (
    "bridge_start",
    "bridge_end",
)


@dataclass(frozen=True)
class Sentence:
    """What stands over the table: `before`, the `figure`, `after`; how it stands `against` another,
    and `more`.

    `cheapest` are the places of all that cost the least, `bridge` asks for the way from that other,
    step by step, and `sure` says how much of the figure somebody has read in a source.
    """

    before: str
    figure: str = ""
    after: str = ""
    more: str = ""
    cheapest: tuple[int, ...] = ()
    against: str = ""
    bridge: str = ""
    sure: Sure = UNTOLD


def sentence_of(answer: Answer) -> Sentence:
    """The answer's sentence. A scenario with a finding is never called cheapest without it."""
    priced = [(place, s) for place, s in enumerate(answer.scenarios) if s.figures is not None]
    day = formats.day(answer.question.price_date)
    if not priced:
        return Sentence(f"None of these can be priced on {day}: something in each was not on sale.")
    ranked = sorted(priced, key=lambda item: _tco(item[1]))
    compliant = [item for item in ranked if item[1].compliant]
    if not compliant:
        _, least = ranked[0]
        but = (
            f"is shown for {least.scenario.name}, the least of all, but it has "
            f"{broken_rules(least)}."
        )
        return Sentence(
            "No scenario meets its licence rules. ",
            _write_figure(answer, least),
            f"{_name_unit(least)} {but}",
        )
    place, best = compliant[0]
    more, sure = _tell_others(answer, best, compliant, ranked), sure_of(answer, place)
    if len(priced) == 1 < len(answer.scenarios):
        before = f"Only {best.scenario.name} can be priced on {day}: "
        return Sentence(
            before, _write_figure(answer, best), f"{_name_unit(best)}.", more, sure=sure
        )
    ties = [(there, s.scenario.name) for there, s in compliant if _tco(s) == _tco(best)]
    if len(ties) > 1:
        return Sentence(
            f"{formats.listed([name for _, name in ties])} cost the same: ",
            _write_figure(answer, best),
            f"{_name_unit(best)}.",
            more,
            tuple(there for there, _ in ties),
            sure=sure,
        )
    alone = Sentence(
        f"{formats.costs_least(best.scenario.name)}: ",
        _write_figure(answer, best),
        f"{_name_unit(best)}.",
        more,
        (place,),
        sure=sure,
    )
    other = _find_compared(answer, best, compliant)
    if other is None:
        return alone
    return replace(
        alone,
        against=_compare(answer, best, other[1]),
        bridge=f"{START}={number_of_place(other[0])}&{END}={number_of_place(place)}",
    )


def _find_compared(answer: Answer, best: ScenarioAnswer, compliant: list[Placed]) -> Placed | None:
    """Whom the cheapest is compared with: the baseline where that costs more; the next where it is
    the baseline.
    """
    baseline = answer.scenarios[0]
    if baseline is best:
        return next((item for item in compliant if _tco(item[1]) > _tco(best)), None)
    if baseline.figures is not None and _tco(baseline) > _tco(best):
        return (0, baseline)
    return None


def _compare(answer: Answer, best: ScenarioAnswer, other: ScenarioAnswer) -> str:
    """How much less the cheapest costs than another, and why."""
    name, baseline, symbol = (
        other.scenario.name,
        answer.scenarios[0],
        formats.symbol(answer.currency),
    )
    less, share = _tell_difference(best, other, baseline, symbol)
    why = _explain_difference(answer, best, other, symbol)
    if best is baseline:
        words = f"It is the baseline; {name} is next, {less} ({share}) more"
        if why:
            return f"{words}: against that {why}."
        return f"{words}."
    words = f"{less} ({share}) less than {name}"
    if why:
        return f"{words}: {why}."
    return f"{words}."


def _explain_difference(
    answer: Answer, best: ScenarioAnswer, other: ScenarioAnswer, symbol: str
) -> str:
    """On what it saves most, and for what it pays more: differences of the amounts that the table
    shows.
    """
    differences = sorted(
        (_find_amount_of(other, category) - _find_amount_of(best, category), label.lower())
        for category, label in CATEGORIES.items()
        if category != "users_time" or answer.question.include_indirect
    )
    saved = [
        f"{symbol}{formats.money(cents)} on {label}"
        for cents, label in differences[:-3:-1]
        if cents > 0
    ]
    least, label = differences[0]
    saves, pays = "it saves", "pays"
    if formats.is_plural(best.scenario.name):
        saves, pays = "they save", "pay"
    paid = ""
    if least < 0:
        paid = f", and {pays} {symbol}{formats.money(-least)} more for {label}"
    if saved:
        return f"{saves} {formats.listed(saved)}{paid}"
    return ""


def _find_amount_of(scenario: ScenarioAnswer, category: str) -> int:
    assert scenario.figures is not None
    amounts = scenario.figures.categories.get(category)
    if amounts is None:
        return 0
    return amounts.compared


def _tell_others(
    answer: Answer,
    best: ScenarioAnswer,
    compliant: list[Placed],
    ranked: list[Placed],
) -> str:
    """Who comes next, what is cheaper but breaks a rule, what is not priced."""
    parts = []
    baseline = answer.scenarios[0]
    others = [s for _, s in compliant if _tco(s) != _tco(best)]
    if others and baseline is not best:
        parts.append(f"Next is {others[0].scenario.name} at {_write_figure(answer, others[0])}.")
    cheaper = [s for _, s in ranked if not s.compliant and _tco(s) < _tco(best)]
    if cheaper:
        shown = cheaper[0]
        parts.append(
            f"{shown.scenario.name} shows {_write_figure(answer, shown)}, but has "
            f"{broken_rules(shown)}."
        )
    left_out = [s.scenario.name for s in answer.scenarios if s.figures is None]
    if left_out:
        parts.append(
            f"Not priced, for something in it was not on sale: {formats.listed(left_out)}."
        )
    return " ".join(parts)


def _tell_difference(
    best: ScenarioAnswer, other: ScenarioAnswer, baseline: ScenarioAnswer, symbol: str
) -> tuple[str, str]:
    """How much less, and in per cent of the baseline, one of the two."""
    assert best.figures is not None
    assert other.figures is not None
    amount = formats.money(other.figures.amounts.compared - best.figures.amounts.compared)
    return f"{symbol}{amount}", formats.percent(_tco(other) - _tco(best), _tco(baseline))


def _tco(scenario: ScenarioAnswer) -> int:
    assert scenario.figures is not None
    return scenario.figures.tco


def _write_figure(answer: Answer, scenario: ScenarioAnswer) -> str:
    assert scenario.figures is not None
    return formats.symbol(answer.currency) + formats.money(scenario.figures.amounts.compared)


def _name_unit(scenario: ScenarioAnswer) -> str:
    assert scenario.figures is not None
    return f" {formats.compared_by(scenario.figures.amounts.has_desktops)}"


def broken_rules(scenario: ScenarioAnswer) -> str:
    """How many licence rules a scenario breaks, in words; "" where it breaks none."""
    if not scenario.findings:
        return ""
    count = sum(finding.kind != "unused" for finding, _ in scenario.findings)
    if count:
        return formats.count(count, "finding")
    return ""
