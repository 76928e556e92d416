"""A reseller's file: its columns named by hand, its rows led to the schemes that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pricing.engine.exchange import MINOR_UNITS
from pricing.engine.faults import holds
from pricing.engine.market import Scheme
from pricing.engine.number_text import NoNumber, write_unmistakably
from pricing.engine.signs import is_unseen
from pricing.sheets.days import NoDay, read_day
from pricing.sheets.reading import Table
from pricing.sheets.xlsx_exact import MoneyCell, find_other_money

from .changing import Row
from .column_roles import NAMING, ROLES
from .files import FileFault, read_entries
from .price_files import GivenTable, tell_list_money
from .rows import PRICES, STATES


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody says of a file of other columns; `columns` by role. `rows`: the scheme of what
    names itself so, "" of what is left out.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    day: str = ""
    source: str = ""
    confidence: str = "verified"
    leaves_out: bool = False
    rows: Mapping[str, str] = field(default_factory=dict)


class Unmatched(NamedTuple):
    """A row that found no scheme by itself: its line, why, and how it names itself."""

    line: int
    why: str
    said: Mapping[str, str]

    @property
    def key(self) -> str:
        """What rows of later files are known by: all that names the product."""
        return name_row(self.said)


class Mapped(NamedTuple):
    """Rows that found their schemes, those that found none, and those that are left out because
    somebody said so, each with its line and why.
    """

    rows: list[Row]
    unmatched: list[tuple[int, str]]
    left_out: list[tuple[int, str]]
    faults: list[FileFault]


def name_row(said: Mapping[str, str]) -> str:
    """How a row names its product, in all its columns."""
    return "\n".join(_fold(said.get(role, "")) for role in NAMING)


def find_missing(table: GivenTable, asked: Asked) -> list[str]:
    """What has to be said before a file of other columns can be read, in sentences."""
    columns = {role: head for role, head in asked.columns.items() if head in table.heads}
    missing = []
    if not {*NAMING} & columns.keys():
        missing.append("Say which column names the product: by id, part number or name.")
    if "amount" not in columns:
        missing.append("Say which column is the price of a pack.")
    if "valid_from" not in columns and not asked.day:
        missing.append("Say from which day the prices hold: a column, or one day for all.")
    if is_unseen(asked.source):
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
    reading = _Reading(table, asked, currency)
    finding = _Finding(schemes)
    unmatched: list[tuple[int, str]] = []
    left_out: list[tuple[int, str]] = []
    taken: list[tuple[int, dict[str, str]]] = []
    faults: list[FileFault] = []
    for line, said in _list_said(table, asked.columns):
        chosen = asked.rows.get(name_row(said))
        scheme, why = finding.find(said)
        if chosen == "":
            left_out.append((line, f"{_tell_row(said)}: left out"))
            continue
        scheme = chosen if chosen and chosen in schemes else scheme
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
    return Mapped(rows, unmatched, left_out, faults)


def list_unmatched(
    table: GivenTable, columns: Mapping[str, str], schemes: Mapping[str, Scheme]
) -> Iterator[Unmatched]:
    """The rows that find no scheme by themselves, or two, by the columns that name the product."""
    finding = _Finding(schemes)
    for line, said in _list_said(table, columns):
        scheme, why = finding.find(said)
        if not scheme and any(said.get(role) for role in NAMING):
            yield Unmatched(line, why, said)


def _list_said(
    table: GivenTable, columns: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """What each row says by role, with its line."""
    places = {
        role: table.heads.index(head)
        for role, head in columns.items()
        if role in ROLES and head in table.heads
    }
    for line, cells in table.rows:
        yield line, {role: _strip(cells[at]) for role, at in places.items() if at < len(cells)}


def _strip(cell: str) -> str:
    """A cell without blanks around it; one of money has none."""
    return cell if isinstance(cell, MoneyCell) else cell.strip()


def _tell_row(said: Mapping[str, str]) -> str:
    words = " ".join(filter(None, (said.get(role, "") for role in NAMING)))
    return f"“{words[:80]}”"


class _Reading:
    """A row's texts as the cells of the catalogue's own file."""

    def __init__(self, table: GivenTable, asked: Asked, currency: str) -> None:
        self.table, self.asked, self.currency = table, asked, currency
        self.numbers = Table((), (), table.has_decimal_commas)

    def read(
        self, scheme: str, said: Mapping[str, str]
    ) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
        """The cells, and what is wrong: of which column, what it holds, what it may hold."""
        wrong = []
        currency = said.get("currency", "")
        if "currency" in said and currency != self.currency:
            words = tell_list_money(self.currency)
            wrong.append(("currency", holds(currency or None), words))
        amount = said.get("amount", "")
        if other := find_other_money(amount, self.currency):
            wrong.append(("amount", holds(other), tell_list_money(self.currency)))
        if not amount:
            words = "may not be empty: an end of sale is a row of the catalogue's own file"
            wrong.append(("amount", "nothing", words))
        try:
            amount = self._read_amount(amount)
        except NoNumber as error:
            wrong.append(("amount", holds(amount), str(error)))
        day = said.get("valid_from", "")
        try:
            day = read_day(day).isoformat() if day else self.asked.day
        except NoDay as error:
            wrong.append(("valid_from", holds(day), str(error)))
        cells = {
            "scheme": scheme,
            "valid_from": day,
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
            amount = write_unmistakably(f"{self.numbers.read_number(amount):f}")
        is_plain = amount.isascii() and amount.replace(".", "", 1).isdigit()
        # 4.5 is 4.50, however the program that wrote the file showed it: no other price.
        shown = MINOR_UNITS.get(self.currency, 2)
        if not is_plain or not shown:
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
