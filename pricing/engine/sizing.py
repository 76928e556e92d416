"""Hosts of each pool, and storage (pricing rules, section 5; whole desktops: purchase rules, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from .bill import Bill
from .draws import Knobs
from .exact import Floats, ceiling, floor
from .fleet import Fleet
from .words import HOSTED, PROFILES


@dataclass(frozen=True, slots=True)
class Sizing:
    """Hosts and storage by year.

    `hosts` [scenario, pool, year, draw], pools in the order vdi, session; `by_cpu` whether
    cpu binds, same shape; `raw_gb` [scenario, group, year, draw] before savings and before
    rounding up, on hosts, and `raw_cloud_gb` in the cloud; `storage_gb`, `cloud_storage_gb`
    [scenario, year, draw].
    """

    hosts: Floats
    by_cpu: NDArray[np.bool_]
    raw_gb: Floats
    raw_cloud_gb: Floats
    storage_gb: Floats
    cloud_storage_gb: Floats
    kept_share: Floats


def profile_values(bill: Bill, knobs: Knobs, stem: str) -> Floats:
    """One knob of each group's profile, [scenario, group, 1, draw]."""
    order = list(PROFILES)
    places = [order.index(group.profile) for group in bill.question.fleet]
    return knobs.each([f"{profile}.{stem}" for profile in order])[:, places, None, :]


def sizing_of(bill: Bill, fleet: Fleet, knobs: Knobs) -> Sizing:
    """Sizes both pools of every scenario: whichever of cpu and ram asks for more hosts binds."""
    spare = knobs["spare_hosts"][:, None, :]
    pools, bindings = [], []
    on = {delivery: bill.deliveries(delivery)[:, :, None, None] for delivery in (*HOSTED, "cloud")}
    nothing = np.zeros((len(bill.question.scenarios), len(fleet.users), fleet.users.shape[1], 1))
    for delivery in HOSTED:
        if not on[delivery].any():
            pools.append(nothing[:, 0])
            bindings.append(nothing[:, 0] == 0)
            continue
        cpu, ram = (on[delivery] * each for each in shares_of_host(bill, knobs, delivery))
        by_cpu = ceiling(_over_groups(fleet.concurrent, cpu))
        running = _over_groups(fleet.concurrent, ram)
        idle_share = knobs["vdi.idle_running_share"]
        if delivery == "vdi" and idle_share.any():
            running = running + idle_share[:, None, :] * _over_groups(fleet.vms - fleet.concurrent, ram)
        by_ram = ceiling(running)
        needed = np.maximum(by_cpu, by_ram)
        pools.append((needed + spare) * (needed > 0))
        bindings.append(by_cpu >= by_ram)
    hosts = np.stack(np.broadcast_arrays(*pools), axis=1)
    raw, raw_cloud = nothing, nothing
    if on["vdi"].any():
        raw = fleet.vms * (on["vdi"] * profile_values(bill, knobs, "disk_gb"))
    if on["session"].any() or on["cloud"].any():
        each = profile_values(bill, knobs, "session_disk_gb")
        raw = raw + fleet.users * (on["session"] * each)
        raw_cloud = fleet.users * (on["cloud"] * each)
    kept = (1 - knobs["storage_saving"])[:, None, :]
    return Sizing(
        hosts=hosts,
        by_cpu=np.stack(np.broadcast_arrays(*bindings), axis=1),
        raw_gb=raw,
        raw_cloud_gb=raw_cloud,
        storage_gb=ceiling(raw.sum(axis=1) * kept),
        cloud_storage_gb=ceiling(raw_cloud.sum(axis=1)),
        kept_share=kept,
    )


def shares_of_host(bill: Bill, knobs: Knobs, delivery: str) -> tuple[Floats, Floats]:
    """What one running desktop of each group takes of a host, by cpu and by ram, [scenario, group, 1, draw].

    One part of as many as fit whole; where none fits the plain share, which is above 1.
    """
    prefix = "" if delivery == "vdi" else "session_"
    cores, ram_gb = _server(bill, delivery)
    by_cpu = (cores * knobs[f"{delivery}.vcpu_per_core"])[:, None, None, :]
    by_ram = ram_gb[:, None, None, :]
    return (
        share_of(by_cpu, profile_values(bill, knobs, f"{prefix}vcpu")),
        share_of(by_ram, profile_values(bill, knobs, f"{prefix}ram_gb")),
    )


def share_of(capacity: Floats, need: Floats) -> Floats:
    """The part of a machine that one desktop takes where only whole desktops fit (purchase rules, 2.1).

    >>> share_of(np.array([508.0, 508.0, np.inf]), np.array([64.0, 600.0, 64.0])).round(3).tolist()
    [0.143, 1.181, 0.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = need / capacity
        fit = floor(1 / plain)
        return np.where(fit >= 1, 1 / fit, plain)


def _over_groups(seats: Floats, each: Floats) -> Floats:
    """Seats [group, year, draw] times what each takes in each scenario, summed over the groups."""
    return np.einsum("gyd,sgzd->syd", seats, each)


def _server(bill: Bill, delivery: str) -> tuple[Floats, Floats]:
    """Cores, and memory that desktops may take, of each scenario's server; infinite where it has none.

    Sessions do not share memory beyond what is there; each pool's hypervisor keeps its own.
    """
    cores, ram_gb = [], []
    for scenario in bill.question.scenarios:
        server, hypervisor = scenario.server, scenario.hypervisors[delivery]
        if server is None:
            cores.append(np.inf)
            ram_gb.append(np.inf)
            continue
        attributes = hypervisor.attributes if hypervisor else {}
        overcommit = attributes.get("memory_overcommit", Decimal(1)) if delivery == "vdi" else Decimal(1)
        usable = (server.attributes["ram_gb"] - attributes.get("hypervisor_ram_gb", Decimal(0))) * overcommit
        cores.append(float(server.attributes["sockets"] * server.attributes["cores_per_socket"]))
        ram_gb.append(float(usable))
    return np.array(cores)[:, None], np.array(ram_gb)[:, None]
