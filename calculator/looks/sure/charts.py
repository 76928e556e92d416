"""Distributions and tornado as figures, with their tables; colours and places are the script's."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from calculator import formats
from calculator.parts import numbers
from calculator.parts.chart import Chart, plain, row_of
from calculator.question.address import dotted
from pricing.engine.analysis.inputs import Input
from pricing.engine.analysis.tornado import Swing, Tornado
from pricing.engine.analysis.uncertainty import LEVELS, Spread, Uncertain
from pricing.engine.answer import Answer
from pricing.engine.document import Question
from pricing.engine.exact import cents_half_up

STEPS = 32
MOST_BARS = 10
MONTHS = 12


def monthly(a_year: float) -> int:
    """Cents a month of money a year."""
    return int(cents_half_up(np.array(a_year / MONTHS)))


def at_level(spread: Spread, level: int) -> int:
    """Cents a month that so many per cent of the cases do not exceed."""
    return monthly(spread.cents.quantile(level) / 100)


def cheapest_in(found: Uncertain) -> list[str]:
    """In how many of 100 cases each scenario is the cheapest."""
    return numbers.of_100(chances_of(found))


def chances_of(found: Uncertain) -> list[float]:
    """The share of the cases in which each scenario is the cheapest: none of what has no cost."""
    chances = [0.0] * len(found.spreads)
    for place, spread in enumerate(found.spreads):
        if spread is not None:
            chances[place] = spread.cheapest
    return chances


def places_by_chance(found: Uncertain) -> list[tuple[int, Spread]]:
    """The scenarios that have a cost, the one that is most often the cheapest first."""
    there = [(place, spread) for place, spread in enumerate(found.spreads) if spread is not None]
    return sorted(there, key=lambda item: -item[1].cheapest)


def spreads_chart(answer: Answer, found: Uncertain, best: int | None, title: str) -> Chart:
    """How the cases of each scenario lie, from P1 to P99, and its cost at typical values."""
    columns = [
        _draw_outline(place, scenario.scenario.name, spread, scenario.figures.tco_per_desktop_year)
        for place, (scenario, spread) in enumerate(
            zip(answer.scenarios, found.spreads, strict=True)
        )
        if spread is not None
        and scenario.figures is not None
        and scenario.figures.tco_per_desktop_year is not None
    ]
    heads = [
        "Mean",
        "Error of the mean",
        *(f"P{level}" for level in LEVELS),
        "Cheapest in",
        "Below the baseline in",
    ]
    rows = [
        row_of(scenario.scenario.name, _make_cells(spread, cheapest))
        for scenario, spread, cheapest in zip(
            answer.scenarios, found.spreads, cheapest_in(found), strict=True
        )
    ]
    currency = formats.currency_name(answer.currency)
    return Chart(
        id="spreads",
        title=title,
        unit=(
            f"{currency} a desktop a month, {found.cases:,} cases; P10 means that 1 of 10 cases is "
            "below it"
        ),
        figure={
            "data": columns,
            "layout": {"meta": {"kind": "spreads", "columns": len(answer.scenarios), "best": best}},
        },
        heads=["Scenario", *heads],
        rows=rows,
    )


def _draw_outline(place: int, name: str, spread: Spread, typical: int) -> dict[str, Any]:
    """Its outline: how thick the cases lie (x, its thickest 1) at which money a month (y), P10 and
    P90 among it.
    """
    ends = [spread.cents.quantile(level) for level in (1, 10, 90, 99)]
    edges = sorted(
        {
            *np.linspace(ends[0], max(ends[3], ends[0] + STEPS), STEPS + 1)
            .round()
            .astype(int)
            .tolist()
        }
    )
    shares = np.array(spread.cents.shares(edges)) / np.diff(edges)
    smooth = np.convolve(np.pad(shares, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    centres = (np.array(edges[:-1]) + np.array(edges[1:])) / 2
    at = sorted({float(ends[0]), *centres.tolist(), float(ends[1]), float(ends[2]), float(ends[3])})
    at = [value for value in at if ends[0] <= value <= ends[3]]
    widths = np.interp(at, centres, smooth) / (smooth.max() or 1)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(name),
        "x": widths.round(4).tolist(),
        "y": [_take_month(value) for value in at],
        "customdata": {
            "p10": _take_month(ends[1]),
            "p50": _take_month(spread.cents.quantile(50)),
            "p90": _take_month(ends[2]),
            "typical": _take_month(typical),
        },
        "meta": place,
    }


def _take_month(cents_a_year: float) -> float:
    return round(cents_a_year / 100 / MONTHS, 4)


def _make_cells(spread: Spread | None, cheapest: str) -> list[str]:
    if spread is None:
        return ["–"] * (len(LEVELS) + 4)
    if spread.below_baseline is None:
        below = "–"
    else:
        below = numbers.cases(spread.below_baseline)
    cents = monthly(spread.standard_error)
    error = formats.money(cents)
    if not cents and spread.standard_error:
        error = "under 0.01"
    return [
        formats.money(monthly(spread.mean)),
        error,
        *(formats.money(at_level(spread, level)) for level in LEVELS),
        cheapest,
        below,
    ]


class Bar(NamedTuple):
    """One input: where it is typed, its typical value, and its range as it is typed."""

    label: str
    href: str
    typical: str
    range: str


def tornado_chart(
    answer: Answer, found: Tornado, title: str, unit: str, *, is_pair: bool
) -> tuple[Chart, list[Bar], list[Bar]]:
    """The widest swings as bars, and all that move the cost as a table; the bars' inputs, and those
    that move nothing.

    Of a pair, amounts are differences and have their sign.
    """
    question = answer.question
    what, tell_amount = "Cost", formats.money
    if is_pair:
        what, tell_amount = "Difference", formats.difference
    moving = [
        swing
        for swing in found.swings
        if {monthly(swing.at_low), monthly(swing.at_high)} != {monthly(found.typical)}
    ]
    shown = moving[:MOST_BARS]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": end,
            "y": [plain(swing.input.label) for swing in shown],
            "x": [_take_difference(_pick_end(swing, end), found.typical) for swing in shown],
            "base": [round(found.typical / MONTHS, 4)] * len(shown),
            "text": [tell_amount(monthly(_pick_end(swing, end))) for swing in shown],
            "customdata": [
                _write_value(question, swing.input, end, is_short=True) for swing in shown
            ],
            "meta": place,
        }
        for place, end in enumerate(("low", "high"))
    ]
    rows = [
        row_of(
            swing.input.label,
            [
                *(_write_value(question, swing.input, end) for end in ("typical", "low", "high")),
                tell_amount(monthly(swing.at_low)),
                tell_amount(monthly(swing.at_high)),
            ],
            bar_of(question, swing.input).href,
        )
        for swing in moving
    ]
    chart = Chart(
        id="tornado",
        title=title,
        unit=unit,
        figure={"data": data, "layout": {"meta": {"kind": "tornado", "rows": len(shown)}}},
        heads=["Input", "Typical", "Low", "High", f"{what} at low", f"{what} at high"],
        rows=rows,
    )
    still = [swing.input for swing in found.swings if swing not in moving]
    return (
        chart,
        [bar_of(question, swing.input) for swing in shown],
        [bar_of(question, each) for each in still],
    )


def _pick_end(swing: Swing, end: str) -> float:
    if end == "low":
        return swing.at_low
    return swing.at_high


def _take_difference(amount: float, typical: float) -> float:
    return round((amount - typical) / MONTHS, 4)


def _write_value(question: Question, given: Input, end: str, *, is_short: bool = False) -> str:
    return numbers.amount(question, given, getattr(given, end), is_short=is_short)


def bar_of(question: Question, given: Input) -> Bar:
    """An input as the form and the tornado name it."""
    href = ""
    if given.path.startswith(("assumptions.", "annual_growth")):
        href = f"#f.{dotted(given.path)}"
    return Bar(
        given.label,
        href,
        _write_value(question, given, "typical", is_short=True),
        " .. ".join(numbers.shown(value) for value in (given.low, given.typical, given.high)),
    )
