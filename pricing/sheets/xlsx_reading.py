"""The cells of an XLSX file: the parts of its ZIP, read row by row by expat.

Libraries that do it were tried: one far cell or one part that unpacks to gigabytes ends the
process. Here a far cell makes no wide row, what is unpacked is counted while it is read, and no
more than a piece of a sheet is held at a time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import BinaryIO, NamedTuple

from ..engine.faults import Fault, Faults
from .packed import MOST_PARTS, Parts, open_parts, refuse_parts
from .xlsx_parts import check_parts
from .xlsx_texts import SharedReading, SharedTexts, read_escapes
from .xml_reading import Reading, read_xml

SheetRow = tuple[int, list[str]]
WriteNumber = Callable[[float], str]

MOST_COLUMNS = 256
LONGEST_CELL = 32_767  # as spreadsheets have it
_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml", re.ASCII)
_COLUMN = re.compile(r"[A-Z]+", re.ASCII)
_MOST_LETTERS = 3
_MOST_NAMES_BYTES = 4 * 1024 * 1024  # of the parts that name sheets
_TEXTS = "xl/sharedStrings.xml"
_TRUTHS = {"0": "FALSE", "1": "TRUE"}


class Limits(NamedTuple):
    """How much of a file is read: rows of a sheet, elements and bytes of all parts, bytes of shared
    texts, once and as often as cells show them. An element takes a millionth of a second or two,
    however short it is.
    """

    rows: int
    elements: int
    unpacked_bytes: int
    shared_bytes: int


TABLE = Limits(
    rows=20_000,
    elements=1_500_000,
    unpacked_bytes=64 * 1024 * 1024,
    shared_bytes=64 * 1024 * 1024,
)


class Workbook:
    """An XLSX file: its sheets by their names, in order, and the rows of each."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self.parts = parts
        self.limits = limits
        self.read_elements = 0
        check_parts(parts)
        self.sheets = _list_sheet_parts(self)
        self.shared = SharedTexts(limits.shared_bytes)
        self.read_whole(_TEXTS, SharedReading(self.shared), limits.shared_bytes)

    def read_rows(
        self, name: str, write: WriteNumber | None = None, *, keep_far: bool = False
    ) -> Iterator[SheetRow]:
        """The rows of a sheet with their numbers, as they are read."""
        reading = SheetReading(self.shared, self.limits, write or _write_plain, keep_far)
        for _ in self.read(self.sheets[name], reading):
            yield from reading.take_rows()

    def read(self, part: str, reading: Reading, most_bytes: int | None = None) -> Iterator[None]:
        """Tells the reading of a part, and stops after each piece of it. Raises `Faults`."""
        before = self.read_elements
        for begun in read_xml(self.parts.unpack(part, most_bytes), reading):
            self.read_elements = before + begun
            if self.read_elements > self.limits.elements:
                raise _refuse_elements(self.limits.elements)
            yield

    def read_whole(self, part: str, reading: Reading, most_bytes: int) -> None:
        """Tells the reading of all of a part that the file may lack. Raises `Faults`."""
        if part in self.parts.names:
            for _ in self.read(part, reading, most_bytes):
                pass


@contextmanager
def open_workbook(file: BinaryIO, limits: Limits) -> Iterator[Workbook]:
    """An XLSX file to be read. Raises `Faults`, and so does reading its rows."""
    with open_parts(file, limits.unpacked_bytes) as parts:
        yield Workbook(parts, limits)


def list_sheets(data: bytes, *, in_full: bool = False) -> list[list[SheetRow]]:
    """The sheets of a small XLSX file in their order, whole. Raises `Faults`.

    `in_full`: numbers with every digit that they keep, else without the noise of binary floats;
    and what stands beyond the last column that is read, in the one behind it.
    """
    write = write_in_full if in_full else _write_plain
    with open_workbook(io.BytesIO(data), TABLE) as workbook:
        return [list(workbook.read_rows(name, write, keep_far=in_full)) for name in workbook.sheets]


class _NameReading:
    """The names of sheets and, by the ids of their relations, what these are."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relations = [value for key, value in attributes.items() if key.endswith(" id")]
            self.sheets[attributes.get("name", "")] = "".join(relations)
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def end(self, name: str) -> None: ...

    def take(self, text: str) -> None: ...


def _refuse_elements(most: int) -> Faults:
    words = (
        f"a workbook may hold up to {most:,} elements of XML, of which each cell that is filled "
        "takes two or three; as CSV it may fit"
    )
    return Faults([Fault("", "", words)])


def _list_sheet_parts(workbook: Workbook) -> dict[str, str]:
    """The part of each sheet by its name; by its number where the file names none."""
    parts = workbook.parts
    numbers = sorted(int(match[1]) for name in parts.names if (match := _SHEET.fullmatch(name)))
    reading = _NameReading()
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        workbook.read_whole(part, reading, _MOST_NAMES_BYTES)
    named = {}
    for name, relation in reading.sheets.items():
        part = "xl/" + reading.targets.get(relation, "").removeprefix("/xl/")
        if part in parts.names and relation in reading.targets:
            named[name] = part
    if len(named) > MOST_PARTS:
        raise refuse_parts(len(named))
    if named:
        return named
    if not numbers:
        words = "this is a packed file (ZIP), not an XLSX table: save it as one"
        raise Faults([Fault("", "", words)])
    return {f"Sheet {number}": f"xl/worksheets/sheet{number}.xml" for number in numbers}


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
        elif name == "v" or name == "t":
            self.is_text = True
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


def _write_plain(number: float) -> str:
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
