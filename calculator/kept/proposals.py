"""What the pages of proposals show: the difference by kind, what moved, and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.timezone import localtime

from calculator import formats
from pricing.catalogue.file_proposals import is_to_be_mapped
from pricing.catalogue.proposed import (
    ADDED,
    CHANGED,
    CORRECTION,
    CORRECTIONS,
    ENDED,
    REVOKED,
    UNCHANGED,
    Difference,
    Proposed,
)
from pricing.catalogue.proposing import MovedRow
from pricing.catalogue.records import read_cells
from pricing.models import Proposal
from quotes.issuing import name_person

MOST_ROWS = 200
MOST_PROPOSALS = 100
NOTHING = "nothing"
TITLES = {
    ADDED: "Added",
    CHANGED: "Changed from a day on",
    ENDED: "No longer sold",
    CORRECTION: "Corrections: the same day, something else",
    REVOKED: "Revoked: it never was the price",
    UNCHANGED: "Unchanged",
}


class RowView(NamedTuple):
    """A row of the difference: what it is of, from which day, before and after."""

    name: str
    day: str
    before: str
    after: str
    cells: list[tuple[str, str, str]]


class KindView(NamedTuple):
    """The rows of one kind; `more` are not shown."""

    what: str
    title: str
    count: int
    rows: list[RowView]
    more: int
    is_left_out: bool


def list_kinds(difference: Difference, takes_corrections: bool) -> list[KindView]:
    """The difference by kind, those that there are."""
    return [
        _view_kind(what, steps, takes_corrections)
        for what in TITLES
        if (steps := difference.of(what))
    ]


def _view_kind(what: str, steps: Sequence[Proposed], takes_corrections: bool) -> KindView:
    """What is unchanged is counted alone."""
    shown: Sequence[Proposed] = ()
    more = 0
    if what != UNCHANGED:
        shown, more = steps[:MOST_ROWS], max(0, len(steps) - MOST_ROWS)
    is_left_out = what in CORRECTIONS and not takes_corrections
    rows = [view_step(step) for step in shown]
    return KindView(what, TITLES[what], len(steps), rows, more, is_left_out)


def view_step(step: Proposed) -> RowView:
    """A row beside what is known."""
    before, after = read_cells(step.before), read_cells(step.row.write_cells())
    differing = [
        (column, before.get(column, NOTHING), after.get(column, NOTHING))
        for column in step.row.kind.fields
        if before.get(column) != after.get(column)
    ]
    day = step.row.values.get("valid_from")
    name = step.row.values.get("scheme") or step.row.key
    if step.what != CORRECTION:
        differing = []
    shown = ""
    if isinstance(day, date):
        shown = formats.day(day)
    return RowView(name, shown, _tell_cells(before), _tell_cells(after), differing)


def _tell_cells(cells: Mapping[str, str]) -> str:
    if not cells:
        return NOTHING
    return _tell_price(cells)


def _tell_price(cells: Mapping[str, str]) -> str:
    """What a row says, in short."""
    if "name" in cells and "base" in cells:
        return f"{cells['name']}, on top of {cells['base']}"
    if cells.get("state") == "as_base":
        return "as its base"
    if not cells.get("amount"):
        return "not sold"
    tiers = f"; {cells['tiers']}" if cells.get("tiers") else ""
    return f"{cells['amount']}{tiers}"


class MovedView(NamedTuple):
    """A row that is not as it was looked at."""

    name: str
    looked_at: str
    now: str


def list_moved(rows: Sequence[MovedRow]) -> list[MovedView]:
    """What stood there when somebody looked, and what stands there now."""
    return [
        MovedView(moved.row.key, _tell_side(moved.looked_at), _tell_side(moved.now))
        for moved in rows[:MOST_ROWS]
    ]


def _tell_side(step: Proposed | None) -> str:
    if step is None:
        return "it stands so already"
    return f"{step.what}: {_tell_cells(read_cells(step.before))} before it"


class ProposalView(NamedTuple):
    """A proposal in a list."""

    id: int
    price_list: str
    file: str
    by: str
    day: str
    state: str


def list_proposals(now: datetime) -> list[ProposalView]:
    """The newest first."""
    found = Proposal.objects.select_related("by").order_by("-id")[:MOST_PROPOSALS]
    return [view_proposal(each, now) for each in found]


def view_proposal(proposal: Proposal, now: datetime) -> ProposalView:
    """One of them."""
    return ProposalView(
        proposal.pk,
        proposal.price_list,
        proposal.file_name or "a program",
        name_person(proposal.by) if proposal.by else "",
        formats.day(localtime(proposal.at).date()),
        tell_state(proposal, now),
    )


def tell_state(proposal: Proposal, now: datetime) -> str:
    """What has become of it."""
    if proposal.applied_at is not None:
        if proposal.applied_id is None:
            return "applied: nothing differed"
        return f"applied as change {proposal.applied_id}"
    if proposal.expires_at <= now:
        return "ended"
    if is_to_be_mapped(proposal):
        return "its columns are to be named"
    return f"to be applied until {formats.day(localtime(proposal.expires_at).date())}"
