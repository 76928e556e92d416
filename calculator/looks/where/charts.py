"""The crossover and the map as figures, with their tables; colours are the script's."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from calculator import formats
from calculator.looks.where.words import chart_title, least
from calculator.parts import numbers
from calculator.parts.chart import Chart, TwinCell, TwinRow, plain, row_of
from pricing.engine.analysis.contest import places_in
from pricing.engine.analysis.crossover import Crossing, Crossover
from pricing.engine.analysis.heat_map import HeatMap
from pricing.engine.analysis.movable import Movable
from pricing.engine.analysis.pert import value_at
from pricing.engine.document import Question
from pricing.engine.exact import Floats, cents_half_up, decimal_half_up

ROWS = 24
MOST_RINGS = 24
STEPS = 4
CELLS = 10


def crossover_chart(question: Question, found: Crossover) -> Chart:
    """A line for each scenario that can be priced, rings at ties, and who is cheapest as a strip."""
    along = found.along
    currency = formats.currency_name(question.market.catalogue.currency)
    x = [float(value) for value in found.values]
    traces = [_line(place, scenario.name, x, found) for place, scenario in enumerate(question.scenarios)]
    meta = {
        "kind": "crossover",
        "now": _within(along),
        "nowText": f"now {numbers.said(along.input, numbers.shown(along.input.typical))}",
        "ends": [float(along.low), float(along.high)],
        "strip": [[float(s.low), float(s.high), s.cheapest] for s in found.stretches],
        "ties": [_ring(question, each) for each in _rings(found)],
        "unit": numbers.with_unit(along.input, currency),
    }
    return Chart(
        id="crossover",
        title=chart_title(question, found),
        unit=f"{currency} a desktop a month, by {numbers.label(along.input)}",
        drawn="; rings are ties; the strip under the lines is the cheapest",
        figure={"data": [trace for trace in traces if trace], "layout": {"meta": meta}},
        heads=[along.input.label, *(s.name for s in question.scenarios), "What happens there"],
        rows=_line_rows(question, found),
    )


def _line(place: int, name: str, x: list[float], found: Crossover) -> dict[str, Any] | None:
    costs = found.per_desktop_month[place]
    if np.isnan(costs).all():
        return None
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(name),
        "x": x,
        "y": _numbers(costs),
        "meta": place,
    }


def _rings(found: Crossover) -> list[Crossing]:
    """Those that change the cheapest first, then from the left, so that the most important are kept."""
    shown = [crossing for crossing in found.crossings if np.isfinite(crossing.per_desktop_month)]  # a desktop stands
    ranked = sorted(shown, key=lambda crossing: not crossing.is_of_cheapest)
    return sorted(ranked[:MOST_RINGS], key=lambda crossing: crossing.at)


def _ring(question: Question, each: Crossing) -> dict[str, Any]:
    below, above = (question.scenarios[place].name for place in (each.below, each.above))
    cost = f"{formats.symbol(question.market.catalogue.currency)}{_money(each.per_desktop_month)}"
    verb = "pass each other at"
    if each.is_tie:
        verb = "tie at"
    return {
        "x": float(each.at),
        "y": each.per_desktop_month,
        "text": numbers.near(each.at),
        "of": [each.below, each.above],
        "large": each.is_of_cheapest,
        "words": plain(f"{numbers.near(each.at)}: {below} and {above} {verb} {cost}"),
    }


def _line_rows(question: Question, found: Crossover) -> list[TwinRow]:
    places = np.unique(np.linspace(0, len(found.values) - 1, min(ROWS, len(found.values))).astype(int))
    rows = [
        (found.values[place], [_money(cost) for cost in found.per_desktop_month[:, place].tolist()], "")
        for place in places
    ]
    for each in found.crossings:
        below, above = (question.scenarios[place].name for place in (each.below, each.above))
        cells = [formats.NOTHING] * len(question.scenarios)
        cells[each.below] = cells[each.above] = _money(each.per_desktop_month)
        words = f"{below} becomes cheaper than {above}" + ("" if each.is_tie else ", by a jump")
        rows.append((each.at, cells, words))
    rows.sort(key=lambda row: row[0])
    return [row_of(numbers.near(value), [*cells, words]) for value, cells, words in rows]


# The map


def map_chart(question: Question, found: HeatMap) -> Chart:
    """The region of each scenario, shaded by its lead in four steps, with the line on which two tie."""
    unit = lead_unit(found)
    across, upwards = found.across, found.upwards
    steps = lead_steps(found, unit)
    regions = [
        {
            "type": "scatter",
            "mode": "lines",
            "fill": "toself",
            "name": plain(_region(question, region)),
            "hoverinfo": "skip",
            **_blocks((found.cheapest == region) & (steps == step), found),
            "meta": {"scenarios": places_in(region), "step": step},
        }
        for region in _regions(found)
        for step in range(STEPS)
        if ((found.cheapest == region) & (steps == step)).any()
    ]
    pieces = found.contour
    gaps = np.full(len(pieces), np.nan)
    meta = {
        "kind": "map",
        "across": numbers.with_unit(across.input, formats.currency_name(question.market.catalogue.currency)),
        "upwards": upwards.input.label,
        "ends": [[float(across.low), float(across.high)], [float(upwards.low), float(upwards.high)]],
        "names": _names(question, found),
        "now": [_within(across), _within(upwards)],
        "nowText": f"now {numbers.shown(across.input.typical)}, {numbers.shown(upwards.input.typical)}",
        "cross": [_cases(across), _cases(upwards)],
        "line": {
            "x": _numbers(np.stack([pieces[:, 0], pieces[:, 2], gaps], axis=1).reshape(-1)),
            "y": _numbers(np.stack([pieces[:, 1], pieces[:, 3], gaps], axis=1).reshape(-1)),
        },
    }
    return Chart(
        id="map",
        title=_map_title(question, found),
        unit=f"The cheapest, by {numbers.label(across.input)} (across) and {numbers.label(upwards.input)} (upwards)",
        drawn="; lines are ties",
        figure={"data": regions, "layout": {"meta": meta}},
        heads=[
            f"{upwards.input.label} \\ {across.input.label}",
            *(numbers.shown(found.columns[column]) for column in _few(len(found.columns))),
        ],
        rows=[
            row_of(
                numbers.shown(found.rows[row]),
                [_cell(question, found, row, column) for column in _few(len(found.columns))],
            )
            for row in reversed(_few(len(found.rows)))
        ],
    )


def _regions(found: HeatMap) -> list[int]:
    return [region for region in np.unique(found.cheapest).tolist() if region]


def _region(question: Question, region: int) -> str:
    """Whose region it is, or who ties in it."""
    names = [question.scenarios[place].name for place in places_in(region)]
    if len(names) == 1:
        return names[0]
    return f"{formats.listed(names)} tie"


def lead_unit(found: HeatMap) -> Decimal:
    """A quarter of the largest lead, to one digit: the steps of shade are up to 1, 2, 3 of it, and beyond."""
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
    is_whole = all(step == step.to_integral_value() for step in steps)
    one, two, three = (f"{step:.0f}" if is_whole else f"{step:.2f}" for step in steps)
    return [f"under {symbol}{one}", f"{symbol}{one} to {two}", f"{symbol}{two} to {three}", f"over {symbol}{three}"]


def _blocks(cells: Any, found: HeatMap) -> dict[str, list[float | None]]:
    """Equal cells as rectangles: runs of a row, grown upwards while the next row has the same run."""
    x, y = _edges(found.across, found.columns), _edges(found.upwards, found.rows)
    open_: dict[tuple[int, int], int] = {}
    blocks: list[tuple[int, int, int, int]] = []
    for row in range(len(cells) + 1):
        if row < len(cells):
            runs = set(_runs(cells[row]))
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


def _runs(cells: Any) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], cells.astype(int), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _edges(axis: Movable, values: list[Decimal]) -> list[float]:
    """Halfway between neighbouring values, and the ends."""
    middle = [float((one + other) / 2) for one, other in pairwise(values)]
    return [float(axis.low), *middle, float(axis.high)]


def _names(question: Question, found: HeatMap) -> list[dict[str, Any]]:
    """Where each region's name stands: in the middle of its longest row, or upright in its longest column."""
    names = []
    for region in _regions(found):
        cells = found.cheapest == region
        wide, tall = _longest(cells), _longest(cells.T)
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
                "text": plain(_region(question, region)),
                "x": x,
                "y": y,
                "room": max(across, upwards),
                "upright": is_upright,
            }
        )
    return names


def _longest(cells: Any) -> tuple[int, int, int] | None:
    """The row with the longest run, in the middle of those that are as long: (row, left, right)."""
    runs = [(row, *run) for row, line in enumerate(cells) for run in _runs(line)]
    if not runs:
        return None
    longest = max(right - left for _, left, right in runs)
    rows = [run for run in runs if run[2] - run[1] >= 0.9 * longest]
    return rows[len(rows) // 2]


def _map_title(question: Question, found: HeatMap) -> str:
    regions, sizes = np.unique(found.cheapest, return_counts=True)
    shares = {region: size / found.cheapest.size for region, size in zip(regions.tolist(), sizes.tolist(), strict=True)}
    # Where a border runs through cells, they tie; that is no region to speak of.
    kept = {region: share for region, share in shares.items() if region and (share >= 0.02 or region.bit_count() == 1)}
    ranked = sorted(kept, key=lambda region: -kept[region])
    if not ranked:
        return "None of these may be called cheapest"
    if len(ranked) == 1:
        return f"{least(question, places_in(ranked[0]))} all over the map"
    words = [f"{least(question, places_in(ranked[0]))} on {numbers.cases(kept[ranked[0]])}\u00a0% of the map"]
    words += [f"{_region(question, region)} on {numbers.cases(kept[region])}\u00a0%" for region in ranked[1:3]]
    return ", ".join(words)


def _cell(question: Question, found: HeatMap, row: int, column: int) -> TwinCell:
    region = int(found.cheapest[row, column])
    if not region:
        return TwinCell("none")
    lead = float(found.lead[row, column])
    ahead = ""
    if np.isfinite(lead) and region.bit_count() == 1:
        ahead = f"by {_money(lead)}"
    return TwinCell(_region(question, region), ahead)


def _few(length: int) -> list[int]:
    return np.unique(np.linspace(0, length - 1, min(CELLS, length)).astype(int)).tolist()


def _within(axis: Movable) -> float | None:
    now = axis.input.typical
    if axis.low <= now <= axis.high:
        return float(now)
    return None


def _cases(axis: Movable) -> list[float] | None:
    """P10 and P90 of an input with a range, as far as the map goes."""
    given = axis.input
    if not given.has_range:
        return None
    return [min(max(value_at(given.range, share), float(axis.low)), float(axis.high)) for share in (0.1, 0.9)]


def _numbers(values: Floats) -> list[float | None]:
    """Rounded to what can be seen; nothing where nothing is known."""
    return [None if np.isnan(value) else float(f"{value:.7g}") for value in values.tolist()]


def _money(amount: float) -> str:
    if np.isnan(amount):
        return formats.NOTHING
    return formats.money(int(cents_half_up(np.array([amount]))[0]))
