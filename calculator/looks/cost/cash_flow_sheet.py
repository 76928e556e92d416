"""The cash flow as a table: of each scenario a row a column of years, what they miss, the total.

In a workbook it is alive: the discount rate stands in one cell, and all that follows from it is
computed. What rounded years miss of a rounded total is a row of its own, so that they add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from calculator.looks.cost.dues import NO_PAYMENT
from calculator.looks.cost.factors import tell_due
from calculator.looks.cost.flow_table import Flow, find_rounding, make_flow, total_flow
from calculator.looks.cost.payback import tell_payback
from calculator.looks.cost.worth import annuity_of, divisor_of
from pricing.engine.answer import Answer
from pricing.engine.exact import half_up_cents
from pricing.engine.figures import Cents, Figures
from pricing.sheets import Cell, Export, Formula, Sheet, column_letter, money_cell
from pricing.sheets.quote import file_name
from pricing.sheets.rounding import find_rounding as find_nudge
from pricing.sheets.xlsx import MONEY_DECIMALS

HEADS = (
    *("scenario", "due_year", "due", "paid_out", "left_at_end", "net_paid_out"),
    *("saved", "saved_so_far", "discount_rate", "discount_factor"),
    *("present_value", "saved_present_value", "equivalent_annual_cost"),
    *("payback_years", "currency", "note"),
)
AT = {head: column_letter(place) for place, head in enumerate(HEADS)}
ROUNDING, TOTAL = "rounding", "total"
TITLE, SUMMARY = "Cash flow", "Present value"
RATE_CELL = f"'{SUMMARY}'!$B$2"
SIGN = "what is paid out is positive, what is left at the end negative"
ROUNDED = "each year is rounded by itself: what the years miss of the total"
DIGITS = 40  # of a fraction written out: more than any sum of money has
FIRST = 2  # the row beneath the heads
SUMS = {
    "paid_out": "Paid out",
    "left_at_end": "Left at the end, which nobody pays",
    "net_paid_out": "Together",
    "saved": "Saved against the first",
    "present_value": "Net present value",
    "saved_present_value": "Saving in present value",
    "equivalent_annual_cost": "Equivalent annual cost",
}


class Block(NamedTuple):
    """A scenario that can be priced; `first` is its first row in the sheet."""

    place: int
    name: str
    figures: Figures
    flows: Sequence[Flow]
    first: int

    @property
    def last(self) -> int:
        """The row of its last year."""
        return self.first + len(self.flows) - 1

    @property
    def rounding(self) -> int:
        """The row of what the years miss."""
        return self.last + 1

    @property
    def total(self) -> int:
        """The row of its total."""
        return self.last + 2


def cash_flow_export(answer: Answer) -> Export:
    """What each scenario that has figures pays by year, in all; what is saved against the first."""
    name = file_name(answer, None, "cash-flow")
    blocks = _list_blocks(answer)
    rows = [row for block in blocks for row in _write_block(answer, block, blocks)]
    table = Sheet(name, HEADS, rows, TITLE)
    day = answer.question.price_date
    return Export(table, day, lambda: [_sum_up(answer, blocks, rows), table])


def _list_blocks(answer: Answer) -> list[Block]:
    rate, baseline = answer.question.discount_rate, answer.scenarios[0].figures
    blocks: list[Block] = []
    first = FIRST
    for place, scenario in enumerate(answer.scenarios):
        figures = scenario.figures
        if figures is None:
            continue
        flows = []
        for column, own in enumerate(figures.cash_flow):
            there = so_far = None
            if baseline is not None and figures.saved_so_far is not None:
                there = baseline.cash_flow[column]
                so_far = figures.saved_so_far[column].all_horizon
            flows.append(make_flow(own, there, so_far, rate, column))
        blocks.append(Block(place, scenario.scenario.name, figures, flows, first))
        first = blocks[-1].total + 1
    return blocks


# Rows


def _write_block(answer: Answer, block: Block, blocks: Sequence[Block]) -> Iterator[list[Cell]]:
    """The years of one scenario, what they miss of the total, the total."""
    baseline = blocks[0] if blocks[0].place == 0 else None
    rate = answer.question.discount_rate
    total = total_flow(block.figures, baseline and baseline.figures)
    rounding = find_rounding(block.flows, total)
    for column in range(len(block.flows)):
        cells = _write_year(block, baseline, rate, column)
        yield _make_row(answer, block, column, tell_due(column), cells)
    missed = {
        "paid_out": money_cell(rounding.own),
        "net_paid_out": _add_up("paid_out", "left_at_end", block.rounding, rounding.own),
        "saved": money_cell(rounding.saved),
        "present_value": money_cell(rounding.worth),
        "saved_present_value": money_cell(rounding.saved_worth),
        "equivalent_annual_cost": _find_missed_a_year(block.figures, rate),
        "note": ROUNDED,
    }
    yield _make_row(answer, block, None, ROUNDING, missed)
    yield _make_row(answer, block, None, TOTAL, _write_total(block, total))


def _make_row(
    answer: Answer, block: Block, year: int | None, due: str, cells: dict[str, Cell]
) -> list[Cell]:
    rate = Formula(f"={RATE_CELL}", _write_rate(answer.question.discount_rate))
    everywhere: dict[str, Cell] = {
        "scenario": block.name,
        "due_year": year,
        "due": due,
        "discount_rate": rate,
        "currency": answer.currency,
    }
    return [(everywhere | cells).get(head) for head in HEADS]


def _write_year(
    block: Block, baseline: Block | None, rate: Decimal, column: int
) -> dict[str, Cell]:
    flow, row, is_last = block.flows[column], block.first + column, column == len(block.flows) - 1
    left = block.figures.left_at_end if is_last else 0
    factor = 1 / divisor_of(rate, column)
    cells: dict[str, Cell] = {
        "paid_out": money_cell(flow.own - left),
        "net_paid_out": _add_up("paid_out", "left_at_end", row, flow.own),
        "discount_factor": Formula(
            f"=1/(1+{AT['discount_rate']}{row})^{AT['due_year']}{row}", _write_out(factor, 15)
        ),
        "present_value": _discount("net_paid_out", row, flow.own, flow.worth, factor),
    }
    if is_last and left:
        cells |= {"left_at_end": money_cell(left), "note": f"left_at_end is {NO_PAYMENT}"}
    if not column:
        cells["note"] = SIGN
    if baseline is None or flow.saved is None or flow.saved_worth is None or flow.so_far is None:
        return cells
    paid, saved = AT["net_paid_out"], AT["saved"]
    missed = flow.so_far - sum(other.saved or 0 for other in block.flows[: column + 1])
    return cells | {
        "saved": _round(f"{paid}{baseline.first + column}-{paid}{row}", flow.saved),
        "saved_so_far": _round(
            f"SUM({saved}{block.first}:{saved}{row}){_write_more(money_cell(missed))}", flow.so_far
        ),
        "saved_present_value": _discount("saved", row, flow.saved, flow.saved_worth, factor),
    }


def _write_total(block: Block, total: Flow) -> dict[str, Cell]:
    figures, row = block.figures, block.total
    left = figures.left_at_end
    sums = {
        "paid_out": total.own - left,
        "left_at_end": left or None,
        "net_paid_out": total.own,
        "saved": total.saved,
        "present_value": total.worth,
        "saved_present_value": total.saved_worth,
    }
    cells: dict[str, Cell] = {
        head: _round(f"SUM({AT[head]}{block.first}:{AT[head]}{block.rounding})", cents)
        for head, cents in sums.items()
        if cents is not None
    }
    if total.saved is not None:
        cells["saved_so_far"] = _round(f"{AT['saved']}{row}", total.saved)
    a_year = AT["equivalent_annual_cost"]
    cells["equivalent_annual_cost"] = _round(
        f"PMT({AT['discount_rate']}{row},{AT['due_year']}{block.last},-{AT['present_value']}{row})"
        f"+{a_year}{block.rounding}",
        figures.annualised,
    )
    if block.place == 0:
        return cells | {"note": "what the others are held against"}
    if figures.payback_years is None:
        return cells | {"note": f"payback: {tell_payback(figures)}" if total.saved else None}
    return cells | {"payback_years": Decimal(str(figures.payback_years))}


# Cells


def _round(formula: str, cents: Cents) -> Formula:
    return Formula(f"=ROUND({formula},2)", Decimal(cents).scaleb(-2))


def _add_up(head: str, other: str, row: int, cents: Cents) -> Formula:
    return _round(f"{AT[head]}{row}+{AT[other]}{row}", cents)


def _discount(head: str, row: int, cents: Cents, worth: Cents, factor: Fraction) -> Formula:
    exact = _write_out(Fraction(cents, 100) * factor, DIGITS)
    nudge = find_nudge(1, exact, Decimal(worth).scaleb(-2))
    return _round(f"{AT[head]}{row}*{AT['discount_factor']}{row}{_write_more(nudge)}", worth)


def _find_missed_a_year(figures: Figures, rate: Decimal) -> Decimal:
    """What the rounded present value, shared out over the years, misses of the answer's figure."""
    exact = Fraction(figures.npv, 100) / annuity_of(rate, len(figures.cash_flow) - 1)
    cents = half_up_cents(exact)
    nudge = find_nudge(1, _write_out(exact, DIGITS), Decimal(cents).scaleb(-2))
    return Decimal(figures.annualised - cents).scaleb(-2) + nudge


def _write_more(number: Decimal | None) -> str:
    """A number to add within a formula; nothing, where it is none."""
    if not number:
        return ""
    return f"{number:+f}"


def _write_out(number: Fraction, digits: int) -> Decimal:
    return Context(prec=digits).divide(Decimal(number.numerator), Decimal(number.denominator))


def _write_rate(rate: Decimal) -> Decimal:
    """With three decimals or more, for one with two is shown as money, and 8.5 % would be 0.09."""
    if -rate.as_tuple().exponent > MONEY_DECIMALS:
        return rate
    return rate.quantize(Decimal("0.001"))


# The scenarios beside each other


def _sum_up(answer: Answer, blocks: Sequence[Block], table: Sequence[Sequence[Cell]]) -> Sheet:
    """The rate, which may be changed here, and what it makes of every scenario's cash flow."""
    rows: list[list[Cell]] = [
        ["Discount rate, to be changed here", _write_rate(answer.question.discount_rate)],
        ["Money", answer.currency],
        ["Signs", SIGN],
    ]
    for head, label in SUMS.items():
        rows.append([label, *(_take(head, block, table) for block in blocks)])
    heads = ["Cash flow and its present value", *(block.name for block in blocks)]
    return Sheet(file_name(answer, None, "cash-flow"), heads, rows, SUMMARY, is_list=False)


def _take(head: str, block: Block, table: Sequence[Sequence[Cell]]) -> Cell:
    """A total of the table; nothing where it has none."""
    total = table[block.total - FIRST][HEADS.index(head)]
    if isinstance(total, Formula):
        return Formula(f"='{TITLE}'!{AT[head]}{block.total}", total.value)
    return None
