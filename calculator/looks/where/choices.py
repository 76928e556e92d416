"""What a reader chooses of this look.

Inputs, their ends, a price and whom to tie with; from the address alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np

from calculator.question.address import per_cent
from calculator.question.asked_back import is_likelier_grouped
from pricing.analyses.crossover import check_apart, movable_of
from pricing.engine.analysis.bounds import BoundedInput, list_bounded_inputs, settle
from pricing.engine.analysis.flips import Flips
from pricing.engine.analysis.inputs import Input
from pricing.engine.analysis.ranking import Ranking, ranking_of
from pricing.engine.analysis.target_price import TIES, targets_of
from pricing.engine.document import Question
from pricing.engine.exact import Floats
from pricing.engine.faults import Fault, Faults, holds
from pricing.engine.number_text import NoNumber, either_reading, read_decimal, thousands_by_points
from pricing.engine.vocabulary import category_of_role
from pricing.places import read_place

AXES = ("along", "across", "upwards")
ENDS = ("from", "to")
NAMES = (
    *(name for axis in AXES for name in (axis, *(f"{axis}_{end}" for end in ENDS))),
    "target_scheme",
    "target_tie",
)

Parameters = Mapping[str, str]


@dataclass(frozen=True)
class Choices:
    """What is shown: an input along the chart, two in the map, and a scheme's price in one
    scenario.

    `scheme` is "" where no scenario has a stack; `here` and `there` are places of scenarios.
    """

    along: BoundedInput
    across: BoundedInput
    upwards: BoundedInput
    here: int
    scheme: str
    there: int


def choices_of(question: Question, flips: Flips, parameters: Parameters) -> Choices:
    """The choices of an address; what it leaves open follows from what changes the answer.

    Raises `Faults`.
    """
    question = settle(question)
    likely = [flip.bounded_input.input.name for flip in flips.flips if flip.at is not None]
    likely += [name for name in _by_range(question) if name not in likely]
    faults: list[Fault] = []

    def chosen(act: Callable[[], BoundedInput]) -> BoundedInput:
        try:
            return act()
        except Faults as found:
            faults.extend(found.faults)
            return list_bounded_inputs(question)[0]

    first, second = likely[0], likely[1 % len(likely)]
    along = chosen(lambda: _axis(question, "along", parameters, first))
    upwards = chosen(lambda: _axis(question, "upwards", parameters, first))
    other = first
    if upwards.input.name == first:
        other = second
    across = chosen(lambda: _axis(question, "across", parameters, other))
    here, scheme, there = 0, "", 0
    try:
        check_apart(across, upwards, "upwards")
        here, scheme, there = _price(question, parameters)
    except Faults as found:
        faults.extend(found.faults)
    if faults:
        raise Faults(faults)
    return Choices(along, across, upwards, here, scheme, there)


def first_choices(question: Question) -> list[tuple[int, str]]:
    """Every scheme of every stack, as (place of the scenario, id)."""
    return [
        (place, entry.scheme.id) for place, s in enumerate(question.scenarios) for entry in s.stack
    ]


def _by_range(question: Question) -> list[str]:
    return [
        each.input.name
        for each in sorted(list_bounded_inputs(question), key=lambda each: not each.input.has_range)
    ]


def _axis(question: Question, axis: str, parameters: Parameters, default: str) -> BoundedInput:
    name = parameters.get(axis) or default
    given = movable_of(question, name, axis, None, None).input
    ends = [_end(parameters, f"{axis}_{end}", given) for end in ENDS]
    return movable_of(question, name, axis, *ends)


def _end(parameters: Parameters, name: str, given: Input) -> Decimal | None:
    """An end of an axis as it is typed, per cent and all; one that can be read two ways is asked
    back.
    """
    text = parameters.get(name, "").strip()
    if not text:
        return None
    try:
        end = read_decimal((given.most == 1 and per_cent(text)) or text)
    except NoNumber as error:
        raise Faults([Fault(name, holds(text), str(error), error.instead)]) from None
    if thousands_by_points(text) and is_likelier_grouped(
        text, given.low, given.typical, given.high
    ):
        raise Faults([Fault(name, holds(text), either_reading(text), thousands_by_points(text))])
    return end


def _price(question: Question, parameters: Parameters) -> tuple[int, str, int]:
    """The scenario whose price moves, the scheme, whom to tie with; at first the next best against
    the cheapest.
    """
    ranking = ranking_of(question, {})
    order = _ranked(ranking)
    schemes = first_choices(question)
    chosen = parameters.get("target_scheme", "")
    if not chosen:
        here, scheme, there = _likely(question, order, ranking.cents[:, 0])
    else:
        number, _, name = chosen.partition("/")
        place = read_place(number, len(question.scenarios))
        if place is None or (place, name) not in schemes:
            raise Faults(
                [
                    Fault(
                        "target_scheme",
                        holds(chosen),
                        "may hold the number of a scenario and a scheme of its stack",
                    )
                ]
            )
        here, scheme = place, name
        there = next((place for place in order if place != here), here)
    against = parameters.get("target_tie", "")
    if against:
        rival = read_place(against, len(question.scenarios))
        if rival is None:
            raise Faults([Fault("target_tie", holds(against), "may hold the number of a scenario")])
        if rival != here:
            there = rival
    return here, scheme, there


def _ranked(ranking: Ranking) -> list[int]:
    """The places of the scenarios that may win, the cheapest first; then those that may not."""
    cents, may_win = np.nan_to_num(ranking.cents[:, 0], nan=np.inf), ranking.may_win[:, 0]
    return sorted(range(len(cents)), key=lambda place: (not may_win[place], cents[place]))


def _likely(question: Question, order: list[int], cents: Floats) -> tuple[int, str, int]:
    """The price worth asking for: of what makes a scenario tie with the next cheaper one, the
    costliest licence.
    """
    pairs = [(here, there) for there, here in pairwise(order) if cents[here] != cents[there]]
    for here, there in pairs:
        roles = {entry.scheme.id: entry.scheme.role for entry in question.scenarios[here].stack}
        ties = [
            target
            for target in targets_of(question, here, list(roles), [there])
            if target.kind == TIES
        ]
        if ties:
            worth = {
                each.scheme: (category_of_role(roles[each.scheme]) == "licences", each.paid)
                for each in ties
            }
            return here, max(worth, key=worth.__getitem__), there
    for here, there in pairs:
        for entry in question.scenarios[here].stack[:1]:
            return here, entry.scheme.id, there
    return order[0], "", order[0]
