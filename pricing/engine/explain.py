"""How an amount was made: its factors in exact decimals, which multiply out to it.

Lines of schemes are explained by their payments (payments.py); operating lines by the table
of operating lines, with each factor's value as it was written and where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .evaluate import Evaluation
from .knobs import KNOBS
from .market import Assumption, Scheme
from .numbers import typical
from .operating_lines import HOURS_PER_YEAR, OperatingLine
from .operations import quantities_by_part
from .payments import EXACT
from .roll_out import exactly_rolled_out
from .vocabulary import DELIVERIES

ONE = Decimal(1)
COUNTED = {
    "rolled_out": ("desktop", "desktops"),
    "desktops": ("desktop", "desktops"),
    "users": ("user", "users"),
    "concurrent": ("user at the peak", "users at the peak"),
    "hosts": ("server", "servers"),
    "storage_gb": ("GB of storage", "GB of storage"),
}
DESKTOPS = {
    "pc": ("PC", "PCs"),
    "vdi": ("virtual desktop", "virtual desktops"),
    "session": ("desktop in a session", "desktops in sessions"),
    "cloud": ("cloud desktop", "cloud desktops"),
}
THOUSANDS = {
    "endpoint_energy": "(watts to kW)",
    "server_energy": "(watts to kW)",
    "storage_energy": "(GB to TB, watts to kW)",
    "network": "(kbit/s to Mbit/s)",
}


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: what it is, its value, whether it divides, and where it comes from.

    `source` is the assumption or scheme that it stands in; `is_typed` says that the reader's
    own value took the assumption's place.
    """

    label: str
    unit: str
    value: Decimal
    divides: bool = False
    knob: str | None = None
    source: Assumption | Scheme | None = None
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One part of an operating line: counts by year, its factors, the price and how it rises.

    `counted` names one and many of what the counts are of.
    """

    counted: tuple[str, str]
    counts: list[Fraction]
    factors: list[Factor]
    price: Factor
    rise: Factor | None
    is_once: bool
    is_ahead: bool = False

    def rises(self, year: int) -> Decimal:
        """(1 + inflation)^(year - 1)."""
        if self.rise:
            return EXACT.power(ONE + self.rise.value, year - 1)
        return ONE

    def due(self, year: int) -> int:
        """The column in which the year's money stands: at its end, or before it for work that is
        done ahead.
        """
        if self.is_once or self.is_ahead:
            return year - 1
        return year

    def amount(self, year: int) -> Fraction:
        """The part's money of one year (1..N), unrounded; of a one-off, year 1 stands for the
        start.
        """
        if self.is_once and year > 1:
            return Fraction(0)
        result = self.counts[year - 1] * Fraction(self.price.value) * Fraction(self.rises(year))
        for factor in self.factors:
            value = Fraction(factor.value)
            if factor.divides:
                result = result / value
            else:
                result = result * value
        return result


def operating_steps(run: Evaluation, scenario_place: int, line: OperatingLine) -> list[Step]:
    """The parts of an operating line that count anything, with their factors."""
    steps = []
    for place, by_year in enumerate(_counts_by_part(run, scenario_place, line)):
        if any(by_year):
            steps.append(step_of(run, scenario_place, line, place, by_year))
    if line.key == "deployment":
        steps.extend(projects_of(run, scenario_place))
    return steps


def _counts_by_part(
    run: Evaluation, scenario_place: int, line: OperatingLine
) -> list[list[Fraction]]:
    """What a line counts, [part][year], exact."""
    if line.counts == "rolled_out":
        on = run.question.scenarios[scenario_place].deliveries
        by_group = rolled_out_by_group(run, scenario_place)
        of = {
            d: [counts for counts, delivery in zip(by_group, on, strict=True) if delivery == d]
            for d in DELIVERIES
        }
        return [
            [sum(column, Fraction(0)) for column in zip(*groups, strict=True)]
            for groups in of.values()
        ]
    counts = quantities_by_part(run.bill, run.fleet, run.sizing, run.rolled_out)[
        line.parts, line.counts
    ]
    own = counts[min(scenario_place, len(counts) - 1), :, :, 0]
    return [[Fraction(int(count)) for count in part] for part in own]


def rolled_out_by_group(run: Evaluation, scenario_place: int) -> list[list[Fraction]]:
    """Desktops brought into use, [group][column], exact."""
    return exactly_rolled_out(
        run.bill, run.fleet, run.quantities.packs, run.spending.bought, scenario_place
    )


def step_of(
    run: Evaluation, scenario_place: int, line: OperatingLine, part: int, counts: list[Fraction]
) -> Step:
    factors = [
        _explain_factor(run, scenario_place, factor, line.parts, part) for factor in line.factors
    ]
    if line.divisor != 1:
        factors.append(Factor("", THOUSANDS[line.key], Decimal(line.divisor), divides=True))
    return Step(
        counted=_explain_count(run, line, part),
        counts=counts,
        factors=factors,
        price=explain_knob(run, scenario_place, line.price),
        rise=explain_knob(run, scenario_place, line.rises_with) if line.rises_with else None,
        is_once=line.rises_with is None,
        is_ahead=line.is_ahead,
    )


def _explain_count(run: Evaluation, line: OperatingLine, part: int) -> tuple[str, str]:
    """One and many of what a part of a line counts, and whose they are."""
    one, many = COUNTED[line.counts]
    if line.parts == "site":
        return one, many
    if line.parts == "group":
        name = run.question.fleet[part].name
        return f"{one} of {name}", f"{many} of {name}"
    delivery = list(DELIVERIES)[part]
    if line.counts in ("desktops", "rolled_out"):
        return DESKTOPS[delivery]
    return f"{one} of {_name_many(delivery)}", f"{many} of {_name_many(delivery)}"


def _name_many(delivery: str) -> str:
    if delivery == "pc":
        return "PCs"
    return DELIVERIES[delivery]


def projects_of(run: Evaluation, scenario_place: int) -> list[Step]:
    """The projects of the deliveries in use: once each, at the start."""
    years = run.question.horizon_years
    used = [d for d in DELIVERIES if d in run.question.scenarios[scenario_place].deliveries]
    return [
        Step(
            (f"project for {_name_many(d)}", f"projects for {_name_many(d)}"),
            [Fraction(1)] * years,
            [],
            explain_knob(run, scenario_place, f"{d}.project_cost"),
            None,
            True,
        )
        for d in used
    ]


def _explain_factor(
    run: Evaluation, scenario_place: int, factor: str | float, parts: str, part: int
) -> Factor:
    scenario = run.question.scenarios[scenario_place]
    if not isinstance(factor, str):
        unit = "months"
        if factor == HOURS_PER_YEAR:
            unit = "hours a year"
        return Factor("", unit, Decimal(int(factor)))
    if factor.startswith("/"):
        inner = _explain_factor(run, scenario_place, factor[1:], parts, part)
        return Factor(
            inner.label, inner.unit, inner.value, True, inner.knob, inner.source, inner.is_typed
        )
    if factor.startswith("{delivery}."):
        return explain_knob(
            run, scenario_place, factor.replace("{delivery}", list(DELIVERIES)[part])
        )
    if factor == "server_watts":
        assert scenario.server is not None
        return Factor(
            "Watts of a server",
            "watts",
            scenario.server.attributes.get("watts", Decimal(0)),
            source=scenario.server,
        )
    if factor == "watts":
        return _explain_watts(run, scenario_place, part)
    if factor == "kbps":
        return _explain_kbps(run, scenario_place, part)
    return explain_knob(run, scenario_place, factor)


def _explain_watts(run: Evaluation, scenario_place: int, group: int) -> Factor:
    for row in run.bill.rows_of[scenario_place]:
        scheme = row.entry.scheme
        if (
            scheme.role == "endpoint"
            and row.entry.is_seat
            and group in row.groups
            and "watts" in scheme.attributes
        ):
            return Factor("Watts of a device", "watts", scheme.attributes["watts"], source=scheme)
    if run.question.scenarios[scenario_place].endpoints[group].startswith("existing_"):
        return explain_knob(run, scenario_place, "existing_pc_watts")
    return Factor("Watts of a device", "watts", Decimal(0))


def _explain_kbps(run: Evaluation, scenario_place: int, group: int) -> Factor:
    for row in reversed(run.bill.rows_of[scenario_place]):
        own = row.entry.scheme.attributes.get("session_kbps")
        if own is not None and group in row.groups:
            return Factor("Bandwidth of a session", "kbit/s", own, source=row.entry.scheme)
    delivery = run.question.scenarios[scenario_place].deliveries[group]
    return explain_knob(run, scenario_place, f"{delivery}.kbps_per_session")


def explain_knob(run: Evaluation, scenario_place: int, name: str) -> Factor:
    """A knob as it was written: the scenario's, else the comparison's, else the catalogue's."""
    knob = KNOBS[name]
    scenario = run.question.scenarios[scenario_place]
    source = run.question.market.assumptions.get(name)
    for given in (scenario.assumptions, run.question.assumptions):
        if name in given:
            number = given[name]
            value = typical(number)
            return Factor(knob.label, knob.unit, value, knob=name, source=source, is_typed=True)
    assert source is not None
    return Factor(knob.label, knob.unit, source.typical, knob=name, source=source)
