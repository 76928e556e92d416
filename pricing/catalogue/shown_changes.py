"""Which changes of the catalogue, and which of their records, who asks may know of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from pricing.engine.market import Catalogue
from pricing.models import CatalogueChange, CatalogueRecord, PriceList
from pricing.readers import may_read_own_lists

from .rows import (
    ASSUMPTIONS,
    EXCHANGE_RATES,
    LIST_TERMS,
    PRICE_LISTS,
    PRICES,
    SCHEMES,
)

_STAMP = re.compile(r"c[0-9a-f]{1,16}", re.ASCII)


class Numbers(NamedTuple):
    """A change's number, and that of the last that everybody may know of; None: there is none."""

    known: int | None
    shown: int | None


def find_number(catalogue: Catalogue) -> int | None:
    """The change since which a catalogue is as it is, the last that who asks may know of; None of a
    document's own, and of one that no change made.
    """
    numbers = find_numbers(catalogue.change)
    if numbers.known == numbers.shown or may_read_own_lists():
        return numbers.known
    return numbers.shown


@lru_cache(maxsize=64)
def find_numbers(stamp: str) -> Numbers:
    """Those of the change that a catalogue's stamp names; no two contents have the same one."""
    number = None
    if _STAMP.fullmatch(stamp):
        found = CatalogueChange.objects.filter(stamp=int(stamp.removeprefix("c"), 16))
        number = found.values_list("number", flat=True).first()
    if number is None:
        return Numbers(None, None)
    shown = _list_shown().filter(number__lte=number).order_by("number")
    return Numbers(number, shown.values_list("number", flat=True).last())


def list_changes() -> QuerySet[CatalogueChange]:
    """All changes that who asks may know of."""
    if may_read_own_lists():
        return CatalogueChange.objects.all()
    return _list_shown()


def _list_shown() -> QuerySet[CatalogueChange]:
    """Those of whoever may not read own lists, which touched anything else too; `hides_rows` says
    whether they touched one.
    """
    records = CatalogueRecord.objects.filter(change=OuterRef("pk"))
    others = Q(kind__in=[kind.name for kind in (SCHEMES, ASSUMPTIONS, EXCHANGE_RATES)])
    public = [others, *_list_kinds_of(PriceList.objects.filter(base=None))]
    hides = _any_exists(records, _list_own_kinds())
    return CatalogueChange.objects.filter(_any_exists(records, public)).annotate(hides_rows=hides)


def _any_exists(records: QuerySet[CatalogueRecord], kinds: Iterable[Q]) -> Q:
    """One question a kind: the index answers each at once, and none of all together."""
    return reduce(or_, (Q(Exists(records.filter(kind))) for kind in kinds))


def _list_kinds_of(lists: QuerySet[PriceList]) -> list[Q]:
    """The records of some price lists: their prices, and themselves."""
    names = lists.values("pk")
    return [
        Q(kind=PRICES.name, price_list__in=names),
        Q(kind=PRICE_LISTS.name, price_list="", key__in=names),
    ]


def hides_rows(change: CatalogueChange) -> bool:
    """Whether a change of `list_changes` touched rows that who asks may not know of."""
    return bool(getattr(change, "hides_rows", False))


def _is_of_own_list() -> Q:
    return reduce(or_, _list_own_kinds())


def _list_own_kinds() -> list[Q]:
    own = PriceList.objects.exclude(base=None)
    return [Q(kind=LIST_TERMS.name), *_list_kinds_of(own)]


def show_records(records: QuerySet[CatalogueRecord]) -> QuerySet[CatalogueRecord]:
    """Those that who asks may know of."""
    if may_read_own_lists():
        return records
    return records.exclude(_is_of_own_list())


def count_edited(change: CatalogueChange) -> dict[str, dict[str, int]]:
    """How many rows a change added and changed by kind, of those that who asks may know of."""
    if not hides_rows(change):
        return dict(change.counts)
    earlier = CatalogueRecord.objects.filter(
        kind=OuterRef("kind"),
        price_list=OuterRef("price_list"),
        key=OuterRef("key"),
        change__lt=change.number,
    )
    counts: dict[str, dict[str, int]] = {}
    for kind, was_there in (
        show_records(change.records.all()).values_list("kind", Exists(earlier)).order_by("id")
    ):
        counted = counts.setdefault(kind, {"added": 0, "changed": 0})
        what = "added"
        if was_there:
            what = "changed"
        counted[what] += 1
    return counts
