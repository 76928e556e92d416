"""The one writer of workbooks: texts stay texts, every formula stands with its value.

The same sheets and day give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..engine.work import AMOUNTS_OF_A_ROW, announce
from . import Cell, Formula, Sheet, Words

A4 = 9
CHECKSUM = "deskfare_checksum"
NARROWEST, WIDEST, MARGIN = 8, 60, 2  # characters
LINE_POINTS, HIGHEST_POINTS = 15, 408  # of a row: higher is none in any spreadsheet
LONGEST_TEXT = 32_767  # of a cell, in every spreadsheet
MONEY_DECIMALS = 2
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_xlsx(sheets: Sequence[Sheet], day: date, checksum: str = "") -> bytes:
    """The bytes of a workbook that says it was made on that day, and of what where it was
    issued.
    """
    file = io.BytesIO()
    with Workbook(file, OPTIONS) as book:
        book.set_properties({"title": sheets[0].name, "created": datetime(*day.timetuple()[:3])})
        if checksum:
            book.set_custom_property(CHECKSUM, checksum)
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "num_format": "@"}),
            "text": book.add_format({"num_format": "@", "valign": "top"}),
            "lines": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
            "number": book.add_format({"valign": "top"}),
            "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        }
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.title), sheet, styles)
    return file.getvalue()


def _write_sheet(page: Worksheet, sheet: Sheet, styles: dict[str, Format]) -> None:
    """One tab: its heads stay in view and are repeated on every sheet of paper."""
    widths = [len(head) for head in sheet.heads]
    last = 0
    for place, head in enumerate(sheet.heads):
        page.write_string(0, place, _shorten(head), styles["head"])
    for last, row in enumerate(sheet.rows, start=1):
        announce(AMOUNTS_OF_A_ROW)
        if (lines := max(map(_count_lines, row), default=1)) > 1:
            page.set_row(last, min(lines * LINE_POINTS, HIGHEST_POINTS))
        for place, cell in enumerate(row):
            _write_cell(page, last, place, cell, styles)
            widths[place] = max(widths[place], _measure(cell))
    for place, width in enumerate(widths):
        page.set_column(place, place, min(max(width + MARGIN, NARROWEST), WIDEST))
    page.freeze_panes(1, 0)
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&RPage &P of &N")
    if sheet.is_list:
        page.autofilter(0, 0, last, len(sheet.heads) - 1)
        page.set_landscape()
        page.repeat_rows(0)


def _write_cell(
    page: Worksheet, row: int, place: int, cell: Cell, styles: dict[str, Format]
) -> None:
    if cell is None:
        return
    if isinstance(cell, Words):
        cell = cell.join()
    if isinstance(cell, Formula):
        style = styles[_name_style(cell.value)]
        page.write_formula(row, place, cell.text, style, float(cell.value))
    elif isinstance(cell, str):
        style = "lines" if "\n" in cell else "text"
        page.write_string(row, place, _shorten(cell), styles[style])
    else:
        page.write_number(row, place, float(cell), styles[_name_style(cell)])


def _name_style(number: Decimal | int) -> str:
    """Amounts to the cent are written as money; any other number with the digits that it has."""
    if isinstance(number, Decimal) and number.as_tuple().exponent == -MONEY_DECIMALS:
        return "money"
    return "number"


def _shorten(text: str) -> str:
    """A text as a cell takes it: a longer one would be left out whole."""
    return text[:LONGEST_TEXT]


def _count_lines(cell: Cell) -> int:
    """How many lines a text of several takes, those wider than the widest column wrapped."""
    if not isinstance(cell, str) or "\n" not in cell:
        return 1
    return sum(max(1, -(-len(line) // (WIDEST - MARGIN))) for line in cell.split("\n"))


def _measure(cell: Cell) -> int:
    """About how many characters wide a cell is."""
    if cell is None:
        return 0
    if isinstance(cell, Formula):
        cell = cell.value
    if isinstance(cell, Words):
        cell = cell.join()
    if isinstance(cell, Decimal):
        return min(len(f"{cell:,f}"), 16)
    return max(map(len, str(cell).split("\n")))
