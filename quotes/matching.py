"""The rows of a file beside those that were issued: which belongs to which, and what lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .cells import COMMA, NUMBERS, POINT, UNDECIDED, compare_cell, list_numbers, read_number
from .tables import Row


class Pair(NamedTuple):
    """A row that was issued, by its line, and the file's."""

    line: int
    issued: Row
    found: Row


class Matched(NamedTuple):
    """Pairs of rows; lines that lack; rows of the file (from 1) that are too many. `point`: what
    stands before decimals in the file; `is_of_program`: it keeps numbers, which a program writes.
    """

    pairs: list[Pair]
    missing: list[int]
    added: list[int]
    point: str
    is_of_program: bool
    is_reordered: bool = False

    def find_point(self, text: str) -> str:
        """What stands before decimals in a cell: programs write a point, whoever reads it."""
        if self.is_of_program and COMMA not in text:
            return POINT
        return self.point


def match_rows(
    issued: Sequence[Row], found: Sequence[Row], *, is_of_program: bool = False
) -> Matched:
    """Rows by their lines where these are whole, else by place where there are as many."""
    lines = [read_line(row) for row in found]
    if len(found) == len(issued) and sorted(lines) != list(range(1, len(issued) + 1)):
        numbered = enumerate(zip(issued, found, strict=True), start=1)
        pairs = [Pair(line, row, given) for line, (row, given) in numbered]
        return Matched(pairs, [], [], _find_point(pairs, found), is_of_program)
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
    point = _find_point(pairs, found)
    return Matched(pairs, missing, added, point, is_of_program, lines != sorted(lines))


def read_line(row: Row) -> int:
    """The line that a row says it is; 0 of none."""
    number = read_number(row.get("line", ""), POINT)
    if number is None or number != int(number):
        return 0
    return int(number)


def _find_point(pairs: Sequence[Pair], found: Sequence[Row]) -> str:
    """That under which more of the file's numbers are as they were issued, else that under which
    alone all of them are numbers.
    """
    known = {point: _count_known(pairs, point) for point in (POINT, COMMA)}
    if known[POINT] != known[COMMA]:
        return max(known, key=lambda point: known[point])
    texts = [row.get(column, "") for row in found for column in NUMBERS]
    clear = [text for text in texts if len(list_numbers(text, UNDECIDED)) == 1]
    readable = [
        point for point in (POINT, COMMA) if all(list_numbers(text, point) for text in clear)
    ]
    return readable[0] if len(readable) == 1 else UNDECIDED


def _count_known(pairs: Sequence[Pair], point: str) -> int:
    """How many numbers of a file are as they were issued, in a notation."""
    return sum(
        compare_cell(column, pair.issued[column], pair.found.get(column, ""), point) is not None
        for pair in pairs
        for column in NUMBERS & pair.issued.keys()
    )
