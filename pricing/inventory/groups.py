"""How many desktops each group gets: rows counted by a column, and those that are left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import NamedTuple

from .left_out import MOST_CELL, REASONS, Sorting
from .programs import ROLES, guess_columns, list_group_columns
from .reading import Rows

MOST_VALUES = 2_000
MOST_EXAMPLES = 3
LOOKED_AT = 500  # rows, for a column that holds something
LONGEST_NAME = 80
EVERYTHING = "All desktops"
OTHERS = "Others"


class Mapped(NamedTuple):
    """Which column makes the groups ("" for one of all), which is for what, and which reasons to
    leave a row out do not count.
    """

    group: str
    columns: Mapping[str, str]
    counted: frozenset[str] = frozenset()


@dataclass
class LeftOut:
    """Rows that are left out for one reason, and some of the cells that gave it."""

    count: int = 0
    examples: dict[str, None] = field(default_factory=dict)


class Groups(NamedTuple):
    """Desktops by the name of their group, most first; what was left out by its reason; all rows.

    `has_too_many`: the column has more values than anybody makes groups of; the last is the rest.
    """

    desktops: Mapping[str, int]
    left_out: Mapping[str, LeftOut]
    rows: int
    has_too_many: bool

    @property
    def total(self) -> int:
        """All desktops."""
        return sum(self.desktops.values())


def guess_mapping(rows: Rows) -> tuple[Mapped, Rows]:
    """The mapping where nobody says another, and the rows as they were before the look at them."""
    first = list(islice(rows.rows, LOOKED_AT))
    place_of = {head: place for place, head in enumerate(rows.heads)}
    group = next(
        (
            head
            for head in list_group_columns(rows.heads)
            if any(clean_name(_take_cell(cells, place_of[head])) for cells in first)
        ),
        "",
    )
    mapped = Mapped(group, guess_columns(rows.heads))
    return mapped, replace(rows, rows=chain(first, rows.rows))


def map_columns(guessed: Mapped, heads: Sequence[str], asked: Mapping[str, str]) -> Mapped:
    """The mapping that somebody asks for: by role the head of a column, "" for none. What is not
    said, or is no column of this file, stays as it is guessed.
    """
    known = {"", *heads}
    said = {role: head for role, head in asked.items() if head in known}
    columns = {**guessed.columns, **{role: said[role] for role in ROLES if role in said}}
    return guessed._replace(
        group=said.get("group", guessed.group),
        columns={role: head for role, head in columns.items() if head},
    )


def count_groups(rows: Rows, mapped: Mapped) -> Groups:
    """Every row, counted once: as a desktop of a group, or left out for one reason."""
    place_of = {head: place for place, head in enumerate(rows.heads)}
    places = {role: place_of[head] for role, head in mapped.columns.items()}
    group = place_of.get(mapped.group)
    sorting = Sorting(places, mapped.counted)
    left_out = {reason: LeftOut() for reason in REASONS}
    tally = _Tally(mapped.group)
    count = 0
    for cells in rows.rows:
        count += 1
        reason, cell = sorting.find_reason(cells)
        if reason:
            _note(left_out[reason], cell)
        elif group is None:
            tally.add("")
        else:
            tally.add(_take_cell(cells, group))
    found = {reason: each for reason, each in left_out.items() if each.count}
    return Groups(tally.list_groups(), found, count, tally.has_too_many)


def fold_groups(desktops: Mapping[str, int], most: int) -> dict[str, int]:
    """No more groups than that: the smallest together as others.

    >>> fold_groups({"Sales": 5, "Legal": 2, "Press": 1}, 2)
    {'Sales': 5, 'Others': 3}
    """
    if len(desktops) <= most:
        return dict(desktops)
    groups = list(desktops.items())
    kept = dict(groups[: most - 1])
    kept[OTHERS] = kept.get(OTHERS, 0) + sum(count for _, count in groups[most - 1 :])
    return kept


def clean_name(cell: str) -> str:
    r"""A cell as the name of a group: what can be read of it, in one line.

    >>> clean_name(" 'Field\tservice "), clean_name("\u202ex" * 2)
    ('Field service', 'xx')
    """
    text = " ".join(unicodedata.normalize("NFC", cell.removeprefix("'")).split())
    if not text.isprintable() or "\ufffd" in text:
        text = "".join(sign for sign in text if sign.isprintable() and sign != "\ufffd")
    return text[:LONGEST_NAME].strip().removeprefix("'")


class _Tally:
    """Desktops by what stands in the column of groups, in whichever letters."""

    def __init__(self, head: str) -> None:
        self.counts: dict[str, int] = {}
        self.keys: dict[str, str] = {}
        self.rest = 0
        self.nameless = EVERYTHING
        if head:
            self.nameless = clean_name(f"Without {_lower_first(head)}")

    @property
    def has_too_many(self) -> bool:
        """Whether some are not told apart."""
        return self.rest > 0

    def add(self, cell: str) -> None:
        """Counts one desktop."""
        key = self.keys.get(cell)
        if key is None:
            key = self._find_key(cell)
        if key:
            self.counts[key] += 1
        else:
            self.rest += 1

    def list_groups(self) -> dict[str, int]:
        """Desktops by name, most first."""
        groups = dict(sorted(self.counts.items(), key=lambda each: (-each[1], each[0].casefold())))
        if self.rest:
            groups[OTHERS] = groups.pop(OTHERS, 0) + self.rest
        return groups

    def _find_key(self, cell: str) -> str:
        """The name under which a cell is counted, as it was written first; "" where there are too
        many.
        """
        name = clean_name(cell) or self.nameless
        known = self.keys.get(name.casefold(), "")
        if not known and len(self.counts) < MOST_VALUES:
            known = name
            self.counts[name] = 0
            self.keys[name.casefold()] = name
        if known and len(cell) <= LONGEST_NAME and len(self.keys) < 2 * MOST_VALUES:
            self.keys[cell] = known
        return known


def _lower_first(head: str) -> str:
    """A head within a sentence: `Location` is location, `OS` stays."""
    if head[1:2].islower():
        return head[:1].lower() + head[1:]
    return head


def _take_cell(cells: Sequence[str], place: int) -> str:
    if place < len(cells):
        return cells[place]
    return ""


def _note(left_out: LeftOut, cell: str) -> None:
    left_out.count += 1
    if cell and len(left_out.examples) < MOST_EXAMPLES:
        left_out.examples[clean_name(cell[:MOST_CELL])] = None
