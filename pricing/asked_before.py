"""What a file that comes back was asked for, beside what is asked now."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from .engine.answer import Answer
from .engine.number_text import NoNumber, thousands_by_points
from .sheets.reading import Table, TableRow
from .sheets.request import ASKED, list_asked

QUANTITIES = ("units", "packs_at_first", "packs_in_all", "years")

Quantities = Mapping[str, int]


class OtherQuantity(NamedTuple):
    """A quantity that a row was asked for, as it says, and what is asked now."""

    column: str
    before: str
    now: int


class AskedOtherwise(NamedTuple):
    """A price that was asked for other quantities than now, in which row of the file."""

    row: int
    scheme: str
    quantities: tuple[OtherQuantity, ...]


class NotInFile(NamedTuple):
    """What is asked for a scenario (from 0), and stands in no row of a file."""

    scheme: str
    place: int


class AskedNow:
    """What a request of a comparison asks, made once for each scenario that somebody asks about."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self._by_place: dict[int, dict[str, Quantities]] = {}

    def quantities(self, place: int) -> dict[str, Quantities]:
        """The quantities of one scenario, by scheme and column."""
        if place not in self._by_place:
            rows = [
                dict(zip(ASKED, cells, strict=True)) for cells in list_asked(self.answer, place)
            ]
            self._by_place[place] = {
                str(row["scheme"]): {column: int(str(row[column])) for column in QUANTITIES}
                for row in rows
            }
        return self._by_place[place]

    def find_other_quantities(
        self, table: Table, row: TableRow, scheme: str, places: tuple[int, ...]
    ) -> tuple[OtherQuantity, ...]:
        """What a row was asked for otherwise than any of its scenarios asks; one of quantities that
        are alike.
        """
        differing = [self._list_other_quantities(table, row, scheme, place) for place in places]
        fewest = min(differing, key=len)
        alike = {(each.before, each.now): each for each in reversed(fewest)}
        return tuple(reversed(alike.values()))

    def _list_other_quantities(
        self, table: Table, row: TableRow, scheme: str, place: int
    ) -> list[OtherQuantity]:
        said = {column: row.cells.get(column, "").strip() for column in QUANTITIES}
        if not any(said.values()):
            return []
        asked = self.quantities(place).get(scheme, {})
        return [
            OtherQuantity(column, text, asked.get(column, 0))
            for column, text in said.items()
            if text and read_count(table, text) != asked.get(column, 0)
        ]

    def list_missing(self, rows: list[tuple[str, str]]) -> tuple[NotInFile, ...]:
        """What is asked and stands in no row, of the scenarios that rows name or, where none does,
        of all. `rows`: the scenario, "" where none is named, and the scheme of each.
        """
        names = [scenario.scenario.name for scenario in self.answer.scenarios]
        named = {name for name, _ in rows if name} or {*names}
        return tuple(
            NotInFile(scheme, place)
            for place, name in enumerate(names)
            if name in named
            for scheme in self.quantities(place)
            if not {(name, scheme), ("", scheme)} & {*rows}
        )


def read_count(table: Table, text: str) -> Decimal | None:
    """A whole number in the file's notation, in which points can only part thousands; None of
    anything else.
    """
    try:
        return table.read_number(thousands_by_points(text) or text)
    except NoNumber:
        return None
