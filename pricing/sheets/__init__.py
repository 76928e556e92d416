"""A table that leaves the building, whatever the format of its file.

Each format has its own writer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

# A text, a number with every digit that counts, or nothing.
Cell = str | Decimal | int | None


class Sheet(NamedTuple):
    """Rows of cells under one row of heads; `name` is the file's, without its ending."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


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
