"""A table that leaves the building, whatever the format of its file.

Each format has its own writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Formula(NamedTuple):
    """A number that a workbook makes again from other cells; elsewhere it is its value."""

    text: str
    value: Decimal


class Words(NamedTuple):
    """A text with numbers in it, which are written as those of its file are."""

    parts: tuple[str | Decimal | int, ...]

    def join(self, point: str = ".") -> str:
        """The text, with that before the decimals.

        >>> Words(("it (100 × ", Decimal("0.0116"), ", user)")).join(",")
        'it (100 × 0,0116, user)'
        """
        return "".join(
            part if isinstance(part, str) else write_number(part, point) for part in self.parts
        )


# A text, a number with every digit that counts, one that a workbook computes, or nothing.
Cell = str | Words | Decimal | int | Formula | None


class Sheet(NamedTuple):
    """Rows of cells under one row of heads; `name` is the file's, without its ending.

    In a workbook `title` is its tab. One that `is_list` is filtered and sorted by its columns; a
    summary is not.
    """

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    title: str = "Table"
    is_list: bool = True


class Export(NamedTuple):
    """What leaves under one name: a table and, where a format holds several, sheets in its place.

    `day` is the day that it speaks of, which a file that is dated bears: never that of the clock.
    `checksum` names what was issued; a workbook keeps it as a property of its own.
    """

    table: Sheet
    day: date
    make_sheets: Callable[[], Sequence[Sheet]] | None = None
    checksum: str = ""

    @property
    def sheets(self) -> Sequence[Sheet]:
        """What a workbook holds."""
        if self.make_sheets is None:
            return [self.table]
        return self.make_sheets()


def write_number(number: Decimal | int, point: str = ".") -> str:
    """A number without exponent and thousands apart.

    >>> write_number(Decimal("-1024.50"), ",")
    '-1024,50'
    """
    return f"{Decimal(number):f}".replace(".", point)


def money_cell(cents: int | None) -> Decimal | None:
    """Cents as an amount with two decimals.

    >>> money_cell(-5), money_cell(120000), money_cell(None)
    (Decimal('-0.05'), Decimal('1200.00'), None)
    """
    if cents is None:
        return None
    return Decimal(cents).scaleb(-2)


def number_cell(text: str | None) -> Decimal | None:
    """A number that was written out, with the decimals that it was written with; nothing where
    nothing was.

    >>> number_cell("0.50"), number_cell("")
    (Decimal('0.50'), None)
    """
    if text:
        return Decimal(text)
    return None


def column_letter(place: int) -> str:
    """What a spreadsheet calls a column, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    more, letter = divmod(place, 26)
    if more:
        return column_letter(more - 1) + chr(ord("A") + letter)
    return chr(ord("A") + letter)
