"""Hosts of each pool, and storage (methodology, Sizing)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .bill import Bill
from .draws import Knobs
from .exact import Floats, ceiling, floor
from .fleet import Fleet
from .vocabulary import HOSTED


@dataclass(frozen=True, slots=True)
class Pool:
    """The hosts of one delivery.

    `hosts`, and whether cpu binds, `by_cpu`, [scenario, year, draw]. What one running desktop takes
    of a host by `cpu` and `ram`, [scenario, group, 1, draw]; 0 for groups on other deliveries.
    """

    hosts: Floats
    by_cpu: NDArray[np.bool_]
    cpu: Floats
    ram: Floats


class Disks(NamedTuple):
    """Seats [group, year, draw], and the GB of each, [scenario, group, 1, draw], 0 for groups that
    store elsewhere.
    """

    seats: Floats
    each: Floats


@dataclass(frozen=True, slots=True)
class Sizing:
    """Hosts and storage by year.

    `pools` of the deliveries in use that have hosts; `hosts` of all pools; `disks` on hosts and
    `cloud_disks` in the cloud, before savings and before rounding up; `storage_gb`,
    `cloud_storage_gb`: all [scenario, year, draw]. `kept_share` of disks on hosts after savings,
    [scenario, 1, draw].
    """

    pools: dict[str, Pool]
    hosts: Floats
    disks: tuple[Disks, ...]
    cloud_disks: tuple[Disks, ...]
    storage_gb: Floats
    cloud_storage_gb: Floats
    kept_share: Floats


def profile_values(bill: Bill, knobs: Knobs, stem: str) -> Floats:
    """One knob of each group's profile, [scenario, group, 1, draw]."""
    return knobs.each([f"{group.profile}.{stem}" for group in bill.question.fleet])[:, :, None, :]


def sizing_of(bill: Bill, fleet: Fleet, knobs: Knobs) -> Sizing:
    """Sizes the pools and the storage of every scenario."""
    used = {delivery for scenario in bill.question.scenarios for delivery in scenario.deliveries}
    pools = {
        delivery: _size_pool(bill, fleet, knobs, delivery)
        for delivery in HOSTED
        if delivery in used
    }
    disks = []
    if "vdi" in used:
        disks = [Disks(fleet.vms, _count_on_each(bill, knobs, "vdi", "disk_gb"))]
    if "session" in used:
        disks.append(Disks(fleet.users, _count_on_each(bill, knobs, "session", "session_disk_gb")))
    cloud_disks = []
    if "cloud" in used:
        cloud_disks = [Disks(fleet.users, _count_on_each(bill, knobs, "cloud", "session_disk_gb"))]
    nothing = np.zeros((len(bill.question.scenarios), bill.question.horizon_years, 1))
    kept = (1 - knobs["storage_saving"])[:, None, :]
    return Sizing(
        pools=pools,
        hosts=_sum([pool.hosts for pool in pools.values()], nothing),
        disks=tuple(disks),
        cloud_disks=tuple(cloud_disks),
        storage_gb=ceiling(_sum([over_groups(*each) for each in disks], nothing) * kept),
        cloud_storage_gb=ceiling(_sum([over_groups(*each) for each in cloud_disks], nothing)),
        kept_share=kept,
    )


def _sum(parts: list[Floats], nothing: Floats) -> Floats:
    """What there is in all; one part alone is not copied."""
    if parts:
        return reduce(np.add, parts)
    return nothing


def _count_on_each(bill: Bill, knobs: Knobs, delivery: str, stem: str) -> Floats:
    """One knob of the profile of each group on a delivery, 0 for others, [scenario, group, 1,
    draw].
    """
    return bill.deliveries(delivery)[:, :, None, None] * profile_values(bill, knobs, stem)


def _size_pool(bill: Bill, fleet: Fleet, knobs: Knobs, delivery: str) -> Pool:
    """The hosts of one delivery: whichever of cpu and ram asks for more binds."""
    cpu, ram = shares_of_host(bill, knobs, delivery)
    by_cpu = ceiling(over_groups(fleet.concurrent, cpu))
    running = over_groups(fleet.concurrent, ram)
    idle_share = knobs["vdi.idle_running_share"]
    if delivery == "vdi" and idle_share.any():
        running = running + idle_share[:, None, :] * over_groups(fleet.vms - fleet.concurrent, ram)
    by_ram = ceiling(running)
    needed = np.maximum(by_cpu, by_ram)
    hosts = needed + knobs["spare_hosts"][:, None, :] * (needed > 0)
    return Pool(hosts, by_cpu >= by_ram, cpu, ram)


def shares_of_host(bill: Bill, knobs: Knobs, delivery: str) -> tuple[Floats, Floats]:
    """What one running desktop of each group takes of a host, by cpu and by ram, [scenario, group,
    1, draw].

    One part of as many as fit whole; where none fits the plain share, which is above 1. 0 for
    groups elsewhere.
    """
    prefix = "session_"
    if delivery == "vdi":
        prefix = ""
    cores, ram_gb = _find_server(bill, delivery)
    by_cpu = (cores * knobs[f"{delivery}.vcpu_per_core"])[:, None, None, :]
    by_ram = ram_gb[:, None, None, :]
    cpu = share_of(by_cpu, profile_values(bill, knobs, f"{prefix}vcpu"))
    ram = share_of(by_ram, profile_values(bill, knobs, f"{prefix}ram_gb"))
    elsewhere = bill.deliveries(delivery) == 0
    cpu[elsewhere] = ram[elsewhere] = 0
    return cpu, ram


def share_of(capacity: Floats, need: Floats) -> Floats:
    """The part of a machine that one desktop takes where only whole desktops fit (methodology,
    Hosts of a pool).

    >>> share_of(np.array([508.0, 508.0, np.inf]), np.array([64.0, 600.0, 64.0])).round(3).tolist()
    [0.143, 1.181, 0.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = floor(capacity / need)
        share: Floats = 1 / fit
        is_too_large = fit < 1
        if is_too_large.any():
            np.copyto(share, need / capacity, where=is_too_large)
    return share


def over_groups(seats: Floats, each: Floats) -> Floats:
    """Seats [group, year, draw] times what each takes in each scenario, summed over the groups."""
    return np.einsum("gyd,sgzd->syd", seats, each)


def _find_server(bill: Bill, delivery: str) -> tuple[Floats, Floats]:
    """Cores, and memory that desktops may take, of each scenario's server; infinite where it has
    none.

    Sessions do not share memory beyond what is there; each pool's hypervisor keeps its own.
    """
    cores, ram_gb = [], []
    for scenario in bill.question.scenarios:
        server, hypervisor = scenario.server, scenario.hypervisors[delivery]
        if server is None:
            cores.append(np.inf)
            ram_gb.append(np.inf)
            continue
        attributes: Mapping[str, Decimal] = {}
        if hypervisor:
            attributes = hypervisor.attributes
        if delivery == "vdi":
            overcommit = attributes.get("memory_overcommit", Decimal(1))
        else:
            overcommit = Decimal(1)
        usable = (
            server.attributes["ram_gb"] - attributes.get("hypervisor_ram_gb", Decimal(0))
        ) * overcommit
        cores.append(float(server.attributes["sockets"] * server.attributes["cores_per_socket"]))
        ram_gb.append(float(usable))
    return np.array(cores)[:, None], np.array(ram_gb)[:, None]
