"""The history of the catalogue in words: its changes, and what became of each row.

Changes of own lists are as absent to strangers as the lists are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.contrib.auth.models import User

from accounts.roles import list_roles
from calculator import formats
from pricing.catalogue import shown
from pricing.catalogue.differences import Touched, list_touched
from pricing.catalogue.history import Edited, find_first_change, list_edited
from pricing.catalogue.proposed import CONFIRMED_AGAIN, is_confirmation
from pricing.catalogue.rows import CONFIRMED
from pricing.catalogue.shown import ToldChange, count_edited, tell_changes
from pricing.models import CatalogueRecord
from pricing.models.changes import CHANGE_KINDS
from quotes.issuing import name_person

MOST_CHANGES = 200
MOST_ROWS = 200
MOST_OF_SCHEME = 20
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
    """A change and what it made of the rows of one scheme; whether the list was known then, and
    before it.
    """

    change: ChangeView
    rows: list[RowView]
    is_known: bool
    is_known_before: bool


def list_changes(user: Any) -> list[ChangeView]:
    """The newest changes that who asks may know of."""
    return view_changes(find_newest_changes(), user)


def find_newest_changes() -> list[ToldChange]:
    """The same before they are put in words."""
    return tell_changes(shown.list_changes().order_by("-number")[:MOST_CHANGES])


def name_authors(changes: Iterable[ToldChange], user: Any) -> dict[int | None, str]:
    """Who made some changes, by id; nobody to who has no role."""
    makers = {each.by for each in changes if each.by is not None}
    if not makers or not list_roles(user):
        return {}
    return {key: name_person(who) for key, who in User.objects.in_bulk(makers).items()}


def view_changes(changes: Collection[ToldChange], user: Any) -> list[ChangeView]:
    """Changes in words."""
    authors = name_authors(changes, user)
    return [
        ChangeView(
            each.number,
            formats.day_of(each.at),
            CHANGE_KINDS[each.kind],
            each.reason,
            authors.get(each.by, ""),
            "; ".join(_tell_counts(*counted) for counted in count_edited(each).items()),
        )
        for each in changes
    ]


def _tell_counts(kind: str, counts: Mapping[str, int]) -> str:
    told = [f"{count:,} {what}" for what, count in counts.items() if count]
    return f"{kind}: {', '.join(told)}"


def view_records(records: Iterable[CatalogueRecord], number: int) -> list[RowView]:
    """What a change made of the rows of some of its records."""
    return [_view_changed(each) for each in list_edited(records, number)]


def _view_changed(edited: Edited) -> RowView:
    """A row that a change touched: what it took out never was."""
    row = view_row(edited)
    if not edited.after:
        return row._replace(what="revoked")
    return row


def view_row(edited: Edited) -> RowView:
    """A row in words."""
    name = " ".join(filter(None, (edited.price_list, edited.key)))
    cells = [_tell_cell(*cell) for cell in list_cells(edited)]
    return RowView(edited.kind, name, _tell_fate(edited), cells)


def _tell_cell(column: str, before: str, after: str) -> tuple[str, str, str]:
    if column == CONFIRMED:
        return CONFIRMED_AGAIN, _tell_day(before), _tell_day(after)
    return column, before, after


def _tell_day(cell: str) -> str:
    return cell if cell == NOTHING else f"on {formats.day(date.fromisoformat(cell))}"


def _tell_fate(edited: Edited) -> str:
    if not edited.before:
        return "added"
    if not edited.after:
        return "not there"
    if is_confirmation(edited.before, edited.after):
        return f"{CONFIRMED_AGAIN} {_tell_day(edited.after[CONFIRMED])}"
    return "changed"


def list_cells(edited: Edited) -> Iterator[tuple[str, str, str]]:
    """Each cell that differs: its column, before and after."""
    for column in sorted(edited.before.keys() | edited.after.keys()):
        before, after = edited.before.get(column, NOTHING), edited.after.get(column, NOTHING)
        if before != after:
            yield column, before, after


def list_changes_of(
    scheme: str, price_list: str, number: int | None, user: Any
) -> tuple[list[ChangeOfScheme], int | None]:
    """What the newest changes made of a scheme and of its prices in a list, the newest first, up to
    one where its number is given; and the number of the next, where there are more.
    """
    touched = list_touched(scheme, price_list, MOST_OF_SCHEME + 1, number)
    told = tell_changes(shown.list_changes().filter(number__in={row.number for row in touched}))
    changes = {each.number: each for each in view_changes(told, user)}
    first = find_first_change(price_list)
    groups = groupby(touched, key=lambda row: row.number)
    newest = [
        ChangeOfScheme(
            changes[number],
            [*map(_view_touched, rows)],
            is_known=number >= first,
            is_known_before=number > first,
        )
        for number, rows in islice(groups, MOST_OF_SCHEME)
    ]
    return newest, next((number for number, _ in groups), None)


def _view_touched(touched: Touched) -> RowView:
    """A row of a scheme: of one that was added what it says first."""
    row = _view_changed(touched.edited)
    if row.what == "added":
        said = [cell for cell in row.cells if cell[0] in ("amount", "product")]
        return row._replace(cells=said)
    return row
