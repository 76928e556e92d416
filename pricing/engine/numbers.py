"""Numbers of a document that are more than one: ranges, and prices as quoted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Range:
    """An uncertain number: low, mode, high. The plain comparison counts the mode.

    `moves_with` names another range of the document that takes the same quantile in every draw.
    `currency`: of the catalogue's money that was told in another currency, and so follows that rate
    where it is moved.
    """

    low: Decimal
    mode: Decimal
    high: Decimal
    moves_with: str = ""
    currency: str = ""

    @classmethod
    def at(cls, number: Decimal, currency: str = "") -> Range:
        """A range that is one number: what draws may set anywhere."""
        return cls(number, number, number, currency=currency)


@dataclass(frozen=True, slots=True)
class NetPrice:
    """What a pack really costs, as quoted: the n-th amount for the n-th year, the last for all
    later ones.

    `is_moved`: the draws say what it costs, one amount for all years; nan where it stays as quoted.
    `valid_until` and `remark`: what the supplier said with it, which moves no figure.
    """

    amounts: tuple[Decimal, ...]
    is_moved: bool = False
    valid_until: date | None = None
    remark: str = ""


Number = Decimal | Range


def typical(number: Number) -> Decimal:
    """What the plain comparison counts: a number, or the mode of a range.

    >>> typical(Decimal(3)), typical(Range(Decimal(1), Decimal(2), Decimal(9)))
    (Decimal('3'), Decimal('2'))
    """
    if isinstance(number, Range):
        return number.mode
    return number
