"""Where a question turns, to the last decimal that a document can hold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .bounds import Steps

PARTS = 64  # a pricing costs more than its rows do
HasTurned = Callable[[NDArray[np.intp], Steps], NDArray[np.bool_]]


def narrow(has_turned: HasTurned, still: Steps, turned: Steps) -> tuple[Steps, Steps]:
    """Neighbouring steps between which each item turns: not yet at the first, at the second.

    `still` and `turned` [item] enclose it, in either direction. `has_turned(items, steps)`, both
    [row], answers many at once: each round parts every interval into 64.

    >>> narrow(lambda items, steps: steps >= 1234, np.array([0]), np.array([10**9]))
    (array([1233]), array([1234]))
    """
    still, turned = still.copy(), turned.copy()
    while (wide := np.flatnonzero(np.abs(turned - still) > 1)).size:
        way = (turned - still)[wide]
        points = still[wide, None] + np.sign(way)[:, None] * (
            np.abs(way)[:, None] * np.arange(1, PARTS) // PARTS
        )
        rows = np.repeat(wide, PARTS - 1)
        found = has_turned(rows, points.reshape(-1)).reshape(points.shape)
        ends = np.concatenate([still[wide, None], points, turned[wide, None]], axis=1)
        first = np.concatenate([found, np.ones((len(wide), 1), dtype=bool)], axis=1).argmax(axis=1)
        lines = np.arange(len(wide))
        still[wide], turned[wide] = ends[lines, first], ends[lines, first + 1]
    return still, turned
