"""Results that come back: the CSV file that the command wrote, and nothing else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from ..engine.faults import Fault, Faults, holds
from .results import Result
from .rows import COLUMNS, FAULT, FOUND, SCENARIO, Column, Row, Value

MOST_BYTES = 12 * 1024**2
MOST_ROWS = 100_000
MOST_FAULTS = 20
NOT_OURS = (
    "is no file that the command portfolio wrote: its first line must hold that file's columns; "
    "open results.csv as it was written, beside results.parquet"
)
_FORMS = {
    "count": re.compile(r"[0-9]{1,12}", re.ASCII),
    "money": re.compile(r"-?[0-9]{1,20}\.[0-9]{2}", re.ASCII),
    "share": re.compile(r"[01]\.[0-9]{6}", re.ASCII),
    "flag": re.compile(r"true|false"),
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII),
    "text": re.compile(r".*", re.DOTALL),
}
_MAY_HOLD = {
    "count": "may hold a whole number",
    "money": "may hold an amount with two decimals and a point",
    "share": "may hold a share of 1 with six decimals",
    "flag": "may hold true or false",
    "day": "may hold a day as 2008-10-31",
}
_KINDS = (SCENARIO, FOUND, FAULT)
# Without which a row of a scenario or of a found stack says nothing.
_NEEDED = ("currency", "desktops", "scenario", "price_date")


def read_results(data: bytes) -> list[Result]:
    """The rows of a results file. Raises `Faults` with the lines that are not as written."""
    # Not StringIO, which takes four bytes for each sign.
    text = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        if next(reader, None) != [column.name for column in COLUMNS]:
            raise Faults([Fault("", "", NOT_OURS)])
        return _read_rows((reader.line_num, cells) for cells in reader)
    except (UnicodeDecodeError, csv.Error):
        raise Faults([Fault("", "", NOT_OURS)]) from None


def _read_rows(lines: Iterator[tuple[int, list[str]]]) -> list[Result]:
    """The rows one after the other, equal texts held once: else a file takes thrice the memory."""
    faults: list[Fault] = []
    results: list[Result] = []
    texts: dict[str, str] = {}
    for line, cells in islice(lines, MOST_ROWS):
        faults += _find_faults(line, cells)
        if len(faults) >= MOST_FAULTS:
            break
        if not faults:
            results.append(_make_result([texts.setdefault(cell, cell) for cell in cells]))
    if not faults and (more := sum(1 for _ in lines)):
        rows = f"{MOST_ROWS + more:,} rows"
        raise Faults([Fault("", rows, f"may hold up to {MOST_ROWS:,}")])
    if faults:
        raise Faults(faults)
    return results


def _find_faults(line: int, cells: Sequence[str]) -> Iterator[Fault]:
    if len(cells) != len(COLUMNS):
        yield Fault(f"line {line}", f"{len(cells)} cells", f"may hold {len(COLUMNS)}")
        return
    row = dict(zip((column.name for column in COLUMNS), cells, strict=True))
    if row["kind"] not in _KINDS:
        words = f"may hold {', '.join(_KINDS)}"
        yield Fault(f"line {line}, kind", holds(row["kind"]), words)
    for column in COLUMNS:
        if row[column.name] and not _is_of_kind(column, row[column.name]):
            path = f"line {line}, {column.name}"
            yield Fault(path, holds(row[column.name]), _MAY_HOLD[column.kind])
    if row["kind"] != FAULT:
        for name in _NEEDED:
            if not row[name]:
                yield Fault(f"line {line}, {name}", "nothing", "must be there")


def _is_of_kind(column: Column, text: str) -> bool:
    if not _FORMS[column.kind].fullmatch(text):
        return False
    if column.kind != "day":
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _make_result(cells: Sequence[str]) -> Result:
    file, *values = (_read_cell(column, text) for column, text in zip(COLUMNS, cells, strict=True))
    return Result(str(file or ""), Row(*values))  # type: ignore[arg-type]


def _read_cell(column: Column, text: str) -> Value:
    if not text:
        return None
    if column.kind == "count":
        return int(text)
    if column.kind == "flag":
        return text == "true"
    # The writer puts one before what a spreadsheet would run.
    return text.removeprefix("'")
