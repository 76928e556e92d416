"""The files of the look at the cost: the quote, the table, the charts."""

from __future__ import annotations

from django.http import QueryDict

from calculator.asker import read_asker
from calculator.looks.cost.cash_flow_sheet import cash_flow_export
from calculator.looks.cost.charts import charts_of
from calculator.looks.cost.years import chart_of
from calculator.parts.chart import Chart
from calculator.parts.downloads import NothingToKeep, chart_export, read_decimals
from calculator.question.state import State, answer_of
from pricing.engine.answer import Answer
from pricing.engine.faults import Fault, Faults, holds
from pricing.places import read_place
from pricing.sheets import Export
from pricing.sheets.costs import costs_export
from pricing.sheets.erp import erp_export
from pricing.sheets.quote import without_rows
from pricing.sheets.quote_book import quote_export
from pricing.sheets.request import request_export


def make_quote(state: State, parameters: QueryDict) -> Export:
    """The bought lines of one scenario (`scenario=2`) or of all; with `for=erp` those of one, in
    so many `decimals`.
    """
    answer = answer_of(state)
    decimals = read_decimals(parameters)
    place = _read_scenario(parameters, answer, is_needed=decimals is not None)
    if faults := without_rows(answer, place):
        raise NothingToKeep(faults)
    if decimals is None or place is None:
        return quote_export(answer, place)
    return erp_export(answer, place, decimals)


def _read_scenario(parameters: QueryDict, answer: Answer, *, is_needed: bool) -> int | None:
    """Which scenario, from 0; None for all of them."""
    number, count = parameters.get("scenario"), len(answer.scenarios)
    if number is None and is_needed and count > 1:
        words = f"an order is of one scenario: may hold a whole number from 1 to {count}"
        raise Faults([Fault("scenario", "", words)])
    if number is None:
        return 0 if is_needed else None
    place = read_place(number, count)
    if place is None:
        words = f"may hold a whole number from 1 to {count}"
        raise Faults([Fault("scenario", holds(number), words)])
    return place


def make_request(state: State, parameters: QueryDict) -> Export:
    """What a supplier is asked for one scenario (`scenario=2`), or for all, and by whom."""
    answer = answer_of(state)
    place = _read_scenario(parameters, answer, is_needed=False)
    return request_export(answer, place, read_asker(parameters))


def make_costs(state: State, parameters: QueryDict) -> Export:
    """What each scenario costs, by line and year."""
    answer = answer_of(state)
    if faults := without_rows(answer, None):
        raise NothingToKeep(faults)
    return costs_export(answer)


def make_cash_flow(state: State, parameters: QueryDict) -> Export:
    """What every scenario pays by year, and what that is worth today."""
    answer = answer_of(state)
    if faults := without_rows(answer, None):
        raise NothingToKeep(faults)
    return cash_flow_export(answer)


def make_by_category(state: State, parameters: QueryDict) -> Export:
    """The chart of the cost by category."""
    return _make_chart(state, "by-category")


def make_ahead(state: State, parameters: QueryDict) -> Export:
    """The chart of who is ahead of the baseline when."""
    return _make_chart(state, "ahead")


def _make_chart(state: State, name: str) -> Export:
    answer = answer_of(state)
    charts: dict[str, Chart] = {chart.id: chart for chart in charts_of(answer)}
    return chart_export(charts.get(name), answer)


def make_years(state: State, parameters: QueryDict) -> Export:
    """The chart through the years."""
    answer = answer_of(state)
    return chart_export(chart_of(answer.question), answer)


FILES = {
    "quote": make_quote,
    "request": make_request,
    "costs": make_costs,
    "cash-flow": make_cash_flow,
    "by-category": make_by_category,
    "ahead": make_ahead,
    "years": make_years,
}
