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

    def __str__(self) -> str:
        """As it stands before the source of the list price.

        >>> str(ListTerm("Microsoft", date(2026, 1, 1), Decimal("0.1250"), "contract 4711"))
        '12.5 % off Microsoft, contract 4711'
        """
        of = "all" if self.of == "*" else self.of
        return f"{(self.share * 100).normalize():f} % off {of}, {self.source}"
