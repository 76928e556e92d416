"""One cell of a file beside what was issued: the same, the same in other clothing, or another.

Values are compared, never bytes: spreadsheets keep 15 digits of a number, lose zeros, and take a
text that looks like a number or a day for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from pricing.sheets.csv import cell_text
from pricing.sheets.quote import NUMBERS as QUOTE_NUMBERS

from .days_read import is_taken_for_day, list_days

NUMBERS = frozenset((*QUOTE_NUMBERS, "version", "rows", "rounding"))
DATES = frozenset(("issued_on", "valid_until", "price_date", "price_valid_from"))
# What a workbook computes, in binary floats.
COMPUTED = frozenset(("unit_amount", "price_factor", "rounding"))
TOLERANCE = Decimal("1e-13")
DIGITS_KEPT = 15
POINT, COMMA = ".", ","

SAME = ""
OTHER_NUMBER = "numbers written otherwise"
FEWER_DIGITS = "numbers with 15 digits"
APOSTROPHE = "an apostrophe before a text"
FORM = "another form of Unicode, or other line ends"
AS_NUMBER = "a text that was taken for a number"
AS_DATE = "a text that was taken for a day"
DATE_CELL = "days written otherwise"
TWO_DAYS = "days written so that they may be another day too"

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_GROUPS = {
    POINT: re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII),
    COMMA: re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?", re.ASCII),
}
_SPACES = re.compile("[ \u00a0\u202f]")
_TIME = re.compile(
    r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-9]{2})(?::(?P<seconds>[0-9]{2}))?(?: (?P<half>[AP]M))?",
    re.ASCII | re.IGNORECASE,
)
_FRACTION = re.compile(r"(?:([0-9]{1,9}) )?([0-9]{1,9})/([1-9][0-9]{0,8})", re.ASCII)
_BOOLEANS = {"true": "1", "false": "0", "wahr": "1", "falsch": "0"}
_LONGEST = 60  # a text longer than this is taken for nothing else


def compare_cell(column: str, issued: str, found: str, point: str) -> str | None:
    """What differs in clothing alone, `SAME` where nothing does; None: it is another value.

    `point`: what stands before decimals in the file.
    """
    if found in (issued, cell_text(issued)):
        return SAME
    if column in NUMBERS:
        return _compare_number(column, issued, found, point)
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


def _compare_number(column: str, issued: str, found: str, point: str) -> str | None:
    number = read_number(found, point)
    if number is None and found.startswith("'"):
        number = read_number(found[1:], point)
    if number is None or not issued:
        return None
    wanted = Decimal(issued)
    if number == wanted:
        return OTHER_NUMBER
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
    if not issued or not found or max(len(issued), len(found)) > _LONGEST:
        return None
    if _is_same_number(issued, found):
        return AS_NUMBER
    if is_taken_for_day(issued, found):
        return AS_DATE
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
            if other in ("", way) and is_near:
                return True
    return False


def _list_numbers(text: str) -> Iterator[tuple[str, Decimal]]:
    """Each number that a text may be taken for, and the way of it: plain (""), in per cent, in
    brackets, of a currency, a fraction, a time of the day.
    """
    stripped = text.strip()
    if time := _TIME.fullmatch(stripped):
        yield "time", _read_time(time)
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
        number = read_number(plain, point)
        if number is not None:
            yield way, number / share


def _read_time(time: re.Match[str]) -> Decimal:
    """A time as the part of a day that a spreadsheet keeps."""
    hours, minutes, seconds = (int(time[name] or 0) for name in ("hours", "minutes", "seconds"))
    if time["half"]:
        hours = hours % 12 + 12 * (time["half"].upper() == "PM")
    return Decimal(hours * 3600 + minutes * 60 + seconds) / 86_400
