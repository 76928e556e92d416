"""What parts the cells of a text: the sign that parts its heads, and the rows below them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from .heads import LEAST_WIDTH

SEPARATORS = ",;\t"
LONGEST_BEGINNING = 256 * 1024  # signs of a text, of which what parts its cells is found
MOST_ROWS = 50

Row = Sequence[str]
# How far a sign parts a text, the most likely last.
Rank = tuple[bool, int, int, int]


def find_separator(text: str, is_known: Callable[[Row], bool]) -> str:
    """What parts the cells of a text, by its beginning: as a first line `sep=;` says, else what
    parts a row of known heads, else what parts the most rows that follow each other, the first of
    which are the heads. What stands within quotation marks parts nothing.

    >>> find_separator("name,remark\\npc,net; 30 days; 2 %\\n", lambda heads: False)
    ','
    """
    if said := find_said(text):
        return said
    return max(SEPARATORS, key=lambda separator: _rank(text, separator, is_known))


def find_said(text: str) -> str:
    """What parts the cells as a first line `sep=;` says; "" where none does."""
    if text[:4].lower() == "sep=" and text[4:5] and text[4] in SEPARATORS:
        return text[4]
    return ""


def _rank(text: str, separator: str, is_known: Callable[[Row], bool]) -> Rank:
    """Whether a sign parts known heads; how many rows it parts one after the other, how early the
    first of these stands, and into how many cells.
    """
    rows = list(islice(_list_rows(text, separator), MOST_ROWS))
    has_known = any(is_known(row) for row in rows if len(row) >= LEAST_WIDTH)
    runs = _list_runs(rows)
    if not runs:
        return has_known, 0, 0, 0
    start, length = max(runs, key=lambda run: run[1])  # the first of the longest
    return has_known, length, -start, len(rows[start])


def _list_rows(text: str, separator: str) -> Iterator[Row]:
    """The rows that a sign makes of a text, as far as it makes any."""
    with suppress(csv.Error):
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _list_runs(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Where rows of two cells or more follow each other: the first of them, and how many."""
    runs: list[tuple[int, int]] = []
    is_in = False
    for place, row in enumerate(rows):
        is_parted = len(row) >= LEAST_WIDTH
        if is_parted and is_in:
            start, length = runs[-1]
            runs[-1] = start, length + 1
        elif is_parted:
            runs.append((place, 1))
        is_in = is_parted
    return runs
