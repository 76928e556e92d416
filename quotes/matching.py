"""The rows of a file beside those that were issued: which belongs to which, and what lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .cells import COMMA, NUMBERS, POINT, compare_cell, read_number
from .tables import Row


class Pair(NamedTuple):
    """A row that was issued, by its line, and the file's."""

    line: int
    issued: Row
    found: Row


class Matched(NamedTuple):
    """Pairs of rows; lines that lack; rows of the file (from 1) that are too many. `point`: what
    stands before decimals in the file.
    """

    pairs: list[Pair]
    missing: list[int]
    added: list[int]
    point: str
    is_reordered: bool = False


def match_rows(issued: Sequence[Row], found: Sequence[Row]) -> Matched:
    """Rows by their lines where these are whole, else by place where there are as many."""
    lines = [_read_line(row) for row in found]
    if len(found) == len(issued) and sorted(lines) != list(range(1, len(issued) + 1)):
        numbered = enumerate(zip(issued, found, strict=True), start=1)
        pairs = [Pair(line, row, given) for line, (row, given) in numbered]
        return Matched(pairs, [], [], _find_point(pairs))
    by_line: dict[int, Row] = {}
    added = []
    for place, (line, row) in enumerate(zip(lines, found, strict=True), start=1):
        if 1 <= line <= len(issued) and line not in by_line:
            by_line[line] = row
        else:
            added.append(place)
    pairs = [
        Pair(line, row, by_line[line])
        for line, row in enumerate(issued, start=1)
        if line in by_line
    ]
    missing = [line for line in range(1, len(issued) + 1) if line not in by_line]
    return Matched(pairs, missing, added, _find_point(pairs), lines != sorted(lines))


def _read_line(row: Row) -> int:
    number = read_number(row.get("line", ""), POINT)
    if number is None or number != int(number):
        return 0
    return int(number)


def _find_point(pairs: Sequence[Pair]) -> str:
    """That under which more of the file's numbers are right."""
    right = {
        point: sum(
            compare_cell(column, pair.issued[column], pair.found.get(column, ""), point) is not None
            for pair in pairs
            for column in NUMBERS & pair.issued.keys()
        )
        for point in (POINT, COMMA)
    }
    if right[COMMA] > right[POINT]:
        return COMMA
    return POINT
