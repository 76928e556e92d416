"""What every scenario costs along one input, where two of them cross, and who is cheapest where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..document import Question
from ..exact import Floats
from .bisection import PARTS, narrow
from .bounds import BoundedInput, Steps, spread
from .ranking import Places, Ranking, places_in, ranking_of, rows_within_reach

POINTS = 241
MOST_CROSSINGS = 200


class Crossing(NamedTuple):
    """Where one scenario becomes cheaper than another: at `at`, and not yet at the neighbouring
    value `last`.

    `below` is the place of the one that is cheaper from there on; `cents` the two totals at `at`,
    of `below` and `above`; `per_desktop_month` what a desktop costs there in `below`.
    `is_of_cheapest`: the cheapest of all changes there.
    """

    below: int
    above: int
    last: Decimal
    at: Decimal
    cents: tuple[int, int]
    per_desktop_month: float
    is_of_cheapest: bool

    @property
    def is_tie(self) -> bool:
        """Whether the two totals are equal within a cent; else they jump past each other."""
        return abs(self.cents[0] - self.cents[1]) <= 1


class Stretch(NamedTuple):
    """From a value to another, both within it, who is cheapest: several where they tie, nobody
    where none may win.
    """

    low: Decimal
    high: Decimal
    cheapest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Crossover:
    """Lines over one input: `values` along it, rising; `per_desktop_month` [scenario, value], nan
    where not known.
    """

    along: BoundedInput
    values: list[Decimal]
    per_desktop_month: Floats
    stretches: list[Stretch]
    crossings: list[Crossing]
    more_crossings: int


def steps_along(along: BoundedInput, points: int) -> Steps:
    """Rising steps from its low to its high, no more than there are."""
    low, high = along.steps(along.low), along.steps(along.high)
    return np.unique(
        low
        + np.array(
            [(high - low) * place // (points - 1) for place in range(points)], dtype=np.int64
        )
    )


def crossover_of(question: Question, along: BoundedInput) -> Crossover:
    """Prices a settled question along an input, from its low to its high."""

    def ranking(steps: Steps) -> Ranking:
        return ranking_of(
            question, spread(question, [along], np.zeros(len(steps), dtype=np.intp), steps)
        )

    steps = steps_along(along, POINTS)
    found = ranking(steps)
    stretches = _find_stretches(along, ranking, steps, found.cheapest)
    # A large comparison narrows fewer, so that some eight rounds of them stay within the limit of
    # time.
    most = max(1, min(MOST_CROSSINGS, rows_within_reach(question) // (8 * PARTS)))
    crossings, more = _find_crossings(along, ranking, steps, found, stretches, most)
    return Crossover(
        along, [along.value(s) for s in steps], found.per_desktop_month, stretches, crossings, more
    )


def _find_stretches(
    along: BoundedInput, ranking: Callable[[Steps], Ranking], steps: Steps, cheapest: Places
) -> list[Stretch]:
    """Who is cheapest where.

    A change within a step is followed until the step's end has been reached.
    """
    turns: list[tuple[int, int, int]] = []
    at = np.flatnonzero(np.diff(cheapest))
    still, end, before, after = steps[at], steps[at + 1], cheapest[at], cheapest[at + 1]
    while len(still):

        def has_turned(
            rows: Places, points: Steps, old: Places = before, new: Places = after
        ) -> NDArray[np.bool_]:
            now = ranking(points).cheapest
            # Where two lines cross they cost the same for a hair's breadth, which is no stretch of
            # its own.
            return ((now & old[rows]) != old[rows]) | (now == new[rows])

        last, first = narrow(has_turned, still, end)
        now = ranking(first).cheapest
        turns += zip(last.tolist(), first.tolist(), now.tolist(), strict=True)
        open_ = now != after
        still, end, before, after = first[open_], end[open_], now[open_], after[open_]
    turns.sort()
    lows = [int(steps[0]), *(first for _, first, _ in turns)]
    highs = [*(last for last, _, _ in turns), int(steps[-1])]
    names = [int(cheapest[0]), *(now for _, _, now in turns)]
    return [
        Stretch(along.value(low), along.value(high), places_in(name))
        for low, high, name in _drop_crossings(
            zip(lows, highs, names, strict=True), int(np.diff(steps).max())
        )
    ]


def _drop_crossings(
    stretches: Iterable[tuple[int, int, int]], wide: int
) -> list[tuple[int, int, int]]:
    """Ties no wider than a step are where lines cross: they belong to the one before, which has not
    lost yet.
    """
    made: list[tuple[int, int, int]] = []
    for low, high, name in stretches:
        if (
            made
            and 0 < (made[-1][2] & name) == made[-1][2]
            and (made[-1][2] == name or high - low <= wide)
        ):
            low, _, name = made.pop()
        made.append((low, high, name))
    return made


def _find_crossings(
    along: BoundedInput,
    ranking: Callable[[Steps], Ranking],
    steps: Steps,
    found: Ranking,
    stretches: list[Stretch],
    most: int,
) -> tuple[list[Crossing], int]:
    """Where the sign of a difference changes, narrowed for all pairs at once; and how many are left
    out.
    """
    places = len(found.tco)
    one, other = np.triu_indices(places, k=1)
    sign = _last_sign(_sign(found.cents, one, other))
    pair, at = np.nonzero((sign[:, 1:] * sign[:, :-1]) < 0)
    more = max(0, len(pair) - most)
    pair, at = pair[:most], at[:most]
    if not len(pair):
        return [], 0
    one, other, goal = one[pair], other[pair], sign[pair, at + 1]

    def has_turned(rows: Places, points: Steps) -> NDArray[np.bool_]:
        cents = ranking(points).cents
        each = np.arange(len(points))
        return np.sign(cents[one[rows], each] - cents[other[rows], each]) == goal[rows]

    last, first = narrow(has_turned, steps[at], steps[at + 1])
    there = ranking(first)
    wide = Decimal(int(np.diff(steps).max())).scaleb(-along.decimals)
    turns = [
        ({*before.cheapest} - {*after.cheapest}, after.cheapest, after.low)
        for before, after in pairwise(stretches)
    ]
    crossings = []
    for row in range(len(pair)):
        below, above = (one[row], other[row]) if goal[row] < 0 else (other[row], one[row])
        value = along.value(first[row])
        crossings.append(
            Crossing(
                below=int(below),
                above=int(above),
                last=along.value(last[row]),
                at=value,
                cents=(int(there.cents[below, row]), int(there.cents[above, row])),
                per_desktop_month=float(there.per_desktop_month[below, row]),
                is_of_cheapest=any(
                    above in old and below in new and abs(turn - value) <= wide
                    for old, new, turn in turns
                ),
            )
        )
    return sorted(crossings, key=lambda crossing: crossing.at), more


def _sign(cents: Floats, one: Places, other: Places) -> Floats:
    """Which of each pair is dearer, [pair, row]; 0 where they cost the same or one has no price."""
    return np.sign(np.nan_to_num(cents[one] - cents[other]))


def _last_sign(sign: Floats) -> Floats:
    """Where two cost the same, the sign that was there before."""
    columns = np.where(sign != 0, np.arange(sign.shape[1]), 0)
    np.maximum.accumulate(columns, axis=1, out=columns)
    return np.take_along_axis(sign, columns, axis=1)
