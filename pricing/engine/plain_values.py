"""Reads one plain value each.

A number, a text, a day; collects every fault instead of stopping at one.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from .faults import MOST_FAULTS, NO_HINT, Bounds, Fault, Faults, Hint, holds, make_fault, name_hint
from .field_bounds import (
    bounds_of_field,
    give_percent_hint,
    hint_at_number,
    is_within,
    say_what_it_may_hold,
)
from .fields import FIRST_DAY, LAST_DAY, MOST_YEARS, REQUIRED, Field
from .json_text import JsonNumber
from .number_text import NoNumber, read_decimal, read_json_number, thousands_by_points
from .signs import find_wrong_sign, is_unseen

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SLUG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:+/-]{0,63}", re.ASCII)
_URL = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)
MOST_NAMES = 500
DAYS = f"from {FIRST_DAY} to {LAST_DAY}"
MOST_HINTS = 20


def read_day(text: str) -> date:
    """A day as YYYY-MM-DD, in the digits 0 to 9. Raises `ValueError`, for Python's other ways to
    write a day too.

    >>> read_day("2026-12-31")
    datetime.date(2026, 12, 31)
    >>> read_day("20261231")
    Traceback (most recent call last):
    ValueError: no day as 2026-12-31
    """
    if not _DAY.fullmatch(text):
        raise ValueError("no day as 2026-12-31")
    return date.fromisoformat(text)


def is_kept_day(day: date) -> bool:
    """Whether a day is one that the catalogue and documents may hold.

    >>> is_kept_day(date(2099, 12, 31)), is_kept_day(date(2100, 1, 1))
    (True, False)
    """
    return FIRST_DAY <= day <= LAST_DAY


def read_kept_day(text: str) -> date:
    """A day as YYYY-MM-DD that the catalogue may hold. Raises `ValueError`, in words.

    >>> read_kept_day("2100-01-01")
    Traceback (most recent call last):
    ValueError: may hold a day as 2026-12-31, from 1990-01-01 to 2099-12-31
    """
    try:
        day = read_day(text)
        if is_kept_day(day):
            return day
    except ValueError:
        pass
    raise ValueError(f"may hold a day as 2026-12-31, {DAYS}")


class PlainReader:
    """Turns plain values into typed ones, with a fault for each that cannot be.

    Raises `Faults` as soon as there are so many that nobody reads more.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(
        self,
        path: str,
        value: object,
        message: str,
        hint: Hint = NO_HINT,
        bounds: Bounds | None = None,
    ) -> None:
        """Notes what a value that stands at a path should have been."""
        self.note(make_fault(path, holds(value), message, hint, bounds))

    def note(self, fault: Fault) -> None:
        """Notes one fault."""
        self.faults.append(fault)
        if len(self.faults) == MOST_FAULTS:
            raise Faults(self.faults)

    def faults_within(self, path: str) -> list[Fault]:
        """The faults noted so far of an object of a list, and of what lies in it."""
        return [fault for fault in self.faults if fault.path.startswith(path)]

    def name_hint(self, name: str, known: Iterable[str]) -> Hint:
        """A hint with the nearest known name, for the first faults only: looking for it takes
        time.
        """
        if len(self.faults) < MOST_HINTS:
            return name_hint(name, known)
        return NO_HINT

    def number(self, value: Any, path: str, field: Field) -> Decimal | None:
        """A decimal within the field's bounds."""
        try:
            number = _read_decimal_value(value)
        except NoNumber as error:
            self.fault(
                path,
                value,
                say_what_it_may_hold(field),
                hint_at_number(error, field),
                bounds_of_field(field),
            )
            return None
        if not is_within(number, field):
            self.fault(
                path,
                value,
                say_what_it_may_hold(field),
                give_percent_hint(number, field.high),
                bounds_of_field(field),
            )
            return None
        return number

    def count(self, value: Any, path: str, field: Field) -> int | None:
        """A whole number within the field's bounds."""
        number = self.number(value, path, field)
        if number is None:
            return None
        if number != number.to_integral_value():
            whole = ""
            if isinstance(value, str):
                whole = thousands_by_points(value.strip())
            hint = hint_at_number(NoNumber(instead=whole), field)
            self.fault(path, value, say_what_it_may_hold(field), hint, bounds_of_field(field))
            return None
        return int(number)

    def amounts(self, value: Any, path: str, field: Field) -> tuple[Decimal, ...] | None:
        """One amount, or one for each year."""
        if not isinstance(value, list | tuple):
            amount = self.number(value, path, field)
            if amount is None:
                return None
            return (amount,)
        if not 1 <= len(value) <= MOST_YEARS:
            self.note(Fault(path, f"a list of {len(value)}", f"may hold 1 to {MOST_YEARS} amounts"))
            return None
        numbers = [
            self.number(amount, f"{path}[{place}]", field) for place, amount in enumerate(value)
        ]
        return tuple(number for number in numbers if number is not None)

    def text(self, value: Any, path: str, field: Field) -> str | None:
        """A text without control characters, in NFC, no longer than the field allows."""
        if not isinstance(value, str) or isinstance(value, JsonNumber):
            self.fault(path, value, f"may hold a text of up to {field.maximum:,} characters")
            return None
        if len(value) > 4 * field.maximum:
            self.fault(path, value, f"may hold a text of up to {field.maximum:,} characters")
            return None
        if value.isascii():
            text = value
        else:
            text = unicodedata.normalize("NFC", value)
        if len(text) > field.maximum:
            self.fault(path, value, f"may hold a text of up to {field.maximum:,} characters")
            return None
        wrong = find_forbidden(text, field.maximum >= 2000)
        if wrong:
            self.fault(path, value, wrong)
            return None
        if field.default is REQUIRED and is_unseen(text):
            words = "may not be empty"
            if path.endswith("name"):
                words = "needs a name"
            self.fault(path, value, words)
            return None
        return text

    def slug(self, value: Any, path: str, field: Field) -> str | None:
        """An id or token: letters, digits and `_ . : + / -`, up to 64."""
        if value == "" and field.default == "":
            return ""
        if isinstance(value, str) and not isinstance(value, JsonNumber) and _SLUG.fullmatch(value):
            return value
        self.fault(
            path, value, "may hold a name of up to 64 letters, digits and _ . : -, without blanks"
        )
        return None

    def url(self, value: Any, path: str, field: Field) -> str | None:
        """An address of the web, or nothing."""
        text = self.text(value, path, field)
        if text and not _URL.fullmatch(text):
            self.fault(path, value, "may hold an address that begins with http:// or https://")
            return None
        return text

    def day(self, value: Any, path: str, field: Field) -> date | None:
        """A day as YYYY-MM-DD, from 1990 to 2099."""
        if not isinstance(value, str) or isinstance(value, JsonNumber) or not _DAY.fullmatch(value):
            self.fault(path, value, "may hold a date, written as 2008-01-31")
            return None
        year, month, number = int(value[:4]), int(value[5:7]), int(value[8:])
        try:
            day = date(year, month, number)
        except ValueError:
            hint = "a date is written as 2008-01-31"
            if year and 1 <= month <= 12:
                hint = f"{date(year, month, 1):%B %Y} has {monthrange(year, month)[1]} days"
            self.fault(path, value, f"there is no such day; {hint}")
            return None
        if not is_kept_day(day):
            self.fault(path, value, f"may hold a date {DAYS}")
            return None
        return day

    def flag(self, value: Any, path: str, field: Field) -> bool | None:
        """True or false."""
        if isinstance(value, bool):
            return value
        self.fault(path, value, "may hold true or false")
        return None

    def choice(self, value: Any, path: str, field: Field) -> str | None:
        """One of the field's options."""
        if isinstance(value, str) and value in field.options:
            return str(value)
        hint = NO_HINT
        if isinstance(value, str):
            hint = self.name_hint(value, field.options)
        self.fault(
            path, value, f"may hold {', '.join(option for option in field.options if option)}", hint
        )
        return None

    def counts(self, value: Any, path: str, field: Field) -> list[int] | None:
        """A list of whole numbers within the field's bounds."""
        if not isinstance(value, list | tuple) or not value:
            self.fault(path, value, "may hold a list of whole numbers")
            return None
        if len(value) > field.maximum:
            self.note(Fault(path, f"{len(value):,} numbers", f"may hold up to {field.maximum}"))
            return None
        numbers = [
            self.count(number, f"{path}[{place}]", field) for place, number in enumerate(value)
        ]
        return [number for number in numbers if number is not None]


def _read_decimal_value(value: Any) -> Decimal:
    """The decimal that a plain value writes. Raises `NoNumber` where it is none."""
    kind = type(value)
    if kind is JsonNumber:
        try:
            return read_json_number(value)
        except ArithmeticError:
            raise NoNumber from None
    if kind is str:
        return read_decimal(value)
    if kind is int or kind is float:
        return _read_decimal_value(JsonNumber(repr(value)))
    if kind is Decimal:
        return _read_decimal_value(JsonNumber(str(value)))
    raise NoNumber


def find_forbidden(text: str, is_note: bool) -> str:
    """What a text holds that hides or turns text around, in words; tab and newline stand in notes
    only.

    >>> find_forbidden("Büro", False), find_forbidden("PCs\\tand", False)
    ('', 'may not hold the character U+0009')
    """
    if sign := find_wrong_sign(text, takes_lines=is_note):
        return f"may not hold the character U+{ord(sign):04X}"
    return ""
