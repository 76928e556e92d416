"""The history of the catalogue in words: its changes, and what one made of each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.timezone import localdate

from accounts.roles import list_roles
from calculator import formats
from pricing.catalogue import history
from pricing.catalogue.history import Edited, list_edited
from pricing.models import CatalogueChange
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
    """A row, and each of its cells that differs: its column, before and after."""

    kind: str
    name: str
    cells: list[tuple[str, str, str]]


def list_changes(user: Any) -> list[ChangeView]:
    """All changes, the newest first."""
    shows_names = bool(list_roles(user))
    found = history.list_changes().select_related("by").order_by("-number")[:MOST_CHANGES]
    return [view_change(each, shows_names) for each in found]


def view_change(change: CatalogueChange, shows_names: bool) -> ChangeView:
    """One change in words."""
    by = ""
    if change.by is not None and shows_names:
        by = name_person(change.by)
    counted = history.count_edited(change)
    rows = [_tell_counts(kind, counts) for kind, counts in counted.items()]
    reason = change.reason
    if history.hides_rows(change):  # it may tell of what is hidden
        reason = ""
    return ChangeView(
        change.number,
        formats.day(localdate(change.at)),
        CHANGE_KINDS[change.kind],
        reason,
        by,
        "; ".join(rows),
    )


def _tell_counts(kind: str, counts: Mapping[str, int]) -> str:
    told = [f"{count:,} {what}" for what, count in counts.items() if count]
    return f"{kind}: {', '.join(told)}"


def list_rows(change: CatalogueChange) -> list[RowView]:
    """What it made of its rows, the first of them where there are many."""
    return [_view_row(each) for each in list_edited(change, MOST_ROWS)]


def _view_row(edited: Edited) -> RowView:
    name = " ".join(filter(None, (edited.price_list, edited.key)))
    columns = sorted(edited.before.keys() | edited.after.keys())
    cells = [
        (column, edited.before.get(column, NOTHING), edited.after.get(column, NOTHING))
        for column in columns
        if edited.before.get(column) != edited.after.get(column)
    ]
    return RowView(edited.kind, name, cells)


def count_rows(change: CatalogueChange) -> int:
    """How many rows it touched."""
    counted = history.count_edited(change)
    return sum(sum(counts.values()) for counts in counted.values())
