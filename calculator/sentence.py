"""The answer as a sentence: which is cheapest, by how much, against what, and how sure."""

from __future__ import annotations

from dataclasses import dataclass

from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.evidence import verified_share

from . import formats


@dataclass(frozen=True)
class Sentence:
    """What stands over the table: `before`, the `figure`, `after`; then a second line."""

    before: str
    figure: str = ""
    after: str = ""
    more: str = ""
    cheapest: int | None = None


def sentence_of(answer: Answer) -> Sentence:
    """The answer's sentence. A scenario with a finding is never called cheapest without it."""
    priced = [(place, s) for place, s in enumerate(answer.scenarios) if s.figures is not None]
    if not priced:
        day = formats.day(answer.question.price_date)
        return Sentence(f"None of these can be priced on {day}: something in each was not on sale.")
    ranked = sorted(priced, key=lambda item: _tco(item[1]))
    compliant = [item for item in ranked if item[1].compliant]
    if not compliant:
        _, least = ranked[0]
        return Sentence(
            "No scenario meets its licence rules. ",
            _figure(answer, least),
            f"{_unit(least)} is shown for {least.scenario.name}, the least of all, but it has {_findings(least)}.",
        )
    place, best = compliant[0]
    ties = [s for _, s in compliant if _tco(s) == _tco(best)]
    if len(ties) > 1:
        names = formats.listed([s.scenario.name for s in ties])
        return Sentence(
            f"{names} cost the same: ", _figure(answer, best), f"{_unit(best)}.", _more(answer, best, compliant, ranked)
        )
    return Sentence(
        f"{best.scenario.name} costs least: ",
        _figure(answer, best),
        f"{_unit(best)}.",
        _more(answer, best, compliant, ranked),
        place,
    )


def _more(
    answer: Answer,
    best: ScenarioAnswer,
    compliant: list[tuple[int, ScenarioAnswer]],
    ranked: list[tuple[int, ScenarioAnswer]],
) -> str:
    """Against the baseline, who comes next, what is cheaper but breaks a rule, how much is verified."""
    parts = []
    baseline = answer.scenarios[0]
    symbol = formats.symbol(answer.currency)
    if baseline is not best and baseline.figures is not None and _tco(baseline) > _tco(best):
        less, share = _difference(best, baseline, symbol)
        parts.append(f"{less} ({share}) less than {baseline.scenario.name}.")
    elif baseline is best and len(compliant) > 1:
        less, share = _difference(best, compliant[1][1], symbol)
        parts.append(f"It is the baseline; {compliant[1][1].scenario.name} is next, {less} ({share}) more.")
    others = [s for _, s in compliant if s is not baseline and _tco(s) != _tco(best)]
    if others and baseline is not best:
        parts.append(f"Next is {others[0].scenario.name} at {_figure(answer, others[0])}.")
    cheaper = [s for _, s in ranked if not s.compliant and _tco(s) < _tco(best)]
    if cheaper:
        shown = cheaper[0]
        parts.append(f"{shown.scenario.name} shows {_figure(answer, shown)}, but has {_findings(shown)}.")
    left_out = [s.scenario.name for s in answer.scenarios if s.figures is None]
    if left_out:
        parts.append(f"Not priced, for something in it was not on sale: {formats.listed(left_out)}.")
    parts.append(f"{verified_share(answer, answer.scenarios.index(best))} % of it rests on verified figures.")
    return " ".join(parts)


def _difference(best: ScenarioAnswer, other: ScenarioAnswer, symbol: str) -> tuple[str, str]:
    """How much less, a desktop a month where desktops stand, and in per cent of the other."""
    assert best.figures is not None
    assert other.figures is not None
    whole = other.figures.tco
    if best.figures.tco_per_desktop_month is None or other.figures.tco_per_desktop_month is None:
        amount = formats.money(whole - best.figures.tco)
    else:
        amount = formats.money(other.figures.tco_per_desktop_month - best.figures.tco_per_desktop_month)
    return f"{symbol}{amount}", formats.percent(whole - best.figures.tco, whole)


def _tco(scenario: ScenarioAnswer) -> int:
    assert scenario.figures is not None
    return scenario.figures.tco


def _figure(answer: Answer, scenario: ScenarioAnswer) -> str:
    assert scenario.figures is not None
    month = scenario.figures.tco_per_desktop_month
    return formats.symbol(answer.currency) + formats.money(scenario.figures.tco if month is None else month)


def _unit(scenario: ScenarioAnswer) -> str:
    assert scenario.figures is not None
    return " in all" if scenario.figures.tco_per_desktop_month is None else " a desktop a month"


def _findings(scenario: ScenarioAnswer) -> str:
    return formats.count(sum(f.kind != "unused" for f, _ in scenario.findings), "finding")
