"""What the operating lines cost: each is a product of named factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .bill import Bill
from .draws import Knobs
from .exact import Floats
from .fleet import Fleet
from .operating_lines import ENERGY_LINES, OPERATING_LINES, OperatingLine
from .sizing import Sizing
from .vocabulary import DELIVERIES


@dataclass(frozen=True, slots=True)
class Operations:
    """Money [scenario, line, column, draw] in the order of the table; kilowatt-hours [scenario,
    year, draw].
    """

    money: Floats
    kwh: Floats


class Factors:
    """The factors that operating lines name, per scenario and part: [scenario, part, draw].

    `deliveries`: those that stand as parts.
    """

    def __init__(
        self, bill: Bill, knobs: Knobs, deliveries: Sequence[str] = tuple(DELIVERIES)
    ) -> None:
        self.bill, self.knobs, self.deliveries = bill, knobs, deliveries

    def of(self, factor: str, parts: str) -> Floats:
        """One factor of one kind of part."""
        if factor.startswith("{delivery}."):
            stem = factor.removeprefix("{delivery}.")
            return self.knobs.each([f"{delivery}.{stem}" for delivery in self.deliveries])
        if factor == "watts":
            return self._find_watts()
        if factor == "kbps":
            return self._find_kbps()
        if factor == "server_watts":
            servers = [scenario.server for scenario in self.bill.question.scenarios]
            return np.array([float(s.attributes.get("watts", 0)) if s else 0.0 for s in servers])[
                :, None, None
            ]
        return self.knobs[factor][:, None, :]

    def _find_watts(self) -> Floats:
        """Watts on each group's desks: of the endpoint scheme that covers it, else of what stays
        there.
        """
        existing = self.knobs["existing_pc_watts"]
        stays = [
            [e.startswith("existing_") for e in s.endpoints] for s in self.bill.question.scenarios
        ]
        watts = np.where(np.array(stays)[:, :, None], existing[:, None, :], 0.0)
        for row in self.bill.rows:
            if (
                row.entry.scheme.role == "endpoint"
                and row.entry.is_seat
                and "watts" in row.entry.scheme.attributes
            ):
                watts[row.scenario_place, list(row.groups)] = float(
                    row.entry.scheme.attributes["watts"]
                )
        return watts

    def _find_kbps(self) -> Floats:
        """Bandwidth of a session of each group: the last scheme that says one, else its
        delivery's.
        """
        by_delivery = self.knobs.each(
            [f"{delivery}.kbps_per_session" for delivery in self.deliveries]
        )
        order = list(self.deliveries)
        places = [[order.index(d) for d in s.deliveries] for s in self.bill.question.scenarios]
        kbps = by_delivery[np.arange(len(places))[:, None], places]
        for row in self.bill.rows:
            if "session_kbps" in row.entry.scheme.attributes:
                kbps[row.scenario_place, list(row.groups)] = float(
                    row.entry.scheme.attributes["session_kbps"]
                )
        return kbps


def operations_of(
    bill: Bill,
    fleet: Fleet,
    sizing: Sizing,
    rolled_out: Floats,
    knobs: Knobs,
    rises: dict[str, Floats],
) -> Operations:
    """Every operating line of every scenario.

    `rises`: (1+i)^0.. of each inflation, [scenario, year, draw].

    `rolled_out`: desktops brought into use, [scenario, group, column, draw].
    """
    counts = quantities_by_part(bill, fleet, sizing, rolled_out)
    factors = Factors(bill, knobs)
    amounts: list[Floats] = []
    kwh: list[Floats] = []
    for line in OPERATING_LINES:
        units = units_of(line, counts[line.parts, line.counts], factors)
        if line.key in ENERGY_LINES:
            kwh.append(units)
        amounts.append(units * knobs[line.price][:, None, :])
        if line.rises_with is not None:
            amounts[-1] = amounts[-1] * rises[line.rises_with]
        if line.key == "deployment":
            amounts[-1] = add_projects(amounts[-1], projects_of(bill, knobs))
    scenarios, years = len(bill.question.scenarios), bill.question.horizon_years
    money = np.zeros(
        (scenarios, len(amounts), years + 1, max(amount.shape[-1] for amount in amounts))
    )
    for place, (line, amount) in enumerate(zip(OPERATING_LINES, amounts, strict=True)):
        if line.rises_with is None:
            money[:, place, 0] = amount[:, 0]
        elif line.is_ahead:
            money[:, place, :-1] = amount
        else:
            money[:, place, 1:] = amount
    return Operations(money, kwh[0] + kwh[1] + kwh[2])


def units_of(line: OperatingLine, count: Floats, factors: Factors) -> Floats:
    """What the line pays for: its count [scenario, part, year, draw] times its factors, over its
    parts.

    [scenario, year, draw]. No factor knows the year, so a count may be a sum over the years too.
    """
    product = of_parts(line, count, factors)
    if product.shape[1] > 1:
        return product.sum(axis=1)
    return product[:, 0]


def of_parts(line: OperatingLine, count: Floats, factors: Factors) -> Floats:
    """The same of each part by itself, [scenario, part, year, draw]; of a count of 1, what each
    counts for.
    """
    product = count
    if line.divisor != 1:
        product = count / line.divisor
    for factor in line.factors:
        if not isinstance(factor, str):
            product = product * factor
        elif factor.startswith("/"):
            product = product / factors.of(factor[1:], line.parts)[:, :, None, :]
        else:
            product = product * factors.of(factor, line.parts)[:, :, None, :]
    return product


def quantities_by_part(
    bill: Bill, fleet: Fleet, sizing: Sizing, rolled_out: Floats
) -> dict[tuple[str, str], Floats]:
    """What the lines count, [scenario, part, year, draw], by kind of part and by name."""
    on = np.stack([bill.deliveries(delivery) for delivery in DELIVERIES], axis=1)
    counts: dict[tuple[str, str], Floats] = {}
    for name in ("desktops", "users"):
        seats = getattr(fleet, name)
        shape = (on.shape[0], on.shape[1], *seats.shape[1:])
        counts["delivery", name] = (on @ seats.reshape(len(seats), -1)).reshape(shape)
    counts["delivery", "rolled_out"] = np.einsum("sdg,sgyr->sdyr", on, rolled_out)
    counts["group", "desktops"] = fleet.desktops[None]
    counts["group", "concurrent"] = fleet.concurrent[None]
    counts["site", "hosts"] = sizing.hosts[:, None]
    counts["site", "storage_gb"] = sizing.storage_gb[:, None]
    return counts


def add_projects(amounts: Floats, projects: Floats) -> Floats:
    """The roll-out's money [scenario, column, draw] with the projects' in the first column."""
    first = amounts[:, :1] + projects
    rest = np.broadcast_to(amounts[:, 1:], (*amounts[:, 1:].shape[:-1], first.shape[-1]))
    return np.concatenate([first, rest], axis=1)


def projects_of(bill: Bill, knobs: Knobs) -> Floats:
    """The project's cost, once for each delivery that a group has, [scenario, 1, draw]."""
    scenarios = bill.question.scenarios
    deliveries = [
        delivery for delivery in DELIVERIES if any(delivery in s.deliveries for s in scenarios)
    ]
    costs = knobs.each([f"{delivery}.project_cost" for delivery in deliveries])
    used = np.array(
        [[float(delivery in s.deliveries) for delivery in deliveries] for s in scenarios]
    )[:, :, None]
    return (used * costs).sum(axis=1)[:, None, :]
