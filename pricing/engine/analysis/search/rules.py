"""The licence rules as bits: what a choice does to what is known of a stack so far.

A state is two words for all that later roles can ask: the class of each kind of desk, by the tokens
that it has and who still waits for one (`desks`), and what stands in the stack, is needed or is
excluded anywhere, which wishes are met, and how the hosts are sized (`stack`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...vocabulary import HOSTED
from .bits import Bools, Effects, Words
from .classes import IDLE, LACKING
from .hosts import NONE, SOME
from .rule_bits import BROKEN, RuleBits

REASONS = (*BROKEN, "over_maximum")


class Rules(RuleBits):
    """The bits of one space with its wishes, and what they become."""

    def memory(self, stack: Words) -> Words:
        """Which sizing of hosts each state has, a place of `hosts.memories`."""
        place_of = np.full(
            [len(memories) for memories in self.hosts.memories_of_pool], -1, dtype=np.int64
        )
        for place, way in enumerate(self.hosts.reached):
            place_of[way] = place
        places: Words = place_of[
            tuple(self._read_pool_memory(stack, pool) for pool in range(len(HOSTED)))
        ]
        return places

    def _read_pool_memory(self, stack: Words, pool: int) -> Words:
        return stack >> self.stack.bits["memory", pool] & ((1 << self.memory_widths[pool]) - 1)

    def speed(self, stack: Words, kind: int) -> Words:
        """Which bandwidth a kind of desk has in each state: 0 that of its delivery, else one of
        `speeds`.
        """
        if not self.speeds:
            return np.zeros_like(stack)
        return stack >> self.stack.bits["kbps", kind] & ((1 << self.speed_width) - 1)

    def begin(self) -> tuple[Words, Words]:
        """Before anything is chosen: one state for each sizing of hosts that may come."""
        fields = [self.stack.bits["memory", pool] for pool in range(len(HOSTED))]
        stack = np.array(
            [
                sum(at << first for at, first in zip(way, fields, strict=True))
                for way in self.hosts.reached
            ]
        )
        return np.zeros_like(stack), stack

    def follow(self, place: int, desks: Words, stack: Words) -> tuple[Words, Words, Bools]:
        """States behind a layer, [state, effect], with all that is known; and which there are
        none.
        """
        e, names = self.effects[place], self.stack
        run = self._find_run(place, stack)
        x, is_idle, is_lacking = self._follow_desks(place, desks, run)
        y = np.broadcast_to(stack[:, None], x.shape)
        there, needs, excluded = self._follow_tokens(y, e, run)
        gone, mixed, y = self._follow_sizing(place, y)
        y = y & ~e.spoken[:, 0] | e.spoken[:, 1] | e.wishes[run] | e.excludes | there
        y = y & ~self._all_needs | needs
        broken = np.where(is_lacking, names["lacking"], 0)
        broken = np.where((y & self.in_vain[place]) != 0, names["needs"], broken)
        broken = np.where(is_idle, names["idle"], broken)
        broken = np.where(e.conflict[run] | excluded | mixed, names["conflict"], broken)
        return (*self._collapse_broken(place, x, y, broken), gone)

    def _find_run(self, place: int, stack: Words) -> Words:
        """Which hosts are run before a layer, [state], as a place of `RUN`; that of none, [1],
        where it brings nobody who could run any.
        """
        if place > max(self.last_hypervisor):
            return np.zeros(1, dtype=np.int64)
        bits = [((stack & self.stack["sized", pool]) != 0) << pool for pool in range(len(HOSTED))]
        run: Words = np.sum(bits, axis=0)
        return run

    def _follow_desks(self, place: int, desks: Words, run: Words) -> tuple[Words, Bools, Bools]:
        """The classes of all kinds of desks behind a layer, [state, effect]; where a seat covers
        nothing; and where a goal is lacking.
        """
        effects = self.effects[place]
        every = effects.deeds[run]
        x: Words = np.zeros((len(desks), len(effects)), dtype=np.int64)
        is_idle: Bools = np.zeros(x.shape, dtype=bool)
        is_lacking: Bools = np.zeros(x.shape, dtype=bool)
        for of, (desk, (first, mask)) in enumerate(zip(self.desks, self.fields, strict=True)):
            deeds = every[:, :, of]
            here = (
                (desks >> first & mask)[:, None],
                deeds[:1, :1] if (deeds == deeds[0, 0]).all() else deeds,
            )
            broken = desk.broken[place][here]
            x |= desk.after[place][here] << first
            is_idle |= broken == IDLE
            is_lacking |= broken == LACKING
        return x, is_idle, is_lacking

    def _follow_sizing(self, place: int, y: Words) -> tuple[Bools, Bools, Words]:
        """Of which states the hosts turn out to be sized otherwise; where who sizes them serves
        only some of those on them; and the states with what is settled.
        """
        gone, mixed = np.zeros(y.shape, dtype=bool), np.zeros(y.shape, dtype=bool)
        for pool, last in enumerate(self.last_hypervisor):
            if place > last:
                continue
            bit, memory = self.stack["sized", pool], self.effects[place].memory[:, pool]
            is_sized, brings = (y & bit) != 0, memory != NONE
            gone |= ~is_sized & brings & (np.maximum(memory, 0) != self._read_pool_memory(y, pool))
            mixed |= ~is_sized & (memory == SOME)
            y = y | np.where(brings, bit, 0)
            if place == last:
                gone |= ((y & bit) == 0) & (self._read_pool_memory(y, pool) != 0)
        return gone, mixed, y

    def _follow_tokens(self, y: Words, e: Effects, run: Words) -> tuple[Words, Words, Bools]:
        """What stands anywhere, what sites need in vain so far, and whether anything excluded
        stands.
        """
        e_there, e_needs = e.there[run], e.needs[run]
        there = (y & self._all_there) | e_there
        needs: Any = y & self._all_needs
        excluded: Any = np.zeros(y.shape, dtype=bool)
        for token, shift in self.shift.items():
            bit = self.stack["there", token]
            before: Any = (y & bit) != 0
            now: Any = (e_there & bit) != 0
            need = bit << shift
            needs = np.where(now, needs & ~need, needs) | np.where(~before, e_needs & need, 0)
        for token in self.excluded:
            bit, out = self.stack["there", token], self.stack["excludes", token]
            excluded |= ((y & bit) != 0) & ((e.excludes & out) != 0)
            excluded |= ((y & out) != 0) & ((e_there & bit) != 0)
        return there, needs, excluded

    @property
    def _all_there(self) -> int:
        return self.stack.all(("there", token) for token in self.asked_of_sites | self.excluded)

    @property
    def _all_needs(self) -> int:
        return self.stack.all(("needs", token) for token in self.asked_of_sites)

    def _collapse_broken(
        self, place: int, x: Words, y: Words, broken: Words
    ) -> tuple[Words, Words]:
        """What has broken a rule keeps that rule, and what wishes and the sizing of hosts may still
        ask.
        """
        reasons = self.stack.all(BROKEN)
        broken = np.where((y & reasons) != 0, y & reasons, broken)
        kept = self._all_wishes
        if place < max(self.last_hypervisor):
            kept |= (
                self.stack.all(("sized", pool) for pool in range(len(HOSTED))) | self._all_memory
            )
        return np.where(broken != 0, 0, x), np.where(broken != 0, y & kept | broken, y)

    def forgotten(self, place: int, stack: Words) -> Words:
        """The states without what nobody asks of the stack any more."""
        return stack & self.live_stack[place]

    def reason(self, stack: Words) -> NDArray[np.intp]:
        """The reason that rules a whole stack out: the first wish's place, else that of REASONS
        behind them which was found first.
        """
        first = len(self.wishes)
        result = np.full(stack.shape, first + len(REASONS))
        for name in BROKEN:
            result = np.where((stack & self.stack[name]) != 0, first + REASONS.index(name), result)
        for place in reversed(range(first)):
            bits = self._find_wish_bits(place)
            met = (stack & bits) == bits
            result = np.where(met == self.wishes[place].must, result, place)
        return result.astype(np.intp)
