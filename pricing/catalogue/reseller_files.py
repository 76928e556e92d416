"""A reseller's file: its columns named by hand, its rows led to the schemes that they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pricing.engine.exchange import MINOR_UNITS
from pricing.engine.faults import holds
from pricing.engine.market import Scheme
from pricing.engine.number_text import NoNumber
from pricing.sheets.reading import Table, name_column

from .changing import Row
from .files import FileFault, read_entries
from .price_files import GivenTable
from .rows import PRICES, STATES


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
        # A workbook's 4.5 is 4.50, for net prices keep the decimals of the list.
        shown = MINOR_UNITS.get(self.currency, 2)
        if not self.table.is_book or not is_plain or not shown:
            return amount
        whole, _, decimals = amount.partition(".")
        return f"{whole}.{decimals:0<{shown}}"


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
