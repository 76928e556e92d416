"""Who sizes and who runs the hosts of each delivery."""

from __future__ import annotations

from collections.abc import Sequence

from ...vocabulary import HOSTED, HYPERVISOR
from .bits import NO_HYPERVISOR, Memories, Memory, memory_of
from .space import Choice, Kind, Part

NONE, SOME = -1, -2  # no hypervisor; one that serves only some of the groups on a delivery's hosts


class Hosts:
    """The hosts of a space, a pool for each delivery in the order of HOSTED.

    `pool_of_kind`: on whose hosts a kind of desk runs, None for none. `memories_of_pool`:
    (overcommit, GB kept) of each way in which a hypervisor sizes a pool, that of none first.
    `reached`: every way in which all pools can be sized together, as places of these; `memories`:
    as themselves.
    """

    def __init__(self, kinds: Sequence[Kind], parts: Sequence[Sequence[Part]]) -> None:
        self.kinds = kinds
        self.pool_of_kind = [
            HOSTED.index(kind.delivery) if kind.delivery in HOSTED else None for kind in kinds
        ]
        self.memories_of_pool = [self._list_memories(delivery, parts) for delivery in HOSTED]
        self.reached = self._list_reached(parts)
        self.memories: list[Memories] = [
            tuple(memories[at] for memories, at in zip(self.memories_of_pool, way, strict=True))
            for way in self.reached
        ]

    def sizes(self, part: Part, delivery: str) -> bool:
        """Whether a part brings a hypervisor to someone on a delivery's hosts."""
        brings = HYPERVISOR in part.scheme.provides
        return brings and any(self.kinds[place].delivery == delivery for place in part.kinds)

    def tell_sizing(self, part: Part) -> tuple[int, ...]:
        """Which sizing of each pool a part brings, a place of `memories_of_pool`; else NONE, or
        SOME.
        """
        pools = zip(HOSTED, self.memories_of_pool, strict=True)
        return tuple(self._find_sizing(part, delivery, memories) for delivery, memories in pools)

    def list_running(self, choice: Choice, run: tuple[bool, ...]) -> list[frozenset[int]]:
        """The kinds of desks whose hosts each part of a choice runs, where some pools are run
        already.
        """
        taken = {kind for kind, pool in enumerate(self.pool_of_kind) if pool is None or run[pool]}
        running = []
        for part in choice.parts:
            runs: frozenset[int] = frozenset()
            if HYPERVISOR in part.scheme.provides:
                runs = frozenset(part.kinds) - taken
            taken |= runs
            running.append(runs)
        return running

    def _list_memories(self, delivery: str, parts: Sequence[Sequence[Part]]) -> list[Memory]:
        sizing = (part for some in parts for part in some if self.sizes(part, delivery))
        found = dict.fromkeys(memory_of(part.scheme, delivery) for part in sizing)
        return [NO_HYPERVISOR, *(memory for memory in found if memory != NO_HYPERVISOR)]

    def _find_sizing(self, part: Part, delivery: str, memories: Sequence[Memory]) -> int:
        if not self.sizes(part, delivery):
            return NONE
        on = {place for place, kind in enumerate(self.kinds) if kind.delivery == delivery}
        if on.issubset(part.kinds):
            return memories.index(memory_of(part.scheme, delivery))
        return SOME

    def _list_reached(self, parts: Sequence[Sequence[Part]]) -> list[tuple[int, ...]]:
        reached = {(NONE,) * len(HOSTED)}
        for some in parts:
            brought = {
                self.tell_sizing(part) for part in some if HYPERVISOR in part.scheme.provides
            }
            for _ in HOSTED if brought else ():
                reached |= {merge_memories(old, new) for old in reached for new in brought}
        return sorted({tuple(max(0, at) for at in way) for way in reached})


def merge_memories(old: tuple[int, ...], new: tuple[int, ...]) -> tuple[int, ...]:
    """What stands keeps its place; what is new takes the others."""
    return tuple(
        after if before == NONE else before for before, after in zip(old, new, strict=True)
    )
