"""The bill of materials: one row for each entry of each scenario's stack, as arrays.

All scenarios stand in one table, so that one NumPy call serves them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .coverage import Coverage, coverage_of
from .document import Entry, Question, Scenario
from .exact import Floats

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Row:
    """One entry of one scenario's stack, with the groups that it counts."""

    place: int
    scenario_place: int
    scenario: Scenario
    entry: Entry
    groups: tuple[int, ...]


class Bill:
    """Every entry of every scenario, in order, with what its words say about its numbers."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.coverages: list[Coverage] = []
        self.rows: list[Row] = []
        for place, scenario in enumerate(question.scenarios):
            coverage = coverage_of(scenario, question.fleet)
            self.coverages.append(coverage)
            for entry, groups in zip(scenario.stack, coverage.counts, strict=True):
                self.rows.append(Row(len(self.rows), place, scenario, entry, groups))
        self.scenario_of = np.array([row.scenario_place for row in self.rows], dtype=np.intp)

    def __len__(self) -> int:
        return len(self.rows)

    def places(self, metric: str) -> list[int]:
        """The rows of one metric."""
        return [row.place for row in self.rows if row.entry.scheme.metric == metric]

    @cached_property
    def masks(self) -> Floats:
        """[row, group]: 1 where the row counts the group, else 0."""
        masks = np.zeros((len(self.rows), len(self.question.fleet)))
        for row in self.rows:
            masks[row.place, list(row.groups)] = 1
        return masks

    def deliveries(self, delivery: str) -> Floats:
        """[scenario, group]: 1 where the group is on the delivery, else 0."""
        return np.array([[float(d == delivery) for d in s.deliveries] for s in self.question.scenarios])

    @cached_property
    def packs(self) -> Floats:
        """Units in a pack, [row, 1, 1]."""
        return self._column([row.entry.scheme.pack for row in self.rows])

    @cached_property
    def minimums(self) -> Floats:
        """Smallest orders, [row, 1, 1]."""
        return self._column([row.entry.scheme.minimum for row in self.rows])

    @cached_property
    def extras(self) -> Floats:
        """What an entry adds to its count, [row, 1, 1]."""
        return self._column([row.entry.extra for row in self.rows])

    def _column(self, values: list[int]) -> Floats:
        return np.array(values, dtype=np.float64)[:, None, None]
