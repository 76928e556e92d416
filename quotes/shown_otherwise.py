"""Cells of a workbook that comes back and show no number where its quote has one.

A spreadsheet makes a day of 12.5 where points stand in days: 46154 is then no price.
"""

from __future__ import annotations

from collections.abc import Iterator

from pricing.engine.faults import Fault, Faults, holds
from pricing.sheets.quote import NUMBERS
from pricing.sheets.xlsx_exact import MoneyCell, find_other_money
from pricing.sheets.xlsx_shown import name_cell

from .tables import Row, Table

SHARES = frozenset(("discount", "list_factor", "rate", "price_factor"))
AMOUNTS = frozenset(("list_unit_price", "net_unit_price", "unit_amount", "amount"))


def refuse_shown_otherwise(table: Table) -> None:
    """Raises `Faults` of all cells in columns of numbers that show days, times, shares, or money of
    another currency than their row's.
    """
    if table.title not in table.shown:
        return
    faults = [
        fault
        for number, row in zip(table.numbers, table.rows, strict=True)
        for fault in _list_faults(table, number, row)
    ]
    if faults:
        raise Faults(faults)


def _list_faults(table: Table, number: int, row: Row) -> Iterator[Fault]:
    meant = table.shown[table.title].meant
    for place, column in enumerate(table.heads):
        cell = meant.get((number, place), "")
        path = f"cell {name_cell((number, place))}, column {column}"
        if not cell or column not in NUMBERS:
            continue
        if isinstance(cell, MoneyCell):
            other = find_other_money(cell, row.get("currency", ""))
            if other and column in AMOUNTS and row.get("currency"):
                yield Fault(path, holds(other), f"may hold {row['currency']}, as its row says")
        elif not (cell.endswith("%") and column in SHARES):
            yield Fault(path, holds(cell), "may hold a number that is shown as one")
