"""Trials of actions.

Each stands as a scenario of one document, so that the engine is asked once, or once a dozen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.question.actions import act
from calculator.question.places import Refused
from pricing.engine.answer import Answer, ScenarioAnswer, answer
from pricing.engine.faults import Faults
from pricing.engine.fields import SHAPES
from pricing.engine.read_question import parse

A_TIME = int(SHAPES["document"]["scenarios"].high or 1)


def try_actions(
    document: Mapping[str, Any], given: Answer, actions: list[str]
) -> dict[str, ScenarioAnswer | str]:
    """Each action's scenario after it, or the words that say why it cannot be done."""
    results: dict[str, ScenarioAnswer | str] = {}
    ready: list[tuple[str, dict[str, Any]]] = []
    for action in actions:
        try:
            changed = act(document, action, given.question.market.catalogue)
        except Refused as refused:
            results[action] = str(refused)
            continue
        place = int(action.split(".")[1]) - 1
        ready.append((action, {**changed["scenarios"][place], "name": action}))
    for start in range(0, len(ready), A_TIME):
        results |= answer_trials(document, given, ready[start : start + A_TIME])
    return results


def answer_trials(
    document: Mapping[str, Any], given: Answer, trials: list[tuple[str, dict[str, Any]]]
) -> dict[str, ScenarioAnswer | str]:
    """The answers to some trials by one engine call; those with faults are left out and said."""
    faulty: dict[str, ScenarioAnswer | str] = {}
    while trials:
        copies = {**document, "scenarios": [scenario for _, scenario in trials]}
        try:
            priced = answer(parse(copies, lambda _: given.question.market.catalogue))
        except Faults as faults:
            said = {fault.scenario_place: fault.message for fault in faults.faults}
            kept = [trial for place, trial in enumerate(trials) if place not in said]
            if len(kept) == len(trials):
                return {**faulty, **{action: faults.faults[0].message for action, _ in trials}}
            faulty |= {
                trials[place][0]: words for place, words in said.items() if place is not None
            }
            trials = kept
            continue
        return {
            **faulty,
            **{action: s for (action, _), s in zip(trials, priced.scenarios, strict=True)},
        }
    return faulty
