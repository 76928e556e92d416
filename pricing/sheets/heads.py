"""The heads of a table from elsewhere: in which row they stand, and what they are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, dropwhile, islice
from statistics import median_low

from .xlsx_cells import SheetRow

LOOKED_AT = 20  # rows, for that of the heads
LEAST_WIDTH = 2  # cells that a row of heads holds
LONGEST_HEAD = 200
MOST_NAMED = 3


def drop_titles(rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    """The rows of a table from that of its heads on: the first of two cells or more that has more
    than half as many as most of the first rows. A title over a table has fewer.

    >>> [*drop_titles([(1, ["Offer", "2008"]), (2, [*"abcde"]), (3, [*"vwxyz"])])][0]
    (2, ['a', 'b', 'c', 'd', 'e'])
    """
    rows = iter(rows)
    first = list(islice(rows, LOOKED_AT))
    widths = [width for _, cells in first if (width := count_filled(cells)) >= LEAST_WIDTH]
    usual = median_low(widths) if widths else 0
    least = max(LEAST_WIDTH, usual // 2 + 1)
    return dropwhile(lambda row: count_filled(row[1]) < least, chain(first, rows))


def count_filled(cells: Sequence[str]) -> int:
    """How many cells of a row hold something."""
    return sum(bool(cell.strip()) for cell in cells)


def find_width(cells: Sequence[str]) -> int:
    """How far the heads of a table reach, whatever empty cells follow.

    >>> find_width(["scheme", "", "amount", ""])
    3
    """
    return max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def find_twice(heads: Iterable[str]) -> list[str]:
    """Heads that stand over more than one column.

    >>> find_twice(["scheme", "amount", "", "", "amount"])
    ['amount']
    """
    return [head for head, count in Counter(filter(None, heads)).items() if count > 1]


def tell_alike(heads: Sequence[str]) -> str:
    """That heads stand over more than one column, in a sentence; "" where none does.

    >>> tell_alike(["Model"])
    'More than one column is called “Model”; those further right bear their number.'
    """
    if not heads:
        return ""
    named = _name_first(heads)
    return f"More than one column is called {named}; those further right bear their number."


def tell_sheets(sheet: str, unread: Sequence[str]) -> str:
    """Which sheets of a workbook were not read, in a sentence; "" where there are none.

    >>> tell_sheets("Prices", ["More"])
    'The sheet “Prices” was read; not read: “More”.'
    """
    if not unread:
        return ""
    return f"The sheet “{sheet}” was read; not read: {_name_first(unread)}."


def _name_first(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    named = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
    others = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{named}{others}"


def list_filled(sheets: Mapping[str, Iterable[SheetRow]]) -> list[str]:
    """The names of sheets on which anything stands."""
    return [name for name, rows in sheets.items() if any(find_width(cells) for _, cells in rows)]


def name_column(head: str) -> str:
    """A head as columns are called here: `Unit price` is `unit_price`."""
    return re.sub(r"[\s-]+", "_", head.strip().lower())


def clean_heads(cells: Sequence[str]) -> list[str]:
    """Heads as a page shows them, each in one line that is not too long.

    >>> clean_heads(["Model\\n(short)", "", "Site"])
    ['Model (short)', '', 'Site']
    """
    return [" ".join(cell.split())[:LONGEST_HEAD] for cell in cells]


def tell_apart(heads: Iterable[str]) -> tuple[str, ...]:
    """Heads of which no two are alike, and none is empty.

    >>> tell_apart(["Model", "Model", ""])
    ('Model', 'Model, column 2', 'Column 3')
    """
    apart: dict[str, None] = {}
    for number, cleaned in enumerate(heads, start=1):
        head = cleaned or f"Column {number}"
        while head in apart:
            head = f"{head}, column {number}"
        apart[head] = None
    return tuple(apart)
