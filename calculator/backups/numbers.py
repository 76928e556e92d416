"""What left the building after a backup was made: numbers that are never given again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .holdings import Holdings

# The migrations that make the tables of the statements below.
SERIES, GAPS = "quotes.0001_quotes", "quotes.0008_number_gaps"
_NUMBER = re.compile(r"(?:.{1,16}-)?(?P<year>[0-9]{4})-(?P<sequence>[0-9]{1,9})")
REASON = "Given after {}, when the backup was made that was restored here."


@dataclass(frozen=True)
class Lost:
    """Numbers of a year that are in no backup, or one version of a number that is."""

    year: int
    first: int
    last: int
    version: int | None = None


def read_number(text: str) -> tuple[str, int]:
    """Year and number of a quote, as people write it. Raises ValueError.

    >>> read_number("DF-2026-000123")
    ('2026', 123)
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None or not int(match["sequence"]):
        raise ValueError("is no number of a quote, such as DF-2026-000123")
    return match["year"], int(match["sequence"])


def find_lost(now: Holdings, then: Holdings, known: Mapping[str, int]) -> list[Lost]:
    """What the database has that the backup has not, and all up to the numbers that are known."""
    return [*_find_numbers(now, then, known), *_find_versions(now, then)]


def _find_numbers(now: Holdings, then: Holdings, known: Mapping[str, int]) -> Iterator[Lost]:
    for year in sorted({*now.numbers, *known}):
        begins = then.numbers.get(year, 0)
        ends = max(now.numbers.get(year, 0), known.get(year, 0))
        if ends > begins:
            yield Lost(int(year), begins + 1, ends)


def _find_versions(now: Holdings, then: Holdings) -> Iterator[Lost]:
    """Of numbers that the backup has; those that it has not are lost as a whole."""
    for year, numbers in now.versions.items():
        for number, last in numbers.items():
            kept = then.versions.get(year, {}).get(number, 1)
            if int(number) <= then.numbers.get(year, 0):
                for version in range(kept + 1, last + 1):
                    yield Lost(int(year), int(number), int(number), version)


def raise_series(lost: list[Lost]) -> list[str]:
    """Statements that let each year go on behind what was lost."""
    return [
        f"INSERT INTO quotes_numberseries (year, last) VALUES ({each.year}, {each.last}) "  # noqa: S608 (whole numbers)
        "ON CONFLICT (year) DO UPDATE SET last = excluded.last"
        for each in lost
        if each.version is None
    ]


def explain_gaps(lost: list[Lost], made_at: str) -> list[str]:
    """Statements that write down why the numbers are in no table."""
    reason = REASON.format(made_at).replace("'", "''")
    return [
        "INSERT INTO quotes_numbergap (year, first, last, version, at, reason) VALUES "  # noqa: S608 (whole numbers)
        f"({each.year}, {each.first}, {each.last}, {each.version or 'NULL'}, CURRENT_TIMESTAMP, "
        f"'{reason}')"
        for each in lost
    ]
