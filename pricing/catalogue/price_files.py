"""A file of prices for one own list: in the catalogue's columns, or in any with a mapping.

A reseller's columns are named once; his rows find their schemes by id, part number or name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pricing.engine.faults import Fault, Faults, holds, name_hint
from pricing.engine.market import Scheme
from pricing.sheets.heads import (
    clean_heads,
    drop_titles,
    find_twice,
    find_width,
    list_filled,
    tell_apart,
    tell_sheets,
)
from pricing.sheets.reading import RawTable, check_width, open_table
from pricing.sheets.xlsx_cells import list_unread
from pricing.sheets.xlsx_exact import MoneyCell, find_other_money, list_exact_sheets

from .changing import Row
from .files import CatalogueFaults, Entry, FileFault, read_entries
from .proposing import File
from .rows import PRICES
from .table import TableFault, read_table

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
PACKED = b"PK\x03\x04"
BY_HEADS = frozenset({"scheme", "valid_from", "amount", "source"})


@dataclass(frozen=True, slots=True)
class GivenTable:
    """Rows under heads of any kind, which are told apart, with their lines. `is_guessed`: the text
    is not UTF-8 and was read as Windows-1252. `alike`: what stood over more than one column.
    `told_sheets`: which sheets of a workbook were not read, in a sentence.
    """

    heads: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    is_book: bool = False
    has_decimal_commas: bool = False
    is_guessed: bool = False
    alike: Sequence[str] = ()
    told_sheets: str = ""

    def keep(self) -> dict[str, Any]:
        """As a proposal keeps it."""
        return {
            "heads": [*self.heads],
            "rows": [[line, [*map(_keep_cell, cells)]] for line, cells in self.rows],
            "is_book": self.is_book,
            "has_decimal_commas": self.has_decimal_commas,
            "is_guessed": self.is_guessed,
            "alike": [*self.alike],
            "told_sheets": self.told_sheets,
        }

    @classmethod
    def restore(cls, kept: Mapping[str, Any]) -> GivenTable:
        """The table that a proposal keeps."""
        rows = [(line, [*map(_restore_cell, cells)]) for line, cells in kept["rows"]]
        return cls(**{**kept, "rows": rows})


def _keep_cell(cell: str) -> str | list[str]:
    """A cell as JSON: of one of money, the number and its sign."""
    return [cell, cell.sign] if isinstance(cell, MoneyCell) else cell


def _restore_cell(kept: str | list[str]) -> str:
    return kept if isinstance(kept, str) else MoneyCell(*kept)


def name_file(name: str, content: bytes) -> File:
    """The file as a change names it."""
    return File(name, hashlib.sha256(content).hexdigest())


def read_file(name: str, content: bytes) -> GivenTable:
    """The cells of a file, CSV or XLSX. Raises `CatalogueFaults`."""
    if len(content) > MOST_BYTES:
        words = f"may hold up to {MOST_BYTES:,} bytes"
        raise CatalogueFaults([FileFault(name, 0, "", f"{len(content):,} bytes", words)])
    try:
        return _read_table(content)
    except Faults as found:
        raise CatalogueFaults(_place_in_file(name, fault) for fault in found.faults) from None


def _place_in_file(name: str, fault: Fault) -> FileFault:
    """A fault of a table as one of the file: in its line, else by the name of its cell."""
    kind, _, number = fault.path.partition(" ")
    if kind == "line" and number.isdigit():
        return FileFault(name, int(number), "", fault.holds, fault.message)
    where = f"{name}, {fault.path}" if fault.path else name
    return FileFault(where, 0, "", fault.holds, fault.message)


def _read_table(content: bytes) -> GivenTable:
    is_book = content.startswith(PACKED)
    if is_book:
        sheets = list_exact_sheets(content)
        sheet, *others = list_filled(sheets) or sheets
        raw = RawTable(iter(sheets[sheet]), "", told_sheets=tell_sheets(sheet, others))
    else:
        raw = open_table(content)
    found: list[tuple[int, list[str]]] = []
    unread: list[Fault] = []
    table = drop_titles(raw.rows)
    _, first = next(table, (0, []))
    heads = clean_heads(first)
    for line, cells in table:
        if not find_width(cells):
            continue
        check_width(raw, line, cells, len(heads))
        unread += list_unread(line, cells[: len(heads)])
        found.append((line, cells))
        if len(found) > MOST_ROWS:
            raise _refuse(f"a file may hold up to {MOST_ROWS:,} rows")
    if not heads:
        raise _refuse("no row with heads of columns was found")
    if unread:
        raise Faults(unread)
    if not found:
        raise _refuse("holds no rows")
    has_commas = raw.separator == ";"
    told_apart, alike = tell_apart(heads), find_twice(heads)
    told = (has_commas, raw.is_guessed, alike, raw.told_sheets)
    return GivenTable(told_apart, found, is_book, *told)


def _refuse(words: str) -> Faults:
    return Faults([Fault("", "", words)])


def is_of_catalogue(table: GivenTable) -> bool:
    """Whether a file has the columns of the catalogue's own."""
    return {head.strip() for head in table.heads} >= BY_HEADS


def read_catalogue_rows(
    file: tuple[str, bytes],
    table: GivenTable,
    price_list: str,
    currency: str,
    schemes: Mapping[str, Scheme],
) -> list[Row]:
    """The rows of a file, of its name and content, in the catalogue's columns. Raises
    `CatalogueFaults` with all faults.
    """
    name, content = file
    faults: list[FileFault] = []
    found: list[TableFault] = []
    rows: Iterable[tuple[int, Mapping[str, str]]]
    if table.is_book:
        if table.told_sheets:
            words = "a workbook in the catalogue's columns may hold one sheet"
            faults.append(FileFault(name, 0, "", "", f"{table.told_sheets} {words}"))
        heads = [head.strip() for head in table.heads]
        unknown = [head for head in heads if head not in PRICES.fields]
        faults += [
            FileFault(name, 1, head, "", f"is not known{name_hint(head, PRICES.fields).words}")
            for head in unknown
        ]
        rows = [(line, dict(zip(heads, cells, strict=False))) for line, cells in table.rows]
        faults += [
            FileFault(name, line, "amount", holds(other), tell_list_money(currency))
            for line, cells in rows
            if (other := find_other_money(cells.get("amount", ""), currency))
        ]
    else:
        rows = read_table(content, PRICES, found)
    entries, wrong = read_entries(name, PRICES, rows)
    faults += [FileFault(name, *fault) for fault in found]
    faults += [*wrong, *find_unknown(entries, schemes)]
    if faults:
        raise CatalogueFaults(faults)
    return [Row(PRICES, price_list, entry.values) for entry in entries]


def tell_list_money(currency: str) -> str:
    """What money the cells of a list may hold."""
    return f"may hold {currency}, the currency of the list"


def find_unknown(entries: Iterable[Entry], schemes: Mapping[str, Scheme]) -> Iterator[FileFault]:
    """Rows of schemes that there are not."""
    for entry in entries:
        scheme = entry.values["scheme"]
        if scheme not in schemes:
            words = f"is no scheme{name_hint(scheme, schemes).words}"
            yield entry.fault("scheme", repr(scheme), words)
