"""The cells of one sheet of an XLSX file, in rows, as its part is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from ..engine.faults import Fault, Faults
from . import column_letter
from .xlsx_texts import SharedTexts, read_escapes

SheetRow = tuple[int, list[str]]
WriteNumber = Callable[[float], str]

MOST_COLUMNS = 256
LONGEST_CELL = 32_767  # as spreadsheets have it
MOST_UNREAD = 1_000  # cells that are told one by one
_COLUMN = re.compile(r"[A-Z]+", re.ASCII)
_MOST_LETTERS = 3
_TRUTHS = {"0": "FALSE", "1": "TRUE"}
_NO_RESULT = "a formula without a result"
_SAVE_AGAIN = "open the file in a spreadsheet program, save it, and send it again"
_ERROR = "is an error of the spreadsheet: put a value in its place, and send the file again"


class Limits(NamedTuple):
    """How much of a file is read: rows of a sheet, elements and bytes of all parts, bytes of shared
    texts, once and as often as cells show them. An element takes a millionth of a second or two,
    however short it is.
    """

    rows: int
    elements: int
    unpacked_bytes: int
    shared_bytes: int


class UnreadCell(str):
    """A cell of which nobody knows what it holds: an error, as `#N/A`, or "" of a formula beside
    which no result stands.
    """

    __slots__ = ()

    def find_fault(self, line: int, place: int) -> Fault:
        """What is wrong with it, by the name of the cell."""
        path = f"cell {column_letter(place)}{line}"
        if self:
            return Fault(path, str(self), _ERROR)
        return Fault(path, _NO_RESULT, _SAVE_AGAIN)


def list_unread(line: int, cells: Iterable[str]) -> list[Fault]:
    """What is wrong with those cells of a row that nobody can read."""
    return [
        cell.find_fault(line, place)
        for place, cell in enumerate(cells)
        if isinstance(cell, UnreadCell)
    ]


def refuse_unread(rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    """The rows of a table. Raises `Faults`, after the last, of all cells that nobody can read."""
    faults: list[Fault] = []
    for line, cells in rows:
        if UnreadCell in map(type, cells):
            faults += list_unread(line, cells)
        if len(faults) >= MOST_UNREAD:
            break
        yield line, cells
    if faults:
        raise Faults(faults)


class SheetReading:
    """Rows by their numbers; cells by their references, so that a far cell makes no wide row.

    The first column beyond the limit is kept, for who has to say that there are too many.
    """

    def __init__(
        self, shared: SharedTexts, limits: Limits, write: WriteNumber, keep_far: bool
    ) -> None:
        self.shared = shared
        self.limits = limits
        self.write = write
        self.keep_far = keep_far
        self.ready: list[SheetRow] = []
        self.count = 0
        self.number = 0
        self.cells: list[str] | None = None
        self.kind = ""
        self.column = 0
        self.is_text = False
        self.has_formula = self.has_value = False
        self.value = ""

    def take_rows(self) -> list[SheetRow]:
        """The rows that have come to their end since."""
        ready, self.ready = self.ready, []
        return ready

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.kind = attributes.get("t", "n")
            self.column = self._place_of(attributes.get("r", ""))
            self.value = ""
            self.has_formula = self.has_value = False
        elif name == "v" or name == "t":
            self.is_text = self.has_value = True
        elif name == "row":
            self.count += 1
            if self.count > self.limits.rows:
                words = f"a sheet may hold up to {self.limits.rows:,} rows"
                raise Faults([Fault("", "", words)])
            self.number = _read_whole(attributes.get("r", ""), self.number + 1)
            self.cells = []

    def end(self, name: str) -> None:
        if name == "v" or name == "t":
            self.is_text = False
        elif name == "f":
            self.has_formula = True
        elif self.cells is None:
            return
        elif name == "c":
            self._take_cell(self.cells)
        elif name == "row":
            self.ready.append((self.number, self.cells))
            self.cells = None

    def take(self, text: str) -> None:
        if not self.is_text:
            return
        self.value += text
        if len(self.value) > LONGEST_CELL:
            words = f"a cell may hold up to {LONGEST_CELL:,} characters"
            raise Faults([Fault(f"line {self.number}", "", words)])

    def _take_cell(self, cells: list[str]) -> None:
        """Puts a cell in its place; of far ones that hold something, the first is kept if asked."""
        place, value = self.column, self.write_value()
        if place > MOST_COLUMNS and self.keep_far and value and len(cells) <= MOST_COLUMNS:
            place = MOST_COLUMNS
        if place <= MOST_COLUMNS:
            cells += [""] * (place + 1 - len(cells))
            cells[place] = value

    def write_value(self) -> str:
        """The cell as text: a shared text by its number."""
        value = self.value
        if self.kind == "e" or self._lacks_result():
            return UnreadCell(value)
        if self.kind == "s":
            return self.shared.find(_read_whole(value, -1))
        if self.kind in ("inlineStr", "str"):
            return read_escapes(value)
        if self.kind == "b":
            return _TRUTHS.get(value, value)
        if self.kind != "n" or not value:
            return value
        if value.isascii() and value.isdigit() and len(value) < 16:
            return value.lstrip("0") or "0"
        try:
            number = float(value)
        except ValueError:
            return value
        return self.write(number) if isfinite(number) else value

    def _lacks_result(self) -> bool:
        """Whether a formula stands alone. What it comes to may be an empty text, which is said."""
        if self.value or not self.has_formula:
            return False
        return self.kind != "str" or not self.has_value

    def _place_of(self, reference: str) -> int:
        """The column of a cell; where none is said, the next."""
        if not reference:
            return len(self.cells or ())
        letters = reference.rstrip("0123456789")
        place = None
        if len(letters) <= _MOST_LETTERS:
            place = _place_of_letters(letters)
        if place is None:
            return len(self.cells or ())
        return place


@lru_cache(maxsize=4096)
def _place_of_letters(letters: str) -> int | None:
    """The place of a column by its letters: A is 0; None of what are none."""
    if _COLUMN.fullmatch(letters) is None:
        return None
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def write_plain(number: float) -> str:
    """A number without the noise of binary floats."""
    return write_in_full(round(number, 10))


def write_in_full(number: float) -> str:
    """A number with every digit that it keeps.

    >>> write_in_full(100.0), write_in_full(-1.5), write_in_full(1.5e-7)
    ('100', '-1.5', '0.00000015')
    """
    text = repr(number)
    if "e" in text:
        return f"{Decimal(text).normalize():f}"
    return text.removesuffix(".0")  # what most numbers are: a sheet has millions


def _read_whole(text: str, otherwise: int) -> int:
    """A number of a row or text, or what holds where none is said."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return otherwise
