"""What each choice costs, by the one engine: for every server, and every way in which hosts are sized.

A choice whose quantities hang on the hosts is priced beside each server and hypervisor, all
others once; all in a few calls of the engine's own steps, who covers whom being said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ...bill import Bill
from ...coverage import Coverage
from ...document import Entry, Question, Scenario
from ...draws import Knobs, at_mode
from ...exact import Floats
from ...fleet import compound, fleet_of
from ...market import Scheme
from ...operations import OPERATING_LINES, operations_of
from ...quantities import quantities_of
from ...roll_out import rolled_out_of
from ...sizing import sizing_of
from ...spending import bought_of, spending_of
from ...words import HOSTED
from .effects import NO_HYPERVISOR, Memory
from .rules import Rules
from .space import SERVER, Layer, Part, Space, entry_of, scenario_of, stack_of

HOST_METRICS = ("host", "socket", "core")
GRID = 2.0**-20  # money is kept in steps that sum without loss, whatever the order


Context = tuple[Scheme | None, Memory]


@dataclass(frozen=True)
class Tables:
    """Money over the horizon, in steps of `GRID`.

    `base` [server, memory]: all that stands whatever is chosen, the server with it; inf where no
    desktop fits. `costs[layer]` [server, memory, choice], inf where more are needed than a
    licence allows. `network` [kind, speed]: of the delivery's own bandwidth, then of each in `Rules.speeds`.
    """

    base: Floats
    costs: list[Floats]
    network: Floats


def tables_of(question: Question, space: Space, rules: Rules) -> Tables:
    """Prices every choice of a space. Raises `Faults` where an assumption is missing."""
    pricer = _Pricer(question, space, rules)
    return Tables(pricer.base(), [pricer.layer(layer) for layer in space.layers], pricer.network)


class _Pricer:
    """The choices of one space, priced."""

    def __init__(self, question: Question, space: Space, rules: Rules) -> None:
        self.space, self.memories = space, rules.memories
        self.empty = scenario_of(question, space, (), dict.fromkeys(HOSTED), None)
        own = ("stack", "server", "hypervisors")
        self.terms = {f.name: getattr(self.empty, f.name) for f in fields(Scenario) if f.name not in own}
        self.question = replace(question, scenarios=(self.empty,))
        self.knobs = Knobs(self.question, at_mode)
        self.fleet = fleet_of(question, at_mode)
        self.shape = (len(space.servers), len(rules.memories))
        self.contexts, self.context_of = self._contexts()
        self.endpoint_energy, self.network = self._operating(rules.speeds)
        self._price_parts()

    def _contexts(self) -> tuple[list[Context], NDArray[np.intp]]:
        """Servers and memories that make other numbers of hosts, and which of them each is, [server, memory]."""
        every = [
            (server, memory if _fits(server, memory) else NO_HYPERVISOR)
            for server in self.space.servers
            for memory in self.memories
        ]
        bill, knobs, _ = self._run([self._scenario((), *context) for context in every])
        hosts = sizing_of(bill, self.fleet, knobs).hosts
        known: dict[tuple[Scheme | None, bytes], int] = {}
        distinct: list[Context] = []
        place_of = []
        for context, numbers in zip(every, hosts, strict=True):
            key = (context[0], numbers.tobytes())
            if key not in known:
                known[key] = len(distinct)
                distinct.append(context)
            place_of.append(known[key])
        return distinct, np.array(place_of).reshape(self.shape)

    def _scenario(self, entries: Sequence[Entry], server: Scheme | None, memory: Memory) -> Scenario:
        hypervisors = dict.fromkeys(HOSTED, _hypervisor(memory))
        return Scenario(**self.terms, stack=tuple(entries), server=server, hypervisors=hypervisors)

    def _run(self, scenarios: Sequence[Scenario]) -> tuple[Bill, Knobs, dict[str, Floats]]:
        question = replace(self.question, scenarios=tuple(scenarios))
        said = [Coverage(tuple(entry.groups for entry in scenario.stack), ()) for scenario in scenarios]
        knobs = Knobs(question, at_mode)
        names = ("price_inflation", "labour_inflation", "energy_inflation")
        return Bill(question, said), knobs, {n: compound(knobs[n], question.horizon_years) for n in names}

    def _money(self, scenarios: Sequence[Scenario]) -> Floats:
        """Money of each entry of the scenarios, [row]; inf where its quantity is above what it may be used for."""
        if not any(scenario.stack for scenario in scenarios):
            return np.zeros(0)
        bill, knobs, rises = self._run(scenarios)
        sizing = sizing_of(bill, self.fleet, knobs)
        quantities = quantities_of(bill, self.fleet, sizing, knobs)
        spending = spending_of(bill, quantities, rises["price_inflation"], at_mode)
        money = (spending.purchases + spending.yearly).sum(axis=(1, 2))
        maxima = [row.entry.scheme.maximum for row in bill.rows]
        most = np.array([np.inf if maximum is None else maximum for maximum in maxima])
        return np.where((quantities.quantity[:, :, 0] > most[:, None]).any(axis=1), np.inf, on_grid(money))

    def _operations(self, scenarios: Sequence[Scenario]) -> Floats:
        """Money of each operating line, [scenario, line]; 0 for users' time where it is not to count."""
        bill, knobs, rises = self._run(scenarios)
        sizing = sizing_of(bill, self.fleet, knobs)
        packs = quantities_of(bill, self.fleet, sizing, knobs).packs
        rolled_out = rolled_out_of(bill, self.fleet, packs, bought_of(bill, packs)[0])
        money = operations_of(bill, self.fleet, sizing, rolled_out, knobs, rises).money.sum(axis=(2, 3))
        counted = [self.question.include_indirect or not line.indirect for line in OPERATING_LINES]
        return money * np.array(counted)

    def _operating(self, speeds: Sequence[Decimal]) -> tuple[Floats, Floats]:
        """Energy of one watt on the desks of each kind, [kind]; network of each bandwidth, [kind, speed]."""
        space, everyone = self.space, tuple(range(len(self.space.kinds)))
        silent, loud = _stand_in("protocol", session_kbps=0), _stand_in("endpoint", session_kbps=1, watts=1)
        unit = self._operations(
            [
                self._scenario([entry_of(space, Part(silent, everyone)), entry_of(space, Part(loud, kinds))], *_NOTHING)
                for kinds in ((), *((kind,) for kind in everyone))
            ]
        )
        lines = {line.key: place for place, line in enumerate(OPERATING_LINES)}
        a_watt = unit[1:, lines["endpoint_energy"]] - unit[0, lines["endpoint_energy"]]
        a_kbps = unit[1:, lines["network"]]
        own = np.array([float(self.knobs[f"{kind.delivery}.kbps_per_session"][0, 0]) for kind in space.kinds])
        each = np.array([float(speed) for speed in speeds])
        return a_watt, on_grid(np.column_stack([own * a_kbps, np.outer(a_kbps, each)]))

    def base(self) -> Floats:
        """What stands whatever is chosen, [server, memory]."""
        layers = [layer for layer in self.space.layers if layer.with_server]
        stacks = [stack_of(self.space, server, ()) for server, _ in self.contexts]
        scenarios = [self._scenario(s, *context) for s, context in zip(stacks, self.contexts, strict=True)]
        network = next(place for place, line in enumerate(OPERATING_LINES) if line.key == "network")
        lines = np.delete(self._operations(scenarios), network, axis=1)
        base = on_grid(lines.sum(axis=1))
        if not layers:
            have = [place for place, (server, _) in enumerate(self.contexts) if server is not None]
            base[have] += self._money([scenarios[place] for place in have])
        base = base[self.context_of]
        for place, server in enumerate(self.space.servers):
            if server is None and self.space.needs_server:
                base[place] = np.inf
            base[place, [not _fits(server, memory) for memory in self.memories]] = np.inf
        return base

    def _price_parts(self) -> None:
        """The price of every part by itself: beside each number of hosts where it hangs on them, else once."""
        layers = self.space.layers
        parts = list(dict.fromkeys(part for layer in layers for choice in layer.choices for part in choice.parts))
        hosted = [part for part in parts if part.scheme.metric in HOST_METRICS]
        others = [part for part in parts if part.scheme.metric not in HOST_METRICS]
        entries = [self._alone(part) for part in hosted]
        by_context = self._money([self._scenario(entries, *context) for context in self.contexts])
        once = self._money([self._scenario([self._alone(part) for part in others], *_NOTHING)])
        self.place = {part: place for place, part in enumerate([*hosted, *others])}
        contexts = len(self.contexts)
        self.part_money = np.concatenate(
            [
                by_context.reshape(contexts, len(hosted)),
                np.broadcast_to(once + on_grid(np.array([*map(self._watts, others)])), (contexts, len(others))),
                np.zeros((contexts, 1)),
            ],
            axis=1,
        )

    def _alone(self, part: Part) -> Entry:
        """A part that gives nothing to those beside it."""
        return entry_of(
            self.space, Part(replace(part.scheme, includes={}), part.kinds) if part.scheme.includes else part
        )

    def _watts(self, part: Part) -> float:
        """Energy of the devices that a part puts on desks."""
        if part.scheme.role != "endpoint" or not part.is_seat:
            return 0.0
        watts = float(part.scheme.attributes.get("watts", 0))
        return float(sum(self.endpoint_energy[kind] for kind in part.kinds) * watts)

    def layer(self, layer: Layer) -> Floats:
        """Money of each choice of a layer, [server, memory, choice]."""
        most = max(len(choice.parts) for choice in layer.choices)
        nothing = self.part_money.shape[1] - 1
        places = np.full((len(layer.choices), most), nothing, dtype=np.intp)
        energy = np.zeros(len(layer.choices))
        together: dict[tuple[object, ...], tuple[tuple[Part, ...], list[int]]] = {}
        for row, choice in enumerate(layer.choices):
            taking = [part for part in choice.parts if _is_taker(part, choice.parts, layer.with_server)]
            if taking or layer.with_server:
                key = tuple(part if part in taking else (part.kinds, _giving(part.scheme)) for part in choice.parts)
                together.setdefault(key, (choice.parts, []))[1].append(row)
                energy[row] = sum(map(self._watts, taking))
            for column, part in enumerate(choice.parts):
                places[row, column] = nothing if part in taking else self.place[part]
        money = self.part_money[:, places].sum(axis=2) + on_grid(energy)
        for (_, rows), sums in zip(together.values(), self._together(layer, together.values()), strict=True):
            money[:, rows] += sums[:, None]
        return money[self.context_of]

    def _together(self, layer: Layer, together: Iterable[tuple[tuple[Part, ...], list[int]]]) -> list[Floats]:
        """Stacks of which one part includes units of another: what those cost that take, [context] each."""
        stacks = [parts for parts, _ in together]
        hangs = layer.with_server or any(p.scheme.metric in HOST_METRICS for parts in stacks for p in parts)
        contexts = self.contexts if hangs else [_NOTHING]
        scenarios = [
            self._scenario(stack_of(self.space, server if layer.with_server else None, parts), server, memory)
            for parts in stacks
            for server, memory in contexts
        ]
        money = self._money(scenarios).tolist()
        sums = []
        for scenario in scenarios:
            rows, money = money[: len(scenario.stack)], money[len(scenario.stack) :]
            parts = [Part(entry.scheme, entry.groups) for entry in scenario.stack]
            taken = [p.scheme.role == SERVER or _is_taker(p, parts, layer.with_server) for p in parts]
            sums.append(sum(amount for amount, takes in zip(rows, taken, strict=True) if takes))
        each = np.array(sums).reshape(len(stacks), len(contexts))
        return list(np.broadcast_to(each, (len(stacks), len(self.contexts))))


def _is_taker(part: Part, parts: Sequence[Part], with_server: bool) -> bool:
    """Whether another part may include units of this one; beside a server that does, all may."""
    return with_server or any(part.scheme.role in other.scheme.includes for other in parts if other is not part)


def _giving(scheme: Scheme) -> tuple[object, ...]:
    """All of a scheme that says how many units come with it."""
    return scheme.metric, scheme.minimum, *scheme.includes.items(), *scheme.attributes.items()


def on_grid(money: Floats) -> Floats:
    """Money in whole steps, so that sums of it are exact.

    >>> float(on_grid(np.array([1.1]))[0] * 2**20)
    1153434.0
    """
    return np.rint(money / GRID) * GRID


@cache
def _hypervisor(memory: Memory) -> Scheme:
    return _stand_in("hypervisor", memory_overcommit=memory[0], hypervisor_ram_gb=memory[1])


def _fits(server: Scheme | None, memory: Memory) -> bool:
    """Whether the hypervisor leaves memory to desktops."""
    return server is None or server.attributes["ram_gb"] > memory[1]


def _stand_in(role: str, **attributes: Decimal | int) -> Scheme:
    """A scheme that costs nothing and says numbers."""
    return Scheme("", role, "device", "subscription", attributes={k: Decimal(v) for k, v in attributes.items()})


_NOTHING: tuple[None, Memory] = (None, NO_HYPERVISOR)
