"""A file beside what was issued under its number: values are compared, row by row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pricing.engine.faults import Fault, Faults
from pricing.sheets.beginnings import find_beginning
from pricing.sheets.erp import COLUMNS as ORDER

from .cells import POINT, read_number
from .comparing import compare_paper, compare_since
from .issuing import find_end
from .models import IssuedQuote
from .numbers import find_by_number
from .papers import read_issued
from .tables import MOST_BYTES, PACKED, Row, Table, read_file
from .ubl_reading import compare_leaves, count_blanks, find_named, read_leaves
from .verdicts import IDENTICAL, TOO_LARGE, UNKNOWN, UNREADABLE, Difference, Verdict

EMPTY = b"\xef\xbb\xbf\xff\xfe \r\n\t"
CAN_BE = "a quote's CSV, XLSX, JSON, PDF and UBL can be checked"
NO_NUMBER = (
    "This is an order for ERP systems: its columns are theirs, and none bears the number of a "
    "quote, so it can't be checked. The quote's CSV, XLSX, JSON, PDF and UBL can."
)
IS_EMPTY = "This file is empty."
NOT_ISSUED = "No quote was issued under a number that stands in this file."
XML = "an XML file"
OF_QUOTATION = "all of the quotation, path by path; its lines are those of the order"
MOST_VERSIONS = 10_000
_CHECKSUM = re.compile("sha256:[0-9a-f]{64}")


def verify(data: bytes) -> Verdict:
    """The verdict over a file."""
    if len(data) > MOST_BYTES:
        return Verdict(TOO_LARGE, words=f"A file may hold up to {MOST_BYTES:,} bytes.")
    if not data.strip(EMPTY):
        return Verdict(UNREADABLE, words=IS_EMPTY)
    kind = find_beginning(data)
    if kind == XML:
        return _verify_quotation(data)
    if kind and not data.startswith(PACKED):
        return Verdict(UNREADABLE, words=f"This is {kind}; {CAN_BE}.")
    try:
        table = read_file(data)
    except Faults as faults:
        return Verdict(UNREADABLE, words=tell_unreadable(faults.faults))
    issued = find_issued(table)
    if issued is None:
        return Verdict(UNKNOWN, words=NO_NUMBER if is_order(table) else NOT_ISSUED)
    return compare_table(issued, table)


def _verify_quotation(data: bytes) -> Verdict:
    """The verdict over a quotation of UBL: every text and attribute of it is compared."""
    try:
        leaves = read_leaves(data)
    except Faults:
        return Verdict(UNREADABLE, words="This XML file cannot be read.")
    number, version = find_named(leaves)
    if not number:
        return Verdict(UNREADABLE, words=f"This is {XML}; {CAN_BE}.")
    issued = find_by_number(number, version)
    if issued is None:
        return Verdict(UNKNOWN, words=NOT_ISSUED)
    verdict = Verdict(IDENTICAL, issued.number, issued.version, end=find_end(issued))
    verdict.checked = OF_QUOTATION
    found = compare_leaves(read_issued(issued), leaves)
    verdict.differences = [Difference(0, *each) for each in found]
    if blanks := count_blanks(read_issued(issued), leaves):
        verdict.clothing = [f"blanks around texts ({blanks})"]
    return verdict.conclude()


def tell_unreadable(faults: Sequence[Fault]) -> str:
    """Why a file was not read: by its first fault, of a cell with its name."""
    words = str(faults[0]) if faults[0].path.startswith("cell ") else faults[0].message
    more = f" (and {len(faults) - 1:,} more)" if len(faults) > 1 else ""
    return f"{words[0].upper()}{words[1:].removesuffix('.')}{more}."


def is_order(table: Table) -> bool:
    """Whether it is the file for ERP systems, whose rows name no quote."""
    return "quote" not in table.heads and set(ORDER) <= set(table.heads)


def find_issued(table: Table) -> IssuedQuote | None:
    """What was issued under the number that most rows have, or that of a front; else with their
    checksum. An apostrophe before them is how spreadsheets mark a text.
    """
    rows = table.rows
    named = Counter((_read_plain(row, "quote"), _read_plain(row, "version")) for row in rows)
    for number, version in (*(pair for pair, _ in named.most_common(3)), table.named):
        wanted = read_number(version, POINT)
        if wanted is None or not 0 < wanted < MOST_VERSIONS:
            continue
        found = find_by_number(number, int(wanted))
        if found is not None:
            return found
    checksums = Counter(_read_plain(row, "checksum") for row in rows)
    for checksum, _ in checksums.most_common(1):
        if _CHECKSUM.fullmatch(checksum):
            return IssuedQuote.objects.filter(checksum=checksum).first()
    return None


def _read_plain(row: Row, column: str) -> str:
    return row.get(column, "").removeprefix("'")


def compare_table(issued: IssuedQuote, table: Table) -> Verdict:
    """Every cell of a table beside what was issued; of JSON all that it holds."""
    paper = read_issued(issued)
    verdict = Verdict(IDENTICAL, issued.number, issued.version, end=find_end(issued))
    compare_paper(paper, table, verdict)
    if table.document:
        compare_since(issued.quote_id, paper, table, verdict)
    return verdict.conclude()
