"""What a price list takes off the prices of the list on top of which it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ListTerm:
    """What a price list takes off the price of its base, of a scheme, a vendor or all (`*`), from a
    day on.
    """

    of: str
    valid_from: date
    share: Decimal
    source: str = ""
    source_url: str = ""
    confidence: str = "recalled"
    note: str = ""
    confirmed_on: date | None = None

    def find_seen(self, day: date) -> date:
        """The last day, by one, on which somebody found it in its source."""
        return find_seen(self.valid_from, self.confirmed_on, day)

    def __str__(self) -> str:
        """As it stands before the source of the list price.

        >>> str(ListTerm("Microsoft", date(2026, 1, 1), Decimal("0.1250"), "contract 4711"))
        '12.5 % off Microsoft, contract 4711'
        """
        of = "all" if self.of == "*" else self.of
        return f"{(self.share * 100).normalize():f} % off {of}, {self.source}"


def find_seen(since: date, confirmed_on: date | None, day: date) -> date:
    """The last day, by one, on which a source was looked at: the day from which its number holds,
    or a later one on which it was confirmed again. What was confirmed after that day is not counted
    yet.

    >>> find_seen(date(2023, 1, 1), date(2026, 3, 1), date(2026, 7, 31))
    datetime.date(2026, 3, 1)
    >>> find_seen(date(2023, 1, 1), date(2026, 3, 1), date(2026, 2, 28))
    datetime.date(2023, 1, 1)
    """
    if confirmed_on is None or confirmed_on > day:
        return since
    return max(since, confirmed_on)
