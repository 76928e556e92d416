"""The lines of the page: what is bought, each once, with what is due when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pricing.engine.payments import EXACT
from pricing.sheets.erp import name_units

Row = Mapping[str, str]
MOST_LINES = 300
MOST_AMOUNTS = 12 * MOST_LINES  # by due date: what can be set within the limits of a page
MOST_RUNS = 6  # of rows that follow each other; more are not named one by one
MAINTENANCE = ", maintenance"
# A line has one price: rows that differ in one of these are lines of their own.
_ALIKE = (
    *("category", "scheme", "description", "pack", "net_unit_price", "rate", "periods"),
    *("source", "source_url", "confidence"),
)


@dataclass
class Line:
    """One line: rows of one price, summed by the year in which they are due. `risen` are those of
    its rows that are paid at a later price.
    """

    first: Row
    due: dict[int, Decimal] = field(default_factory=dict)
    packs: dict[int, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    risen: list[Row] = field(default_factory=list)

    @property
    def quantity(self) -> str:
        """How many packs are paid for, each time; a range where years differ."""
        least, most = min(self.packs.values()), max(self.packs.values())
        if least == most:
            return f"{most:,}"
        return f"{least:,} to {most:,}"

    @property
    def unit(self) -> str:
        """What is counted, in words."""
        pack, most = int(self.first["pack"]), max(self.packs.values())
        return name_units(self.first["metric"], pack, most) or ("item" if most == 1 else "items")

    @property
    def unit_price(self) -> Decimal:
        """What one pack costs at each due date, before prices rise."""
        return find_unit_price(self.first)

    @property
    def is_of_another(self) -> bool:
        """Whether it is the maintenance of what stands above it."""
        return self.first["description"].endswith(MAINTENANCE)

    @property
    def thing(self) -> str:
        """What is bought or maintained."""
        return self.first["description"].removesuffix(MAINTENANCE)

    @property
    def total(self) -> Decimal:
        """What is due in all."""
        return sum(self.due.values(), Decimal(0))


def find_unit_price(row: Row) -> Decimal:
    """What one pack costs at a due date, before prices rise."""
    price, rate, periods = (Decimal(row[name]) for name in ("net_unit_price", "rate", "periods"))
    return EXACT.multiply(EXACT.multiply(price, rate), periods)


def name_rows(numbers: Iterable[int]) -> str:
    """Which rows a line sums.

    >>> name_rows([1]), name_rows([1, 4, 5]), name_rows([2, 3, 4, 9])
    ('1', '1, 4, 5', '2–4, 9')
    >>> name_rows(range(1, 40, 3))
    '13 of 1 to 37'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if len(runs) > MOST_RUNS:
        return f"{sum(map(len, runs))} of {runs[0][0]} to {runs[-1][-1]}"
    return ", ".join(map(_name_run, runs))


def _name_run(run: Sequence[int]) -> str:
    if len(run) > 2:
        return f"{run[0]}–{run[-1]}"
    return ", ".join(map(str, run))


def list_lines(rows: Iterable[Row]) -> list[Line]:
    """The lines in the order of their first rows, the maintenance of a thing right below it."""
    lines: dict[Sequence[str], Line] = {}
    for row in rows:
        line = lines.setdefault(tuple(row[column] for column in _ALIKE), Line(row))
        year = int(row["due_year"])
        line.due[year] = line.due.get(year, Decimal(0)) + Decimal(row["amount"])
        line.packs[year] = line.packs.get(year, 0) + int(row["packs"])
        line.rows.append(int(row["line"]))
        if Decimal(row["price_factor"]) != 1:
            line.risen.append(row)
    places: dict[str, int] = {}
    for line in lines.values():
        places.setdefault(line.thing, len(places))
    return sorted(lines.values(), key=lambda line: (places[line.thing], line.is_of_another))


def are_too_many(count: int, due_dates: int) -> bool:
    """Whether so many lines are summed by category.

    >>> are_too_many(300, 12), are_too_many(301, 1), are_too_many(300, 13)
    (False, True, True)
    """
    return count > MOST_LINES or count * due_dates > MOST_AMOUNTS


def sum_categories(lines: Iterable[Line]) -> dict[str, dict[int, Decimal]]:
    """What is due when by category, for a page that has no room for each line."""
    sums: dict[str, dict[int, Decimal]] = {}
    for line in lines:
        due = sums.setdefault(line.first["category"], {})
        for year, amount in line.due.items():
            due[year] = due.get(year, Decimal(0)) + amount
    return sums
