"""The days that a text may be taken for, as a spreadsheet would or as a person does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pricing.sheets.days import FIRST_DAY_OF_SPREADSHEETS, MONTHS, list_readings

_DAY_LIKE = re.compile(r"[0-9A-Za-z]{1,9}\.?(?:[-/., ]+[0-9A-Za-z]{1,9}){1,2}\.?", re.ASCII)
_SERIAL = re.compile(r"[0-9]{4,5}", re.ASCII)
# The orders in which languages write a day: where month, day and year stand.
MONTH_FIRST, DAY_FIRST, YEAR_FIRST = (0, 1, 2), (1, 0, 2), (1, 2, 0)
ORDERS = (MONTH_FIRST, DAY_FIRST, YEAR_FIRST)
# What a text without a year, or without a day, is taken for.
OF_NO_YEAR, FIRST_OF_MONTH = "of no year", "first of its month"
_LEAP_YEAR = 2008

Order = tuple[int, int, int]
# Month, day, year (0 of none), and what it says of them: "" of all three.
Reading = tuple[int, int, int, str]


def list_days(text: str) -> list[date]:
    """Each day that a whole date may mean. What begins with a year of four digits means one alone.

    >>> [day.isoformat() for day in list_days("02/01/2027")]
    ['2027-01-02', '2027-02-01']
    >>> [day.isoformat() for day in list_days("2027-02-01")]
    ['2027-02-01']
    """
    found = dict.fromkeys(list_readings(text))
    for order in ORDERS:
        for month, day, year, kind in _read_in(text, order):
            if not kind:
                found[date(year, month, day)] = None
    return sorted(found)


def list_serials(text: str, order: Order) -> Iterator[int]:
    """The whole days that a text means in a language that writes them in this order, as the numbers
    that spreadsheets keep of them.

    >>> list(list_serials("31.01.2008", DAY_FIRST))
    [39478]
    """
    for month, day, year, kind in _read_in(text, order):
        if not kind:
            yield date(year, month, day).toordinal() - FIRST_DAY_OF_SPREADSHEETS.toordinal()


def is_taken_for_day(issued: str, found: str) -> bool:
    """Whether a text that looks like a day became that day, both read in the order of one language;
    of whatever year where the text has none.

    >>> is_taken_for_day("3/4", "03/04/26"), is_taken_for_day("Mar-08", "2008-03-01")
    (True, True)
    >>> is_taken_for_day("1/2", "7/2"), is_taken_for_day("1/2", "2/1")
    (False, False)
    """
    return any(
        _is_same(wanted, given)
        for order in ORDERS
        for wanted in _read_in(issued, order)
        for given in (*_read_in(found, order), *_read_serial(found))
    )


def _is_same(wanted: Reading, given: Reading) -> bool:
    *day, year, kind = wanted
    *of_day, of_year, of_kind = given
    if day != of_day or of_kind not in ("", kind):
        return False
    return year == of_year or kind == OF_NO_YEAR


def _read_serial(text: str) -> Iterator[Reading]:
    """A day as the number that spreadsheets keep."""
    if _SERIAL.fullmatch(text):
        day = date.fromordinal(FIRST_DAY_OF_SPREADSHEETS.toordinal() + int(text))
        yield day.month, day.day, day.year, ""


def _read_in(text: str, order: Order) -> Iterator[Reading]:
    """What a text may mean in a language that writes days in this order."""
    stripped = text.strip()
    if not _DAY_LIKE.fullmatch(stripped):
        return
    parts = [part for part in re.split(r"[-/., ]+", stripped) if part]
    if len(parts) == 3:
        yield from _read_whole_day(parts, _choose_order(stripped, parts, order))
    elif len(parts) == 2:
        yield from _read_two(parts, order)


def _choose_order(text: str, parts: list[str], order: Order) -> Order:
    """The order of the parts: a year of four digits and a month in letters say where they are, and
    a day with points begins with the day or the year.
    """
    if len(parts[0]) == 4 and parts[0].isdigit():
        return YEAR_FIRST
    if parts[0].isalpha():
        return MONTH_FIRST
    is_last = len(parts[2]) == 4
    has_points = "." in text and "/" not in text and "-" not in text
    if (is_last and order == YEAR_FIRST) or parts[1].isalpha():
        return DAY_FIRST
    if has_points and order == MONTH_FIRST:
        return DAY_FIRST
    return order


def _read_whole_day(parts: list[str], order: Order) -> Iterator[Reading]:
    month, day = _read_month(parts[order[0]]), _read_number(parts[order[1]])
    year = _read_year(parts[order[2]])
    if month and day and year and _is_day(year, month, day):
        yield month, day, year, ""


def _read_two(parts: list[str], order: Order) -> Iterator[Reading]:
    """A month with a day or a year; a month in letters stands where it stands."""
    places = (1, 0) if order == DAY_FIRST else (0, 1)
    if parts[0].isalpha() or parts[1].isalpha():
        places = (0, 1) if parts[0].isalpha() else (1, 0)
    month, day = (_read_month(parts[places[0]]), _read_number(parts[places[1]]))
    if month and day and _is_day(_LEAP_YEAR, month, day):
        yield month, day, 0, OF_NO_YEAR
    for of_month, of_year in ((0, 1), (1, 0)):
        month, year = _read_month(parts[of_month]), _read_year(parts[of_year])
        is_turned = of_month == 1 and len(parts[of_year]) != 4
        if month and year and not is_turned:
            yield month, 1, year, FIRST_OF_MONTH


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _read_month(text: str) -> int | None:
    number = _read_number(text)
    if number is not None:
        return number if 1 <= number <= 12 else None
    for place, name in enumerate(MONTHS, start=1):
        if len(text) > 2 and name.startswith(text.lower()):
            return place
    return None


def _read_number(text: str) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text)
    return None


def _read_year(text: str) -> int | None:
    """A year of one or two digits is one from 1930 to 2029, as spreadsheets have it."""
    number = _read_number(text)
    if number is None or len(text) not in (1, 2, 4):
        return None
    if len(text) == 4:
        return number
    return number + (2000 if number < 30 else 1900)
