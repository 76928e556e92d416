"""Who is cheapest over two inputs, by how much, and where two scenarios cost the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ..document import Question
from ..exact import Floats
from .bounds import BoundedInput, spread
from .crossover import steps_along
from .ranking import Places, places_in, ranking_of

SIDE = 100


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A map of two inputs, at `columns` across and `rows` upwards.

    `cheapest` [row, column]: who costs least, as `least` sums them; `lead` [row, column]: money a
    desktop a month to the next that may win, 0 where two tie, nan where there is none;
    `per_desktop_month` [scenario, row, column]. `contour` [segment, 4]: straight pieces x0, y0, x1,
    y1 of the lines on which the cheapest two cost the same.
    """

    across: BoundedInput
    upwards: BoundedInput
    columns: list[Decimal]
    rows: list[Decimal]
    cheapest: Places
    lead: Floats
    per_desktop_month: Floats
    contour: Floats


def heat_map_of(
    question: Question, across: BoundedInput, upwards: BoundedInput, side: int = SIDE
) -> HeatMap:
    """Prices a settled question over both inputs, each from its low to its high, in one call of the
    engine.
    """
    x, y = steps_along(across, side), steps_along(upwards, side)
    shape = (len(y), len(x))
    alike = np.zeros(len(x) * len(y), dtype=np.intp)
    ranking = ranking_of(
        question,
        spread(question, [across], alike, np.tile(x, len(y)))
        | spread(question, [upwards], alike, np.repeat(y, len(x))),
    )
    months = ranking.per_desktop_month
    contenders = np.where(ranking.may_win & np.isfinite(months), months, np.inf)
    best = np.sort(contenders, axis=0)
    with np.errstate(invalid="ignore"):
        if len(best) > 1:
            lead = best[1] - best[0]
        else:
            lead = np.full(len(alike), np.inf)
    cheapest = np.where(np.isfinite(best[0]), ranking.cheapest, 0).reshape(shape)
    columns, rows = [across.value(step) for step in x], [upwards.value(step) for step in y]
    return HeatMap(
        across,
        upwards,
        columns,
        rows,
        cheapest,
        np.where(np.isfinite(lead), lead, np.nan).reshape(shape),
        months.reshape(-1, *shape),
        _draw_contour(contenders.reshape(-1, *shape), cheapest, _floats(columns), _floats(rows)),
    )


def _floats(values: list[Decimal]) -> Floats:
    return np.array([float(value) for value in values])


def _draw_contour(costs: Floats, cheapest: Places, x: Floats, y: Floats) -> Floats:
    """The borders of all regions but the largest, whose border is that of the others."""
    regions, sizes = np.unique(cheapest[cheapest != 0], return_counts=True)
    pieces = [np.empty((0, 4))]
    for region in regions[np.argsort(-sizes)][1:]:
        places = list(places_in(region))
        own, others = (
            costs[places].min(axis=0),
            np.delete(costs, places, axis=0).min(axis=0, initial=np.inf),
        )
        with np.errstate(invalid="ignore"):
            pieces.append(_find_level_zero(np.nan_to_num(own - others, nan=0.0), x, y))
    return np.concatenate(pieces)


def _find_level_zero(height: Floats, x: Floats, y: Floats) -> Floats:
    """Straight pieces of the line on which a height [row, column] is 0, [piece, 4]: marching
    squares.

    >>> height = np.array([[-1.0, 1.0], [-1.0, 1.0]])
    >>> _find_level_zero(height, np.array([0.0, 2.0]), np.array([0.0, 1.0])).tolist()
    [[1.0, 0.0, 1.0, 1.0]]
    """
    if min(height.shape) < 2:
        return np.empty((0, 4))
    low_left, low_right, up_left, up_right = (
        height[:-1, :-1],
        height[:-1, 1:],
        height[1:, :-1],
        height[1:, 1:],
    )
    left, right = (np.broadcast_to(part[None, :], low_left.shape) for part in (x[:-1], x[1:]))
    low, up = (np.broadcast_to(part[:, None], low_left.shape) for part in (y[:-1], y[1:]))
    bottom, top = _find_between(low_left, low_right), _find_between(up_left, up_right)
    west, east = _find_between(low_left, up_left), _find_between(low_right, up_right)
    # The four sides of each cell: [side, row, column, x or y], nan where the height keeps its sign.
    sides = np.stack(
        [
            np.stack([left + (right - left) * bottom, low + 0 * bottom], axis=-1),
            np.stack([right + 0 * east, low + (up - low) * east], axis=-1),
            np.stack([left + (right - left) * top, up + 0 * top], axis=-1),
            np.stack([left + 0 * west, low + (up - low) * west], axis=-1),
        ]
    )
    crossed = np.isfinite(sides[..., 0])
    count = crossed.sum(axis=0)
    # Those that are crossed come first, in the order of the sides, so that a cell has one piece or
    # two.
    order = np.argsort(~crossed, axis=0, kind="stable")
    points = np.take_along_axis(sides, order[..., None], axis=0)
    ones = np.concatenate([points[0], points[1]], axis=-1)[count >= 2]
    twos = np.concatenate([points[2], points[3]], axis=-1)[count == 4]
    return np.concatenate([ones, twos])


def _find_between(one: Floats, other: Floats) -> Floats:
    """How far from one to the other the height is 0, nan where it keeps its sign; halfway where one
    has no end.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(np.isfinite(one) & np.isfinite(other), one / (one - other), 0.5)
    return np.where((one < 0) != (other < 0), share, np.nan)
