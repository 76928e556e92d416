"""Distributions and tornado as figures, with their tables; colours and places are the script's."""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

import numpy as np
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pricing.engine.analysis.tornado import Swing, Tornado
from pricing.engine.analysis.uncertainty import LEVELS, Spread, Uncertain
from pricing.engine.answer import Answer
from pricing.engine.answer_document import error_text
from pricing.engine.exact import cents_half_up

from .. import formats
from ..address import dotted
from ..charts import Chart, as_json, joined, plain, row_of
from ..where import numbers

STEPS = 32
MOST_BARS = 10
MONTHS = 12


def monthly(a_year: float) -> int:
    """Cents a month of money a year."""
    return int(cents_half_up(np.array(a_year / MONTHS)))


def at_level(spread: Spread, level: int) -> int:
    """Cents a month that so many per cent of the cases do not exceed."""
    return monthly(spread.cents.quantile(level) / 100)


def spreads_chart(answer: Answer, found: Uncertain, best: int | None, title: str) -> Chart:
    """How the cases of each scenario lie, from P1 to P99, and its cost at typical values."""
    columns = [
        _outline(place, scenario.scenario.name, spread, scenario.figures.tco_per_desktop_year)
        for place, (scenario, spread) in enumerate(zip(answer.scenarios, found.spreads, strict=True))
        if spread is not None and scenario.figures is not None and scenario.figures.tco_per_desktop_year is not None
    ]
    head = ["mean", "± error", *(f"P{level}" for level in LEVELS), "cheapest in", "below the baseline in"]
    rows = [
        row_of(scenario.scenario.name, _cells(spread))
        for scenario, spread in zip(answer.scenarios, found.spreads, strict=True)
    ]
    currency = formats.currency_name(answer.currency)
    return Chart(
        id="spreads",
        title=title,
        unit=f"{currency} a desktop a month, {found.cases:,} cases; P10 means that 1 of 10 cases is below it",
        figure=as_json(
            {"data": columns, "layout": {"meta": {"kind": "spreads", "columns": len(answer.scenarios), "best": best}}}
        ),
        head=row_of("Scenario", head, tag="th"),
        rows=joined(rows),
    )


def _outline(place: int, name: str, spread: Spread, typical: int) -> dict[str, Any]:
    """Its outline: how thick the cases lie (x, its thickest 1) at which money a month (y), P10 and P90 among it."""
    ends = [spread.cents.quantile(level) for level in (1, 10, 90, 99)]
    edges = sorted({*np.linspace(ends[0], max(ends[3], ends[0] + STEPS), STEPS + 1).round().astype(int).tolist()})
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
        "y": [_of_month(value) for value in at],
        "customdata": {
            "p10": _of_month(ends[1]),
            "p50": _of_month(spread.cents.quantile(50)),
            "p90": _of_month(ends[2]),
            "typical": _of_month(typical),
        },
        "meta": place,
    }


def _of_month(cents_a_year: float) -> float:
    return round(cents_a_year / 100 / MONTHS, 4)


def _cells(spread: Spread | None) -> list[str]:
    if spread is None:
        return ["–"] * (len(LEVELS) + 4)
    below = "–" if spread.below_baseline is None else numbers.cases(spread.below_baseline)
    return [
        formats.money(monthly(spread.mean)),
        error_text(spread.standard_error / MONTHS),
        *(formats.money(at_level(spread, level)) for level in LEVELS),
        numbers.cases(spread.cheapest),
        below,
    ]


class Bar(NamedTuple):
    """One row of the tornado: its input and where it is typed, and its typical value."""

    label: str
    href: str
    typical: str


def tornado_chart(answer: Answer, found: Tornado, title: str, unit: str) -> tuple[Chart, list[Bar]]:
    """The widest swings as bars, and all of them as a table; and the bars' inputs."""
    shown = [swing for swing in found.swings if swing.width * 100 >= MONTHS][:MOST_BARS]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": end,
            "y": [plain(swing.input.label) for swing in shown],
            "x": [_difference(_end(swing, end), found.typical) for swing in shown],
            "base": [round(found.typical / MONTHS, 4)] * len(shown),
            "text": [formats.difference(monthly(_end(swing, end))) for swing in shown],
            "customdata": [_value(swing, end) for swing in shown],
            "meta": place,
        }
        for place, end in enumerate(("low", "high"))
    ]
    rows = [
        row_of_link(
            _bar(swing),
            [
                *(numbers.said(swing.input, numbers.shown(v)) for v in (swing.input.low, swing.input.high)),
                formats.difference(monthly(swing.at_low)),
                formats.difference(monthly(swing.at_high)),
            ],
        )
        for swing in found.swings
    ]
    chart = Chart(
        id="tornado",
        title=title,
        unit=unit,
        figure=as_json({"data": data, "layout": {"meta": {"kind": "tornado", "rows": len(shown)}}}),
        head=row_of("Input", ["typical", "low", "high", "cost at low", "cost at high"], tag="th"),
        rows=joined(rows),
    )
    return chart, [_bar(swing) for swing in shown]


def _end(swing: Swing, end: str) -> float:
    return swing.at_low if end == "low" else swing.at_high


def _difference(amount: float, typical: float) -> float:
    return round((amount - typical) / MONTHS, 4)


def _value(swing: Swing, end: str) -> str:
    return numbers.said(swing.input, numbers.shown(swing.input.low if end == "low" else swing.input.high))


def _bar(swing: Swing) -> Bar:
    given = swing.input
    has_field = given.path.startswith(("assumptions.", "annual_growth"))
    href = f"#f.{dotted(given.path)}" if has_field else ""
    return Bar(given.label, href, numbers.said(given, numbers.shown(given.typical)))


def row_of_link(bar: Bar, cells: list[str]) -> SafeString:
    """A row of a table twin whose head leads to the input's field, where the form has one."""
    label = format_html('<a href="{}">{}</a>', bar.href, bar.label) if bar.href else escape(bar.label)
    inner = "".join(f"<td>{escape(cell)}</td>" for cell in (bar.typical, *cells))
    return SafeString(f'<tr><th scope="row">{label}</th>{inner}</tr>')
