"""Until when a quote may be valid."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from .refusals import Invalid

MOST_YEARS_VALID = 5


def find_last_valid(today: date) -> date:
    """The same day five years ahead; of 29 February the last of that month.

    >>> find_last_valid(date(2026, 11, 30)), find_last_valid(date(2028, 2, 29))
    (datetime.date(2031, 11, 30), datetime.date(2033, 2, 28))
    """
    year, month = today.year + MOST_YEARS_VALID, today.month
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def check_valid_until(day: date, today: date) -> None:
    """Raises `Invalid` of a day that is past, or further ahead than any price holds."""
    if day < today:
        raise Invalid("valid_until", "This day is past.")
    if day > find_last_valid(today):
        raise Invalid("valid_until", "This day is too far ahead: choose one within five years.")
