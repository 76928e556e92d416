"""What every scenario costs in each of many rows of values.

`plain_costs_of` says it with the engine as it stands. `Prepared` gives the same totals some ten
times sooner, from the same rules: rows that are counted alike are counted once, and since
neither a price nor a factor of an operating line knows the year, counts are summed over the
years, inflation and all, before anything is multiplied by one.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..bill import Bill, Row
from ..counted_findings import is_unsold
from ..document import Question
from ..draws import Draws
from ..evaluate import INFLATIONS, evaluate
from ..exact import Floats
from ..fleet import Fleet
from ..needs import check_needed
from ..roll_out import replaces
from ..spending import residual_of, spending_of
from ..work import announce, count_once
from .counted_alike import Alike, is_steady, tell_what_counts
from .one_pricing import OnePricing


@dataclass(frozen=True, slots=True)
class Costs:
    """Unrounded money of whole scenarios.

    `tco` [scenario, draw] over the horizon, nan where something in the scenario is not on
    sale; `desktop_years` [draw].
    """

    tco: Floats
    desktop_years: Floats

    @property
    def per_desktop_year(self) -> Floats:
        """`tco` for one desktop and year, [scenario, draw]; nan where no desktop stands."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.desktop_years > 0, self.tco / self.desktop_years, np.nan)


def keep_memory() -> None:
    """Tells the allocator, once a process, to keep what it frees: else every array comes anew from
    the kernel.

    glibc hands blocks of up to 32 MiB back at once until one of nearly that size was freed; pricing
    cases takes up to three times as long then.
    """
    np.empty(4_000_000)  # freed as soon as it is made


def costs_of(question: Question, draws: Draws) -> Costs:
    """Prices every scenario in every row of the draws.

    Raises `Faults` where an assumption is missing.
    """
    return Prepared(question).costs(draws)


def plain_costs_of(question: Question, draws: Draws) -> Costs:
    """The same by the engine that makes every line, column by column: slow, and the measure of the
    other.
    """
    run = evaluate(question, draws)
    rows = max(run.cash_flow.shape[-1], run.fleet.desktops.shape[-1])
    tco = list(run.cash_flow.sum(axis=1))
    for row in run.bill.rows:
        if not row.is_priced:
            unsold = is_unsold(row, run.quantities.packs[row.place])
            tco[row.scenario_place] = np.where(unsold, np.nan, tco[row.scenario_place])
    return _make_costs(tco, run.fleet, rows)


def _make_costs(tco: list[Floats], fleet: Fleet, rows: int) -> Costs:
    desktop_years = fleet.desktops.sum(axis=(0, 1))
    return Costs(
        tco=np.stack([np.broadcast_to(money, (rows,)) for money in tco]),
        desktop_years=np.broadcast_to(desktop_years, (rows,)),
    )


class Prepared:
    """A question made ready: what no draw changes is worked out once, for any number of draws."""

    def __init__(self, question: Question) -> None:
        check_needed(question)
        announce(count_once(question))
        self.question = question
        self.alone = [
            Bill(replace(question, scenarios=(scenario,))) for scenario in question.scenarios
        ]
        self.has_residual = question.residual_value == "straight_line"
        self.alike: dict[Hashable, Alike] = {}
        self.apart: list[tuple[int, Bill]] = []
        self.rate_of = {name: _find_first_alike(question, name) for name in INFLATIONS}
        self.knobs_of = _find_first_places(
            [scenario.assumptions for scenario in question.scenarios]
        )
        for place, bill in enumerate(self.alone):
            self._sort_rows(place, bill)

    def _sort_rows(self, place: int, bill: Bill) -> None:
        """Puts each row with those that are counted alike; apart where its price changes or has
        tiers.
        """
        roles = {role for row in bill.rows for role in row.entry.scheme.includes}
        tied = [
            row for row in bill.rows if row.entry.scheme.includes or row.entry.scheme.role in roles
        ]
        keyed: list[tuple[Hashable, list[Row]]] = [((place, "tied"), tied)] if tied else []
        keyed += [(tell_what_counts(place, row), [row]) for row in bill.rows if row not in tied]
        for key, rows in keyed:
            if all(is_steady(row) for row in rows):
                self.alike.setdefault(key, Alike(place, bill.of(rows))).add(place, rows)
            else:
                self.apart.append((place, bill.of(rows)))

    def costs(self, draws: Draws) -> Costs:
        """Prices every scenario in every row of the draws."""
        run = OnePricing(self.question, self.alone, self.knobs_of, self.rate_of, draws)
        tco: list[Floats] = [np.zeros(1)] * len(self.alone)
        for place, bill in self.apart:
            tco[place] = tco[place] + self._price_apart(run, place, bill)
        for alike in self.alike.values():
            for place, money in run.paid(alike):
                tco[place] = tco[place] + money
        tco = [money + run.operations(place) for place, money in enumerate(tco)]
        return _make_costs(tco, run.fleet, run.draws.rows)

    def _price_apart(self, run: OnePricing, place: int, bill: Bill) -> Floats:
        """What some rows of a scenario cost by the plain rules, [draw]; nan where nothing says what
        one does.
        """
        quantities = run.quantities(place, bill)
        spending = spending_of(
            bill, quantities, run.rise(place, "price_inflation")[None], run.draws
        )
        money: Floats = (spending.purchases + spending.yearly).sum(axis=(0, 1))
        for row in bill.rows:
            if replaces(row):
                run.replace_desktops(
                    place, row, quantities.packs[row.place], spending.bought[row.place]
                )
            if self.has_residual and row.entry.scheme.life_years:
                money = money + residual_of(bill, spending, row.place)
            if not row.is_priced:
                money = np.where(is_unsold(row, quantities.packs[row.place]), np.nan, money)
        return money


def _find_first_alike(question: Question, name: str) -> list[int]:
    """Of each scenario the first that has the same of an assumption."""
    given = [
        scenario.assumptions.get(name, question.assumptions.get(name))
        for scenario in question.scenarios
    ]
    return _find_first_places(given)


def _find_first_places(values: list[Any]) -> list[int]:
    """Of each value the place of the first that is equal.

    >>> _find_first_places([3, 4, 3])
    [0, 1, 0]
    """
    return [values.index(value) for value in values]
