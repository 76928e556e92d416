"""Which changes and records of the catalogue are shown to who asks: none of own lists to strangers.

In plain SQL, for every page of the history asks, and Django takes longer to write the questions
than the database to answer them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import starmap
from typing import NamedTuple

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL

from pricing.models import CatalogueChange, CatalogueRecord
from pricing.readers import may_read_own_lists

from .rows import ASSUMPTIONS, EXCHANGE_RATES, LIST_TERMS, PRICE_LISTS, PRICES, SCHEMES, Kind


def _list_questions(lists: str, others: Iterable[Kind]) -> list[str]:
    """Whether a record is of a price of some lists, of a list itself, or of other kinds."""
    record, names = "pricing_cataloguerecord", ", ".join(f"'{kind.name}'" for kind in others)
    found = f"SELECT id FROM pricing_pricelist WHERE {lists}"  # noqa: S608 (words of ours)
    return [
        f"{record}.kind = '{PRICES.name}' AND {record}.price_list IN ({found})",
        f"{record}.kind IN ({names})",
        f"{record}.kind = '{PRICE_LISTS.name}' AND {record}.price_list = '' "
        f"AND {record}.key IN ({found})",
    ]


_OF_PUBLIC = _list_questions("base_id IS NULL", (SCHEMES, ASSUMPTIONS, EXCHANGE_RATES))
_OF_OWN = _list_questions("base_id IS NOT NULL", (LIST_TERMS,))


def _ask_of_change(questions: Iterable[str]) -> RawSQL:
    """Whether a record of a change is so. Each apart: so the index answers it at once."""
    of_change = "change_id = pricing_cataloguechange.number"
    records = f"SELECT 1 FROM pricing_cataloguerecord WHERE {of_change}"  # noqa: S608 (words of ours)
    asked = (f"EXISTS ({records} AND {question})" for question in questions)
    return RawSQL(" OR ".join(asked), (), BooleanField())


_TOUCHES_PUBLIC, _TOUCHES_OWN = _ask_of_change(_OF_PUBLIC), _ask_of_change(_OF_OWN)
_IS_OWN = RawSQL(" OR ".join(f"({question})" for question in _OF_OWN), (), BooleanField())


def list_changes() -> QuerySet[CatalogueChange]:
    """All changes that who asks may know of."""
    if may_read_own_lists():
        return CatalogueChange.objects.all()
    return list_public_changes()


def list_public_changes() -> QuerySet[CatalogueChange]:
    """Those that touched anything else than own lists."""
    return CatalogueChange.objects.filter(_TOUCHES_PUBLIC)


class ToldChange(NamedTuple):
    """A change as its history tells it. `by`: the id of who made it; `hides_rows`: it touched rows
    that who asks may not know of.
    """

    number: int
    at: datetime
    kind: str
    reason: str
    counts: dict[str, dict[str, int]]
    by: int | None
    hides_rows: bool


def tell_changes(changes: QuerySet[CatalogueChange]) -> list[ToldChange]:
    """Some of `list_changes`; without the reason where it may tell of rows that are hidden."""
    hides: RawSQL | Value = _TOUCHES_OWN
    if may_read_own_lists():
        hides = Value(False)
    columns = ("number", "at", "kind", "reason", "counts", "by_id")
    found = starmap(ToldChange, changes.values_list(*columns, hides))
    return [each._replace(reason="") if each.hides_rows else each for each in found]


def show_records(records: QuerySet[CatalogueRecord]) -> QuerySet[CatalogueRecord]:
    """Those that who asks may know of."""
    if may_read_own_lists():
        return records
    return records.exclude(_IS_OWN)


def list_records(number: int) -> QuerySet[CatalogueRecord]:
    """The records of a change that who asks may know of."""
    return show_records(CatalogueRecord.objects.filter(change=number))


def count_edited(change: ToldChange) -> dict[str, dict[str, int]]:
    """How many rows a change added and changed by kind, of those that who asks may know of."""
    if not change.hides_rows:
        return change.counts
    earlier = CatalogueRecord.objects.filter(
        kind=OuterRef("kind"),
        price_list=OuterRef("price_list"),
        key=OuterRef("key"),
        change__lt=change.number,
    )
    counts: dict[str, dict[str, int]] = {}
    shown = list_records(change.number).values_list("kind", Exists(earlier))
    for kind, was_there in shown.order_by("id"):
        counted = counts.setdefault(kind, {"added": 0, "changed": 0})
        what = "added"
        if was_there:
            what = "changed"
        counted[what] += 1
    return counts
