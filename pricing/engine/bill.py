"""The bill of materials: one row for each entry of each scenario's stack, as arrays.

All scenarios stand in one table, so that one NumPy call serves them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .coverage import Coverage, coverage_of
from .document import Entry, Question, Scenario
from .exact import Floats
from .market import Price
from .prices import NetTiers, discount_of, net_tiers

Places = NDArray[np.intp]


class Row(NamedTuple):
    """One entry of one scenario's stack: the groups that it counts, its price that day if it has one, its net tiers."""

    place: int
    scenario_place: int
    scenario: Scenario
    entry: Entry
    groups: tuple[int, ...]
    price: Price | None
    tiers: NetTiers


class Bill:
    """Every entry of every scenario, in order, with what its words say about its numbers."""

    def __init__(self, question: Question, coverages: Sequence[Coverage] | None = None) -> None:
        """`coverages`: who is covered by what in each scenario, where that is known already."""
        self.question = question
        self.coverages: list[Coverage] = []
        self.rows: list[Row] = []
        self.rows_of: list[list[Row]] = []
        for place, scenario in enumerate(question.scenarios):
            coverage = coverage_of(scenario, question.fleet) if coverages is None else coverages[place]
            self.coverages.append(coverage)
            first = len(self.rows)
            for entry, groups in zip(scenario.stack, coverage.counts, strict=True):
                price = scenario.market.price(entry.scheme.id)
                tiers = net_tiers(price, discount_of(scenario, entry.scheme))
                self.rows.append(Row(len(self.rows), place, scenario, entry, groups, price, tiers))
            self.rows_of.append(self.rows[first:])
        self.scenario_of = np.array([row.scenario_place for row in self.rows], dtype=np.intp)

    def of(self, rows: list[Row]) -> Bill:
        """A bill of some of the rows alone, in their order."""
        part = copy(self)
        for name in ("by_metric", "masks", "packs", "minimums", "extras"):
            part.__dict__.pop(name, None)
        part.rows = [row._replace(place=place) for place, row in enumerate(rows)]
        part.rows_of = [[row for row in part.rows if row.scenario_place == p] for p in range(len(self.rows_of))]
        part.scenario_of = self.scenario_of[[row.place for row in rows]]
        return part

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def by_metric(self) -> dict[str, list[int]]:
        """The places of the rows of each metric in use."""
        places: dict[str, list[int]] = {}
        for row in self.rows:
            places.setdefault(row.entry.scheme.metric, []).append(row.place)
        return places

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
