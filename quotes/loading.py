"""An export that comes back becomes a draft: with the same rows, or naming what differs.

It is the next version of the same deal. What a file changed has to multiply out like everything
else, and goes to the approver with each difference in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from pricing.sheets.beginnings import find_beginning
from pricing.sheets.quote import write_exact

from .cells import NUMBERS, POINT, compare_cell, read_number
from .content import COLUMNS, CONFIDENCE, RECURRENCE, SAID_BY_FILE
from .doubts import RECALLED
from .issuing import find_end
from .loading_beside import BESIDE, Read, keep_rows, list_differences, tell_table
from .matching import match_rows
from .models import IssuedQuote, Quote
from .moves import move
from .papers import read_issued
from .refusals import Conflict, Invalid
from .row_bounds import check_row, check_texts
from .tables import PACKED, Row, Table, read_file
from .verifying import NOT_ISSUED, find_issued, is_order

CAN_BE_LOADED = "a quote's CSV, XLSX, JSON, PDF and UBL can be loaded"
NO_NUMBER = (
    "This order names no quote, so it can't be loaded; its CSV, XLSX, JSON, PDF and UBL can."
)
ONLY_FRONT = "The file holds the front of a workbook alone: the rows are those that were issued"
# Whose word a price is.
OF_SOURCES = ("price_list", "price_date", "price_valid_from", "source", "source_url", CONFIDENCE)


def load_export(data: bytes, by: Any, *, at: datetime) -> Quote:
    """The draft that a file of ours becomes. Raises `Faults` where it cannot be read, or a
    refusal.
    """
    issued, read = _find(data)
    if end := find_end(issued):
        raise Conflict(f"{issued} was {end}: load the latest version.")
    loaded = {**read(issued), "of": issued.checksum}
    draft = move(issued.quote, "revise", by, seen=issued.checksum, at=at, loaded=json.dumps(loaded))
    assert isinstance(draft, Quote)
    return draft


def _find(data: bytes) -> tuple[IssuedQuote, Read]:
    """The quote whose number stands in a file, and what reads the file beside it."""
    kind = find_beginning(data)
    if kind in BESIDE:
        found, read = BESIDE[kind](data)
    elif kind and not data.startswith(PACKED):
        raise Invalid("file", f"This is {kind}; {CAN_BE_LOADED}.")
    else:
        table = read_file(data)
        _check_names(table)
        found, read = find_issued(table), partial(read_table, table)
        if found is None and is_order(table):
            raise Invalid("file", NO_NUMBER)
    if found is None:
        raise Invalid("file", NOT_ISSUED)
    return found, read


def _check_names(table: Table) -> None:
    if table.twice:
        words = f"{table.twice[0]} stands more than once in this file, so nobody knows which holds."
        raise Invalid("file", words)


def read_table(table: Table, issued: IssuedQuote) -> dict[str, Any]:
    """The rows of a file, what differs in them, and what else it says that was not taken over."""
    if table.front:
        return keep_rows(issued, [ONLY_FRONT, *tell_table(issued, table)])
    loaded = read_loaded(issued, table)
    return {**loaded, "told": tell_table(issued, table, loaded["rows"])}


def read_loaded(issued: IssuedQuote, table: Table) -> dict[str, Any]:
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
        check_texts(line, said, currency)
        made = {**said, CONFIDENCE: _weigh(row, said)}
        differences += _tell_pair(line, row, said, made)
        rows.append(made)
    for place in matched.added:
        found = table.rows[place - 1]
        said = {
            column: _take(column, "", found.get(column, ""), matched.point) for column in COLUMNS
        }
        check_texts(len(rows) + 1, {**said, RECURRENCE: said[RECURRENCE] or "once"}, currency)
        rows.append({**said, CONFIDENCE: _weigh({}, said), RECURRENCE: said[RECURRENCE] or "once"})
        differences += _tell_added(said)
    counted = [{**row, "line": str(line)} for line, row in enumerate(rows, start=1)]
    checked = [check_row(row) for row in counted]
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
