"""What is bought becomes payments.

Purchases, maintenance, subscriptions (methodology, What is paid, and when).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from .bill import Bill, Row
from .draws import Draws, draw_number
from .exact import Floats
from .market import Scheme
from .numbers import Range
from .prices import Tiers, YearPrice
from .quantities import Quantities
from .vocabulary import PERIODS


@dataclass(frozen=True, slots=True)
class Spending:
    """Packs bought, in hand and paid by the year, and the money of each kind of payment.

    All [row, payment year, draw]: what is bought in column t and paid by the year in year t+1 share
    place t. `bought`; `surviving`, what is in hand before that purchase; packs `yearly_first` + 1
    to `yearly_last` carry the year's subscription or maintenance; `purchases` and `yearly` are
    their money.
    """

    bought: Floats
    surviving: Floats
    yearly_first: Floats
    yearly_last: Floats
    purchases: Floats
    yearly: Floats


def spending_of(
    bill: Bill, quantities: Quantities, price_factors: Floats, draws: Draws
) -> Spending:
    """Money of every row by payment year.

    `price_factors` [scenario, year, draw] is (1+i)^0, (1+i)^1, ...
    """
    packs = quantities.packs
    bought, surviving = bought_of(bill, packs)
    first, last = yearly_packs_of(bill, packs, bought)
    unit = (
        np.array([float(row.tiers[0][1]) for row in bill.rows])[:, None, None]
        * price_factors[bill.scenario_of]
    )
    purchases, yearly = bought * unit, (last - first) * unit
    for row in bill.rows:
        if is_plain(row):
            continue
        place, tariff = row.place, row.tariff
        units, rises = quantities.quantity[place], price_factors[row.scenario_place]
        factor = _find_factor(row, draws)
        if tariff.is_steady and len(row.tiers) == 1:
            purchases, yearly = _widen_years(purchases, factor), _widen_years(yearly, factor)
            purchases[place] *= factor
            yearly[place] *= factor
            continue
        ends = surviving[place], surviving[place] + bought[place]
        a_purchase = _price_packs(row, tariff.years, units, ends, rises) * factor
        a_year = (
            _price_packs(row, tariff.maintenance, units, (first[place], last[place]), rises)
            * factor
        )
        amount = _find_moved_quote(row, draws)
        if amount is not None:
            a_purchase = np.where(np.isnan(amount), a_purchase, bought[place] * rises * amount)
        if amount is not None and tariff.maintenance is tariff.years:
            a_year = np.where(
                np.isnan(amount), a_year, (last[place] - first[place]) * rises * amount
            )
        purchases, yearly = _widen_years(purchases, a_purchase), _widen_years(yearly, a_year)
        purchases[place], yearly[place] = a_purchase, a_year
    is_bought = np.array([row.entry.scheme.charge == "perpetual" for row in bill.rows])[
        :, None, None
    ]
    rates = np.array([yearly_rate(row.entry.scheme) for row in bill.rows])[:, None, None]
    return Spending(
        bought, surviving, first, last, np.where(is_bought, purchases, 0.0), yearly * rates
    )


def is_plain(row: Row) -> bool:
    """Whether each pack costs the same, but for inflation, in every year and whatever the
    number.
    """
    return (
        row.tariff.is_steady
        and len(row.tiers) == 1
        and row.entry.scheme.id not in row.scenario.prices
    )


def yearly_rate(scheme: Scheme) -> float:
    """What a year of one pack costs as a multiple of its price: 12 by the month, the maintenance
    rate, or 1.
    """
    if scheme.charge == "perpetual":
        return float(scheme.maintenance_rate)
    return float(PERIODS[scheme.period])


def _widen_years(money: Floats, needed: Floats) -> Floats:
    """The array with as many draws as one of its rows needs."""
    if needed.shape[-1] <= money.shape[-1]:
        return money
    return np.broadcast_to(money, (*money.shape[:-1], needed.shape[-1])).copy()


def _price_packs(
    row: Row, prices: Sequence[YearPrice], units: Floats, ends: tuple[Floats, Floats], rises: Floats
) -> Floats:
    """What packs first+1..last of each year cost, inflation in it, before rate and factor: [year,
    draw].
    """
    years = []
    for year, price in enumerate(prices):
        first, last = ends[0][year], ends[1][year]
        if row.entry.scheme.tier_mode == "graduated":
            cost = filled_cost(price.tiers, row.entry.scheme.pack, last) - filled_cost(
                price.tiers, row.entry.scheme.pack, first
            )
        else:
            cost = (last - first) * _find_reached(price.tiers, units[year])
        years.append(cost * rises[price.rises])
    return np.stack(np.broadcast_arrays(*years))


def _find_reached(tiers: Tiers, units: Floats) -> Floats:
    """The net price of the volume tier that so many units reach."""
    prices = np.full_like(units, float(tiers[0][1]))
    for threshold, net in tiers[1:]:
        prices = np.where(units >= threshold, float(net), prices)
    return prices


def pack_spans(tiers: Tiers, pack: int) -> list[tuple[int, int | None, Decimal]]:
    """(packs before, last pack or none, net price) of each graduated tier; a pack's tier is its
    last unit's.

    Packs j with j x pack >= threshold stand in the tier, so it begins after ceil(threshold / pack)
    - 1 packs.
    """
    starts = [0, *(max(0, -(-threshold // pack) - 1) for threshold, _ in tiers[1:])]
    ends: list[int | None] = [*starts[1:], None]
    return [(start, end, net) for start, end, (_, net) in zip(starts, ends, tiers, strict=True)]


def filled_cost(tiers: Tiers, pack: int, packs: Floats) -> Floats:
    """C(k): the cost of k packs filled tier by tier, before factor and inflation."""
    cost = np.zeros_like(packs)
    for start, end, net in pack_spans(tiers, pack):
        within = np.maximum(packs - start, 0.0)
        cost += (within if end is None else np.minimum(within, end - start)) * float(net)
    return cost


def _find_factor(row: Row, draws: Draws) -> Floats:
    """The scenario's factor on the price, [draw]; 1 where it gives none."""
    number = row.scenario.prices.get(row.entry.scheme.id)
    if number is None:
        return np.ones(1)
    return draw_number(f"price:{row.entry.scheme.id}", number, draws)


def _find_moved_quote(row: Row, draws: Draws) -> Floats | None:
    """What a moved quote costs in all years, nan where it stays as it is, [draw]; None where it is
    not moved.
    """
    scheme = row.entry.scheme.id
    quoted = row.scenario.net_prices.get(scheme)
    if quoted and quoted.is_moved:
        return draws(f"net:{scheme}", Range.at(quoted.amounts[0]))
    return None


def bought_of(bill: Bill, packs: Floats) -> tuple[Floats, Floats]:
    """Packs bought at the end of each year before, and those in hand before that purchase, [row,
    year, draw].

    What year t+1 needs and is not in hand is bought in column t. A pack bought in column t with
    a life of L years serves years t+1..t+L, so it is gone for the purchase of column t+L. What was
    owned already serves its own years (methodology, What is owned already).
    """
    bought, surviving = np.empty(packs.shape), np.empty(packs.shape)
    if bill.owned is None:
        owned = np.zeros((1, packs.shape[1], 1))
    else:
        owned = bill.owned
    mortal = [
        (row.place, row.entry.scheme.life_years) for row in bill.rows if row.entry.scheme.life_years
    ]
    surviving[:, 0] = owned[:, 0]
    for t in range(packs.shape[1]):
        if t:
            np.add(surviving[:, t - 1], bought[:, t - 1], out=surviving[:, t])
            if bill.owned is not None:
                surviving[:, t] += owned[:, t] - owned[:, t - 1]
        for place, life in mortal:
            if t >= life:
                surviving[place, t] -= bought[place, t - life]
        np.subtract(packs[:, t], surviving[:, t], out=bought[:, t])
        np.maximum(bought[:, t], 0.0, out=bought[:, t])
    return bought, surviving


def yearly_packs_of(bill: Bill, packs: Floats, bought: Floats) -> tuple[Floats, Floats]:
    """Which packs carry a year's subscription or maintenance: first+1..last, both [row, year,
    draw].

    Subscriptions in hand are paid elsewhere (methodology, What is owned already); packs whose price
    holds maintenance carry none in their first years (3.1).
    """
    first, last = np.zeros_like(packs), packs
    if bill.owned is not None:
        subscribed = np.array([row.entry.scheme.charge == "subscription" for row in bill.rows])[
            :, None, None
        ]
        first = np.where(subscribed, np.minimum(bill.owned, packs), 0.0)
    fresh = [row for row in bill.rows if row.entry.scheme.maintenance_included_years]
    if fresh:
        last = packs.copy()
    for row in fresh:
        serves, young = bought[row.place], bought[row.place]
        for age in range(1, min(row.entry.scheme.maintenance_included_years, packs.shape[1])):
            young = young + np.concatenate([np.zeros_like(serves[:age]), serves[:-age]])
        np.maximum(packs[row.place] - young, 0.0, out=last[row.place])
    return first, last


def residual_of(bill: Bill, spending: Spending, place: int) -> Floats:
    """What a row's hardware is still worth at the end, straight line, below 0: [draw].

    Methodology, What is left at the end.
    """
    left = shares_left(bill.rows[place], bill.question.horizon_years)
    return -(spending.purchases[place] * left[:, None]).sum(axis=0)


def shares_left(row: Row, years: int) -> Floats:
    """The share of each column's purchase that is left after so many years, by the scheme's life:
    [column].
    """
    life = row.entry.scheme.life_years
    assert life is not None
    return np.array([max(0, t + life - years) / life for t in range(years)])
