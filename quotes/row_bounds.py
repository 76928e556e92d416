"""What a row of a file may hold: texts that can be kept, numbers in bounds, products made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from pricing.engine.exact import decimal_half_up
from pricing.engine.faults import holds
from pricing.engine.fields import MOST_FACTOR, MOST_YEARS
from pricing.engine.payments import EXACT
from pricing.engine.vocabulary import CATEGORIES, CONFIDENCES, PERIODS, UNITS
from pricing.sheets.quote import write_exact
from pricing.sheets.xlsx_cells import LONGEST_CELL

from .cells import DATES, POINT, compare_cell
from .content import MADE_OF_OTHERS, RECURRENCE
from .models.texts import tell_wrong_sign
from .refusals import Invalid
from .tables import Row

FACTORS = ("net_unit_price", "rate", "periods", "price_factor")
OPTIONAL = ("list_unit_price", "discount", "list_factor")
# Line breaks of others: ours is the line feed.
UNKEPT = frozenset("\r\u2028\u2029")
MOST_DECIMALS = 1000  # no exact product of ours has as many
WORDS = {
    "category": tuple(CATEGORIES),
    "metric": ("", *UNITS),
    "confidence": ("", *CONFIDENCES),
    RECURRENCE: ("once", "yearly"),
}


class Bounds(NamedTuple):
    """The least and the most that a column may hold."""

    low: Decimal
    high: Decimal
    is_whole: bool = False


def _whole(low: int, high: int) -> Bounds:
    return Bounds(Decimal(low), Decimal(high), is_whole=True)


MOST = 10**15
BOUNDS = {
    "quantity": _whole(0, MOST),
    "pack": _whole(1, 10_000_000),
    "packs": _whole(0, MOST),
    "list_unit_price": Bounds(Decimal(0), Decimal(MOST)),
    "discount": Bounds(Decimal(0), Decimal(1)),
    "list_factor": Bounds(Decimal(0), MOST_FACTOR),
    "net_unit_price": Bounds(-Decimal(MOST), Decimal(MOST)),
    "rate": Bounds(Decimal(0), Decimal(1)),
    "periods": _whole(1, max(PERIODS.values())),
    "price_factor": Bounds(Decimal(0), Decimal(MOST)),
    "due_year": _whole(0, MOST_YEARS),
    "unit_amount": Bounds(-Decimal(MOST), Decimal(MOST)),
    "amount": Bounds(-Decimal(MOST), Decimal(MOST)),
}


def check_row(row: Row) -> Row:
    """A row within its bounds, its products exact. Raises `Invalid` where it is not."""
    numbers = {column: read_bounded(row, column) for column in BOUNDS}
    _check_days(row)
    return {
        **row,
        **make_products(row),
        **{column: f"{int(numbers[column])}" for column in BOUNDS if BOUNDS[column].is_whole},
    }


def make_products(row: Row) -> dict[str, str]:
    """Unit amount and amount, as the other columns of a row come to them. Raises `Invalid`."""
    exact = Decimal(1)
    for column in FACTORS:
        exact = EXACT.multiply(exact, read_bounded(row, column))
    due = decimal_half_up(EXACT.multiply(read_bounded(row, "packs"), exact), 2)
    return dict(zip(MADE_OF_OTHERS, (write_exact(exact, 2), write_exact(due, 2)), strict=True))


def find_wrong_products(row: Row) -> dict[str, str]:
    """What those of its products come to of which a row says something else. Raises `Invalid`."""
    for column in MADE_OF_OTHERS:
        read_bounded(row, column)
    return {
        column: text
        for column, text in make_products(row).items()
        if compare_cell(column, text, row[column], POINT) is None
    }


def read_bounded(row: Row, column: str) -> Decimal:
    """A number within its bounds; 0 where it may be left out. Raises `Invalid`."""
    text, bounds = row[column], BOUNDS[column]
    if not text and column in OPTIONAL:
        return Decimal(0)
    number = _read_plain(text)
    if number is not None and _fits(number, bounds):
        return number
    kind = "a whole number" if bounds.is_whole else "a number"
    words = f"may hold {kind} from {bounds.low:,} to {bounds.high:,}"
    raise _refuse(row["line"], column, text, words)


def _refuse(line: object, column: str, text: str, words: str) -> Invalid:
    """A refusal that names the cell, what it holds and what it may hold."""
    return Invalid("file", f"Line {line}, {column}: holds {holds(text or None)}; {words}.")


def _read_plain(text: str) -> Decimal | None:
    """A number however long it is; None of infinity, and of what only Python takes for one."""
    if not text.isascii() or "_" in text or text != text.strip():
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if number.is_finite() and int(number.as_tuple().exponent) >= -MOST_DECIMALS:
        return number
    return None


def _fits(number: Decimal, bounds: Bounds) -> bool:
    if not bounds.low <= number <= bounds.high:
        return False
    return not bounds.is_whole or number == int(number)


def check_texts(line: int, row: Row, currency: str) -> None:
    """What exports rely on: known words, texts that a database and a cell can hold, and amounts
    that can be summed.
    """
    for column, known in {**WORDS, "currency": (currency,)}.items():
        if row[column] not in known:
            words = ", ".join(each or "nothing" for each in known)
            raise _refuse(line, column, row[column], f"may hold {words}")
    for column, text in row.items():
        if len(text) > LONGEST_CELL:
            raise _refuse(line, column, text, f"may hold up to {LONGEST_CELL:,} characters")
        if UNKEPT & set(text):
            raise _refuse(line, column, text, "line ends may be line feeds alone")
        if words := tell_wrong_sign(text):
            raise Invalid("file", f"Line {line}, {column}: {words}")


def _check_days(row: Row) -> None:
    for column in DATES & row.keys():
        try:
            date.fromisoformat(row[column] or "2006-01-01")
        except ValueError:
            words = "write a day as 2026-12-31"
            raise _refuse(row["line"], column, row[column], words) from None
