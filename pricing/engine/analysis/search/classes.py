"""The states of one kind of desk, told apart only where something that may still come does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .bits import Words
from .desks import Deed, Desk
from .space import Choice, Kind, Layer, Part

FINE, LACKING, IDLE = range(3)  # what a deed breaks; the greater is said first
Places = NDArray[np.intp]


class Classes:
    """Classes of words of one kind of desk, from layer to layer; each begins in class 0.

    Words are of one class where every deed of every layer that follows breaks the same rule on
    both, or none. `after[layer]` [class, deed]: the class behind the layer, 0 where a rule is
    broken; `broken[layer]` [class, deed]: which. `deed_of[layer]` [whether hosts are run, choice]:
    which deed each choice is; those that do the same to every class are one.
    """

    def __init__(
        self, of: int, kind: Kind, layers: Sequence[Layer], parts: Sequence[Sequence[Part]]
    ) -> None:
        self.desk = Desk(of, kind, layers, parts)
        self.deed_of: list[Places] = []
        self.after: list[Words] = []
        self.broken: list[Words] = []
        had = np.zeros(1, dtype=np.int64)
        for place, layer in enumerate(layers):
            had = self._step(place, layer.choices, had)
        self._merge(len(had))
        self.width = (max(map(len, self.after)) - 1).bit_length()

    def _step(self, place: int, choices: Sequence[Choice], had: Words) -> Words:
        """All words behind a layer, from those before it."""
        known: dict[Deed, int] = {}
        deed_of = [
            [known.setdefault(deed, len(known)) for deed in deeds]
            for deeds in self.desk.list_deeds(choices, place)
        ]
        has, is_idle, is_lacking = self.desk.follow(place, had, list(known))
        broken = np.where(is_idle, IDLE, np.where(is_lacking, LACKING, FINE))
        words = np.unique(has[broken == FINE])
        self.deed_of.append(np.array(deed_of, dtype=np.intp))
        self.after.append(np.where(broken == FINE, np.searchsorted(words, has), 0))
        self.broken.append(broken)
        if len(words):
            return words
        return np.zeros(1, dtype=np.int64)

    def _merge(self, words: int) -> None:
        """Words become classes, from the last layer on."""
        class_of = np.zeros(words, dtype=np.intp)
        for place in reversed(range(len(self.after))):
            broken = self.broken[place]
            after = np.where(broken == FINE, class_of[self.after[place]], 0)
            shown = after * (IDLE + 1) + broken
            deeds, deed_of = _find_distinct_rows(shown.T)
            self.deed_of[place] = deed_of[self.deed_of[place]]
            firsts, class_of = _find_distinct_rows(shown[:, deeds])
            self.after[place], self.broken[place] = np.divmod(shown[firsts][:, deeds], IDLE + 1)


def _find_distinct_rows(table: Words) -> tuple[list[int], Places]:
    """The first of each of the distinct rows, and which of them each row is."""
    if len(table) == 1:
        return [0], np.zeros(1, dtype=np.intp)
    known: dict[bytes, int] = {}
    which = [known.setdefault(row.tobytes(), len(known)) for row in table]
    firsts = [which.index(number) for number in range(len(known))]
    return firsts, np.array(which, dtype=np.intp)
