"""What one kind of desk has while a stack is made up, as bits of one word.

A bit is a token's from the layer that may bring it first to the one that asks for it last; then it
may be another's. Kinds of desks share nothing, so each has a word of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...faults import Fault
from ...vocabulary import HYPERVISOR
from .bits import Bools, Words
from .conditions import Condition, find_brought, find_condition, list_conditions
from .space import Choice, Kind, Layer, Part, TooLarge

MOST_BITS = 63
NEVER = 1  # a bit that nobody ever has
TOO_MANY = (
    "the groups differ in too many ways for one search: give them the same delivery, or make them "
    "alike"
)


class Seat(NamedTuple):
    """A condition as bits: tokens needed, tokens brought, the bit of waiting or 0, the bit of a
    role that must not be taken or 0, and whether the tokens must come.
    """

    needs: int
    brings: int
    waits: int
    taken: int
    is_must: bool


class Deed(NamedTuple):
    """What a choice does to the desk: what it has whatever else it has, and the seats of it."""

    brings: int
    seats: tuple[Seat, ...]


NOTHING = Deed(0, ())


class Desk:
    """The bits of all tokens that somebody asks for on one kind of desk, and who waits for them.

    `waiting[layer]`: of each that waits there (its bit, what it needs, what it brings);
    `vain[layer]`: who waits for the last time; `done`: the layer with which the last goal may come;
    `live[layer]`: what is asked for behind it.
    """

    def __init__(
        self, of: int, kind: Kind, layers: Sequence[Layer], parts: Sequence[Sequence[Part]]
    ) -> None:
        self.of, self.kind, self.layers = of, kind, layers
        self.parts = [[part for part in some if of in part.kinds] for some in parts]
        self.first: dict[Any, int] = {}
        self.last: dict[Any, int] = {}
        self._find_last_brought()
        self._find_spans()
        self._find_waiting()
        self._share_out()
        places = range(len(layers))
        self.waiting = [self._waiting_at(place) for place in places]
        self.vain = [self._find_vain(place) for place in places]
        self.live = [self._find_live_behind(place) for place in places]
        self.goals = self._need(kind.goals, self.done)

    def list_deeds(self, choices: Sequence[Choice], place: int) -> tuple[list[Deed], list[Deed]]:
        """What each choice of a layer does to the desk: where nothing runs its hosts yet, and where
        something does.
        """
        if not self.parts[place]:
            return [NOTHING] * len(choices), [NOTHING] * len(choices)
        mine = [tuple(part for part in choice.parts if self.of in part.kinds) for choice in choices]
        alone, beside = (
            {some: self._make_deed(some, place, has_hosts) for some in {*mine}}
            for has_hosts in (False, True)
        )
        return [alone[some] for some in mine], [beside[some] for some in mine]

    def _make_deed(self, parts: tuple[Part, ...], place: int, has_hosts: bool) -> Deed:
        brings = 0
        seats: list[Seat] = []
        for part in parts:
            deed = self._make_part_deed(part, place, not has_hosts)
            brings |= deed.brings
            seats += deed.seats
            has_hosts = has_hosts or HYPERVISOR in part.scheme.provides
        return Deed(brings, tuple(seats))

    def follow(self, place: int, had: Words, deeds: Sequence[Deed]) -> tuple[Words, Bools, Bools]:
        """What it has behind a layer, [word, deed], without what nobody asks for any more; where a
        seat covers nothing; and where a goal is lacking for good.
        """
        has = had[:, None] | np.array([deed.brings for deed in deeds], dtype=np.int64)
        is_idle: Bools = np.zeros(has.shape, dtype=bool)
        for column, deed in enumerate(deeds):
            for seat in deed.seats:
                x = has[:, column]
                is_met = (x & seat.needs) == seat.needs
                is_idle[:, column] |= (~is_met & (seat.waits == 0) & seat.is_must) | (
                    (x & seat.taken) != 0
                )
                has[:, column] = x | np.where(is_met, seat.brings, seat.waits)
        has = self._resolve_tokens(place, has)
        is_idle |= (has & self.vain[place]) != 0
        is_lacking = ((has & self.goals) != self.goals) & (place == self.done)
        return has & self.live[place], is_idle, is_lacking

    def _resolve_tokens(self, place: int, has: Words) -> Words:
        """Who waited and now has all that is required is covered, and brings what it brings."""
        waiting = self.waiting[place]
        for _ in waiting:
            before = has
            for bit, needed, brought in waiting:
                ready = ((has & bit) != 0) & ((has & needed) == needed)
                has = np.where(ready, has & ~bit | brought, has)
            if (before == has).all():
                break
        return has

    def _make_part_deed(self, part: Part, place: int, runs_hosts: bool) -> Deed:
        condition = find_condition(self.kind, part, runs_hosts)
        brings = self._bring(find_brought(self.kind, part.scheme, runs_hosts), place)
        if condition is None:
            return Deed(brings, ())
        waits = self._bring([self._name_waiter(condition)], place)
        on_terms = self._bring(condition.brings, place)
        seat = Seat(self._need(condition.needs, place), on_terms, waits, 0, condition.is_must)
        if not part.is_seat:
            return Deed(brings & ~on_terms, (seat,))
        taken = self._bring([("taken", part.scheme.role)], place)
        if self.layers[place].of_kind >= 0:
            return Deed(0, (seat._replace(taken=taken),))
        return Deed(taken, (seat,))

    def _name_waiter(self, condition: Condition) -> Any:
        brought = frozenset(token for token in condition.brings if token in self.last)
        return ("waits", frozenset(condition.needs), brought, condition.is_must)

    def _find_last_brought(self) -> None:
        """The last layer at which each token may come: who waits brings its own later."""
        self.last_brought: dict[str, int] = {}
        moving = True
        while moving:
            moving = False
            for place, part in self._list_everything():
                at = max(
                    (place, *(self.last_brought.get(token, 0) for token in part.scheme.requires))
                )
                for token in find_brought(self.kind, part.scheme):
                    if self.last_brought.get(token, -1) < at:
                        self.last_brought[token] = at
                        moving = True

    def _list_everything(self) -> Iterable[tuple[int, Part]]:
        for place, parts in enumerate(self.parts):
            for part in parts:
                yield place, part

    def _comes(self, name: Any, place: int) -> None:
        self.first[name] = min(place, self.first.get(name, place))

    def _is_asked(self, name: Any, place: int) -> None:
        self.last[name] = max(place, self.last.get(name, place))

    def _find_spans(self) -> None:
        """From when to when each token, and each role that is taken, is told."""
        for place, part in self._list_everything():
            for token in find_brought(self.kind, part.scheme):
                self._comes(token, place)
            for condition in list_conditions(self.kind, part):
                for token in condition.needs:
                    self._is_asked(token, place)
        self.done = max((0, *(self.last_brought.get(goal, 0) for goal in self.kind.goals)))
        for goal in self.kind.goals:
            self._is_asked(goal, self.done)
        for place, part in self._list_everything():
            if part.is_seat and part.scheme.role != "service":
                if self.layers[place].of_kind < 0:
                    tell = self._comes
                else:
                    tell = self._is_asked
                tell(("taken", part.scheme.role), place)

    def _find_waiting(self) -> None:
        """Who may have to wait: what it requires may come in its own layer or later, and all of it
        can.
        """
        waiting: dict[Any, None] = {}
        for place, part in self._list_everything():
            for condition in list_conditions(self.kind, part):
                comes = [self.last_brought.get(token, -1) for token in condition.needs]
                if not comes or min(comes) < 0 or max(comes) < place:
                    continue
                name = self._name_waiter(condition)
                waiting[name] = None
                self._comes(name, place)
                for asked in (name, *condition.needs):
                    self._is_asked(asked, max(place, *comes))
        self.told_waiting = list(waiting)

    def _share_out(self) -> None:
        """Gives each its bit: one of which the time of another is over, else a new one."""
        self.bits: dict[Any, int] = {}
        ends: list[int] = []
        spans = [
            (first, name) for name, first in self.first.items() if first <= self.last.get(name, -1)
        ]
        for first, name in sorted(spans, key=lambda each: each[0]):
            free = next((place for place, end in enumerate(ends) if end < first), len(ends))
            ends[free : free + 1] = [self.last[name]]
            self.bits[name] = NEVER << (1 + free)
        if len(ends) >= MOST_BITS:
            raise TooLarge([Fault("deliveries", "", TOO_MANY)])
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
                _, missing, brought, _ = name
                found.append(
                    (self.bits[name], self._need(missing, place), self._bring(brought, place))
                )
        return found

    def _find_vain(self, place: int) -> int:
        """Who must get what it waits for, and can the last time here."""
        must = (name for name in self.told_waiting if name[-1] and self.last[name] == place)
        return sum(self.bits[name] for name in must)

    def _find_live_behind(self, place: int) -> int:
        mask = 0
        for name, bit in self.bits.items():
            mask |= bit if self.first[name] <= place < self.last[name] else 0
        return mask
