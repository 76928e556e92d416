"""What the screen shows of an XLSX file beside the values that stand in it.

Formulas, which are computed anew, formats that show something else, and what is hidden.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

from ..engine.faults import Fault, Faults
from . import column_letter
from .formulas import LONGEST, shift_formula
from .number_formats import shows_number, shows_text
from .xlsx import CHECKSUM
from .xlsx_cells import MOST_COLUMNS, SheetReading, SheetRow, write_in_full
from .xlsx_exact import MoneyCell, count_from, write_shown
from .xlsx_margins import (
    LONGEST_MARGIN,
    MARGIN,
    NARROW,
    OVER,
    is_hidden,
    is_on,
    list_views,
    tell_margin,
)
from .xlsx_reading import TABLE, Workbook, open_workbook
from .xlsx_styles import StyleReading, read_property, read_styles

MOST_TOLD = 300_000  # formats of a sheet that show something else, and texts like numbers
MOST_FORMULAS = 50_000  # of a sheet
LONGEST_SHARED = 120
_TEXTS = frozenset(("s", "str", "inlineStr"))
_TRUTHS = {"0": "FALSE", "1": "TRUE"}
_ROUNDED = "numbers that are rounded to what is shown before they are counted with"

# Row, and column from 0.
At = tuple[int, int]


class Format(NamedTuple):
    """A format that does not show the number of its cell; `number` is None of a text."""

    code: str
    number: float | None


@dataclass
class Shown:
    """Of one sheet: its formulas as they stand in each cell; formats that show something else;
    texts that look like numbers, which sums pass over; hidden rows and columns; what else differs
    from a plain table, with its place. `meant`: what formats make of numbers that show them as
    days, times, shares or money.
    """

    rows: list[SheetRow] = field(default_factory=list)
    formulas: dict[At, str] = field(default_factory=dict)
    formats: dict[At, Format] = field(default_factory=dict)
    texts: dict[At, str] = field(default_factory=dict)
    meant: dict[At, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    more: list[tuple[str, str]] = field(default_factory=list)
    is_hidden: bool = False


class _ShownReading(SheetReading):
    """Cells, and what is told of them besides."""

    def __init__(self, workbook: Workbook, styles: StyleReading, first: int) -> None:
        super().__init__(workbook.shared, workbook.limits, write_in_full, keep_far=True)
        self.shown = Shown()
        self.styles, self.codes, self.first = styles, styles.list_codes(), first
        self.masters: dict[str, tuple[At, str]] = {}
        self.style = self.formula = ""
        self.shared_by = ""
        self.in_formula = self.is_phonetic = False
        self.last_row, self.last_column = 0, -1
        self.hides_rows = False
        self.margin: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPh":
            self.is_phonetic = True
        if self.is_phonetic:
            return
        super().start(name, attributes)
        if name == "row":
            self._begin_row(attributes)
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self._begin_formula(attributes)
        elif name == "col" and is_hidden(attributes, "width"):
            self._hide_columns(attributes)
        elif name == "sheetFormatPr":
            self._begin_sheet(attributes)
        elif name == "sheetView":
            for words in list_views(attributes):
                self._tell("the sheet", words)
        elif MARGIN.fullmatch(name):
            self.margin = ""
        elif name in OVER:
            self._tell(attributes.get("ref", "the sheet"), OVER[name])
        elif name == "cfRule" and attributes.get("dxfId") in self.styles.conditional:
            self._tell("the sheet", OVER["numFmt"])

    def end(self, name: str) -> None:
        if name == "rPh":
            self.is_phonetic = False
        if self.is_phonetic:
            return
        if name == "f":
            self.in_formula = False
        if self.margin is not None and MARGIN.fullmatch(name):
            self._end_margin(name, self.margin)
        super().end(name)

    def take(self, text: str) -> None:
        if self.in_formula:
            self.formula += text[: max(0, LONGEST + 1 - len(self.formula))]  # read no further
        elif self.margin is not None:
            self.margin += text[: max(0, LONGEST_MARGIN - len(self.margin))]
        elif not self.is_phonetic:
            super().take(text)

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        self.hides_rows = is_on(attributes.get("zeroHeight", "")) or is_hidden(
            attributes, "defaultRowHeight"
        )
        if is_hidden(attributes, "defaultColWidth"):
            self._tell("the sheet", NARROW)

    def _end_margin(self, name: str, text: str) -> None:
        self.margin = None
        if words := tell_margin(text):
            self._tell(f"its {name}", words)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        if self.number <= self.last_row:
            self._tell(f"row {self.number}", "a row out of its order")
        self.last_row, self.last_column = self.number, -1
        hides = self.hides_rows and "ht" not in attributes
        if hides or is_hidden(attributes, "ht"):
            self.shown.hidden_rows.add(self.number)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if self.column <= self.last_column or (row and row != str(self.number)):
            self._tell(reference or f"row {self.number}", "a cell out of its order")
        self.last_column = self.column
        self.style, self.formula = attributes.get("s", "0"), ""

    def _begin_formula(self, attributes: dict[str, str]) -> None:
        self.in_formula = True
        if self.has_formula:
            self.formula += " "
        kind = attributes.get("t", "normal")
        self.shared_by = attributes.get("si", "") if kind == "shared" else ""
        if kind not in ("normal", "shared"):
            self.formula += f"{{{kind} "

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        with suppress(ValueError):
            first, last = int(attributes.get("min", "")), int(attributes.get("max", ""))
            self.shown.hidden_columns.append((first - 1, last - 1))
        if len(self.shown.hidden_columns) > MOST_COLUMNS:
            raise _refuse()

    def write_value(self) -> str:
        self._keep()
        if self.kind == "b":
            return _TRUTHS.get(self.value, self.value)
        return super().write_value()

    def _keep(self) -> None:
        """What is told of a cell, at its end."""
        at = (self.number, self.column)
        if self.has_formula:
            self.shown.formulas[at] = self._find_formula(at)
        is_text = self.kind in _TEXTS
        number = None if is_text else _read_number(self.value)
        text = super().write_value() if is_text else ""
        if _looks_like_number(text):
            self.shown.texts[at] = text
        if self.kind != "b" and (is_text or number is not None):
            self._keep_format(at, number)
        told = len(self.shown.formats) + len(self.shown.texts) + len(self.shown.meant)
        if told > MOST_TOLD or len(self.shown.formulas) > MOST_FORMULAS:
            raise _refuse()

    def _keep_format(self, at: At, number: float | None) -> None:
        for code in self._list_codes():
            if number is not None and isfinite(number):
                plain = write_in_full(number)
                meant = write_shown(plain, number, code, self.first)
                if meant != plain or isinstance(meant, MoneyCell):
                    self.shown.meant[at] = meant
            shows = shows_text(code) if number is None else shows_number(code, number)
            if not shows:
                self.shown.formats[at] = Format(code, number)

    def _list_codes(self) -> list[str]:
        if self.style.isascii() and self.style.isdigit() and len(self.style) < 6:
            return self.codes[int(self.style)] if int(self.style) < len(self.codes) else []
        return []

    def _find_formula(self, at: At) -> str:
        """The formula of a cell; of one that several share, as it stands here."""
        if not self.shared_by:
            return self.formula
        if self.formula:
            self.masters[self.shared_by] = (at, self.formula)
            return self.formula
        if self.shared_by not in self.masters:
            return "="
        (row, column), formula = self.masters[self.shared_by]
        if len(formula) > LONGEST_SHARED:
            return f"{{shared {formula}"
        return shift_formula(formula, at[0] - row, at[1] - column)

    def _tell(self, where: str, words: str) -> None:
        if len(self.shown.more) < MOST_COLUMNS:
            self.shown.more.append((where, words))


def read_shown(data: bytes) -> dict[str, Shown]:
    """The sheets of an XLSX file by name, in their order. Raises `Faults`."""
    with open_workbook(io.BytesIO(data), TABLE) as workbook:
        styles, book = read_styles(workbook)
        first = count_from(workbook)
        found = {name: _read_sheet(workbook, name, styles, first) for name in workbook.sheets}
    if book.is_rounded:
        found[next(iter(found))].more.append(("the sheet", _ROUNDED))
    for name, shown in found.items():
        shown.is_hidden = name in book.hidden
        alike = [each for each in book.names if each.lower() == name.lower()]
        if len(alike) > 1:
            shown.more.append(("the sheet", "another of that name"))
    return found


def read_checksum(data: bytes) -> str:
    """The checksum that an XLSX file bears as a property. Raises `Faults`."""
    with open_workbook(io.BytesIO(data), TABLE) as workbook:
        return read_property(workbook, CHECKSUM)


def _read_sheet(workbook: Workbook, name: str, styles: StyleReading, first: int) -> Shown:
    reading = _ShownReading(workbook, styles, first)
    for _ in workbook.read(workbook.sheets[name], reading):
        reading.shown.rows += reading.take_rows()
    return reading.shown


def name_cell(at: At) -> str:
    """What a spreadsheet calls a cell.

    >>> name_cell((2, 26))
    'AA2'
    """
    row, column = at
    return f"{column_letter(column)}{row}"


def list_hidden(shown: Shown, columns: int) -> Iterator[str]:
    """The rows and columns that are hidden, of those that hold something."""
    for number, cells in shown.rows:
        if number in shown.hidden_rows and any(cell.strip() for cell in cells):
            yield f"row {number}"
    for first, last in shown.hidden_columns:
        for place in range(max(first, 0), min(last + 1, columns)):
            yield f"column {column_letter(place)}"


def _read_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _looks_like_number(text: str) -> bool:
    return text[:1] in "+-.0123456789" and _read_number(text.strip()) is not None


def _refuse() -> Faults:
    return Faults([Fault("", "", "this workbook has more formulas and formats than any quote")])
