"""The licence rules as bits: which bit says what, and what each choice does to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...faults import Fault
from ...market import Scheme, list_brought
from ...vocabulary import HOSTED, HYPERVISOR, SEAT_METRICS
from .bits import RUN, Effect, Effects, Names, Outcome, PartBits, Words, speaks
from .classes import Classes
from .desks import MOST_BITS, TOO_MANY
from .hosts import NONE, Hosts, merge_memories
from .space import Choice, Layer, Part, Space, TooLarge
from .wishes import Wish

ANYONE = -1
BROKEN = ("conflict", "idle", "needs", "lacking")  # found while a stack is made up


class RuleBits:
    """The bits of one space with its wishes, and what each choice does to them."""

    def __init__(self, space: Space, wishes: Sequence[Wish]) -> None:
        self.space, self.wishes = space, wishes
        servers = tuple(self._choose_server(server) for server in space.servers)
        self.layers: tuple[Layer, ...] = (Layer(("server",), servers, True), *space.layers)
        self.parts = [layer.list_parts() for layer in self.layers]
        self.speeds = sorted(
            {
                p.scheme.attributes["session_kbps"]
                for parts in self.parts
                for p in parts
                if speaks(p.scheme)
            }
        )
        self.hosts = Hosts(space.kinds, self.parts)
        self.desks = [
            Classes(of, kind, self.layers, self.parts) for of, kind in enumerate(space.kinds)
        ]
        widths = [desk.width for desk in self.desks]
        self.fields = [(sum(widths[:of]), (1 << width) - 1) for of, width in enumerate(widths)]
        self._name_bits()
        self._bits_of: dict[tuple[Part, frozenset[int]], PartBits] = {}
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
        """The kinds of desks that a wish must serve, each with a bit of its own; else the one bit
        of all.
        """
        if not wish.is_for_everyone:
            return (ANYONE,)
        asking = tuple(
            place for place, kind in enumerate(self.space.kinds) if wish.asks_for(kind.delivery)
        )
        if wish.kind == "token":
            return asking or self._everyone
        return asking

    def _find_wish_bits(self, place: int) -> int:
        return self.stack.all(
            ("wish", place, of) for of in self._find_wished_for(self.wishes[place])
        )

    def _find_last_layer(self, kind: int, which: Callable[[Scheme], bool]) -> int:
        """The last layer with such a scheme for a kind of desk; 0 where there is none."""
        layers = enumerate(self.parts)
        return max(
            (
                place
                for place, parts in layers
                if any(kind in p.kinds and which(p.scheme) for p in parts)
            ),
            default=0,
        )

    def _name_bits(self) -> None:
        self.stack = stack = Names()
        kinds = self.space.kinds
        self.asked_of_sites = {
            token
            for parts in self.parts
            for part in parts
            if not part.is_seat
            for token in part.scheme.requires
        } - {f"delivery:{kind.delivery}" for kind in kinds}
        self.excluded = {
            token for parts in self.parts for part in parts for token in part.scheme.excludes
        }
        for name in BROKEN:
            stack.add(name)
        self.memory_widths = [
            (len(memories) - 1).bit_length() for memories in self.hosts.memories_of_pool
        ]
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
        self.shift = {
            t: stack.bits["needs", t] - stack.bits["there", t] for t in self.asked_of_sites
        }

    def _make_effects(self, place: int) -> Effects:
        known: dict[Effect, int] = {}
        of_choice = [
            known.setdefault(self._make_effect(choice, place, number), len(known))
            for number, choice in enumerate(self.layers[place].choices)
        ]

        def by_run(name: str) -> Words:
            found = [
                [getattr(effect.outcomes[run], name) for effect in known] for run in range(len(RUN))
            ]
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
            known = self._find_part_bits(part, frozenset())
            excludes |= known.excludes
            memory = merge_memories(memory, known.memory)
            mask, bits = known.spoken
            said, spoken = said | mask, spoken & ~mask | bits
        bringing = [part for part in choice.parts if HYPERVISOR in part.scheme.provides]
        pools = {self.hosts.pool_of_kind[kind] for part in bringing for kind in part.kinds}
        asked = [tuple(is_run and pool in pools for pool, is_run in enumerate(run)) for run in RUN]
        found = {run: self._find_outcome(choice, place, number, run) for run in {*asked}}
        return Effect(tuple(found[run] for run in asked), excludes, memory, (said, spoken))

    def _find_outcome(
        self, choice: Choice, place: int, number: int, run: tuple[bool, ...]
    ) -> Outcome:
        """What a choice does where the hosts of some deliveries are run already."""
        runs = self.hosts.list_running(choice, run)
        parts = [
            self._find_part_bits(part, on) for part, on in zip(choice.parts, runs, strict=True)
        ]
        there = needs = wishes = 0
        conflict = False
        for part in parts:
            others = 0
            for other in parts:
                others |= other.there if other is not part else 0
            there |= part.there
            wishes |= part.wishes
            conflict = conflict or (others & part.ruled_out) != 0
            for brought, needed in part.asks:
                needs |= needed if not others & brought else 0
        deeds = tuple(
            int(desk.deed_of[place][int(pool is not None and run[pool]), number])
            for desk, pool in zip(self.desks, self.hosts.pool_of_kind, strict=True)
        )
        return Outcome(deeds, there, needs, wishes, conflict)

    def _find_part_bits(self, part: Part, runs: frozenset[int]) -> PartBits:
        """What one part does that runs the hosts of some kinds of desks, worked out once."""
        key = (part, runs)
        if key not in self._bits_of:
            self._bits_of[key] = self._make_part_bits(part, runs)
        return self._bits_of[key]

    def _make_part_bits(self, part: Part, runs: frozenset[int]) -> PartBits:
        stack, scheme = self.stack, part.scheme
        named = ((w, wish, of) for w, wish in enumerate(self.wishes) for of in part.kinds)
        met = [(w, of) for w, wish, of in named if wish.names(scheme, of in runs)]
        asked = (
            []
            if part.is_seat
            else [token for token in scheme.requires if token in self.asked_of_sites]
        )
        return PartBits(
            there=stack.all(
                ("there", token) for token in list_brought(scheme, scheme if runs else None)
            ),
            excludes=stack.all(("excludes", token) for token in scheme.excludes),
            ruled_out=stack.all(("there", token) for token in scheme.excludes),
            asks=tuple((stack["there", token], stack["needs", token]) for token in asked),
            wishes=stack.all(("wish", w, each) for w, of in met for each in (of, ANYONE)),
            memory=self.hosts.tell_sizing(part),
            spoken=self._find_spoken(part),
        )

    def _find_spoken(self, part: Part) -> tuple[int, int]:
        """Mask and bits of the bandwidths that a part sets."""
        said = spoken = 0
        for kind in part.kinds if speaks(part.scheme) else ():
            first = self.stack.bits["kbps", kind]
            said |= ((1 << self.speed_width) - 1) << first
            spoken |= (self.speeds.index(part.scheme.attributes["session_kbps"]) + 1) << first
        return said, spoken

    def _set_lives(self) -> None:
        """What is still asked of the stack behind each layer, and what is needed in vain from there
        on.
        """
        self.live_stack: list[int] = []
        self.in_vain: list[int] = []
        self.last_hypervisor = [
            max(
                (
                    p
                    for p, parts in enumerate(self.parts)
                    if any(self.hosts.sizes(x, delivery) for x in parts)
                ),
                default=0,
            )
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
            self.in_vain.append(
                self.stack.all(("needs", t) for t in self.asked_of_sites if t not in brought)
            )
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
        return mask | self.stack.all(
            (word, token) for word in ("excludes", "needs") for token in scheme.provides
        )

    def _make_field(self, name: object, width: int) -> int:
        return ((1 << width) - 1) * self.stack[name]

    @property
    def _all_memory(self) -> int:
        return sum(
            self._make_field(("memory", pool), width)
            for pool, width in enumerate(self.memory_widths)
        )

    @property
    def _all_wishes(self) -> int:
        return self.stack.all(
            ("wish", place, of)
            for place, wish in enumerate(self.wishes)
            for of in self._find_wished_for(wish)
        )
