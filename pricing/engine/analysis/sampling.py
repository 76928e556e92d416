"""Values of ranges for many cases: PERT distributions over a lattice that is shifted at random.

Cases come in blocks. Each block is one lattice of points that fill the space of all inputs
evenly, shifted by dice of its own, so that every block by itself is an honest sample, the
spread of the blocks tells the error of their mean, and any worker may make any block.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..document import Question
from ..draws import Draws
from ..exact import Floats
from ..knobs import KNOBS
from ..reading import Range
from .inputs import GROWTH, PRICE

LARGEST_BLOCK = 8192
LATTICE_BLOCK = 1024  # below it, too few points for a lattice in so many dimensions
FEWEST_BLOCKS = 8  # fewer do not tell an error
CELLS = 8192
GENERATOR = 5117  # of the multipliers below 8,192, the one whose worst pair of 200 inputs is spread best
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)


class Blocks(NamedTuple):
    """How many blocks of how many cases: a power of two, so that lattices and tables fit."""

    count: int
    size: int

    @property
    def cases(self) -> int:
        """All cases, never fewer than were asked for."""
        return self.count * self.size


def blocks_of(draws: int) -> Blocks:
    """At least so many cases, in at least 8 blocks of at most 8,192.

    >>> blocks_of(20_000), blocks_of(100_000), blocks_of(1)
    (Blocks(count=10, size=2048), Blocks(count=13, size=8192), Blocks(count=8, size=1))
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


def block_draws(dimensions: dict[str, int], seed: int, block: int, size: int) -> Draws:
    """The draws of one block. The same seed, block and size give the same draws, in whatever order."""
    shifts = np.random.default_rng([seed, block]).random(len(dimensions))

    def draws(name: str, range_: Range) -> Floats:
        dimension = dimensions[name]
        whole, part = divmod(shifts[dimension] * size, 1.0)
        low, high = float(range_.low), float(range_.high)
        values = _strata(*shape_of(range_), size, part) * (high - low) + low
        return values[_order(dimension, size, seed, block, int(whole))]

    return draws


def plain_draws(seed: int, size: int, names: Iterable[str]) -> Draws:
    """The same distributions by NumPy's own dice: the measure of the others."""
    generator = np.random.default_rng(seed)
    streams = dict(zip(names, generator.spawn(len(list(names))), strict=True))

    def draws(name: str, range_: Range) -> Floats:
        low, high = float(range_.low), float(range_.high)
        return low + (high - low) * streams[name].beta(*shape_of(range_), size)

    return draws


def shape_of(range_: Range) -> tuple[float, float]:
    """The two shapes of the beta distribution that PERT makes of a range.

    >>> from decimal import Decimal
    >>> shape_of(Range(Decimal(0), Decimal(1), Decimal(4)))
    (2.0, 4.0)
    """
    low, mode, high = float(range_.low), float(range_.mode), float(range_.high)
    span = (high - low) or 1.0
    return 1 + 4 * (mode - low) / span, 1 + 4 * (high - mode) / span


def _order(dimension: int, size: int, seed: int, block: int, shift: int) -> NDArray[np.intp]:
    """In which case each of the strata stands: along the lattice, shuffled where the lattice has no room."""
    if size < LATTICE_BLOCK or dimension >= size // 4:  # the powers of the generator come round after so many
        return np.random.default_rng([seed, block, dimension]).permutation(size)
    return (np.arange(size) * pow(GENERATOR, dimension, size) + shift) & (size - 1)


def _strata(a: float, b: float, size: int, part: float) -> Floats:
    """Quantiles, one in each of so many equal strata, all at the same part of its stratum."""
    table, step = quantiles(a, b), CELLS // size
    cell, within = divmod(part * step, 1.0)
    lower, upper = table[int(cell) : -1 : step], table[int(cell) + 1 :: step]
    return lower + within * (upper - lower)


@lru_cache(maxsize=512)
def quantiles(a: float, b: float) -> Floats:
    """The quantiles of a beta distribution at 0, 1/8192, ... 1; shapes of at least 1.

    With x = sin^2 t the density has no pole in t; it is summed up in small steps, and the sum
    turned round. Off by less than 1e-5 of the range, but for the outermost steps.

    >>> quantiles(3.0, 3.0)[[0, CELLS // 2, CELLS]].round(6).tolist()
    [0.0, 0.5, 1.0]
    """
    ends = np.linspace(0, np.pi / 2, 2049)
    half = ends[1] / 2
    t = (ends[:-1] + half)[:, None] + half * _NODES
    mass = (np.sin(t) ** (2 * a - 1) * np.cos(t) ** (2 * b - 1) * _WEIGHTS).sum(axis=1)
    below = np.concatenate([[0.0], np.cumsum(mass)])
    table: Floats = np.sin(np.interp(np.arange(CELLS + 1) / CELLS, below / below[-1], ends)) ** 2
    table.flags.writeable = False
    return table
