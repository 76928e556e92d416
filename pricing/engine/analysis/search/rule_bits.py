"""The licence rules as bits: which bit says what, and what each choice does to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...faults import Fault
from ...market import Scheme, list_brought
from ...words import HOSTED, HYPERVISOR, SEAT_METRICS
from .classes import Classes
from .desks import MOST_BITS, TOO_MANY
from .effects import (
    NO_HYPERVISOR,
    RUN,
    Effect,
    Effects,
    Memories,
    Memory,
    Names,
    Outcome,
    Words,
    memory_of,
    speaks,
)
from .space import Choice, Layer, Part, Space, TooLarge
from .wishes import Wish

ANYONE = -1
BROKEN = ("conflict", "idle", "needs", "lacking")  # found while a stack is made up
NONE, SOME = -1, -2  # no hypervisor; one that serves only some of the groups on a delivery's hosts


class RuleBits:
    """The bits of one space with its wishes, and what each choice does to them."""

    def __init__(self, space: Space, wishes: Sequence[Wish]) -> None:
        self.space, self.wishes = space, wishes
        servers = tuple(self._choose_server(server) for server in space.servers)
        self.layers: tuple[Layer, ...] = (Layer(("server",), servers, True), *space.layers)
        self.parts = [layer.list_parts() for layer in self.layers]
        self.speeds = sorted(
            {p.scheme.attributes["session_kbps"] for parts in self.parts for p in parts if speaks(p.scheme)}
        )
        self.pool_memories = [self._list_pool_memories(delivery) for delivery in HOSTED]
        self.reached = self._list_reached_memories()
        self.memories: list[Memories] = [
            tuple(memories[at] for memories, at in zip(self.pool_memories, way, strict=True)) for way in self.reached
        ]
        self.pool_of_kind = [HOSTED.index(kind.delivery) if kind.delivery in HOSTED else None for kind in space.kinds]
        self.desks = [Classes(of, kind, self.layers, self.parts) for of, kind in enumerate(space.kinds)]
        widths = [desk.width for desk in self.desks]
        self.fields = [(sum(widths[:of]), (1 << width) - 1) for of, width in enumerate(widths)]
        self._name_bits()
        self._sizing_of: dict[Part, tuple[int, ...]] = {}
        self._wishes_of: dict[tuple[Part, frozenset[int]], int] = {}
        self.effects = [self._make_effects(place) for place in range(len(self.layers))]
        self.last_speaker = [self._find_last_layer(kind, speaks) for kind in self._everyone]
        self._set_lives()

    def _choose_server(self, server: Scheme | None) -> Choice:
        if server is None:
            return Choice(())
        return Choice((Part(server, self._everyone),))

    @property
    def _everyone(self) -> tuple[int, ...]:
        return tuple(range(len(self.space.kinds)))

    def _find_wished_for(self, wish: Wish) -> tuple[int, ...]:
        """The kinds of desks that a wish must serve, each with a bit of its own; else the one bit of all."""
        if not wish.is_for_everyone:
            return (ANYONE,)
        asking = tuple(place for place, kind in enumerate(self.space.kinds) if wish.asks_for(kind.delivery))
        if wish.kind == "token":
            return asking or self._everyone
        return asking

    def _find_wish_bits(self, place: int) -> int:
        return self.stack.all(("wish", place, of) for of in self._find_wished_for(self.wishes[place]))

    def _list_pool_memories(self, delivery: str) -> list[Memory]:
        """(overcommit, GB kept) of each way in which a hypervisor sizes a delivery's hosts, that of none first."""
        found = {
            memory_of(part.scheme, delivery): None
            for parts in self.parts
            for part in parts
            if self._sizes(part, delivery)
        }
        return [NO_HYPERVISOR, *(memory for memory in found if memory != NO_HYPERVISOR)]

    def _tell_sizing(self, part: Part) -> tuple[int, ...]:
        """Which sizing of each delivery's hosts a part brings, a place of `pool_memories`; else NONE, or SOME."""
        pools = zip(HOSTED, self.pool_memories, strict=True)
        return tuple(self._find_sizing(part, delivery, memories) for delivery, memories in pools)

    def _find_sizing(self, part: Part, delivery: str, memories: Sequence[Memory]) -> int:
        if not self._sizes(part, delivery):
            return NONE
        on = {place for place, kind in enumerate(self.space.kinds) if kind.delivery == delivery}
        if on.issubset(part.kinds):
            return memories.index(memory_of(part.scheme, delivery))
        return SOME

    def _list_reached_memories(self) -> list[tuple[int, ...]]:
        """Every way in which the hosts of all deliveries can be sized together."""
        reached = {(NONE,) * len(HOSTED)}
        for parts in self.parts:
            brought = {self._tell_sizing(part) for part in parts if HYPERVISOR in part.scheme.provides}
            for _ in HOSTED if brought else ():
                reached |= {_merge_memories(old, new) for old in reached for new in brought}
        return sorted({tuple(max(0, at) for at in way) for way in reached})

    def _sizes(self, part: Part, delivery: str) -> bool:
        kinds = self.space.kinds
        return HYPERVISOR in part.scheme.provides and any(kinds[place].delivery == delivery for place in part.kinds)

    def _find_last_layer(self, kind: int, which: Callable[[Scheme], bool]) -> int:
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
            for of in self._find_wished_for(wish):
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

    def _make_effects(self, place: int) -> Effects:
        known: dict[Effect, int] = {}
        of_choice = [
            known.setdefault(self._make_effect(choice, place, number), len(known))
            for number, choice in enumerate(self.layers[place].choices)
        ]

        def by_run(name: str) -> Words:
            found = [[getattr(effect.outcomes[run], name) for effect in known] for run in range(len(RUN))]
            return np.array(found, dtype=np.int64)

        def column(name: str) -> Words:
            return np.array([getattr(effect, name) for effect in known], dtype=np.int64)

        return Effects(
            np.array(of_choice, dtype=np.intp),
            by_run("deeds").reshape(len(RUN), len(known), len(self.desks)),
            by_run("there"),
            by_run("needs"),
            by_run("wishes"),
            by_run("conflict") != 0,
            column("excludes"),
            column("memory").reshape(len(known), len(HOSTED)),
            column("spoken"),
        )

    def _make_effect(self, choice: Choice, place: int, number: int) -> Effect:
        excludes = said = spoken = 0
        memory = (NONE,) * len(HOSTED)
        for part in choice.parts:
            excludes |= self.stack.all(("excludes", token) for token in part.scheme.excludes)
            memory = _merge_memories(memory, self._find_part_sizing(part))
            mask, bits = self._find_spoken(part)
            said, spoken = said | mask, spoken & ~mask | bits
        if any(HYPERVISOR in part.scheme.provides for part in choice.parts):
            outcomes = tuple(self._find_outcome(choice, place, number, run) for run in RUN)
        else:
            outcomes = (self._find_outcome(choice, place, number, RUN[0]),) * len(RUN)
        return Effect(outcomes, excludes, memory, (said, spoken))

    def _find_outcome(self, choice: Choice, place: int, number: int, run: tuple[bool, ...]) -> Outcome:
        """What a choice does where the hosts of some deliveries are run already."""
        stack, runs = self.stack, _list_running(choice, self.pool_of_kind, run)
        brought = [list_brought(part.scheme, bool(on)) for part, on in zip(choice.parts, runs, strict=True)]
        there = needs = wishes = 0
        conflict = False
        for at, (part, on) in enumerate(zip(choice.parts, runs, strict=True)):
            there |= stack.all(("there", token) for token in brought[at])
            wishes |= self._find_wishes(part, on)
            if part.scheme.excludes or not part.is_seat:
                others = set().union(*brought[:at], *brought[at + 1 :])
                conflict = conflict or not others.isdisjoint(part.scheme.excludes)
                if not part.is_seat:
                    needs |= stack.all(("needs", token) for token in part.scheme.requires if token not in others)
        deeds = tuple(
            int(desk.deed_of[place][int(pool is not None and run[pool]), number])
            for desk, pool in zip(self.desks, self.pool_of_kind, strict=True)
        )
        return Outcome(deeds, there, needs, wishes, conflict)

    def _find_part_sizing(self, part: Part) -> tuple[int, ...]:
        """How a part sizes hosts, worked out once."""
        if part not in self._sizing_of:
            self._sizing_of[part] = self._tell_sizing(part)
        return self._sizing_of[part]

    def _find_spoken(self, part: Part) -> tuple[int, int]:
        """Mask and bits of the bandwidths that a part sets."""
        said = spoken = 0
        for kind in part.kinds if speaks(part.scheme) else ():
            first = self.stack.bits["kbps", kind]
            said |= ((1 << self.speed_width) - 1) << first
            spoken |= (self.speeds.index(part.scheme.attributes["session_kbps"]) + 1) << first
        return said, spoken

    def _find_wishes(self, part: Part, runs: frozenset[int]) -> int:
        """The wishes that a part, which runs the hosts of some kinds of desks, meets for each of those that it serves,
        and for anyone."""
        key = (part, runs)
        if key not in self._wishes_of:
            named = ((w, wish, of) for w, wish in enumerate(self.wishes) for of in part.kinds)
            met = [(w, of) for w, wish, of in named if wish.names(part.scheme, of in runs)]
            self._wishes_of[key] = self.stack.all(("wish", w, each) for w, of in met for each in (of, ANYONE))
        return self._wishes_of[key]

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
                if place < last:
                    settled |= self.stack["sized", pool]
            for kind in self._everyone:
                if place < self.last_speaker[kind]:
                    settled |= self._make_field(("kbps", kind), self.speed_width)
            self.live_stack.append(settled)
            self.in_vain.append(self.stack.all(("needs", t) for t in self.asked_of_sites if t not in brought))
            for scheme in dict.fromkeys(part.scheme for part in self.parts[place]):
                asked |= self._find_asked_bits(scheme)
                brought.update(scheme.provides)
        self.live_stack.reverse()
        self.in_vain.reverse()

    def _find_asked_bits(self, scheme: Scheme) -> int:
        """What a scheme asks of the stack that stands before it."""
        if scheme.metric in SEAT_METRICS:
            there = scheme.excludes
        else:
            there = (*scheme.excludes, *scheme.requires)
        mask = self.stack.all(("there", token) for token in there)
        return mask | self.stack.all((word, token) for word in ("excludes", "needs") for token in scheme.provides)

    def _make_field(self, name: object, width: int) -> int:
        return ((1 << width) - 1) * self.stack[name]

    @property
    def _all_memory(self) -> int:
        return sum(self._make_field(("memory", pool), width) for pool, width in enumerate(self.memory_widths))

    @property
    def _all_wishes(self) -> int:
        return self.stack.all(
            ("wish", place, of) for place, wish in enumerate(self.wishes) for of in self._find_wished_for(wish)
        )


def _list_running(choice: Choice, pool_of_kind: Sequence[int | None], run: tuple[bool, ...]) -> list[frozenset[int]]:
    """The kinds of desks whose hosts each part of a choice runs, where some pools are run already."""
    taken = {kind for kind, pool in enumerate(pool_of_kind) if pool is None or run[pool]}
    running = []
    for part in choice.parts:
        runs = frozenset(part.kinds) - taken if HYPERVISOR in part.scheme.provides else frozenset()
        taken |= runs
        running.append(runs)
    return running


def _merge_memories(old: tuple[int, ...], new: tuple[int, ...]) -> tuple[int, ...]:
    """What stands keeps its place; what is new takes the others."""
    return tuple(after if before == NONE else before for before, after in zip(old, new, strict=True))
