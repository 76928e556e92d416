"""The one straight line: question and draws -> money of every line [line, column, draw]."""

from __future__ import annotations

from dataclasses import dataclass

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

INFLATIONS = ("price_inflation", "labour_inflation", "energy_inflation")


@dataclass(frozen=True, slots=True)
class LineKey:
    """Which line: of a scheme (`row`, with its maintenance apart) or an operating one."""

    scenario_place: int
    row: Row | None
    operating: OperatingLine | None
    is_maintenance: bool = False


@dataclass(frozen=True)
class Evaluation:
    """Everything that one run of the engine made; all answers and explanations are views of it.

    `money` [line, column, draw] in the order of `lines`, those of a scenario together;
    `cash_flow` [scenario, column, draw].
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
    lines, money = _lines(bill, spending, operations)
    counted = np.array([question.include_indirect or line.operating is None or not line.operating.indirect for line in lines])
    cash_flow = np.stack(
        [
            money[[place for place, line in enumerate(lines) if line.scenario_place == s and counted[place]]].sum(axis=0)
            for s in range(len(question.scenarios))
        ]
    )
    return Evaluation(question, bill, knobs, rises, fleet, sizing, quantities, spending, operations, lines, money, cash_flow)


def _lines(bill: Bill, spending: Spending, operations: Operations) -> tuple[list[LineKey], Floats]:
    """The lines of each scenario: its stack in order, maintenance behind its scheme, then operations."""
    lines: list[LineKey] = []
    amounts: list[Floats] = []
    for s in range(len(bill.question.scenarios)):
        for row in bill.rows:
            if row.scenario_place != s:
                continue
            is_bought = row.entry.scheme.charge == "perpetual"
            lines.append(LineKey(s, row, None))
            amounts.append((spending.purchases if is_bought else spending.yearly)[row.place])
            if is_bought and row.entry.scheme.maintenance_rate:
                lines.append(LineKey(s, row, None, is_maintenance=True))
                amounts.append(spending.yearly[row.place])
        for operating in OPERATING_LINES:
            lines.append(LineKey(s, None, operating))
            amounts.append(operations.money[operating.key][s])
    return lines, np.stack(np.broadcast_arrays(*amounts))
