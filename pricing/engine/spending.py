"""What is bought becomes payments: purchases, maintenance, subscriptions (pricing rules, section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from .bill import Bill, Row
from .draws import Draws, drawn
from .exact import Floats
from .market import Scheme
from .quantities import Quantities
from .words import PERIODS


@dataclass(frozen=True, slots=True)
class Spending:
    """Packs bought and owned, and the money of each kind of payment.

    `bought` [row, column, draw] with columns 0..N, `surviving` [row, year, draw] what is owned
    before that year's purchase; `purchases`, `yearly` (subscription or maintenance)
    [row, column, draw].
    """

    bought: Floats
    surviving: Floats
    purchases: Floats
    yearly: Floats


def spending_of(bill: Bill, quantities: Quantities, price_factors: Floats, draws: Draws) -> Spending:
    """Money of every row by column. `price_factors` [scenario, year, draw] is (1+i)^0, (1+i)^1, ...

    A purchase of column t and the yearly payment of column t+1 stand at the same price and
    the same power of inflation, so both are made from one array of unit prices by year.
    """
    bought, surviving = bought_of(bill, quantities.packs)
    unit = _unit_prices(bill, quantities, draws) * price_factors[bill.scenario_of]
    purchases = bought * unit
    yearly = quantities.packs * unit
    for row in bill.rows:
        if row.entry.scheme.tier_mode == "graduated" and row.price is not None and row.price.tiers:
            place = row.place
            factor = price_factors[row.scenario_place] * _factor(row, draws)
            before = filled_cost(row, surviving[place])
            purchases[place] = (filled_cost(row, surviving[place] + bought[place]) - before) * factor
            yearly[place] = filled_cost(row, quantities.packs[place]) * factor
    is_bought = np.array([row.entry.scheme.charge == "perpetual" for row in bill.rows])[:, None, None]
    rates = np.array([yearly_rate(row.entry.scheme) for row in bill.rows])[:, None, None]
    nothing = np.zeros_like(purchases[:, :1])
    return Spending(
        bought=np.concatenate([bought, np.zeros_like(bought[:, :1])], axis=1),
        surviving=surviving,
        purchases=np.concatenate([np.where(is_bought, purchases, 0.0), nothing], axis=1),
        yearly=np.concatenate([nothing, yearly * rates], axis=1),
    )


def yearly_rate(scheme: Scheme) -> float:
    """What a year of one pack costs as a multiple of its price: 12 by the month, the maintenance rate, or 1."""
    if scheme.charge == "perpetual":
        return float(scheme.maintenance_rate)
    return float(PERIODS[scheme.period])


def pack_spans(row: Row) -> list[tuple[int, int | None, Decimal]]:
    """(packs before, last pack or none, net price) of each graduated tier; a pack's tier is its last unit's.

    Packs j with j x pack >= threshold stand in the tier, so it begins after ceil(threshold / pack) - 1 packs.
    """
    tiers, pack = row.tiers, row.entry.scheme.pack
    starts = [0, *(max(0, -(-threshold // pack) - 1) for threshold, _ in tiers[1:])]
    ends: list[int | None] = [*starts[1:], None]
    return [(start, end, net) for start, end, (_, net) in zip(starts, ends, tiers, strict=True)]


def filled_cost(row: Row, packs: Floats) -> Floats:
    """C(k): the cost of k packs filled tier by tier, before factor and inflation."""
    cost = np.zeros_like(packs)
    for start, end, net in pack_spans(row):
        within = np.maximum(packs - start, 0.0)
        cost += (within if end is None else np.minimum(within, end - start)) * float(net)
    return cost


def _factor(row: Row, draws: Draws) -> Floats:
    """The scenario's factor on the price, [draw]; 1 where it gives none."""
    number = row.scenario.prices.get(row.entry.scheme.id)
    return np.ones(1) if number is None else drawn(f"price:{row.entry.scheme.id}", number, draws)


def _unit_prices(bill: Bill, quantities: Quantities, draws: Draws) -> Floats:
    """Net price of a pack, [row, year, draw]; volume tiers by the units of the year."""
    unit = np.array([float(row.tiers[0][1]) for row in bill.rows])[:, None, None]
    special = [row for row in bill.rows if len(row.tiers) > 1 or row.entry.scheme.id in row.scenario.prices]
    prices = {row.place: _own_unit_price(row, quantities, draws) for row in special}
    if prices:
        shape = np.broadcast_shapes(unit.shape[1:], *(own.shape for own in prices.values()))
        unit = np.broadcast_to(unit, (len(bill), *shape)).copy()
        for place, own in prices.items():
            unit[place] = own
    return unit


def _own_unit_price(row: Row, quantities: Quantities, draws: Draws) -> Floats:
    """Net price of a pack of a row with volume tiers or a factor, [year, draw]."""
    units = quantities.quantity[row.place]
    prices = np.full_like(units, float(row.tiers[0][1]))
    if row.entry.scheme.tier_mode == "volume":
        for threshold, net in row.tiers[1:]:
            prices = np.where(units >= threshold, float(net), prices)
    return prices * _factor(row, draws)


def bought_of(bill: Bill, packs: Floats) -> tuple[Floats, Floats]:
    """Packs bought at the end of each year before, and those owned before that purchase, [row, year, draw].

    What year t+1 needs and is not owned is bought in column t. A pack bought in column t with
    a life of L years serves years t+1..t+L, so it is gone for the purchase of column t+L.
    """
    years = packs.shape[1]
    bought, surviving = np.empty_like(packs), np.empty_like(packs)
    owned = np.zeros_like(packs[:, 0])
    mortal = [(row.place, row.entry.scheme.life_years) for row in bill.rows if row.entry.scheme.life_years]
    for t in range(years):
        for place, life in mortal:
            if t - life >= 0:
                owned[place] -= bought[place, t - life]
        surviving[:, t] = owned
        np.maximum(packs[:, t] - owned, 0.0, out=bought[:, t])
        owned += bought[:, t]
    return bought, surviving
