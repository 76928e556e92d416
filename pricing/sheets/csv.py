"""The one writer of CSV: a byte order mark, CRLF, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from . import Cell, Formula, Sheet, Words, write_number

SEPARATORS = {"comma": ",", "semicolon": ";"}
POINTS = {"comma": ".", "semicolon": ","}  # before decimals

# What a spreadsheet takes for a formula, the full-width twins, and the apostrophe itself, so that
# a reader who takes exactly one off gets every text back.
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")


def write_csv(sheet: Sheet, dialect: str = "comma") -> str:
    """The text of a file. `dialect`: `semicolon` parts by ; and writes decimal commas."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=SEPARATORS[dialect], lineterminator="\r\n")
    writer.writerow([cell_text(head) for head in sheet.heads])
    for row in sheet.rows:
        writer.writerow([cell_text(cell, dialect) for cell in row])
    return file.getvalue()


def write_texts(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Collection[int],
    dialect: str = "comma",
) -> str:
    """The same file from cells that are texts already, numbers written out: those in the columns
    `numbers`. It takes half the time.
    """
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=SEPARATORS[dialect], lineterminator="\r\n")
    writer.writerow([cell_text(head) for head in heads])
    texts = [place for place in range(len(heads)) if place not in numbers]
    point = POINTS[dialect]
    for row in rows:
        cells = list(row)
        for place in texts:
            if cells[place].startswith(_RUN):
                cells[place] = f"'{cells[place]}"
        if point != ".":
            for place in numbers:
                cells[place] = cells[place].replace(".", point)
        writer.writerow(cells)
    return file.getvalue()


def cell_text(cell: Cell, dialect: str = "comma") -> str:
    """One cell: a number in the dialect's notation, a text with an apostrophe where it could be
    run.

    >>> cell_text(Decimal("-4.50"), "semicolon"), cell_text("-4.50"), cell_text(None)
    ('-4,50', "'-4.50", '')
    """
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        cell = cell.value
    if isinstance(cell, Decimal | int):
        return write_number(cell, POINTS[dialect])
    if isinstance(cell, Words):
        cell = cell.join(POINTS[dialect])
    if cell.startswith(_RUN):
        return f"'{cell}"
    return cell
