"""A file that comes back, as the rows that it holds: CSV, XLSX or JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any, NamedTuple

from pricing.engine.faults import Fault, Faults
from pricing.sheets import column_letter
from pricing.sheets.heads import LEAST_WIDTH, count_filled, find_twice, name_column
from pricing.sheets.quote import COLUMNS
from pricing.sheets.quote_book import ROWS
from pricing.sheets.reading import UTF_16, find_marked_encoding, open_table
from pricing.sheets.xlsx_cells import MOST_COLUMNS, SheetRow, list_unread
from pricing.sheets.xlsx_shown import Shown, read_checksum, read_shown

from .content import COLUMNS as ROW_COLUMNS
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
BLANK = "blank lines"
LEFT_OUT = "empty members left out"
FRONT = "Quote"
MOST_MORE = 100  # what a file holds besides, piece by piece
_MOST_OF_FRONT = 1000  # rows
_ON_FRONT = re.compile(r"(?P<number>.{1,40}), version (?P<version>[0-9]{1,4})")
# What the API adds to an issued quote: what became of it since.
SINCE = ("id", "state", "seen", "steps")
_HALF = re.compile("[\ud800-\udfff]")
_HALF_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")
_PARTS = ("header", "rows", "totals", "checksum")


class More(NamedTuple):
    """What stands in a file besides a quote's columns and rows, and where."""

    where: str
    text: str


@dataclass(frozen=True)
class Table:
    """The rows of a file by column, and how it is written. `document`: of JSON, all that it
    holds; `shown`: all sheets of a workbook, of which `title` has the rows; `more`: what stands
    beside these; `twice`: names that stand twice; `front`: the cells of a file that has no rows,
    but the front of a workbook; `numbers`: of its rows, where they stand in a table; `checksum`:
    the one that a workbook bears.
    """

    heads: Sequence[str]
    rows: Sequence[Row]
    clothing: Sequence[str] = ()
    document: Mapping[str, Any] = field(default_factory=dict)
    shown: Mapping[str, Shown] = field(default_factory=dict)
    title: str = ""
    more: Sequence[More] = ()
    twice: Sequence[str] = ()
    front: Sequence[SheetRow] = ()
    numbers: Sequence[int] = ()
    checksum: str = ""

    @property
    def sheets(self) -> Mapping[str, Sequence[SheetRow]]:
        """The rows of all sheets of a workbook by name."""
        return {name: shown.rows for name, shown in self.shown.items()}

    @property
    def is_of_program(self) -> bool:
        """Whether it keeps its numbers as numbers, which no country's way of writing touches."""
        return bool(self.shown or self.document)

    @property
    def named(self) -> tuple[str, str]:
        """Number and version that stand on its front; nothing where it is none."""
        return read_named(self.front)


def read_file(data: bytes) -> Table:
    """The rows of a file, cells as they stand. Raises `Faults`."""
    data = _write_as_utf_8(data)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[{")):
        return _read_json(data)
    if data.startswith(PACKED):
        return _read_workbook(data)
    raw = open_table(data)
    first = list(islice(raw.rows, _MOST_OF_FRONT))
    if read_named(first)[0]:
        return Table((), (), front=first)
    return _read_rows(chain(first, raw.rows), {";": SEMICOLONS, "\t": TABS}.get(raw.separator, ""))


def _write_as_utf_8(data: bytes) -> bytes:
    """A text in UTF-16 as one in UTF-8; what is none stays as it is, and is refused for that."""
    if find_marked_encoding(data) != UTF_16:
        return data
    try:
        return data.decode(UTF_16).encode()
    except UnicodeDecodeError:
        return data


def read_named(rows: Sequence[SheetRow]) -> tuple[str, str]:
    """Number and version on the front of a workbook; nothing of other rows."""
    for _, cells in rows[:1]:
        found = _ON_FRONT.fullmatch(cells[1]) if len(cells) > 1 else None
        if found and cells[0] == FRONT:
            return found["number"], found["version"]
    return "", ""


def _read_workbook(data: bytes) -> Table:
    """The rows of its sheet of rows, else of the first that has a column called scheme."""
    shown, checksum = read_shown(data), read_checksum(data)
    sheets = {name: each.rows for name, each in shown.items()}
    order = sorted(sheets, key=lambda name: (not _has_schemes(sheets[name]), name != ROWS))
    front = sheets.get(FRONT, next(iter(sheets.values())))
    if not _has_schemes(sheets[order[0]]) and read_named(front)[0]:
        return Table((), (), shown=shown, front=front, checksum=checksum)
    rows = _read_rows(sheets[order[0]])
    _refuse_unread(rows)
    return replace(rows, shown=shown, title=order[0], checksum=checksum)


def _refuse_unread(table: Table) -> None:
    """Raises `Faults` where a row has cells under its heads that nobody can read."""
    faults: list[Fault] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        faults += list_unread(number, (row.get(head, "") for head in table.heads))
    if faults:
        raise Faults(faults)


def _has_schemes(rows: Sequence[SheetRow]) -> bool:
    return any("scheme" in map(name_column, cells) for _, cells in rows)


def _read_rows(found: Iterable[SheetRow], clothing: str = "") -> Table:
    """The heads and the rows below."""
    found = iter(found)
    first = list(islice(found, _MOST_OF_FRONT))
    heads_at = _find_heads(first)
    heads: list[str] = []
    rows: list[Row] = []
    numbers: list[int] = []
    more: list[More] = []
    has_blank = False
    for number, cells in chain(first, found):
        filled = any(cell.strip() for cell in cells)
        if len(rows) == MOST_ROWS:
            raise Faults([_TOO_MANY])
        has_blank = has_blank or not filled
        if heads and filled:
            rows.append(dict(zip(heads, cells, strict=False)))
            numbers.append(number)
            more += _list_beyond(number, heads, cells)
        elif number == heads_at:
            heads = [name_column(cell) for cell in cells]
        elif filled:
            more += _list_beyond(number, (), cells)
        if len(more) > MOST_MORE:
            more[MOST_MORE:] = [More(f"row {number} and others", "more of that")]
    twice = find_twice(heads)
    worn = [words for words in (clothing, BLANK * has_blank) if words]
    return Table(heads, rows, worn, more=more, twice=twice, numbers=numbers)


def _find_heads(rows: Sequence[SheetRow]) -> int:
    """The number of the row of heads: the first that has a column called scheme, else the first of
    two cells or more; 0 where there is none.
    """
    named = (number for number, cells in rows if "scheme" in map(name_column, cells))
    wide = (number for number, cells in rows if count_filled(cells) >= LEAST_WIDTH)
    return next(chain(named, wide), 0)


def _list_beyond(number: int, heads: Sequence[str], cells: Sequence[str]) -> Iterator[More]:
    """What stands in a row where there is no head."""
    for place, cell in enumerate(cells):
        if cell.strip() and not (place < len(heads) and heads[place]):
            where = f"cell {column_letter(place)}{number}"
            if place == MOST_COLUMNS:
                where = f"row {number}, beyond column {column_letter(MOST_COLUMNS - 1)}"
            yield More(where, cell)


def _read_json(data: bytes) -> Table:
    if any(data.count(sign) > most for sign, most in MOST_SIGNS.items()):
        raise Faults([_TOO_MANY])
    twice: list[str] = []

    def take(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counted = Counter(name for name, _ in pairs)
        twice.extend(name for name, count in counted.items() if count > 1)
        return dict(pairs)

    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=take)
        _refuse_halves(data, document)
        header = document["header"]
        shared = {
            "quote": _write(header["number"]),
            "version": _write(header["version"]),
            **{name: _write(header[name]) for name in _OF_HEADER},
            "rows": _write(document["totals"]["rows"]),
            "checksum": _write(document["checksum"]),
        }
        rows = [
            {**{name: _write(value) for name, value in row.items()}, **shared}
            for row in document["rows"]
        ]
        more = list(islice(_list_members(document), MOST_MORE))
        is_short = any(set(ROW_COLUMNS) - row.keys() for row in document["rows"])
    except json.JSONDecodeError as broken:
        words = f"this JSON breaks off, or has a mistake, in line {broken.lineno}"
        raise Faults([Fault("", "", words)]) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Faults([Fault("", "", "this is no quote as JSON")]) from None
    heads = (*COLUMNS, RECURRENCE)
    worn = [LEFT_OUT] * is_short
    return Table(heads, rows, worn, document=document, more=more, twice=list(dict.fromkeys(twice)))


def _refuse_halves(data: bytes, document: Any) -> None:
    """Raises `Faults` where a text or a name holds half of a sign, which no page can show."""
    if not _HALF_ESCAPED.search(data):
        return
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{path}.{name}".removeprefix("."), value[name]) for name in value]
            # Read before what has them in its path.
            waiting += [(f"a name in {path or 'the file'}", name) for name in value]
        elif isinstance(value, list):
            waiting += [(f"{path}[{place}]", each) for place, each in enumerate(value)]
        elif isinstance(value, str) and (half := _HALF.search(value)):
            words = f"half of a sign (U+{ord(half[0]):04X}) stands in {path}: no text has one"
            raise Faults([Fault("", "", words)])


def _list_members(document: Mapping[str, Any]) -> Iterator[More]:
    """What stands in JSON besides a quote's own members."""
    for name, value in document.items():
        if name not in (*_PARTS, *SINCE):
            yield More(name, _write(value))
    for place, row in enumerate(document["rows"], start=1):
        for name in row.keys() - set(ROW_COLUMNS):
            yield More(f"row {place}, {name}", _write(row[name]))


def _write(value: Any) -> str:
    """A value as a cell's text."""
    if isinstance(value, str):
        return value
    return json.dumps(value)
