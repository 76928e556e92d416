"""Which rows belong to a release: in the browser they are to look at."""

from __future__ import annotations

from django.db.models import QuerySet

from pricing.models import CatalogueRecord, CatalogueRow, Price, PriceList
from pricing.models.changes import RELEASE

from .changing import read_stored


def is_shipped(stored: CatalogueRow) -> bool:
    """Whether the next release would set an edit back: of a price, its list has no base."""
    if isinstance(stored, Price):
        return stored.price_list.base_id is None
    row = read_stored(stored)
    written = CatalogueRecord.objects.filter(kind=row.kind.name, key=row.key)
    return written.filter(price_list=row.price_list, change__kind=RELEASE).exists()


def list_own_lists() -> QuerySet[PriceList]:
    """The lists whose prices people edit."""
    return PriceList.objects.exclude(base=None)
