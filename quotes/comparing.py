"""A table beside what was issued: every cell, and whatever stands in the file besides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from pricing.sheets.quote import COLUMNS
from pricing.sheets.quote_book import ROWS
from pricing.sheets.rounding import find_rounding
from pricing.sheets.xlsx import CHECKSUM

from .cells import COMMA, NUMBERS, POINT, SAME, compare_cell, is_kept_in_workbook
from .content import RECURRENCE
from .matching import Matched, match_rows
from .papers import Paper, list_rows
from .tables import SINCE, Row, Table
from .verdicts import Difference, Verdict
from .verifying_fronts import compare_front, compare_sheet, list_own
from .verifying_workbooks import compare_shown
from .workbooks import LINES

OF_TABLES = (
    "the rows; a table carries no parties, assumptions or notes, nor what is presumed to be owned"
)
OF_JSON = "all that was issued"
OF_FRONT = "the front of the workbook; this file holds no rows, so none could be checked"
FRONT_ALONE = "the front of a workbook alone"
OTHER_ORDER, OTHER_COLUMNS = "rows in another order", "columns in another order"
ROUNDING = "rounding"
KNOWN = (*COLUMNS, RECURRENCE, ROUNDING)
BORNE = f"the property {CHECKSUM}"
MOST_TOLD = 3  # cells of a column of a file's own


def compare_paper(paper: Paper, table: Table, verdict: Verdict) -> None:
    """Tells in the verdict what a file says otherwise than a paper, and what it says besides."""
    verdict.checked = OF_TABLES
    verdict.clothing += table.clothing
    if table.document:
        verdict.checked = OF_JSON
        verdict.differences += _compare_document(paper, table.document)
    if table.front:
        _compare_front_alone(paper, table, verdict)
    else:
        _compare_rows(paper, table, verdict)
    if len(table.shown) > 1:
        _compare_sheets(paper, table, verdict)
    if table.shown:
        compare_shown(paper, table, verdict)
    if table.checksum not in ("", paper.checksum):
        verdict.differences.append(Difference(0, BORNE, paper.checksum, table.checksum))
    verdict.differences += [
        Difference(0, name, "one of that name", "more than one") for name in table.twice
    ]
    verdict.differences += [Difference(0, where, "", text) for where, text in _list_more(table)]


def _list_more(table: Table) -> Iterator[tuple[str, str]]:
    """What stands in the file and was never issued, and where."""
    yield from table.more
    for head in dict.fromkeys(table.heads):
        if head and head not in KNOWN:
            cells = filter(None, dict.fromkeys(row.get(head, "") for row in table.rows))
            yield f"a column called {head}", ", ".join(islice(cells, MOST_TOLD)) or "its head alone"


def _compare_rows(paper: Paper, table: Table, verdict: Verdict) -> None:
    wanted = [
        {**row, RECURRENCE: record[RECURRENCE], ROUNDING: _find_rounding(row)}
        for row, record in zip(list_rows(paper), paper.content.records, strict=True)
    ]
    lacking = [column for column in COLUMNS if column not in table.heads]
    verdict.differences += [Difference(0, column, "a column", "") for column in lacking]
    ours = [head for head in dict.fromkeys(table.heads) if head in KNOWN]
    if ours != [column for column in KNOWN if column in ours]:
        verdict.clothing.append(OTHER_COLUMNS)
    matched = match_rows(wanted, table.rows, is_of_program=table.is_of_program)
    verdict.missing, verdict.added = matched.missing, matched.added
    if matched.is_reordered:
        verdict.clothing.append(OTHER_ORDER)
    if matched.point == COMMA:
        verdict.clothing.append("decimal commas")
    _compare_cells(matched, ours, verdict, is_workbook=bool(table.shown))


def _find_rounding(row: Row) -> str:
    """What a workbook adds before it rounds the amount."""
    unit_amount, amount = Decimal(row["unit_amount"]), Decimal(row["amount"])
    return f"{find_rounding(int(row['packs']), unit_amount, amount):f}"


def _compare_cells(
    matched: Matched, columns: Sequence[str], verdict: Verdict, *, is_workbook: bool
) -> None:
    """Tells in the verdict each cell that is another, and how many are clothed otherwise."""
    seen: Counter[str] = Counter()
    for line, issued, row in matched.pairs:
        for column in columns:
            wanted, found = issued[column], row.get(column, "")
            clothing = compare_cell(column, wanted, found, matched.find_point(found))
            if clothing is None:
                verdict.differences.append(Difference(line, column, wanted, found))
            elif clothing != SAME and not (is_workbook and _is_kept(column, wanted, found)):
                seen[clothing] += 1
    verdict.clothing += [f"{words} ({count})" for words, count in seen.items()]


def _is_kept(column: str, wanted: str, found: str) -> bool:
    return column in NUMBERS and is_kept_in_workbook(wanted, found)


def _compare_front_alone(paper: Paper, table: Table, verdict: Verdict) -> None:
    """The front as a table of its own, in the notation in which more of it is right."""
    verdict.checked = OF_FRONT
    if table.shown:
        verdict.differences.append(Difference(0, "the sheet Rows", "a sheet", ""))
        return
    verdict.clothing.append(FRONT_ALONE)
    readings = [list(compare_front(paper, table.front, point)) for point in (POINT, COMMA)]
    verdict.differences += [Difference(0, *named) for named in min(readings, key=len)]


def _compare_sheets(paper: Paper, table: Table, verdict: Verdict) -> None:
    """All sheets of a workbook but that of rows, cell by cell."""
    own, sheets = list_own(paper), table.sheets
    needed = [name for name in own if name not in (ROWS, LINES) or name in sheets]
    names = [name for name in needed if name != table.title]
    names += [name for name in sheets if name not in (*own, table.title)]
    for name in names:
        verdict.differences += [
            Difference(0, *named) for named in compare_sheet(own, name, sheets.get(name))
        ]
    if not table.front:
        verdict.checked = f"the sheets {', '.join((table.title, *names))}"


def _compare_document(paper: Paper, document: Mapping[str, Any]) -> Iterator[Difference]:
    """The header and the totals of a JSON file, field by field."""
    for part, issued in (("header", paper.content.header), ("totals", paper.content.totals)):
        found = document[part]
        for name in sorted({*issued, *found}):
            wanted, given = _tell(issued.get(name)), _tell(found.get(name))
            if wanted != given:
                yield Difference(0, f"{part}.{name}", wanted, given)


def compare_since(issued_id: int, paper: Paper, table: Table, verdict: Verdict) -> None:
    """What the API says of an issued quote besides: which it is; what became of it is not
    checked.
    """
    known = {"id": issued_id, "seen": paper.checksum}
    verdict.differences += [
        Difference(0, name, _tell(value), _tell(table.document[name]))
        for name, value in known.items()
        if name in table.document and _tell(table.document[name]) != _tell(value)
    ]
    others = [name for name in SINCE if name in table.document and name not in known]
    if others:
        verdict.checked = f"{OF_JSON}; not checked: {', '.join(others)}"


def _tell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
