"""What pages and files of a quote say alike: when something is due, what sets a quantity."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal


def name_due(year: int) -> str:
    """When a payment is due, in words; no day, for they are read weeks later too.

    >>> name_due(0), name_due(1), name_due(4)
    ('at once', 'after 1 year', 'after 4 years')
    """
    if year == 0:
        return "at once"
    if year == 1:
        return "after 1 year"
    return f"after {year} years"


def tell_assumption(assumption: Mapping[str, str]) -> str:
    """An assumption with its value and how sure that is."""
    value = write_value(assumption["value"], assumption["unit"])
    return f"{assumption['label']}: {value} ({assumption['confidence']})"


def write_value(value: str, unit: str) -> str:
    """An assumption's value with its unit.

    >>> write_value("0.15", "share"), write_value("1", "hosts"), write_value("1", "kbit/s")
    ('15 %', '1 host', '1 kbit/s')
    >>> write_value("1", "hours a year"), write_value("2", "hours a year")
    ('1 hour a year', '2 hours a year')
    """
    if unit == "share":
        return f"{(Decimal(value) * 100).normalize():f} %"
    what, blank, of = unit.partition(" ")
    if Decimal(value) == 1 and "/" not in what:
        what = what.removesuffix("s")
    return f"{value} {what}{blank}{of}".strip()
