"""What counts as a desktop and should be looked at all the same, each with its count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..engine.signs import find_wrong_sign
from .texts import clean_text, shorten, take_cell

MOST_EXAMPLES = 3
MANY = 10  # devices of one user
_PART = r"(0?[1-9]|[12]\d|3[01])"
_DAY_OR_NUMBER = re.compile(
    rf"((19|20)\d\d[-./]{_PART}[-./]{_PART}|{_PART}[-./]{_PART}[-./](19|20)?\d\d)([ T].*)?"
    r"|\d+([.,]\d+)?"
)

HIDDEN = "With signs that are left out of names, for they hide text or turn it around"


class Doubt(NamedTuple):
    """A doubt in words of a page, of how many desktops, and some of what gave it."""

    words: str
    desktops: int
    examples: Sequence[str]


class Doubts:
    """Looks at one desktop after the other.

    Of users no more is kept than a number each, and names of those with many devices.
    """

    def __init__(self, places: Mapping[str, int], columns: int) -> None:
        self._columns = columns
        self._beyond = 0
        self._places = {role: places[role] for role in ("name", "user", "system") if role in places}
        self._nameless = 0
        self._odd = 0
        self._odd_examples: dict[str, None] = {}
        self._devices: dict[int, int] = {}
        self._users: dict[int, str] = {}
        self._hidden = 0
        self._hidden_examples: dict[str, None] = {}

    def look(self, cells: Sequence[str]) -> None:
        """Counts what is odd about one desktop."""
        told = {role: take_cell(cells, place).strip() for role, place in self._places.items()}
        self._nameless += not told.get("name", "-")
        if _DAY_OR_NUMBER.fullmatch(told.get("system", "")):
            self._odd += 1
            if len(self._odd_examples) < MOST_EXAMPLES:
                self._odd_examples[shorten(told["system"])] = None
        if sign := find_wrong_sign("".join(cells), takes_lines=True):
            self._hidden += 1
            if len(self._hidden_examples) < MOST_EXAMPLES:
                self._hidden_examples[f"U+{ord(sign):04X}"] = None
        self._beyond += any(cells[self._columns :])
        if user := told.get("user", ""):
            self._count_user(user)

    def list_found(self) -> list[Doubt]:
        """What was found, without what was not."""
        return [doubt for doubt in self._list_all() if doubt.desktops]

    def _list_all(self) -> Iterator[Doubt]:
        yield Doubt("Without a name", self._nameless, ())
        yield Doubt("A day or a number as operating system", self._odd, [*self._odd_examples])
        yield Doubt("With cells beyond the last head, which nobody reads", self._beyond, ())
        yield Doubt(HIDDEN, self._hidden, [*self._hidden_examples])
        many = sorted(self._users, key=lambda user: (-self._devices[user], self._users[user]))
        yield Doubt(
            f"Of a user with {MANY} devices or more",
            sum(self._devices[user] for user in many),
            [f"{self._users[user]}: {self._devices[user]:,}" for user in many[:MOST_EXAMPLES]],
        )

    def _count_user(self, user: str) -> None:
        number = hash(user.casefold())
        count = self._devices.get(number, 0) + 1
        self._devices[number] = count
        if count == MANY:
            self._users[number] = shorten(clean_text(user))
