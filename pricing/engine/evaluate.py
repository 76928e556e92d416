"""The one straight line: question and draws -> money of every line [line, column, draw]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .bill import Bill, Row
from .document import Question
from .draws import Draws, Knobs, at_mode
from .exact import Floats
from .fleet import Fleet, compound, fleet_of
from .needs import check_needed
from .operations import OPERATING_LINES, OperatingLine, Operations, operations_of
from .quantities import Quantities, quantities_of
from .sizing import Sizing, sizing_of
from .spending import Spending, spending_of
from .words import category_of_role

INFLATIONS = ("price_inflation", "labour_inflation", "energy_inflation")


class LineKey(NamedTuple):
    """Which line: of a scheme (`row`, with its maintenance apart) or an operating one."""

    scenario_place: int
    category: str
    row: Row | None
    operating: OperatingLine | None
    is_maintenance: bool = False


@dataclass(frozen=True)
class Evaluation:
    """Everything that one run of the engine made; all answers and explanations are views of it.

    `money` [line, column, draw] in the order of `lines`, those of a scenario together from
    `starts[scenario]` on (with the end behind the last); `cash_flow` [scenario, column, draw].
    """

    question: Question
    bill: Bill
    knobs: Knobs
    rises: dict[str, Floats]
    fleet: Fleet
    sizing: Sizing
    quantities: Quantities
    spending: Spending
    operations: Operations
    lines: list[LineKey]
    starts: list[int]
    money: Floats
    cash_flow: Floats


def evaluate(question: Question, draws: Draws = at_mode) -> Evaluation:
    """Prices every scenario of a question over all draws at once.

    Raises `Faults` where an assumption that a line needs is nowhere given.
    """
    check_needed(question)
    knobs = Knobs(question, draws)
    fleet = fleet_of(question, draws)
    bill = Bill(question)
    rises = {name: compound(knobs[name], question.horizon_years) for name in INFLATIONS}
    sizing = sizing_of(bill, fleet, knobs)
    quantities = quantities_of(bill, fleet, sizing, knobs)
    spending = spending_of(bill, quantities, rises["price_inflation"], draws)
    operations = operations_of(bill, fleet, sizing, knobs, rises)
    lines, starts, money = _lines(bill, spending, operations)
    cash_flow = _cash_flow(question, lines, starts, money)
    return Evaluation(
        question, bill, knobs, rises, fleet, sizing, quantities, spending, operations, lines, starts, money, cash_flow
    )


def _lines(bill: Bill, spending: Spending, operations: Operations) -> tuple[list[LineKey], list[int], Floats]:
    """The lines of each scenario: its stack in order, maintenance behind its scheme, then operations."""
    lines: list[LineKey] = []
    starts: list[int] = []
    bought: list[tuple[int, int]] = []
    yearly: list[tuple[int, int]] = []
    for scenario_place, rows in enumerate(bill.rows_of):
        starts.append(len(lines))
        for row in rows:
            scheme = row.entry.scheme
            is_bought, category = scheme.charge == "perpetual", category_of_role(scheme.role)
            (bought if is_bought else yearly).append((len(lines), row.place))
            lines.append(LineKey(scenario_place, category, row, None))
            if is_bought and scheme.maintenance_rate:
                yearly.append((len(lines), row.place))
                lines.append(LineKey(scenario_place, category, row, None, is_maintenance=True))
        lines.extend(LineKey(scenario_place, operating.category, None, operating) for operating in OPERATING_LINES)
    running = operations.money
    draws = max(running.shape[-1], spending.purchases.shape[-1])
    money = np.empty((len(lines), running.shape[2], draws))
    for places, amounts in ((bought, spending.purchases), (yearly, spending.yearly)):
        money[[line for line, _ in places]] = amounts[[row for _, row in places]]
    money[[place for place, line in enumerate(lines) if line.operating]] = running.reshape(-1, *running.shape[2:])
    return lines, [*starts, len(lines)], money


def _cash_flow(question: Question, lines: list[LineKey], starts: list[int], money: Floats) -> Floats:
    """The sum of each scenario's lines, [scenario, column, draw]; users' time only where it is to count."""
    if question.include_indirect:
        return np.add.reduceat(money, starts[:-1], axis=0)
    counted = np.array([line.operating is None or not line.operating.indirect for line in lines])
    return np.add.reduceat(money * counted[:, None, None], starts[:-1], axis=0)
