"""What differs in the catalogue between two changes, and what each change made of a scheme."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from django.db import connection

from pricing.models import CatalogueRecord

from .history import Edited
from .records import Key, read_cells, read_records
from .rows import KINDS, PRICES, SCHEMES, Kind
from .shown import show_records

AT_A_TIME = 250  # records
LAST = 2**31 - 1  # no change has a higher number
# In plain SQL, as what is shown of changes, and for the same reason.
_TOUCHED = f"""
    SELECT change_id, kind, price_list, key, cells FROM pricing_cataloguerecord
    WHERE (
        (kind = '{PRICES.name}' AND price_list = %s AND key >= %s AND key <= %s)
        OR (kind = '{SCHEMES.name}' AND price_list = '' AND key = %s)
    ) AND change_id <= %s ORDER BY id
"""  # noqa: S608 (words of ours)


class Touched(NamedTuple):
    """A row that a change touched, and the number of the change."""

    number: int
    edited: Edited


def find_difference(first: int, second: int) -> Iterator[Edited]:
    """Each row that was not known alike at two changes, by kind and key, of those that who asks may
    know of; `before`: as known at the first.
    """
    for kind in KINDS:
        yield from _find_difference(kind, first, second)


def _find_difference(kind: Kind, first: int, second: int) -> Iterator[Edited]:
    """As the index has the keys, some at a time: who looks at the first waits for no others."""
    earlier, later = sorted((first, second))
    records = CatalogueRecord.objects.filter(kind=kind.name, change_id__gt=earlier)
    records = show_records(records.filter(change_id__lte=later))
    found = records.order_by("price_list", "key", "change_id").iterator(AT_A_TIME)
    newest = (list(group)[-1] for _, group in groupby(found, lambda row: (row.price_list, row.key)))
    while some := list(islice(newest, AT_A_TIME)):
        before = _read_before(kind, some, earlier)
        for row in some:
            then, since = before.get((row.price_list, row.key), ""), row.cells
            if first > second:
                then, since = since, then
            if then != since:
                cells = (read_cells(then), read_cells(since))
                yield Edited(kind.name, row.price_list, row.key, *cells)


def _read_before(kind: Kind, rows: list[CatalogueRecord], number: int) -> dict[Key, str]:
    """What was known of some rows at a change: one list at a time, so the index finds the keys."""
    before: dict[Key, str] = {}
    for price_list, some in groupby(rows, lambda row: row.price_list):
        keys = [row.key for row in some]
        before |= read_records(kind, number=number, price_list=price_list, keys=keys)
    return before


def list_touched(
    scheme: str, price_list: str, most: int, number: int | None = None
) -> list[Touched]:
    """What the newest changes made of a scheme and of its prices in a list, the newest first; of
    those up to one where its number is given. `most`: changes.
    """
    # The bounds let the index find the keys, which it does not of how they begin. They have the
    # form of a key, so they hold in every order of letters that a database may have.
    bounds = [f"{scheme} 0000-00-00", f"{scheme} 9999-99-99"]
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [price_list, *bounds, scheme, number or LAST])
        found = [row for row in cursor.fetchall() if row[3].partition(" ")[0] == scheme]
    touched, known = list[tuple[int, str, str, str, str, str]](), dict[str, str]()
    for change, kind, of_list, key, cells in found:
        touched.append((change, kind, of_list, key, known.get(key, ""), cells))
        known[key] = cells
    newest = islice(groupby(reversed(touched), key=itemgetter(0)), most)
    return [
        Touched(change, Edited(kind, of_list, key, read_cells(before), read_cells(cells)))
        for _, rows in newest
        for change, kind, of_list, key, before, cells in rows
    ]
