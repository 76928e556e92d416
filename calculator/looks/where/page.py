"""The look "Where does it turn?": its results, and its choices as fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import QueryDict

from calculator import formats
from calculator.looks.where.choices import AXES, ENDS, NAMES, Choices, choices_of, first_choices
from calculator.looks.where.crossover import crossover_chart
from calculator.looks.where.map import lead_unit, lead_words, map_chart
from calculator.looks.where.stays import is_of_fleet, stays_of
from calculator.looks.where.targets import target_rows
from calculator.looks.where.words import nothing_to_turn, sentence_of
from calculator.parts import numbers
from calculator.parts.flips import flips_table
from calculator.parts.scenarios import colour, key_of
from calculator.question.fields import Choice
from calculator.question.state import State
from pricing.analyses.shared import left_out_scenarios
from pricing.engine.analysis.bounds import BoundedInput, list_bounded_inputs, settle
from pricing.engine.analysis.crossover import crossover_of
from pricing.engine.analysis.heat_map import HeatMap, heat_map_of
from pricing.engine.analysis.inputs import NET, OWN, PRICE, Input
from pricing.engine.analysis.ranking import places_in
from pricing.engine.document import Question
from pricing.engine.faults import Faults
from pricing.places import number_of_place

TITLES = {
    "along": "Along the chart",
    "across": "In the map, across",
    "upwards": "In the map, upwards",
}


def where_results(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """Sentence, crossover, map, target prices and flips of a state that has an answer."""
    assert state.answer is not None
    question = state.answer.question
    choices = choices_of(question, state.flips, parameters)
    ready = settle(question)
    crossover = crossover_of(ready, choices.along)
    missing = left_out_scenarios(question)
    alone = next(
        (
            s.name
            for s in question.scenarios
            if s.name not in {each["scenario"] for each in missing}
        ),
        "",
    )
    is_alone = len(question.scenarios) - len(missing) == 1 and len(question.scenarios) > 1
    title, rows = target_rows(question, choices)
    symbol = formats.symbol(question.market.catalogue.currency)
    names = [each["scenario"] for each in missing]
    if is_alone:
        sentence, chart, shades = nothing_to_turn(alone, names), None, []
    else:
        heat = heat_map_of(ready, choices.across, choices.upwards)
        sentence, chart = sentence_of(question, crossover, names), map_chart(question, heat)
        shades = _list_shades(heat, symbol)
    return {
        "sentence": sentence,
        "crossover": crossover_chart(question, crossover),
        "map": chart,
        "shades": shades,
        "left_out": [each | {"reason": formats.with_days(each["reason"])} for each in missing],
        "bars": sum(each.input.has_range for each in (choices.across, choices.upwards)),
        "key": key_of([scenario.name for scenario in question.scenarios]),
        "target_title": title,
        "targets": rows,
        "target_scenario": question.scenarios[choices.here].name,
        "flips": flips_table(state.flips),
        "stays": stays_of(question, _list_moved(state, choices)),
        "symbol": symbol.strip(),
    }


def _list_moved(state: State, choices: Choices) -> list[Input]:
    """The inputs that the page's charts and its table of flips move."""
    turning = [flip.bounded_input.input for flip in state.flips.flips if flip.at is not None]
    return [*(getattr(choices, axis).input for axis in AXES), *turning]


def _list_shades(heat: HeatMap, symbol: str) -> list[tuple[str, str]]:
    """What the shades mean, in the colour of the largest region; nothing where nobody else may
    win.
    """
    if not np.isfinite(heat.lead).any():
        return []
    largest = places_in(np.bincount(heat.cheapest.reshape(-1)).argmax()) or (0,)
    return [
        (f"{colour(largest[0])} lead{at}", words)
        for at, words in enumerate(lead_words(lead_unit(heat), symbol))
    ]


@dataclass(frozen=True)
class AxisFields:
    """The fields of one axis: its name and title, the inputs by kind, and where it begins and
    ends.
    """

    name: str
    title: str
    kinds: list[tuple[str, list[Choice]]]
    ends: list[tuple[str, str, str, str]]


def where_fields(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """The choices as fields; none where there is no answer to choose of."""
    if state.answer is None:
        return {"axes": []}
    question = state.answer.question
    known = {name: parameters.get(name, "") for name in NAMES}
    try:
        choices = choices_of(question, state.flips, known)
    except Faults:
        # What was typed stands in the fields all the same.
        choices = choices_of(question, state.flips, {})
    bounded = list_bounded_inputs(settle(question))
    axes = [_make_axis_fields(axis, getattr(choices, axis), bounded, known) for axis in AXES]
    return {
        "axes": axes,
        "prices": _list_prices(question, choices, known),
        "rivals": _list_rivals(question, choices, known),
    }


def _make_axis_fields(
    axis: str, chosen: BoundedInput, bounded: list[BoundedInput], typed: Mapping[str, str]
) -> AxisFields:
    name = typed[axis] or chosen.input.name
    if all(each.input.name != name for each in bounded):
        name = chosen.input.name
    bounds = next(each for each in bounded if each.input.name == name)
    kinds: dict[str, list[Choice]] = {}
    for each in bounded:
        kinds.setdefault(_name_kind(each), []).append(
            Choice(each.input.name, each.input.label, each.input.name == name)
        )
    ends = [
        (f"{axis}_{end}", end.capitalize(), typed[f"{axis}_{end}"], numbers.shown(value))
        for end, value in zip(ENDS, (bounds.low, bounds.high), strict=True)
    ]
    return AxisFields(axis, TITLES[axis], list(kinds.items()), ends)


def _name_kind(each: BoundedInput) -> str:
    if each.input.name.startswith((PRICE, NET)):
        return "Prices"
    if each.input.name.startswith(OWN):
        return "Own lines"
    if is_of_fleet(each.input):
        return "Desktops and users"
    return "Assumptions"


def name_price(place: int, scheme: str) -> str:
    """How an address names the price of a scheme in a scenario."""
    return f"{number_of_place(place)}/{scheme}"


def _list_prices(
    question: Question, choices: Choices, typed: Mapping[str, str]
) -> list[tuple[str, list[Choice]]]:
    chosen = typed["target_scheme"] or name_price(choices.here, choices.scheme)
    kinds: list[tuple[str, list[Choice]]] = [(scenario.name, []) for scenario in question.scenarios]
    names = {e.scheme.id: e.scheme.name for scenario in question.scenarios for e in scenario.stack}
    for place, scheme in first_choices(question):
        value = name_price(place, scheme)
        kinds[place][1].append(Choice(value, names[scheme], value == chosen))
    return [(name, options) for name, options in kinds if options]


def _list_rivals(question: Question, choices: Choices, typed: Mapping[str, str]) -> list[Choice]:
    chosen = typed["target_tie"] or number_of_place(choices.there)
    return [
        Choice(number_of_place(place), scenario.name, number_of_place(place) == chosen)
        for place, scenario in enumerate(question.scenarios)
        if place != choices.here
    ]
