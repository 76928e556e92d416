"""The sheets of a workbook beside what was issued, but that of rows: cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from pricing.sheets import Cell, Formula, Sheet, Words, column_letter
from pricing.sheets.xlsx_cells import SheetRow

from .cells import POINT, compare_cell
from .papers import Paper
from .wording import name_due
from .workbooks import LINES, list_sheets, list_sheets_with_costs

MOST_MORE = 100  # rows beside those that were issued, cell by cell
# What a cell is compared as: amounts are computed, texts are not.
AMOUNT, TEXT = "amount", "description"
# What the labels of today were called in workbooks that were written first.
_FORMER = {"list_unit_price": "unit_price"}
_FORMERLY_DUE = re.compile(r"Due at the end of year (\d{1,2})", re.ASCII)


class Named(NamedTuple):
    """A cell that differs, by its reference and the label of its row."""

    where: str
    issued: str
    found: str


def compare_front(paper: Paper, found: Sequence[SheetRow], point: str = POINT) -> Iterator[Named]:
    """Each cell of the front that is another, in rows that hold something."""
    return _compare_rows(list_sheets(paper)[0], found, point)


def list_own(paper: Paper) -> dict[str, Sheet]:
    """The sheets of its workbook by name."""
    return {sheet.title: sheet for sheet in list_sheets_with_costs(paper)}


def compare_sheet(
    own: Mapping[str, Sheet], title: str, found: Sequence[SheetRow] | None
) -> Iterator[Named]:
    """The same of any sheet; one that was never issued is told with what stands in it first.

    What the cost of ownership is may be private to the comparison's owner: it is not told.
    """
    if found is None:
        yield Named(f"the sheet {title}", "a sheet", "")
        return
    if title not in own:
        texts = [text for _, cells in found for text in cells if text.strip()]
        yield Named(f"a sheet called {title}", "", ", ".join(texts[:3]) or "nothing in it")
        return
    for named in _compare_rows(own[title], found, POINT):
        yield named._replace(issued="another") if title == LINES else named


def _compare_rows(sheet: Sheet, found: Sequence[SheetRow], point: str) -> Iterator[Named]:
    wanted = [list(row) for row in (sheet.heads, *sheet.rows)]
    filled = [row for row in found if any(cell.strip() for cell in row[1])]
    last = len(wanted) + MOST_MORE
    for row, given in zip_longest(wanted, filled[:last]):
        yield from _compare_row(sheet.title, row or [], given or (0, []), point)
    if len(filled) > last:
        yield Named(f"{sheet.title}, from row {filled[last][0]}", "", "more rows")


def _compare_row(
    title: str, wanted: Sequence[Cell], given: SheetRow, point: str
) -> Iterator[Named]:
    number, cells = given
    for place, (cell, text) in enumerate(zip_longest(wanted, cells, fillvalue="")):
        kind, issued = _write(cell)
        if all(compare_cell(kind, issued, each, point) is None for each in (text, _renew(text))):
            at = f"{column_letter(place)}{number}" if number else "a row that lacks"
            yield Named(f"{title}, {at}{_tell_label(wanted)}", issued, text)


def _renew(text: str) -> str:
    """A cell with its label as it is written today.

    >>> _renew("Due at the end of year 2"), _renew("Due at the end of year 2, or so")
    ('Due after 2 years', 'Due at the end of year 2, or so')
    """
    if former := _FORMERLY_DUE.fullmatch(text):
        return f"Due {name_due(int(former[1]))}"
    return _FORMER.get(text, text)


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
