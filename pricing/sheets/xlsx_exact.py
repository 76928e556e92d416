"""The cells of an XLSX file as whoever made it meant them: what its formats make of its numbers."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from math import isfinite

from ..engine.number_text import write_unmistakably
from .currency_signs import list_currencies
from .days import FIRST_DAY_OF_SPREADSHEETS
from .number_formats import BUILT_IN, GENERAL, Kind, find_kind, find_money
from .xlsx_cells import SheetReading, SheetRow, WriteNumber, write_in_full, write_plain
from .xlsx_reading import TABLE, Workbook, open_workbook

_STYLES = "xl/styles.xml"
_MOST_STYLES_BYTES = 8 * 1024 * 1024
_FIRST_OF_1904 = 1462  # days that files of that kind count later
_MOST_DAYS = 2_958_465  # the last day that spreadsheets and we can name
_SECONDS = 86_400  # of a day


class MoneyCell(str):
    """A number that its cell shows as money: `sign` is what stands beside it."""

    __slots__ = ("sign",)

    def __new__(cls, text: str, sign: str) -> MoneyCell:
        """The number as text, and the sign."""
        cell = super().__new__(cls, text)
        cell.sign = sign
        return cell

    sign: str


def find_other_money(cell: str, currency: str) -> str:
    """What a cell shows, where that is money of another currency; "" where it says none.

    >>> find_other_money(MoneyCell("12.5", "€"), "USD"), find_other_money("12.5", "USD")
    ('€ 12.5', '')
    """
    if not isinstance(cell, MoneyCell) or currency in list_currencies(cell.sign):
        return ""
    return f"{cell.sign} {cell}"


class _StyleReading:
    """The number formats of styles of cells, by their places."""

    def __init__(self) -> None:
        self.codes = {str(number): code for number, code in BUILT_IN.items()}
        self.formats: list[str] = []
        self.is_of_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        if name == "cellXfs":
            self.is_of_cells = True
        if name == "xf" and self.is_of_cells:
            self.formats.append(attributes.get("numFmtId", ""))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.is_of_cells = False

    def take(self, text: str) -> None: ...

    def list_codes(self) -> list[str]:
        """The format of each style."""
        return [self.codes.get(number, GENERAL) for number in self.formats]


class _DateSystem:
    """Whether a workbook counts its days from 1904."""

    def __init__(self) -> None:
        self.is_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "") in ("1", "true")

    def end(self, name: str) -> None: ...

    def take(self, text: str) -> None: ...


class _ExactReading(SheetReading):
    """Cells as their formats show them: days, times and shares, and numbers of money."""

    def __init__(
        self, workbook: Workbook, codes: list[str], first: int, write: WriteNumber
    ) -> None:
        super().__init__(
            workbook.shared,
            workbook.limits,
            lambda number: write_unmistakably(write(number)),
            keep_far=False,
        )
        self.codes, self.first = codes, first
        self.style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if name == "c":
            self.style = attributes.get("s", "0")

    def write_value(self) -> str:
        text = super().write_value()
        code = self._find_code()
        if self.kind != "n" or not self.value or code == GENERAL:
            return text
        try:
            number = float(self.value)
        except ValueError:
            return text
        if not isfinite(number):
            return text
        return write_shown(text, number, code, self.first)

    def _find_code(self) -> str:
        if self.style.isascii() and self.style.isdigit() and len(self.style) < 6:
            place = int(self.style)
            return self.codes[place] if place < len(self.codes) else GENERAL
        return GENERAL


def write_shown(text: str, number: float, code: str, first: int) -> str:
    """A number as a format shows it that makes a day, a time, a share or money of it, else its
    text. `first`: the day from which days count.

    >>> write_shown("46154", 46154.0, "dd.mm.yyyy", 0), write_shown("1.5", 1.5, "0.00", 0)
    ('2026-05-12', '1.5')
    """
    kind = find_kind(code, number)
    if kind is Kind.SHARE:
        return f"{write_plain(number * 100)}%"
    if kind is Kind.NUMBER:
        sign = find_money(code, number)
        return MoneyCell(text, sign) if sign else text
    if number < 0:
        return text
    if kind is Kind.TIME:
        return _write_time(number)
    return _write_day(number + first)


def _write_day(days: float) -> str:
    """A day as 2026-12-31, with its time where it has one."""
    whole = min(int(days), _MOST_DAYS)
    seconds = round((days - whole) * _SECONDS) if whole < _MOST_DAYS else 0
    midnight = datetime(*FIRST_DAY_OF_SPREADSHEETS.timetuple()[:3])
    shown = midnight + timedelta(days=whole, seconds=seconds)
    return shown.isoformat(sep=" ").removesuffix(" 00:00:00")


def _write_time(days: float) -> str:
    """A time of a day, or a span of time, in hours, minutes and seconds."""
    seconds = round(min(days, _MOST_DAYS) * _SECONDS)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def list_exact_sheets(data: bytes, write: WriteNumber = write_in_full) -> dict[str, list[SheetRow]]:
    """The sheets of an XLSX file by name, in their order, whole. Raises `Faults`.

    What its formats make of a number is written: a day, a time, a share in per cent, money. Of a
    plain number the point can't be taken for one that parts thousands: its cell held a number.
    """
    with open_workbook(io.BytesIO(data), TABLE) as workbook:
        codes, first = _read_codes(workbook), count_from(workbook)
        return {
            name: _read_sheet(workbook, name, _ExactReading(workbook, codes, first, write))
            for name in workbook.sheets
        }


def _read_sheet(workbook: Workbook, name: str, reading: _ExactReading) -> list[SheetRow]:
    rows: list[SheetRow] = []
    for _ in workbook.read(workbook.sheets[name], reading):
        rows += reading.take_rows()
    return rows


def _read_codes(workbook: Workbook) -> list[str]:
    reading = _StyleReading()
    workbook.read_whole(_STYLES, reading, _MOST_STYLES_BYTES)
    return reading.list_codes()


def count_from(workbook: Workbook) -> int:
    """How many days later than others a workbook counts. Raises `Faults`."""
    reading = _DateSystem()
    workbook.read_whole("xl/workbook.xml", reading, _MOST_STYLES_BYTES)
    return _FIRST_OF_1904 if reading.is_1904 else 0
