"""Tables that come back: CSV in any usual dialect, or the first filled sheet of an XLSX file.

Limits are counted while a file is read, never believed from its directory.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from ..engine.faults import Fault, Faults, holds
from ..engine.number_text import NoNumber, read_decimal, thousands_by_points
from .beginnings import find_no_table
from .heads import drop_titles, find_twice, find_width, list_filled, name_column, tell_sheets
from .separators import LONGEST_BEGINNING, find_separator
from .xlsx_cells import LONGEST_CELL, MOST_COLUMNS, SheetRow, list_unread, write_plain
from .xlsx_exact import MoneyCell, list_exact_sheets

MOST_ROWS = 10_000
MOST_PARTED = 100_000  # by separators, those within quotation marks too
WINDOWS = "cp1252"
UTF_16 = "utf-16"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": UTF_16, b"\xfe\xff": UTF_16}
OWNED = "Owned"  # the sheet of a request that says what is presumed to be owned
LINE_ENDS = ("\r", "\n")
NO_TEXT = (
    "this is no text, or UTF-16 without its mark, or UTF-32; save it as “CSV UTF-8”, or as XLSX"
)


@dataclass(frozen=True)
class TableRow:
    """A row that came back: the line of the file in which it stands, and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """Rows under heads; `has_decimal_commas`: numbers of the file may be written so. `is_guessed`:
    the text is not UTF-8 and was read as Windows-1252. `is_book`: it is a workbook, of which a
    number that stands as a text may be written in either notation. `told_sheets`: which of its
    sheets were not read, in a sentence.
    """

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    has_decimal_commas: bool = False
    is_guessed: bool = False
    is_book: bool = False
    told_sheets: str = ""

    def read_number(self, text: str) -> Decimal:
        """A number in the file's notation. Raises `NoNumber`.

        >>> Table((), (), has_decimal_commas=True).read_number("1.234,50")
        Decimal('1234.50')
        """
        plain = text.strip().replace("\u00a0", "").replace("\u202f", "")
        if not self.has_decimal_commas or "," not in plain:
            if (self.has_decimal_commas or self.is_book) and thousands_by_points(plain):
                raise NoNumber(
                    f"may be {plain} or {thousands_by_points(plain)}; write one decimal more"
                )
            return read_decimal(plain)
        whole, _, decimals = plain.rpartition(",")
        return read_decimal(f"{whole.replace('.', '')}.{decimals}")


class RawTable(NamedTuple):
    """The cells of a file as they stand, with the lines that they stand in; what parts them, "" in
    a workbook. `is_guessed`, `told_sheets`: as in a `Table`.
    """

    rows: Iterator[tuple[int, list[str]]]
    separator: str
    is_guessed: bool = False
    told_sheets: str = ""


def read_table(data: bytes) -> Table:
    """The table of a file. Raises `Faults`."""
    raw = open_table(data)
    heads, rows = _name_cells(raw)
    has_commas, is_book = raw.separator == ";", not raw.separator
    return Table(heads, rows, has_commas, raw.is_guessed, is_book, raw.told_sheets)


def open_table(data: bytes) -> RawTable:
    """The cells of a file, whatever it is. Raises `Faults`, also while they are read."""
    if data.startswith(b"PK\x03\x04"):
        return _open_book(list_exact_sheets(data, write_plain))
    if kind := find_no_table(data):
        raise Faults([Fault("", "", f"this is {kind}; CSV and XLSX can be read")])
    text, is_guessed = _decode(data)
    separator = find_separator(text[:LONGEST_BEGINNING], _has_schemes)
    rows = refuse_cut(_list_csv_rows(text, separator), ends_a_line=text.endswith(LINE_ENDS))
    return RawTable(rows, separator, is_guessed)


def _name_cells(raw: RawTable) -> tuple[tuple[str, ...], tuple[TableRow, ...]]:
    heads: tuple[str, ...] = ()
    found: list[TableRow] = []
    unread: list[Fault] = []
    table = drop_titles(raw.rows)
    for line, cells in islice(table, 1):
        heads = _read_heads(line, cells)
    width = find_width(heads)
    for line, cells in table:
        if not find_width(cells):
            continue
        if len(found) == MOST_ROWS:
            raise Faults([Fault(f"line {line}", "", f"a file may hold up to {MOST_ROWS:,} rows")])
        check_width(raw, line, cells, width)
        unread += list_unread(line, cells[:width])
        named = dict(zip(heads, (_undo_guard(cell) for cell in cells), strict=False))
        found.append(TableRow(line, named))
    if not heads:
        raise Faults([Fault("", "", "no row with heads of columns was found")])
    if unread or not found:
        raise Faults(unread or [Fault("", "", "holds no rows below its heads")])
    return heads, tuple(found)


def _read_heads(line: int, cells: list[str]) -> tuple[str, ...]:
    """What the columns are called. Raises `Faults` where two are called alike."""
    heads = tuple(name_column(cell) for cell in cells)
    if twice := find_twice(heads):
        words = "stands over more than one column, so nobody knows which holds"
        raise Faults([Fault(f"line {line}", holds(twice[0]), words)])
    return heads


def check_width(raw: RawTable, line: int, cells: list[str], width: int) -> None:
    """Raises `Faults` where a row of a text has more cells than there are heads: a comma within a
    number made two of one. Beside a table in a workbook may stand whatever its writer wants.
    """
    if raw.separator and any(cell.strip() for cell in cells[width:]):
        words = f"may hold {width} cells, as the heads; what has a separator in it wants quotes"
        raise Faults([Fault(f"line {line}", f"{len(cells)} cells", words)])


def _undo_guard(cell: str) -> str:
    """A text without the one apostrophe that the writer put before what could be run."""
    if isinstance(cell, MoneyCell):
        return cell
    return cell.strip().removeprefix("'")


def _open_book(sheets: Mapping[str, list[SheetRow]]) -> RawTable:
    """The first sheet that has a column called scheme, else the first; what our own requests say on
    another sheet is no answer, and not told as unread.
    """
    chosen = next((name for name, rows in sheets.items() if _has_scheme_heads(rows)), "")
    chosen = chosen or next(iter(sheets))
    unread = [name for name in list_filled(sheets) if name not in (chosen, OWNED)]
    return RawTable(iter(sheets[chosen]), "", told_sheets=tell_sheets(chosen, unread))


def _has_scheme_heads(rows: Iterable[SheetRow]) -> bool:
    return any(_has_schemes(cells) for _, cells in rows)


def _has_schemes(cells: Sequence[str]) -> bool:
    """Whether a row of heads is one of ours."""
    return "scheme" in map(name_column, cells)


# CSV


def _decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether it was taken for Windows-1252, as spreadsheets write CSV."""
    marked = find_marked_encoding(data)
    if not marked and b"\0" in data:  # no text, whatever its other bytes may be
        raise refuse_nul(data[: data.index(b"\0")].count(b"\n"))
    if not marked:
        try:
            return data.decode(), False
        except UnicodeDecodeError:
            return _decode_as(data, WINDOWS), True
    text = _decode_as(data, marked)
    if "\0" in text:
        raise refuse_nul(text.count("\n", 0, text.index("\0")))
    return text, False


def refuse_nul(lines: int) -> Faults:
    """Why a text is not read in which a NUL stands after so many lines, at any door."""
    return Faults([Fault(f"line {lines + 1}", "a NUL (U+0000)", NO_TEXT)])


def find_marked_encoding(data: bytes) -> str:
    """How a text is written that says so by a mark at its beginning; "" of one that does not.

    >>> find_marked_encoding("23".encode("utf-16")), find_marked_encoding(b"23")
    ('utf-16', '')
    """
    return next((name for mark, name in _MARKS.items() if data.startswith(mark)), "")


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        words = "may hold UTF-8, UTF-16 or Windows-1252 text; save it as “CSV UTF-8”, or as XLSX"
        byte = f"the byte 0x{data[error.start]:02X}"
        raise Faults([Fault(f"line {line}", byte, words)]) from None


def _list_csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    # Not StringIO, which takes four bytes for each sign.
    lines = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")
    del text
    for line, cells in parse_rows(lines, separator):
        if line > 1 or not cells or not cells[0].lower().startswith("sep="):
            yield line, _join_far(cells)


def parse_rows(lines: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text, each with the line in which it ends. Raises `Faults` with that in which
    one begins that is none.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_refuse_wide(lines, separator), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield reader.line_num, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        words = f"this is no CSV row: {tell_csv_error(error)}"
        raise Faults([Fault(f"line {begins}", "", words)]) from None


def _refuse_wide(lines: Iterable[str], separator: str) -> Iterator[str]:
    """The lines of a text. Raises `Faults` before one is parted into more cells than any table has,
    which would take much memory; one of nothing but separators comes shorter, and is as blank.
    """
    for number, line in enumerate(lines, start=1):
        is_wide = len(line) > MOST_PARTED and line.count(separator) > MOST_PARTED
        if is_wide and line.strip(f"{separator}\r\n"):
            raise Faults([Fault(f"line {number}", "", f"a line may hold {MOST_PARTED:,} cells")])
        yield line[-MOST_PARTED:] if is_wide else line


def refuse_cut(
    rows: Iterator[tuple[int, list[str]]], *, ends_a_line: bool
) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text. Raises `Faults` after the last where the text broke off in it: it has
    fewer cells than the row before, and no line end.

    Of a row of one cell, as of a remark below a table, that is not known.
    """
    width_before, width, line = 0, 0, 0
    for line, cells in rows:
        if any(cells):
            width_before, width = width, len(cells) if width > 1 else find_width(cells)
        yield line, cells
    if not ends_a_line and 1 < width < width_before:
        words = "the file breaks off in this row: send the whole of it, or end its last line"
        raise Faults([Fault(f"line {line}", "", words)])


def tell_csv_error(error: csv.Error) -> str:
    """The reader's words, made ours.

    >>> tell_csv_error(csv.Error("field larger than field limit (32767)"))
    'a cell may hold up to 32,767 characters'
    """
    words = str(error)
    if "field limit" in words:
        return f"a cell may hold up to {LONGEST_CELL:,} characters"
    if "unexpected end of data" in words:
        return "the file ends within quotation marks"
    if "expected after" in words:
        return "more than a separator follows a quotation mark that ends a cell"
    return "its cells and line ends cannot be told apart"


def _join_far(cells: list[str]) -> list[str]:
    """A row no wider than one column beyond the limit, which has all that stands there."""
    if len(cells) <= MOST_COLUMNS:
        return cells
    return [*cells[:MOST_COLUMNS], " ".join(filter(None, cells[MOST_COLUMNS:]))[:LONGEST_CELL]]
