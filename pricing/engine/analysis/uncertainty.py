"""What every scenario costs over all cases of a comparison's ranges.

Methodology, How sure is it?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, sqrt

import numpy as np
from numpy.typing import NDArray

from ..document import Question, Uncertainty
from ..draws import Draws
from ..exact import Floats, cents_half_up
from .batch import Prepared
from .sampling import block_draws, blocks_of, dimensions_of, leaders_in

LEVELS = (5, 10, 50, 90, 95)
MOST_BINS = 1 << 20
AT_ONCE = 16_384  # cases that are priced together: fewer are all overhead
DRAWN_AT_ONCE = 4_096  # cases that are drawn together at least: each asks for a table of each range
# Cases times groups times years that are priced together: more fall out of the cache, and take more
# memory than one request may have.
CELLS_AT_ONCE = 655_360
DEFAULT = Uncertainty(20_000, 1)


class Tally:
    """Cases counted by whole cents, so that any number of them takes the same room.

    Where they lie more than 2^20 bins apart, bins double in width until they fit. Counts add
    up without regard to order, and the width follows from the widest span alone.
    """

    def __init__(self) -> None:
        self.width = 1
        self._first = 0
        self._counts = np.zeros(0, dtype=np.int64)

    def add(self, cents: NDArray[np.int64]) -> None:
        """Counts whole cents in."""
        low, high = int(cents.min()), int(cents.max())
        while self._find_span(low, high) > MOST_BINS:
            self._double()
        bins = cents
        if self.width > 1:
            bins = cents // self.width
        first = low // self.width
        self._find_reach(first, high // self.width)
        counts = np.bincount(bins - first)
        self._counts[first - self._first :][: len(counts)] += counts

    def quantile(self, level: float) -> int:
        """The cents that so many per cent of the cases do not exceed: the smallest such case."""
        reached = np.cumsum(self._counts)
        place = int(np.searchsorted(reached, -(-reached[-1] * level // 100)))
        return (self._first + place) * self.width + self.width // 2

    def shares(self, edges: Sequence[int]) -> list[float]:
        """The share of the cases between each two edges in cents, the first in and the second
        out.
        """
        reached = np.concatenate([[0], np.cumsum(self._counts)])
        places = [
            min(max(0, edge // self.width - self._first), len(self._counts)) for edge in edges
        ]
        return np.diff(reached[places] / reached[-1]).tolist()

    def _find_span(self, low: int, high: int) -> int:
        first, last = low // self.width, high // self.width
        if len(self._counts):
            first, last = min(first, self._first), max(last, self._first + len(self._counts) - 1)
        return last - first + 1

    def _double(self) -> None:
        self.width *= 2
        if len(self._counts):
            padded = np.concatenate([np.zeros(self._first % 2, dtype=np.int64), self._counts, [0]])
            self._counts = padded[: len(padded) // 2 * 2].reshape(-1, 2).sum(axis=1)
            self._first //= 2

    def _find_reach(self, first: int, last: int) -> None:
        """Makes room from one bin to another."""
        if not len(self._counts):
            self._first = first
        before = max(0, self._first - first)
        behind = max(0, last + 1 - self._first - len(self._counts))
        if before or behind:
            self._counts = np.pad(self._counts, (before, behind))
            self._first -= before


@dataclass(frozen=True, slots=True)
class Spread:
    """What one scenario costs for a desktop and year over all cases.

    `mean` and its `standard_error` unrounded; `cents`, all cases counted by the cent;
    `cheapest` the share of cases in which no scenario that may win costs less, ties shared out;
    `below_baseline` the share in which it costs less than the baseline, None for the baseline.
    """

    mean: float
    standard_error: float
    cents: Tally
    cheapest: float
    below_baseline: float | None


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The cases that were made, and what each scenario costs in them; None where it has no
    figures.
    """

    cases: int
    spreads: list[Spread | None]


def uncertainty_of(question: Question, may_win: Sequence[bool]) -> Uncertain:
    """Prices every scenario in every case of the ranges; all scenarios share each case.

    `may_win` [scenario] says which can be cheapest at all. Costs that are alike to the cent are a
    tie. Blocks stand in one order, whoever makes them, so that the same question gives the same
    bytes.
    """
    asked = question.uncertainty or DEFAULT
    blocks, dimensions, prepared = (
        blocks_of(asked.draws),
        dimensions_of(question),
        Prepared(question),
    )
    leaders = leaders_in(question)
    tallies = [Tally() for _ in question.scenarios]
    means: list[Floats] = []
    wins: list[Floats] = []
    beats: list[Floats] = []
    at_once = _count_at_once(question)
    many = max(DRAWN_AT_ONCE, at_once) // blocks.size
    for first in range(0, blocks.number, many):
        some = range(first, min(first + many, blocks.number))
        draws = block_draws(dimensions, asked.seed, some, blocks.size, leaders)
        costs = _price_in_parts(prepared, draws, len(some) * blocks.size, at_once)
        has_figures = np.logical_and.reduce(np.isfinite(costs), axis=1)
        cents = cents_half_up(np.where(has_figures[:, None], costs, 0.0))
        for place in np.flatnonzero(has_figures).tolist():
            tallies[place].add(cents[place].astype(np.int64))
        of_blocks = (len(costs), len(some), blocks.size)
        means.append(costs.reshape(of_blocks).mean(axis=2))
        wins.append(
            _count_wins(cents, has_figures & np.array(may_win)).reshape(of_blocks).mean(axis=2)
        )
        beats.append((cents < cents[0]).reshape(of_blocks).mean(axis=2))
    figures = [np.concatenate(parts, axis=1) for parts in (means, wins, beats)]
    return Uncertain(
        blocks.cases, [_spread(place, tally, *figures) for place, tally in enumerate(tallies)]
    )


def _count_at_once(question: Question) -> int:
    """How many cases are priced together."""
    cells = len(question.fleet) * question.horizon_years
    return max(1, min(AT_ONCE, CELLS_AT_ONCE // cells))


def _price_in_parts(prepared: Prepared, draws: Draws, cases: int, at_once: int) -> Floats:
    """What a desktop costs a year in so many cases, [scenario, case]; few are priced at a time.

    Each case is priced by itself, so the parts make no difference to what it costs.
    """
    if cases <= at_once:
        return _spread_out(prepared.costs(draws).per_desktop_year, cases)
    known = lru_cache(maxsize=None)(draws)  # each part asks for the same ranges
    parts = []
    for start in range(0, cases, at_once):
        part = slice(start, min(start + at_once, cases))
        costs = prepared.costs(lambda name, range_: known(name, range_)[part]).per_desktop_year  # noqa: B023
        parts.append(_spread_out(costs, part.stop - start))
    return np.concatenate(parts, axis=1)


def _spread_out(costs: Floats, cases: int) -> Floats:
    """The same for each case where no draw changes it."""
    return np.broadcast_to(costs, (len(costs), cases))


def _count_wins(cents: Floats, may_win: NDArray[np.bool_]) -> Floats:
    """1 where a scenario is the cheapest, its share where several are, else 0, [scenario, case]."""
    if not may_win.any():
        return np.zeros_like(cents)
    is_least = (cents == cents[may_win].min(axis=0)) & may_win[:, None]
    return is_least / is_least.sum(axis=0)


def _spread(place: int, tally: Tally, means: Floats, wins: Floats, beats: Floats) -> Spread | None:
    """Of one scenario, from figures [scenario, block].

    The error is told by the spread of the blocks.
    """
    if not np.isfinite(means[place]).all():
        return None
    blocks = means.shape[1]
    mean = fsum(means[place]) / blocks
    error = sqrt(fsum((means[place] - mean) ** 2) / (blocks - 1) / blocks)
    below = None
    if place and np.isfinite(means[0]).all():
        below = fsum(beats[place]) / blocks
    return Spread(mean, error, tally, fsum(wins[place]) / blocks, below)
