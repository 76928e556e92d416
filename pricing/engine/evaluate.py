"""The one straight line: question and draws -> money of every line [line, column, draw]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .bill import Bill, Row
from .document import OwnLine, Question
from .draws import Draws, Knobs, at_mode, draw_number
from .exact import Floats
from .fleet import Fleet, compound_rate, fleet_of
from .needs import check_needed
from .numbers import Range
from .operating_lines import OPERATING_LINES, OperatingLine
from .operations import Operations, operations_of
from .quantities import Quantities, quantities_of
from .roll_out import rolled_out_of
from .sizing import Sizing, sizing_of
from .spending import Spending, residual_of, spending_of
from .vocabulary import category_of_role
from .work import announce, count_once

INFLATIONS = ("price_inflation", "labour_inflation", "energy_inflation")


class LineKey(NamedTuple):
    """Which line: of a scheme (`row`; its maintenance and what is left of it apart), an operating
    or an own one.

    `kind` is `payment`, `maintenance`, `residual`, `operating` or `own`.
    """

    scenario_place: int
    category: str
    kind: str
    row: Row | None = None
    operating: OperatingLine | None = None
    own: OwnLine | None = None

    @property
    def is_indirect(self) -> bool:
        """Whether it is users' time, which counts only where the comparison says so."""
        return self.category == "users_time"


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
    rolled_out: Floats
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
    announce(count_once(question))
    knobs = Knobs(question, draws)
    fleet = fleet_of(question, draws)
    bill = Bill(question)
    rises = {name: compound_rate(knobs[name], question.horizon_years) for name in INFLATIONS}
    sizing = sizing_of(bill, fleet, knobs)
    quantities = quantities_of(bill, fleet, sizing, knobs)
    spending = spending_of(bill, quantities, rises["price_inflation"], draws)
    rolled_out = rolled_out_of(bill, fleet, quantities.packs, spending.bought)
    operations = operations_of(bill, fleet, sizing, rolled_out, knobs, rises)
    lines, starts = _list_lines(bill)
    own = [_price_own_line(line, fleet, rises, draws) for line in lines if line.own is not None]
    money = _sum_money(bill, lines, own, spending, operations)
    cash_flow = _sum_cash_flow(question, lines, starts, money)
    return Evaluation(
        question, bill, knobs, rises, fleet, sizing, quantities, spending, rolled_out, operations,
        lines, starts, money, cash_flow,
    )  # fmt: skip


def _list_lines(bill: Bill) -> tuple[list[LineKey], list[int]]:
    """The lines of each scenario: its stack in order, operations, its own lines; and where each
    scenario begins.
    """
    lines: list[LineKey] = []
    starts: list[int] = []
    has_residual = bill.question.residual_value == "straight_line"
    for place, (scenario, rows) in enumerate(
        zip(bill.question.scenarios, bill.rows_of, strict=True)
    ):
        starts.append(len(lines))
        for row in rows:
            scheme, category = row.entry.scheme, category_of_role(row.entry.scheme.role)
            lines.append(LineKey(place, category, "payment", row))
            if scheme.maintenance_rate:
                lines.append(LineKey(place, category, "maintenance", row))
            if has_residual and scheme.life_years:
                lines.append(LineKey(place, category, "residual", row))
        lines.extend(
            LineKey(place, each.category, "operating", operating=each) for each in OPERATING_LINES
        )
        lines.extend(LineKey(place, own.category, "own", own=own) for own in scenario.own_lines)
    return lines, [*starts, len(lines)]


def _sum_money(
    bill: Bill, lines: list[LineKey], own: list[Floats], spending: Spending, operations: Operations
) -> Floats:
    """The money of each line, [line, column, draw]: purchases before their year, yearly payments as
    agreed.
    """
    years = bill.question.horizon_years
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        if _is_yearly(line):
            kind = "yearly"
        else:
            kind = line.kind
        places.setdefault(kind, []).append(place)
    running = operations.money
    draws = max(part.shape[-1] for part in (running, spending.purchases, spending.yearly, *own))
    money = np.zeros((len(lines), years + 1, draws))
    bought, yearly = places.get("payment", []), places.get("yearly", [])
    money[bought, :-1] = spending.purchases[[lines[place].row.place for place in bought]]  # type: ignore[union-attr]
    if bill.question.yearly_payments == "start":
        columns = slice(0, years)
    else:
        columns = slice(1, years + 1)
    money[yearly, columns] = spending.yearly[[lines[place].row.place for place in yearly]]  # type: ignore[union-attr]
    for place in places.get("residual", ()):
        money[place, -1] = residual_of(bill, spending, lines[place].row.place)  # type: ignore[union-attr]
    money[places.get("operating", [])] = running.reshape(-1, *running.shape[2:])
    for place, amounts in zip(places.get("own", ()), own, strict=True):
        money[place] = amounts
    return money


def _is_yearly(line: LineKey) -> bool:
    """Whether it is paid year by year: maintenance, or a subscription."""
    is_subscribed = line.row is not None and line.row.entry.scheme.charge == "subscription"
    return line.kind == "maintenance" or (line.kind == "payment" and is_subscribed)


def _price_own_line(line: LineKey, fleet: Fleet, rises: dict[str, Floats], draws: Draws) -> Floats:
    own = line.own
    assert own is not None
    if own.inflation == "none":
        rise = None
    else:
        rise = rises[f"{own.inflation}_inflation"][line.scenario_place]
    return own_money(own, fleet, rise, draws)


def own_money(own: OwnLine, fleet: Fleet, rise: Floats | None, draws: Draws) -> Floats:
    """The money of one own line, [column, draw] (methodology, Lines of one's own).

    `rise`: (1+i)^0.. [year, draw], if it rises. Today stands with year 1: column t counts the
    fleet, and rises, as year max(t, 1) does.
    """
    years = fleet.desktops.shape[1]
    year_of = [0, *range(years)]
    pays = np.array(
        [[own.first <= column <= own.last] for column in range(years + 1)], dtype=np.float64
    )
    amount = draw_number(own.moved_as, Range.at(own.amount) if own.moved_as else own.amount, draws)
    amounts = pays * amount * own_counts(own, fleet)[year_of]
    if rise is None:
        return amounts
    return amounts * rise[year_of]


def own_counts(own: OwnLine, fleet: Fleet) -> Floats:
    """What an own line's amount is for, [year, draw]: the whole, or each desktop, user or
    device.
    """
    if own.of == "all":
        return np.ones((fleet.desktops.shape[1], 1))
    counts: Floats = {"desktop": fleet.desktops, "user": fleet.users, "device": fleet.devices}[
        own.of
    ].sum(axis=0)
    return counts


def _sum_cash_flow(
    question: Question, lines: list[LineKey], starts: list[int], money: Floats
) -> Floats:
    """The sum of each scenario's lines, [scenario, column, draw]; users' time only where it is to
    count.
    """
    if question.include_indirect:
        return np.add.reduceat(money, starts[:-1], axis=0)
    counted = np.array([not line.is_indirect for line in lines])
    return np.add.reduceat(money * counted[:, None, None], starts[:-1], axis=0)
