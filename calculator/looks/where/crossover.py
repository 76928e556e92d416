"""The crossover as a figure with its table.

A line a scenario, rings at ties; colours are the script's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from calculator import formats
from calculator.looks.where.points import find_now, round_numbers, write_money
from calculator.looks.where.words import chart_title
from calculator.parts import numbers
from calculator.parts.chart import Chart, TwinRow, plain, row_of
from pricing.engine.analysis.crossover import Crossing, Crossover
from pricing.engine.document import Question

ROWS = 24
MOST_RINGS = 24


def crossover_chart(question: Question, found: Crossover) -> Chart:
    """A line for each scenario that can be priced, rings at ties, and who is cheapest as a
    strip.
    """
    along = found.along
    currency = formats.currency_name(question.market.catalogue.currency)
    x = [float(value) for value in found.values]
    traces = [
        _draw_line(place, scenario.name, x, found)
        for place, scenario in enumerate(question.scenarios)
    ]
    meta = {
        "kind": "crossover",
        "now": find_now(along),
        "nowText": f"now {numbers.said(along.input, numbers.shown(along.input.typical))}",
        "ends": [float(along.low), float(along.high)],
        "strip": [[float(s.low), float(s.high), s.cheapest] for s in found.stretches],
        "ties": [_draw_ring(question, each) for each in _pick_rings(found)],
        "unit": numbers.with_unit(along.input, currency),
    }
    return Chart(
        id="crossover",
        title=chart_title(question, found),
        unit=f"{currency} a desktop a month, by {numbers.label(along.input)}",
        drawn="; rings are ties; the strip under the lines is the cheapest",
        figure={"data": [trace for trace in traces if trace], "layout": {"meta": meta}},
        heads=[along.input.label, *(s.name for s in question.scenarios), "What happens there"],
        rows=_list_line_rows(question, found),
    )


def _draw_line(place: int, name: str, x: list[float], found: Crossover) -> dict[str, Any] | None:
    costs = found.per_desktop_month[place]
    if np.isnan(costs).all():
        return None
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(name),
        "x": x,
        "y": round_numbers(costs),
        "meta": place,
    }


def _pick_rings(found: Crossover) -> list[Crossing]:
    """Those that change the cheapest first, then from the left, so that the most important are
    kept.
    """
    # A desktop stands.
    shown = [crossing for crossing in found.crossings if np.isfinite(crossing.per_desktop_month)]
    ranked = sorted(shown, key=lambda crossing: not crossing.is_of_cheapest)
    return sorted(ranked[:MOST_RINGS], key=lambda crossing: crossing.at)


def _draw_ring(question: Question, each: Crossing) -> dict[str, Any]:
    below, above = (question.scenarios[place].name for place in (each.below, each.above))
    cost = (
        f"{formats.symbol(question.market.catalogue.currency)}{write_money(each.per_desktop_month)}"
    )
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


def _list_line_rows(question: Question, found: Crossover) -> list[TwinRow]:
    places = np.unique(
        np.linspace(0, len(found.values) - 1, min(ROWS, len(found.values))).astype(int)
    )
    rows = [
        (
            found.values[place],
            [write_money(cost) for cost in found.per_desktop_month[:, place].tolist()],
            "",
        )
        for place in places
    ]
    for each in found.crossings:
        below, above = (question.scenarios[place].name for place in (each.below, each.above))
        cells = [formats.NOTHING] * len(question.scenarios)
        cells[each.below] = cells[each.above] = write_money(each.per_desktop_month)
        words = f"{below} becomes cheaper than {above}"
        if not each.is_tie:
            words += ", by a jump"
        rows.append((each.at, cells, words))
    rows.sort(key=lambda row: row[0])
    return [row_of(numbers.near(value), [*cells, words]) for value, cells, words in rows]
