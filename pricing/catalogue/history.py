"""The catalogue as it was known at a change, and whether its tables say what its records say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.timezone import get_current_timezone

from pricing.engine.market import Assumption, Catalogue, ExchangeRate, Price, Scheme
from pricing.models import CatalogueChange, CatalogueRecord

from .changing import MODELS, read_stored
from .rows import ASSUMPTIONS, EXCHANGE_RATES, KINDS, PRICE_LISTS, PRICES, SCHEMES, Kind, read_row

_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
Key = tuple[str, str]  # a price list, "" of what has none, and the key


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


def read_records(kind: Kind, number: int | None = None, **of: str) -> dict[Key, str]:
    """The cells of every row of a kind, as its newest record up to a change says."""
    records = CatalogueRecord.objects.filter(kind=kind.name, **of).order_by("id")
    if number is not None:
        records = records.filter(change_id__lte=number)
    # In the order of their making, so that the last one stays.
    return {
        (price_list, key): cells
        for price_list, key, cells in records.values_list("price_list", "key", "cells").iterator()
    }


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
    older = CatalogueRecord.objects.filter(
        change_id__lt=change.number, key__in={record.key for record in records}
    ).order_by("id")
    # In the order of their making, so that the last one stays.
    before = {
        (kind, price_list, key): cells
        for kind, price_list, key, cells in older.values_list("kind", "price_list", "key", "cells")
    }
    return [
        Edited(
            record.kind,
            record.price_list,
            record.key,
            json.loads(before.get((record.kind, record.price_list, record.key), "{}")),
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
    lists = _read_rows(PRICE_LISTS, number)
    currency = next((row["currency"] for row in lists if row["id"] == price_list), None)
    if currency is None:
        return None
    schemes = [Scheme(**row) for row in _read_rows(SCHEMES, number)]
    return Catalogue(
        price_list=price_list,
        currency=currency,
        schemes={scheme.id: scheme for scheme in schemes},
        prices=[Price(**row) for row in _read_rows(PRICES, number, price_list=price_list)],
        assumptions=[Assumption(**row) for row in _read_rows(ASSUMPTIONS, number)],
        change=f"c{stamp:x}",
        exchange_rates=[ExchangeRate(**row) for row in _read_rows(EXCHANGE_RATES, number)],
    )


def _read_rows(kind: Kind, number: int, **of: str) -> Iterator[dict[str, Any]]:
    for _, cells in sorted(read_records(kind, number, **of).items()):
        values, faults = read_row(kind, json.loads(cells))
        assert values is not None, faults
        yield values
