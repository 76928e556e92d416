"""Ranges that move together: who leads whom, and where a chain of leaders ends.

Methodology, Ranges that move together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .faults import Fault, make_fault, name_hint
from .numbers import Number, Range

CIRCLE = "leads back to itself; one of a chain must follow nobody"
GROWTH = "annual_growth"
PRICE = "price:"


class Placed(NamedTuple):
    """A number that may be a range: where it stands in the document, and how draws know it."""

    path: str
    name: str
    number: Number | None


def end_of(name: str, leaders: Mapping[str, str]) -> str | None:
    """Who leads in the end: the first of the chain that follows nobody; None where the chain is a
    circle.

    >>> end_of("c", {"c": "b", "b": "a"}), end_of("a", {"a": "b", "b": "a"})
    ('a', None)
    """
    seen = {name}
    while name in leaders:
        name = leaders[name]
        if name in seen:
            return None
        seen.add(name)
    return name


def leaders_of(numbers: Iterable[tuple[str, Number | None]]) -> dict[str, str]:
    """Whom each range follows, by name; of several ranges of one name the first decides."""
    leaders: dict[str, str] = {}
    for name, number in numbers:
        if isinstance(number, Range):
            leaders.setdefault(name, number.moves_with)
    return {name: leader for name, leader in leaders.items() if leader}


def numbers_of(given: Mapping[str, Any]) -> Iterator[Placed]:
    """Every number of a document that may be a range, the comparison's before those of its
    scenarios.
    """
    yield Placed(GROWTH, GROWTH, given["annual_growth"])
    for name, number in (given["assumptions"] or {}).items():
        yield Placed(f"assumptions.{name}", name, number)
    for place, scenario in enumerate(given["scenarios"] or ()):
        for field, prefix in (("assumptions", ""), ("prices", PRICE)):
            for name, number in ((scenario or {}).get(field) or {}).items():
                yield Placed(f"scenarios[{place}].{field}.{name}", f"{prefix}{name}", number)


def find_circles(given: Mapping[str, Any]) -> Iterator[Fault]:
    """A fault for each range that follows what is no range of the document, or in the end
    itself.
    """
    ranges = [each for each in numbers_of(given) if isinstance(each.number, Range)]
    names = {each.name for each in ranges}
    leaders = leaders_of((each.name, each.number) for each in ranges)
    for each in ranges:
        leader = ""
        if isinstance(each.number, Range):
            leader = each.number.moves_with
        if leader and leader not in names:
            hint = name_hint(leader, names)
            yield make_fault(
                f"{each.path}.with", repr(leader), "is no range of this comparison", hint
            )
        elif leader and end_of(leader, {**leaders, each.name: leader}) is None:
            yield Fault(f"{each.path}.with", repr(leader), CIRCLE)
