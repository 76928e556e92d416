"""What rows would change in the catalogue, of which kind each change is, and what stands there."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from sys import intern
from typing import NamedTuple

from pricing.models import CatalogueRecord

from .changing import Row, complete_row, make_blocks
from .records import read_cells, read_records
from .rows import AS_BASE, CONFIRMED, PRICES, Kind

ADDED, CHANGED, ENDED, CONFIRMED_AGAIN, CORRECTION, REVOKED, UNCHANGED = (
    "added",
    "changed from a day on",
    "ended",
    "confirmed again",
    "correction",
    "revoked",
    "unchanged",
)
WHATS = (ADDED, CHANGED, ENDED, CONFIRMED_AGAIN, CORRECTION, REVOKED, UNCHANGED)
# They say something else of a day that is there: a file may be older than what it would undo.
CORRECTIONS = frozenset({CORRECTION, REVOKED})
VALID_FROM = "valid_from"


class Proposed(NamedTuple):
    """A row beside what is known of it: the same key or, of a new day, what holds until then."""

    what: str
    row: Row
    before: str

    @property
    def told(self) -> tuple[str, str, str, str, str, str]:
        """What was looked at: two of them are the same step where this is the same."""
        row = self.row
        return (self.what, row.kind.name, row.price_list, row.key, self.before, row.write_cells())


@dataclass(slots=True)
class Difference:
    """What differs, row by row; `absent`: schemes of the list that are not in the file."""

    steps: list[Proposed] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def of(self, what: str) -> list[Proposed]:
        """The rows of one kind of difference."""
        return [step for step in self.steps if step.what == what]

    def list_written(self, takes_corrections: bool) -> list[Proposed]:
        """The rows that are written: a stale file undoes no newer row unless somebody says so."""
        left = {UNCHANGED} if takes_corrections else {UNCHANGED, *CORRECTIONS}
        return [step for step in self.steps if step.what not in left]


def sort_rows(rows: Iterable[Row], *, number: int | None = None) -> Iterator[Proposed]:
    """Each row with what it would change of what is known, or was at a change."""
    days: dict[tuple[Kind, str], _Days] = {}
    for block in make_blocks(rows):
        kind, price_list = block[0].kind, block[0].price_list
        if (kind, price_list) not in days:
            days[kind, price_list] = _Days.read(kind, price_list, number)
        yield from _sort_block(block, days[kind, price_list], number)


def _sort_block(block: Sequence[Row], days: _Days, number: int | None) -> Iterator[Proposed]:
    kind, price_list = block[0].kind, block[0].price_list
    earlier = {row.key: days.find_earlier(row.key) for row in block}
    newest = read_records(
        kind,
        number=number,
        price_list=price_list,
        keys={*earlier, *filter(None, earlier.values())},
    )
    for given in block:
        known = newest.get((price_list, given.key))
        row = complete_row(given, known)
        if known is not None or row.is_revoked:
            yield Proposed(_name_known(row, known or ""), row, known or "")
            continue
        before = newest.get((price_list, earlier[given.key] or ""), "")
        yield Proposed(_name_new(row, days), row, before)


def _name_known(row: Row, known: str) -> str:
    """What a row is of which there is one of that key, or never was."""
    if row.write_cells() == known:
        return UNCHANGED
    if row.is_revoked:
        return REVOKED
    if is_confirmation(read_cells(known), read_cells(row.write_cells())):
        return CONFIRMED_AGAIN
    return CORRECTION


def is_confirmation(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Whether a row says the same, of a later look at its source: it moves no answer.

    >>> is_confirmation({"amount": "23.00"}, {"amount": "23.00", "confirmed_on": "2026-11-24"})
    True
    >>> is_confirmation({"amount": "23.00"}, {"amount": "24.00", "confirmed_on": "2026-11-24"})
    False
    """
    was, is_now = before.get(CONFIRMED, ""), after.get(CONFIRMED, "")
    return bool(before) and was < is_now and {**before, CONFIRMED: is_now} == after


def _name_new(row: Row, days: _Days) -> str:
    """What a row is of which there is none of that key."""
    if row.kind is PRICES and row.values["amount"] is None and row.values["state"] != AS_BASE:
        return ENDED
    if days.knows(row.key):
        return CHANGED
    return ADDED


class _Days:
    """The days from which something is known, by what it is of: of keys that end in a day."""

    def __init__(self, keys: Iterable[str], has_days: bool) -> None:
        self.has_days = has_days
        self.by_name: dict[str, list[str]] = {}
        for key in sorted(keys):
            name, _, day = key.rpartition(" ")
            self.by_name.setdefault(name, []).append(intern(day))

    @classmethod
    def read(cls, kind: Kind, price_list: str, number: int | None) -> _Days:
        """Those of a kind and list."""
        has_days = VALID_FROM in kind.key
        records = CatalogueRecord.objects.filter(kind=kind.name, price_list=price_list)
        if number is not None:
            records = records.filter(change_id__lte=number)
        keys: Iterable[str] = ()
        if has_days:
            keys = {*records.order_by().values_list("key", flat=True).distinct().iterator()}
            keys -= _find_revoked(kind, price_list, number)
        return cls(keys, has_days)

    def knows(self, key: str) -> bool:
        """Whether anything is known of what a key names, on any day."""
        return self.has_days and key.rpartition(" ")[0] in self.by_name

    def find_earlier(self, key: str) -> str | None:
        """The key of what holds until the day of this one."""
        name, _, day = key.rpartition(" ")
        days = self.by_name.get(name, [])
        place = bisect_left(days, day)
        if not self.has_days or place == 0:
            return None
        return f"{name} {days[place - 1]}"


def _find_revoked(kind: Kind, price_list: str, number: int | None) -> set[str]:
    """The keys that are revoked, now or at a change."""
    records = CatalogueRecord.objects.filter(kind=kind.name, price_list=price_list, cells="")
    once = {*records.values_list("key", flat=True)}
    known = read_records(kind, number=number, price_list=price_list, keys=once)
    return once - {key for _, key in known}


def find_difference(
    rows: Sequence[Row],
    price_list: str,
    *,
    complete_on: date | None = None,
    file_name: str = "",
    number: int | None = None,
) -> Difference:
    """What rows of a list would change of what is known, or was at a change. `complete_on`: what
    they do not hold ends on that day.
    """
    given = {row.values["scheme"] for row in rows if row.kind is PRICES}
    absent = sorted(_read_in_force(price_list, number, date.max).keys() - given)
    ending: list[Row] = []
    if complete_on is not None:
        ending = find_ending(rows, price_list, complete_on, file_name, number=number)
    return Difference([*sort_rows([*rows, *ending], number=number)], absent)


def find_ending(
    rows: Sequence[Row],
    price_list: str,
    day: date,
    file_name: str = "",
    *,
    number: int | None = None,
) -> list[Row]:
    """The rows that end, on a day, the sale of what complete rows of a list do not hold."""
    given = {row.values["scheme"] for row in rows if row.kind is PRICES}
    return [
        _end_price(price_list, scheme, day, file_name)
        for scheme, cells in sorted(_read_in_force(price_list, number, day).items())
        if scheme not in given and cells.get("amount")
    ]


def _read_in_force(price_list: str, number: int | None, day: date) -> dict[str, dict[str, str]]:
    """The price of each scheme of a list that holds on a day, as its cells; {} of a later one."""
    found: dict[str, dict[str, str]] = {}
    for cells in sorted(read_records(PRICES, number=number, price_list=price_list).items()):
        row = json.loads(cells[1])
        before = found.setdefault(row["scheme"], {})
        if row[VALID_FROM] <= day.isoformat() and row[VALID_FROM] >= before.get(VALID_FROM, ""):
            found[row["scheme"]] = row
    return found


def _end_price(price_list: str, scheme: str, day: date, file_name: str) -> Row:
    """The row that ends the sale of what a complete file does not hold."""
    values = {
        "scheme": scheme,
        VALID_FROM: day,
        "amount": None,
        "tiers": (),
        "source": f"not in {file_name or 'the file'}, which holds all that is sold",
        "source_url": "",
        "confidence": "derived",
        "note": "",
        "state": "",
    }
    return Row(PRICES, price_list, values)
