"""The answer: totals, per desktop, against the baseline, and the lines they come from.

Money is kept in whole cents here: rounded half up once, from the engine's unrounded sums.
Page, CSV, API and charts are views of this one answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np

from .bill import Row
from .counted_findings import findings_of, unsold_rows
from .coverage import Finding
from .document import Question, Scenario
from .evaluate import Evaluation, LineKey, evaluate
from .exact import Floats, half_up
from .faults import Fault, Faults
from .figures import Amounts, Cents, Figures, Line
from .findings import tell_finding
from .numbers import typical
from .quantities import binding_names
from .totals import Totals
from .vocabulary import CATEGORIES


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
    totals = Totals(run)
    _check_size(totals)
    counts = _Counts(run)
    found = enumerate(findings_of(run))
    return Answer(
        question,
        run,
        [_answer_scenario(run, totals, counts, place, findings) for place, findings in found],
    )


def _check_size(totals: Totals) -> None:
    faults = [
        Fault(f"scenarios[{place}]", "", "total too large to state to the cent")
        for place, fits in enumerate(totals.is_statable.tolist())
        if not fits
    ]
    if faults:
        raise Faults(faults)


class _Counts:
    """The counts of every row of the bill, of the first draw, as plain lists; whether the baseline
    has figures.
    """

    def __init__(self, run: Evaluation) -> None:
        self.has_baseline = not unsold_rows(run, 0)
        self.bindings = binding_names(run.bill, run.quantities)
        self.quantity = _list_whole(run.quantities.quantity)
        self.packs = _list_whole(run.quantities.packs)
        # Nothing is bought in the last column.
        self.bought = [[*packs, 0] for packs in _list_whole(run.spending.bought)]
        kwh = run.operations.kwh
        self.kwh = _list_whole(half_up(kwh))
        self.co2_kg = _list_whole(half_up(kwh * run.knobs["grid_co2_kg_per_kwh"][:, None, :]))


def _list_whole(counts: Floats) -> list[Any]:
    return counts[:, :, 0].astype(np.int64).tolist()


def _answer_scenario(
    run: Evaluation, totals: Totals, counts: _Counts, place: int, findings: list[Finding]
) -> ScenarioAnswer:
    scenario = run.question.scenarios[place]
    priced = not any(finding.kind == "not_on_sale" for finding in findings)
    pools = {}
    for delivery, pool in run.sizing.pools.items():
        if delivery in scenario.deliveries:
            numbers, by_cpu = (
                each[place, :, 0].tolist() for each in (pool.hosts.astype(int), pool.by_cpu)
            )
            names = [_name_what_binds(cpu) for cpu in by_cpu]
            pools[delivery] = (
                numbers,
                [name if number else None for name, number in zip(names, numbers, strict=True)],
            )
    return ScenarioAnswer(
        scenario=scenario,
        compliant=all(finding.kind == "unused" for finding in findings),
        findings=[(finding, tell_finding(finding, scenario)) for finding in findings],
        hosts=run.sizing.hosts[place, :, 0].astype(int).tolist(),
        pools=pools,
        storage_gb=run.sizing.storage_gb[place, :, 0].astype(int).tolist(),
        cloud_storage_gb=run.sizing.cloud_storage_gb[place, :, 0].astype(int).tolist(),
        figures=_make_figures(run, totals, counts, place) if priced else None,
    )


def _name_what_binds(by_cpu: bool) -> str:
    """Whether processors or memory decide how many hosts a pool has."""
    if by_cpu:
        return "cpu"
    return "ram"


def _make_figures(run: Evaluation, totals: Totals, counts: _Counts, place: int) -> Figures:
    cents = totals.cents
    lines = _list_lines(run, totals, counts, place)
    there = {line.category for line in lines}
    categories = zip(CATEGORIES, cents["category_amounts"][place], strict=True)
    amounts = Amounts(*cents["amounts"][place])
    figures = Figures(
        lines=lines,
        cash_flow=cents["cash_flow"][place],
        tco=cents["tco"][place],
        npv=cents["npv"][place],
        annualised=cents["annualised"][place],
        desktop_years=totals.desktop_years,
        tco_per_desktop=amounts.desktop_horizon,
        tco_per_desktop_year=cents["tco_per_desktop_year"][place],
        tco_per_desktop_month=amounts.desktop_month,
        saving=None,
        npv_saving=None,
        payback_years=None,
        saved_so_far=None,
        amounts=amounts,
        cash_flow_amounts=[Amounts(*sums) for sums in cents["cash_flow_amounts"][place]],
        categories={name: Amounts(*sums) for name, sums in categories if name in there},
        kwh=counts.kwh[place],
        co2_kg=counts.co2_kg[place],
    )
    if not counts.has_baseline:
        return figures
    return replace(
        figures,
        saving=cents["saving"][place],
        npv_saving=cents["npv_saving"][place],
        payback_years=totals.payback_years[place],
        saved_so_far=[Amounts(*sums) for sums in cents["saved_so_far"][place]],
    )


def _list_lines(run: Evaluation, totals: Totals, counts: _Counts, place: int) -> list[Line]:
    """The lines of a scenario; operating and maintenance lines only where they are not 0
    throughout.
    """
    flows, sums = totals.cents["line"], totals.cents["line_amounts"]
    lines = []
    for index in range(run.starts[place], run.starts[place + 1]):
        key, flow, amounts = run.lines[index], flows[index], Amounts(*sums[index])
        if key.kind in ("operating", "maintenance") and not any(flow):
            continue
        if key.kind in ("payment", "maintenance"):
            lines.append(_make_counted_line(key, counts, flow, amounts))
        else:
            lines.append(_make_uncounted_line(key, flow, amounts))
    return lines


def _make_uncounted_line(key: LineKey, flow: list[Cents], amounts: Amounts) -> Line:
    """A line that is no purchase and no subscription: an operating one, one's own, or what is left
    at the end.
    """
    if key.operating is not None:
        return Line(
            key.operating.key,
            key.kind,
            key.operating.label,
            key.category,
            key.is_indirect,
            flow,
            amounts,
        )
    if key.own is not None:
        return Line(
            f"own:{key.own.name}",
            key.kind,
            key.own.name,
            key.category,
            key.is_indirect,
            flow,
            amounts,
        )
    assert key.row is not None
    scheme = key.row.entry.scheme
    name, label = f"{scheme.id}:residual", f"{scheme.name}, what is left at the end"
    return Line(name, key.kind, label, key.category, False, flow, amounts, scheme=scheme.id)


def _make_counted_line(key: LineKey, counts: _Counts, flow: list[Cents], amounts: Amounts) -> Line:
    """What is paid for a scheme, or for its maintenance, with what was counted and the price that
    it rests on.
    """
    row = key.row
    assert row is not None
    scheme, place = row.entry.scheme, row.place
    name, label, bought = scheme.id, scheme.name, None
    if key.kind == "maintenance":
        name, label = f"{scheme.id}/maintenance", f"{scheme.name}, maintenance"
    elif scheme.charge == "perpetual":
        bought = counts.bought[place]
    quantity, packs = counts.quantity[place], counts.packs[place]
    return Line(
        name,
        key.kind,
        label,
        key.category,
        False,
        flow,
        amounts,
        scheme=scheme.id,
        quantity=quantity,
        packs=packs,
        bought=bought,
        owned=_count_owned(row, packs),
        binding=counts.bindings[place],
        net_unit_price=_find_net_unit_price(row, quantity[0]),
        price=row.price,
    )


def _count_owned(row: Row, packs: list[int]) -> list[int] | None:
    """Packs in hand of each year's; None where the entry says nothing of what is owned."""
    owned = row.entry.owned
    if owned is None:
        return None
    serving = row.entry.owned_years or len(packs)
    return [min(need, owned) if year < serving else 0 for year, need in enumerate(packs)]


def _find_net_unit_price(row: Row, first_quantity: int) -> Decimal | None:
    """Net price of a pack in year 1, the scenario's factor on it: of the tier reached, or the first
    pack's.
    """
    if not row.is_priced:
        return None
    tiers = row.tiers
    net = tiers[0][1]
    if len(tiers) > 1 and row.entry.scheme.tier_mode == "volume":
        net = next(price for threshold, price in reversed(tiers) if first_quantity >= threshold)
    factor = row.scenario.prices.get(row.entry.scheme.id)
    if factor is None:
        return net
    return net * typical(factor)
