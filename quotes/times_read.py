"""The times, with a day or without, that a text may be taken for, as a spreadsheet would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from .days_read import ORDERS, Order, list_serials

_TIME = re.compile(
    r"""(?P<sign>[-+]?)(?P<hours>[0-9]{1,5})
    (?P<colon>:(?P<minutes>[0-9]{1,2})?(?::(?P<seconds>[0-9]{1,2})(?:[.,](?P<part>[0-9]{1,9}))?)?)?
    [ ]*(?P<half>[AP]\.?M\.?)?""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_DAY_AND_TIME = re.compile(r"(?P<day>.*?[0-9])(?:T| +)(?P<time>[0-9]{1,2}(?::| ?[AP]).*)", re.I)
_NUMBER = re.compile(r"-?[0-9]{1,6}(?:[.,][0-9]{1,20})?", re.ASCII)
_LONGEST = 60
_NOON = 12
_SECONDS = 86_400
# Of a number that keeps 15 digits.
_TOLERANCE = Decimal("1e-14")


class _Moment(NamedTuple):
    """A time in days, and how far it may be from what it was made of."""

    days: Decimal
    within: Decimal


def is_taken_for_time(issued: str, found: str) -> bool:
    """Whether a text that looks like a time became that time, or the number that is kept of it.

    >>> is_taken_for_time("3 pm", "0.625"), is_taken_for_time("1:2:3", "01:02:03 AM")
    (True, True)
    >>> is_taken_for_time("2008-01-31T10:00", "39478.4166666667")
    True
    >>> is_taken_for_time("3 pm", "03:00:00 AM"), is_taken_for_time("1:2:3", "01:02:04")
    (False, False)
    """
    if max(len(issued), len(found)) > _LONGEST:
        return False
    return any(
        abs(given.days - wanted.days) <= max(given.within, abs(wanted.days) * _TOLERANCE)
        for order in ORDERS
        for wanted in _list_moments(issued.strip(), order)
        for given in (*_list_moments(found.strip(), order), *_list_kept(found.strip(), order))
    )


def _list_moments(text: str, order: Order) -> Iterator[_Moment]:
    """A text as a time, or as one of a day in the order of a language."""
    if time := _read_time(text):
        yield time
    if both := _DAY_AND_TIME.fullmatch(text):
        time = _read_time(both["time"])
        for serial in list_serials(both["day"], order):
            if time:
                yield _Moment(serial + time.days, time.within)


def _list_kept(text: str, order: Order) -> Iterator[_Moment]:
    """What a spreadsheet keeps of one: a number of days, or a day alone where it is midnight."""
    if _NUMBER.fullmatch(text):
        yield _Moment(Decimal(text.replace(",", ".")), Decimal(0))
    for serial in list_serials(text, order):
        yield _Moment(Decimal(serial), Decimal(0))


def _read_time(text: str) -> _Moment | None:
    """A time as a part of a day; where parts of a second are told, to half of their last digit."""
    found = _TIME.fullmatch(text)
    if found is None or not (found["colon"] or found["half"]):
        return None
    hours, minutes, seconds = (int(found[name] or 0) for name in ("hours", "minutes", "seconds"))
    if found["half"]:
        if hours > _NOON:
            return None
        hours = hours % _NOON + _NOON * (found["half"][0].upper() == "P")
    part = found["part"] or ""
    passed = hours * 3600 + minutes * 60 + seconds + Decimal(f"0.{part or 0}")
    if found["sign"] == "-":
        passed = -passed
    within = Decimal(f"0.{'0' * len(part)}5") * bool(part)
    return _Moment(passed / _SECONDS, within / _SECONDS)
