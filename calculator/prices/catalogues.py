"""Price lists as they are known now, or as they were known since a change."""

from __future__ import annotations

from collections.abc import Iterable

from pricing.catalogue.history import read_known
from pricing.engine.market import Catalogue
from pricing.market import PriceList, UnknownPriceList, catalogue
from pricing.models import CatalogueChange


def find_catalogue(price_list: str, change: CatalogueChange | None) -> Catalogue | None:
    """A price list; None where there is, or then was, none of that id."""
    if change is not None:
        return read_known(price_list, change)
    try:
        return catalogue(price_list)
    except UnknownPriceList:
        return None


def find_catalogues(
    lists: Iterable[PriceList], change: CatalogueChange | None
) -> dict[str, Catalogue]:
    """Every one of some lists that there was, by its id."""
    found = ((row.id, find_catalogue(row.id, change)) for row in lists)
    return {name: catalogue for name, catalogue in found if catalogue is not None}
