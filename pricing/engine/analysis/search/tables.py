"""What each choice costs, by the one engine.

For every server, and every way in which hosts are sized.

A choice whose quantities hang on the hosts is priced beside each server and hypervisor, all
others once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ...document import Question
from ...exact import Floats
from ...market import Scheme
from ...sizing import sizing_of
from ...vocabulary import HOST_METRICS
from .bits import Memories
from .money import NETWORK, NOTHING, Money, on_grid
from .rules import Rules
from .space import DESK, SERVER, Layer, Part, Space, stack_of

Context = tuple[Scheme | None, Memories]


@dataclass(frozen=True)
class Tables:
    """Money over the horizon, in steps of `GRID`.

    `base` [server, memory]: all that stands whatever is chosen, the server with it; inf where no
    desktop fits. `costs[layer]` [server, memory, choice], inf where more are needed than a licence
    allows. `network` [kind, speed]: of the delivery's own bandwidth, then of each in
    `Rules.speeds`.
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
        self.space, self.memories = space, rules.hosts.memories
        self.money = Money(question, space)
        self.shape = (len(space.servers), len(rules.hosts.memories))
        every = [(server, memories) for server in space.servers for memories in self.memories]
        self.fits = np.array(self.money.fits(every)).reshape(self.shape)
        self.contexts, self.context_of = self._list_contexts()
        own, a_kbps = self.money.bandwidth()
        each = np.array([float(speed) for speed in rules.speeds])
        self.network = on_grid(np.column_stack([own * a_kbps, np.outer(a_kbps, each)]))
        self._price_parts()

    def _list_contexts(self) -> tuple[list[Context], NDArray[np.intp]]:
        """Servers and memories that make other numbers of hosts, and which of them each is,
        [server, memory].
        """
        every = [
            (server, memories if fits else NOTHING[1])
            for server, row in zip(self.space.servers, self.fits, strict=True)
            for memories, fits in zip(self.memories, row, strict=True)
        ]
        bill, knobs, _ = self.money.run([self.money.scenario((), *context) for context in every])
        pools = sizing_of(bill, self.money.fleet, knobs).pools.values()
        if pools:
            hosts = np.stack([pool.hosts for pool in pools], axis=1)
        else:
            hosts = np.zeros((len(every), 0))
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

    def base(self) -> Floats:
        """What stands whatever is chosen, [server, memory]."""
        layers = [layer for layer in self.space.layers if layer.with_server]
        stacks = [stack_of(self.space, server, ()) for server, _ in self.contexts]
        scenarios = [
            self.money.scenario(s, *context)
            for s, context in zip(stacks, self.contexts, strict=True)
        ]
        lines = np.delete(self.money.of_operations(scenarios), NETWORK, axis=1)
        base = on_grid(lines.sum(axis=1) + self.money.of_own_lines())
        if not layers:
            have = [place for place, (server, _) in enumerate(self.contexts) if server is not None]
            base[have] += self.money.of_entries([scenarios[place] for place in have])
        base = base[self.context_of]
        for place, server in enumerate(self.space.servers):
            if server is None and self.space.needs_server:
                base[place] = np.inf
        return np.where(self.fits, base, np.inf)

    def _price_parts(self) -> None:
        """The price of every part by itself: beside each number of hosts where it hangs on them,
        else once.
        """
        layers, known = self.space.layers, self.space.seat_money
        parts = dict.fromkeys(chain.from_iterable(layer.list_parts() for layer in layers))
        hosted = [part for part in parts if part.scheme.metric in HOST_METRICS]
        others = [part for part in parts if part.scheme.metric not in HOST_METRICS]
        entries = [self.money.alone(part) for part in hosted]
        by_context = self.money.of_entries(
            [self.money.scenario(entries, *context) for context in self.contexts]
        )
        new = [part for part in others if part not in known]
        once = {**known, **dict(zip(new, self.money.of_parts(new).tolist(), strict=True))}
        self.place = {part: place for place, part in enumerate([*hosted, *others])}
        contexts = len(self.contexts)
        self.part_money = np.concatenate(
            [
                by_context.reshape(contexts, len(hosted)),
                np.broadcast_to(np.array([once[part] for part in others]), (contexts, len(others))),
                np.zeros((contexts, 1)),
            ],
            axis=1,
        )

    def layer(self, layer: Layer) -> Floats:
        """Money of each choice of a layer, [server, memory, choice]."""
        most = max(len(choice.parts) for choice in layer.choices)
        nothing = self.part_money.shape[1] - 1
        places = np.full((len(layer.choices), most), nothing, dtype=np.intp)
        taken: list[list[Part]] = []
        together: dict[tuple[object, ...], tuple[tuple[Part, ...], list[int]]] = {}
        for row, choice in enumerate(layer.choices):
            taking = [
                part for part in choice.parts if _is_taker(part, choice.parts, layer.with_server)
            ]
            if taking or layer.with_server:
                key = tuple(
                    part if part in taking else (part.kinds, _giving(part.scheme))
                    for part in choice.parts
                )
                together.setdefault(key, (choice.parts, []))[1].append(row)
            taken.append(taking)
            for column, part in enumerate(choice.parts):
                places[row, column] = nothing if part in taking else self.place[part]
        money = self.part_money[:, places].sum(axis=2) + self._list_devices(taken)
        for (_, rows), sums in zip(
            together.values(), self._together(layer, together.values()), strict=True
        ):
            money[:, rows] += sums[:, None]
        return money[self.context_of]

    def _list_devices(self, taken: Sequence[Sequence[Part]]) -> Floats:
        """What devices that may come with something else cost to run, [choice]."""
        if not any(taken):
            return np.zeros(len(taken))
        devices = list(
            dict.fromkeys(part for parts in taken for part in parts if part.scheme.role == DESK)
        )
        each = dict(zip(devices, self.money.of_devices(devices).tolist(), strict=True))
        return np.array([sum(each.get(part, 0.0) for part in parts) for parts in taken])

    def _together(
        self, layer: Layer, together: Iterable[tuple[tuple[Part, ...], list[int]]]
    ) -> list[Floats]:
        """Stacks of which one part includes units of another: what those cost that take, [context]
        each.
        """
        stacks = [parts for parts, _ in together]
        hangs = layer.with_server or any(
            p.scheme.metric in HOST_METRICS for parts in stacks for p in parts
        )
        if hangs:
            contexts = self.contexts
        else:
            contexts = [NOTHING]
        scenarios = [
            self.money.scenario(
                stack_of(self.space, server if layer.with_server else None, parts), server, memories
            )
            for parts in stacks
            for server, memories in contexts
        ]
        money = self.money.of_entries(scenarios).tolist()
        sums = []
        for scenario in scenarios:
            rows, money = money[: len(scenario.stack)], money[len(scenario.stack) :]
            parts = [Part(entry.scheme, entry.groups) for entry in scenario.stack]
            taken = [
                p.scheme.role == SERVER or _is_taker(p, parts, layer.with_server) for p in parts
            ]
            sums.append(sum(amount for amount, takes in zip(rows, taken, strict=True) if takes))
        each = np.array(sums).reshape(len(stacks), len(contexts))
        return list(np.broadcast_to(each, (len(stacks), len(self.contexts))))


def _is_taker(part: Part, parts: Sequence[Part], with_server: bool) -> bool:
    """Whether another part may include units of this one; beside a server that does, all may."""
    return with_server or any(
        part.scheme.role in other.scheme.includes for other in parts if other is not part
    )


def _giving(scheme: Scheme) -> tuple[object, ...]:
    """All of a scheme that says how many units come with it."""
    filled = 1
    if scheme.per_host:
        filled = scheme.pack
    return (
        scheme.metric,
        scheme.minimum,
        filled,
        *scheme.includes.items(),
        *scheme.attributes.items(),
    )
