"""The licence rules as bits: what a choice does to what is known of a stack so far.

A state is two words for all that later roles can ask: the class of each kind of desk, by the tokens that it has
and who still waits for one (`desks`), and what stands in the stack, is needed or is excluded anywhere, which wishes
are met, and how the hosts are sized (`stack`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...document import HYPERVISOR
from ...faults import Fault
from ...market import Scheme
from ...words import GOALS, HOSTED, SEAT_METRICS
from .classes import IDLE, LACKING, Classes
from .desks import MOST_BITS, TOO_MANY
from .effects import NO_HYPERVISOR, Bools, Effect, Effects, Memories, Memory, Names, Words, memory_of, speaks
from .space import Choice, Layer, Part, Space, TooLarge
from .wishes import NEEDED_BY, Wish

ANYONE = -1
NONE, SOME = -1, -2  # no hypervisor; one that serves only some of the groups on a delivery's hosts


class Rules:
    """The bits of one space with its wishes, and what they become."""

    def __init__(self, space: Space, wishes: Sequence[Wish]) -> None:
        self.space, self.wishes = space, wishes
        servers = tuple(Choice(()) if s is None else Choice((Part(s, self._everyone),)) for s in space.servers)
        self.layers: tuple[Layer, ...] = (Layer(("server",), servers, True), *space.layers)
        self.parts = [list(dict.fromkeys(p for choice in layer.choices for p in choice.parts)) for layer in self.layers]
        self.speeds = sorted(
            {p.scheme.attributes["session_kbps"] for parts in self.parts for p in parts if speaks(p.scheme)}
        )
        self.pool_memories = [self._pool_memories(delivery) for delivery in HOSTED]
        self.reached = self._reached_memories()
        self.memories: list[Memories] = [
            tuple(memories[at] for memories, at in zip(self.pool_memories, way, strict=True)) for way in self.reached
        ]
        self.desks = [Classes(of, kind, self.layers, self.parts) for of, kind in enumerate(space.kinds)]
        widths = [desk.width for desk in self.desks]
        self.fields = [(sum(widths[:of]), (1 << width) - 1) for of, width in enumerate(widths)]
        self._name_bits()
        self._of_parts: dict[Part, Effect] = {}
        self.effects = [self._effects(place) for place in range(len(self.layers))]
        self.last_speaker = [self._last(kind, speaks) for kind in self._everyone]
        self._set_lives()

    @property
    def _everyone(self) -> tuple[int, ...]:
        return tuple(range(len(self.space.kinds)))

    def _wished_for(self, wish: Wish) -> tuple[int, ...]:
        """The kinds of desks that a wish must serve, each with a bit of its own; else the one bit of all."""
        if not wish.is_for_everyone:
            return (ANYONE,)
        kinds = self.space.kinds
        if wish.kind == "role":
            return tuple(place for place, kind in enumerate(kinds) if kind.delivery in NEEDED_BY.get(wish.name, GOALS))
        return tuple(place for place, kind in enumerate(kinds) if kind.delivery != "pc") or self._everyone

    def _wish_bits(self, place: int) -> int:
        return self.stack.all(("wish", place, of) for of in self._wished_for(self.wishes[place]))

    def _pool_memories(self, delivery: str) -> list[Memory]:
        """(overcommit, GB kept) of each way in which a hypervisor sizes a delivery's hosts, that of none first."""
        found = {
            memory_of(part.scheme, delivery): None
            for parts in self.parts
            for part in parts
            if self._sizes(part, delivery)
        }
        return [NO_HYPERVISOR, *(memory for memory in found if memory != NO_HYPERVISOR)]

    def _sized_by(self, part: Part) -> tuple[int, ...]:
        """Which sizing of each delivery's hosts a part brings, a place of `pool_memories`; else NONE, or SOME."""
        pools = zip(HOSTED, self.pool_memories, strict=True)
        return tuple(self._sizing(part, delivery, memories) for delivery, memories in pools)

    def _sizing(self, part: Part, delivery: str, memories: Sequence[Memory]) -> int:
        if not self._sizes(part, delivery):
            return NONE
        on = {place for place, kind in enumerate(self.space.kinds) if kind.delivery == delivery}
        if on.issubset(part.kinds):
            return memories.index(memory_of(part.scheme, delivery))
        return SOME

    def _reached_memories(self) -> list[tuple[int, ...]]:
        """Every way in which the hosts of all deliveries can be sized together."""
        reached = {(NONE,) * len(HOSTED)}
        for parts in self.parts:
            brought = {self._sized_by(part) for part in parts if HYPERVISOR in part.scheme.provides}
            for _ in HOSTED if brought else ():
                reached |= {_first_of(old, new) for old in reached for new in brought}
        return sorted({tuple(max(0, at) for at in way) for way in reached})

    def _sizes(self, part: Part, delivery: str) -> bool:
        kinds = self.space.kinds
        return HYPERVISOR in part.scheme.provides and any(kinds[place].delivery == delivery for place in part.kinds)

    def _last(self, kind: int, which: Callable[[Scheme], bool]) -> int:
        """The last layer with such a scheme for a kind of desk; 0 where there is none."""
        layers = enumerate(self.parts)
        return max(
            (place for place, parts in layers if any(kind in p.kinds and which(p.scheme) for p in parts)), default=0
        )

    def _name_bits(self) -> None:
        self.stack = stack = Names()
        kinds = self.space.kinds
        self.asked_of_sites = {
            token for parts in self.parts for part in parts if not part.is_seat for token in part.scheme.requires
        } - {f"delivery:{kind.delivery}" for kind in kinds}
        self.excluded = {token for parts in self.parts for part in parts for token in part.scheme.excludes}
        for name in BROKEN:
            stack.add(name)
        self.memory_widths = [(len(memories) - 1).bit_length() for memories in self.pool_memories]
        for pool, width in enumerate(self.memory_widths):
            stack.add(("sized", pool))
            stack.add(("memory", pool), width)
        for place, wish in enumerate(self.wishes):
            for of in self._wished_for(wish):
                stack.add(("wish", place, of))
        self.speed_width = len(self.speeds).bit_length()
        for of in self._everyone if self.speeds else ():
            stack.add(("kbps", of), self.speed_width)
        for token in sorted(self.asked_of_sites | self.excluded):
            stack.add(("there", token))
        for token in sorted(self.asked_of_sites):
            stack.add(("needs", token))
        for token in sorted(self.excluded):
            stack.add(("excludes", token))
        if max(sum(desk.width for desk in self.desks), stack.width) > MOST_BITS:
            raise TooLarge([Fault("deliveries", "", TOO_MANY)])
        self.shift = {t: stack.bits["needs", t] - stack.bits["there", t] for t in self.asked_of_sites}

    def _effects(self, place: int) -> Effects:
        known: dict[Effect, int] = {}
        deeds = zip(*(desk.deed_of[place].tolist() for desk in self.desks), strict=True)
        choices = zip(self.layers[place].choices, deeds, strict=True)
        of_choice = [known.setdefault(self._effect(choice, place, deed), len(known)) for choice, deed in choices]
        rows = list(known)

        def column(name: str) -> Words:
            return np.array([getattr(effect, name) for effect in rows], dtype=np.int64)

        return Effects(
            np.array(of_choice, dtype=np.intp),
            column("deeds").reshape(len(rows), len(self.desks)),
            column("there"),
            column("needs"),
            column("excludes"),
            column("wishes"),
            np.array([effect.conflict for effect in rows]),
            column("memory").reshape(len(rows), len(HOSTED)),
            column("spoken"),
        )

    def _effect(self, choice: Choice, place: int, deeds: tuple[int, ...]) -> Effect:
        stack = self.stack
        alone = [self._part_effect(part) for part in choice.parts]
        needs, conflict = 0, False
        for part in choice.parts:
            if part.scheme.excludes or not part.is_seat:
                others = {t for other in choice.parts if other is not part for t in other.scheme.provides}
                conflict = conflict or any(token in others for token in part.scheme.excludes)
                if not part.is_seat:
                    needs |= stack.all(("needs", token) for token in part.scheme.requires if token not in others)
        there = excludes = wishes = said = spoken = 0
        memory = (NONE,) * len(HOSTED)
        for each in alone:
            there |= each.there
            excludes |= each.excludes
            wishes |= each.wishes
            memory = _first_of(memory, each.memory)
            mask, bits = each.spoken
            said, spoken = said | mask, spoken & ~mask | bits
        return Effect(deeds, there, needs, excludes, wishes, conflict, memory, (said, spoken))

    def _part_effect(self, part: Part) -> Effect:
        """What one part does whatever stands beside it, its deeds apart, worked out once."""
        if part not in self._of_parts:
            self._of_parts[part] = self._effect_alone(part)
        return self._of_parts[part]

    def _effect_alone(self, part: Part) -> Effect:
        stack, scheme = self.stack, part.scheme
        said = spoken = 0
        for kind in part.kinds if speaks(scheme) else ():
            first = stack.bits["kbps", kind]
            said |= ((1 << self.speed_width) - 1) << first
            spoken |= (self.speeds.index(scheme.attributes["session_kbps"]) + 1) << first
        return Effect(
            (),
            stack.all(("there", token) for token in scheme.provides),
            0,
            stack.all(("excludes", token) for token in scheme.excludes),
            stack.all(
                ("wish", wished, of)
                for wished, wish in enumerate(self.wishes)
                if wish.names(scheme)
                for of in (*part.kinds, ANYONE)
            ),
            False,
            self._sized_by(part),
            (said, spoken),
        )

    def _set_lives(self) -> None:
        """What is still asked of the stack behind each layer, and what is needed in vain from there on."""
        self.live_stack: list[int] = []
        self.in_vain: list[int] = []
        self.last_hypervisor = [
            max((p for p, parts in enumerate(self.parts) if any(self._sizes(x, delivery) for x in parts)), default=0)
            for delivery in HOSTED
        ]
        asked = self.stack.all(BROKEN) | self._all_wishes | self._all_memory
        brought: set[str] = set()
        for place in reversed(range(len(self.layers))):
            settled = asked
            for pool, last in enumerate(self.last_hypervisor):
                settled |= self.stack["sized", pool] if place < last else 0
            for kind in self._everyone:
                if place < self.last_speaker[kind]:
                    settled |= self._field(("kbps", kind), self.speed_width)
            self.live_stack.append(settled)
            self.in_vain.append(self.stack.all(("needs", t) for t in self.asked_of_sites if t not in brought))
            for scheme in dict.fromkeys(part.scheme for part in self.parts[place]):
                asked |= self._asked_by(scheme)
                brought.update(scheme.provides)
        self.live_stack.reverse()
        self.in_vain.reverse()

    def _asked_by(self, scheme: Scheme) -> int:
        """What a scheme asks of the stack that stands before it."""
        if scheme.metric in SEAT_METRICS:
            there = scheme.excludes
        else:
            there = (*scheme.excludes, *scheme.requires)
        mask = self.stack.all(("there", token) for token in there)
        return mask | self.stack.all((word, token) for word in ("excludes", "needs") for token in scheme.provides)

    def _field(self, name: object, width: int) -> int:
        return ((1 << width) - 1) * self.stack[name]

    @property
    def _all_memory(self) -> int:
        return sum(self._field(("memory", pool), width) for pool, width in enumerate(self.memory_widths))

    def memory(self, stack: Words) -> Words:
        """Which sizing of hosts each state has, a place of `memories`."""
        place_of = np.full([len(memories) for memories in self.pool_memories], -1, dtype=np.int64)
        for place, way in enumerate(self.reached):
            place_of[way] = place
        places: Words = place_of[tuple(self._pool_memory(stack, pool) for pool in range(len(HOSTED)))]
        return places

    def _pool_memory(self, stack: Words, pool: int) -> Words:
        return stack >> self.stack.bits["memory", pool] & ((1 << self.memory_widths[pool]) - 1)

    def speed(self, stack: Words, kind: int) -> Words:
        """Which bandwidth a kind of desk has in each state: 0 that of its delivery, else one of `speeds`."""
        if not self.speeds:
            return np.zeros_like(stack)
        return stack >> self.stack.bits["kbps", kind] & ((1 << self.speed_width) - 1)

    def begin(self) -> tuple[Words, Words]:
        """Before anything is chosen: one state for each sizing of hosts that may come."""
        fields = [self.stack.bits["memory", pool] for pool in range(len(HOSTED))]
        stack = np.array([sum(at << first for at, first in zip(way, fields, strict=True)) for way in self.reached])
        return np.zeros_like(stack), stack

    def follow(self, place: int, desks: Words, stack: Words) -> tuple[Words, Words, Bools]:
        """States behind a layer, [state, effect], with all that is known; and which there are none."""
        e, names = self.effects[place], self.stack
        x, is_idle, is_lacking = self._desks_behind(place, desks)
        y = np.broadcast_to(stack[:, None], x.shape)
        there, needs, excluded = self._anywhere(y, e)
        gone, mixed, y = self._sized(place, y)
        y = y & ~e.spoken[:, 0] | e.spoken[:, 1] | e.wishes | e.excludes | there
        y = y & ~self._all_needs | needs
        broken = np.where(is_lacking, names["lacking"], 0)
        broken = np.where((y & self.in_vain[place]) != 0, names["needs"], broken)
        broken = np.where(is_idle, names["idle"], broken)
        broken = np.where(e.conflict | excluded | mixed, names["conflict"], broken)
        return (*self._collapsed(place, x, y, broken), gone)

    def _desks_behind(self, place: int, desks: Words) -> tuple[Words, Bools, Bools]:
        """The classes of all kinds of desks behind a layer, [state, effect]; where a seat covers nothing; and where a
        goal is lacking."""
        effects = self.effects[place]
        x: Words = np.zeros((len(desks), len(effects)), dtype=np.int64)
        is_idle: Bools = np.zeros(x.shape, dtype=bool)
        is_lacking: Bools = np.zeros(x.shape, dtype=bool)
        for of, (desk, (first, mask)) in enumerate(zip(self.desks, self.fields, strict=True)):
            deeds = effects.deeds[:, of]
            here = (desks >> first & mask)[:, None], deeds[:1] if (deeds == deeds[0]).all() else deeds
            broken = desk.broken[place][here]
            x |= desk.after[place][here] << first
            is_idle |= broken == IDLE
            is_lacking |= broken == LACKING
        return x, is_idle, is_lacking

    def _sized(self, place: int, y: Words) -> tuple[Bools, Bools, Words]:
        """Of which states the hosts turn out to be sized otherwise; where who sizes them serves only some of those on
        them; and the states with what is settled."""
        gone, mixed = np.zeros(y.shape, dtype=bool), np.zeros(y.shape, dtype=bool)
        for pool, last in enumerate(self.last_hypervisor):
            if place > last:
                continue
            bit, memory = self.stack["sized", pool], self.effects[place].memory[:, pool]
            is_sized, brings = (y & bit) != 0, memory != NONE
            gone |= ~is_sized & brings & (np.maximum(memory, 0) != self._pool_memory(y, pool))
            mixed |= ~is_sized & (memory == SOME)
            y = y | np.where(brings, bit, 0)
            if place == last:
                gone |= ((y & bit) == 0) & (self._pool_memory(y, pool) != 0)
        return gone, mixed, y

    def _anywhere(self, y: Words, e: Effects) -> tuple[Words, Words, Bools]:
        """What stands anywhere, what sites need in vain so far, and whether anything excluded stands."""
        there = (y & self._all_there) | e.there
        needs: Any = y & self._all_needs
        excluded: Any = np.zeros(y.shape, dtype=bool)
        for token, shift in self.shift.items():
            bit = self.stack["there", token]
            before: Any = (y & bit) != 0
            now: Any = (e.there & bit) != 0
            need = bit << shift
            needs = np.where(now, needs & ~need, needs) | np.where(~before, e.needs & need, 0)
        for token in self.excluded:
            bit, out = self.stack["there", token], self.stack["excludes", token]
            excluded |= ((y & bit) != 0) & ((e.excludes & out) != 0)
            excluded |= ((y & out) != 0) & ((e.there & bit) != 0)
        return there, needs, excluded

    @property
    def _all_wishes(self) -> int:
        return self.stack.all(
            ("wish", place, of) for place, wish in enumerate(self.wishes) for of in self._wished_for(wish)
        )

    @property
    def _all_there(self) -> int:
        return self.stack.all(("there", token) for token in self.asked_of_sites | self.excluded)

    @property
    def _all_needs(self) -> int:
        return self.stack.all(("needs", token) for token in self.asked_of_sites)

    def _collapsed(self, place: int, x: Words, y: Words, broken: Words) -> tuple[Words, Words]:
        """What has broken a rule keeps that rule, and what wishes and the sizing of hosts may still ask."""
        reasons = self.stack.all(BROKEN)
        broken = np.where((y & reasons) != 0, y & reasons, broken)
        kept = self._all_wishes
        if place < max(self.last_hypervisor):
            kept |= self.stack.all(("sized", pool) for pool in range(len(HOSTED))) | self._all_memory
        return np.where(broken != 0, 0, x), np.where(broken != 0, y & kept | broken, y)

    def forgotten(self, place: int, stack: Words) -> Words:
        """The states without what nobody asks of the stack any more."""
        return stack & self.live_stack[place]

    def reason(self, stack: Words) -> NDArray[np.intp]:
        """The reason that rules a whole stack out: the first wish's place, else that of REASONS behind them which was
        found first."""
        first = len(self.wishes)
        result = np.full(stack.shape, first + len(REASONS))
        for name in BROKEN:
            result = np.where((stack & self.stack[name]) != 0, first + REASONS.index(name), result)
        for place in reversed(range(first)):
            bits = self._wish_bits(place)
            met = (stack & bits) == bits
            result = np.where(met == self.wishes[place].must, result, place)
        return result.astype(np.intp)


def _first_of(old: tuple[int, ...], new: tuple[int, ...]) -> tuple[int, ...]:
    """What stands keeps its place; what is new takes the others."""
    return tuple(after if before == NONE else before for before, after in zip(old, new, strict=True))


BROKEN = ("conflict", "idle", "needs", "lacking")  # found while a stack is made up
REASONS = (*BROKEN, "over_maximum")
