"""The one way of a file or form into the catalogue: propose, look, apply.

A proposal keeps the rows and the change against which they were looked at. What has moved since
is never written over: only the difference that somebody saw is applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import DatabaseError, transaction

from pricing.busy import is_busy
from pricing.engine.plain_values import find_forbidden
from pricing.engine.signs import is_unseen
from pricing.models import CatalogueChange, CatalogueVersion, PriceList, Proposal
from pricing.models.changes import LOAD

from .changing import Row, change_catalogue, hold_catalogue
from .proposed import Difference, Proposed, find_difference
from .rows import KINDS, read_written, write_cell
from .shipping import tell_read_only

HOLDS = timedelta(days=7)
LONGEST_REASON = 2_000
LONGEST_FILE_NAME = 200
_KINDS = {kind.name: kind for kind in KINDS}


class NotApplied(Exception):
    """A proposal that is not applied; the message says why, and the proposal stays."""


class WrongReason(NotApplied):
    """What somebody said why is none that the history keeps."""


class NoReason(WrongReason):
    """Nobody said why."""

    def __init__(self) -> None:
        super().__init__("Say why, in a sentence: it stands in the history of the catalogue.")


class Expired(NotApplied):
    """Nobody applied it in time."""

    def __init__(self) -> None:
        super().__init__("This proposal has ended after 7 days. Send the file again.")


class Busy(NotApplied):
    """Another change takes longer than anybody waits."""

    def __init__(self) -> None:
        super().__init__("Another change is being applied. This proposal stays: try again.")


class Shipped(NotApplied):
    """The list is none of one's own: it belongs to the release, or stands on no other list."""


class MovedRow(NamedTuple):
    """A row of which something else is known by now: as it was looked at, and as it is."""

    looked_at: Proposed | None
    now: Proposed | None

    @property
    def row(self) -> Row:
        """The row that is proposed."""
        found = self.looked_at or self.now
        assert found is not None
        return found.row


class Moved(NotApplied):
    """The catalogue has changed since somebody looked, in rows that the proposal touches."""

    def __init__(self, rows: Sequence[MovedRow], number: int) -> None:
        self.rows, self.number = list(rows), number
        names = ", ".join(moved.row.key for moved in self.rows[:3])
        super().__init__(
            f"The catalogue has changed since you looked (change {number}): {names}"
            f"{' and more' if len(self.rows) > 3 else ''}. Nothing was applied."
        )


class File(NamedTuple):
    """The file that rows came from: its name and its SHA-256."""

    name: str = ""
    sha256: str = ""


def propose(
    rows: Iterable[Row],
    price_list: str,
    *,
    by: Any,
    at: datetime,
    kind: str = LOAD,
    file: File = File(),  # noqa: B008  it is frozen
    left_out: Sequence[tuple[int, str]] = (),
    takes_corrections: bool = False,
    complete_on: date | None = None,
    feed_notes: Mapping[str, Any] | None = None,
) -> Proposal:
    """Keeps rows of an own list to be looked at. Raises `Shipped`."""
    given = list(rows)
    check_own(price_list)
    return Proposal.objects.create(
        price_list=price_list,
        kind=kind,
        base=CatalogueVersion.objects.values_list("number", flat=True).first() or 0,
        rows=[write_row(row) for row in given],
        left_out=[list(each) for each in left_out],
        takes_corrections=takes_corrections,
        complete_on=complete_on,
        feed_notes=feed_notes or {},
        file_name=file.name[:LONGEST_FILE_NAME],
        files=file.sha256,
        by=by,
        at=at,
        expires_at=at + HOLDS,
    )


def check_own(price_list: str) -> None:
    """Refuses a list without a base; one that is not there yet is to be made. Raises `Shipped`."""
    stored = PriceList.objects.filter(pk=price_list).first()
    if stored is not None and stored.base_id is None:
        raise Shipped(tell_read_only(stored))


def write_row(row: Row) -> list[Any]:
    """A row as a proposal keeps it."""
    cells = {
        column: write_cell(row.kind.fields[column], column, value)
        for column, value in row.values.items()
    }
    # An empty cell of a column that may be left out says more than none.
    kept = {column: cell for column, cell in cells.items() if cell or column in row.kind.left_out}
    return [row.kind.name, row.price_list, kept]


def read_rows(proposal: Proposal) -> list[Row]:
    """The rows that a proposal keeps."""
    return [
        Row(_KINDS[kind], price_list, read_written(_KINDS[kind], cells))
        for kind, price_list, cells in proposal.rows
    ]


def look_at(proposal: Proposal, number: int | None = None) -> Difference:
    """What a proposal would change: of what is known now, or was at a change."""
    return find_difference(
        read_rows(proposal),
        proposal.price_list,
        complete_on=proposal.complete_on,
        file_name=proposal.file_name,
        number=number,
    )


def find_moved(proposal: Proposal) -> list[MovedRow]:
    """The rows to be written of which something else is known than was looked at."""
    takes = proposal.takes_corrections
    before = {
        step.told[1:4]: step for step in look_at(proposal, number=proposal.base).list_written(takes)
    }
    now = {step.told[1:4]: step for step in look_at(proposal).list_written(takes)}
    return [
        MovedRow(before.get(key), now.get(key))
        for key in {**before, **now}
        if key not in before or key not in now or before[key].told != now[key].told
    ]


def read_reason(text: str) -> str:
    """Why somebody changes the catalogue, as its history keeps it. Raises `WrongReason`."""
    reason = text.replace("\r\n", "\n").strip()
    if is_unseen(reason):
        raise NoReason
    if len(reason) > LONGEST_REASON:
        raise WrongReason(
            f"It may hold up to {LONGEST_REASON:,} characters, and has {len(reason):,}."
        )
    if words := find_forbidden(reason, is_note=True):
        raise WrongReason(f"It {words}.")
    return reason


def apply_proposal(
    proposal: Proposal, *, by: Any, at: datetime, reason: str
) -> CatalogueChange | None:
    """Makes the rows of a proposal stand, all or none; None where nothing differs. Who applies it
    again hears the first's answer. Raises `NotApplied`.
    """
    said = read_reason(reason)
    with refuse_when_busy(), transaction.atomic():
        return _apply_locked(proposal, by, at, said)


@contextmanager
def refuse_when_busy() -> Iterator[None]:
    """Raises `Busy` where others kept the database locked for longer than anybody waits."""
    try:
        yield
    except DatabaseError as error:
        if is_busy(error):
            raise Busy from None
        raise


def _apply_locked(proposal: Proposal, by: Any, at: datetime, reason: str) -> CatalogueChange | None:
    """In a transaction."""
    version = hold_catalogue()
    proposal.refresh_from_db()
    if proposal.applied_at is not None:
        return proposal.applied
    if proposal.expires_at <= at:
        raise Expired
    check_own(proposal.price_list)
    if version.number != proposal.base and (moved := find_moved(proposal)):
        raise Moved(moved, version.number)
    written = look_at(proposal).list_written(proposal.takes_corrections)
    made = change_catalogue(
        [step.row for step in written],
        kind=proposal.kind,
        at=at,
        by=by,
        reason=reason,
        files=proposal.files,
    )
    proposal.applied, proposal.applied_at = made.change, at
    proposal.save(update_fields=["applied", "applied_at"])
    return made.change


def look_anew(proposal: Proposal, *, by: Any, at: datetime) -> Proposal:
    """The same rows, to be looked at against what is known now."""
    return propose(
        read_rows(proposal),
        proposal.price_list,
        by=by,
        at=at,
        kind=proposal.kind,
        file=File(proposal.file_name, proposal.files),
        left_out=proposal.left_out,
        takes_corrections=proposal.takes_corrections,
        complete_on=proposal.complete_on,
        feed_notes=proposal.feed_notes,
    )
