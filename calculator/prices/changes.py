"""The history of the catalogue in words: its changes, and what became of each row.

Changes of own lists are as absent to strangers as the lists are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.timezone import localdate

from accounts.roles import list_roles
from calculator import formats
from pricing.catalogue.differences import (
    Touched,
    leave_out,
    list_own_lists,
    list_touched,
)
from pricing.catalogue.history import Edited, list_edited
from pricing.models import CatalogueChange, CatalogueRecord
from pricing.models.changes import CHANGE_KINDS
from quotes.issuing import name_person

MOST_CHANGES = 200
MOST_ROWS = 200
NOTHING = "nothing"


class ChangeView(NamedTuple):
    """A change in words. `by` is told to people with a role alone."""

    number: int
    day: str
    what: str
    reason: str
    by: str
    rows: str


class RowView(NamedTuple):
    """A row, what became of it, and each of its cells that differs: its column, before, after."""

    kind: str
    name: str
    what: str
    cells: list[tuple[str, str, str]]


class ChangeOfScheme(NamedTuple):
    """A change and what it made of the rows of one scheme."""

    change: ChangeView
    rows: list[RowView]


def list_hidden(user: Any) -> list[str]:
    """The price lists that who asks may not know of."""
    if user.is_authenticated:
        return []
    return list_own_lists()


def list_changes(user: Any) -> list[ChangeView]:
    """All changes that who asks may know of, the newest first."""
    return [view_change(change, user) for change, _ in list_shown(user)]


def list_shown(user: Any) -> list[tuple[CatalogueChange, str]]:
    """The newest changes that who asks may know of, and the name of who made each."""
    found = CatalogueChange.objects.select_related("by").order_by("-number")
    hidden = list_hidden(user)
    if hidden:
        shown = leave_out(CatalogueRecord.objects.all(), hidden)
        found = found.filter(number__in=shown.values("change"))
    return [(each, _name_author(each, user)) for each in found[:MOST_CHANGES]]


def _name_author(change: CatalogueChange, user: Any) -> str:
    """Who made it; "" to who has no role."""
    if change.by is not None and list_roles(user):
        return name_person(change.by)
    return ""


def list_records(change: CatalogueChange, user: Any) -> list[CatalogueRecord]:
    """Its records that who asks may know of, the first of them where there are many."""
    return list(leave_out(change.records.all(), list_hidden(user)).order_by("id")[:MOST_ROWS])


def count_records(change: CatalogueChange, user: Any) -> int:
    """How many there are of them."""
    return leave_out(change.records.all(), list_hidden(user)).count()


def view_change(change: CatalogueChange, user: Any) -> ChangeView:
    """One change in words."""
    return ChangeView(
        change.number,
        formats.day(localdate(change.at)),
        CHANGE_KINDS[change.kind],
        change.reason,
        _name_author(change, user),
        "; ".join(_tell_rows(change, list_hidden(user))),
    )


def _tell_rows(change: CatalogueChange, hidden: list[str]) -> Iterator[str]:
    """How many rows of each kind; where some are hidden, those that are not."""
    if not hidden:
        yield from (_tell_counts(kind, counts) for kind, counts in change.counts.items())
        return
    shown = leave_out(change.records.all(), hidden).order_by("kind").values("kind")
    for row in shown.annotate(count=Count("id")):
        yield f"{row['kind']}: {row['count']:,}"


def _tell_counts(kind: str, counts: Mapping[str, int]) -> str:
    told = [f"{count:,} {what}" for what, count in counts.items() if count]
    return f"{kind}: {', '.join(told)}"


def view_records(records: Iterable[CatalogueRecord], change: CatalogueChange) -> list[RowView]:
    """What a change made of the rows of some of its records."""
    return [view_row(each) for each in list_edited(records, change.number)]


def view_row(edited: Edited) -> RowView:
    """A row in words."""
    name = " ".join(filter(None, (edited.price_list, edited.key)))
    return RowView(edited.kind, name, _tell_fate(edited), [*list_cells(edited)])


def _tell_fate(edited: Edited) -> str:
    if not edited.before:
        return "added"
    if not edited.after:
        return "not there"
    return "changed"


def list_cells(edited: Edited) -> Iterator[tuple[str, str, str]]:
    """Each cell that differs: its column, before and after."""
    for column in sorted(edited.before.keys() | edited.after.keys()):
        before, after = edited.before.get(column, NOTHING), edited.after.get(column, NOTHING)
        if before != after:
            yield column, before, after


def list_changes_of(
    scheme: str, price_list: str, change: CatalogueChange | None, user: Any
) -> list[ChangeOfScheme]:
    """What each change made of a scheme and of its prices in a list, the newest first; up to a
    change where one is given.
    """
    number = None
    if change is not None:
        number = change.number
    touched = list_touched(scheme, price_list, number)
    changes = CatalogueChange.objects.select_related("by").in_bulk({row.number for row in touched})
    return [
        ChangeOfScheme(view_change(changes[number], user), [*map(_view_touched, rows)])
        for number, rows in groupby(touched, key=lambda row: row.number)
    ]


def _view_touched(touched: Touched) -> RowView:
    """A row of a scheme: of one that was added what it says first."""
    row = view_row(touched.edited)
    if row.what == "added":
        said = [cell for cell in row.cells if cell[0] in ("amount", "product")]
        return row._replace(cells=said)
    return row
