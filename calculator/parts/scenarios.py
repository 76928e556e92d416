"""How a scenario is shown wherever it stands: its colour, its kind, its name in a key."""

from __future__ import annotations

import re

from calculator import formats
from pricing.engine.answer import Answer
from pricing.engine.vocabulary import DELIVERIES

COLOURS = 6
_TOGETHER = re.compile(r"([^\s-]+-\S+|(?<=\s)\S+\s\S{1,3}$)")


def colour(place: int) -> str:
    """The class of a scenario's colour; from the seventh on the same with a pattern."""
    name = f"s{place % COLOURS + 1}"
    if place >= COLOURS:
        return f"{name} again"
    return name


def key_of(names: list[str]) -> list[tuple[str, str]]:
    """The scenarios' colours and names, for the key of a chart."""
    return [(colour(place), name) for place, name in enumerate(names)]


def kind_of(answer: Answer, place: int) -> str:
    """What kind of desktop it is, whether it is the baseline, and its own day where it has one."""
    scenario = answer.question.scenarios[place]
    if len(set(scenario.deliveries)) > 1:
        words = "mixed"
    else:
        words = DELIVERIES[scenario.deliveries[0]]
    if scenario.market.day != answer.question.price_date:
        words += f", signed {formats.day(scenario.market.day)}"
    if place == 0:
        return f"{words}, baseline"
    return words


def part_name(name: str) -> list[tuple[str, bool]]:
    """A name whose words with a hyphen are one piece each, as are its last two if the last is
    short.

    >>> part_name("PC, as-is at 5")
    [('PC, ', False), ('as-is', True), (' ', False), ('at 5', True)]
    """
    return [(piece, bool(place % 2)) for place, piece in enumerate(_TOGETHER.split(name)) if piece]
