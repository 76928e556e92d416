"""What differs in a quote from the version before it, or from its last submission."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from calculator import formats
from pricing.sheets.quote import NUMBERS
from quotes.content import CONFIDENCE, MADE_OF_OTHERS, Content, count_cents, read_content
from quotes.differences import TOTALS, Change, RowDifference, compare_contents
from quotes.doubts import name_confidence
from quotes.models import IssuedQuote
from quotes.wording import name_due

MOST = 200  # rows, one by one
OF_FILE = "differences"
MOST_LINES = 20  # of a term
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
TERMS = {
    "compliant": "meets the licence rules",
    "findings": "what the licence rules say",
    "owned": "presumed to be owned already",
    "offers": "what suppliers said with their prices",
    "assumptions": "what sets the quantities",
    "price_rises": "how prices rise",
    "known_on": "as known on",
    "price_list": "id of the price list",
    "price_list_name": "price list",
    "price_date": "prices of",
    OF_FILE: "what a file says",
    "codes": "codes for procurement",
}
DAYS = ("valid_until", "price_date")
NOTHING = "nothing"


class ChangedTerm(NamedTuple):
    """What a quote says beside its rows, before and now."""

    name: str
    before: str
    after: str


class ChangedRow(NamedTuple):
    """A row that was added, taken out or changed."""

    description: str
    words: str
    year: str
    moved: str


class Changes(NamedTuple):
    """What differs from what `since` names."""

    since: str
    before: str
    after: str
    terms: list[ChangedTerm]
    rows: list[ChangedRow]
    more: int


def list_changes(before: IssuedQuote | None, content: Content) -> Changes | None:
    """What differs from the version before; None where there is none."""
    if before is None:
        return None
    return compare_with(before.content, content, f"version {before.version}")


def compare_with(before: str, content: Content, since: str) -> Changes | None:
    """What differs from the text of another content; None where there is none."""
    if not before:
        return None
    found = compare_contents(read_content(before), content)
    changed = found.changed
    return Changes(
        since,
        _write(found.before),
        _write(found.after),
        # Rows that differ say themselves what a file changed.
        [_read_term(term) for term in found.terms if term.column != OF_FILE or not changed],
        [_read_row(row) for row in changed[:MOST]],
        max(0, len(changed) - MOST),
    )


def _read_term(term: Change) -> ChangedTerm:
    texts = (_tell_term(term.column, text) for text in (term.before, term.after))
    return ChangedTerm(TERMS.get(term.column, term.column.replace("_", " ")), *texts)


def _tell_term(name: str, text: str) -> str:
    """What a header or the totals say, for people."""
    if name in DAYS and text:
        return formats.day(date.fromisoformat(text))
    if name in TOTALS:
        return formats.money(count_cents(text))
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"and {len(lines) - MOST_LINES:,} lines more"]
    return "\n".join(lines) or NOTHING


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
    # What follows from another change is told by that: the amount by what it moves the sum by.
    own = [change for change in row.changes if change.column not in MADE_OF_OTHERS]
    names: dict[tuple[str, str], list[str]] = {}
    for change in own or row.changes[:1]:
        texts = (_tell_cell(change.column, text) for text in (change.after, change.before))
        name = NAMES.get(change.column, change.column.replace("_", " "))
        names.setdefault(tuple(texts), []).append(name)
    return "; ".join(
        f"{' and '.join(columns)} {after}, before {before}"
        for (after, before), columns in names.items()
    )


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
