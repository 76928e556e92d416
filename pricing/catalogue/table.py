"""A CSV file as rows of cells with their lines: strict, bounded, with every fault named.

Lines are counted as an editor counts them: a quoted cell over three lines counts three, and
LF, CR LF and CR all end a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from pricing.engine.faults import holds, name_hint

from .rows import KINDS, Kind

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 500_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 32_767

_CELL = re.compile(r'("[^"]*(?:""[^"]*)*"|[^",\r\n]*)(,|\r\n|\n|\r|\Z)')
_LINE_END = re.compile(r"\r\n|\n|\r")
_QUOTED_OR_END = re.compile(r'"[^"]*"|\r\n|\n|\r')


class TableFault(NamedTuple):
    """What is wrong, at which line and column (0 and "" where it is the whole file or line)."""

    line: int
    column: str
    holds: str
    message: str


_NO_ROWS = TableFault(0, "", "", "holds no rows")


class Row(NamedTuple):
    """One row: the line where it begins, and its cells by column."""

    line: int
    cells: dict[str, str]


def read_table(content: bytes, kind: Kind, faults: list[TableFault]) -> Iterator[Row]:
    """The whole rows of a file of one kind, one at a time; all its faults are added to those
    given, the last of them when the last row was read.
    """
    text = _read_text(content, faults)
    del content  # not held twice while the rows are read
    if text is None:
        return
    if _has_more_lines(text, MOST_ROWS + 1):  # before any is read: it would take a minute
        faults.append(TableFault(0, "", "", f"holds more than {MOST_ROWS:,} rows"))
        return
    records = _read_records(text, faults)
    header = next(records, None)
    if header is None:
        if not faults:
            faults.append(_NO_ROWS)
        return
    if header[1][0].lower().startswith("sep="):
        said = f"sep={header[1][0][4:] or ','}"
        note = "is a note to a spreadsheet program; delete the line"
        faults.append(TableFault(header[0], "", said, note))
        return
    columns = [name.strip(" \t\u00a0") for name in header[1]]
    wrong = _check_header(header[0], columns, kind)
    faults += wrong
    if not wrong:
        yield from _pair_cells(records, columns, faults)


def _pair_cells(
    records: Iterable[tuple[int, list[str]]], columns: list[str], faults: list[TableFault]
) -> Iterator[Row]:
    """Each record with the names of its columns; what has another number of them is a fault."""
    is_empty = True
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue  # what a spreadsheet leaves behind of rows that were emptied
        if len(cells) != len(columns):
            faults.append(
                TableFault(
                    line, "", f"{len(cells)} columns", f"may hold {len(columns)}, as the first line"
                )
            )
            continue
        is_empty = False
        yield Row(line, dict(zip(columns, cells, strict=True)))
    if is_empty and not faults:
        faults.append(_NO_ROWS)


def _read_text(content: bytes, faults: list[TableFault]) -> str | None:
    """The text of a file, with or without a byte order mark; None where it is none."""
    if len(content) > MOST_BYTES:
        faults.append(
            TableFault(0, "", f"{len(content):,} bytes", f"may hold up to {MOST_BYTES:,} bytes")
        )
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.append(TableFault(1, "", "UTF-16", "save it as UTF-8"))
    elif (nul := content.find(b"\x00")) >= 0:
        faults.append(
            TableFault(
                _find_line(content, nul), "", "a NUL byte", "may hold text only; is it a CSV file?"
            )
        )
    else:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line, byte = _find_line(content, error.start), content[error.start]
            faults.append(
                TableFault(
                    line,
                    "",
                    f"the byte 0x{byte:02X}",
                    "may hold UTF-8 only; save the file as UTF-8",
                )
            )
    return None


def _has_more_lines(text: str, most: int) -> bool:
    """Whether more lines end outside of quotation marks.

    >>> text = 'a,"b\\nc"\\r\\nd,""\\n'
    >>> _has_more_lines(text, 2), _has_more_lines(text, 1)
    (False, True)
    """
    ends = (match for match in _QUOTED_OR_END.finditer(text) if not match[0].startswith('"'))
    return sum(1 for _ in islice(ends, most + 1)) > most


def _find_line(content: bytes, position: int) -> int:
    return 1 + len(_LINE_END.findall(content[:position].decode("latin-1")))


def _read_records(text: str, faults: list[TableFault]) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV text with the lines where they begin; stops at what it cannot read."""
    position, line = 0, 1
    begins, cells = 1, list[str]()
    while position < len(text):
        match = _CELL.match(text, position)
        if match is None:
            faults.append(
                TableFault(
                    line,
                    "",
                    holds(text[position : position + 200]),
                    _find_quote_fault(text, position),
                )
            )
            return
        raw, end = match.groups()
        cell = raw
        if raw.startswith('"'):
            cell = raw[1:-1].replace('""', '"')
        if len(cell) > MOST_CHARACTERS or len(cells) >= MOST_COLUMNS:
            what = (
                f"may hold up to {MOST_CHARACTERS:,} characters in a cell and {MOST_COLUMNS} "
                "columns"
            )
            faults.append(
                TableFault(
                    line, "", holds(cell) if len(cell) > 80 else f"{len(cells)} columns", what
                )
            )
            return
        cells.append(cell)
        line += len(_LINE_END.findall(match[0])) if "\n" in match[0] or "\r" in match[0] else 0
        position = match.end()
        if end == ",":
            if position == len(text):
                cells.append("")
            else:
                continue
        if cells != [""]:  # a blank line is none
            yield begins, cells
        begins, cells = line, []


def _find_quote_fault(text: str, position: int) -> str:
    """What is wrong with the quotation marks of the cell that begins there."""
    if text[position] != '"':
        return (
            "a quotation mark inside a cell: put the whole cell in quotation marks and double the "
            "mark"
        )
    if re.compile(r'"[^"]*(?:""[^"]*)*"').match(text, position):
        return "text after the closing quotation mark; a mark inside a cell is written twice"
    return "the quotation mark that opens here is never closed"


def _check_header(line: int, columns: list[str], kind: Kind) -> list[TableFault]:
    """What is wrong with the names of the columns."""
    only = ""
    if len(columns) == 1:
        only = columns[0]
    if ";" in only or "\t" in only:
        return [TableFault(line, "", holds(only), "separate the columns by commas")]
    for other in KINDS:
        if other is not kind and set(columns) | other.left_out == set(other.fields):
            return [
                TableFault(line, "", "", f"this is a file of {other.name}; may hold {kind.name}")
            ]
    if len({*columns} - {*kind.fields}) > len(columns) // 2:
        wanted = f"this is no file of {kind.name}; it may hold {', '.join(kind.fields)}"
        return [TableFault(line, "", f"{len(columns)} other columns", wanted)]
    faults = []
    for index, name in enumerate(columns):
        if name not in kind.fields:
            missing = [column for column in kind.fields if column not in columns]
            faults.append(
                TableFault(line, name[:80], "", f"is not known{name_hint(name, missing).words}")
            )
        elif name in columns[:index]:
            faults.append(TableFault(line, name, "", "stands twice"))
    faults += [
        TableFault(line, name, "", "is missing")
        for name in kind.fields
        if name not in {*columns} | kind.left_out
    ]
    return faults
