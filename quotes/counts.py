"""The count of rows and the checksum that a file says, beside what it holds."""

from __future__ import annotations

from .cells import UNDECIDED, list_numbers
from .matching import read_line
from .refusals import Invalid
from .tables import Table

COUNT, CHECKSUM = "rows", "checksum"


def find_wrong_count(table: Table) -> str:
    """What a table says of the number of its rows where it has another; "" of one that is right,
    or that says nothing. The totals of JSON say theirs themselves.
    """
    if table.document:
        return ""
    said = dict.fromkeys(row.get(COUNT, "").removeprefix("'") for row in table.rows)
    wrong = (each for each in said if each and len(table.rows) not in list_numbers(each, UNDECIDED))
    return next(wrong, "")


def check_count(table: Table) -> None:
    """Raises `Invalid` of a text that says more rows than it holds, and lacks the last of them."""
    said, held = find_wrong_count(table), len(table.rows)
    numbers = [] if table.is_of_program else list_numbers(said, UNDECIDED)
    lines = [read_line(row) for row in table.rows]
    if any(number > held for number in numbers) and lines == list(range(1, held + 1)):
        words = f"This file says that it has {said} rows and holds {held:,}: it broke off."
        more = f"Load the whole file; or write {held} as {COUNT} where the others are to go."
        raise Invalid("file", f"{words} {more}")


def check_end(table: Table, checksum: str) -> None:
    """Raises `Invalid` of a text whose last row has the beginning of its checksum, or none of it
    beside rows that have it whole: there a file of ours ends.
    """
    *others, last = [row.get(CHECKSUM, "").removeprefix("'") for row in table.rows] or [""]
    is_whole = last == checksum or table.is_of_program
    is_of_ours = bool(last) or (checksum in others and bool(table.rows[-1].get(COUNT)))
    if is_of_ours and checksum.startswith(last) and not is_whole:
        words = "The last row of this file has not all of its checksum: it broke off."
        raise Invalid("file", f"{words} Load the whole file, or write {checksum} there.")


def tell_count(table: Table) -> list[str]:
    """Both counts of a table whose rows are others than it says."""
    if said := find_wrong_count(table):
        return [f"{COUNT}: the file says {said}, it holds {len(table.rows):,}"]
    return []
