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
from .prices import Tariff, Tiers, find_price, tariff_of

Places = NDArray[np.intp]
# the metric device for what stands on the desk: it counts desks, wherever else one reaches a
# desktop
DESK = "desk"

TYPED = "typed"  # in the place of a metric: the entry says its number itself


class Row(NamedTuple):
    """One entry of one scenario's stack: the groups that it counts, its price that day if it has
    one, what it costs.
    """

    place: int
    scenario_place: int
    scenario: Scenario
    entry: Entry
    groups: tuple[int, ...]
    price: Price | None
    tariff: Tariff

    @property
    def tiers(self) -> Tiers:
        """Net prices of the first year."""
        return self.tariff.years[0].tiers

    @property
    def is_priced(self) -> bool:
        """Whether anything says what it costs: the list on that day, or a quote."""
        return self.price is not None or self.tariff.years[0].is_quoted


class Bill:
    """Every entry of every scenario, in order, with what its words say about its numbers."""

    def __init__(self, question: Question, coverages: Sequence[Coverage] | None = None) -> None:
        """`coverages`: who is covered by what in each scenario, where that is known already."""
        self.question = question
        self.coverages: list[Coverage] = []
        self.rows: list[Row] = []
        self.rows_of: list[list[Row]] = []
        for place, scenario in enumerate(question.scenarios):
            if coverages is None:
                coverage = coverage_of(scenario, question.fleet)
            else:
                coverage = coverages[place]
            self.coverages.append(coverage)
            first = len(self.rows)
            for entry, groups in zip(scenario.stack, coverage.counts, strict=True):
                price = find_price(scenario, entry.scheme)
                tariff = tariff_of(scenario, entry, question.horizon_years, question.price_changes)
                self.rows.append(Row(len(self.rows), place, scenario, entry, groups, price, tariff))
            self.rows_of.append(self.rows[first:])
        self.scenario_of = np.array([row.scenario_place for row in self.rows], dtype=np.intp)

    def of(self, rows: list[Row]) -> Bill:
        """A bill of some of the rows alone, in their order."""
        part = copy(self)
        for name in ("by_metric", "masks", "packs", "minimums", "extras", "owned"):
            part.__dict__.pop(name, None)
        part.rows = [row._replace(place=place) for place, row in enumerate(rows)]
        part.rows_of = [
            [row for row in part.rows if row.scenario_place == p] for p in range(len(self.rows_of))
        ]
        part.scenario_of = self.scenario_of[[row.place for row in rows]]
        return part

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def by_metric(self) -> dict[str, list[int]]:
        """The places of the rows of each metric in use; what is typed, and devices bought for the
        desk, apart.
        """
        places: dict[str, list[int]] = {}
        for row in self.rows:
            places.setdefault(_counts(row.entry), []).append(row.place)
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
        return np.array(
            [[float(d == delivery) for d in s.deliveries] for s in self.question.scenarios]
        )

    @cached_property
    def packs(self) -> Floats | None:
        """Units in a pack, [row, 1, 1]; None where each is sold by itself."""
        return self._make_column([row.entry.scheme.pack for row in self.rows], 1)

    @cached_property
    def minimums(self) -> Floats | None:
        """Smallest orders, [row, 1, 1]; None where there are none."""
        return self._make_column([row.entry.scheme.minimum for row in self.rows], 0)

    @cached_property
    def extras(self) -> Floats | None:
        """What an entry adds to its count, [row, 1, 1]; None where none does."""
        return self._make_column([row.entry.extra for row in self.rows], 0)

    @cached_property
    def owned(self) -> Floats | None:
        """Packs in hand that still serve, [row, year, 1]; None where nobody owns any."""
        rows = [row for row in self.rows if row.entry.owned]
        if not rows:
            return None
        years = self.question.horizon_years
        owned = np.zeros((len(self.rows), years, 1))
        for row in rows:
            owned[row.place, : row.entry.owned_years or years] = row.entry.owned
        return owned

    def _make_column(self, values: list[int], usual: int) -> Floats | None:
        if all(value == usual for value in values):
            return None
        return np.array(values, dtype=np.float64)[:, None, None]


def _counts(entry: Entry) -> str:
    """What an entry counts."""
    if entry.quantity is not None:
        return TYPED
    if entry.scheme.metric == "device" and entry.scheme.role == "endpoint":
        return DESK
    return entry.scheme.metric
