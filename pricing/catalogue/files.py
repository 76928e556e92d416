"""A folder of catalogue files: to typed rows, with every fault named, and back.

The folder may hold any of the plain files below and, under `prices`, one file for each price
list, named after it. Every column must be there but those that may be left out, in any order;
docs/catalogue.md tells them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from pricing.engine.faults import MOST_FAULTS, name_hint
from pricing.plain_files import open_plain

from .rows import (
    ASSUMPTIONS,
    EXCHANGE_RATES,
    LIST_TERMS,
    PRICE_LISTS,
    PRICES,
    SCHEMES,
    Kind,
    read_row,
    write_cell,
)
from .table import MOST_BYTES, TableFault, read_table

# Of one file; after so many the rest is not looked at.
MOST_FOUND = 10 * MOST_FAULTS
SHIPPED = Path(__file__).resolve().parent
PLAIN_FILES = {
    "price_lists.csv": PRICE_LISTS,
    "schemes.csv": SCHEMES,
    "assumptions.csv": ASSUMPTIONS,
    "exchange_rates.csv": EXCHANGE_RATES,
    "list_terms.csv": LIST_TERMS,
}


class FileFault(NamedTuple):
    """One fault of a catalogue file: where, what it holds, what it may hold."""

    file: str
    line: int
    column: str
    holds: str
    message: str

    def __str__(self) -> str:
        line = ""
        if self.line:
            line = f", line {self.line}"
        column = ""
        if self.column:
            column = f", column {self.column}"
        held = ""
        if self.holds:
            held = f"holds {self.holds}; "
        return f"{self.file}{line}{column}: {held}{self.message}"


class CatalogueFaults(Exception):
    """A folder that cannot be loaded, with all that is wrong with it."""

    def __init__(self, faults: Iterable[FileFault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One line a fault, up to a thousand; then how many more there are."""
        lines = [str(fault) for fault in self.faults[:MOST_FAULTS]]
        if len(self.faults) > MOST_FAULTS:
            lines.append(f"and {len(self.faults) - MOST_FAULTS:,} more were found")
        return lines


class Entry(NamedTuple):
    """One row of a file: its place, and its columns with their typed values side by side, for a
    hundred thousand rows as dictionaries would take three times the memory.
    """

    file: str
    line: int
    columns: tuple[str, ...]
    cells: tuple[Any, ...]

    @property
    def values(self) -> dict[str, Any]:
        """Its typed values by column."""
        return dict(zip(self.columns, self.cells, strict=True))

    def fault(self, column: str, holds: str, message: str) -> FileFault:
        """A fault in one column of this row."""
        return FileFault(self.file, self.line, column, holds, message)


@dataclass(slots=True)
class Folder:
    """The rows of a folder; prices by the id of their list, which is the name of their file."""

    price_lists: list[Entry] = field(default_factory=list)
    schemes: list[Entry] = field(default_factory=list)
    assumptions: list[Entry] = field(default_factory=list)
    exchange_rates: list[Entry] = field(default_factory=list)
    list_terms: list[Entry] = field(default_factory=list)
    prices: dict[str, list[Entry]] = field(default_factory=dict)


def catalogue_files(directory: Path) -> tuple[dict[str, tuple[Path, Kind]], list[FileFault]]:
    """The catalogue files of a folder by their shown names, and faults for those that are none."""
    if not directory.is_dir():
        return {}, [FileFault(str(directory), 0, "", "", "there is no such folder")]
    files: dict[str, tuple[Path, Kind]] = {}
    faults = []
    for path in sorted(directory.glob("*.csv")):
        if path.name in PLAIN_FILES:
            files[path.name] = path, PLAIN_FILES[path.name]
        else:
            known = ", ".join(PLAIN_FILES)
            hint = name_hint(path.name, PLAIN_FILES).words
            faults.append(
                FileFault(
                    path.name,
                    0,
                    "",
                    "",
                    f"is no catalogue file; may be {known} or prices/LIST.csv{hint}",
                )
            )
    for path in sorted((directory / "prices").glob("*.csv")):
        files[name_price_file(path.stem)] = path, PRICES
    if not files and not faults:
        faults.append(FileFault(str(directory), 0, "", "", "holds no catalogue files"))
    return files, faults


def read_folder(directory: Path) -> Folder:
    """All rows of a folder's files; CatalogueFaults with everything that is wrong in any of
    them.
    """
    files, faults = catalogue_files(directory)
    folder = Folder()
    by_kind = {
        PRICE_LISTS: folder.price_lists,
        SCHEMES: folder.schemes,
        ASSUMPTIONS: folder.assumptions,
        EXCHANGE_RATES: folder.exchange_rates,
        LIST_TERMS: folder.list_terms,
    }
    for name, (path, kind) in files.items():
        entries, found = _read_file(name, path, kind)
        faults += found
        if kind is PRICES:
            folder.prices[path.stem] = entries
        else:
            by_kind[kind].extend(entries)
    if faults:
        raise CatalogueFaults(faults)
    return folder


def _read_file(name: str, path: Path, kind: Kind) -> tuple[list[Entry], list[FileFault]]:
    """The rows of one file, each once."""
    found: list[TableFault] = []
    try:
        with open_plain(path) as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        return [], [FileFault(name, 0, "", "", f"can't be read: {error.strerror}")]
    rows = read_table(content, kind, found)
    entries, faults = read_entries(name, kind, rows)
    return entries, [*(FileFault(name, *fault) for fault in found), *faults]


def read_entries(
    name: str, kind: Kind, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[Entry], list[FileFault]]:
    """Rows of cells with their lines as typed rows, each once, and all that is wrong with them."""
    faults: list[FileFault] = []
    entries: list[Entry] = []
    first: dict[tuple[Any, ...], int] = {}
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line, cells in rows:
        if len(faults) > MOST_FOUND:
            break
        values, wrong = read_row(kind, cells)
        faults += [FileFault(name, line, *fault) for fault in wrong]
        if values is None:
            continue
        key = tuple(values[column] for column in kind.key)
        if key in first:
            words = f"stands in line {first[key]} already"
            faults.append(FileFault(name, line, kind.key[0], _tell_key(kind, key), words))
            continue
        first[key] = line
        columns = tuple(values)
        entries.append(Entry(name, line, shared.setdefault(columns, columns), _share_texts(values)))
    return entries, faults


def _tell_key(kind: Kind, key: Sequence[Any]) -> str:
    """What a row is of, in words.

    >>> _tell_key(EXCHANGE_RATES, ("USD", "GBP", date(2008, 1, 31)))
    'USD to GBP from 2008-01-31'
    """
    between = " to " if kind is EXCHANGE_RATES else ", "
    *names, last = key
    if isinstance(last, date):
        return f"{between.join(names)} from {last}"
    return between.join(key)


def _share_texts(values: dict[str, Any]) -> tuple[Any, ...]:
    """The values, equal texts held once: a hundred thousand rows have some hundred sources."""
    return tuple(intern(value) if isinstance(value, str) else value for value in values.values())


def name_price_file(price_list: str) -> str:
    """Where the prices of a list stand in a folder.

    >>> name_price_file("us-list")
    'prices/us-list.csv'
    """
    return f"prices/{price_list}.csv"


def write_rows(kind: Kind, rows: Iterable[Mapping[str, Any]]) -> str:
    """Typed rows as the text of a catalogue file, in the order of the columns' table.

    A column that may be left out is there where some row fills it.
    """
    rows = list(rows)
    fields = {
        column: definition
        for column, definition in kind.fields.items()
        if column not in kind.left_out or any(row.get(column) for row in rows)
    }
    written = [
        {
            column: write_cell(definition, column, row.get(column))
            for column, definition in fields.items()
        }
        for row in rows
    ]
    return write_table(fields, written)


def write_table(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows of cells as the text of a catalogue file.

    A cell stands in quotation marks where it holds a comma, a mark or the end of a line, and only
    there. What is perpetual has no period; `year` is only what the column defaults to.
    """
    columns = list(columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for cells in rows:
        if cells.get("charge") == "perpetual":
            cells = {**cells, "period": ""}
        writer.writerow(cells.get(column, "") for column in columns)
    return text.getvalue()
