"""A file beside what was issued under its number: values are compared, row by row."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pricing.engine.faults import Faults
from pricing.sheets.beginnings import find_beginning
from pricing.sheets.erp import COLUMNS as ORDER
from pricing.sheets.quote import COLUMNS

from .cells import COMMA, POINT, SAME, compare_cell, read_number
from .content import RECURRENCE
from .issuing import find_end
from .matching import Matched, match_rows
from .models import IssuedQuote
from .numbers import find_by_number
from .papers import Paper, list_rows, read_issued
from .tables import MOST_BYTES, PACKED, Row, Table, read_file
from .verifying_fronts import compare_front

IDENTICAL, CLOTHING, DIFFERENT = "identical", "the same content in other clothing", "different"
UNKNOWN, UNREADABLE, TOO_LARGE = "no quote of ours", "cannot be read", "too large"
EXIT_CODES = {IDENTICAL: 0, CLOTHING: 0, DIFFERENT: 1, UNKNOWN: 2, UNREADABLE: 2, TOO_LARGE: 2}
EMPTY = b"\xef\xbb\xbf\xff\xfe \r\n\t"
CAN_BE = "a quote's CSV, XLSX, JSON and PDF can be checked"
NO_NUMBER = "This order names no quote, so it can't be checked; its CSV, JSON, XLSX and PDF can."
NOT_ISSUED = "No quote was issued under a number that stands in this file."
OF_TABLES = (
    "the rows; a table carries no parties, assumptions or notes, nor what is presumed to be owned"
)
OF_JSON = "all that was issued"
OWN_SHEETS = ("Quote", "Rows", "Cost of ownership", "Sources")
FRONT = OWN_SHEETS[0]
OTHER_ORDER, OTHER_COLUMNS = "rows in another order", "columns in another order"
MOST_VERSIONS = 10_000
_CHECKSUM = re.compile("sha256:[0-9a-f]{64}")
KNOWN = frozenset((*COLUMNS, RECURRENCE, "rounding"))


class Difference(NamedTuple):
    """One cell that is not what was issued. `line` is the quote's; 0 of the whole file."""

    line: int
    column: str
    issued: str
    found: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}"
        if not self.line:
            where = self.column
        return f"{where}: issued {self.issued or 'nothing'}, found {self.found or 'nothing'}"


@dataclass
class Verdict:
    """What was found. `end`: the quote was superseded or withdrawn since."""

    kind: str
    number: str = ""
    version: int = 0
    clothing: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    end: str = ""
    checked: str = ""
    words: str = ""

    @property
    def exit_code(self) -> int:
        """What a command ends with."""
        return EXIT_CODES[self.kind]


def verify(data: bytes) -> Verdict:
    """The verdict over a file."""
    if len(data) > MOST_BYTES:
        return Verdict(TOO_LARGE, words=f"A file may hold up to {MOST_BYTES:,} bytes.")
    if not data.strip(EMPTY):
        return Verdict(UNREADABLE, words="This file is empty.")
    kind = find_beginning(data)
    if kind and not data.startswith(PACKED):
        return Verdict(UNREADABLE, words=f"This is {kind}; {CAN_BE}.")
    try:
        table = read_file(data)
    except Faults as faults:
        return Verdict(UNREADABLE, words=_write_sentence(str(faults.faults[0].message)))
    issued = find_issued(table.rows)
    if issued is None and _is_order(table):
        return Verdict(UNKNOWN, words=NO_NUMBER)
    if issued is None:
        return Verdict(UNKNOWN, words=NOT_ISSUED)
    return compare_table(issued, table)


def _write_sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:].removesuffix('.')}."


def _is_order(table: Table) -> bool:
    """Whether it is the file for ERP systems, whose rows name no quote."""
    return "quote" not in table.heads and set(ORDER) <= set(table.heads)


def find_issued(rows: Sequence[Row]) -> IssuedQuote | None:
    """What was issued under the number that most rows have, else with their checksum."""
    named = Counter((row.get("quote", ""), row.get("version", "")) for row in rows)
    for (number, version), _ in named.most_common(3):
        wanted = read_number(version, POINT)
        if wanted is None or not 0 < wanted < MOST_VERSIONS:
            continue
        found = find_by_number(number, int(wanted))
        if found is not None:
            return found
    checksums = Counter(row.get("checksum", "") for row in rows)
    for checksum, _ in checksums.most_common(1):
        if _CHECKSUM.fullmatch(checksum):
            return IssuedQuote.objects.filter(checksum=checksum).first()
    return None


def compare_table(issued: IssuedQuote, table: Table) -> Verdict:
    """Every cell of a table beside what was issued; of JSON all that it holds."""
    paper = read_issued(issued)
    wanted = list_rows(paper)
    verdict = Verdict(
        IDENTICAL,
        issued.number,
        issued.version,
        end=find_end(issued),
        checked=OF_TABLES,
    )
    if table.document:
        verdict.checked = OF_JSON
        verdict.differences += _compare_document(paper, table.document)
    if len(table.sheets) > 1:
        _compare_sheets(paper, table, verdict)
    lacking = [column for column in COLUMNS if column not in table.heads]
    verdict.differences += [Difference(0, column, "a column", "") for column in lacking]
    ours = [head for head in table.heads if head in COLUMNS]
    if table.document:
        ours.append(RECURRENCE)
        wanted = [
            {**row, RECURRENCE: record[RECURRENCE]}
            for row, record in zip(wanted, paper.content.records, strict=True)
        ]
    verdict.clothing += table.clothing
    verdict.clothing += [
        f"a column of its own: {head}" for head in table.heads if head and head not in KNOWN
    ]
    if ours != [column for column in (*COLUMNS, RECURRENCE) if column in ours]:
        verdict.clothing.append(OTHER_COLUMNS)
    matched = match_rows(wanted, table.rows)
    verdict.missing, verdict.added = matched.missing, matched.added
    if matched.is_reordered:
        verdict.clothing.append(OTHER_ORDER)
    if matched.point == COMMA:
        verdict.clothing.append("decimal commas")
    _compare_cells(matched, ours, verdict)
    if verdict.differences or verdict.missing or verdict.added:
        verdict.kind = DIFFERENT
    elif verdict.clothing:
        verdict.kind = CLOTHING
    return verdict


def _compare_cells(matched: Matched, columns: Sequence[str], verdict: Verdict) -> None:
    """Tells in the verdict each cell that is another, and how many are clothed otherwise."""
    seen: Counter[str] = Counter()
    for line, issued, row in matched.pairs:
        for column in columns:
            found = row.get(column, "")
            clothing = compare_cell(column, issued[column], found, matched.point)
            if clothing is None:
                verdict.differences.append(Difference(line, column, issued[column], found))
            elif clothing != SAME:
                seen[clothing] += 1
    verdict.clothing += [f"{words} ({count})" for words, count in seen.items()]


def _compare_sheets(paper: Paper, table: Table, verdict: Verdict) -> None:
    """The front of a workbook; tells in the verdict which of its sheets nobody compared."""
    others = [name for name in table.sheets if name not in (FRONT, table.title)]
    verdict.checked = f"the sheets {FRONT} and {table.title}"
    if others:
        verdict.checked += f"; not checked: {', '.join(others)}"
    verdict.clothing += [f"a sheet of its own: {name}" for name in others if name not in OWN_SHEETS]
    if FRONT not in table.sheets:
        verdict.differences.append(Difference(0, f"the sheet {FRONT}", "a sheet", ""))
        return
    verdict.differences += [
        Difference(0, *named) for named in compare_front(paper, table.sheets[FRONT])
    ]


def _compare_document(paper: Paper, document: Mapping[str, Any]) -> Iterator[Difference]:
    """The header and the totals of a JSON file, field by field."""
    for part, issued in (("header", paper.content.header), ("totals", paper.content.totals)):
        found = document[part]
        for name in sorted({*issued, *found}):
            if found.get(name) != issued.get(name):
                yield Difference(
                    0, f"{part}.{name}", _tell(issued.get(name)), _tell(found.get(name))
                )


def _tell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
