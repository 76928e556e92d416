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
from .effects import Words
from .rules import REASONS, Rules
from .space import Space, TooLarge
from .tables import Tables

MOST_STATES = 60_000
MOST_STEPS = 3_000_000  # from the states before a layer to those behind it
Places = NDArray[np.intp]


class Step(NamedTuple):
    """From the states before a layer to those behind it: where each effect leads, -1 for nowhere; money by the way."""

    to: Places
    extra: Floats


class Graph:
    """All states of one space.

    `least[layer]` [server, state]: the least that what is left from there can cost, inf where
    nothing left would do; `ways[layer]` likewise, how many ways are left that would. `first`
    [server, memory]: the state with which each begins.
    """

    def __init__(self, space: Space, rules: Rules, tables: Tables) -> None:
        self.space, self.rules, self.tables = space, rules, tables
        self.is_small = space.combinations < 2**62
        self.memory: list[Words] = []
        self.steps: list[Step] = []
        desks, stack = rules.begin()
        for place in range(len(rules.layers)):
            self.memory.append(rules.memory(stack))
            step, desks, stack = self._step(place, desks, stack)
            self.steps.append(step)
        self.memory.append(rules.memory(stack))
        self.reasons = rules.reason(stack)
        self.first, self.first_extra = self._first()
        self._look_back()

    @property
    def states(self) -> int:
        """How many there are in all."""
        return sum(map(len, self.memory))

    def _step(self, place: int, desks: Words, stack: Words) -> tuple[Step, Words, Words]:
        effects = len(self.rules.effects[place])
        if len(desks) * effects > MOST_STEPS:
            raise _too_many(len(desks) * effects)
        desks, stack, gone = self.rules.follow(place, desks, stack)
        extra = np.zeros(desks.shape)
        for kind, last in enumerate(self.rules.last_speaker):
            if place == last:
                extra += self.tables.network[kind][self.rules.speed(stack, kind)]
        stack = self.rules.forgotten(place, stack)
        here = ~gone
        to = np.full(desks.shape, -1, dtype=np.intp)
        desks, stack, to[here] = _distinct(desks[here], stack[here])
        if len(desks) > MOST_STATES:
            raise _too_many(len(desks))
        return Step(to, extra), desks, stack

    def _first(self) -> tuple[Places, Floats]:
        """The state behind each server and each sizing of hosts, [server, memory], and money by the way."""
        effects = self.rules.effects[0].of_choice
        return self.steps[0].to[:, effects].T, self.steps[0].extra[:, effects].T

    def _look_back(self) -> None:
        """From the end: the least cost, the number of ways that would do, and the others by reason."""
        kinds = len(self.rules.wishes) + len(REASONS) + 1
        number = np.int64 if self.is_small else object
        fine = self.reasons == kinds - 1
        servers = len(self.space.servers)
        self.least = [np.broadcast_to(np.where(fine, 0.0, np.inf), (servers, len(fine)))]
        self.ways: list[Any] = [np.broadcast_to(fine.astype(number), (servers, len(fine)))]
        by_reason = np.zeros((len(fine), kinds), dtype=number)
        by_reason[np.arange(len(fine)), self.reasons] = 1
        for place in range(len(self.rules.layers) - 1, 0, -1):
            by_reason = self._before(place, by_reason, number)
        self.least.reverse()
        self.ways.reverse()
        self._count(by_reason, kinds, number)

    def _before(self, place: int, by_reason: Any, number: type) -> Any:
        """One layer back. Choices of one effect count together: the cheapest, and how many."""
        step, choices = self.steps[place], self.rules.layers[place].choices
        of_choice = self.rules.effects[place].of_choice
        costs = self.tables.costs[place - 1]
        order = np.argsort(of_choice, kind="stable")
        starts = np.searchsorted(of_choice[order], np.arange(step.to.shape[1]))
        cheapest = np.minimum.reduceat(costs[:, :, order], starts, axis=2)
        many: Any = np.ones(len(choices), dtype=number)
        allowed = np.isfinite(costs[:, :, order]) * many
        allowed = np.add.reduceat(allowed, starts, axis=2)
        everyone = np.add.reduceat(many, starts)
        memory, leads = self.memory[place], step.to >= 0
        there = np.where(leads, self.least[-1][:, step.to], np.inf)
        self.least.append((cheapest[:, memory] + step.extra + there).min(axis=2))
        self.ways.append((np.where(leads, self.ways[-1][:, step.to], 0) * allowed[:, memory]).sum(axis=2))
        before: Any = np.zeros((len(step.to), by_reason.shape[1]), dtype=number)
        for effect, ways in enumerate(everyone.tolist()):
            here = step.to[:, effect]
            before += np.where((here >= 0)[:, None], by_reason[here], 0) * ways
        return before

    def _count(self, by_reason: Any, kinds: int, number: type) -> None:
        """How many combinations there are of each reason, and how many may be priced, as whole numbers."""
        counts = [0] * kinds
        lacking = len(self.rules.wishes) + REASONS.index("lacking")
        self.left = 0
        for server, states in enumerate(self.first):
            for memory, state in enumerate(states.tolist()):
                if state < 0:
                    continue
                here = [int(n) for n in by_reason[state].tolist()]
                if self.space.servers[server] is None and self.space.needs_server:
                    here[lacking], here[-1] = here[lacking] + here[-1], 0
                counts = [a + b for a, b in zip(counts, here, strict=True)]
                if np.isfinite(self.tables.base[server, memory]):
                    self.left += int(self.ways[0][server, state])
        counts[-2] = counts[-1] - self.left
        self.counts = counts[:-1]


def _distinct(desks: Words, stack: Words) -> tuple[Words, Words, Places]:
    """The distinct states, and the place of each among them."""
    x, place_x = np.unique(desks, return_inverse=True)
    y, place_y = np.unique(stack, return_inverse=True)
    both, place = np.unique(place_x * len(y) + place_y, return_inverse=True)
    return x[both // len(y)], y[both % len(y)], place


def _too_many(states: int) -> TooLarge:
    words = f"the search would have to tell {states:,} states apart, and up to {MOST_STATES:,} are"
    return TooLarge([Fault("deliveries", "", f"{words}: give groups the same delivery, make them alike, or wish less")])
