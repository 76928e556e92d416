"""Which changes and records of the catalogue are shown to who asks: none of own lists to strangers.

In plain SQL, for every page of the history asks, and Django takes longer to write the questions
than the database to answer them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL

from pricing.models import CatalogueChange, CatalogueRecord
from pricing.readers import may_read_own_lists

from .rows import ASSUMPTIONS, EXCHANGE_RATES, LIST_TERMS, PRICE_LISTS, PRICES, SCHEMES, Kind


def _list_questions(lists: str, others: Iterable[Kind]) -> list[str]:
    """Whether a record is of a price of some lists, of a list itself, or of other kinds."""
    record, names = "pricing_cataloguerecord", ", ".join(f"'{kind.name}'" for kind in others)
    found = f"SELECT id FROM pricing_pricelist WHERE {lists}"
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
    records = f"SELECT 1 FROM pricing_cataloguerecord WHERE {of_change}"
    asked = (f"EXISTS ({records} AND {question})" for question in questions)
    return RawSQL(" OR ".join(asked), (), BooleanField())


_TOUCHES_PUBLIC, _TOUCHES_OWN = _ask_of_change(_OF_PUBLIC), _ask_of_change(_OF_OWN)
_IS_OWN = RawSQL(" OR ".join(f"({question})" for question in _OF_OWN), (), BooleanField())


def list_changes() -> QuerySet[CatalogueChange]:
    """All changes that who asks may know of: to whoever may not read own lists, those that touched
    anything else too.
    """
    changes = CatalogueChange.objects.all()
    if may_read_own_lists():
        return changes
    return changes.filter(_TOUCHES_PUBLIC)


def list_told_changes() -> QuerySet[CatalogueChange]:
    """The same, each of which can be told: by whom it was made, and whether it `hides_rows`."""
    changes = list_changes().select_related("by")
    if may_read_own_lists():
        return changes.annotate(has_hidden=Value(False))
    return changes.annotate(has_hidden=_TOUCHES_OWN)


def hides_rows(change: CatalogueChange) -> bool:
    """Whether a change of `list_told_changes` touched rows that who asks may not know of."""
    return bool(change.has_hidden)  # type: ignore[attr-defined]


def show_records(records: QuerySet[CatalogueRecord]) -> QuerySet[CatalogueRecord]:
    """Those that who asks may know of."""
    if may_read_own_lists():
        return records
    return records.exclude(_IS_OWN)


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
