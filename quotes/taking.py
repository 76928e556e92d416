"""One row of a file that comes back, cell by cell, as content has it.

What a cell leaves open is not taken: `12.000` is twelve to one reader and twelve thousand to
another, and where neither is what was issued, nobody here knows which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pricing.engine.faults import holds
from pricing.sheets.quote import write_exact

from .cells import NUMBERS, POINT, compare_cell, list_numbers
from .content import COLUMNS, RECURRENCE
from .matching import Matched
from .refusals import Invalid
from .tables import Row

OPEN = "and nothing else in the file says which"


def take_row(issued: Row, found: Row, matched: Matched) -> dict[str, str]:
    """A row as a file says it; as it was issued where the file says nothing, or leaves it open."""
    return {
        column: take(column, issued[column], text, matched.find_point(text))
        for column, text in _list_cells(issued, found).items()
    }


def _list_cells(issued: Row, found: Row) -> dict[str, str]:
    return {column: found.get(column, issued[column]) for column in COLUMNS}


def take(column: str, issued: str, found: str, point: str) -> str:
    """The issued text where the file's means the same, or is open, else the file's as content has
    it.
    """
    if column == RECURRENCE:
        return found
    if compare_cell(column, issued, found, point) is not None:
        return issued
    if column not in NUMBERS:
        return found
    numbers = list_numbers(found, point)
    if not numbers:
        return found
    if len(numbers) > 1:
        return issued
    decimals = len(issued.partition(POINT)[2])
    return write_exact(numbers[0], min(decimals, 2))


def find_open(issued: Row, found: Row, matched: Matched) -> dict[str, str]:
    """The cells of a row that may be either of two numbers, with both in words."""
    named = {}
    for column, text in _list_cells(issued, found).items():
        point = matched.find_point(text)
        if column not in NUMBERS or compare_cell(column, issued[column], text, point) is not None:
            continue
        numbers = list_numbers(text, point)
        if len(numbers) > 1:
            named[column] = " or ".join(write_exact(number) for number in numbers)
    return named


def tell_open(line: int, issued: Row, found: Row, named: Mapping[str, str]) -> Iterator[str]:
    """What was not taken of a row since it may be either of two numbers."""
    for column, readings in named.items():
        words = f"line {line}, {column}: the file says {found[column]}, which may be {readings}, "
        yield f"{words}{OPEN}; issued {issued[column] or 'nothing'} stays"


def check_open(line: int, found: Row, named: Mapping[str, str]) -> None:
    """Raises `Invalid` of such a cell in a row that a file added: nothing was issued there."""
    for column, readings in named.items():
        words = f"holds {holds(found[column])}, which may be {readings}, {OPEN}"
        raise Invalid("file", f"Line {line}, {column}: {words}. Write {readings}.")
