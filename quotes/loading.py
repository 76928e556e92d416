"""An export that comes back becomes a draft: with the same rows, or naming what differs.

It is the next version of the same deal. What a file changed has to multiply out like everything
else, and goes to the approver with each difference in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pricing.engine.exact import decimal_half_up
from pricing.engine.payments import EXACT
from pricing.engine.vocabulary import CATEGORIES, CONFIDENCES, UNITS
from pricing.sheets.quote import write_exact
from pricing.sheets.reading import LONGEST_CELL

from .cells import DATES, NUMBERS, POINT, TOLERANCE, compare_cell, read_number
from .content import COLUMNS, CONFIDENCE, RECURRENCE, SAID_BY_FILE
from .doubts import RECALLED
from .issuing import find_end
from .matching import match_rows
from .models import IssuedQuote, Quote
from .moves import move
from .papers import read_issued
from .refusals import Conflict, Invalid
from .tables import Row, Table, read_file
from .verifying import find_issued

FACTORS = ("net_unit_price", "rate", "periods", "price_factor")
WHOLE = ("line", "quantity", "pack", "packs", "due_year", "periods")
OPTIONAL = ("list_unit_price", "discount", "list_factor")
# Whose word a price is.
OF_SOURCES = ("price_list", "price_date", "price_valid_from", "source", "source_url", CONFIDENCE)
WORDS = {
    "category": tuple(CATEGORIES),
    "metric": ("", *UNITS),
    "confidence": ("", *CONFIDENCES),
    RECURRENCE: ("once", "yearly"),
}
MOST_NUMBER = Decimal(10) ** 15


def load_export(data: bytes, by: Any, *, at: datetime) -> Quote:
    """The draft that a file of ours becomes. Raises `Faults` where it cannot be read, or a
    refusal.
    """
    table = read_file(data)
    issued = find_issued(table.rows)
    if issued is None:
        raise Invalid("file", "No quote was issued under a number that stands in this file.")
    if end := find_end(issued):
        raise Conflict(f"{issued} was {end}: load the latest version.")
    loaded = read_loaded(issued, table)
    draft = move(issued.quote, "revise", by, seen=issued.checksum, at=at, loaded=json.dumps(loaded))
    assert isinstance(draft, Quote)
    return draft


def read_loaded(issued: IssuedQuote, table: Table) -> dict[str, list[Any]]:
    """The rows of a file as a draft keeps them, and what differs from those that were issued."""
    wanted = read_issued(issued).content.records
    matched = match_rows(wanted, table.rows)
    differences = [*list_differences(issued.quote)]
    differences += [f"line {line} is missing" for line in matched.missing]
    currency = issued.currency
    rows = []
    for line, row, found in matched.pairs:
        said = {
            column: _take(column, row[column], found.get(column, row[column]), matched.point)
            for column in COLUMNS
        }
        _check_texts(line, said, currency)
        made = {**said, CONFIDENCE: _weigh(row, said)}
        differences += _tell_pair(line, row, said, made)
        rows.append(made)
    for place in matched.added:
        found = table.rows[place - 1]
        said = {
            column: _take(column, "", found.get(column, ""), matched.point) for column in COLUMNS
        }
        _check_texts(len(rows) + 1, {**said, RECURRENCE: said[RECURRENCE] or "once"}, currency)
        rows.append({**said, CONFIDENCE: _weigh({}, said), RECURRENCE: said[RECURRENCE] or "once"})
        differences += _tell_added(said)
    counted = [{**row, "line": str(line)} for line, row in enumerate(rows, start=1)]
    checked = [_check_row(row) for row in counted]
    return {
        "rows": [[row[column] for column in COLUMNS] for row in checked],
        "differences": differences,
    }


def _weigh(issued: Row, said: Row) -> str:
    """How sure a row of a file is: as it was issued where the file left it as it was, else typed.

    What was recalled stays so, for a file must not lower what an approver has to answer for.
    """
    if said == issued:
        return issued[CONFIDENCE]
    if RECALLED in (issued.get(CONFIDENCE), said[CONFIDENCE]):
        return RECALLED
    return ""


def _tell_pair(line: int, issued: Row, said: Row, made: Row) -> Iterator[str]:
    """What a file changed in a row, column by column, and what came of its confidence."""
    for column in COLUMNS:
        if said[column] == issued[column]:
            continue
        words = f"line {line}, {column}: issued {issued[column] or 'nothing'}, "
        if column in OF_SOURCES:
            yield f"{SAID_BY_FILE}{words}now {said[column] or 'nothing'}"
        else:
            yield f"{words}now {said[column]}"
    if made[CONFIDENCE] != issued[CONFIDENCE]:
        yield f"line {line}, {CONFIDENCE}: issued {issued[CONFIDENCE]}, counts as typed"


def _tell_added(said: Row) -> Iterator[str]:
    """What a file added, and whom it names as the source."""
    yield f"a row was added: {said['description']}, {said['amount']}"
    named = [said[column] for column in OF_SOURCES if said[column]]
    if named:
        yield f"{SAID_BY_FILE}the row that was added: {', '.join(named)}"


def _take(column: str, issued: str, found: str, point: str) -> str:
    """The issued text where the file's means the same, else the file's as content has it."""
    if column == RECURRENCE:
        return found
    if compare_cell(column, issued, found, point) is not None:
        return issued
    if column not in NUMBERS:
        return found
    number = read_number(found, point)
    if number is None:
        return found
    decimals = len(issued.partition(POINT)[2])
    return write_exact(number, min(decimals, 2))


def _check_row(row: Row) -> Row:
    """A row that multiplies out, its unit amount exact. Raises `Invalid` where it does not."""
    line = row["line"]
    try:
        factors = [Decimal(row[column]) for column in FACTORS]
        packs, unit_amount, amount = (
            Decimal(row[column]) for column in ("packs", "unit_amount", "amount")
        )
        is_whole = all(Decimal(row[column]) == int(Decimal(row[column])) for column in WHOLE)
        is_whole &= Decimal(row["due_year"]) in range(100)
        for column in OPTIONAL:
            Decimal(row[column] or 0)
    except (InvalidOperation, ValueError, OverflowError):
        raise Invalid("file", f"Line {line} has no number where one has to be.") from None
    if not is_whole or max(map(abs, (*factors, packs, amount))) > MOST_NUMBER:
        raise Invalid("file", f"Line {line} has a number that cannot be.")
    exact = Decimal(1)
    for factor in factors:
        exact = EXACT.multiply(exact, factor)
    if abs(exact - unit_amount) > abs(exact) * TOLERANCE:
        words = " × ".join(row[column] for column in FACTORS)
        raise Invalid("file", f"Line {line}: {words} is not {row['unit_amount']}.")
    due = decimal_half_up(EXACT.multiply(packs, exact), 2)
    if due != amount:
        raise Invalid("file", f"Line {line}: {packs} × {row['unit_amount']} is not {amount}.")
    _check_days(row)
    return {
        **row,
        "unit_amount": write_exact(exact, 2),
        "amount": write_exact(due, 2),
        **{column: f"{int(Decimal(row[column]))}" for column in WHOLE},
    }


def _check_texts(line: int, row: Row, currency: str) -> None:
    """What exports rely on: known words, texts that a database and a cell can hold, and amounts
    that can be summed.
    """
    for column, known in {**WORDS, "currency": (currency,)}.items():
        if row[column] not in known:
            raise Invalid("file", f"Line {line}, {column}: may hold {', '.join(known)}.")
    for column, text in row.items():
        if len(text) > LONGEST_CELL or not text.replace("\n", "").replace("\t", "").isprintable():
            raise Invalid("file", f"Line {line}, {column}: has signs that cannot be kept.")


def _check_days(row: Row) -> None:
    for column in DATES & row.keys():
        try:
            date.fromisoformat(row[column] or "2006-01-01")
        except ValueError:
            raise Invalid(
                "file", f"Line {row['line']}, {column}: write a day as 2026-12-31."
            ) from None


def list_differences(quote: Quote) -> Sequence[str]:
    """What differs in a draft that a file made, in words."""
    if not quote.loaded:
        return []
    found: list[str] = json.loads(quote.loaded)["differences"]
    return found
