"""An export that comes back becomes a draft: with the same rows, or naming what differs.

It is the next version of the same deal. What a file changed goes to the approver with each
difference in words; what follows from it is made anew, never believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from pricing.sheets.beginnings import find_beginning

from .cells import POINT
from .content import COLUMNS, CONFIDENCE, MADE_OF_OTHERS, RECURRENCE, SAID_BY_FILE
from .contradictions import tell_contradictions
from .counts import check_count, check_end, tell_count
from .doubts import RECALLED
from .drafting import find_today
from .issuing import find_end
from .loading_beside import BESIDE, Read, keep_rows, list_differences, tell_table
from .matching import match_rows
from .models import IssuedQuote, Organisation, Quote
from .models.issued import WITHDRAWN
from .models.texts import tell_wrong_sign
from .moves import move
from .own_formulas import check_added, find_own_formulas, leave_out, tell_left_out
from .papers import read_issued
from .refusals import Conflict, Invalid
from .row_bounds import check_row, check_texts, find_wrong_products
from .shown_otherwise import refuse_shown_otherwise
from .tables import PACKED, Row, Table, read_file
from .taking import check_open, find_open, take, take_row, tell_open
from .verifying import EMPTY, IS_EMPTY, NOT_ISSUED, find_issued, is_order

CAN_BE_LOADED = "a quote's CSV, XLSX, JSON, PDF and UBL can be loaded"
NO_NUMBER = (
    "This order names no quote, so it can't be loaded; its CSV, XLSX, JSON, PDF and UBL can."
)
ONLY_FRONT = "The file holds the front of a workbook alone: the rows are those that were issued"
# Whose word a price is.
OF_SOURCES = ("price_list", "price_date", "price_valid_from", "source", "source_url", CONFIDENCE)


OF_PRICES = (
    *("list_unit_price", "discount", "list_factor", "net_unit_price"),
    *("rate", "periods", "price_factor"),
)
LONGEST_NAME = 100
NOTHING = dict.fromkeys(COLUMNS, "")  # of a row that was never issued


def load_export(data: bytes, by: Any, *, at: datetime, name: str = "") -> Quote:
    """The draft that a file of ours becomes; `name` is what the file is called. Raises `Faults`
    where it cannot be read, or a refusal.
    """
    issued, read = _find(data, name_file(name, find_today(Organisation.load(), at)))
    if end := find_end(issued):
        raise Conflict(_tell_end(issued, end))
    loaded = {**read(issued), "of": issued.checksum}
    draft = move(issued.quote, "revise", by, seen=issued.checksum, at=at, loaded=json.dumps(loaded))
    assert isinstance(draft, Quote)
    return draft


def _tell_end(issued: IssuedQuote, end: str) -> str:
    """Why a file of what holds no more makes no next version, and what can be done."""
    versions = IssuedQuote.objects.filter(year=issued.year, sequence=issued.sequence)
    latest = versions.latest("version")
    if find_end(latest) == WITHDRAWN:
        return (
            f"{latest} was withdrawn, so nothing follows it. Make a new quote from the comparison: "
            "it gets a number of its own."
        )
    return f"{issued} was {end}: load a file of version {latest.version}, which holds."


def name_file(name: str, day: date) -> str:
    """What a file is called as the source of its prices.

    >>> name_file("reply.csv", date(2026, 12, 1)), name_file("", date(2026, 12, 1))
    ('the file reply.csv, loaded on 2026-12-01', 'a file, loaded on 2026-12-01')
    """
    known = "".join(sign for sign in name if sign.isprintable())[:LONGEST_NAME].strip()
    if not known or tell_wrong_sign(known):
        return f"a file, loaded on {day.isoformat()}"
    return f"the file {known}, loaded on {day.isoformat()}"


def _find(data: bytes, file: str) -> tuple[IssuedQuote, Read]:
    """The quote whose number stands in a file, and what reads the file beside it."""
    if not data.strip(EMPTY):
        raise Invalid("file", IS_EMPTY)
    kind = find_beginning(data)
    if kind in BESIDE:
        found, read = BESIDE[kind](data)
    elif kind and not data.startswith(PACKED):
        raise Invalid("file", f"This is {kind}; {CAN_BE_LOADED}.")
    else:
        table = read_file(data)
        refuse_shown_otherwise(table)
        _check_rows(table)
        check_count(table)
        found, read = find_issued(table), partial(read_table, table, file)
        if found is None and is_order(table):
            raise Invalid("file", NO_NUMBER)
    if found is None:
        raise Invalid("file", NOT_ISSUED)
    return found, read


def _check_rows(table: Table) -> None:
    """Raises `Invalid` where a name stands twice, or a row of a table holds nothing of a line."""
    if table.twice:
        words = f"{table.twice[0]} stands more than once in this file, so nobody knows which holds."
        raise Invalid("file", words)
    for number, row in zip(table.numbers, table.rows, strict=False):
        if not any(row.get(column, "").strip() for column in COLUMNS):
            words = f"Row {number} of this file holds nothing of a line: it broke off or is empty."
            raise Invalid("file", f"{words} Load the whole file, or delete the row.")


def read_table(table: Table, file: str, issued: IssuedQuote) -> dict[str, Any]:
    """The rows of a file, what differs in them, and what else it says that was not taken over."""
    if table.front:
        return keep_rows(issued, [ONLY_FRONT, *tell_table(issued, table)])
    check_end(table, issued.checksum)
    loaded = read_loaded(issued, table, file)
    told = [*tell_count(table), *tell_table(issued, table, loaded["rows"])]
    return {**loaded, "told": told}


def read_loaded(issued: IssuedQuote, table: Table, file: str) -> dict[str, Any]:
    """The rows of a file as a draft keeps them, and what differs from those that were issued.

    `file` names the file and the day: the source of what it changed.
    """
    paper = read_issued(issued)
    own = find_own_formulas(paper, table)
    by_row = {id(table.rows[place]): formulas for place, formulas in own.items()}
    matched = match_rows(paper.content.records, table.rows, is_of_program=table.is_of_program)
    differences = [*list_differences(issued.quote)]
    differences += [f"line {line} is missing" for line in matched.missing]
    currency = issued.currency
    rows = []
    for line, row, found in matched.pairs:
        said = take_row(row, found, matched)
        differences += tell_open(line, row, found, find_open(row, found, matched))
        if formulas := by_row.get(id(found), {}):
            differences += tell_left_out(line, row, formulas)
            said = {
                column: take(column, row[column], text, POINT)
                for column, text in leave_out(row, said, formulas).items()
            }
        said, told = _multiply_out(line, row, said)
        differences += told
        check_texts(line, said, currency)
        made = _weigh(row, said, file)
        check_texts(line, made, currency)
        differences += _tell_pair(line, row, said, made)
        differences += tell_contradictions(line, row, said)
        rows.append(made)
    for place in matched.added:
        found = table.rows[place - 1]
        check_added(place - 1, table, own.get(place - 1, {}))
        line = len(rows) + 1
        check_open(line, found, find_open(NOTHING, found, matched))
        said, told = _multiply_out(line, NOTHING, take_row(NOTHING, found, matched))
        made = {**_weigh_added(said, file), RECURRENCE: said[RECURRENCE] or "once"}
        check_texts(line, made, currency)
        rows.append(made)
        differences += [*_tell_added(said), *told, *tell_contradictions(line, NOTHING, said)]
    counted = [{**row, "line": str(line)} for line, row in enumerate(rows, start=1)]
    checked = [check_row(row) for row in counted]
    return {
        "rows": [[row[column] for column in COLUMNS] for row in checked],
        "differences": differences,
    }


def _multiply_out(line: int, issued: Row, said: Row) -> tuple[dict[str, str], list[str]]:
    """A row with what its other columns come to in the place of what it says of that, and what it
    says, in words where that was not issued.
    """
    made = find_wrong_products({**said, "line": str(line)})
    told = [
        f"line {line}, {column}: the file says {said[column]}, its other columns come to {text}"
        for column, text in made.items()
        if said[column] != issued[column]
    ]
    return {**said, **made}, told


def _weigh(issued: Row, said: Row, file: str) -> dict[str, str]:
    """A row as a file says it, with who says its price, and how sure that is.

    Where the file left the row as it was, that is as it was issued. A price that the file changed
    is the file's; of a row that it changed otherwise a file must not lower what an approver has to
    answer for, so what was recalled stays so, and the rest is typed, as the file says.
    """
    if said == issued:
        return {**said}
    if _differ(issued, said, OF_PRICES):
        return {**said, **_name_as_source(issued, said, file), CONFIDENCE: ""}
    if RECALLED in (issued[CONFIDENCE], said[CONFIDENCE]):
        return {**said, CONFIDENCE: RECALLED}
    return {**said, "source": _join_source(said["source"], file), CONFIDENCE: ""}


def _weigh_added(said: Row, file: str) -> dict[str, str]:
    """The same of a row that the file added."""
    confidence = RECALLED if said[CONFIDENCE] == RECALLED else ""
    return {**said, "source": _join_source(said["source"], file), CONFIDENCE: confidence}


def _differ(issued: Row, said: Row, columns: Sequence[str]) -> bool:
    return any(said[column] != issued[column] for column in columns)


def _name_as_source(issued: Row, said: Row, file: str) -> dict[str, str]:
    """The file as the source of a price, with what it says of sources itself; what stood for the
    price before holds for it no more.
    """
    own = {
        column: said[column] if said[column] != issued[column] else ""
        for column in ("source", "source_url", "price_valid_from")
    }
    return {**own, "source": _join_source(own["source"], file)}


def _join_source(source: str, file: str) -> str:
    return f"{source}; {file}" if source else file


def _tell_pair(line: int, issued: Row, said: Row, made: Row) -> Iterator[str]:
    """What a file changed in a row, each change once, and what came of its source."""
    changed = [column for column in COLUMNS if said[column] != issued[column]]
    first = [column for column in changed if column not in MADE_OF_OTHERS] or changed[:1]
    alike: dict[tuple[bool, str, str], list[str]] = {}
    for column in first:
        change = column in OF_SOURCES, issued[column], said[column]
        alike.setdefault(change, []).append(column)
    for (is_of_source, before, after), columns in alike.items():
        words = f"line {line}, {', '.join(columns)}: issued {before or 'nothing'}, "
        if is_of_source:
            yield f"{SAID_BY_FILE}{words}now {after or 'nothing'}"
        else:
            yield f"{words}now {after}"
    if made["source"] != said["source"]:
        before = issued["source"] or "nobody"
        yield f"{SAID_BY_FILE}line {line}, whose price it is: issued {before}, now {made['source']}"
    if made[CONFIDENCE] != issued[CONFIDENCE]:
        yield f"line {line}, {CONFIDENCE}: issued {issued[CONFIDENCE]}, counts as typed"


def _tell_added(said: Row) -> Iterator[str]:
    """What a file added, and whom it names as the source."""
    yield f"a row was added: {said['description']}, {said['amount']}"
    named = [said[column] for column in OF_SOURCES if said[column]]
    if named:
        yield f"{SAID_BY_FILE}the row that was added: {', '.join(named)}"
