"""One cell of a file beside what was issued: the same, the same in other clothing, or another.

Values are compared, never bytes: spreadsheets keep 15 digits of a number, lose zeros, and take a
text that looks like a number or a day for one.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from pricing.sheets.csv import cell_text
from pricing.sheets.quote import NUMBERS as QUOTE_NUMBERS

from .days_read import is_taken_for_day, list_days
from .times_read import is_taken_for_time

NUMBERS = frozenset((*QUOTE_NUMBERS, "version", "rows", "rounding"))
DATES = frozenset(("issued_on", "valid_until", "price_date", "price_valid_from"))
# What a workbook computes, in binary floats.
COMPUTED = frozenset(("unit_amount", "price_factor", "rounding"))
TOLERANCE = Decimal("1e-13")
DIGITS_KEPT = 15
POINT, COMMA = ".", ","
UNDECIDED = ""  # of a file whose numbers do not say what stands before decimals

SAME = ""
OTHER_NUMBER = "numbers written otherwise"
FEWER_DIGITS = "numbers with 15 digits"
APOSTROPHE = "an apostrophe before a text"
FORM = "another form of Unicode, or other line ends"
AS_NUMBER = "a text that was taken for a number"
AS_DATE = "a text that was taken for a day"
AS_TIME = "a text that was taken for a time"
DATE_CELL = "days written otherwise"
TWO_DAYS = "days written so that they may be another day too"

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_GROUPS = {
    POINT: re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII),
    COMMA: re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]*)?", re.ASCII),
}
_SPACES = re.compile("[ \u00a0\u202f]")
_FRACTION = re.compile(r"(?:([0-9]{1,9}) )?([0-9]{1,9})/([1-9][0-9]{0,8})", re.ASCII)
_BOOLEANS = {"true": "1", "false": "0", "wahr": "1", "falsch": "0"}
_LONGEST = 60  # a text longer than this is taken for nothing else
_LONGEST_NUMBER = 340  # digits of the largest that a binary float keeps, and some
# What a text is taken for that says more or less than a binary float keeps.
_HUGE = re.compile(r"([+-]?[0-9]{1,20}(?:[.,][0-9]{1,20})?)[eE]([+-]?)([0-9]{1,6})", re.ASCII)
_LARGEST, _SMALLEST = Decimal(sys.float_info.max), Decimal(sys.float_info.min)


def compare_cell(column: str, issued: str, found: str, point: str) -> str | None:
    """What differs in clothing alone, `SAME` where nothing does; None: it is another value.

    `point`: what stands before decimals in the file; where that is undecided, what was issued says
    which reading is right.
    """
    if column in NUMBERS:
        told = [_compare_number(column, issued, found, way) for way in _list_ways(point)]
        return next((words for words in told if words is not None), None)
    if found in (issued, cell_text(issued)):
        return SAME
    if column in DATES:
        return _compare_date(issued, found)
    return _compare_text(issued, found)


def read_number(text: str, point: str) -> Decimal | None:
    """A number in a notation, thousands apart or not; None where it is none.

    >>> read_number("1.234,50", COMMA), read_number("1E-05", POINT), read_number("x", POINT)
    (Decimal('1234.50'), Decimal('0.00001'), None)
    """
    plain = _SPACES.sub("", text)
    other = COMMA
    if point == COMMA:
        other = POINT
    if _GROUPS[point].fullmatch(plain):
        plain = plain.replace(other, "")
    if point == COMMA:
        if POINT in plain:
            return None
        plain = plain.replace(COMMA, POINT)
    if len(plain) > 400 or not _NUMBER.fullmatch(plain):
        return None
    return Decimal(plain)


def list_numbers(text: str, point: str) -> list[Decimal]:
    """The numbers that a text may be: two where a file leaves open what stands before decimals.

    >>> list_numbers("12.000", UNDECIDED), list_numbers("12,5", UNDECIDED)
    ([Decimal('12.000'), Decimal('12000')], [Decimal('12.5')])
    """
    numbers = [read_number(text, way) for way in _list_ways(point)]
    return list(dict.fromkeys(number for number in numbers if number is not None))


def _list_ways(point: str) -> tuple[str, ...]:
    return (POINT, COMMA) if point == UNDECIDED else (point,)


def _compare_number(column: str, issued: str, found: str, point: str) -> str | None:
    """A number in the notation of its file: in one of decimal commas 1.067 is a thousand more."""
    number = read_number(found, point)
    if number is None and found.startswith("'"):
        number = read_number(found[1:], point)
    if number is None or not issued:
        return SAME if found == issued == "" else None
    wanted = Decimal(issued)
    if number == wanted:
        return SAME if found == issued else OTHER_NUMBER
    is_long = len(wanted.normalize().as_tuple().digits) > DIGITS_KEPT
    if (column in COMPUTED or is_long) and abs(number - wanted) <= TOLERANCE * abs(wanted):
        return FEWER_DIGITS
    return None


def is_kept_in_workbook(issued: str, found: str) -> bool:
    """Whether a workbook holds a number so: as a binary float, of 16 digits where we write it.

    >>> is_kept_in_workbook("10.00", "10"), is_kept_in_workbook("0.12345678901234567891", "0.1")
    (True, False)
    """
    kept = read_number(found, POINT)
    wanted = float(issued)
    return kept is not None and float(kept) in (wanted, float(f"{wanted:.16G}"))


def _compare_date(issued: str, found: str) -> str | None:
    """No text in a column of days is taken for anything but its day. Where a notation may mean two,
    that is told.
    """
    days = list_days(found.strip().removeprefix("'"))
    if issued not in {day.isoformat() for day in days}:
        return None
    if len(days) > 1:
        return TWO_DAYS
    return DATE_CELL


def _compare_text(issued: str, found: str) -> str | None:
    if found == f"'{issued}" or f"'{found}" == issued:
        return APOSTROPHE
    if _fold(found.removeprefix("'")) == _fold(issued.removeprefix("'")):
        return FORM
    if not issued or not found or len(issued) > _LONGEST or len(found) > _LONGEST_NUMBER:
        return None
    if _is_same_number(issued, found):
        return AS_NUMBER
    if is_taken_for_day(issued, found):
        return AS_DATE
    if is_taken_for_time(issued, found):
        return AS_TIME
    return None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _is_same_number(issued: str, found: str) -> bool:
    """Whether a text that looks like a number became that number, in either notation: written
    plainly or in the way of the text.
    """
    truth = _BOOLEANS.get(issued.lower())
    if truth is not None:
        return found == truth or _BOOLEANS.get(found.lower()) == truth
    for way, wanted in _list_numbers(issued):
        for other, number in _list_numbers(found):
            is_near = abs(number - wanted) <= abs(wanted) * Decimal("1e-14")
            # LibreOffice forgets the sign of what is too large.
            is_near |= min(abs(number), abs(wanted)) > _LARGEST * (1 - TOLERANCE)
            if other in ("", way) and is_near:
                return True
    return False


def _list_numbers(text: str) -> Iterator[tuple[str, Decimal]]:
    """Each number that a text may be taken for, and the way of it: plain (""), in per cent, in
    brackets, of a currency, a fraction.
    """
    stripped = text.strip()
    if fraction := _FRACTION.fullmatch(stripped):
        whole, over, under = (int(each or 0) for each in fraction.groups())
        yield "fraction", whole + Decimal(over) / Decimal(under)
    way, plain, share = "", stripped, 1
    if stripped.endswith("%"):
        way, plain, share = "%", stripped[:-1].rstrip(), 100
    elif stripped.strip("$€£ ") != stripped:
        way, plain = "currency", stripped.strip("$€£ ")
    if plain.startswith("(") and plain.endswith(")"):
        way, plain = way or "brackets", f"-{plain[1:-1]}"
    for point in (POINT, COMMA):
        number = _read_kept(plain, point)
        if number is not None:
            yield way, number / share


def _read_kept(text: str, point: str) -> Decimal | None:
    """A number as a binary float keeps it: none that is larger than the largest, none but 0 that is
    smaller than the smallest.
    """
    number = read_number(text, point)
    if number is None and (huge := _HUGE.fullmatch(text)):
        number = Decimal(f"{huge[1].replace(COMMA, POINT)}e{huge[2]}{huge[3]}")
    if number is None or not number:
        return number
    if abs(number) > _LARGEST:
        return _LARGEST.copy_sign(number)
    return number if abs(number) >= _SMALLEST else Decimal(0)
