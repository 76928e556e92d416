"""The states of a space, layer by layer, and what can still become of each.

Every combination is a way through the layers, but many ways meet in one state, and from there on
nothing tells them apart. So what is left is worked out once a state, from the end: the least
that it can cost, how many ways there are, and why the others fail.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...exact import Floats
from ...faults import Fault
from .bits import Words
from .rules import REASONS, Rules
from .space import Space, TooLarge
from .tables import Tables

MOST_STATES = 150_000
MOST_STEPS = 3_000_000  # from the states before a layer to those behind it
Places = NDArray[np.intp]


class Step(NamedTuple):
    """From the states before a layer to those behind it: where each effect leads, -1 for nowhere;
    money by the way.
    """

    to: Places
    extra: Floats


class Graph:
    """All states of one space.

    `least[layer]` [server, state]: the least that what is left from there can cost, inf where
    nothing left would do; `ways[layer]` [limit, state]: how many ways are left that would,
    `limit_of` [server] which of them are those of a server. `first` [server, memory]: the state
    with which each begins.
    `many_steps`: from how many states to how many effects all layers lead.
    """

    def __init__(self, space: Space, rules: Rules, tables: Tables) -> None:
        self.space, self.rules, self.tables = space, rules, tables
        self.number = np.int64 if space.combinations * len(rules.hosts.memories) < 2**62 else object
        self.memory: list[Words] = []
        self.steps: list[Step] = []
        self.many_steps = 0
        desks, stack = rules.begin()
        for place in range(len(rules.layers)):
            self.memory.append(rules.memory(stack))
            step, desks, stack = self._step(place, desks, stack)
            self.steps.append(step)
            self.many_steps += step.to.size
        self.memory.append(rules.memory(stack))
        self.reasons = rules.reason(stack)
        self.first, self.first_extra = self._first()
        self._look_back()
        self._count()

    @property
    def states(self) -> int:
        """How many there are in all."""
        return sum(map(len, self.memory))

    def left_from(self, path: tuple[int, ...], state: int) -> int:
        """How many ways that would do are left behind the first choices, which led to a state."""
        return int(self.ways[len(path) - 1][self.limit_of[path[0]], state])

    def _step(self, place: int, desks: Words, stack: Words) -> tuple[Step, Words, Words]:
        effects = len(self.rules.effects[place])
        if len(desks) * effects > MOST_STEPS:
            raise _check_states(
                f"take {len(desks) * effects:,} steps from one role to the next, and up to "
                f"{MOST_STEPS:,}"
            )
        desks, stack, gone = self.rules.follow(place, desks, stack)
        extra = np.zeros(desks.shape)
        for kind, last in enumerate(self.rules.last_speaker):
            if place == last:
                extra += self.tables.network[kind][self.rules.speed(stack, kind)]
        stack = self.rules.forgotten(place, stack)
        here = ~gone
        to = np.full(desks.shape, -1, dtype=np.intp)
        desks, stack, to[here] = _find_distinct(desks[here], stack[here])
        if len(desks) > MOST_STATES:
            raise _check_states(f"tell {len(desks):,} states apart, and up to {MOST_STATES:,}")
        return Step(to, extra), desks, stack

    def _first(self) -> tuple[Places, Floats]:
        """The state behind each server and each sizing of hosts, [server, memory], and money by the
        way.
        """
        effects = self.rules.effects[0].of_choice
        return self.steps[0].to[:, effects].T, self.steps[0].extra[:, effects].T

    def _look_back(self) -> None:
        """From the end: the least cost, and the number of ways that would do."""
        fine = self.reasons == len(self.rules.wishes) + len(REASONS)
        servers = len(self.space.servers)
        self.least = [np.broadcast_to(np.where(fine, 0.0, np.inf), (servers, len(fine)))]
        self.limit_of, limits = self._find_limits()
        self.ways: list[Any] = [np.broadcast_to(fine.astype(self.number), (len(limits), len(fine)))]
        for place in range(len(self.rules.layers) - 1, 0, -1):
            self._before(place, limits)
        self.least.reverse()
        self.ways.reverse()

    def _find_limits(self) -> tuple[Places, list[int]]:
        """Which servers allow as many of everything, and the first of each kind of them."""
        finite = [np.isfinite(costs) for costs in self.tables.costs]
        rows = [
            b"".join(each[server].tobytes() for each in finite)
            for server in range(len(self.space.servers))
        ]
        known = {row: place for place, row in enumerate(dict.fromkeys(rows))}
        return np.array([known[row] for row in rows]), [rows.index(row) for row in known]

    def _before(self, place: int, limits: list[int]) -> None:
        """One layer back. Choices of one effect count together: the cheapest, and how many."""
        step, order, starts = self.steps[place], *self._sort_by_effect(place)
        costs = self.tables.costs[place - 1][:, :, order]
        cheapest = np.minimum.reduceat(costs, starts, axis=2)
        allowed = np.add.reduceat(
            np.isfinite(costs[limits]), starts, axis=2, dtype=np.int64
        ).astype(self.number)
        memory, leads = self.memory[place], step.to >= 0
        there = np.where(leads, self.least[-1][:, step.to], np.inf)
        self.least.append((cheapest[:, memory] + step.extra + there).min(axis=2))
        self.ways.append(
            (np.where(leads, self.ways[-1][:, step.to], 0) * allowed[:, memory]).sum(axis=2)
        )

    def _sort_by_effect(self, place: int) -> tuple[Places, Places]:
        """The choices of a layer by their effects, and where each effect begins among them."""
        of_choice = self.rules.effects[place].of_choice
        order = np.argsort(of_choice, kind="stable")
        return order, np.searchsorted(of_choice[order], np.arange(len(self.rules.effects[place])))

    def _count(self) -> None:
        """How many combinations there are of each reason, and how many may be priced, as whole
        numbers.
        """
        lacking = len(self.rules.wishes) + REASONS.index("lacking")
        served, unserved = (
            self._count_by_reason(on_hosts=True),
            self._count_by_reason(on_hosts=False),
        )
        unserved[lacking] += unserved.pop()  # a desktop that needs a host has none
        counts = [a + b for a, b in zip(served, [*unserved, 0], strict=True)]
        left = [
            int(self.ways[0][self.limit_of[server], state])
            for server, states in enumerate(self.first)
            for memory, state in enumerate(states.tolist())
            if state >= 0 and np.isfinite(self.tables.base[server, memory])
        ]
        self.left = sum(left)
        counts[-2] = counts[-1] - self.left
        self.counts = counts[:-1]

    def _count_by_reason(self, *, on_hosts: bool) -> list[int]:
        """How many combinations end for each reason, those that break no rule last: with a server
        where one is needed, or without.
        """
        reached: Any = np.zeros(len(self.memory[1]), dtype=self.number)
        for server, states in enumerate(self.first):
            if on_hosts != (self.space.servers[server] is None and self.space.needs_server):
                np.add.at(reached, states[states >= 0], 1)
        for place in range(1, len(self.rules.layers)):
            many = np.bincount(self.rules.effects[place].of_choice).astype(self.number)
            to = self.steps[place].to
            here = np.flatnonzero(reached)
            state, effect = np.nonzero(to[here] >= 0)
            after: Any = np.zeros(len(self.memory[place + 1]), dtype=self.number)
            np.add.at(after, to[here[state], effect], reached[here[state]] * many[effect])
            reached = after
        counts: Any = np.zeros(len(self.rules.wishes) + len(REASONS) + 1, dtype=self.number)
        np.add.at(counts, self.reasons, reached)
        return [int(number) for number in counts.tolist()]


def _find_distinct(desks: Words, stack: Words) -> tuple[Words, Words, Places]:
    """The distinct states, and the place of each among them."""
    x, place_x = np.unique(desks, return_inverse=True)
    y, place_y = np.unique(stack, return_inverse=True)
    both, place = np.unique(place_x * len(y) + place_y, return_inverse=True)
    return x[both // len(y)], y[both % len(y)], place


def _check_states(what: str) -> TooLarge:
    words = (
        f"the search would have to {what} are: give groups the same delivery, make them alike, or "
        "wish less"
    )
    return TooLarge([Fault("deliveries", "", words)])
