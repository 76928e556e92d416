"""A file of prices for one own list: in the catalogue's columns, or in any with a mapping.

A reseller's columns are named once; his rows find their schemes by id, part number or name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pricing.engine.faults import Fault, Faults, holds, name_hint
from pricing.engine.market import Scheme
from pricing.engine.number_text import NoNumber
from pricing.sheets.reading import Table, name_column, open_table
from pricing.sheets.xlsx_exact import list_exact_sheets

from .changing import Row
from .files import CatalogueFaults, Entry, FileFault, read_entries
from .proposing import File
from .rows import PRICES, STATES
from .table import MOST_BYTES, read_table

MOST_ROWS = 20_000
PACKED = b"PK\x03\x04"
BY_HEADS = frozenset({"scheme", "valid_from", "amount", "source"})
# Money without cents; of all others a workbook's 4.5 is 4.50, for net prices keep its decimals.
WHOLE_MONEY = frozenset({"JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF", "PYG", "UGX", "RWF"})


class Role(NamedTuple):
    """What a column may be taken for: words, and the heads that say it by themselves."""

    words: str
    heads: tuple[str, ...]


ROLES: Mapping[str, Role] = {
    "scheme": Role("Scheme's id", ("scheme", "scheme_id")),
    "part": Role(
        "Part number of the vendor",
        ("part_number", "vendor_part_number", "sku", "part_no", "mpn", "article", "item_number"),
    ),
    "name": Role("Name of the product", ("product", "name", "description", "product_name", "item")),
    "amount": Role(
        "Price of a pack", ("amount", "price", "unit_price", "net_price", "your_price", "net")
    ),
    "currency": Role("Currency", ("currency", "curr", "iso")),
    "valid_from": Role("Price holds from", ("valid_from", "from", "start_date", "effective_date")),
    "note": Role("Note", ("note", "remark", "comment")),
}


@dataclass(frozen=True, slots=True)
class GivenTable:
    """Rows under heads of any kind, with their lines."""

    heads: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    is_book: bool = False
    has_decimal_commas: bool = False

    def keep(self) -> dict[str, Any]:
        """As a proposal keeps it."""
        return {
            "heads": [*self.heads],
            "rows": [[line, [*cells]] for line, cells in self.rows],
            "is_book": self.is_book,
            "has_decimal_commas": self.has_decimal_commas,
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody says of a file of other columns; `columns` by role."""

    columns: Mapping[str, str] = field(default_factory=dict)
    day: str = ""
    source: str = ""
    confidence: str = "verified"
    leaves_out: bool = False


class Mapped(NamedTuple):
    """Rows that found their schemes, and those that found none, each with its line and why."""

    rows: list[Row]
    unmatched: list[tuple[int, str]]
    faults: list[FileFault]


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
        raise CatalogueFaults(
            FileFault(name, _read_line(fault.path), "", fault.holds, fault.message)
            for fault in found.faults
        ) from None


def _read_line(path: str) -> int:
    number = path.removeprefix("line ")
    return int(number) if number.isdigit() else 0


def _read_table(content: bytes) -> GivenTable:
    is_book = content.startswith(PACKED)
    if is_book:
        sheets = list_exact_sheets(content)
        rows: Iterable[tuple[int, list[str]]] = next(filter(None, sheets), [])
        separator = ""
    else:
        raw = open_table(content)
        rows, separator = raw.rows, raw.separator
    heads: list[str] = []
    found: list[tuple[int, list[str]]] = []
    for line, cells in rows:
        filled = sum(bool(cell.strip()) for cell in cells)
        if not heads:
            heads = _name_heads(cells) if filled > 1 else []
        elif filled:
            found.append((line, cells))
        if len(found) > MOST_ROWS:
            raise _refuse(f"a file may hold up to {MOST_ROWS:,} rows")
    if not heads:
        raise _refuse("no row with heads of columns was found")
    if not found:
        raise _refuse("holds no rows")
    return GivenTable(heads, found, is_book, separator == ";")


def _refuse(words: str) -> Faults:
    return Faults([Fault("", "", words)])


def _name_heads(cells: Sequence[str]) -> list[str]:
    """Heads of which no two are alike, and none is empty."""
    heads: dict[str, None] = {}
    for number, cell in enumerate(cells, start=1):
        head = " ".join(cell.split())[:200] or f"Column {number}"
        heads[head if head not in heads else f"{head}, column {number}"] = None
    return [*heads]


def is_of_catalogue(table: GivenTable) -> bool:
    """Whether a file has the columns of the catalogue's own."""
    return {head.strip() for head in table.heads} >= BY_HEADS


def read_catalogue_rows(
    name: str, content: bytes, table: GivenTable, price_list: str, schemes: Mapping[str, Scheme]
) -> list[Row]:
    """The rows of a file in the catalogue's columns. Raises `CatalogueFaults` with all faults."""
    faults: list[FileFault] = []
    rows: Iterable[tuple[int, Mapping[str, str]]]
    if table.is_book:
        heads = [head.strip() for head in table.heads]
        unknown = [head for head in heads if head not in PRICES.fields]
        faults += [
            FileFault(name, 1, head, "", f"is not known{name_hint(head, PRICES.fields).words}")
            for head in unknown
        ]
        rows = [(line, dict(zip(heads, cells, strict=False))) for line, cells in table.rows]
    else:
        rows, found = read_table(content, PRICES)
        faults += [FileFault(name, *fault) for fault in found]
    entries, wrong = read_entries(name, PRICES, rows)
    faults += [*wrong, *find_unknown(entries, schemes)]
    if faults:
        raise CatalogueFaults(faults)
    return [Row(PRICES, price_list, entry.values) for entry in entries]


def find_unknown(entries: Iterable[Entry], schemes: Mapping[str, Scheme]) -> Iterator[FileFault]:
    """Rows of schemes that there are not."""
    for entry in entries:
        scheme = entry.values["scheme"]
        if scheme not in schemes:
            words = f"is no scheme{name_hint(scheme, schemes).words}"
            yield entry.fault("scheme", repr(scheme), words)


def guess_columns(heads: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Which column is taken for what: as it was said of the list's last file, else by its head."""
    if remembered and {*remembered.values()} <= {*heads}:
        return {**remembered}
    by_name = {name_column(head): head for head in reversed(heads)}
    return {
        role: next(by_name[head] for head in each.heads if head in by_name)
        for role, each in ROLES.items()
        if any(head in by_name for head in each.heads)
    }


def find_missing(table: GivenTable, asked: Asked) -> list[str]:
    """What has to be said before a file of other columns can be read, in sentences."""
    columns = {role: head for role, head in asked.columns.items() if head in table.heads}
    missing = []
    if not {"scheme", "part", "name"} & columns.keys():
        missing.append("Say which column names the product: by id, part number or name.")
    if "amount" not in columns:
        missing.append("Say which column is the price of a pack.")
    if "valid_from" not in columns and not asked.day:
        missing.append("Say from which day the prices hold: a column, or one day for all.")
    if not asked.source.strip():
        missing.append("Say who said these prices, and when.")
    return missing


def map_rows(
    name: str,
    table: GivenTable,
    asked: Asked,
    price_list: str,
    currency: str,
    schemes: Mapping[str, Scheme],
) -> Mapped:
    """The rows of a file of other columns, by a mapping, with everything that is wrong."""
    places = {
        role: table.heads.index(head)
        for role, head in asked.columns.items()
        if role in ROLES and head in table.heads
    }
    reading = _Reading(table, asked, places, currency)
    finding = _Finding(schemes)
    unmatched: list[tuple[int, str]] = []
    taken: list[tuple[int, dict[str, str]]] = []
    faults: list[FileFault] = []
    for line, cells in table.rows:
        said = {role: cells[at].strip() for role, at in places.items() if at < len(cells)}
        scheme, why = finding.find(said)
        if not scheme:
            unmatched.append((line, why))
            continue
        row, wrong = reading.read(scheme, said)
        faults += [
            FileFault(name, line, asked.columns.get(role, role), held, words)
            for role, held, words in wrong
        ]
        if not wrong:
            taken.append((line, row))
    entries, found = read_entries(name, PRICES, taken)
    faults += [
        fault._replace(column=asked.columns.get(fault.column, fault.column)) for fault in found
    ]
    rows = [Row(PRICES, price_list, entry.values) for entry in entries]
    return Mapped(rows, unmatched, faults)


class _Reading:
    """A row's texts as the cells of the catalogue's own file."""

    def __init__(
        self, table: GivenTable, asked: Asked, places: Mapping[str, int], currency: str
    ) -> None:
        self.table, self.asked, self.places, self.currency = table, asked, places, currency
        self.numbers = Table((), (), table.has_decimal_commas)

    def read(
        self, scheme: str, said: Mapping[str, str]
    ) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
        """The cells, and what is wrong: of which column, what it holds, what it may hold."""
        wrong = []
        currency = said.get("currency", "")
        if "currency" in self.places and currency != self.currency:
            words = f"may hold {self.currency}, the currency of the list"
            wrong.append(("currency", holds(currency or None), words))
        amount = said.get("amount", "")
        if not amount:
            words = "may not be empty: an end of sale is a row of the catalogue's own file"
            wrong.append(("amount", "nothing", words))
        try:
            amount = self._read_amount(amount)
        except NoNumber as error:
            wrong.append(("amount", holds(amount), str(error)))
        cells = {
            "scheme": scheme,
            "valid_from": said.get("valid_from") or self.asked.day,
            "amount": amount,
            "tiers": "",
            "source": self.asked.source.strip(),
            "source_url": "",
            "confidence": self.asked.confidence,
            "note": said.get("note", ""),
            "state": STATES[0],
        }
        return cells, wrong

    def _read_amount(self, amount: str) -> str:
        """Raises `NoNumber` where decimal commas are read otherwise."""
        if self.table.has_decimal_commas and amount:
            amount = f"{self.numbers.read_number(amount):f}"
        is_plain = amount.isascii() and amount.replace(".", "", 1).isdigit()
        if not self.table.is_book or not is_plain or self.currency in WHOLE_MONEY:
            return amount
        whole, _, decimals = amount.partition(".")
        return f"{whole}.{decimals:0<2}"


class _Finding:
    """Schemes by what a reseller may call them."""

    def __init__(self, schemes: Mapping[str, Scheme]) -> None:
        self.schemes = schemes
        self.parts: dict[str, list[str]] = {}
        self.names: dict[str, list[str]] = {}
        for scheme in schemes.values():
            if scheme.vendor_part_number:
                self.parts.setdefault(_fold(scheme.vendor_part_number), []).append(scheme.id)
            name = f"{scheme.product} {scheme.edition}"
            for each in {_fold(name), _fold(f"{scheme.vendor} {name}")}:
                self.names.setdefault(each, []).append(scheme.id)

    def find(self, said: Mapping[str, str]) -> tuple[str, str]:
        """The id of the scheme, or "" and why there is none."""
        tries = (("scheme", self._find_id), ("part", self._find_part), ("name", self._find_name))
        why = "names nothing"
        for role, find in tries:
            if not said.get(role):
                continue
            found = find(said[role])
            if len(found) == 1:
                return found[0], ""
            why = _tell_unmatched(role, said[role], found)
        return "", why

    def _find_id(self, text: str) -> list[str]:
        return [text] if text in self.schemes else []

    def _find_part(self, text: str) -> list[str]:
        return self.parts.get(_fold(text), [])

    def _find_name(self, text: str) -> list[str]:
        return self.names.get(_fold(text), [])


def _tell_unmatched(role: str, text: str, found: Sequence[str]) -> str:
    shown = text[:80]
    if found:
        return f"“{shown}” is what {len(found)} schemes are called: {', '.join(found[:4])}"
    words = {"scheme": "is no scheme", "part": "is no part number", "name": "is no scheme's name"}
    return f"“{shown}” {words[role]}"


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
