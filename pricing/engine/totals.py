"""Totals of every scenario at once, in whole cents: rounded half up once, from unrounded sums."""

from __future__ import annotations

from typing import Any

import numpy as np

from .evaluate import Evaluation
from .exact import Floats, cents_half_up
from .finance import annualise, payback_years, present_value
from .vocabulary import CATEGORIES

LARGEST_MONEY = 1e13


class Totals:
    """The first draw of an evaluation, summed up.

    `cents[name]` are nested lists of whole cents: by scenario, by line, or by category of each
    scenario. Figures a desktop are None where no desktop stands.
    """

    def __init__(self, run: Evaluation) -> None:
        question = run.question
        rate, years = float(question.discount_rate), question.horizon_years
        flow = run.cash_flow[:, :, 0]
        tco = flow.sum(axis=1)
        npv = present_value(run.cash_flow, rate)[:, 0]
        saved = flow[0] - flow
        line_total = run.money[:, :, 0].sum(axis=1)
        categories = _sum_by_category(run, line_total)
        self.desktop_years = int(run.fleet.desktops[:, :, 0].sum())
        a_year = self.desktop_years or np.nan
        self.is_statable = np.add.reduceat(np.abs(line_total), run.starts[:-1]) < LARGEST_MONEY
        flows = flow.tolist()
        self.payback_years = [payback_years(flows[0], amounts) for amounts in flows]
        self.cents = _round_to_cents(
            {
                "cash_flow": flow,
                "tco": tco,
                "npv": npv,
                "annualised": annualise(npv, rate, years),
                "saving": tco[0] - tco,
                "npv_saving": npv[0] - npv,
                "tco_per_desktop_year": tco / a_year,
                "line": run.money[:, :, 0],
                "amounts": self._make_amounts(tco, years),
                "cash_flow_amounts": self._make_amounts(flow, years),
                "saved_so_far": self._make_amounts(saved.cumsum(axis=1), years),
                "line_amounts": self._make_amounts(line_total, years),
                "category_amounts": self._make_amounts(categories, years),
            }
        )

    def _make_amounts(self, money: Floats, years: int) -> Floats:
        """Money a desktop a month, a desktop over the horizon, of all a month and of all: [...,
        4].
        """
        a_desktop_year = money / (self.desktop_years or np.nan)
        return np.stack(
            [a_desktop_year / 12, a_desktop_year * years, money / (12 * years), money], axis=-1
        )


def _sum_by_category(run: Evaluation, line_total: Floats) -> Floats:
    """Money of each category, [scenario, category] in the order of the table of categories."""
    order = {name: place for place, name in enumerate(CATEGORIES)}
    places = [line.scenario_place * len(order) + order[line.category] for line in run.lines]
    size = len(run.question.scenarios) * len(order)
    sums: Floats = np.bincount(places, weights=line_total, minlength=size).astype(np.float64)
    return sums.reshape(-1, len(order))


def _round_to_cents(money: dict[str, Floats]) -> dict[str, list[Any]]:
    """Arrays of money as nested lists of cents, None for what has no value; rounded in one call for
    all.
    """
    cents = cents_half_up(np.concatenate([amounts.ravel() for amounts in money.values()]))
    whole: Any = (
        cents.astype(np.int64) if (np.abs(cents) < 2.0**63).all() else _whole_or_none(cents)
    )
    result: dict[str, list[Any]] = {}
    start = 0
    for name, amounts in money.items():
        result[name] = whole[start : start + amounts.size].reshape(amounts.shape).tolist()
        start += amounts.size
    return result


def _whole_or_none(cents: Floats) -> Any:
    """Whole cents as Python numbers, None where nothing was divided by or a total overflowed."""
    return np.array(
        [int(value) if np.isfinite(value) else None for value in cents.tolist()], dtype=object
    )
