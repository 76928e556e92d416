"""How many units each entry needs, and how many packs (pricing rules, section 4; purchase rules, section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from .bill import DESK, Bill, Row
from .draws import Knobs
from .exact import Floats, ceiling
from .fleet import Fleet
from .sizing import Sizing, profile_values, share_of
from .words import HOST_METRICS, HOSTED


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
    filled = np.array([fills_up(row) for row in bill.rows], dtype=bool)
    if filled.any():
        on_hosts = quantities.counted[:, :, 0] > bill.extras[:, :, 0]
        codes[filled[:, None] & on_hosts & (units > 0)] = 4
    names = (None, "count", "included", "minimum", "pack")
    return [[names[code] for code in row] for row in codes.tolist()]


def _counted(bill: Bill, fleet: Fleet, sizing: Sizing, knobs: Knobs) -> Floats:
    """What each row's metric counts, over the groups that it counts."""
    seats = {
        DESK: fleet.desktops,
        "device": fleet.devices,
        "user": fleet.users,
        "user_or_device": np.minimum(fleet.users, fleet.devices),
        "concurrent_user": fleet.concurrent,
        "virtual_desktop": fleet.vms,
    }
    pieces: list[tuple[list[int], Floats]] = []
    for metric, places in bill.by_metric.items():
        rows = [bill.rows[place] for place in places]
        if metric in seats:
            pieces.append((places, _of_groups(bill, places, seats[metric])))
        elif metric in HOST_METRICS:
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


def _of_groups(bill: Bill, places: list[int], counts: Floats) -> Floats:
    """Counts [group, year, draw] summed over the groups that each row counts, [row, year, draw]."""
    flat = bill.masks[places] @ counts.reshape(len(counts), -1)
    return flat.reshape(len(places), *counts.shape[1:])


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
    """Units that one host counts for: by its hardware, in whole packs where they fill up, for all its instances."""
    scheme = row.entry.scheme
    units = _units_of_hardware(row)
    if scheme.per_host:
        units = scheme.pack * ceil(units / scheme.pack)
    return float(
        units * ceil(row.entry.instances / scheme.attributes.get("instances_per_licence", row.entry.instances))
    )


def fills_up(row: Row) -> bool:
    """Whether packs that fill up on each host make more of its units; never of a typed quantity."""
    scheme = row.entry.scheme
    return scheme.per_host and row.entry.quantity is None and _units_of_hardware(row) % scheme.pack != 0


def _units_of_hardware(row: Row) -> int:
    """Hosts, sockets or cores that the hardware of one host counts for (purchase rules, 1.4)."""
    server, own = row.scenario.server, row.entry.scheme.attributes
    if server is None:
        return 1
    sockets, cores = int(server.attributes["sockets"]), int(server.attributes["cores_per_socket"])
    if row.entry.scheme.metric == "host":
        by_sockets = ceil(sockets / own.get("sockets_per_licence", sockets))
        return max(by_sockets, ceil(sockets * cores / own.get("cores_per_licence", sockets * cores)))
    if row.entry.scheme.metric == "socket":
        return sockets * ceil(cores / own.get("cores_per_licence", cores))
    a_socket = max(cores, int(own.get("min_cores_per_socket", 0)))
    return max(sockets * a_socket, int(own.get("min_cores_per_host", 0)))


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
    by = [ceiling((fleet.concurrent[groups] * share).sum(axis=0)) for share in shares_of_machine(row, bill, knobs)]
    machines = np.maximum(*by)
    if row.entry.scheme.metric == "instance":
        return machines
    return ceiling(machines * knobs["host_hours_per_month"][place] * 12)


def shares_of_machine(row: Row, bill: Bill, knobs: Knobs) -> tuple[Floats, Floats]:
    """What one session of each of a row's groups takes of a shared cloud machine, by cpu and ram, [group, 1, draw]."""
    attributes, groups, place = row.entry.scheme.attributes, list(row.groups), row.scenario_place
    cpu, ram = (
        share_of(np.array(float(attributes[what])), profile_values(bill, knobs, f"session_{what}")[place, groups])
        for what in ("vcpu", "ram_gb")
    )
    return cpu, ram


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
