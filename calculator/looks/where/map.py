"""The map as a figure with its table: whose region each cell is, and by how much it leads."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from calculator import formats
from calculator.looks.where.points import find_now, round_numbers, write_money
from calculator.looks.where.words import least
from calculator.parts import numbers
from calculator.parts.chart import Chart, TwinCell, plain, row_of
from pricing.engine.analysis.bounds import BoundedInput
from pricing.engine.analysis.heat_map import HeatMap
from pricing.engine.analysis.pert import value_at
from pricing.engine.analysis.ranking import places_in
from pricing.engine.document import Question
from pricing.engine.exact import Floats, decimal_half_up

STEPS = 4
CELLS = 10


def map_chart(question: Question, found: HeatMap) -> Chart:
    """The region of each scenario, shaded by its lead in four steps, with the line on which two
    tie.
    """
    unit = lead_unit(found)
    across, upwards = found.across, found.upwards
    steps = lead_steps(found, unit)
    regions = [
        {
            "type": "scatter",
            "mode": "lines",
            "fill": "toself",
            "name": plain(_name_region(question, region)),
            "hoverinfo": "skip",
            **_draw_blocks((found.cheapest == region) & (steps == step), found),
            "meta": {"scenarios": places_in(region), "step": step},
        }
        for region in _list_regions(found)
        for step in range(STEPS)
        if ((found.cheapest == region) & (steps == step)).any()
    ]
    pieces = found.contour
    gaps = np.full(len(pieces), np.nan)
    meta = {
        "kind": "map",
        "across": numbers.with_unit(
            across.input, formats.currency_name(question.market.catalogue.currency)
        ),
        "upwards": upwards.input.label,
        "ends": [
            [float(across.low), float(across.high)],
            [float(upwards.low), float(upwards.high)],
        ],
        "names": _place_names(question, found),
        "now": [find_now(across), find_now(upwards)],
        "nowText": (
            f"now {numbers.shown(across.input.typical)}, {numbers.shown(upwards.input.typical)}"
        ),
        "cross": [_likely_ends(across), _likely_ends(upwards)],
        "line": {
            "x": round_numbers(np.stack([pieces[:, 0], pieces[:, 2], gaps], axis=1).reshape(-1)),
            "y": round_numbers(np.stack([pieces[:, 1], pieces[:, 3], gaps], axis=1).reshape(-1)),
        },
    }
    return Chart(
        id="map",
        title=_tell_map(question, found),
        unit=(
            f"The cheapest, by {numbers.label(across.input)} (across) and "
            f"{numbers.label(upwards.input)} (upwards)"
        ),
        drawn="; lines are ties",
        figure={"data": regions, "layout": {"meta": meta}},
        heads=[
            f"{upwards.input.label} \\ {across.input.label}",
            *(numbers.shown(found.columns[column]) for column in _pick_few(len(found.columns))),
        ],
        rows=[
            row_of(
                numbers.shown(found.rows[row]),
                [
                    _make_cell(question, found, row, column)
                    for column in _pick_few(len(found.columns))
                ],
            )
            for row in reversed(_pick_few(len(found.rows)))
        ],
    )


def _list_regions(found: HeatMap) -> list[int]:
    return [region for region in np.unique(found.cheapest).tolist() if region]


def _name_region(question: Question, region: int) -> str:
    """Whose region it is, or who ties in it."""
    names = [question.scenarios[place].name for place in places_in(region)]
    if len(names) == 1:
        return names[0]
    return f"{formats.listed(names)} tie"


def lead_unit(found: HeatMap) -> Decimal:
    """A quarter of the largest lead, to one digit: the steps of shade are up to 1, 2, 3 of it, and
    beyond.
    """
    leads = found.lead[np.isfinite(found.lead)]
    quarter = Decimal(float(leads.max(initial=0.0)) / STEPS)
    if not quarter:
        return Decimal(1)
    return max(decimal_half_up(quarter, -quarter.adjusted()), Decimal("0.01"))


def lead_steps(found: HeatMap, unit: Decimal) -> Floats:
    """The step of shade of each cell, 0 to 3; the palest where nobody else may win."""
    lead = np.where(np.isfinite(found.lead), found.lead, 0.0)
    return np.minimum(np.floor(lead / float(unit)), STEPS - 1)


def lead_words(unit: Decimal, symbol: str) -> list[str]:
    """The four steps in words.

    >>> lead_words(Decimal(2), "$")
    ['under $2', '$2 to 4', '$4 to 6', 'over $6']
    >>> lead_words(Decimal("0.5"), "$")
    ['under $0.50', '$0.50 to 1.00', '$1.00 to 1.50', 'over $1.50']
    """
    steps = [unit * times for times in (1, 2, 3)]
    places = 2
    if all(step == step.to_integral_value() for step in steps):
        places = 0
    one, two, three = (f"{step:.{places}f}" for step in steps)
    return [
        f"under {symbol}{one}",
        f"{symbol}{one} to {two}",
        f"{symbol}{two} to {three}",
        f"over {symbol}{three}",
    ]


def _draw_blocks(cells: Any, found: HeatMap) -> dict[str, list[float | None]]:
    """Equal cells as rectangles: runs of a row, grown upwards while the next row has the same
    run.
    """
    x, y = _find_edges(found.across, found.columns), _find_edges(found.upwards, found.rows)
    open_: dict[tuple[int, int], int] = {}
    blocks: list[tuple[int, int, int, int]] = []
    for row in range(len(cells) + 1):
        if row < len(cells):
            runs = set(_find_runs(cells[row]))
        else:
            runs = set()
        for run in [run for run in open_ if run not in runs]:
            blocks.append((*run, open_.pop(run), row))
        for run in runs:
            open_.setdefault(run, row)
    xs: list[float | None] = []
    ys: list[float | None] = []
    for left, right, low, high in blocks:
        xs += [x[left], x[right], x[right], x[left], x[left], None]
        ys += [y[low], y[low], y[high], y[high], y[low], None]
    return {"x": xs, "y": ys}


def _find_runs(cells: Any) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], cells.astype(int), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _find_edges(axis: BoundedInput, values: list[Decimal]) -> list[float]:
    """Halfway between neighbouring values, and the ends."""
    middle = [float((one + other) / 2) for one, other in pairwise(values)]
    return [float(axis.low), *middle, float(axis.high)]


def _place_names(question: Question, found: HeatMap) -> list[dict[str, Any]]:
    """Where each region's name stands: in the middle of its longest row, or upright in its longest
    column.
    """
    names = []
    for region in _list_regions(found):
        cells = found.cheapest == region
        wide, tall = _find_longest(cells), _find_longest(cells.T)
        if wide is None or tall is None:
            continue
        across, (row, left, right) = (wide[2] - wide[1]) / cells.shape[1], wide
        upwards, (column, low, high) = (tall[2] - tall[1]) / cells.shape[0], tall
        is_upright = across < 0.3 and upwards > across
        if is_upright:
            x, y = float(found.columns[column]), float(found.rows[(low + high - 1) // 2])
        else:
            x, y = float(found.columns[(left + right - 1) // 2]), float(found.rows[row])
        names.append(
            {
                "text": plain(_name_region(question, region)),
                "x": x,
                "y": y,
                "room": max(across, upwards),
                "upright": is_upright,
            }
        )
    return names


def _find_longest(cells: Any) -> tuple[int, int, int] | None:
    """The row with the longest run, in the middle of those that are as long: (row, left, right)."""
    runs = [(row, *run) for row, line in enumerate(cells) for run in _find_runs(line)]
    if not runs:
        return None
    longest = max(right - left for _, left, right in runs)
    rows = [run for run in runs if run[2] - run[1] >= 0.9 * longest]
    return rows[len(rows) // 2]


def _tell_map(question: Question, found: HeatMap) -> str:
    regions, sizes = np.unique(found.cheapest, return_counts=True)
    shares = {
        region: size / found.cheapest.size
        for region, size in zip(regions.tolist(), sizes.tolist(), strict=True)
    }
    # Where a border runs through cells, they tie; that is no region to speak of.
    kept = {
        region: share
        for region, share in shares.items()
        if region and (share >= 0.02 or region.bit_count() == 1)
    }
    ranked = sorted(kept, key=lambda region: -kept[region])
    if not ranked:
        return "None of these may be called cheapest"
    if len(ranked) == 1:
        return f"{least(question, places_in(ranked[0]))} all over the map"
    words = [
        f"{least(question, places_in(ranked[0]))} on {numbers.cases(kept[ranked[0]])}\u00a0% of "
        "the map"
    ]
    words += [
        f"{_name_region(question, region)} on {numbers.cases(kept[region])}\u00a0%"
        for region in ranked[1:3]
    ]
    return ", ".join(words)


def _make_cell(question: Question, found: HeatMap, row: int, column: int) -> TwinCell:
    region = int(found.cheapest[row, column])
    if not region:
        return TwinCell("none")
    lead = float(found.lead[row, column])
    ahead = ""
    if np.isfinite(lead) and region.bit_count() == 1:
        ahead = f"by {write_money(lead)}"
    return TwinCell(_name_region(question, region), ahead)


def _pick_few(length: int) -> list[int]:
    return np.unique(np.linspace(0, length - 1, min(CELLS, length)).astype(int)).tolist()


def _likely_ends(axis: BoundedInput) -> list[float] | None:
    """P10 and P90 of an input with a range, as far as the map goes."""
    given = axis.input
    if not given.has_range:
        return None
    return [
        min(max(value_at(given.range, share), float(axis.low)), float(axis.high))
        for share in (0.1, 0.9)
    ]
