"""What differs in the catalogue between two changes, and what each change made of a scheme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Q

from pricing.models import CatalogueRecord

from .history import Edited, show_records
from .records import Key, read_cells, read_records
from .rows import KINDS, PRICES, SCHEMES, Kind


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
    earlier, later = sorted((first, second))
    records = CatalogueRecord.objects.filter(kind=kind.name, change_id__gt=earlier)
    records = show_records(records.filter(change_id__lte=later)).order_by("id")
    touched = {(row.price_list, row.key): row.cells for row in records.iterator()}
    if not touched:
        return
    before: dict[Key, str] = read_records(kind, number=earlier)
    for price_list, key in sorted(touched):
        then = before.get((price_list, key), "")
        since = touched[price_list, key]
        if first > second:
            then, since = since, then
        if then != since:
            yield Edited(kind.name, price_list, key, read_cells(then), read_cells(since))


def list_touched(scheme: str, price_list: str, number: int | None = None) -> list[Touched]:
    """What changes made of a scheme and of its prices in a list, the newest first; up to a change
    where one is given.
    """
    # The bounds let the index find the keys, which it does not of how they begin. They have the
    # form of a key, so they hold in every order of letters that a database may have.
    of_scheme = {"key__gte": f"{scheme} 0000-00-00", "key__lte": f"{scheme} 9999-99-99"}
    records = CatalogueRecord.objects.filter(
        Q(kind=PRICES.name, price_list=price_list, key__startswith=f"{scheme} ", **of_scheme)
        | Q(kind=SCHEMES.name, price_list="", key=scheme)
    )
    if number is not None:
        records = records.filter(change_id__lte=number)
    known: dict[tuple[str, str], str] = {}
    touched = []
    for row in records.order_by("id"):
        before = known.get((row.kind, row.key), "")
        known[row.kind, row.key] = row.cells
        edited = Edited(
            row.kind, row.price_list, row.key, read_cells(before), read_cells(row.cells)
        )
        touched.append(Touched(row.change_id, edited))
    return touched[::-1]
