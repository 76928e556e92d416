"""Values of ranges for many cases: PERT distributions over a lattice that is shifted at random.

Cases come in blocks. Each block is one lattice of points that fill the space of all inputs
evenly, shifted by dice of its own, so that every block by itself is an honest sample, the
spread of the blocks tells the error of their mean, and any worker may make any block.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.random import default_rng  # here: NumPy itself loads it when a first request draws
from numpy.typing import NDArray

from ..document import Question
from ..draws import Draws
from ..exact import Floats
from ..knobs import KNOBS
from ..numbers import Range
from ..together import end_of, leaders_of
from .inputs import GROWTH, PRICE
from .pert import CELLS, quantiles, shape_of

LARGEST_BLOCK = 4096
SMALLEST_LATTICE = 1024  # with fewer points a lattice leaves gaps in so many dimensions
FEWEST_BLOCKS = 16  # fewer do not tell an error well enough to lean on four times of it
# Each dimension's step along the lattice. Chosen one by one: of all odd steps the one that spreads
# the plane with each dimension before it most evenly, over 1,024, 2,048 and 4,096 points.
_STEPS = """
    1 1473 1307 893 573 1403 1249 803 429 187 237 1445 1477 497 1387 327 1421 1795 599 1247
    1397 111 673 1997 281 53 1913 703 1073 1391 1297 171 189 861 925 1059 1071 375 1495 1419
    1645 199 439 579 345 1869 1455 1179 1415 303 1805 723 197 309 2035 495 653 479 1411 1607
    693 1441 1835 1341 1803 409 469 1871 1423 1051 343 233 305 2027 2029 381 547 1789 549 543
    2023 1897 1925 1771 587 1637 365 1001 515 83 307 87 1709 709 1169 739 1625 1543 1593 15
    2037 1371 1729 1275 577 93 1243 1335 1347 257 565 107 1021 1149 1547 1151 1819 1255 1909 1509
    1785 1615 757 2005 849 1041 1085 1215
"""
STEPS = [int(step) for step in _STEPS.split()]


class Blocks(NamedTuple):
    """How many blocks of how many cases: a power of two, so that lattices and tables fit."""

    number: int
    size: int

    @property
    def cases(self) -> int:
        """All cases, never fewer than were asked for."""
        return self.number * self.size


def blocks_of(draws: int) -> Blocks:
    """At least so many cases, in at least 16 blocks of at most 4,096.

    >>> blocks_of(20_000), blocks_of(100_000), blocks_of(1)
    (Blocks(number=20, size=1024), Blocks(number=25, size=4096), Blocks(number=16, size=1))
    """
    size = min(LARGEST_BLOCK, 1 << max(0, (draws // FEWEST_BLOCKS).bit_length() - 1))
    return Blocks(max(FEWEST_BLOCKS, -(-draws // size)), size)


def dimensions_of(question: Question) -> dict[str, int]:
    """The place of every input among the dimensions of the lattice, whether or not it has a range.

    Growth, then the table of assumptions, then the schemes of the stacks by id: so a range that
    comes or goes moves no other input's draws.
    """
    schemes = {entry.scheme.id for scenario in question.scenarios for entry in scenario.stack}
    names = (GROWTH, *KNOBS, *(f"{PRICE}{scheme}" for scheme in sorted(schemes)))
    return {name: place for place, name in enumerate(names)}


def leaders_in(question: Question) -> dict[str, str]:
    """Whom each range of the question follows, by name."""
    shared = ((GROWTH, question.annual_growth), *question.assumptions.items())
    own = (number for scenario in question.scenarios for number in scenario.assumptions.items())
    prices = (
        (f"{PRICE}{name}", n)
        for scenario in question.scenarios
        for name, n in scenario.prices.items()
    )
    return leaders_of((*shared, *own, *prices))


def block_draws(
    dimensions: dict[str, int],
    seed: int,
    blocks: Sequence[int],
    size: int,
    leaders: Mapping[str, str] = MappingProxyType({}),
) -> Draws:
    """The draws of some blocks, one behind the other.

    A block's are the same whichever stand beside it.

    A range that follows another takes the quantiles of the one that leads in the end.
    """
    shifts = [default_rng([seed, block]).random(len(dimensions)) * size for block in blocks]

    def draws(name: str, range_: Range) -> Floats:
        dimension = dimensions.get(
            end_of(range_.moves_with or name, leaders) or name, dimensions[name]
        )
        low, high = float(range_.low), float(range_.high)
        table = quantiles(*shape_of(range_)) * (high - low) + low
        values = np.empty((len(blocks), size))
        for place, block in enumerate(blocks):
            whole, part = divmod(shifts[place][dimension], 1.0)
            strata = _make_strata(table, size, part)
            if size < SMALLEST_LATTICE or dimension >= len(STEPS):
                order = default_rng([seed, block, dimension]).permutation(size)
            else:
                strata, order = (
                    np.concatenate([strata[int(whole) :], strata[: int(whole)]]),
                    _make_lattice(dimension, size),
                )
            strata.take(order, out=values[place], mode="wrap")
        return values.reshape(-1)

    return draws


def plain_draws(seed: int, size: int, names: Iterable[str]) -> Draws:
    """The same distributions by NumPy's own dice: the measure of the others."""
    generator = default_rng(seed)
    streams = dict(zip(names, generator.spawn(len(list(names))), strict=True))

    def draws(name: str, range_: Range) -> Floats:
        low, high = float(range_.low), float(range_.high)
        return low + (high - low) * streams[name].beta(*shape_of(range_), size)

    return draws


@lru_cache(maxsize=256)
def _make_lattice(dimension: int, size: int) -> NDArray[np.intp]:
    """In which case each of the strata stands along a lattice that is not shifted."""
    return (np.arange(size) * STEPS[dimension]) & (size - 1)


def _make_strata(table: Floats, size: int, part: float) -> Floats:
    """Quantiles, one in each of so many equal strata, all at the same part of its stratum."""
    step = CELLS // size
    cell, within = divmod(part * step, 1.0)
    lower, upper = table[int(cell) : -1 : step], table[int(cell) + 1 :: step]
    return lower + within * (upper - lower)
