"""What a line of a scenario rests on: prices, assumptions, and numbers that schemes state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from .bill import Row
from .document import Scenario
from .evaluate import Evaluation
from .knobs import KNOBS
from .market import Assumption, Market, Price, Scheme
from .needs import names_that_count, names_that_size_disks, names_that_size_hosts
from .operating_lines import OperatingLine
from .vocabulary import CONFIDENCES, DELIVERIES, HOST_METRICS

TYPED = "typed"  # a number that the reader gave
PRICE = "its price"
_OF_HYPERVISORS = ("memory_overcommit", "hypervisor_ram_gb")
# What schemes state of themselves, before their name.
_STATED = {
    "watts": "watts of",
    "session_kbps": "bandwidth of",
    "memory_overcommit": "memory overcommit of",
    "hypervisor_ram_gb": "memory kept by",
}


class Ground(NamedTuple):
    """One thing that a line rests on, and how sure it is: a confidence, or `TYPED`.

    `knob` names the assumption, `scheme` whose price it is, or whose number `attribute` states.
    `seen`: the last day, by the price date, on which somebody found it in its source; None where
    none is known. `before`: how sure it was before a rate converted it; "" of what none did.
    """

    label: str
    sureness: str
    knob: str = ""
    scheme: str = ""
    attribute: str = ""
    seen: date | None = None
    before: str = ""


class Grounds:
    """Names what lines of one scenario rest on.

    Its price, what makes its quantity (what sizes hosts, machines and disks), the assumptions that
    it multiplies, watts and bandwidth, the cost of the project, and a yearly rise where one is in
    it. The fleet is the question itself and is no ground, nor is a quantity or a discount that the
    reader gave.
    """

    def __init__(self, run: Evaluation, scenario_place: int) -> None:
        self.run, self.place = run, scenario_place
        self.question = run.question
        self.scenario: Scenario = run.question.scenarios[scenario_place]

    def of_line(self, place: int) -> list[Ground]:
        """What a line of the run, one of the scenario's, rests on."""
        line = self.run.lines[place]
        columns = self.run.money[place, :, 0].nonzero()[0]
        last = 0
        if len(columns):
            last = int(columns[-1])
        if line.row is not None:
            return list(self.of_scheme(line.row, last))
        if line.operating is not None:
            return list(self.of_operation(line.operating, last))
        return [Ground("a line of your own", TYPED)]

    def of_scheme(self, row: Row, last: int) -> Iterator[Ground]:
        """`last`: the last column in which the line has money."""
        scheme = row.entry.scheme
        if scheme.id in self.scenario.net_prices or scheme.id in self.scenario.prices:
            yield Ground(PRICE, TYPED, scheme=scheme.id)
        elif row.price is not None:
            yield self._make_ground_of_prices(row)
        if row.entry.quantity is None:
            yield from self._list_of_count(row)
        is_ahead = scheme.charge == "perpetual" or self.question.yearly_payments == "start"
        if last > (0 if is_ahead else 1):
            yield from self._list_of_rise("price_inflation")

    def _make_ground_of_prices(self, row: Row) -> Ground:
        """Of changes that the list knows too: as sure as the weakest, as old as the oldest."""
        coming = () if row.tariff.is_steady else row.tariff.years
        prices = [price for price in (row.price, *(year.listed for year in coming)) if price]
        return Ground(
            PRICE,
            max((price.confidence for price in prices), key=CONFIDENCES.index),
            scheme=row.entry.scheme.id,
            seen=min(price.find_seen(self.scenario.market.day) for price in prices),
            before=max(map(find_sureness_before, prices), key=("", *CONFIDENCES).index),
        )

    def of_operation(self, line: OperatingLine, last: int) -> Iterator[Ground]:
        names = [
            name.removeprefix("/") for name in (*line.factors, line.price) if isinstance(name, str)
        ]
        yield from self.of_knobs(name for name in names if name in KNOBS)
        for name in names:
            if "{delivery}" in name:
                yield from self._list_of_deliveries(name)
        if "watts" in names:
            yield from self._list_of_watts()
        if "kbps" in names:
            yield from self._list_of_bandwidth()
        if line.counts == "hosts":
            yield from self.of_hosts
            yield from (
                self._list_of_attribute(self.scenario.server, "watts")
                if "server_watts" in names
                else ()
            )
        if line.counts == "storage_gb":
            yield from self.of_disks
        if line.key == "deployment":
            costs = [f"{delivery}.project_cost" for delivery in self._deliveries]
            yield from self.of_knobs(name for name in costs if self._find_value(name))
        if line.rises_with is not None and last > (0 if line.is_ahead else 1):
            yield from self._list_of_rise(line.rises_with)

    def of_knobs(self, names: Iterable[str]) -> Iterator[Ground]:
        for name in names:
            if name in self.scenario.assumptions or name in self.question.assumptions:
                yield Ground(KNOBS[name].label, TYPED, name)
            elif ground := _make_ground_of_knob(self.question.market, name):
                yield ground

    @cached_property
    def of_hosts(self) -> list[Ground]:
        """What makes the number of the scenario's hosts."""
        sizing = self.of_knobs(names_that_size_hosts(self.question, self.scenario))
        run = dict.fromkeys(self.scenario.hypervisors.values())
        stated = (self._list_of_attribute(each, name) for each in run for name in _OF_HYPERVISORS)
        return [*sizing, *chain.from_iterable(stated)]

    @cached_property
    def of_disks(self) -> list[Ground]:
        """What makes the scenario's disks, on hosts or in the cloud."""
        return list(self.of_knobs(names_that_size_disks(self.question, self.scenario)))

    def _list_of_count(self, row: Row) -> Iterator[Ground]:
        """With what makes the counts of those whose included units are taken off it."""
        yield from self._list_of_own_count(row)
        if row.place in self.run.quantities.included:
            for giver in self.run.bill.rows_of[self.place]:
                if row.entry.scheme.role in giver.entry.scheme.includes:
                    yield from self._list_of_own_count(giver)

    def _list_of_own_count(self, row: Row) -> Iterable[Ground]:
        metric = row.entry.scheme.metric
        if metric in HOST_METRICS:
            return self.of_hosts
        if metric == "gb":
            return self.of_disks
        profiles = sorted({self.question.fleet[group].profile for group in row.groups})
        return self.of_knobs(names_that_count(metric, profiles))

    def _list_of_rise(self, name: str) -> Iterator[Ground]:
        """A yearly rise, where there is one."""
        yield from self.of_knobs([name] if self._find_value(name) else [])

    def _list_of_watts(self) -> Iterator[Ground]:
        if any(endpoint.startswith("existing_") for endpoint in self.scenario.endpoints):
            yield from self.of_knobs(["existing_pc_watts"])
        for row in self.run.bill.rows_of[self.place]:
            if row.groups and row.entry.scheme.role == "endpoint":
                yield from self._list_of_attribute(row.entry.scheme, "watts")

    def _list_of_bandwidth(self) -> Iterator[Ground]:
        yield from self._list_of_deliveries("{delivery}.kbps_per_session")
        for row in self.run.bill.rows_of[self.place]:
            if row.groups:
                yield from self._list_of_attribute(row.entry.scheme, "session_kbps")

    def _list_of_attribute(self, scheme: Scheme | None, name: str) -> Iterator[Ground]:
        """A number that a scheme states: as sure as its rule."""
        if scheme is not None and scheme.attributes.get(name):
            label = f"{_STATED[name]} {scheme.name}"
            sureness = scheme.rule_confidence or "recalled"
            yield Ground(label, sureness, scheme=scheme.id, attribute=name)

    def _list_of_deliveries(self, name: str) -> Iterable[Ground]:
        return self.of_knobs(name.replace("{delivery}", delivery) for delivery in self._deliveries)

    @cached_property
    def _deliveries(self) -> list[str]:
        return [delivery for delivery in DELIVERIES if delivery in self.scenario.deliveries]

    def _find_value(self, name: str) -> float:
        return float(self.run.knobs[name][self.place].flat[0])


def _make_ground_of_knob(market: Market, name: str) -> Ground | None:
    """None of an assumption that a market does not know."""
    held = market.assumptions.get(name)
    if held is None:
        return None
    seen, before = held.find_seen(market.day), find_sureness_before(held)
    return Ground(KNOBS[name].label, held.confidence, name, seen=seen, before=before)


def find_sureness_before(told: Price | Assumption) -> str:
    """How sure money was before a rate converted it; "" of what none did. What a list takes off is
    told in no currency, and is as sure as it was.
    """
    if told.original is None:
        return ""
    if isinstance(told, Price) and told.term is not None:
        return max(told.original.confidence, told.term.confidence, key=CONFIDENCES.index)
    return told.original.confidence
