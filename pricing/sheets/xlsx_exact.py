"""The cells of an XLSX file as whoever made it meant them: days as days, numbers in full."""

from __future__ import annotations

import io
import re
from datetime import timedelta

from ..engine.number_text import write_unmistakably
from .days import FIRST_DAY_OF_SPREADSHEETS
from .xlsx_cells import Limits, SheetReading, SheetRow, write_in_full
from .xlsx_reading import TABLE, Workbook, open_workbook
from .xlsx_texts import SharedTexts

_STYLES = "xl/styles.xml"
_MOST_STYLES_BYTES = 8 * 1024 * 1024
_FIRST_OF_1904 = 1462  # days that files of that kind count later
_MOST_DAYS = 2_958_465  # the last day that spreadsheets and we can name
_DAYS_BUILT_IN = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_NOT_MEANT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_WHOLE = re.compile(r"[0-9]{1,7}(?:\.0+)?", re.ASCII)


def _write_number(number: float) -> str:
    """A number whose point can't be taken for one that parts thousands: its cell held a number."""
    return write_unmistakably(write_in_full(number))


class _StyleReading:
    """Which styles of cells show a number as a day, by their places."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
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

    def list_days(self) -> frozenset[str]:
        """The places of the styles of days."""
        return frozenset(
            str(place) for place, number in enumerate(self.formats) if self._is_day(number)
        )

    def _is_day(self, number: str) -> bool:
        if number in self.codes:
            return bool({*"dy"} & {*_NOT_MEANT.sub("", self.codes[number]).lower()})
        return number.isascii() and number.isdigit() and int(number) in _DAYS_BUILT_IN


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
    """Cells with their styles."""

    def __init__(
        self, shared: SharedTexts, limits: Limits, days: frozenset[str], first: int
    ) -> None:
        super().__init__(shared, limits, _write_number, keep_far=False)
        self.days, self.first = days, first
        self.style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if name == "c":
            self.style = attributes.get("s", "")

    def write_value(self) -> str:
        if self.kind == "n" and self.style in self.days and _WHOLE.fullmatch(self.value):
            passed = int(self.value.partition(".")[0]) + self.first
            return (FIRST_DAY_OF_SPREADSHEETS + timedelta(days=min(passed, _MOST_DAYS))).isoformat()
        return super().write_value()


def list_exact_sheets(data: bytes) -> list[list[SheetRow]]:
    """The sheets of an XLSX file in their order, whole. Raises `Faults`."""
    with open_workbook(io.BytesIO(data), TABLE) as workbook:
        days, first = _read_days(workbook), _count_from(workbook)
        return [[*_read_sheet(workbook, part, days, first)] for part in workbook.sheets.values()]


def _read_sheet(workbook: Workbook, part: str, days: frozenset[str], first: int) -> list[SheetRow]:
    reading = _ExactReading(workbook.shared, workbook.limits, days, first)
    rows: list[SheetRow] = []
    for _ in workbook.read(part, reading):
        rows += reading.take_rows()
    return rows


def _read_days(workbook: Workbook) -> frozenset[str]:
    reading = _StyleReading()
    workbook.read_whole(_STYLES, reading, _MOST_STYLES_BYTES)
    return reading.list_days()


def _count_from(workbook: Workbook) -> int:
    reading = _DateSystem()
    workbook.read_whole("xl/workbook.xml", reading, _MOST_STYLES_BYTES)
    return _FIRST_OF_1904 if reading.is_1904 else 0
