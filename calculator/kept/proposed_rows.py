"""What a page shows of the rows of a proposal: by kind, beside what is known, and what moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from calculator import formats
from calculator.kept.row_choices import tell_paid
from calculator.prices.own_lists import NOT_ON_SALE, SCALE, tell_of
from calculator.question.fields import percent
from pricing.catalogue.changing import Row
from pricing.catalogue.proposed import (
    ADDED,
    CHANGED,
    CONFIRMED_AGAIN,
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
from pricing.catalogue.rows import LIST_TERMS, PRICE_LISTS, PRICES
from pricing.engine.findings import scheme_words
from pricing.engine.market import Catalogue
from pricing.market import read_schemes
from pricing.own_list import find_net_price

MOST_ROWS = 200
FAR = Decimal("0.6")  # of what is paid: no discount is like it, another pack or currency is
NOTHING = "nothing"
SHOWN_BY_COLUMN = (CORRECTION, CONFIRMED_AGAIN)
TITLES = {
    ADDED: "Added",
    CHANGED: "Changed from a day on",
    ENDED: "No longer sold",
    CONFIRMED_AGAIN: "Confirmed again: the same, of a later look at the source",
    CORRECTION: "Corrections: the same day, something else",
    REVOKED: "Revoked: it never was the price",
    UNCHANGED: "Unchanged",
}


class RowView(NamedTuple):
    """A row of the difference: what it is of, from which day, what the list says that day without
    it, what it says itself, and by how much that moves. `working`: of a feed, what its rule made
    it of. `is_far`: by so much that it may be of another pack.
    """

    name: str
    day: str
    before: str
    after: str
    moved: str
    cells: list[tuple[str, str, str]]
    working: str = ""
    is_far: bool = False


class KindView(NamedTuple):
    """The rows of one kind; `more` are not shown."""

    what: str
    title: str
    count: int
    rows: list[RowView]
    more: int
    is_left_out: bool
    has_prices: bool
    shows_columns: bool
    is_of_feed: bool


def list_kinds(
    difference: Difference, takes_corrections: bool, known: Catalogue | None
) -> list[KindView]:
    """The difference by kind, those that there are; the row of the list itself is no price."""
    return [
        _view_kind(what, steps, takes_corrections, known)
        for what in TITLES
        if (steps := [step for step in difference.of(what) if step.row.kind is not PRICE_LISTS])
    ]


def list_far(kinds: Sequence[KindView]) -> list[str]:
    """What moves by so much that it may be of another pack."""
    return [row.name for kind in kinds for row in kind.rows if row.is_far]


def _view_kind(
    what: str, steps: Sequence[Proposed], takes_corrections: bool, known: Catalogue | None
) -> KindView:
    """What is unchanged is counted alone."""
    shown: Sequence[Proposed] = ()
    more = 0
    if what != UNCHANGED:
        shown, more = steps[:MOST_ROWS], max(0, len(steps) - MOST_ROWS)
    rows = [_view_step(step, known) for step in shown]
    return KindView(
        what=what,
        title=TITLES[what],
        count=len(steps),
        rows=rows,
        more=more,
        is_left_out=what in CORRECTIONS and not takes_corrections,
        has_prices=any(step.row.kind is PRICES for step in shown),
        shows_columns=what in SHOWN_BY_COLUMN,
        is_of_feed=any(row.working for row in rows),
    )


def _view_step(step: Proposed, known: Catalogue | None) -> RowView:
    """A row beside what is known."""
    before, after = read_cells(step.before), read_cells(step.row.write_cells())
    differing = [
        (column, before.get(column, NOTHING), after.get(column, NOTHING))
        for column in step.row.kind.fields
        if before.get(column) != after.get(column)
    ]
    day = step.row.values["valid_from"]
    if step.what not in SHOWN_BY_COLUMN:
        differing = []
    view = RowView(
        _name_row(step.row),
        formats.day(day),
        _tell_cells(before),
        _tell_cells(after),
        "",
        differing,
        _tell_working(step.row),
    )
    scheme = step.row.values.get("scheme", "")
    if step.row.kind is not PRICES or known is None or scheme not in known.schemes:
        return view
    paid, amount = find_net_price(known, scheme, day), step.row.values["amount"]
    if paid is None:
        return view._replace(before=NOT_ON_SALE)
    before = tell_paid(paid, known.currency)
    if not paid.amount or amount is None or paid.currency != known.currency:
        return view._replace(before=before)
    moved = amount - paid.amount
    return view._replace(
        before=before,
        moved=_tell_moved(moved, paid.amount),
        is_far=abs(moved) > FAR * paid.amount,
    )


def _tell_working(row: Row) -> str:
    """By which rule, and of what, a feed's price was made."""
    if not row.values.get("feed_rule"):
        return ""
    return f"{row.values['feed_rule']}: {row.values['note']}"


def _name_row(row: Row) -> str:
    """What people call it."""
    if row.kind is LIST_TERMS:
        return f"Off {tell_of(row.values['of'], read_schemes())}"
    scheme = row.values["scheme"]
    schemes = read_schemes()
    return scheme_words(schemes[scheme]) if scheme in schemes else scheme


def _tell_moved(moved: Decimal, paid: Decimal) -> str:
    """By how much of what is paid."""
    return formats.signed_percent(int(moved.scaleb(SCALE)), int(paid.scaleb(SCALE)))


def _tell_cells(cells: Mapping[str, str]) -> str:
    if not cells:
        return NOTHING
    return _tell_price(cells)


def _tell_price(cells: Mapping[str, str]) -> str:
    """What a row says, in short."""
    if "share" in cells:
        return percent(Decimal(cells["share"]))
    if cells.get("state") == "as_base":
        return "as its base"
    if not cells.get("amount"):
        return "not sold"
    tiers = f"; {cells['tiers']}" if cells.get("tiers") else ""
    return f"{formats.decimal(Decimal(cells['amount']))}{tiers}"


class MovedView(NamedTuple):
    """A row that is not as it was looked at."""

    name: str
    looked_at: str
    now: str


def list_moved(rows: Sequence[MovedRow]) -> list[MovedView]:
    """What stood there when somebody looked, and what stands there now."""
    return [
        MovedView(_name_moved(moved.row), _tell_side(moved.looked_at), _tell_side(moved.now))
        for moved in rows[:MOST_ROWS]
    ]


def _name_moved(row: Row) -> str:
    if row.kind is PRICE_LISTS:
        return row.key
    return f"{_name_row(row)} from {formats.day(row.values['valid_from'])}"


def _tell_side(step: Proposed | None) -> str:
    if step is None:
        return "it stands so already"
    return f"{step.what}: {_tell_cells(read_cells(step.before))} before it"
