"""Which rows belong to a release: in the browser they are to look at."""

from __future__ import annotations

from functools import cache

from django.db.models import QuerySet

from pricing.models import CatalogueRow, Price, PriceList

from .changing import read_stored
from .files import SHIPPED, read_folder
from .loading import list_rows
from .rows import Kind


def is_shipped(stored: CatalogueRow) -> bool:
    """Whether the next load of this release would set an edit back: its files hold the row. Of a
    price, its list has no base.
    """
    if isinstance(stored, Price):
        return stored.price_list.base_id is None
    row = read_stored(stored)
    return (row.kind, row.key) in _list_shipped_keys()


def tell_read_only(price_list: PriceList) -> str:
    """Why nobody edits the prices of a list without a base, and what to do instead."""
    name = price_list.name
    if is_shipped(price_list):
        return (
            f"{name} ships with Deskfare and changes with a release alone. "
            "Prices of your own stand in a list of your own."
        )
    return (
        f"{name} stands on no other list, so everybody sees it, and its prices change with "
        f"load_catalogue --list {price_list.pk} alone. For prices that are edited here and that "
        "strangers do not see, make a list of your own on top of it at /catalogue/proposals/."
    )


@cache
def _list_shipped_keys() -> frozenset[tuple[Kind, str]]:
    """Those of the files, which change with the program alone. Records don't tell: "as found" holds
    what people typed before there were any, and a load records what differs alone.
    """
    return frozenset((row.kind, row.key) for row in list_rows(read_folder(SHIPPED)))


def list_own_lists() -> QuerySet[PriceList]:
    """The lists whose prices people edit."""
    return PriceList.objects.exclude(base=None)
