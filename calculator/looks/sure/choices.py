"""The choices of the look that says how sure it is.

Which scenarios are compared, and the fields of the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from calculator import formats
from calculator.looks.sure.charts import bar_of, places_by_chance
from calculator.looks.sure.words import name_scenario
from calculator.question.address.members import mapping
from calculator.question.fields import Choice, Fields, FormField
from calculator.question.state import State, answer_document
from pricing.engine.analysis.opened import take_catalogue_ranges
from pricing.engine.analysis.tornado import widest_inputs
from pricing.engine.analysis.uncertainty import DEFAULT, Uncertain
from pricing.engine.answer import Answer
from pricing.engine.faults import Fault, Faults, holds
from pricing.places import number_of_place, read_place

NAMES = ("swings_of", "swings_against")
ALONE = "alone"
LISTED = 7


def read_pair(
    answer: Answer, found: Uncertain, parameters: Mapping[str, str]
) -> tuple[int, int | None] | None:
    """The scenario whose swings are shown, and the one it is compared with; None where none has a
    cost.
    """
    priced = [place for place, spread in enumerate(found.spreads) if spread is not None]
    if not priced:
        return None
    by_chance = [place for place, _ in places_by_chance(found)]
    one = _read_chosen(answer, priced, "swings_of", parameters, None)
    other_text = parameters.get("swings_against", "")
    if one is None:
        if by_chance[0] != 0 or len(by_chance) == 1:
            one = by_chance[0]
        else:
            one = by_chance[1]
    if other_text == ALONE or len(priced) == 1:
        return one, None
    default = next((place for place in (0, *by_chance) if place in priced and place != one), None)
    other = _read_chosen(answer, priced, "swings_against", parameters, default)
    if other == one:
        raise Faults(
            [Fault("swings_against", holds(other_text), "may hold another scenario than the first")]
        )
    return one, other


def _read_chosen(
    answer: Answer, priced: list[int], name: str, parameters: Mapping[str, str], default: int | None
) -> int | None:
    text = parameters.get(name, "")
    if not text:
        return default
    place = read_place(text, len(answer.scenarios))
    if place not in priced:
        known = formats.listed(
            [f"{number_of_place(place)} ({name_scenario(answer, place)})" for place in priced]
        )
        raise Faults(
            [
                Fault(
                    name, holds(text), f"may hold the number of a scenario that has a cost: {known}"
                )
            ]
        )
    return place


def sure_fields(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """Number of cases and seed as fields, which two scenarios are compared, and the ranges that
    sway most.
    """
    fields = Fields(state, None)
    given, before = (
        mapping(document.get("uncertainty")) for document in (state.document, state.base)
    )
    cases: list[FormField] = [
        fields._make_field(
            f"uncertainty.{name}",
            label,
            given.get(name, ""),
            before.get(name, ""),
            placeholder=f"{default:,}",
        )
        for name, label, default in (
            ("draws", "How many", DEFAULT.draws),
            ("seed", "Seed", DEFAULT.seed),
        )
    ]
    answer = state.answer
    if (
        answer is None
    ):  # the number of cases may be what is wrong; all else of the form stays where it is
        answer, _ = answer_document(
            {name: value for name, value in state.document.items() if name != "uncertainty"}, []
        )
    if answer:
        of_answer = _fields_of_answer(answer, parameters)
    else:
        of_answer = {"ranges": [], "ones": []}
    return {"case_fields": cases} | of_answer


def _fields_of_answer(answer: Answer, parameters: QueryDict) -> dict[str, Any]:
    question = take_catalogue_ranges(answer.question)
    ranged = [each for each in widest_inputs(question) if each.path.startswith("assumptions.")]
    listed = [bar_of(question, each) for each in ranged[:LISTED]]
    names = [scenario.name for scenario in question.scenarios]
    swings_of, swings_against = (parameters.get(name, "") for name in NAMES)
    ones = [Choice("", "the likeliest", not swings_of), *_make_choices(names, swings_of)]
    others = [Choice("", "the baseline", not swings_against), *_make_choices(names, swings_against)]
    others.append(Choice(ALONE, "nothing: its own cost", swings_against == ALONE))
    return {
        "ranges": listed,
        "more_ranges": len(ranged) - len(listed),
        "ones": ones,
        "others": others,
    }


def _make_choices(names: list[str], chosen: str) -> list[Choice]:
    numbers = map(number_of_place, range(len(names)))
    return [
        Choice(number, name, chosen == number) for number, name in zip(numbers, names, strict=True)
    ]
