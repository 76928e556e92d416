"""The catalogue as it was known at a change, and whether its tables say what its records say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils.timezone import get_current_timezone

from pricing.engine.exchange import ExchangeRate
from pricing.engine.list_terms import ListTerm
from pricing.engine.market import Assumption, Catalogue, Price, Scheme
from pricing.engine.plain_values import read_day
from pricing.models import CatalogueChange, CatalogueRecord
from pricing.readers import may_read_own_lists

from .changing import MODELS, read_stored
from .own_lists import OwnPrice, read_prices
from .records import Key, read_cells, read_records
from .rows import (
    AS_BASE,
    ASSUMPTIONS,
    EXCHANGE_RATES,
    FEED_COLUMNS,
    KINDS,
    LIST_TERMS,
    PRICE_LISTS,
    PRICES,
    SCHEMES,
    Kind,
    read_written,
)
from .shown import list_changes

_NOT_OF_PRICES = frozenset({"state", *FEED_COLUMNS})  # a comparison asks for neither
# In plain SQL, as what is shown of changes, and for the same reason.
_FIRST_CHANGE = f"""
    SELECT min(change_id) FROM pricing_cataloguerecord
    WHERE kind = '{PRICE_LISTS.name}' AND price_list = '' AND key = %s
"""  # noqa: S608 (words of ours)
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class Difference(NamedTuple):
    """A row of which table and newest record do not say the same; None: it has no such row."""

    kind: Kind
    price_list: str
    key: str
    in_table: str | None
    in_records: str | None

    def __str__(self) -> str:
        place = " ".join(filter(None, (self.kind.name, self.price_list, self.key)))
        if self.in_table is None:
            return f"{place}: recorded, but not in the table"
        if self.in_records is None:
            return f"{place}: in the table, but never recorded"
        return f"{place}: the table says {self.in_table}, the last record {self.in_records}"


def find_differences() -> Iterator[Difference]:
    """Every row whose table does not say what its newest record says."""
    for kind in KINDS:
        table, records = _read_table(kind), read_records(kind)
        for price_list, key in sorted({*table, *records}):
            in_table, in_records = table.get((price_list, key)), records.get((price_list, key))
            if in_table != in_records:
                yield Difference(kind, price_list, key, in_table, in_records)


def _read_table(kind: Kind) -> dict[Key, str]:
    rows = map(read_stored, MODELS[kind]._default_manager.all())
    return {(row.price_list, row.key): row.write_cells() for row in rows}


def find_first_change(price_list: str) -> int:
    """The change since which a list is known; 0 where no change made it."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_CHANGE, [price_list])
        return int(cursor.fetchone()[0] or 0)


class Edited(NamedTuple):
    """What a change made of a row: its cells before, empty of a new one, and after, empty of one
    that was revoked.
    """

    kind: str
    price_list: str
    key: str
    before: dict[str, str]
    after: dict[str, str]


def list_edited(records: Iterable[CatalogueRecord], number: int) -> list[Edited]:
    """What a change of that number made of the rows of some of its records."""
    records = list(records)
    kinds = {kind.name: kind for kind in KINDS}
    keys: dict[tuple[str, str], set[str]] = {}
    for record in records:
        keys.setdefault((record.kind, record.price_list), set()).add(record.key)
    before: dict[tuple[str, str, str], str] = {}
    # One list at a time: only so the keys are looked up in the index.
    for (name, price_list), some in keys.items():
        found = read_records(kinds[name], number=number - 1, price_list=price_list, keys=some)
        before |= {(name, *key): cells for key, cells in found.items()}
    return [
        Edited(*key, read_cells(before.get(key, "")), read_cells(cells))
        for key, cells in {(r.kind, r.price_list, r.key): r.cells for r in records}.items()
    ]


def find_change(known_on: str) -> CatalogueChange | None:
    """The change since which the catalogue was as it was known: that of a number, or the last of a
    day; later than the last is the last. None before the first. ValueError says what it may be.
    """
    changes = list_changes().order_by("number")
    if _NUMBER.fullmatch(known_on):
        return changes.filter(number__lte=int(known_on)).last()
    try:
        day = read_day(known_on)
    except ValueError:
        raise ValueError("may hold a day as 2026-11-24, or the number of a change") from None
    end = datetime.combine(day, time.max, tzinfo=get_current_timezone())
    return changes.filter(at__lte=end).last()


def is_to_come(known_on: str, change: CatalogueChange, today: date) -> bool:
    """Whether a later change may still be the one that is asked for. `change`: that of now."""
    if _NUMBER.fullmatch(known_on):
        return int(known_on) > change.number
    return date.fromisoformat(known_on) >= today


def read_known(price_list: str, change: CatalogueChange) -> Catalogue | None:
    """A price list as it was known since a change; None where there was no such list, or none that
    who asks may know of.
    """
    catalogue, is_own = _read_known(price_list, change.number, change.stamp)
    if catalogue is not None and not is_own:
        return catalogue
    if not may_read_own_lists():
        return None
    return catalogue


@lru_cache(maxsize=8)
def _read_known(price_list: str, number: int, stamp: int) -> tuple[Catalogue | None, bool]:
    """And whether it is an own list. The stamp is that of the change: another database has another
    one under this number.
    """
    lists = {row["id"]: row for row in _read_cells(PRICE_LISTS, number)}
    if price_list not in lists:
        return None, False
    bases = {name: (row["currency"], row.get("base", "")) for name, row in lists.items()}
    rows = {kind: _read_cells(kind, number) for kind in (SCHEMES, ASSUMPTIONS, EXCHANGE_RATES)}
    schemes = {row["id"]: Scheme(**row) for row in _read_values(SCHEMES, rows[SCHEMES])}
    terms = _read_cells(LIST_TERMS, number)

    def read_list(name: str) -> tuple[list[OwnPrice], list[ListTerm]]:
        prices = map(read_price, _read_cells(PRICES, number, name))
        return [*prices], [read_term(cells) for cells in terms if cells["price_list"] == name]

    prices = read_prices(price_list, bases, read_list, schemes)
    currency, base = bases[price_list]
    catalogue = make_catalogue(price_list, currency, f"c{stamp:x}", rows, prices)
    return catalogue, bool(base)


def read_known_terms(price_list: str, change: CatalogueChange) -> list[ListTerm]:
    """What a list itself takes off, as it was known since a change."""
    terms = (
        read_term(cells)
        for cells in _read_cells(LIST_TERMS, change.number)
        if cells["price_list"] == price_list
    )
    return sorted(terms, key=lambda term: term.valid_from)


def _read_cells(kind: Kind, number: int, price_list: str | None = None) -> list[dict[str, str]]:
    records = read_records(kind, number=number, price_list=price_list)
    return [json.loads(cells) for _, cells in sorted(records.items())]


def make_catalogue(
    price_list: str,
    currency: str,
    change: str,
    rows: Mapping[Kind, Iterable[Mapping[str, str]]],
    prices: list[Price],
) -> Catalogue:
    """A catalogue as the engine takes it, of its prices and the cells of its other rows by kind."""
    values = {kind: _read_values(kind, rows[kind]) for kind in rows}
    return Catalogue(
        price_list=price_list,
        currency=currency,
        schemes={row["id"]: Scheme(**row) for row in values[SCHEMES]},
        prices=prices,
        assumptions=[Assumption(**row) for row in values[ASSUMPTIONS]],
        change=change,
        exchange_rates=[ExchangeRate(**row) for row in values[EXCHANGE_RATES]],
    )


def _read_values(kind: Kind, rows: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    return [read_written(kind, cells) for cells in rows]


def read_price(cells: Mapping[str, str]) -> OwnPrice:
    """A price of its cells, and whether it is what the base says."""
    return make_price(read_written(PRICES, cells))


def make_price(row: Mapping[str, Any]) -> OwnPrice:
    """A price of its typed values, and whether it is what the base says."""
    values = {name: value for name, value in row.items() if name not in _NOT_OF_PRICES}
    return OwnPrice(Price(**values), row.get("state") == AS_BASE)


def read_term(cells: Mapping[str, str]) -> ListTerm:
    """What a list takes off, of its cells."""
    return make_term(read_written(LIST_TERMS, cells))


def make_term(row: Mapping[str, Any]) -> ListTerm:
    """What a list takes off, of its typed values."""
    return ListTerm(**{name: value for name, value in row.items() if name != "price_list"})
