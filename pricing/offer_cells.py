"""The cells of a row that came back from a supplier; what is wrong is told by row and column."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

from .asked_before import read_count
from .engine.faults import Fault, Faults, holds
from .engine.fields import SHAPES
from .engine.market import Scheme
from .engine.number_text import NoNumber
from .engine.plain_values import find_forbidden
from .sheets.days import NoDay, read_day
from .sheets.reading import Table, TableRow
from .sheets.xlsx_exact import find_other_money

MOST_MONEY = Decimal(10_000_000)
LONGEST_REMARK = SHAPES["net_price"]["remark"].maximum


def take(row: TableRow, column: str) -> str:
    """A cell without blanks around it; "" where the file has no such column."""
    return row.cells.get(column, "").strip()


def fault_at(row: TableRow, column: str, held: str, words: str) -> Fault:
    """What is wrong with a cell."""
    return Fault(f"row {row.line}, column {column}", held, words)


def read_remark(row: TableRow) -> str:
    """A remark as one line. Raises `Faults` of one that is too long, or holds what no text may."""
    remark = unicodedata.normalize("NFC", " ".join(take(row, "remark").split()))
    wrong = find_forbidden(remark, is_note=False)
    if len(remark) > LONGEST_REMARK:
        wrong = f"may hold a text of up to {LONGEST_REMARK} characters"
    if wrong:
        raise Faults([fault_at(row, "remark", holds(remark), wrong)])
    return remark


def check_pack(table: Table, row: TableRow, scheme: Scheme) -> None:
    """Raises `Faults` of a price that is of another pack than the scheme's."""
    text = take(row, "pack")
    if text and read_count(table, text) != scheme.pack:
        words = f"may hold {scheme.pack}: the price is of another pack than is asked for"
        raise Faults([fault_at(row, "pack", holds(text), words)])


def read_amount(table: Table, row: TableRow, column: str, currency: str) -> Decimal:
    """The amount of a cell, in this currency. Raises `Faults`."""
    text = row.cells[column]
    if other := find_other_money(text, currency):
        words = f"is not the money of this comparison, which is {currency}"
        raise Faults([fault_at(row, column, holds(other), words)])
    words = f"may hold an amount from 0 to {MOST_MONEY:,}"
    try:
        amount = table.read_number(text)
    except NoNumber as error:
        if not any(map(str.isdigit, text)):
            words += "; leave the cell empty where there is no price"
        elif str(error):
            words += f" ({error})"
        raise Faults([fault_at(row, column, holds(text), words)]) from None
    if not 0 <= amount <= MOST_MONEY:
        raise Faults([fault_at(row, column, holds(text), words)])
    return amount


def read_last_day(row: TableRow) -> date | None:
    """Until when a price holds; None where nothing is said of it."""
    text = take(row, "valid_until")
    if not text:
        return None
    try:
        return read_day(text)
    except NoDay as error:
        raise Faults([fault_at(row, "valid_until", holds(text), str(error))]) from None
