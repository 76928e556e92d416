"""Scenarios, groups and entries are counted from 1 wherever a person or an address names them.

In the code they are counted from 0.
"""

from __future__ import annotations


def read_place(number: str, count: int) -> int | None:
    """The place of what is named by its number, of so many; None where there is nothing of that
    number.

    >>> read_place("2", 3), read_place("0", 3), read_place("4", 3), read_place("two", 3)
    (1, None, None, None)
    """
    if number.isascii() and number.isdigit() and len(number) < 4 and 1 <= int(number) <= count:
        return int(number) - 1
    return None


def number_of_place(place: int) -> str:
    """The number by which a person or an address names what stands at a place."""
    return str(place + 1)
