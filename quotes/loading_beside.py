"""What a file that comes back says beside the rows that a draft takes over, told field by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from pricing.engine.faults import Faults

from .comparing import ROUNDING, compare_paper
from .content import COLUMNS, Content, sum_up
from .counts import COUNT
from .models import IssuedQuote, Quote
from .numbers import find_by_number
from .papers import Paper, read_issued
from .refusals import Invalid
from .tables import Table
from .ubl_reading import compare_leaves, find_named, read_leaves
from .verdicts import IDENTICAL, UNREADABLE, Difference, Verdict
from .verifying_files import verify_file

Read = Callable[[IssuedQuote], dict[str, Any]]

MOST_TOLD = 200
ONLY_NUMBER = "Of the PDF nothing but its number was read: the rows are those that were issued"
ONLY_COMPARED = "The UBL file was compared alone: the rows are those that were issued"
TOTALS = "totals."


def list_differences(quote: Quote) -> Sequence[str]:
    """What differs in the rows of a draft that a file made, in words."""
    return _read(quote, "differences")


def list_told(quote: Quote) -> Sequence[str]:
    """What the file that was loaded says and was not taken over, in words."""
    if not quote.loaded or quote.revises is None:
        return []
    if json.loads(quote.loaded).get("of") != quote.revises.checksum:
        return []  # a file that became an earlier version
    return _read(quote, "told")


def _read(quote: Quote, name: str) -> Sequence[str]:
    if not quote.loaded:
        return []
    found: list[str] = json.loads(quote.loaded).get(name, [])
    return found


def keep_rows(issued: IssuedQuote, told: Sequence[str]) -> dict[str, Any]:
    """The rows as they were issued, of a file that has none which could be taken over."""
    records = read_issued(issued).content.records
    return {
        "rows": [[row[column] for column in COLUMNS] for row in records],
        "differences": list(list_differences(issued.quote)),
        "told": list(told),
    }


def tell_table(
    issued: IssuedQuote, table: Table, rows: Sequence[Sequence[str]] | None = None
) -> list[str]:
    """What a table says otherwise than what was issued, in all but the rows themselves, and in what
    follows from these: told is neither what its own rows make, nor what it left as it was.
    """
    paper = read_issued(issued)
    differences = _compare(paper, table)
    if rows is not None:
        follows = {_name_place(each): each for each in _compare(_take_over(paper, rows), table)}
        totals = [each for each in follows.values() if each.column.startswith(TOTALS)]
        differences = [
            each
            for each in differences
            if _name_place(each) in follows and not each.column.startswith(TOTALS)
        ] + totals
    return _tell(differences)


def _compare(paper: Paper, table: Table) -> list[Difference]:
    """What a table says otherwise than a paper, in all but the rows themselves."""
    verdict = Verdict(IDENTICAL)
    compare_paper(paper, table, verdict)
    taken = {*COLUMNS, COUNT, ROUNDING}
    return [each for each in verdict.differences if not each.line or each.column not in taken]


def _name_place(difference: Difference) -> tuple[int, str]:
    """The cell, without the label of its row, which rows that come before it may move."""
    return difference.line, difference.column.partition(" (")[0]


def _take_over(paper: Paper, rows: Sequence[Sequence[str]]) -> Paper:
    """The issued quote with a file's rows, and the totals of these."""
    header = paper.content.header
    records = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    totals = sum_up(records, Decimal(header["tax"]["rate"]))
    ordered = [[record[column] for column in header["columns"]] for record in records]
    return replace(paper, content=Content(header, ordered, totals))


def _tell(differences: Iterable[Difference]) -> list[str]:
    """Each once, however many rows say it."""
    found = dict.fromkeys(_tell_one(each.column, each.issued, each.found) for each in differences)
    told = list(found)[:MOST_TOLD]
    if len(found) > MOST_TOLD:
        told.append(f"and {len(found) - MOST_TOLD:,} more")
    return told


def _tell_one(where: str, issued: str, found: str) -> str:
    if issued in ("a column", "a sheet"):
        return f"{where}: not in the file; what was issued holds"
    if where.startswith(TOTALS):
        return f"{where}: the file says {found or 'nothing'}, its rows come to {issued or 'none'}"
    if issued:
        return f"{where}: the file says {found or 'nothing'}, what was issued holds: {issued}"
    return f"{where}: the file says {found}, which was never issued"


def find_printed(data: bytes) -> tuple[IssuedQuote | None, Read]:
    """What was issued under the number of a PDF; beside it, what its pages say otherwise."""
    verdict = verify_file(data)
    if verdict.kind == UNREADABLE:
        raise Invalid("file", verdict.words)
    told = [ONLY_NUMBER, *_tell(verdict.differences)]
    told += [f"line {line} is missing in what is attached" for line in verdict.missing]
    return find_by_number(verdict.number, verdict.version), partial(keep_rows, told=told)


def find_quotation(data: bytes) -> tuple[IssuedQuote | None, Read]:
    """What was issued under the number of a UBL file; beside it, what it says otherwise."""
    try:
        leaves = read_leaves(data)
    except Faults:
        raise Invalid("file", "This XML file cannot be read.") from None
    return find_by_number(*find_named(leaves)), partial(_keep_beside, leaves)


def _keep_beside(leaves: dict[str, str], issued: IssuedQuote) -> dict[str, Any]:
    differences = (Difference(0, *each) for each in compare_leaves(read_issued(issued), leaves))
    return keep_rows(issued, [ONLY_COMPARED, *_tell(differences)])


# What finds the quote of a file without rows that could be taken over, by the kind of the file.
BESIDE = {"a PDF": find_printed, "an XML file": find_quotation}
