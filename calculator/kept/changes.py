"""What differs in a quote from the version before it, row by row."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from calculator import formats
from quotes.content import Content, count_cents, read_content
from quotes.differences import Change, RowDifference, compare_contents
from quotes.models import IssuedQuote
from quotes.wording import name_due

MOST = 200  # rows, one by one
NAMES = {
    "quantity": "quantity",
    "packs": "packs",
    "net_unit_price": "price of a pack",
    "unit_amount": "price",
    "amount": "amount",
}


class ChangedRow(NamedTuple):
    """A row that was added, taken out or changed."""

    description: str
    words: str
    year: str
    moved: str


class Changes(NamedTuple):
    """What differs from a version."""

    version: int
    before: str
    after: str
    rows: list[ChangedRow]
    more: int


def list_changes(before: IssuedQuote | None, content: Content) -> Changes | None:
    """The rows that differ from those of the version before; None where there is none."""
    if before is None:
        return None
    found = compare_contents(read_content(before.content), content)
    changed = found.changed
    return Changes(
        before.version,
        _write(found.before),
        _write(found.after),
        [_read_row(row) for row in changed[:MOST]],
        max(0, len(changed) - MOST),
    )


def _read_row(row: RowDifference) -> ChangedRow:
    shown = row.after or row.before
    assert shown is not None
    return ChangedRow(
        shown["description"],
        _tell(row),
        name_due(int(shown["due_year"])),
        formats.difference(count_cents(str(row.amount))),
    )


def _tell(row: RowDifference) -> str:
    """What became of the row, in words."""
    if row.before is None:
        return "added"
    if row.after is None:
        return "taken out"
    return "; ".join(map(_tell_change, row.changes))


def _tell_change(change: Change) -> str:
    before, after = (formats.decimal(Decimal(text)) for text in (change.before, change.after))
    return f"{NAMES[change.column]} {after}, before {before}"


def _write(amount: Decimal) -> str:
    return formats.money(count_cents(str(amount)))
