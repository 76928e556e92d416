"""Rows of any scenario that need the same packs in every year, so that they are counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from decimal import Decimal

import numpy as np

from ..bill import Bill, Row
from ..exact import Floats
from ..numbers import Number, Range
from ..quantities import units_per_host
from ..roll_out import replaces
from ..spending import yearly_rate
from ..vocabulary import HOST_METRICS

SEATS = ("device", "user", "user_or_device", "concurrent_user", "virtual_desktop")


class Alike:
    """Rows that need the same packs in every year, of whichever scenarios; those that give units to
    others with them.

    `bill` holds the first of them, of the scenario `at`. `shares` (place in that bill, scenario,
    scheme, factor on its price) says what a purchase of a pack costs, and a year of it; no scheme
    where draws decide no factor. `stays`: nobody owned any before, and what is bought serves to the
    end. `has_fresh`: some need no maintenance yet. `devices` (scenario, place in the bill, row):
    what is bought of them may be work on desks again.
    """

    def __init__(self, at: int, bill: Bill) -> None:
        self.at, self.bill = at, bill
        years = bill.question.horizon_years
        entries = [row.entry for row in bill.rows]
        self.stays = not any(
            entry.owned or (entry.scheme.life_years or years) < years for entry in entries
        )
        self.has_fresh = any(entry.scheme.maintenance_included_years for entry in entries)
        self.shares: dict[tuple[int, int, str, Number], Floats] = defaultdict(lambda: np.zeros(2))
        self.devices: list[tuple[int, int, Row]] = []

    @property
    def has_purchases(self) -> bool:
        """Whether any of them is bought."""
        return any(a_purchase for a_purchase, _ in self.shares.values())

    def add(self, place: int, rows: Sequence[Row]) -> None:
        """Counts rows in, each of which needs what the one at its place in the bill needs."""
        for at, row in enumerate(rows):
            scheme, net = row.entry.scheme, float(row.tiers[0][1])
            factor = row.scenario.prices.get(scheme.id, Decimal(1))
            key: tuple[int, int, str, Number] = (at, place, "", Decimal(1))
            if isinstance(factor, Range):
                key = (at, place, scheme.id, factor)
            else:
                net *= float(factor)
            self.shares[key] += np.array(
                [net * (scheme.charge == "perpetual"), net * yearly_rate(scheme)]
            )
            if replaces(row) and not self.stays:
                self.devices.append((place, at, row))


def is_steady(row: Row) -> bool:
    """Whether each pack costs the same, but for inflation and one factor, in every year and
    whatever the number.
    """
    return row.is_priced and row.tariff.is_steady and len(row.tiers) == 1


def tell_what_counts(place: int, row: Row) -> Hashable:
    """What decides how many packs a row needs, buys and pays for; the same for rows that need the
    same.
    """
    entry, scheme, scenario = row.entry, row.entry.scheme, row.scenario
    counted: Hashable = (place, scheme.id)
    if entry.quantity is not None:
        counted = entry.quantity
    elif scheme.metric == "site":
        counted = scheme.metric
    elif scheme.metric in SEATS:
        counts_desks = scheme.metric == "device" and scheme.role == "endpoint"
        counted = (
            scheme.metric,
            row.groups,
            scheme.attributes.get("users_per_licence"),
            counts_desks,
        )
    elif scheme.metric in HOST_METRICS:
        counted = (
            place,
            frozenset(scenario.deliveries[group] for group in row.groups),
            units_per_host(row),
        )
    elif scheme.metric == "gb":
        counted = (place, row.groups, scheme.role == "cloud_storage")
    owned = None
    if entry.owned:
        owned = (entry.owned, entry.owned_years, scheme.charge)
    bought = (owned, scheme.life_years, scheme.maintenance_included_years)
    return (counted, entry.extra, scheme.minimum, scheme.pack, bought)
