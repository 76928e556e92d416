"""How many desktops each group gets: rows counted by a column, and those that are left out."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import chain, islice
from typing import NamedTuple

from .doubts import Doubt, Doubts
from .left_out import MOST_CELL, REASONS, Sorting
from .programs import ROLES, guess_columns, list_group_columns
from .reading import Rows
from .texts import LONGEST_NAME, clean_text, shorten, take_cell

REMEMBERED = 4_000  # cells, each with what it counts for
MOST_EXAMPLES = 3
LOOKED_AT = 500  # rows, for a column that holds something
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

    `folded`: so many of the smallest stand together as the last one; 0 where each stands alone.
    `doubts`: what counts and should be looked at.
    """

    desktops: Mapping[str, int]
    left_out: Mapping[str, LeftOut]
    rows: int
    folded: int
    doubts: Sequence[Doubt]

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
            if any(clean_text(take_cell(cells, place_of[head])) for cells in first)
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


def count_groups(rows: Rows, mapped: Mapped, most: int) -> Groups:
    """Every row, counted once: as a desktop of a group, or left out for one reason. Of more groups
    than `most` the smallest stand together.
    """
    place_of = {head: place for place, head in enumerate(rows.heads)}
    places = {role: place_of[head] for role, head in mapped.columns.items()}
    group = place_of.get(mapped.group)
    sorting = Sorting(places, mapped.counted)
    left_out = {reason: LeftOut() for reason in REASONS}
    doubts = Doubts(places, len(rows.heads))
    tally = Tally(_name_nameless(mapped.group))
    count = 0
    for cells in rows.rows:
        count += 1
        reason, cell = sorting.find_reason(cells)
        if reason:
            _note(left_out[reason], cell)
            continue
        doubts.look(cells)
        tally.add("" if group is None else take_cell(cells, group))
    found = {reason: each for reason, each in left_out.items() if each.count}
    desktops, folded = tally.list_groups(most)
    return Groups(desktops, found, count, folded, doubts.list_found())


def tell_apart(names: Iterable[str]) -> list[str]:
    """Names of which no two are alike, in whichever letters.

    >>> tell_apart(["Sales", "others", "Others"])
    ['Sales', 'others', 'Others (2)']
    """
    told: dict[str, str] = {}
    for name in names:
        each, number = name, 1
        while each.casefold() in told:
            number += 1
            sign = f" ({number})"
            each = f"{shorten(name, LONGEST_NAME - len(sign))}{sign}"
        told[each.casefold()] = each
    return list(told.values())


class Tally:
    """Desktops by what stands in a column, in whichever letters.

    Texts are known by a digest, and of a name no more is kept than can be shown, as bytes: so a
    column of half a million texts takes some room, and whole texts count.
    """

    def __init__(self, nameless: str) -> None:
        self._counts: dict[bytes, int] = {}
        self._names: dict[bytes, bytes] = {}
        self._keys: dict[str, bytes] = {}
        self._nameless = nameless

    def add(self, cell: str) -> None:
        """Counts one desktop."""
        key = self._keys.get(cell)
        if key is None:
            key = self._find_key(cell)
        self._counts[key] += 1

    def list_groups(self, most: int) -> tuple[dict[str, int], int]:
        """Desktops by name, most first, in no more groups than that; how many groups the last one
        holds together, 0 where none does.
        """
        alone = len(self._counts) if len(self._counts) <= most else most - 1
        folded = len(self._counts) - alone
        kept = heapq.nsmallest(alone, self._counts, key=self._rank)
        names = [self._names[key].decode() for key in kept]
        counts = [self._counts[key] for key in kept]
        if folded:
            names.append(OTHERS)
            counts.append(sum(self._counts.values()) - sum(counts))
        return dict(zip(tell_apart(names), counts, strict=True)), folded

    def _rank(self, key: bytes) -> tuple[int, str]:
        return -self._counts[key], self._names[key].decode().casefold()

    def _find_key(self, cell: str) -> bytes:
        """The digest under which a cell is counted; its name is as it was written first."""
        text = clean_text(cell) or self._nameless
        key = blake2b(text.casefold().encode(), digest_size=16).digest()
        if key not in self._counts:
            self._counts[key] = 0
            self._names[key] = shorten(text).encode()
        if len(cell) <= LONGEST_NAME and len(self._keys) < REMEMBERED:
            self._keys[cell] = key
        return key


def _name_nameless(head: str) -> str:
    """The group of those of which a column says nothing; all, without a column."""
    if not head:
        return EVERYTHING
    return f"Without {_lower_first(clean_text(head))}"


def _lower_first(head: str) -> str:
    """A head within a sentence: `Location` is location, `OS` stays."""
    if head[1:2].islower():
        return head[:1].lower() + head[1:]
    return head


def _note(left_out: LeftOut, cell: str) -> None:
    left_out.count += 1
    if cell and len(left_out.examples) < MOST_EXAMPLES:
        left_out.examples[shorten(clean_text(cell[:MOST_CELL]))] = None
