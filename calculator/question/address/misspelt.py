"""Names in an address that nobody reads: a file must not answer as if they were not said."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from pricing.engine.faults import Fault, holds, shown_name

CUTOFF = 0.8
SHORTEST = 3


def find_misspelt(parameters: Iterable[tuple[str, str]], known: Collection[str]) -> list[Fault]:
    """A fault for each parameter whose name is no known one, but near one.

    What is near none is somebody else's.
    """
    return [fault for fault in find_unknown(parameters, known) if fault.instead]


def find_unknown(parameters: Iterable[tuple[str, str]], known: Collection[str]) -> list[Fault]:
    """A fault for each parameter whose name is no known one, with one that is near it."""
    faults = []
    for name, text in parameters:
        head = name.partition(".")[0].partition("[")[0]
        if head in known:
            continue
        near, message = near_name(head, known), "is not known here"
        if near:
            near += name[len(head) :]
            message += f"; did you mean {near}?"
        faults.append(Fault(shown_name(name), holds(text), message, near))
    return faults


def near_name(name: str, known: Collection[str]) -> str:
    """The known name that was plainly meant: a letter too much, too few, another, two exchanged, or
    in capitals.

    >>> near_name("price_dat", ["price_list", "price_date"])
    'price_date'
    >>> near_name("utm_source", ["price_date", "scenario"])
    ''
    """
    lower = name[:64].lower()
    if lower in known:
        return lower
    close = difflib.get_close_matches(lower, sorted(known), n=1, cutoff=CUTOFF)
    if close:
        return close[0]
    return next(
        (each for each in sorted(known) if len(each) >= SHORTEST and _is_a_letter_off(lower, each)),
        "",
    )


def _is_a_letter_off(one: str, other: str) -> bool:
    """Whether one letter put in, left out or exchanged, or two neighbours exchanged, makes one of
    the other.
    """
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    one, other = one[start:], other[start:]
    if one[1:] == other[1:] or one[1:] == other or one == other[1:]:
        return True
    return one[:2] == other[1::-1] and one[2:] == other[2:]
