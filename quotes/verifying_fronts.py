"""The front of a workbook beside what was issued: parties, days, sums, terms, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from pricing.sheets import Cell, Formula, Words, column_letter
from pricing.sheets.xlsx_reading import SheetRow

from .cells import POINT, compare_cell
from .papers import Paper
from .workbooks import list_sheets

MOST_MORE = 100  # rows beside those that were issued, cell by cell
# What a cell is compared as: amounts are computed, texts are not.
AMOUNT, TEXT = "amount", "description"


class Named(NamedTuple):
    """A cell that differs, by its reference and the label of its row."""

    where: str
    issued: str
    found: str


def compare_front(paper: Paper, found: Sequence[SheetRow]) -> Iterator[Named]:
    """Each cell that is another, in rows that hold something."""
    front = list_sheets(paper)[0]
    wanted = [list(row) for row in (front.heads, *front.rows)]
    filled = [row for row in found if any(row[1])]
    last = len(wanted) + MOST_MORE
    for row, given in zip_longest(wanted, filled[:last]):
        yield from _compare_row(front.title, row or [], given or (0, []))
    if len(filled) > last:
        yield Named(f"{front.title}, from row {filled[last][0]}", "", "more rows")


def _compare_row(title: str, wanted: Sequence[Cell], given: SheetRow) -> Iterator[Named]:
    number, cells = given
    for place, (cell, text) in enumerate(zip_longest(wanted, cells, fillvalue="")):
        kind, issued = _write(cell)
        if compare_cell(kind, issued, text, POINT) is None:
            at = f"{column_letter(place)}{number}" if number else "a row that lacks"
            yield Named(f"{title}, {at}{_tell_label(wanted)}", issued, text)


def _write(cell: Cell) -> tuple[str, str]:
    """What a cell is compared as, and its text."""
    if isinstance(cell, Formula):
        return AMOUNT, f"{cell.value:f}"
    if isinstance(cell, (Decimal, int)):
        return AMOUNT, f"{cell:f}"
    if isinstance(cell, Words):
        return TEXT, cell.join()
    return TEXT, cell or ""


def _tell_label(wanted: Sequence[Cell]) -> str:
    if wanted:
        return f" ({wanted[0]})"
    return ""
