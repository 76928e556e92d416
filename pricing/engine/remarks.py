"""What a count or an amount does not say by itself.

Which floor holds a count up, and where more would cost less.
"""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import NamedTuple

from .bill import Row

VOLUME = "volume"


class Floor(NamedTuple):
    """The attribute of a scheme that makes it count more than the hardware has, and its number."""

    attribute: str
    number: int


class Cheaper(NamedTuple):
    """A larger number of units that costs less than a smaller one, by its own tier; money before
    any price rise.
    """

    quantity: int
    amount: Decimal
    instead_of: Decimal


def floor_of(row: Row) -> Floor | None:
    """What holds up the count of a row by core or processor; None where the hardware itself
    decides.

    Purchase rules, 1.4: cores of a processor, then of a host, are paid for up to a smallest number.
    """
    server, scheme = row.scenario.server, row.entry.scheme
    if server is None or row.entry.quantity is not None or scheme.metric not in ("core", "socket"):
        return None
    sockets, cores = int(server.attributes["sockets"]), int(server.attributes["cores_per_socket"])
    if scheme.metric == "socket":
        covered = int(scheme.attributes.get("cores_per_licence", cores))
        if cores > covered:
            return Floor("cores_per_licence", covered)
        return None
    a_socket = int(scheme.attributes.get("min_cores_per_socket", 0))
    a_host = int(scheme.attributes.get("min_cores_per_host", 0))
    if a_host > sockets * max(cores, a_socket):
        return Floor("min_cores_per_host", a_host)
    if a_socket > cores:
        return Floor("min_cores_per_socket", a_socket)
    return None


def cheaper_above(row: Row, quantity: int) -> Cheaper | None:
    """The cheapest larger order by volume tiers that costs less than this one: every pack has the
    tier's price.
    """
    scheme, tiers = row.entry.scheme, row.tiers
    if scheme.tier_mode != VOLUME or len(tiers) < 2 or quantity < 1:
        return None

    def amount(units: int) -> Decimal:
        net = [price for threshold, price in tiers if threshold <= units][-1]
        return ceil(units / scheme.pack) * net

    now = amount(quantity)
    above = [
        Cheaper(threshold, amount(threshold), now) for threshold, _ in tiers if threshold > quantity
    ]
    cheaper = [each for each in above if each.amount < now]
    return min(cheaper, key=lambda each: each.amount, default=None)
