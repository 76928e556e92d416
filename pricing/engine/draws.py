"""Rows of values for what is uncertain, and the knobs of each scenario as arrays.

A `Draws` says which values a named range takes: one row for the plain comparison, more for a
tornado or a Monte Carlo run. What has no range is a plain number. Arrays are [scenario, draw],
the draw axis last and of length 1 where nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from .document import Question
from .exact import Floats, half_up
from .knobs import KNOBS
from .market import Market
from .numbers import Number, Range

Draws = Callable[[str, Range], Floats]


def at_mode(name: str, range_: Range) -> Floats:
    """The plain comparison: each range counts at its mode, in one row."""
    return np.array([float(range_.mode)])


def draw_number(name: str, number: Number, draws: Draws) -> Floats:
    """A number that may be uncertain, as an array [draw]."""
    if isinstance(number, Range):
        return draws(name, number)
    return np.array([float(number)])


def _convert_at_rate(question: Question, name: str, number: Number, draws: Draws) -> Floats:
    """A number that may be uncertain, [draw]; the catalogue's money of another currency at the rate
    that is drawn.
    """
    values = draw_number(name, number, draws)
    rate_name = ""
    if isinstance(number, Range):
        rate_name = f"rate:{number.currency}"
    if rate_name not in question.moved:
        return values
    rate = question.market.rates[rate_name.removeprefix("rate:")].rate
    return values * (draws(rate_name, Range.at(rate)) / float(rate))


_PLACE = {name: place for place, name in enumerate(KNOBS)}


@lru_cache(maxsize=256)
def _list_typical(market: Market) -> tuple[float, ...]:
    """The typical values in force, in the order of the table of knobs.

    What is not given and has no default is not needed (needs.py sees to it), so it meets counts of
    0 only; 1 keeps such products and quotients at 0.
    """
    values = {name: knob.default for name, knob in KNOBS.items()}
    values |= {
        name: market.assumptions[name].typical for name in market.assumptions.keys() & values.keys()
    }
    return tuple(1.0 if value is None else float(value) for value in values.values())


class Knobs:
    """The value of every knob in every scenario: scenario's over comparison's over catalogue's.

    A knob that is a count stays whole, whatever is drawn.
    """

    def __init__(self, question: Question, draws: Draws) -> None:
        rows = [list(_list_typical(question.market)) for _ in question.scenarios]
        self._drawn: dict[str, Floats] = {}
        ranged: set[str] = set()
        for row, scenario in zip(rows, question.scenarios, strict=True):
            for numbers in (question.assumptions, scenario.assumptions):
                for name, number in numbers.items():
                    if isinstance(number, Range):
                        ranged.add(name)
                        row[_PLACE[name]] = float(number.mode)
                    else:
                        row[_PLACE[name]] = float(number)
        self._plain = np.array(rows)
        for name in ranged:
            values = []
            for place, scenario in enumerate(question.scenarios):
                given = scenario.assumptions.get(name, question.assumptions.get(name))
                if given is None:
                    values.append(self._plain[place, [_PLACE[name]]])
                else:
                    values.append(_convert_at_rate(question, name, given, draws))
            if KNOBS[name].whole:
                values = [half_up(each) for each in values]
            self._drawn[name] = (
                values[0][None] if len(values) == 1 else np.stack(np.broadcast_arrays(*values))
            )

    def __getitem__(self, name: str) -> Floats:
        """One knob, [scenario, draw]."""
        values = self._drawn.get(name)
        if values is None:
            return self._plain[:, _PLACE[name], None]
        return values

    def each(self, names: Sequence[str]) -> Floats:
        """Several knobs, [scenario, name, draw]."""
        if len(names) == 1:
            return self[names[0]][:, None, :]
        if self._drawn and any(name in self._drawn for name in names):
            columns = [self[name] for name in names]
            values = np.empty(
                (len(self._plain), len(names), max(column.shape[-1] for column in columns))
            )
            for place, column in enumerate(columns):
                values[:, place] = column
            return values
        return self._plain[:, [_PLACE[name] for name in names], None]
