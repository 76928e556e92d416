"""Two quotes side by side, term by term and row by row: added, taken out, moved by how much."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pricing.sheets.quote import NUMBERS

from .content import AT_ISSUE, FIRST, RECURRENCE, Content
from .offers import tell_offers

Row = Mapping[str, str]

# Of the header: what the issue alone knows, how rows stand, and what follows from them.
UNCOMPARED = frozenset((*AT_ISSUE, "format", "columns", "evidence"))
# The totals by what a difference calls them: the header has a tax too.
TOTALS = {"net_in_all": "net", "tax_in_all": "tax", "due_in_all": "due"}


class Change(NamedTuple):
    """What a column of a row holds, before and after."""

    column: str
    before: str
    after: str


class RowDifference(NamedTuple):
    """A row of either or both: None where it has none. `changes`: its columns that differ."""

    before: Row | None
    after: Row | None
    changes: list[Change]

    @property
    def amount(self) -> Decimal:
        """By how much it moves what is to be paid."""
        return _read_amount(self.after) - _read_amount(self.before)


class Comparison(NamedTuple):
    """All rows, those of the second in their order and then what was taken out; the net
    of both. `terms`: what else a quote says, and its totals, where they differ.
    """

    rows: list[RowDifference]
    before: Decimal
    after: Decimal
    terms: list[Change]

    @property
    def changed(self) -> list[RowDifference]:
        """The rows that are not the same in both."""
        return [row for row in self.rows if row.changes or row.before is None or row.after is None]


def compare_contents(first: Content, second: Content) -> Comparison:
    """Rows belong together by scheme, kind, due year and tier, else without the tier; several of
    the same in their order.
    """
    pairs = _match(first.records, second.records)
    partner = {after: before for before, after in pairs}
    rows = []
    for place, row in enumerate(second.records):
        before = None
        if place in partner:
            before = first.records[partner[place]]
        rows.append(RowDifference(before, row, list(_list_changes(before, row))))
    taken = set(partner.values())
    rows += [
        RowDifference(row, None, [])
        for place, row in enumerate(first.records)
        if place not in taken
    ]
    return Comparison(
        rows,
        Decimal(first.totals["net"]),
        Decimal(second.totals["net"]),
        list(_list_terms(first, second)),
    )


def _list_terms(first: Content, second: Content) -> Iterator[Change]:
    """Of what is a list, its lines that the other has not."""
    for name in dict.fromkeys((*first.header, *second.header)):
        if name in UNCOMPARED or first.header.get(name) == second.header.get(name):
            continue
        before, after = (_write_term(name, each) for each in (first, second))
        if isinstance(second.header.get(name), (list, dict)):
            kept = {*before.split("\n")} & {*after.split("\n")}
            before, after = (_leave_out(kept, text) for text in (before, after))
        yield Change(name, before, after)
    for name, total in TOTALS.items():
        if first.totals[total] != second.totals[total]:
            yield Change(name, first.totals[total], second.totals[total])


def _write_term(name: str, content: Content) -> str:
    """What a header says under a name, a line an item."""
    value = content.header.get(name, "")
    if name == "owned":
        return "\n".join(content.owned)
    if name == "offers":
        return "\n".join(tell_offers(content.header))
    if name == "tax":
        return f"{value['label']} {(Decimal(value['rate']) * 100).normalize():f} %".strip()
    if isinstance(value, dict):
        value = [f"{key}: {_write_item(each)}" for key, each in value.items() if each]
    if isinstance(value, list):
        return "\n".join(map(_write_item, value))
    return str(value)


def _write_item(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _leave_out(lines: set[str], text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line not in lines)


def _match(first: Sequence[Row], second: Sequence[Row]) -> list[tuple[int, int]]:
    """Places of rows that belong together, in two passes, the second coarser."""
    found: list[tuple[int, int]] = []
    for name in (_name_by_tier, _name_by_year):
        found += _match_by(name, first, second, found)
    return found


def _match_by(
    name: Callable[[Row], tuple[str, ...]],
    first: Sequence[Row],
    second: Sequence[Row],
    found: Sequence[tuple[int, int]],
) -> Iterator[tuple[int, int]]:
    before, after = {pair[0] for pair in found}, {pair[1] for pair in found}
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(first):
        if place not in before:
            waiting[name(row)].append(place)
    for place, row in enumerate(second):
        if place not in after and waiting[name(row)]:
            yield waiting[name(row)].pop(0), place


def _name_by_year(row: Row) -> tuple[str, ...]:
    """The scheme, or what an own line is called; maintenance apart; when it is due."""
    is_maintenance = row["description"].endswith(", maintenance") and row[RECURRENCE] == "yearly"
    return row["scheme"] or row["description"], str(is_maintenance), row["due_year"]


def _name_by_tier(row: Row) -> tuple[str, ...]:
    return *_name_by_year(row), row["list_unit_price"]


def _list_changes(before: Row | None, after: Row) -> Iterator[Change]:
    """Every column that differs but the place of the row, in the order of the columns."""
    if before is None:
        return
    for column in dict.fromkeys((*before, *after)):
        texts = before.get(column, ""), after.get(column, "")
        if column != FIRST and not _is_same(column, *texts):
            yield Change(column, *texts)


def _is_same(column: str, before: str, after: str) -> bool:
    if column in NUMBERS and before and after:
        return Decimal(before) == Decimal(after)
    return before == after


def _read_amount(row: Row | None) -> Decimal:
    if row is None:
        return Decimal("0.00")
    return Decimal(row["amount"])
