"""A cheaper licence that would do an entry's part for some of those whom it counts."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from .bill import Row
from .evaluate import Evaluation
from .market import Market, Scheme

SEATS = {
    "device": "devices",
    "user": "users",
    "concurrent_user": "concurrent",
    "virtual_desktop": "vms",
}


class Cheaper(NamedTuple):
    """Another scheme, its list price a pack, and how many of the entry's units of year 1 it
    fits.
    """

    scheme: Scheme
    amount: Decimal
    units: int


def cheaper_of(run: Evaluation, row: Row) -> Cheaper | None:
    """The cheapest other scheme on sale that brings what an entry brings, counted and paid alike;
    None where none fits.

    By list prices a unit. It fits a group that has all that it requires without the entry.
    """
    own, market = row.entry.scheme, row.scenario.market
    now = _price_unit(own, market)
    if own.metric not in SEATS or own.role in ("service", "endpoint") or now is None:
        return None
    tokens = {group: _list_tokens_beside(run, row, group) for group in row.groups}
    counts = run.bill.coverages[row.scenario_place].counts
    brought = row.scenario.list_brought_beside(row.entry, counts)
    found = []
    for name in market.prices:
        scheme = market.catalogue.schemes[name]
        price = _price_unit(scheme, market)
        if (
            price is None
            or price >= now
            or not _does_the_same(scheme, own)
            or brought & {*scheme.excludes}
        ):
            continue
        groups = [group for group in row.groups if tokens[group].issuperset(scheme.requires)]
        counts = getattr(run.fleet, SEATS[own.metric])
        units = int(sum(counts[group, 0, 0] for group in groups))
        if units:
            found.append((price, Cheaper(scheme, market.prices[name].amount or Decimal(0), units)))
    if found:
        return min(found, key=lambda each: (each[0], each[1].scheme.id))[1]
    return None


def _does_the_same(other: Scheme, own: Scheme) -> bool:
    alike = all(
        getattr(other, key) == getattr(own, key) for key in ("role", "metric", "charge", "period")
    )
    return alike and other is not own and {*other.provides} >= {*own.provides}


def _price_unit(scheme: Scheme, market: Market) -> Decimal | None:
    """The list price of one unit."""
    price = market.price(scheme.id)
    if price is None or price.amount is None:
        return None
    return price.amount / scheme.pack


def _list_tokens_beside(run: Evaluation, row: Row, group: int) -> set[str]:
    """What a group has without the entry: its own, and what the rest of the stack brings it."""
    scenario, counts = row.scenario, run.bill.coverages[row.scenario_place].counts
    tokens = {*scenario.own_tokens(group), f"profile:{run.question.fleet[group].profile}"}
    for other in run.bill.rows_of[row.scenario_place]:
        if other.entry is not row.entry and group in other.groups:
            tokens.update(scenario.list_brought(other.entry, group, counts))
    return tokens
