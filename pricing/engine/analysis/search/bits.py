"""What a choice does to a state, as bits; choices that do the same are one effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...market import Scheme
from ...vocabulary import HOSTED

Words = NDArray[np.int64]
Bools = NDArray[np.bool_]
Memory = tuple[Decimal, Decimal]
Memories = tuple[Memory, ...]  # of the hosts of each delivery, in the order of HOSTED
NO_HYPERVISOR: Memory = (Decimal(1), Decimal(0))


class Names:
    """Gives each thing a bit of a word."""

    def __init__(self) -> None:
        self.bits: dict[object, int] = {}
        self.width = 0

    def add(self, name: object, width: int = 1) -> None:
        if name not in self.bits:
            self.bits[name] = self.width
            self.width += width

    def __getitem__(self, name: object) -> int:
        """The bit as a mask, 0 where nobody asks for it."""
        place = self.bits.get(name)
        if place is None:
            return 0
        return 1 << place

    def all(self, names: Iterable[object]) -> int:
        """Several bits as one mask."""
        mask = 0
        for name in names:
            mask |= self[name]
        return mask


# Which hosts are run already, by delivery in the order of HOSTED; the place of each tells them as
# bits.
RUN = tuple(
    tuple(bool(bits >> pool & 1) for pool in range(len(HOSTED))) for bits in range(2 ** len(HOSTED))
)


class PartBits(NamedTuple):
    """What one part does whatever stands beside it.

    Bits of what it brings (`there`), `excludes`, and finds excluded where that is there
    (`ruled_out`); of each token that it `asks` for, that of its being there and that of its lack;
    of the `wishes` that it meets. `memory` and
    `spoken` as those of an effect.
    """

    there: int
    excludes: int
    ruled_out: int
    asks: tuple[tuple[int, int], ...]
    wishes: int
    memory: tuple[int, ...]
    spoken: tuple[int, int]


class Outcome(NamedTuple):
    """What a choice does beside hosts some of which are run already.

    `deeds`: which deed it is to each kind of desk.
    """

    deeds: tuple[int, ...]
    there: int
    needs: int
    wishes: int
    conflict: bool


class Effect(NamedTuple):
    """What a choice does, beside money; choices of one effect are alike to all that follows.

    `outcomes`: what hangs on which hosts are run already, in the order of `RUN`. `memory`: which
    sizing of the hosts of each delivery it fixes where none stands yet, -1 for none. `spoken`: mask
    and bits of the bandwidths that it sets.
    """

    outcomes: tuple[Outcome, ...]
    excludes: int
    memory: tuple[int, ...]
    spoken: tuple[int, int]


@dataclass(frozen=True)
class Effects:
    """The distinct effects of one layer as columns [effect], which each choice has.

    What hangs on which hosts are run already is [run, effect], `deeds` [run, effect, kind];
    `memory` is [effect, delivery].
    """

    of_choice: NDArray[np.intp]
    deeds: Words
    there: Words
    needs: Words
    wishes: Words
    conflict: Bools
    excludes: Words
    memory: Words
    spoken: Words

    def __len__(self) -> int:
        return len(self.excludes)


def memory_of(scheme: Scheme, delivery: str) -> Memory:
    """How a hypervisor sizes hosts: memory overcommitted, which sessions never are, and GB that it
    keeps.
    """
    overcommit = scheme.attributes.get("memory_overcommit", NO_HYPERVISOR[0])
    kept = scheme.attributes.get("hypervisor_ram_gb", NO_HYPERVISOR[1])
    return (overcommit if delivery == "vdi" else NO_HYPERVISOR[0]), kept


def speaks(scheme: Scheme) -> bool:
    """Whether a scheme says the bandwidth of a session."""
    return "session_kbps" in scheme.attributes
