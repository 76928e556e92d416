"""What a line of a scenario rests on: prices, assumptions, and numbers that schemes state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .bill import Row
from .document import Scenario
from .evaluate import Evaluation
from .knobs import KNOBS
from .market import Scheme
from .needs import names_that_size_disks, names_that_size_hosts
from .operations import OperatingLine
from .words import DELIVERIES

TYPED = "typed"  # a number that the reader gave


class Ground(NamedTuple):
    """One thing that a line rests on, and how sure it is: a confidence, or `TYPED`."""

    label: str
    sureness: str


def grounds_of(run: Evaluation, place: int) -> list[Ground]:
    """What a line of a run rests on.

    Its price, what makes its quantity (what sizes hosts, machines and disks), the assumptions that it
    multiplies, watts and bandwidth, the cost of the project, and a yearly rise where one is in it. The fleet
    is the question itself and is no ground, nor is a quantity or a discount that the reader gave.
    """
    line = run.lines[place]
    maker = _Grounds(run, line.scenario_place)
    later = [column for column, money in enumerate(run.money[place, :, 0].tolist()) if money]
    if line.row is not None:
        return list(maker.of_scheme(line.row, later))
    if line.operating is not None:
        return list(maker.of_operation(line.operating, later))
    return [Ground("a line of your own", TYPED)]


class _Grounds:
    """Names what lines of one scenario rest on."""

    def __init__(self, run: Evaluation, scenario_place: int) -> None:
        self.run, self.place = run, scenario_place
        self.question = run.question
        self.scenario: Scenario = run.question.scenarios[scenario_place]

    def of_scheme(self, row: Row, columns: list[int]) -> Iterator[Ground]:
        """`columns`: those in which the line has money."""
        scheme = row.entry.scheme
        if scheme.id in self.scenario.net_prices or scheme.id in self.scenario.prices:
            yield Ground("its price", TYPED)
        elif row.price is not None:
            yield Ground("its price", row.price.confidence)
        if row.entry.quantity is None:
            yield from self.of_knobs(self._names_that_count(row))
        is_ahead = scheme.charge == "perpetual" or self.question.yearly_payments == "start"
        if any(column > (0 if is_ahead else 1) for column in columns):
            yield from self._of_rise("price_inflation")

    def of_operation(self, line: OperatingLine, columns: list[int]) -> Iterator[Ground]:
        names = [name.removeprefix("/") for name in (*line.factors, line.price) if isinstance(name, str)]
        yield from self.of_knobs(name for name in names if name in KNOBS)
        yield from self.of_knobs(
            name.replace("{delivery}", delivery)
            for name in names
            if "{delivery}" in name
            for delivery in self._deliveries()
        )
        if "watts" in names:
            yield from self._of_watts()
        if "kbps" in names:
            yield from self._of_bandwidth()
        if line.counts == "hosts":
            yield from self.of_knobs(names_that_size_hosts(self.question, self.scenario))
            yield from self._of_attribute(self.scenario.server, "watts") if "server_watts" in names else ()
        if line.counts == "storage_gb":
            yield from self.of_knobs(names_that_size_disks(self.question, self.scenario))
        if line.key == "deployment":
            costs = [f"{delivery}.project_cost" for delivery in self._deliveries()]
            yield from self.of_knobs(name for name in costs if self._value(name))
        if line.rises_with is not None and any(column > (0 if line.is_ahead else 1) for column in columns):
            yield from self._of_rise(line.rises_with)

    def of_knobs(self, names: Iterable[str]) -> Iterator[Ground]:
        for name in names:
            typed = name in self.scenario.assumptions or name in self.question.assumptions
            held = self.question.market.assumptions.get(name)
            if typed:
                yield Ground(KNOBS[name].label, TYPED)
            elif held is not None:
                yield Ground(KNOBS[name].label, held.confidence)

    def _names_that_count(self, row: Row) -> list[str]:
        metric = row.entry.scheme.metric
        profiles = sorted({self.question.fleet[group].profile for group in row.groups})
        machines = [f"{profile}.session_{what}" for profile in profiles for what in ("vcpu", "ram_gb")]
        if metric in ("host", "socket", "core"):
            return names_that_size_hosts(self.question, self.scenario)
        if metric == "gb":
            return names_that_size_disks(self.question, self.scenario)
        if metric == "user_hour":
            return [f"{profile}.hours_per_month" for profile in profiles]
        if metric == "instance":
            return machines
        return [*machines, "host_hours_per_month"] if metric == "instance_hour" else []

    def _of_rise(self, name: str) -> Iterator[Ground]:
        """A yearly rise, where there is one."""
        yield from self.of_knobs([name] if self._value(name) else [])

    def _of_watts(self) -> Iterator[Ground]:
        if any(endpoint.startswith("existing_") for endpoint in self.scenario.endpoints):
            yield from self.of_knobs(["existing_pc_watts"])
        for row in self.run.bill.rows_of[self.place]:
            if row.groups and row.entry.scheme.role == "endpoint":
                yield from self._of_attribute(row.entry.scheme, "watts")

    def _of_bandwidth(self) -> Iterator[Ground]:
        yield from self.of_knobs(f"{delivery}.kbps_per_session" for delivery in self._deliveries())
        for row in self.run.bill.rows_of[self.place]:
            if row.groups:
                yield from self._of_attribute(row.entry.scheme, "session_kbps")

    def _of_attribute(self, scheme: Scheme | None, name: str) -> Iterator[Ground]:
        """A number that a scheme states: as sure as its rule."""
        if scheme is not None and scheme.attributes.get(name):
            label = "watts" if name == "watts" else "bandwidth"
            yield Ground(f"{label} of {scheme.name}", scheme.rule_confidence or "recalled")

    def _deliveries(self) -> list[str]:
        return [delivery for delivery in DELIVERIES if delivery in self.scenario.deliveries]

    def _value(self, name: str) -> float:
        return float(self.run.knobs[name][self.place].flat[0])
