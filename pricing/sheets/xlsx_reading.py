"""The cells of an XLSX file: the parts of its ZIP, read row by row by expat.

Libraries that do it were tried: one far cell or one part that unpacks to gigabytes ends the
process. Here a far cell makes no wide row, what is unpacked is counted while it is read, and no
more than a piece of a sheet is held at a time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from ..engine.faults import Fault, Faults
from .packed import MOST_PARTS, Parts, open_parts, refuse_parts
from .xlsx_cells import Limits, SheetReading, SheetRow, write_plain
from .xlsx_parts import check_parts
from .xlsx_texts import SharedReading, SharedTexts
from .xml_reading import Reading, read_xml

_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml", re.ASCII)
_MOST_NAMES_BYTES = 4 * 1024 * 1024  # of the parts that name sheets
_TEXTS = "xl/sharedStrings.xml"

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

    def read_rows(self, name: str) -> Iterator[SheetRow]:
        """The rows of a sheet with their numbers, as they are read."""
        reading = SheetReading(self.shared, self.limits, write_plain, keep_far=False)
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


def list_sheets(data: bytes) -> list[list[SheetRow]]:
    """The sheets of a small XLSX file in their order, whole. Raises `Faults`."""
    with open_workbook(io.BytesIO(data), TABLE) as workbook:
        return [list(workbook.read_rows(name)) for name in workbook.sheets]


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
