"""The cells of an XLSX file: the parts of its ZIP, read piece by piece by expat.

Libraries that do it were tried: one far cell or one part that unpacks to gigabytes ends the
process. Here a far cell makes no wide row, and what is unpacked is counted while it is read.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import Any
from xml.parsers import expat

from ..engine.faults import Fault, Faults

SheetRow = tuple[int, list[str]]

MOST_ROWS = 20_000
MOST_COLUMNS = 256
MOST_PARTS = 200
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml", re.ASCII)
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}", re.ASCII)
_CHUNK = 64 * 1024


@dataclass
class _Cells:
    """What the parser of a sheet has read so far."""

    rows: list[SheetRow] = field(default_factory=list)
    kind: str = ""
    column: int = 0
    text: list[str] | None = None
    value: str = ""


def list_sheets(data: bytes, *, in_full: bool = False) -> list[list[SheetRow]]:
    """The sheets of an XLSX file in their order: rows with their numbers. Raises `Faults`.

    `in_full`: numbers with every digit that they keep, else without the noise of binary floats.
    """
    write = _write_plain
    if in_full:
        write = _write_in_full
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _list_sheets(packed, write)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise Faults([Fault("", "", "this packed file cannot be read")]) from None
    except (expat.ExpatError, ValueError):
        raise Faults([Fault("", "", "this spreadsheet cannot be read: save it anew")]) from None


def _list_sheets(packed: zipfile.ZipFile, write: Callable[[float], str]) -> list[list[SheetRow]]:
    names = packed.namelist()
    if len(names) > MOST_PARTS:
        raise Faults([Fault("", f"{len(names)} parts", f"a file may hold up to {MOST_PARTS}")])
    numbers = [int(match[1]) for name in names if (match := _SHEET.fullmatch(name))]
    if not numbers:
        words = "this is a packed file (ZIP), not an XLSX table: save it as one"
        raise Faults([Fault("", "", words)])
    shared: list[str] = []
    if "xl/sharedStrings.xml" in names:
        shared = _read_shared(_unpack(packed, "xl/sharedStrings.xml"))
    return [
        _read_sheet(_unpack(packed, f"xl/worksheets/sheet{number}.xml"), shared, write)
        for number in sorted(numbers)
    ]


def _unpack(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part of the file piece by piece, up to what a table may be."""
    read = 0
    with packed.open(name) as part:
        while piece := part.read(_CHUNK):
            read += len(piece)
            if read > MOST_UNPACKED_BYTES:
                size = f"{MOST_UNPACKED_BYTES:,} bytes"
                raise Faults([Fault("", f"more than {size} in {name}", "is too large for a table")])
            yield piece


def _parse(pieces: Iterator[bytes], parser: Any) -> None:
    def refuse(*_: Any) -> None:
        raise Faults([Fault("", "", "a spreadsheet may not define document types")])

    parser.StartDoctypeDeclHandler = refuse
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _read_shared(pieces: Iterator[bytes]) -> list[str]:
    """The texts that cells share."""
    texts: list[list[str]] = []
    is_text = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal is_text
        name = _take_local(name)
        if name == "si":
            texts.append([])
        is_text = name == "t"

    def end(_: str) -> None:
        nonlocal is_text
        is_text = False

    def take(text: str) -> None:
        if is_text and texts:
            texts[-1].append(text)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = take
    _parse(pieces, parser)
    return ["".join(each) for each in texts]


def _read_sheet(
    pieces: Iterator[bytes], shared: list[str], write: Callable[[float], str]
) -> list[SheetRow]:
    """Rows by their numbers; cells by their references, so that a far cell makes no wide row."""
    found = _Cells()

    def start(name: str, attributes: dict[str, str]) -> None:
        name = _take_local(name)
        if len(found.rows) > MOST_ROWS:
            raise Faults([Fault("", "", f"a sheet may hold up to {MOST_ROWS:,} rows")])
        if name == "row":
            found.rows.append((int(attributes.get("r", len(found.rows) + 1)), []))
        if name == "c":
            found.kind = attributes.get("t", "n")
            found.column = _place_of(attributes.get("r", ""), found)
            found.value = ""
        if name in ("v", "t"):
            found.text = []

    def end(name: str) -> None:
        name = _take_local(name)
        if name in ("v", "t") and found.text is not None:
            found.value += "".join(found.text)
            found.text = None
        if name == "c" and found.rows and found.column < MOST_COLUMNS:
            cells = found.rows[-1][1]
            cells += [""] * (found.column + 1 - len(cells))
            cells[found.column] = _write_value(found.kind, found.value, shared, write)

    def take(text: str) -> None:
        if found.text is not None:
            found.text.append(text)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = take
    _parse(pieces, parser)
    return found.rows


def _take_local(name: str) -> str:
    """The name of an element without its namespace."""
    return name.rpartition(" ")[2]


def _place_of(reference: str, found: _Cells) -> int:
    """The column of a cell: A is 0; where none is said, the next."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return len(found.rows[-1][1]) if found.rows else 0
    place = 0
    for letter in match[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _write_value(kind: str, value: str, shared: list[str], write: Callable[[float], str]) -> str:
    """A cell as text: a shared text by its number."""
    if kind == "s":
        place = int(value or -1)
        if not 0 <= place < len(shared):
            return ""
        return shared[place]
    if kind != "n" or not value:
        return value
    if not isfinite(number := float(value)):
        return value
    return write(number)


def _write_plain(number: float) -> str:
    """A number without the noise of binary floats."""
    return f"{Decimal(repr(round(number, 10))).normalize():f}"


def _write_in_full(number: float) -> str:
    """A number with every digit that it keeps."""
    return f"{Decimal(repr(number)).normalize():f}"
