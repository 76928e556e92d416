"""What each scenario costs, line by line and year by year: sums that a workbook makes again.

Every figure of an answer is rounded by itself, so rounded lines may miss a rounded sum by a cent:
what they miss stands as a number of its own, and all sums are those of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..engine.answer import Answer
from ..engine.exact import decimal_half_up
from ..engine.figures import Figures, Line
from ..engine.vocabulary import CATEGORIES
from . import Cell, Export, Formula, Sheet, column_letter, money_cell
from .quote import day_of, file_name, list_places

LINES = "Cost by year"
BEFORE = ("scenario", "category", "line", "part")
LINE, ROUNDING, TOTAL, BESIDE = "line", "rounding", "total", "not in the total"
MONTHS = 12


class Entry(NamedTuple):
    """One row: cents by column of years, what they miss of the total, and the total."""

    category: str
    label: str
    part: str
    due: Sequence[int]
    total: int
    key: str = ""

    @property
    def rounding(self) -> int:
        """What the rounded years miss of the rounded total, in cents."""
        return self.total - sum(self.due)


class Block(NamedTuple):
    """The rows of one scenario that can be priced; `first` and `last` are rows of the sheet."""

    name: str
    figures: Figures
    entries: list[Entry]
    first: int

    @property
    def last(self) -> int:
        """The row of the last entry."""
        return self.first + len(self.entries) - 1

    def find_row(self, part: str, key: str = "") -> int | None:
        """The row of the first entry of that part and key; None where there is none."""
        for row, entry in enumerate(self.entries, start=self.first):
            if entry.part == part and entry.key == key:
                return row
        return None


def costs_export(answer: Answer) -> Export:
    """The cost of all scenarios: as a table by year and, in a workbook, beside each other too."""
    name = file_name(answer, None, "costs")
    blocks = list_blocks(answer, None)
    table = lines_sheet(name, answer, blocks)
    return Export(
        table, day_of(answer, None), lambda: [_make_comparison(name, answer, blocks), table]
    )


def list_blocks(answer: Answer, scenario_place: int | None) -> list[Block]:
    """The scenarios that can be priced, one after another beneath the heads."""
    blocks: list[Block] = []
    first = 2
    for place in list_places(answer, scenario_place):
        scenario = answer.scenarios[place]
        if scenario.figures is not None:
            entries = list(_list_entries(answer, scenario.figures))
            blocks.append(Block(scenario.scenario.name, scenario.figures, entries, first))
            first += len(entries)
    return blocks


def _list_entries(answer: Answer, figures: Figures) -> Iterator[Entry]:
    """Lines by category with what they miss of their category, the total, what is beside it."""
    counted, beside = [], []
    for line in figures.lines:
        if line.indirect and not answer.question.include_indirect:
            beside.append(line)
        else:
            counted.append(line)
    entries = list(_list_by_category(figures, counted, LINE, ROUNDING))
    sums = [sum(column) for column in zip(*(entry.due for entry in entries), strict=True)]
    missing = [
        cents - (sums[place] if sums else 0) for place, cents in enumerate(figures.cash_flow)
    ]
    yield from entries
    missed = figures.tco - sum(entry.total for entry in entries)
    yield Entry("", "Rounding", ROUNDING, missing, missed)
    yield Entry("", "Total", TOTAL, figures.cash_flow, figures.tco)
    yield from _list_by_category(figures, beside, BESIDE, BESIDE)


def _list_by_category(
    figures: Figures, lines: Sequence[Line], part: str, rounding: str
) -> Iterator[Entry]:
    for category in CATEGORIES:
        here = [line for line in lines if line.category == category]
        for line in here:
            yield Entry(category, line.label, part, line.cash_flow, line.total, line.key)
        if here:
            missed = figures.categories[category].all_horizon - sum(line.total for line in here)
            if missed:
                nothing = [0] * len(figures.cash_flow)
                yield Entry(category, "Rounding", rounding, nothing, missed, f"rounding {category}")


def lines_sheet(name: str, answer: Answer, blocks: Sequence[Block]) -> Sheet:
    """A row a line, a column a year; totals are sums over the rows above."""
    years = answer.question.horizon_years + 1
    heads = [*BEFORE, *(f"due_{year}" for year in range(years)), "rounding", "total"]
    rows: list[list[Cell]] = []
    for block in blocks:
        for row, entry in enumerate(block.entries, start=block.first):
            before: list[Cell] = [block.name, entry.category, entry.label, entry.part]
            if entry.part == TOTAL:
                rows.append([*before, *_sum_up(block, entry, row, years)])
            else:
                rows.append([*before, *_write_entry(entry, row, years)])
    return Sheet(name, heads, rows, LINES)


def _write_entry(entry: Entry, row: int, years: int) -> list[Cell]:
    """The amounts of a line; its total is their sum and what they miss."""
    first, rounding = (column_letter(len(BEFORE) + place) for place in (0, years))
    total = Formula(f"=ROUND(SUM({first}{row}:{rounding}{row}),2)", _cents(entry.total))
    return [*map(money_cell, entry.due), money_cell(entry.rounding), total]


def _sum_up(block: Block, entry: Entry, row: int, years: int) -> list[Cell]:
    """The sums of a scenario: each column over the rows above it."""
    cents = [*entry.due, entry.rounding, entry.total]
    return [
        Formula(
            f"=ROUND(SUM({column_letter(place)}{block.first}:{column_letter(place)}{row - 1}),2)",
            _cents(amount),
        )
        for place, amount in enumerate(cents, start=len(BEFORE))
    ]


# The scenarios beside each other


def _make_comparison(name: str, answer: Answer, blocks: Sequence[Block]) -> Sheet:
    """As the page's table: a column a scenario; every amount is taken from the rows by year."""
    years = answer.question.horizon_years
    total = column_letter(len(BEFORE) + years + 2)
    rows: list[list[Cell]] = [
        [
            f"Total over {years} years, {answer.currency}",
            *(_take(b, TOTAL, "", total) for b in blocks),
        ],
        ["A desktop a month", *(_take_month(block, place) for place, block in enumerate(blocks))],
    ]
    for category, label in CATEGORIES.items():
        if any(category in block.figures.categories for block in blocks):
            rows.append([label, *(_sum_category(block, category, total) for block in blocks)])
            rows += _list_lines(blocks, category, total)
    for year in range(years + 1):
        label = f"Due at the end of year {year}"
        if not year:
            label = "Due today"
        if year == years and any(block.figures.left_at_end for block in blocks):
            label += ", less what is left then"
        column = column_letter(len(BEFORE) + year)
        rows.append([label, *(_take_due(block, year, column) for block in blocks)])
    return Sheet(name, ["Cost", *(block.name for block in blocks)], rows, "Costs", is_list=False)


def _list_lines(blocks: Sequence[Block], category: str, total: str) -> Iterator[list[Cell]]:
    """A row for each line of a category over all scenarios, in the order of their first stand."""
    labels = {
        (entry.part, entry.key): entry.label
        for block in blocks
        for entry in block.entries
        if entry.category == category
    }
    for (part, key), label in labels.items():
        words = f"– {label}"
        if part == BESIDE:
            words = f"{words}, not in the total"
        yield [words, *(_take(block, part, key, total) for block in blocks)]


def _take(block: Block, part: str, key: str, column: str) -> Cell:
    row = block.find_row(part, key)
    if row is None:
        return None
    total = block.entries[row - block.first].total
    return Formula(f"='{LINES}'!{column}{row}", _cents(total))


def _take_due(block: Block, year: int, column: str) -> Cell:
    row = block.find_row(TOTAL)
    return Formula(f"='{LINES}'!{column}{row}", _cents(block.figures.cash_flow[year]))


def _take_month(block: Block, place: int) -> Cell:
    """What is compared; as a number, where the rounded total gives another cent."""
    month = block.figures.tco_per_desktop_month
    if month is None:
        return None
    months = block.figures.desktop_years * MONTHS
    if decimal_half_up(_cents(block.figures.tco) / months, 2) != _cents(month):
        return _cents(month)
    return Formula(f"=ROUND({column_letter(place + 1)}2/{months},2)", _cents(month))


def _sum_category(block: Block, category: str, total: str) -> Cell:
    amounts = block.figures.categories.get(category)
    if amounts is None:
        return None
    rows = [
        f"'{LINES}'!{column}{block.first}:{column}{block.last}"
        for column in (column_letter(BEFORE.index("category")), total)
    ]
    return Formula(
        f'=ROUND(SUMIFS({rows[1]},{rows[0]},"{category}"),2)', _cents(amounts.all_horizon)
    )


def _cents(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
