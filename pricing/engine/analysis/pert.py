"""How much of a PERT range lies below a value, and the value below which a share lies."""

from __future__ import annotations

import numpy as np

from ..exact import Floats

SHAPE = 4
POINTS = 4097


def share_below(low: float, mode: float, high: float, value: float) -> float:
    """The share of cases that lie below a value, of a range with low < high.

    >>> round(share_below(0, 5, 10, 5), 6), share_below(0, 5, 10, -1), share_below(0, 5, 10, 10)
    (0.5, 0.0, 1.0)
    """
    points, shares = _shares(low, mode, high)
    return float(np.interp(value, points, shares))


def value_at(low: float, mode: float, high: float, share: float) -> float:
    """The value below which a share of the cases lies.

    >>> round(value_at(0, 5, 10, 0.5), 6)
    5.0
    """
    points, shares = _shares(low, mode, high)
    return float(np.interp(share, shares, points))


def _shares(low: float, mode: float, high: float) -> tuple[Floats, Floats]:
    """Points of the range and the share below each: the density added up, its factor left to the last."""
    x = np.linspace(0.0, 1.0, POINTS)
    rising = SHAPE * (mode - low) / (high - low)
    density = x**rising * (1 - x) ** (SHAPE - rising)
    sums = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return low + (high - low) * x, sums / sums[-1]
