"""What each uncertain input does to a total, alone.

At its low, at its high, all others as typical.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..document import Question
from ..exact import Floats
from ..numbers import Range
from ..work import announce, count_case
from .batch import costs_of
from .inputs import Input, uncertain_inputs


class Swing(NamedTuple):
    """One input, and the cost for a desktop and year with it at its low and at its high."""

    input: Input
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the two lie apart, wherever the typical cost stands."""
        return abs(self.at_high - self.at_low)


class Tornado(NamedTuple):
    """The cost for a desktop and year at typical values, and what each input makes of it, widest
    first.

    Of one scenario, or what it costs more than another.
    """

    typical: float
    swings: list[Swing]


def tornado_of(question: Question, scenario: int, against: int | None = None) -> Tornado:
    """The swings of every input with a range, priced in one call; nan throughout where a scenario
    has no figures.

    Where scenarios have ranges of their own for one input, each goes to its own ends.
    """
    uncertain, costs = _find_ends(question)
    money = (costs[scenario] if against is None else costs[scenario] - costs[against]).tolist()
    swings = [Swing(each, money[2 * p + 1], money[2 * p + 2]) for p, each in enumerate(uncertain)]
    return Tornado(money[0], sorted(swings, key=lambda swing: -swing.width))


def widest_inputs(question: Question) -> list[Input]:
    """The inputs with a range, those first that sway a scenario most, whichever it is."""
    uncertain, costs = _find_ends(question)
    widths = np.nan_to_num(np.abs(costs[:, 1::2] - costs[:, 2::2])).max(axis=0)
    return [uncertain[place] for place in np.argsort(-widths, kind="stable").tolist()]


def _find_ends(question: Question) -> tuple[list[Input], Floats]:
    """The inputs with a range, and what scenarios cost [scenario, row]: as typical, then each at
    its low and high.
    """
    uncertain = uncertain_inputs(question)
    places = {each.name: place for place, each in enumerate(uncertain)}
    rows = 2 * len(uncertain) + 1
    announce(rows * count_case(question))

    def draws(name: str, range_: Range) -> Floats:
        values = np.full(rows, float(range_.mode))
        if name in places:
            values[2 * places[name] + 1 : 2 * places[name] + 3] = (
                float(range_.low),
                float(range_.high),
            )
        return values

    costs = costs_of(question, draws).per_desktop_year
    return uncertain, np.broadcast_to(costs, (len(costs), rows))
