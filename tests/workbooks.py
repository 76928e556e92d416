"""Workbooks computed anew: what a spreadsheet makes of the formulas, beside what was meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pricing.sheets import Formula, Sheet
from pricing.sheets.xlsx import write_xlsx

from .libreoffice import Rows, recalculate

DAY = date(2008, 1, 31)


def recalculate_sheets(
    books: Mapping[str, Sequence[Sheet]], folder: Path
) -> dict[tuple[str, str], Rows]:
    """What one run of LibreOffice makes of books of sheets that hold no value of a formula."""
    return recalculate(
        [(name, write_xlsx(without_values(sheets), DAY)) for name, sheets in books.items()], folder
    )


def without_values(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The same sheets with 0 beside every formula: what is found then, was computed."""
    return [
        sheet._replace(
            rows=[
                [
                    cell._replace(value=Decimal(0)) if isinstance(cell, Formula) else cell
                    for cell in row
                ]
                for row in sheet.rows
            ]
        )
        for sheet in sheets
    ]


def assert_same(sheets: Sequence[Sheet], found: Mapping[tuple[str, str], Rows], name: str) -> int:
    """Every cell as it was meant; returns how many formulas there were."""
    formulas = 0
    for sheet in sheets:
        rows = found[name, sheet.title]
        assert rows[0] == list(sheet.heads)
        for meant, given in zip(sheet.rows, rows[1:], strict=True):
            for cell, text in zip(meant, given, strict=False):
                formulas += isinstance(cell, Formula)
                assert_cell(cell, text, (name, sheet.title, meant))
    return formulas


def assert_cell(cell: Any, text: str, where: Any) -> None:
    if isinstance(cell, Formula):
        exact, shown = cell.value, Decimal(text)
        if exact.as_tuple().exponent == -2:
            assert f"{shown:.2f}" == f"{exact:.2f}", where
            assert abs(shown - exact) < Decimal("1e-3"), where
        else:
            assert abs(shown - exact) <= abs(exact) * Decimal("1e-13"), where
    elif isinstance(cell, str) or cell is None:
        assert text == (cell or ""), where
    else:
        assert abs(Decimal(text) - cell) <= abs(Decimal(cell)) * Decimal("1e-14"), where
