"""How much of the money rests on figures that somebody has read in their source."""

from __future__ import annotations

from .answer import Answer
from .evaluate import LineKey


def verified_share(answer: Answer, scenario_place: int) -> int:
    """Whole per cent of a scenario's total whose price is `verified`.

    A scheme's line rests on its price; an operating line on the assumptions it multiplies, the
    weakest of them. A number that the reader typed is the reader's own, and is not counted.
    """
    run = answer.evaluation
    verified = total = 0.0
    for place, line in enumerate(run.lines):
        if line.scenario_place != scenario_place:
            continue
        if line.is_indirect and not run.question.include_indirect:
            continue
        money = float(run.money[place, :, 0].sum())
        total += money
        if _is_verified(answer, line):
            verified += money
    return int(100 * verified / total + 0.5) if total else 0


def _is_verified(answer: Answer, line: LineKey) -> bool:
    question = answer.question
    scenario = question.scenarios[line.scenario_place]
    if line.row is not None:
        return line.row.price is not None and line.row.price.confidence == "verified"
    if line.operating is None:
        return False
    for name in (*line.operating.factors, line.operating.price):
        if not isinstance(name, str):
            continue
        bare = name.removeprefix("/")
        names = [bare.replace("{delivery}", d) for d in set(scenario.deliveries)] if "{delivery}" in bare else [bare]
        for knob in names:
            if knob in scenario.assumptions or knob in question.assumptions:
                return False
            assumption = question.market.assumptions.get(knob)
            if assumption is not None and assumption.confidence != "verified":
                return False
    return True
