"""One cell of a file beside what was issued: the same, the same in other clothing, or another.

Values are compared, never bytes: spreadsheets keep 15 digits of a number, lose zeros, and take a
text that looks like a number or a day for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from pricing.sheets.csv import cell_text
from pricing.sheets.days import FIRST_DAY_OF_SPREADSHEETS, MONTHS, list_readings
from pricing.sheets.quote import NUMBERS as QUOTE_NUMBERS

NUMBERS = frozenset((*QUOTE_NUMBERS, "version", "rows"))
DATES = frozenset(("issued_on", "valid_until", "price_date", "price_valid_from"))
# What a workbook computes, in binary floats.
COMPUTED = frozenset(("unit_amount", "price_factor"))
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

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_GROUPS = {
    POINT: re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII),
    COMMA: re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?", re.ASCII),
}
_SPACES = re.compile("[ \u00a0\u202f]")
_DAY_LIKE = re.compile(r"[0-9A-Za-z]{1,9}\.?(?:[-/., ]+[0-9A-Za-z]{1,9}){1,2}\.?", re.ASCII)
_SERIAL = re.compile(r"[0-9]{4,5}", re.ASCII)
_TIME = re.compile(
    r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-9]{2})(?::(?P<seconds>[0-9]{2}))?(?: (?P<half>[AP]M))?",
    re.ASCII | re.IGNORECASE,
)
_FRACTION = re.compile(r"(?:([0-9]{1,9}) )?([0-9]{1,9})/([1-9][0-9]{0,8})", re.ASCII)
_BOOLEANS = {"true": "1", "false": "0", "wahr": "1", "falsch": "0", "1": "1", "0": "0"}
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


def _compare_date(issued: str, found: str) -> str | None:
    """No text in a column of days is taken for anything but its day."""
    if not issued:
        return None
    days = {day.isoformat() for day in list_readings(found.strip().removeprefix("'"))}
    year, month, day = map(int, issued.split("-"))
    wanted: Day = (month, day, year)
    if issued in days or any(each == wanted for each in _list_days(found)):
        return DATE_CELL
    return None


def _compare_text(issued: str, found: str) -> str | None:
    if found == f"'{issued}" or f"'{found}" == issued:
        return APOSTROPHE
    if _fold(found.removeprefix("'")) == _fold(issued.removeprefix("'")):
        return FORM
    if not issued or not found or max(len(issued), len(found)) > _LONGEST:
        return None
    if _is_same_number(issued, found):
        return AS_NUMBER
    if _is_same_day(issued, found):
        return AS_DATE
    return None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _is_same_number(issued: str, found: str) -> bool:
    """Whether a text that looks like a number became that number, in either notation."""
    if _BOOLEANS.get(issued.lower(), "no") == _BOOLEANS.get(found.lower(), "other"):
        return True
    for wanted in _list_numbers(issued):
        for number in _list_numbers(found):
            if number == wanted or abs(number - wanted) <= abs(wanted) * Decimal("1e-14"):
                return True
    return False


def _list_numbers(text: str) -> Iterator[Decimal]:
    """Each number that a text may be taken for: as it stands, in per cent, in brackets, of a
    currency, a fraction, a time of the day.
    """
    per_cent = text.strip().endswith("%")
    plain = text.strip().removesuffix("%").strip("$€£ ")
    if time := _TIME.fullmatch(plain):
        yield _read_time(time)
    if fraction := _FRACTION.fullmatch(plain):
        whole, over, under = (int(each or 0) for each in fraction.groups())
        yield whole + Decimal(over) / Decimal(under)
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    for point in (POINT, COMMA):
        number = read_number(plain, point)
        if number is not None and per_cent:
            yield number / 100
        elif number is not None:
            yield number


def _read_time(time: re.Match[str]) -> Decimal:
    """A time as the part of a day that a spreadsheet keeps."""
    hours, minutes, seconds = (int(time[name] or 0) for name in ("hours", "minutes", "seconds"))
    if time["half"]:
        hours = hours % 12 + 12 * (time["half"].upper() == "PM")
    return Decimal(hours * 3600 + minutes * 60 + seconds) / 86_400


def _is_same_day(issued: str, found: str) -> bool:
    """Whether a text that looks like a day became that day, of whatever year where it has none."""
    wanted = set(_list_days(issued))
    if not wanted:
        return False
    if _SERIAL.fullmatch(found):
        day = FIRST_DAY_OF_SPREADSHEETS.fromordinal(
            FIRST_DAY_OF_SPREADSHEETS.toordinal() + int(found)
        )
        given: set[Day] = {(day.month, day.day, day.year)}
    else:
        given = set(_list_days(found))
    return any(
        month == of_month and day == of_day and (year in (None, of_year) or of_year is None)
        for month, day, year in wanted
        for of_month, of_day, of_year in given
    )


Day = tuple[int, int, int | None]


def _list_days(text: str) -> Iterator[Day]:
    """(month, day, year) of each day that a text may be taken for; no year where it says none.

    >>> sorted(set(_list_days("3/4"))), (3, 1, 2008) in set(_list_days("Mar-08"))
    ([(3, 4, None), (4, 3, None)], True)
    """
    if not _DAY_LIKE.fullmatch(text.strip()):
        return
    parts = [part for part in re.split(r"[-/., ]+", text.strip()) if part]
    for order in permutations(parts):
        yield from _read_parts(order)


def _read_parts(parts: tuple[str, ...]) -> Iterator[Day]:
    """The parts as month, day and year, or two of them."""
    month = _read_month(parts[0])
    if month is None:
        return
    second = _read_whole(parts[1])
    if len(parts) == 3:
        year = _read_year(parts[2])
        if second is not None and 1 <= second <= 31 and year is not None:
            yield month, second, year
        return
    if second is not None and 1 <= second <= 31:
        yield month, second, None
    year = _read_year(parts[1])
    if year is not None:
        yield month, 1, year


def _read_month(text: str) -> int | None:
    number = _read_whole(text)
    if number is not None:
        return number if 1 <= number <= 12 else None
    for place, name in enumerate(MONTHS, start=1):
        if len(text) > 2 and name.startswith(text.lower()):
            return place
    return None


def _read_whole(text: str) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text)
    return None


def _read_year(text: str) -> int | None:
    """A year of one or two digits is one from 1930 to 2029, as spreadsheets have it."""
    number = _read_whole(text)
    if number is None or len(text) not in (1, 2, 4):
        return None
    if len(text) == 4:
        return number
    return number + (2000 if number < 30 else 1900)
