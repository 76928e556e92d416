"""How many units each entry needs, and how many packs (pricing rules, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from .bill import Bill, Row
from .draws import Knobs
from .exact import Floats, ceiling
from .fleet import Fleet
from .sizing import Sizing, profile_values
from .words import HOSTED


@dataclass(frozen=True, slots=True)
class Quantities:
    """Whole numbers [row, year, draw].

    `counted` by the metric, or the entry's own number, with its extra; `included` what other
    schemes took off; `quantity` what remains, raised to the minimum; `packs` to own or pay for.
    """

    counted: Floats
    included: Floats
    quantity: Floats
    packs: Floats


def quantities_of(bill: Bill, fleet: Fleet, sizing: Sizing, knobs: Knobs) -> Quantities:
    """Counts, takes off what is included, raises to the minimum, rounds up to packs: in this order."""
    counted = _counted(bill, fleet, sizing, knobs)
    for row in bill.rows:
        if row.entry.quantity is not None:
            counted[row.place] = row.entry.quantity
    counted = counted + bill.extras
    included = _included(bill, counted)
    remaining = counted - included
    quantity = np.where(remaining > 0, np.maximum(remaining, bill.minimums), 0.0)
    return Quantities(counted, included, quantity, np.ceil(quantity / bill.packs))


def binding_names(bill: Bill, quantities: Quantities) -> list[list[str | None]]:
    """The last rule that changed each number of the first draw, [row][year]; none where nothing is needed."""
    units, packs = quantities.quantity[:, :, 0], quantities.packs[:, :, 0]
    included = quantities.included[:, :, 0]
    codes = np.where(units > 0, 1, 0)
    codes[included > 0] = 2
    codes[units > (quantities.counted[:, :, 0] - included)] = 3
    codes[packs * bill.packs[:, :, 0] != units] = 4
    names = (None, "count", "included", "minimum", "pack")
    return [[names[code] for code in row] for row in codes.tolist()]


def _counted(bill: Bill, fleet: Fleet, sizing: Sizing, knobs: Knobs) -> Floats:
    """What each row's metric counts, over the groups that it counts."""
    seats = {
        "device": fleet.desktops,
        "user": fleet.users,
        "concurrent_user": fleet.concurrent,
        "virtual_desktop": fleet.vms,
    }
    pieces: list[tuple[list[int], Floats]] = []
    for metric, places in bill.by_metric.items():
        rows = [bill.rows[place] for place in places]
        if metric in seats:
            counts = seats[metric]
            flat = bill.masks[places] @ counts.reshape(len(counts), -1)
            pieces.append((places, flat.reshape(len(places), *counts.shape[1:])))
        elif metric in ("host", "socket", "core"):
            pieces.append(
                (places, _hosts(rows, sizing) * np.array([_units_per_host(row) for row in rows])[:, None, None])
            )
        elif metric == "gb":
            pieces.append((places, _gigabytes(rows, bill, sizing)))
        elif metric == "site":
            pieces.append((places, np.full((1, 1, 1), float(bill.question.sites))))
        else:
            pieces.extend(([row.place], _hours_or_machines(row, bill, fleet, knobs)) for row in rows)
    counted = np.zeros((len(bill), bill.question.horizon_years, max((p.shape[-1] for _, p in pieces), default=1)))
    for places, piece in pieces:
        counted[places] = piece
    for place in bill.by_metric.get("concurrent_user", ()):
        row = bill.rows[place]
        share = row.entry.scheme.attributes.get("users_per_licence")
        if share is not None:
            users = fleet.users[list(row.groups)].sum(axis=0)
            counted[place] = np.maximum(counted[place], np.ceil(users / float(share)))
    return counted


def _hosts(rows: list[Row], sizing: Sizing) -> Floats:
    """Hosts of the pools in which one of a row's groups runs, [row, year, draw]."""
    running = [{row.scenario.deliveries[g] for g in row.groups} for row in rows]
    pools = np.array([[float(delivery in there) for delivery in HOSTED] for there in running])[:, :, None, None]
    return (sizing.hosts[[row.scenario_place for row in rows]] * pools).sum(axis=1)


def _units_per_host(row: Row) -> float:
    """Hosts, sockets or cores that one host counts for."""
    metric = row.entry.scheme.metric
    server = row.scenario.server
    if metric == "host" or server is None:
        return 1.0
    sockets = server.attributes["sockets"]
    if metric == "socket":
        return float(sockets)
    own, none = row.entry.scheme.attributes, Decimal(0)
    a_socket = max(server.attributes["cores_per_socket"], own.get("min_cores_per_socket", none))
    return float(max(sockets * a_socket, own.get("min_cores_per_host", none)))


def _gigabytes(rows: list[Row], bill: Bill, sizing: Sizing) -> Floats:
    """Storage of each row's own groups, [row, year, draw]: in the cloud for cloud storage, else on hosts."""
    in_cloud = np.array([row.entry.scheme.role == "cloud_storage" for row in rows])[:, None, None]
    masks = bill.masks[[row.place for row in rows]][:, :, None, None]
    places = [row.scenario_place for row in rows]
    on_hosts = (sizing.raw_gb[places] * masks).sum(axis=1) * sizing.kept_share[places]
    return ceiling(np.where(in_cloud, (sizing.raw_cloud_gb[places] * masks).sum(axis=1), on_hosts))


def _hours_or_machines(row: Row, bill: Bill, fleet: Fleet, knobs: Knobs) -> Floats:
    """User hours, shared cloud machines, or their hours, of a year."""
    groups, place = list(row.groups), row.scenario_place
    if row.entry.scheme.metric == "user_hour":
        hours = profile_values(bill, knobs, "hours_per_month")[place, groups]
        return ceiling((fleet.users[groups] * hours).sum(axis=0) * 12)
    attributes = row.entry.scheme.attributes
    by = [
        ceiling(
            (fleet.concurrent[groups] * profile_values(bill, knobs, f"session_{what}")[place, groups]).sum(axis=0)
            / float(attributes[what])
        )
        for what in ("vcpu", "ram_gb")
    ]
    machines = np.maximum(*by)
    if row.entry.scheme.metric == "instance":
        return machines
    return ceiling(machines * knobs["host_hours_per_month"][place] * 12)


def _included(bill: Bill, counted: Floats) -> Floats:
    """Units that come with other schemes of the stack, taken off in stack order, never below 0."""
    included = np.zeros_like(counted)
    for giver in bill.rows:
        for role, number in giver.entry.scheme.includes.items():
            units = counted[giver.place]
            left = np.where(units > 0, np.maximum(units, giver.entry.scheme.minimum), 0.0) * number
            for taker in bill.rows_of[giver.scenario_place]:
                if taker.entry.scheme.role == role and taker.place != giver.place:
                    taken = np.minimum(left, counted[taker.place] - included[taker.place])
                    included[taker.place] += taken
                    left = left - taken
    return included
