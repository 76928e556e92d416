"""The answer: totals, per desktop, against the baseline, and the lines they come from.

Money is kept in whole cents here: rounded half up once, from the engine's unrounded sums.
Page, CSV, API and charts are views of this one answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from .coverage import Finding
from .document import Question, Scenario
from .evaluate import Evaluation, LineKey, evaluate
from .exact import Floats, cents_half_up, half_up
from .faults import Fault, Faults
from .finance import annualised, payback_years, present_value
from .findings import message
from .market import Price
from .quantities import binding_names
from .reading import Range
from .spending import pack_spans, row_tiers
from .words import CATEGORIES, HOSTED, category_of_role

LARGEST_MONEY = 1e13
Cents = int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a scenario: what it is, what was counted, its money by column in cents."""

    key: str
    label: str
    category: str
    indirect: bool
    cash_flow: list[Cents]
    total: Cents
    month: Cents | None
    scheme: str | None = None
    quantity: list[int] | None = None
    packs: list[int] | None = None
    bought: list[int] | None = None
    binding: list[str | None] | None = None
    net_unit_price: Decimal | None = None
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a scenario that can be priced. Money in cents; None where no desktop stands."""

    lines: list[Line]
    cash_flow: list[Cents]
    tco: Cents
    npv: Cents
    annualised: Cents
    desktop_years: int
    tco_per_desktop: Cents | None
    tco_per_desktop_year: Cents | None
    tco_per_desktop_month: Cents | None
    saving: Cents | None
    npv_saving: Cents | None
    payback_years: float | None
    saved_so_far: list[Cents] | None
    category_total: dict[str, Cents]
    category_month: dict[str, Cents | None]
    kwh: list[int]
    co2_kg: list[int]


@dataclass(frozen=True, slots=True)
class ScenarioAnswer:
    """One scenario's findings, sizing and, unless something is not on sale, figures."""

    scenario: Scenario
    compliant: bool
    findings: list[tuple[Finding, str]]
    hosts: list[int]
    pools: dict[str, tuple[list[int], list[str | None]]]
    storage_gb: list[int]
    cloud_storage_gb: list[int]
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, with the evaluation that it is a view of."""

    question: Question
    evaluation: Evaluation = field(repr=False)
    scenarios: list[ScenarioAnswer]

    @property
    def currency(self) -> str:
        """ISO 4217 code of all money."""
        return self.question.market.catalogue.currency


def answer(question: Question) -> Answer:
    """Prices a question: the plain comparison, every range at its mode.

    Raises `Faults` where an assumption is missing or a total is too large to state to the cent.
    """
    run = evaluate(question)
    _check_size(run)
    totals = _Totals(run)
    return Answer(question, run, [_scenario(run, totals, place) for place in range(len(question.scenarios))])


def to_cents(money: Floats) -> list[Any]:
    """Money as whole cents, halves away from zero, in the array's own nesting."""
    return cents_half_up(money).astype(np.int64).tolist()  # type: ignore[no-any-return]


def _check_size(run: Evaluation) -> None:
    with np.errstate(invalid="ignore"):
        reached = np.abs(run.money).sum(axis=(1, 2))
    faults = []
    for place in range(len(run.question.scenarios)):
        own = [i for i, line in enumerate(run.lines) if line.scenario_place == place]
        if not np.all(np.isfinite(reached[own])) or reached[own].sum() >= LARGEST_MONEY:
            faults.append(Fault(f"scenarios[{place}]", "", "total too large to state to the cent"))
    if faults:
        raise Faults(faults)


class _Totals:
    """Totals of all scenarios at once, from the first draw of an evaluation."""

    def __init__(self, run: Evaluation) -> None:
        question = run.question
        rate, years = float(question.discount_rate), question.horizon_years
        flow = run.cash_flow
        self.flow = flow[:, :, 0]
        self.tco = self.flow.sum(axis=1)
        npv = present_value(flow, rate)
        self.desktop_years = int(run.fleet.desktops[:, :, 0].sum())
        self.cents_flow = to_cents(self.flow)
        self.cents_tco = to_cents(self.tco)
        self.cents_npv = to_cents(npv[:, 0])
        self.cents_annualised = to_cents(annualised(npv, rate, years)[:, 0])
        self.cents_saving = to_cents(self.tco[0] - self.tco)
        self.cents_npv_saving = to_cents(npv[0, 0] - npv[:, 0])
        self.saved = self.flow[0] - self.flow
        self.cents_saved_so_far = to_cents(np.cumsum(self.saved, axis=1))
        line_total = run.money[:, :, 0].sum(axis=1)
        self.cents_money = to_cents(run.money[:, :, 0])
        self.cents_line = to_cents(line_total)
        self.line_total = line_total
        self.cents_line_month = self._by_month(line_total)
        self.cents_month = self._by_month(self.tco)
        if self.desktop_years:
            a_year = self.tco / self.desktop_years
            self.cents_year = to_cents(a_year)
            self.cents_desktop = to_cents(a_year * years)
        self._categories(run)
        kwh = run.operations.kwh[:, :, 0]
        self.kwh = half_up(kwh).astype(np.int64).tolist()
        self.co2_kg = half_up(kwh * run.knobs["grid_co2_kg_per_kwh"][:, 0, None]).astype(np.int64).tolist()

    def _by_month(self, money: Floats) -> list[Any]:
        """Money a desktop a month; None for each where no desktop stands."""
        if not self.desktop_years:
            return [None] * len(money)
        return to_cents(money / (self.desktop_years * 12))

    def _categories(self, run: Evaluation) -> None:
        order = list(CATEGORIES)
        shape = (len(run.question.scenarios), len(order))
        totals = np.zeros(shape)
        places = [line.scenario_place * len(order) + order.index(category(line)) for line in run.lines]
        np.add.at(totals.reshape(-1), places, self.line_total)
        self.cents_category = to_cents(totals)
        self.cents_category_month = [self._by_month(row) for row in totals]
        present = {(line.scenario_place, category(line)) for line in run.lines if line.row}
        self.has_category = [[bool(totals[s, c]) or (s, name) in present for c, name in enumerate(order)] for s in range(shape[0])]


def category(line: LineKey) -> str:
    """The category of a line."""
    return category_of_role(line.row.entry.scheme.role) if line.row else line.operating.category  # type: ignore[union-attr]


def _scenario(run: Evaluation, totals: _Totals, place: int) -> ScenarioAnswer:
    scenario = run.question.scenarios[place]
    findings = [*run.bill.coverages[place].findings, *_over_maximum(run, place)]
    findings.sort(key=lambda f: KINDS.index(f.kind))
    priced = not any(finding.kind == "not_on_sale" for finding in findings)
    hosts = run.sizing.hosts[place, :, :, 0]
    by_cpu = run.sizing.by_cpu[place, :, :, 0].tolist()
    pools = {}
    for pool, delivery in enumerate(HOSTED):
        if delivery in scenario.deliveries:
            numbers = hosts[pool].astype(int).tolist()
            names = [("cpu" if cpu else "ram") if n else None for n, cpu in zip(numbers, by_cpu[pool], strict=True)]
            pools[delivery] = (numbers, names)
    return ScenarioAnswer(
        scenario=scenario,
        compliant=all(finding.kind == "unused" for finding in findings),
        findings=[(finding, message(finding, scenario)) for finding in findings],
        hosts=hosts.sum(axis=0).astype(int).tolist(),
        pools=pools,
        storage_gb=run.sizing.storage_gb[place, :, 0].astype(int).tolist(),
        cloud_storage_gb=run.sizing.cloud_storage_gb[place, :, 0].astype(int).tolist(),
        figures=_figures(run, totals, place) if priced else None,
    )


KINDS = ("uncovered", "unmet", "unused", "not_on_sale", "over_maximum", "conflict")


def _over_maximum(run: Evaluation, place: int) -> list[Finding]:
    """Schemes whose quantity of a year is above the largest number they may be used for."""
    return [
        Finding("over_maximum", scheme=row.entry.scheme.id)
        for row in run.bill.rows
        if row.scenario_place == place
        and row.entry.scheme.maximum is not None
        and (run.quantities.quantity[row.place, :, 0] > row.entry.scheme.maximum).any()
    ]


def _figures(run: Evaluation, totals: _Totals, place: int) -> Figures:
    has_baseline = not any(f.kind == "not_on_sale" for f in run.bill.coverages[0].findings)
    categories = [name for name, has in zip(CATEGORIES, totals.has_category[place], strict=True) if has]
    order = list(CATEGORIES)
    some = bool(totals.desktop_years)
    return Figures(
        lines=_lines(run, totals, place),
        cash_flow=totals.cents_flow[place],
        tco=totals.cents_tco[place],
        npv=totals.cents_npv[place],
        annualised=totals.cents_annualised[place],
        desktop_years=totals.desktop_years,
        tco_per_desktop=totals.cents_desktop[place] if some else None,
        tco_per_desktop_year=totals.cents_year[place] if some else None,
        tco_per_desktop_month=totals.cents_month[place],
        saving=totals.cents_saving[place] if has_baseline else None,
        npv_saving=totals.cents_npv_saving[place] if has_baseline else None,
        payback_years=payback_years(totals.saved[place].tolist()) if has_baseline else None,
        saved_so_far=totals.cents_saved_so_far[place] if has_baseline else None,
        category_total={name: totals.cents_category[place][order.index(name)] for name in categories},
        category_month={name: totals.cents_category_month[place][order.index(name)] for name in categories},
        kwh=totals.kwh[place],
        co2_kg=totals.co2_kg[place],
    )


def _lines(run: Evaluation, totals: _Totals, place: int) -> list[Line]:
    bindings = binding_names(run.bill, run.quantities)
    quantity = run.quantities.quantity[:, :, 0].astype(np.int64).tolist()
    packs = run.quantities.packs[:, :, 0].astype(np.int64).tolist()
    bought = run.spending.bought[:, :, 0].astype(np.int64).tolist()
    lines = []
    for index, key in enumerate(run.lines):
        if key.scenario_place != place:
            continue
        cash_flow = totals.cents_money[index]
        money = {"cash_flow": cash_flow, "total": totals.cents_line[index], "month": totals.cents_line_month[index]}
        if (key.operating is not None or key.is_maintenance) and not any(cash_flow):
            continue
        if key.operating is not None:
            operating = key.operating
            lines.append(Line(operating.key, operating.label, operating.category, operating.indirect, **money))
            continue
        assert key.row is not None
        row, scheme = key.row, key.row.entry.scheme
        lines.append(
            Line(
                key=f"{scheme.id}/maintenance" if key.is_maintenance else scheme.id,
                label=f"{scheme.name}, maintenance" if key.is_maintenance else scheme.name,
                category=category(key),
                indirect=False,
                scheme=scheme.id,
                quantity=quantity[row.place],
                packs=packs[row.place],
                bought=bought[row.place] if scheme.charge == "perpetual" and not key.is_maintenance else None,
                binding=bindings[row.place],
                net_unit_price=_net_unit_price(key, quantity[row.place][0]),
                price=row.scenario.market.price(scheme.id),
                **money,
            )
        )
    return lines


def _net_unit_price(key: LineKey, first_quantity: int) -> Decimal:
    """Net price of a pack in year 1, the scenario's factor on it: of the tier reached, or the first."""
    row = key.row
    assert row is not None
    net = row_tiers(row)[0][1]
    if row.entry.scheme.tier_mode == "volume":
        net = next(price for threshold, price in reversed(row_tiers(row)) if first_quantity >= threshold)
    else:
        net = pack_spans(row)[0][2]
    factor = row.scenario.prices.get(row.entry.scheme.id, Decimal(1))
    return net * (factor.mode if isinstance(factor, Range) else factor)
