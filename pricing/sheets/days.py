"""Days as spreadsheets and people write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ..engine.fields import FIRST_DAY
from ..engine.plain_values import DAYS, is_kept_day

FIRST_DAY_OF_SPREADSHEETS = date(1899, 12, 30)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?", re.ASCII)
_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}.*)?"
_WAYS = [
    re.compile(way + _TIME, re.ASCII | re.IGNORECASE)
    for way in (
        r"(?P<year>[0-9]{4})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})",
        r"(?P<day>[0-9]{1,2})([-/])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4})",
        r"(?P<month>[0-9]{1,2})([-/])(?P<day>[0-9]{1,2})\2(?P<year>[0-9]{4})",
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?[ -]*(?P<month>[a-z]{3,})[ ,-]+(?P<year>[0-9]{4})",
        r"(?P<month>[a-z]{3,}) +(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? +(?P<year>[0-9]{4})",
    )
]


class NoDay(ValueError):
    """A text that is no day, or may be one of two; in words, what to write."""


def read_day(text: str) -> date:
    """The day that a text plainly means: spreadsheets keep days as numbers. Raises `NoDay`.

    >>> read_day("31.01.2027"), read_day("1/31/2027"), read_day("46418.5")
    (datetime.date(2027, 1, 31), datetime.date(2027, 1, 31), datetime.date(2027, 1, 31))
    """
    days = list_readings(text.replace("\u00a0", " ").strip())
    if len(days) == 1 and is_kept_day(days[0]):
        return days[0]
    if len(days) < 2:
        raise NoDay(f"may hold a day as 2026-12-31, {DAYS}")
    readings = " or ".join(f"{day.day} {day:%B %Y}" for day in days)
    raise NoDay(f"may be {readings}; write {' or '.join(day.isoformat() for day in days)}")


def list_readings(text: str) -> list[date]:
    """Every day that a text may mean, of those from which on anything has a price."""
    if serial := _SERIAL.fullmatch(text):
        readings = [FIRST_DAY_OF_SPREADSHEETS + timedelta(days=int(serial[1]))]
    else:
        found = filter(None, (way.fullmatch(text) for way in _WAYS))
        readings = list(filter(None, map(_make_day, found)))
    return [day for day in dict.fromkeys(readings) if day >= FIRST_DAY]


def _make_day(found: re.Match[str]) -> date | None:
    """None where there is no such day."""
    month, name = 0, found["month"].lower()
    if name.isdigit():
        month = int(name)
    for number, known in enumerate(MONTHS, start=1):
        if known.startswith(name):
            month = number
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None
