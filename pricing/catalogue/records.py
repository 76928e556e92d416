"""What the records of the catalogue's changes say of its rows."""

from __future__ import annotations

import json
from collections.abc import Collection

from pricing.models import CatalogueRecord

from .rows import Kind

Key = tuple[str, str]  # a price list, "" of what has none, and the key


def read_cells(text: str) -> dict[str, str]:
    """The cells of a record; none of what was not there, or was revoked.

    >>> read_cells('{"amount": "23.00"}'), read_cells("")
    ({'amount': '23.00'}, {})
    """
    if not text:
        return {}
    cells: dict[str, str] = json.loads(text)
    return cells


def read_records(
    kind: Kind,
    *,
    number: int | None = None,
    price_list: str | None = None,
    keys: Collection[str] | None = None,
) -> dict[Key, str]:
    """The cells of each row of a kind, as its newest record up to a change says; of one price list
    or some keys where they are given. What was revoked is not there.
    """
    records = CatalogueRecord.objects.filter(kind=kind.name)
    if number is not None:
        records = records.filter(change_id__lte=number)
    if price_list is not None:
        records = records.filter(price_list=price_list)
    if keys is not None:
        records = records.filter(key__in=keys)
    # In the order of their making, so that the last one stays.
    found = records.order_by("id").values_list("price_list", "key", "cells")
    newest = {(price_list, key): cells for price_list, key, cells in found.iterator()}
    return {key: cells for key, cells in newest.items() if cells}
