"""The catalogue as it was known at a change, and whether its tables say what its records say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.timezone import get_current_timezone

from pricing.engine.market import Assumption, Catalogue, ExchangeRate, Price, Scheme
from pricing.models import CatalogueChange

from .changing import MODELS, read_stored
from .records import Key, read_records
from .rows import (
    ASSUMPTIONS,
    EXCHANGE_RATES,
    KINDS,
    PRICE_LISTS,
    PRICES,
    SCHEMES,
    Kind,
    read_written,
)

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


class Edited(NamedTuple):
    """What a change made of a row: its cells before, empty of a new one, and after."""

    kind: str
    price_list: str
    key: str
    before: dict[str, str]
    after: dict[str, str]


def list_edited(change: CatalogueChange, most: int) -> list[Edited]:
    """The rows that a change touched, up to so many."""
    records = list(change.records.order_by("id")[:most])
    keys = {record.key for record in records}
    before = {
        kind.name: read_records(kind, number=change.number - 1, keys=keys)
        for kind in KINDS
        if any(record.kind == kind.name for record in records)
    }
    return [
        Edited(
            record.kind,
            record.price_list,
            record.key,
            json.loads(before[record.kind].get((record.price_list, record.key), "{}")),
            json.loads(record.cells),
        )
        for record in records
    ]


def find_change(known_on: str) -> CatalogueChange | None:
    """The change since which the catalogue was as it was known: that of a number, or the last of a
    day; later than the last is the last. None before the first. ValueError says what it may be.
    """
    changes = CatalogueChange.objects.order_by("number")
    if _NUMBER.fullmatch(known_on):
        return changes.filter(number__lte=int(known_on)).last()
    try:
        day = date.fromisoformat(known_on)
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
    """A price list as it was known since a change; None where there was no such list."""
    return _read_known(price_list, change.number, change.stamp)


@lru_cache(maxsize=8)
def _read_known(price_list: str, number: int, stamp: int) -> Catalogue | None:
    """The stamp is that of the change: another database has another one under this number."""
    lists = {row["id"]: row for row in _read_cells(PRICE_LISTS, number)}
    if price_list not in lists:
        return None
    rows = {kind: _read_cells(kind, number) for kind in (SCHEMES, ASSUMPTIONS, EXCHANGE_RATES)}
    rows[PRICES] = _read_cells(PRICES, number, price_list)
    return make_catalogue(price_list, lists[price_list]["currency"], f"c{stamp:x}", rows)


def _read_cells(kind: Kind, number: int, price_list: str | None = None) -> list[dict[str, str]]:
    records = read_records(kind, number=number, price_list=price_list)
    return [json.loads(cells) for _, cells in sorted(records.items())]


def make_catalogue(
    price_list: str, currency: str, change: str, rows: Mapping[Kind, Iterable[Mapping[str, str]]]
) -> Catalogue:
    """A catalogue as the engine takes it, of the cells of its rows by kind."""
    values = {kind: [read_written(kind, cells) for cells in rows[kind]] for kind in rows}
    return Catalogue(
        price_list=price_list,
        currency=currency,
        schemes={row["id"]: Scheme(**row) for row in values[SCHEMES]},
        prices=[make_price(row) for row in values[PRICES]],
        assumptions=[Assumption(**row) for row in values[ASSUMPTIONS]],
        change=change,
        exchange_rates=[ExchangeRate(**row) for row in values[EXCHANGE_RATES]],
    )


def make_price(row: Mapping[str, Any]) -> Price:
    """A price as the engine takes it, without the state that its amount says already."""
    return Price(**{column: value for column, value in row.items() if column != "state"})
