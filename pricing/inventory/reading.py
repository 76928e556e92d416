"""The rows of an export, one after the other: CSV in any usual encoding and dialect, or XLSX."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import BinaryIO

from ..engine.faults import Fault, Faults
from ..sheets.beginnings import find_no_table
from ..sheets.heads import (
    LOOKED_AT,
    clean_heads,
    drop_titles,
    find_twice,
    find_width,
    tell_apart,
)
from ..sheets.packed import Parts, open_parts
from ..sheets.reading import (
    LINE_ENDS,
    UTF_16,
    find_marked_encoding,
    parse_rows,
    refuse_cut,
    refuse_nul,
)
from ..sheets.separators import LONGEST_BEGINNING, find_said, find_separator
from ..sheets.xlsx_cells import MOST_COLUMNS, Limits, SheetRow, refuse_unread
from ..sheets.xlsx_reading import open_workbook
from .programs import find_program

MOST_BYTES = 100 * 1024 * 1024
MOST_PACKED_BYTES = 20 * 1024 * 1024  # of a workbook, or of a packed CSV file
MOST_ROWS = 300_000
LONGEST_LINE = 20 * 1024 * 1024  # signs: of a table with room for all its cells, twice over
MOST_BOOK_ROWS = 250_000
LIMITS = Limits(
    rows=MOST_BOOK_ROWS + 1,  # and that of the heads
    elements=3_820_000,  # 200,000 machines of nine filled cells: some eight seconds with their page
    unpacked_bytes=128 * 1024 * 1024,
    shared_bytes=64 * 1024 * 1024,
)
UTF_8, WINDOWS = "utf-8", "cp1252"
_CHUNK = 64 * 1024
_PACKED = b"PK\x03\x04"


@dataclass(frozen=True)
class Rows:
    """A table that is being read.

    `heads` are told apart; `alike` are those that stood over more than one column. `sheets` are
    those of the file, `sheet` is the one that is read; a CSV file has none. `is_guessed`: the text
    is not UTF-8 and was read as Windows-1252.
    """

    heads: tuple[str, ...]
    rows: Iterator[list[str]]
    alike: Sequence[str] = ()
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    is_guessed: bool = False


@contextmanager
def open_rows(file: BinaryIO, sheet: str = "", *, has_heads: bool = True) -> Iterator[Rows]:
    """The table of a file, of its sheet of that name or else the likeliest. Raises `Faults`, and so
    does reading its rows.
    """
    start = file.read(4000)
    file.seek(0)
    if start.startswith(_PACKED):
        with _open_packed(file, sheet, has_heads) as rows:
            yield rows
        return
    if kind := find_no_table(start):
        raise Faults([Fault("", "", f"this is {kind}; CSV and XLSX can be read")])
    with _open_text(file, has_heads) as rows:
        yield rows


# Packed files


@contextmanager
def _open_packed(file: BinaryIO, sheet: str, has_heads: bool) -> Iterator[Rows]:
    """A workbook or, as Intune gives it, one packed CSV file."""
    if file.seek(0, io.SEEK_END) > MOST_PACKED_BYTES:
        most = f"{MOST_PACKED_BYTES // 1024**2} MiB"
        words = f"a packed file or workbook may have up to {most}; as CSV it may fit"
        raise Faults([Fault("", "", words)])
    file.seek(0)
    with open_parts(file, LIMITS.unpacked_bytes) as parts:
        text = _find_packed_text(parts)
        if text:
            with _unpack(parts, text) as unpacked, _open_text(unpacked, has_heads) as opened:
                yield opened
            return
    with open_workbook(file, LIMITS) as workbook:
        names = tuple(workbook.sheets)
        if sheet not in names:
            sheet = next(
                (name for name in names if _has_known_heads(workbook.read_rows(name))), names[0]
            )
        heads, rows = _take_heads(refuse_unread(workbook.read_rows(sheet)), has_heads)
        yield Rows(tell_apart(heads), rows, find_twice(heads), names, sheet)


@contextmanager
def _unpack(parts: Parts, name: str) -> Iterator[BinaryIO]:
    """A part, unpacked into the temporary directory."""
    with TemporaryFile() as unpacked:
        for piece in parts.unpack(name, MOST_BYTES):
            unpacked.write(piece)
        unpacked.seek(0)
        yield unpacked


def _find_packed_text(parts: Parts) -> str:
    """The one CSV file of a packed file; "" where it is something else."""
    texts = [name for name in parts.names if name.lower().endswith((".csv", ".txt"))]
    if len(texts) == 1 and "xl/workbook.xml" not in parts.names:
        return texts[0]
    return ""


def _has_known_heads(rows: Iterator[SheetRow]) -> bool:
    return any(find_program(cells) for _, cells in islice(rows, LOOKED_AT))


# Text


@contextmanager
def _open_text(file: BinaryIO, has_heads: bool) -> Iterator[Rows]:
    encoding, is_guessed = _find_encoding(file)
    ends_a_line = _ends_a_line(file, encoding)
    with io.TextIOWrapper(file, encoding, newline="") as text:
        beginning = text.read(LONGEST_BEGINNING)
        text.seek(0)
        separator = find_separator(beginning, lambda cells: find_program(cells) is not None)
        if find_said(beginning):
            text.readline(LONGEST_LINE)
        rows = refuse_cut(_list_csv_rows(text, separator), ends_a_line=ends_a_line)
        heads, cells = _take_heads(rows, has_heads)
        yield Rows(tell_apart(heads), cells, find_twice(heads), is_guessed=is_guessed)


def _find_encoding(file: BinaryIO) -> tuple[str, bool]:
    """How the text is written, and whether that is a guess. Raises `Faults` where it is neither."""
    start = file.read(4000)
    file.seek(0)
    marked = find_marked_encoding(start)
    if marked and not _is_text_in(file, marked):
        raise Faults([Fault("", "", "this text breaks off or is broken: save it anew")])
    if marked:
        return marked, False
    for encoding in (UTF_8, WINDOWS):
        if _is_text_in(file, encoding):
            return encoding, encoding == WINDOWS
    words = "this text is neither UTF-8 nor Windows-1252; save it as “CSV UTF-8”, or as XLSX"
    raise Faults([Fault("", "", words)])


def _ends_a_line(file: BinaryIO, encoding: str) -> bool:
    """Whether the last sign of a text ends its line."""
    mark, width = (file.read(2), 2) if encoding == UTF_16 else (b"", 1)
    file.seek(max(0, file.seek(0, io.SEEK_END) - width))
    last = (mark + file.read(width)).decode(encoding, "replace")
    file.seek(0)
    return last.endswith(LINE_ENDS)


def _is_text_in(file: BinaryIO, encoding: str) -> bool:
    """Whether a whole file is text in an encoding, looked at piece by piece. Raises `Faults` where
    a NUL stands in it, which is no part of any text.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    try:
        while piece := file.read(_CHUNK):
            text = decoder.decode(piece)
            if "\0" in text:
                raise refuse_nul(lines + text.count("\n", 0, text.index("\0")))
            lines += text.count("\n")
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _list_csv_rows(text: io.TextIOWrapper, separator: str) -> Iterator[SheetRow]:
    for count, (line, cells) in enumerate(parse_rows(_list_lines(text), separator)):
        if count > MOST_ROWS:
            raise Faults([Fault("", "", f"a file may hold up to {MOST_ROWS:,} rows")])
        yield line, cells[: MOST_COLUMNS + 1]


def _list_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a text. Raises `Faults` before one is held that is longer than any table has."""
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            words = f"a line may hold up to {LONGEST_LINE:,} characters"
            raise Faults([Fault(f"line {number}", "", words)])
        yield line


# Heads


def _take_heads(rows: Iterator[SheetRow], has_heads: bool) -> tuple[list[str], Iterator[list[str]]]:
    """The heads of a table, empty ones where it has none, and the rows below them. The row of heads
    is the first that a known program writes so, else that below the titles.
    """
    first = list(islice(rows, LOOKED_AT))
    known = next((place for place, (_, cells) in enumerate(first) if find_program(cells)), None)
    begun = drop_titles(chain(first, rows)) if known is None else chain(first[known:], rows)
    table = (cells for _, cells in begun)
    row = next(table, [])
    heads = clean_heads(row[: find_width(row)])
    if not heads:
        raise Faults([Fault("", "", "no row with heads of columns was found")])
    if len(heads) > MOST_COLUMNS:
        raise Faults([Fault("", "", f"a table may have up to {MOST_COLUMNS} columns")])
    if has_heads:
        return heads, _refuse_none(table)
    return [""] * len(heads), chain([row], table)


def _refuse_none(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows below the heads. Raises `Faults` where there are none."""
    is_empty = True
    for cells in rows:
        is_empty = False
        yield cells
    if is_empty:
        raise Faults([Fault("", "", "holds no rows below its heads")])
