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
    if bill.extras.any():
        counted = counted + bill.extras
    included = _included(bill, counted)
    remaining = counted - included if included.any() else counted
    quantity = remaining
    if bill.minimums.any():
        quantity = np.where(remaining > 0, np.maximum(remaining, bill.minimums), 0.0)
    packs = quantity if (bill.packs == 1).all() else np.ceil(quantity / bill.packs)
    return Quantities(counted, included, quantity, packs)


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
                (places, _hosts(rows, sizing) * np.array([units_per_host(row) for row in rows])[:, None, None])
            )
        elif metric == "gb":
            pieces.append((places, _gigabytes(rows, sizing)))
        elif metric == "site":
            pieces.append((places, np.full((1, 1, 1), float(bill.question.sites))))
        else:
            pieces.extend(([row.place], _hours_or_machines(row, bill, fleet, knobs)) for row in rows)
    counted = np.empty((len(bill), bill.question.horizon_years, max((p.shape[-1] for _, p in pieces), default=1)))
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
    counts = []
    for row in rows:
        running = {row.scenario.deliveries[group] for group in row.groups}
        vdi, session = sizing.hosts[row.scenario_place]
        if running >= set(HOSTED):
            counts.append(vdi + session)
        else:
            counts.append(vdi if "vdi" in running else session if "session" in running else np.zeros_like(vdi))
    return np.stack(counts)


def units_per_host(row: Row) -> float:
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


def _gigabytes(rows: list[Row], sizing: Sizing) -> Floats:
    """Storage of each row's own groups, [row, year, draw]: in the cloud for cloud storage, else on hosts."""
    stored = []
    for row in rows:
        place, groups = row.scenario_place, list(row.groups)
        if row.entry.scheme.role == "cloud_storage":
            stored.append(sizing.raw_cloud_gb[place, groups].sum(axis=0))
        else:
            stored.append(sizing.raw_gb[place, groups].sum(axis=0) * sizing.kept_share[place])
    return ceiling(np.stack(np.broadcast_arrays(*stored)))


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
    givers = [row for row in bill.rows if row.entry.scheme.includes]
    included = np.zeros_like(counted if givers else counted[..., :1])
    for giver in givers:
        for role, number in giver.entry.scheme.includes.items():
            units = counted[giver.place]
            left = np.where(units > 0, np.maximum(units, giver.entry.scheme.minimum), 0.0) * number
            for taker in bill.rows_of[giver.scenario_place]:
                if taker.entry.scheme.role == role and taker.place != giver.place:
                    taken = np.minimum(left, counted[taker.place] - included[taker.place])
                    included[taker.place] += taken
                    left = left - taken
    return included
