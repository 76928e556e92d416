"""Through the years: what each scenario would cost at each date on which a price changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from calculator import formats
from calculator.looks.cost.charts import count_broken
from calculator.looks.cost.moments import Moment, find_end, moments_of
from calculator.parts.chart import Chart, TwinCell, TwinRow, plain, row_of
from pricing.engine.answer import ScenarioAnswer
from pricing.engine.document import Question

MOST_NAMED = 3
AROUND = timedelta(days=45)
AT_THE_EDGE = timedelta(days=14)


def chart_of(question: Question) -> Chart | None:
    """The chart through the years with its table; None where nothing could be bought on any
    date.
    """
    moments = moments_of(question)
    if not any(s.figures for moment in moments for s in moment.answer.scenarios):
        return None
    of = formats.compared_by(any(group.desktops for group in question.fleet))
    unit = f"{formats.currency_name(question.market.catalogue.currency)} {of}"
    shown = _find_ends(moments)
    names = [scenario.name for scenario in question.scenarios]
    return Chart(
        id="years",
        title=_tell_finding(moments),
        unit=f"{unit}, by the day of the prices",
        figure={
            "data": _draw_traces(moments),
            "layout": {
                "meta": "years",
                "xaxis": {"range": shown},
                "shapes": _draw_chosen(question, shown),
            },
        },
        heads=["Prices of", *names, "Price changed"],
        rows=[_make_row(moment) for moment in moments],
    )


def _take_cost(scenario: ScenarioAnswer) -> int | None:
    if scenario.figures is None:
        return None
    return scenario.figures.amounts.compared


# Figure


def _draw_traces(moments: Sequence[Moment]) -> list[dict[str, object]]:
    """A line of steps for each scenario: a cost holds until the next date, and the line breaks
    where it ends.
    """
    end = find_end(moments)
    traces = []
    for place, scenario in enumerate(moments[0].answer.scenarios):
        x: list[str] = []
        y: list[float | None] = []
        before = None
        for moment in moments:
            cost = _take_cost(moment.answer.scenarios[place])
            if cost is None:
                value = None
            else:
                value = cost / 100
            if value is None and before is not None:
                x.append(moment.day.isoformat())
                y.append(before)
            x.append(moment.day.isoformat())
            y.append(value)
            before = value
        x.append(end.isoformat())
        y.append(before)
        name = plain(scenario.scenario.name)
        traces.append(
            {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "meta": place}
        )
    return traces


def _find_ends(moments: Sequence[Moment]) -> list[str]:
    """From when to when the axis goes: where there is a choice, or everywhere; the table has all
    dates.

    It ends before a step that would stand on its edge, and is not longer than the lines.
    """
    places = [
        i
        for i, moment in enumerate(moments)
        if sum(s.figures is not None for s in moment.answer.scenarios) > 1
    ]
    first, last = 0, len(moments) - 1
    if places:
        first, last = places[0], places[-1] + 1
    start = moments[first].day
    if last < len(moments):
        end = moments[last].day
    else:
        end = find_end(moments)
    own = moments[0].answer.question.price_date
    last = min(max(end, own) + AROUND, find_end(moments))
    steps = (m.day for m in moments if max(end, own) < m.day and abs(m.day - last) < AT_THE_EDGE)
    return [
        (min(start, own) - AROUND).isoformat(),
        min([last, *(day - AT_THE_EDGE for day in steps)]).isoformat(),
    ]


def _draw_chosen(question: Question, shown: list[str]) -> list[dict[str, object]]:
    """The comparison's own day, as a line from top to bottom; its words stand on the side that has
    room.
    """
    start, end = map(date.fromisoformat, shown)
    side = "left"
    if question.price_date - start > (end - start) / 2:
        side = "right"
    label = {
        "text": formats.day(question.price_date),
        "textposition": "end",
        "textangle": 0,
        "xanchor": side,
        "yanchor": "bottom",
    }
    x = question.price_date.isoformat()
    return [{"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "label": label}]


# Finding


def _tell_finding(moments: Sequence[Moment]) -> str:
    """Which scenario costs least whenever it can be bought or, where none does, for the longest
    time.

    Only dates on which there was a choice count, and only scenarios that meet their licence rules.
    """
    days: dict[str, int] = {}
    beaten: set[str] = set()
    ends = [*(moment.day for moment in moments[1:]), find_end(moments)]
    for moment, end in zip(moments, ends, strict=True):
        met = {
            s.scenario.name: s.figures.tco
            for s in moment.answer.scenarios
            if s.figures and s.compliant
        }
        if len(met) < 2:
            continue
        least = min(met.values())
        first = {name for name, cost in met.items() if cost == least}
        beaten |= {s.scenario.name for s in moment.answer.scenarios if s.figures} - first
        for name in first:
            days[name] = days.get(name, 0) + (end - moment.day).days
    if not days:
        return "At no time was there a choice that met its licence rules"
    longest, *others = sorted(days, key=lambda name: -days[name])
    if longest not in beaten:
        return f"{formats.costs_least(longest)} whenever it can be bought"
    if len(others) == 1:
        rest = others[0]
    else:
        rest = f"{len(others)} others"
    return f"{formats.costs_least(longest)} for the longest time, {rest} at other times"


# Table


def _make_row(moment: Moment) -> TwinRow:
    cells = [_make_cell(scenario) for scenario in moment.answer.scenarios]
    more = len(moment.changed) - MOST_NAMED
    if more > 0:
        words = [*moment.changed[:MOST_NAMED], f"{more} more"]
    else:
        words = moment.changed
    return row_of(
        formats.day(moment.day), [*cells, formats.listed(words) or "the day of this comparison"]
    )


def _make_cell(scenario: ScenarioAnswer) -> TwinCell:
    """What it costs, with its findings; or what was not on sale, and what follows it."""
    cost = _take_cost(scenario)
    if cost is None:
        return _tell_missing(scenario)
    findings = count_broken(scenario)
    if findings:
        return TwinCell(formats.money(cost), f" {formats.count(findings, 'finding')}")
    return TwinCell(formats.money(cost))


def _tell_missing(scenario: ScenarioAnswer) -> TwinCell:
    market = scenario.scenario.market
    schemes = market.catalogue.schemes
    words = []
    for finding, _ in scenario.findings:
        scheme = None
        if finding.kind == "not_on_sale":
            scheme = schemes.get(finding.scheme or "")
        if scheme is None:
            continue
        successor = schemes.get(scheme.successor)
        when = formats.with_days(market.when_sold(scheme.id))
        follows = ""
        if successor and market.last_end(scheme.id):
            follows = f"; {successor.name} follows"
        words.append(f"{scheme.name}, {when}{follows}")
    if not words:
        return TwinCell("not on sale")
    more = ""
    if len(words) > 1:
        more = f", and {formats.count(len(words) - 1, 'more scheme')}"
    return TwinCell("not on sale", f": {words[0]}{more}")
