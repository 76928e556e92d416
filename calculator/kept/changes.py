"""What differs in a quote from the version before it, row by row."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from calculator import formats
from calculator.kept.papers import name_year
from pricing.sheets.quote import NUMBERS
from quotes.content import CONFIDENCE, Content, count_cents, read_content
from quotes.differences import Change, RowDifference, compare_contents
from quotes.doubts import name_confidence
from quotes.models import IssuedQuote

MOST = 200  # rows, one by one
NAMES = {
    "packs": "packs",
    "net_unit_price": "price of a pack",
    "unit_amount": "price",
    "list_unit_price": "list price",
    "price_factor": "factor of later prices",
    "list_factor": "factor on the list price",
    "price_valid_from": "price since",
    "price_date": "prices of",
    "source_url": "address of the source",
    "confidence": "how sure",
    "binding": "what sets the quantity",
    "scheme": "id in the catalogue",
}
NOTHING = "nothing"


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
        name_year(int(shown["due_year"])),
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
    before, after = (_tell_cell(change.column, text) for text in (change.before, change.after))
    name = NAMES.get(change.column, change.column.replace("_", " "))
    return f"{name} {after}, before {before}"


def _tell_cell(column: str, text: str) -> str:
    """What a cell holds, for people."""
    if column == CONFIDENCE:
        return name_confidence({CONFIDENCE: text})
    if not text:
        return NOTHING
    if column in NUMBERS:
        return formats.decimal(Decimal(text))
    return text


def _write(amount: Decimal) -> str:
    return formats.money(count_cents(str(amount)))
