"""How many units each entry needs, and how many packs (methodology, Quantities)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from math import ceil

import numpy as np

from .bill import DESK, TYPED, Bill, Row
from .draws import Knobs
from .exact import Floats, ceiling
from .fleet import Fleet
from .sizing import Sizing, over_groups, profile_values, share_of
from .vocabulary import BINDINGS, HOST_METRICS


@dataclass(frozen=True, slots=True)
class Quantities:
    """Whole numbers [row, year, draw].

    `included` is what other schemes took off the count of a row, by its place, [year, draw];
    `remaining` what they left of it; `quantity` the same raised to the minimum; `packs` to own or
    pay for.
    """

    included: dict[int, Floats]
    remaining: Floats
    quantity: Floats
    packs: Floats


def quantities_of(bill: Bill, fleet: Fleet, sizing: Sizing, knobs: Knobs) -> Quantities:
    """Counts, takes off what is included, raises to the minimum, rounds up to packs: in this
    order.
    """
    counted = _count_units(bill, fleet, sizing, knobs)
    if bill.extras is not None:
        counted = counted + bill.extras
    included = _take_included(bill, counted)
    if bill.minimums is None:
        quantity = counted
    else:
        quantity = _round_up_to_minimum(counted, bill.minimums)
    packs = quantity
    if bill.packs is not None:
        packs = quantity / bill.packs
        np.ceil(packs, out=packs)
    return Quantities(included, counted, quantity, packs)


def _round_up_to_minimum(units: Floats, minimum: Floats | int) -> Floats:
    """Units raised to a smallest order, where any are needed."""
    return np.maximum(units, minimum) * (units > 0)


def binding_names(bill: Bill, quantities: Quantities) -> list[list[str | None]]:
    """The last rule that changed each number of the first draw, [row][year]; none where nothing is
    needed.
    """
    units, packs = quantities.quantity[:, :, 0], quantities.packs[:, :, 0]
    counted = quantities.remaining[:, :, 0].copy()
    codes = np.where(units > 0, 1, 0)
    for place, taken in quantities.included.items():
        codes[place, taken[:, 0] > 0] = 2
        counted[place] += taken[:, 0]
    codes[units > quantities.remaining[:, :, 0]] = 3
    if bill.packs is not None:
        codes[packs * bill.packs[:, :, 0] != units] = 4
    filled = np.array([fills_up(row) for row in bill.rows], dtype=bool)
    if filled.any():
        on_hosts = counted > (0 if bill.extras is None else bill.extras[:, :, 0])
        codes[filled[:, None] & on_hosts & (units > 0)] = 4
    names = (None, *BINDINGS)
    return [[names[code] for code in row] for row in codes.tolist()]


def _count_units(bill: Bill, fleet: Fleet, sizing: Sizing, knobs: Knobs) -> Floats:
    """What each row's metric counts, over the groups that it counts; of one row alone not to be
    written to.
    """
    years = bill.question.horizon_years
    pieces = list(_count_pieces(bill, fleet, sizing, knobs))
    shape = (len(bill), years, max((piece.shape[-1] for _, piece in pieces), default=1))
    if len(bill) == 1 and pieces[-1][1].shape == shape:
        return pieces[-1][1]
    counted = np.empty(shape)
    for places, piece in pieces:
        counted[places] = piece
    return counted


def _count_pieces(
    bill: Bill, fleet: Fleet, sizing: Sizing, knobs: Knobs
) -> Iterator[tuple[list[int], Floats]]:
    """The places of some rows, and what they count, [row, year, draw]: those of one metric at
    once.
    """
    for metric, places in bill.by_metric.items():
        rows = [bill.rows[place] for place in places]
        if metric in SEATS:
            yield places, _sum_groups(bill, places, SEATS[metric](fleet))
        elif metric == "concurrent_user":
            yield places, _sum_groups(bill, places, fleet.concurrent)
            serving = [row for row in rows if "users_per_licence" in row.entry.scheme.attributes]
            yield from (([row.place], _served(row, fleet)) for row in serving)
        elif metric in HOST_METRICS:
            yield from (
                ([row.place], _count_hosts(row, sizing) * units_per_host(row)) for row in rows
            )
        elif metric == "gb":
            yield from (([row.place], _count_gigabytes(row, bill, sizing)) for row in rows)
        elif metric == "site":
            yield places, np.full((1, 1, 1), float(bill.question.sites))
        elif metric == TYPED:
            yield places, np.array([[[float(row.entry.quantity or 0)]] for row in rows])
        else:
            yield from (
                ([row.place], _count_hours_or_machines(row, bill, fleet, knobs)) for row in rows
            )


SEATS: dict[str, Callable[[Fleet], Floats]] = {
    DESK: lambda fleet: fleet.desktops,
    "device": lambda fleet: fleet.devices,
    "user": lambda fleet: fleet.users,
    "user_or_device": lambda fleet: np.minimum(fleet.users, fleet.devices),
    "virtual_desktop": lambda fleet: fleet.vms,
}


def _sum_groups(bill: Bill, places: list[int], counts: Floats) -> Floats:
    """Counts [group, year, draw] summed over the groups that each row counts, [row, year, draw]."""
    if len(places) == 1:
        return sum_of(counts, bill.rows[places[0]].groups)[None]
    flat = bill.masks[places] @ counts.reshape(len(counts), -1)
    return flat.reshape(len(places), *counts.shape[1:])


def sum_of(counts: Floats, groups: Sequence[int]) -> Floats:
    """Counts [group, year, draw] summed over some groups, [year, draw]; those of one are not
    copied.
    """
    if groups:
        return reduce(np.add, [counts[group] for group in groups])
    return np.zeros((1, 1))


def _served(row: Row, fleet: Fleet) -> Floats:
    """Licences of which each serves so many users: no fewer than run at the peak, and than all
    users ask for.
    """
    users = np.ceil(
        sum_of(fleet.users, row.groups) / float(row.entry.scheme.attributes["users_per_licence"])
    )
    return np.maximum(sum_of(fleet.concurrent, row.groups), users)


def _count_hosts(row: Row, sizing: Sizing) -> Floats:
    """Hosts of the pools in which one of a row's groups runs, [year, draw]."""
    running = {row.scenario.deliveries[group] for group in row.groups}
    hosts = [
        pool.hosts[row.scenario_place]
        for delivery, pool in sizing.pools.items()
        if delivery in running
    ]
    if hosts:
        return reduce(np.add, hosts)
    return np.zeros((1, 1))


def units_per_host(row: Row) -> float:
    """Units that one host counts for: by its hardware, in whole packs where they fill up, for all
    its instances.
    """
    scheme = row.entry.scheme
    units = _count_hardware(row)
    if scheme.per_host:
        units = scheme.pack * ceil(units / scheme.pack)
    return float(
        units
        * ceil(
            row.entry.instances
            / scheme.attributes.get("instances_per_licence", row.entry.instances)
        )
    )


def fills_up(row: Row) -> bool:
    """Whether packs that fill up on each host make more of its units; never of a typed quantity."""
    scheme = row.entry.scheme
    return (
        scheme.per_host and row.entry.quantity is None and _count_hardware(row) % scheme.pack != 0
    )


def _count_hardware(row: Row) -> int:
    """Hosts, sockets or cores that the hardware of one host counts for.

    Methodology, Packs, cores and machines on a host.
    """
    server, own = row.scenario.server, row.entry.scheme.attributes
    if server is None:
        return 1
    sockets, cores = int(server.attributes["sockets"]), int(server.attributes["cores_per_socket"])
    if row.entry.scheme.metric == "host":
        by_sockets = ceil(sockets / own.get("sockets_per_licence", sockets))
        return max(
            by_sockets, ceil(sockets * cores / own.get("cores_per_licence", sockets * cores))
        )
    if row.entry.scheme.metric == "socket":
        return sockets * ceil(cores / own.get("cores_per_licence", cores))
    a_socket = max(cores, int(own.get("min_cores_per_socket", 0)))
    return max(sockets * a_socket, int(own.get("min_cores_per_host", 0)))


def _count_gigabytes(row: Row, bill: Bill, sizing: Sizing) -> Floats:
    """Storage of a row's own groups, [year, draw]: in the cloud for cloud storage, else on
    hosts.
    """
    place, in_cloud = row.scenario_place, row.entry.scheme.role == "cloud_storage"
    if len(row.groups) == len(bill.question.fleet):
        return (sizing.cloud_storage_gb if in_cloud else sizing.storage_gb)[place]
    counts = bill.masks[row.place][:, None, None]
    if in_cloud:
        disks = sizing.cloud_disks
    else:
        disks = sizing.disks
    raw = [over_groups(seats, each[[place]] * counts)[0] for seats, each in disks]
    if raw:
        stored = reduce(np.add, raw)
    else:
        stored = np.zeros((1, 1))
    return ceiling(stored if in_cloud else stored * sizing.kept_share[place])


def _count_hours_or_machines(row: Row, bill: Bill, fleet: Fleet, knobs: Knobs) -> Floats:
    """User hours, shared cloud machines, or their hours, of a year."""
    groups, place = list(row.groups), row.scenario_place
    if row.entry.scheme.metric == "user_hour":
        hours = profile_values(bill, knobs, "hours_per_month")[place, groups]
        return ceiling((fleet.users[groups] * hours).sum(axis=0) * 12)
    by = [
        ceiling((fleet.concurrent[groups] * share).sum(axis=0))
        for share in shares_of_machine(row, bill, knobs)
    ]
    machines = np.maximum(*by)
    if row.entry.scheme.metric == "instance":
        return machines
    return ceiling(machines * knobs["host_hours_per_month"][place] * 12)


def shares_of_machine(row: Row, bill: Bill, knobs: Knobs) -> tuple[Floats, Floats]:
    """What one session of each of a row's groups takes of a shared cloud machine, by cpu and ram,
    [group, 1, draw].
    """
    attributes, groups, place = row.entry.scheme.attributes, list(row.groups), row.scenario_place
    cpu, ram = (
        share_of(
            np.array(float(attributes[what])),
            profile_values(bill, knobs, f"session_{what}")[place, groups],
        )
        for what in ("vcpu", "ram_gb")
    )
    return cpu, ram


def _take_included(bill: Bill, counted: Floats) -> dict[int, Floats]:
    """Takes units that come with other schemes off the counts, in stack order, never below 0; what
    it took, by row.
    """
    gifts: list[tuple[Row, str, Floats]] = []
    for giver in bill.rows:
        for role, number in giver.entry.scheme.includes.items():
            units, minimum = counted[giver.place], giver.entry.scheme.minimum
            gifts.append(
                (giver, role, (_round_up_to_minimum(units, minimum) if minimum else units) * number)
            )
    included: dict[int, Floats] = {}
    for giver, role, left in gifts:
        for taker in bill.rows_of[giver.scenario_place]:
            if taker.entry.scheme.role == role and taker.place != giver.place:
                taken = np.minimum(left, counted[taker.place])
                counted[taker.place] -= taken
                left -= taken
                included[taker.place] = (
                    included[taker.place] + taken if taker.place in included else taken
                )
    return included
