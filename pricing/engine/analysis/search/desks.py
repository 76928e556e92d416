"""What kinds of desks have while a stack is made up, as bits of one word.

A bit is a token's from the layer that may bring it first to the one that asks for it last; then it may be
another's. So what groups are given one after the other takes the room of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...market import Scheme
from .space import DESK, Kind, Layer, Part

NEVER = 1  # a bit that nobody ever has


class Desks:
    """The bits of all tokens that somebody asks for, and who waits for them.

    `waiting[layer]`: of each that waits there (its bit, what it needs, what it brings); `vain[layer]`: who waits
    for the last time; `settled[layer]`: the goals of each kind of which the last may have come; `live[layer]`: what is
    asked for behind it.
    """

    def __init__(self, kinds: Sequence[Kind], layers: Sequence[Layer], parts: Sequence[Sequence[Part]]) -> None:
        self.kinds, self.layers, self.parts = kinds, layers, parts
        self.first: dict[Any, int] = {}
        self.last: dict[Any, int] = {}
        self._find_last_brought()
        self._find_spans()
        self._find_waiting()
        self._share_out()
        places = range(len(layers))
        self.waiting = [self._waiting_at(place) for place in places]
        self.vain = [sum(self.bits[name] for name in self.told_waiting if self.last[name] == place) for place in places]
        self.live = [self._live_behind(place) for place in places]
        self.settled = [self._settled_at(place) for place in places]

    def brings(self, scheme: Scheme, kind: int, place: int) -> int:
        """What a scheme of a layer brings a kind of desk."""
        return self._bring(((token, kind) for token in _brought(scheme)), place)

    def asks(self, scheme: Scheme, kind: int, place: int) -> int:
        """What a seat scheme of a layer requires of a kind of desk that is not its own."""
        return self._need(((token, kind) for token in self._missing(scheme, kind)), place)

    def waits(self, scheme: Scheme, kind: int, place: int) -> int:
        """The bit of a seat scheme that waits for what it requires; 0 where that cannot come later."""
        return self._bring([self.waiter[scheme, kind]], place) if (scheme, kind) in self.waiter else 0

    def taken(self, role: str, kind: int, place: int) -> int:
        """The bit of a role that a kind of desk has filled, where it may be filled in two layers; else 0."""
        return self._bring([("taken", role, kind)], place)

    def _missing(self, scheme: Scheme, kind: int) -> list[str]:
        return [token for token in scheme.requires if token not in self.kinds[kind].own]

    def _find_last_brought(self) -> None:
        """The last layer at which each token may come to each kind of desk: who waits brings its own later."""
        self.last_brought: dict[tuple[str, int], int] = {}
        moving = True
        while moving:
            moving = False
            for place, part, kind in self._everything():
                at = max((place, *(self.last_brought.get((t, kind), 0) for t in part.scheme.requires)))
                for token in _brought(part.scheme):
                    if self.last_brought.get((token, kind), -1) < at:
                        self.last_brought[token, kind] = at
                        moving = True

    def _everything(self) -> Iterable[tuple[int, Part, int]]:
        for place, parts in enumerate(self.parts):
            for part in parts:
                for kind in part.kinds:
                    yield place, part, kind

    def _comes(self, name: Any, place: int) -> None:
        self.first[name] = min(place, self.first.get(name, place))

    def _is_asked(self, name: Any, place: int) -> None:
        self.last[name] = max(place, self.last.get(name, place))

    def _find_spans(self) -> None:
        """From when to when each token, and each role that is taken, is told."""
        for place, part, kind in self._everything():
            for token in _brought(part.scheme):
                self._comes((token, kind), place)
            for token in self._missing(part.scheme, kind) if part.is_seat else ():
                self._is_asked((token, kind), place)
        self.done = [
            max((0, *(self.last_brought.get((goal, of), 0) for goal in kind.goals)))
            for of, kind in enumerate(self.kinds)
        ]
        for of, desk in enumerate(self.kinds):
            for goal in desk.goals:
                self._is_asked((goal, of), self.done[of])
        for place, part, kind in self._everything():
            if part.is_seat and part.scheme.role != "service":
                tell = self._comes if self.layers[place].of_kind < 0 else self._is_asked
                tell(("taken", part.scheme.role, kind), place)

    def _find_waiting(self) -> None:
        """Who may have to wait: what it requires may come in its own layer or later, and all of it can."""
        self.waiter: dict[tuple[Scheme, int], Any] = {}
        for place, part, kind in self._everything():
            missing = self._missing(part.scheme, kind) if part.is_seat else []
            comes = [self.last_brought.get((token, kind), -1) for token in missing]
            if not missing or min(comes) < 0 or max(comes) < place:
                continue
            brought = frozenset(token for token in _brought(part.scheme) if (token, kind) in self.last)
            name = ("waits", kind, frozenset(missing), brought)
            self.waiter[part.scheme, kind] = name
            self._comes(name, place)
            self._is_asked(name, max(place, *comes))
            for token in missing:
                self._is_asked((token, kind), max(place, *comes))
        self.told_waiting = list(dict.fromkeys(self.waiter.values()))

    def _share_out(self) -> None:
        """Gives each its bit: one of which the time of another is over, else a new one."""
        self.bits: dict[Any, int] = {}
        ends: list[int] = []
        spans = [(first, name) for name, first in self.first.items() if first <= self.last.get(name, -1)]
        for first, name in sorted(spans, key=lambda each: each[0]):
            free = next((place for place, end in enumerate(ends) if end < first), len(ends))
            ends[free : free + 1] = [self.last[name]]
            self.bits[name] = NEVER << (1 + free)
        self.width = 1 + len(ends)
        self.told_waiting = [name for name in self.told_waiting if name in self.bits]

    def _is_told(self, name: Any, place: int) -> bool:
        return name in self.bits and self.first[name] <= place <= self.last[name]

    def _bring(self, names: Iterable[Any], place: int) -> int:
        mask = 0
        for name in names:
            mask |= self.bits[name] if self._is_told(name, place) else 0
        return mask

    def _need(self, names: Iterable[Any], place: int) -> int:
        mask = 0
        for name in names:
            mask |= self.bits[name] if self._is_told(name, place) else NEVER
        return mask

    def _waiting_at(self, place: int) -> list[tuple[int, int, int]]:
        found = []
        for name in self.told_waiting:
            if self._is_told(name, place):
                _, kind, missing, brought = name
                needs = self._need(((token, kind) for token in missing), place)
                found.append((self.bits[name], needs, self._bring(((token, kind) for token in brought), place)))
        return found

    def _live_behind(self, place: int) -> int:
        mask = 0
        for name, bit in self.bits.items():
            mask |= bit if self.first[name] <= place < self.last[name] else 0
        return mask

    def _settled_at(self, place: int) -> list[int]:
        return [
            self._need(((goal, of) for goal in kind.goals), place)
            for of, kind in enumerate(self.kinds)
            if self.done[of] == place
        ]


def _brought(scheme: Scheme) -> tuple[str, ...]:
    """What a scheme brings, a device with it."""
    return (*scheme.provides, *([DESK] if scheme.role == DESK else ()))
