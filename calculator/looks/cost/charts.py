"""Answer to Plotly figures and to their table twins; the only file that knows Plotly.

Figures are plain dicts (a test holds them against plotly's own schema); colours and type are
the script's, which reads them from the style sheet, so that a figure is right in the dark too.
"""

from __future__ import annotations

from typing import Any

from calculator import formats
from calculator.looks.cost.payback import list_ahead, tell_payback
from calculator.parts.chart import Chart, plain, row_of
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.figures import Figures
from pricing.engine.vocabulary import CATEGORIES


def charts_of(answer: Answer) -> list[Chart]:
    """The charts that the answer fills: cost by category, and money ahead of the baseline."""
    priced = [
        (place, s.scenario.name, s.figures) for place, s in enumerate(answer.scenarios) if s.figures
    ]
    categories = [c for c in CATEGORIES if any(c in figures.categories for _, _, figures in priced)]
    if not answer.question.include_indirect:
        categories = [c for c in categories if c != "users_time"]
    charts = []
    if categories:
        charts = [_draw_categories(answer, priced, categories)]
    if answer.scenarios[0].figures is not None and len(priced) > 1:
        charts.append(_draw_ahead(answer, priced))
    return charts


Priced = list[tuple[int, str, Figures]]


def _draw_categories(answer: Answer, priced: Priced, names: list[str]) -> Chart:
    """A row of dots for each category, one dot a scenario."""
    traces: list[dict[str, Any]] = []
    values: dict[str, list[int | None]] = {name: [] for name in names}
    for place, name, figures in priced:
        cents = {c: _take_cents(figures, c) for c in names}
        for category in names:
            values[category].append(cents[category])
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": plain(name),
                "x": [_write_amount(cents[c]) for c in names],
                "y": [CATEGORIES[c] for c in names],
                "meta": place,
            }
        )
    unit = (
        f"{formats.currency_name(answer.currency)} "
        f"{formats.compared_by(priced[0][2].amounts.has_desktops)}"
    )
    rows = [row_of(CATEGORIES[c], [formats.money(v) for v in values[c]]) for c in names]
    return Chart(
        id="by-category",
        title=_tell_largest(values, priced[0][1]),
        unit=unit,
        figure={
            "data": traces,
            "layout": {
                "meta": "dots",
                "xaxis": {"title": {"text": unit}},
                "yaxis": {"categoryarray": [CATEGORIES[c] for c in names], "autorange": "reversed"},
            },
        },
        heads=[unit, *(name for _, name, _ in priced)],
        rows=rows,
    )


def _write_amount(cents: int | None) -> float | None:
    if cents is None:
        return None
    return cents / 100


def _take_cents(figures: Figures, category: str) -> int | None:
    amounts = figures.categories.get(category)
    if amounts is None:
        return None
    return amounts.compared


def _draw_ahead(answer: Answer, priced: Priced) -> Chart:
    """The sum so far of what each scenario saves against the baseline, by column."""
    years = answer.question.horizon_years
    findings = [count_broken(s) for s in answer.scenarios]
    others = [
        (place, _mark_name(name, findings[place]), figures)
        for place, name, figures in priced
        if place
    ]
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": plain(name),
            "x": list(range(years + 1)),
            "y": [cents / 100 for cents in list_ahead(figures)],
            "meta": place,
        }
        for place, name, figures in others
    ]
    baseline = answer.scenarios[0].scenario.name
    rows = [
        row_of(
            name,
            [
                *(formats.whole_money(cents) for cents in list_ahead(figures)),
                tell_payback(figures),
            ],
        )
        for _, name, figures in others
    ]
    unit = f"{formats.currency_name(answer.currency)} ahead of {baseline}, sum so far"
    return Chart(
        id="ahead",
        title=_tell_who_ends_ahead(others, findings, baseline),
        unit=unit,
        figure={
            "data": [*traces, *_draw_crossings(others)],
            "layout": {"meta": "lines", "xaxis": {"title": {"text": "years after signing"}}},
        },
        heads=[
            unit,
            "at the start",
            *(f"end of year {year}" for year in range(1, years + 1)),
            "payback",
        ],
        rows=rows,
    )


def _mark_name(name: str, findings: int) -> str:
    if findings:
        return f"{name}, {formats.count(findings, 'finding')}"
    return name


def _draw_crossings(others: Priced) -> list[dict[str, Any]]:
    """Where a line crosses zero for good: one mark a scenario, on the zero line, with the years
    that it took.
    """
    paid = [(place, name, figures) for place, name, figures in others if figures.payback_years]
    if not paid:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Payback",
            "x": [figures.payback_years for _, _, figures in paid],
            "y": [0] * len(paid),
            "text": [tell_payback(figures) for _, _, figures in paid],
            "customdata": [plain(name) for _, name, _ in paid],
            "meta": [place for place, _, _ in paid],
        }
    ]


def _tell_largest(values: dict[str, list[int | None]], first: str) -> str:
    """The finding of the first chart: which category is the largest, and where."""
    columns = list(zip(*([v or 0 for v in values[name]] for name in values), strict=True))
    names = list(values)
    tops = [names[column.index(max(column))] for column in columns]
    most = max(names, key=tops.count)
    verb = "is"
    if CATEGORIES[most] in ("Devices", "Licences", "People", "Servers and storage"):
        verb = "are"
    if len(tops) == 1:
        return f"{CATEGORIES[most]} {verb} the largest cost of {first}"
    if tops.count(most) == len(tops):
        where = "everywhere"
    else:
        where = f"in {tops.count(most)} of {len(tops)}"
    return f"{CATEGORIES[most]} {verb} the largest cost {where}"


def count_broken(scenario: ScenarioAnswer) -> int:
    """How many findings break its licence rules."""
    return sum(finding.kind != "unused" for finding, _ in scenario.findings)


def _tell_who_ends_ahead(others: Priced, findings: list[int], baseline: str) -> str:
    """The finding of the second chart: who of those that meet their licence rules ends ahead of the
    baseline.
    """
    met = [one for one in others if not findings[one[0]]]
    left_out = len(others) - len(met)
    more = ""
    if left_out:
        more = f"; {formats.count(left_out, 'with findings is', 'with findings are')} not counted"
    return _tell_ahead(met, baseline) + more


def _tell_ahead(others: Priced, baseline: str) -> str:
    ahead = [name for _, name, figures in others if (figures.saving or 0) > 0]
    behind = [name for _, name, figures in others if (figures.saving or 0) <= 0]
    if not others:
        return f"None that meets its licence rules stands beside {baseline}"
    if not ahead:
        return f"None ends ahead of {baseline}"
    if not behind:
        if len(ahead) == 1:
            return f"It ends ahead of {baseline}"
        return f"All end ahead of {baseline}"
    if len(behind) == 1 and len(ahead) > 1:
        return f"All but {behind[0]} end ahead of {baseline}"
    if len(ahead) == 1:
        return f"Only {ahead[0]} ends ahead of {baseline}"
    return f"{len(ahead)} of {len(others)} end ahead of {baseline}"
