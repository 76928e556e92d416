"""A file that comes back, as the rows that it holds: CSV, XLSX or JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pricing.engine.faults import Fault, Faults
from pricing.sheets.quote import COLUMNS
from pricing.sheets.quote_book import ROWS
from pricing.sheets.reading import name_column, open_table
from pricing.sheets.xlsx_reading import TABLE, SheetRow, list_sheets, open_workbook

from .content import RECURRENCE

Row = Mapping[str, str]

PACKED = b"PK\x03\x04"
MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
# Of signs in JSON, counted before it is read: what is nested or parted oftener takes much memory.
MOST_SIGNS = {b"{": 2 * MOST_ROWS, b"[": 2 * MOST_ROWS, b",": 100 * MOST_ROWS}
SEMICOLONS, TABS = "parted by semicolons", "parted by tabs"
_TOO_MANY = Fault("", "", f"a file may hold up to {MOST_ROWS:,} rows")
_OF_HEADER = ("issued_on", "valid_until", "scenario", "compliant", "catalogue")
_SHORTEST_TABLE = 2  # cells of a row that may hold heads


@dataclass(frozen=True)
class Table:
    """The rows of a file by column, and how it is written. `document`: of JSON, all that it
    holds; `sheets`: all those of a workbook, of which `title` has the rows.
    """

    heads: Sequence[str]
    rows: Sequence[Row]
    clothing: Sequence[str] = ()
    document: Mapping[str, Any] = field(default_factory=dict)
    sheets: Mapping[str, Sequence[SheetRow]] = field(default_factory=dict)
    title: str = ""


def read_file(data: bytes) -> Table:
    """The rows of a file, cells as they stand. Raises `Faults`."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[{")):
        return _read_json(data)
    if data.startswith(PACKED):
        return _read_workbook(data)
    raw = open_table(data)
    clothing = {";": (SEMICOLONS,), "\t": (TABS,)}.get(raw.separator, ())
    return Table(*_read_rows(raw.rows), clothing)


def _read_workbook(data: bytes) -> Table:
    """The rows of its sheet of rows, else of the first that has a column called scheme."""
    with open_workbook(io.BytesIO(data), TABLE) as book:
        names = list(book.sheets)
    sheets = dict(zip(names, list_sheets(data, in_full=True), strict=True))
    order = sorted(sheets, key=lambda name: (not _has_schemes(sheets[name]), name != ROWS))
    return Table(*_read_rows(sheets[order[0]]), sheets=sheets, title=order[0])


def _has_schemes(rows: Sequence[SheetRow]) -> bool:
    return any("scheme" in map(name_column, cells) for _, cells in rows)


def _read_rows(found: Iterable[SheetRow]) -> tuple[list[str], list[Row]]:
    """Heads, which stand in the first row of two cells or more, and the rows below."""
    heads: list[str] = []
    rows: list[Row] = []
    for _, cells in found:
        if len(rows) == MOST_ROWS:
            raise Faults([_TOO_MANY])
        if heads and any(cells):
            rows.append(dict(zip(heads, cells, strict=False)))
        elif not heads and sum(map(bool, cells)) >= _SHORTEST_TABLE:
            heads = [name_column(cell) for cell in cells]
    return heads, rows


def _read_json(data: bytes) -> Table:
    if any(data.count(sign) > most for sign, most in MOST_SIGNS.items()):
        raise Faults([_TOO_MANY])
    try:
        document = json.loads(data.decode("utf-8-sig"))
        header = document["header"]
        shared = {
            "quote": _write(header["number"]),
            "version": _write(header["version"]),
            **{name: _write(header[name]) for name in _OF_HEADER},
            "rows": _write(document["totals"]["rows"]),
            "checksum": _write(document["checksum"]),
        }
        rows = [
            {**shared, **{name: _write(value) for name, value in row.items()}}
            for row in document["rows"]
        ]
    except json.JSONDecodeError as broken:
        words = f"this JSON breaks off, or has a mistake, in line {broken.lineno}"
        raise Faults([Fault("", "", words)]) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Faults([Fault("", "", "this is no quote as JSON")]) from None
    return Table((*COLUMNS, RECURRENCE), rows, document=document)


def _write(value: Any) -> str:
    """A value as a cell's text."""
    if isinstance(value, str):
        return value
    return json.dumps(value)
