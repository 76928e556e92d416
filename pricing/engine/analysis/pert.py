"""The PERT distribution of a range.

Its quantiles, how much of it lies below a value, and where a share lies.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..exact import Floats
from ..numbers import Range
from ..work import MOST_TABLES

CELLS = 8192
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_ENDS = np.linspace(0, np.pi / 2, 2049)


def share_below(range_: Range, value: float) -> float:
    """The share of cases that lie below a value, of a range with low < high.

    >>> from decimal import Decimal
    >>> even = Range(Decimal(0), Decimal(5), Decimal(10))
    >>> round(share_below(even, 5), 6), share_below(even, -1), share_below(even, 10)
    (0.5, 0.0, 1.0)
    """
    low, high = float(range_.low), float(range_.high)
    part = min(max((value - low) / (high - low), 0.0), 1.0)
    return float(np.interp(np.arcsin(np.sqrt(part)), _ENDS, _find_share_below(*shape_of(range_))))


def value_at(range_: Range, share: float) -> float:
    """The value below which a share of the cases lies.

    >>> from decimal import Decimal
    >>> round(value_at(Range(Decimal(0), Decimal(5), Decimal(10)), 0.5), 6)
    5.0
    """
    low, high = float(range_.low), float(range_.high)
    return low + (high - low) * float(_find_value_at(np.array([share]), *shape_of(range_))[0])


def shape_of(range_: Range) -> tuple[float, float]:
    """The two shapes of the beta distribution that PERT makes of a range.

    >>> from decimal import Decimal
    >>> shape_of(Range(Decimal(0), Decimal(1), Decimal(4)))
    (2.0, 4.0)
    """
    low, mode, high = float(range_.low), float(range_.mode), float(range_.high)
    span = (high - low) or 1.0
    return 1 + 4 * (mode - low) / span, 1 + 4 * (high - mode) / span


@lru_cache(maxsize=MOST_TABLES)
def quantiles(a: float, b: float) -> Floats:
    """The quantiles of a beta distribution at 0, 1/8192, ... 1; shapes of at least 1.

    Off by less than 1e-5 of the range, but for the outermost steps.

    >>> quantiles(3.0, 3.0)[[0, CELLS // 2, CELLS]].round(6).tolist()
    [0.0, 0.5, 1.0]
    """
    table = _find_value_at(np.arange(CELLS + 1) / CELLS, a, b)
    table.flags.writeable = False
    return table


def _find_value_at(shares: Floats, a: float, b: float) -> Floats:
    found: Floats = np.sin(np.interp(shares, _find_share_below(a, b), _ENDS)) ** 2
    return found


@lru_cache(maxsize=MOST_TABLES)
def _find_share_below(a: float, b: float) -> Floats:
    """The share below each x = sin^2 t, t in `_ENDS`: in t the density has no pole, so that small
    steps sum it up.
    """
    half = _ENDS[1] / 2
    t = (_ENDS[:-1] + half)[:, None] + half * _NODES
    mass = (np.sin(t) ** (2 * a - 1) * np.cos(t) ** (2 * b - 1) * _WEIGHTS).sum(axis=1)
    below: Floats = np.concatenate([[0.0], np.cumsum(mass)])
    return below / below[-1]
