"""What every action needs.

The refusal in a sentence, the place of a number, a name that is free.
"""

from __future__ import annotations

from typing import Any

from pricing.places import read_place

Scenario = dict[str, Any]


class Refused(Exception):
    """An action that cannot be done, with a sentence that says why."""


def find_place(number: str, members: list[Any]) -> int:
    """Where the member of a number stands, which is counted from 1."""
    place = read_place(number, len(members))
    if place is None:
        raise Refused("There is nothing of that number.")
    return place


def find_free_name(name: str, taken: list[str]) -> str:
    """The name, with a number behind it where it is taken; never longer than names may be."""
    name = name[:190]
    keys = {t.strip().casefold() for t in taken}
    if name.casefold() not in keys:
        return name
    return next(
        f"{name} {n}" for n in range(2, len(taken) + 3) if f"{name} {n}".casefold() not in keys
    )
