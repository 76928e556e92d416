"""The cash flow as a sheet: a row a scenario and column of years, and one of its totals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from calculator.looks.cost.factors import tell_due
from calculator.looks.cost.worth import worth_today
from pricing.engine.answer import Answer
from pricing.engine.figures import Cents, Figures
from pricing.sheets import Cell, Sheet, money_cell
from pricing.sheets.quote import file_name

HEADS = (
    *("scenario", "due_year", "due", "cash_flow", "saved", "saved_so_far"),
    *("discount_rate", "present_value", "saved_present_value"),
    *("equivalent_annual_cost", "payback_years", "currency"),
)
TOTAL = "total"


def cash_flow_sheet(answer: Answer) -> Sheet:
    """What each scenario that has figures pays by year, in all; what is saved against the first."""
    name = file_name(answer, None).replace("deskfare-", "deskfare-cash-flow-", 1)
    return Sheet(name, HEADS, list(_write_rows(answer)))


def _write_rows(answer: Answer) -> Iterator[list[Cell]]:
    rate, baseline = answer.question.discount_rate, answer.scenarios[0].figures
    for scenario in answer.scenarios:
        figures = scenario.figures
        if figures is None:
            continue
        saved = _list_saved(figures, baseline)
        for year, cents in enumerate(figures.cash_flow):
            so_far = None
            if figures.saved_so_far is not None:
                so_far = figures.saved_so_far[year].all_horizon
            yield [
                *(scenario.scenario.name, year, tell_due(year)),
                *map(money_cell, (cents, saved[year], so_far)),
                rate,
                money_cell(worth_today(cents, rate, year)),
                money_cell(_discount(saved[year], rate, year)),
                *(None, None, answer.currency),
            ]
        yield [
            *(scenario.scenario.name, None, TOTAL),
            *map(money_cell, (figures.tco, figures.saving, figures.saving)),
            rate,
            *map(money_cell, (figures.npv, figures.npv_saving, figures.annualised)),
            *(_write_payback(figures), answer.currency),
        ]


def _list_saved(figures: Figures, baseline: Figures | None) -> list[Cents | None]:
    """What is paid less than in the baseline, by column; nothing where that has no figures."""
    if baseline is None:
        return [None] * len(figures.cash_flow)
    pairs = zip(baseline.cash_flow, figures.cash_flow, strict=True)
    return [there - here for there, here in pairs]


def _discount(cents: Cents | None, rate: Decimal, year: int) -> Cents | None:
    if cents is None:
        return None
    return worth_today(cents, rate, year)


def _write_payback(figures: Figures) -> Decimal | None:
    if figures.payback_years is None:
        return None
    return Decimal(str(figures.payback_years))
