"""What stacks that nobody has typed cost.

The one engine's own steps, who covers whom being said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import cache
from itertools import combinations

import numpy as np

from ...bill import Bill
from ...counted_findings import larger_than_host, larger_than_machine
from ...coverage import Coverage
from ...document import Entry, Question, Scenario
from ...draws import Knobs, at_mode
from ...evaluate import INFLATIONS, own_money
from ...exact import Floats
from ...fleet import compound_rate, fleet_of
from ...market import Scheme
from ...operating_lines import OPERATING_LINES
from ...operations import operations_of
from ...quantities import quantities_of
from ...roll_out import rolled_out_of
from ...sizing import sizing_of
from ...spending import bought_of, residual_of, spending_of
from ...vocabulary import HOSTED
from .bits import NO_HYPERVISOR, Memories, Memory
from .space import DESK, Part, Space, entry_of, scenario_of

GRID = 2.0**-20  # money is kept in steps that sum without loss, whatever the order
NETWORK = next(place for place, line in enumerate(OPERATING_LINES) if line.key == "network")
NOTHING: tuple[None, Memories] = (None, (NO_HYPERVISOR,) * len(HOSTED))


class Money:
    """Prices made-up stacks on the kinds of desks of one space."""

    def __init__(self, question: Question, space: Space) -> None:
        self.space = space
        empty = scenario_of(question, space, (), dict.fromkeys(HOSTED), None)
        own = ("stack", "server", "hypervisors")
        self.terms = {f.name: getattr(empty, f.name) for f in fields(Scenario) if f.name not in own}
        self.question = replace(question, scenarios=(empty,))
        self.knobs = Knobs(self.question, at_mode)
        self.fleet = fleet_of(question, at_mode)

    def scenario(
        self, entries: Sequence[Entry], server: Scheme | None, memories: Memories
    ) -> Scenario:
        """A stack beside a server, the hosts of each delivery sized in one way."""
        hypervisors = {
            delivery: _find_hypervisor(memory)
            for delivery, memory in zip(HOSTED, memories, strict=True)
        }
        return Scenario(**self.terms, stack=tuple(entries), server=server, hypervisors=hypervisors)

    def run(self, scenarios: Sequence[Scenario]) -> tuple[Bill, Knobs, dict[str, Floats]]:
        """Their bill, on which each entry counts whom it serves, their numbers, and the powers of
        inflation.
        """
        question = replace(self.question, scenarios=tuple(scenarios))
        said = [
            Coverage(tuple(entry.groups for entry in scenario.stack), ()) for scenario in scenarios
        ]
        knobs = Knobs(question, at_mode)
        return (
            Bill(question, said),
            knobs,
            {n: compound_rate(knobs[n], question.horizon_years) for n in INFLATIONS},
        )

    def of_entries(self, scenarios: Sequence[Scenario]) -> Floats:
        """Money of each entry of the scenarios, [row]; inf where its quantity is above what it may
        be used for, or a session larger than its machine.
        """
        if not any(scenario.stack for scenario in scenarios):
            return np.zeros(0)
        bill, knobs, rises = self.run(scenarios)
        sizing = sizing_of(bill, self.fleet, knobs)
        quantities = quantities_of(bill, self.fleet, sizing, knobs)
        spending = spending_of(bill, quantities, rises["price_inflation"], at_mode)
        money = (spending.purchases + spending.yearly).sum(axis=(1, 2))
        for row in bill.rows:
            if self.question.residual_value == "straight_line" and row.entry.scheme.life_years:
                money[row.place] += residual_of(bill, spending, row.place)[0]
            if any(larger_than_machine(row, bill, self.fleet, knobs)):
                money[row.place] = np.inf
        maxima = [row.entry.scheme.maximum for row in bill.rows]
        most = np.array([np.inf if maximum is None else maximum for maximum in maxima])
        return np.where(
            (quantities.quantity[:, :, 0] > most[:, None]).any(axis=1), np.inf, on_grid(money)
        )

    def of_own_lines(self) -> float:
        """Money of the lines of one's own that stand in every stack."""
        _, _, rises = self.run([self.scenario((), *NOTHING)])
        lines = [
            line for line in self.terms["own_lines"] if self._counts(line.category == "users_time")
        ]
        rising = [
            None if line.inflation == "none" else rises[f"{line.inflation}_inflation"][0]
            for line in lines
        ]
        each = [
            own_money(line, self.fleet, rise, at_mode)
            for line, rise in zip(lines, rising, strict=True)
        ]
        return float(sum(money.sum() for money in each))

    def _counts(self, is_indirect: bool) -> bool:
        return self.question.include_indirect or not is_indirect

    def fits(self, contexts: Sequence[tuple[Scheme | None, Memories]]) -> list[bool]:
        """Beside which servers the hypervisors leave memory to desktops, and each desktop fits a
        host whole.
        """
        leaves = [
            s is None or all(s.attributes["ram_gb"] > kept for _, kept in sized)
            for s, sized in contexts
        ]
        scenarios = [
            self.scenario((), *(context if left else NOTHING))
            for context, left in zip(contexts, leaves, strict=True)
        ]
        bill, knobs, _ = self.run(scenarios)
        larger = larger_than_host(bill, self.fleet, sizing_of(bill, self.fleet, knobs), knobs)
        return [left and not more.any() for left, more in zip(leaves, larger, strict=True)]

    def of_parts(self, parts: Sequence[Part]) -> Floats:
        """Money of parts that hang on no host, each by itself, giving nothing to those beside it,
        [part].
        """
        entries = [self.alone(part) for part in parts]
        devices = [part for part in parts if part.scheme.role == DESK]
        money = self.of_entries([self.scenario(entries, *NOTHING)])
        if devices:
            money[[part.scheme.role == DESK for part in parts]] += self.of_devices(devices)
        return money

    def of_devices(self, parts: Sequence[Part]) -> Floats:
        """What devices change of the operating lines, their bandwidth apart, [part]."""
        stacks = [(), *((self.alone(part),) for part in parts)]
        lines = np.delete(
            self.of_operations([self.scenario(stack, *NOTHING) for stack in stacks]),
            NETWORK,
            axis=1,
        )
        money = lines.sum(axis=1)
        return on_grid(money[1:] - money[0])

    def of_operations(self, scenarios: Sequence[Scenario]) -> Floats:
        """Money of each operating line, [scenario, line]; 0 for users' time where it is not to
        count.
        """
        bill, knobs, rises = self.run(scenarios)
        sizing = sizing_of(bill, self.fleet, knobs)
        packs = quantities_of(bill, self.fleet, sizing, knobs).packs
        rolled_out = rolled_out_of(bill, self.fleet, packs, bought_of(bill, packs)[0])
        money = operations_of(bill, self.fleet, sizing, rolled_out, knobs, rises).money.sum(
            axis=(2, 3)
        )
        return money * np.array([self._counts(line.indirect) for line in OPERATING_LINES])

    def bandwidth(self) -> tuple[Floats, Floats]:
        """kbit/s of a session of each kind of desk by its delivery, and what one costs, [kind]."""
        space, everyone = self.space, tuple(range(len(self.space.kinds)))
        silent, loud = stand_in("protocol", session_kbps=0), stand_in("graphics", session_kbps=1)
        said = entry_of(space, Part(silent, everyone))
        each = [
            self.scenario([said, entry_of(space, Part(loud, (kind,)))], *NOTHING)
            for kind in everyone
        ]
        own = [float(self.knobs[f"{kind.delivery}.kbps_per_session"][0, 0]) for kind in space.kinds]
        return np.array(own), self.of_operations(each)[:, NETWORK]

    def of_sets(self, schemes: Mapping[Scheme, Iterable[int]]) -> dict[Part, float]:
        """Money of seat schemes for every set of those kinds of desks."""
        parts = [
            Part(scheme, some)
            for scheme, kinds in schemes.items()
            for number in range(1, len({*kinds}) + 1)
            for some in combinations(sorted(kinds), number)
        ]
        return dict(zip(parts, self.of_parts(parts).tolist(), strict=True))

    def alone(self, part: Part) -> Entry:
        """A part that gives nothing to those beside it."""
        return entry_of(
            self.space,
            Part(replace(part.scheme, includes={}), part.kinds) if part.scheme.includes else part,
        )


def on_grid(money: Floats) -> Floats:
    """Money in whole steps, so that sums of it are exact.

    >>> float(on_grid(np.array([1.1]))[0] * 2**20)
    1153434.0
    """
    return np.rint(money / GRID) * GRID


def stand_in(role: str, **attributes: Decimal | int) -> Scheme:
    """A scheme that costs nothing and says numbers."""
    return Scheme(
        "",
        role,
        "device",
        "subscription",
        attributes={k: Decimal(v) for k, v in attributes.items()},
    )


@cache
def _find_hypervisor(memory: Memory) -> Scheme:
    return stand_in("hypervisor", memory_overcommit=memory[0], hypervisor_ram_gb=memory[1])
