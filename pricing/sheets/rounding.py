"""What a workbook adds before it rounds, so that binary sums round as exact ones do."""

from __future__ import annotations

from decimal import Decimal

from ..engine.payments import EXACT

HALF = Decimal("0.005")
# How near half a cent is too near for what keeps 15 digits, and what moves it away: of larger
# amounts more, and never so much that it would reach the next half.
NEAR, NEAR_SHARE, NEAREST = Decimal("1e-7"), Decimal("4e-14"), Decimal("0.0025")
NUDGE, NUDGE_SHARE, LARGEST_NUDGE = Decimal("1e-6"), Decimal("1e-13"), Decimal("0.005")


def find_rounding(packs: int, unit_amount: Decimal, amount: Decimal) -> Decimal:
    """What to add to packs × unit amount, so that a spreadsheet rounds it to the exact amount; 0
    but at half a cent and a hair beside it.

    >>> find_rounding(1, Decimal("1.005"), Decimal("1.01"))
    Decimal('0.000001')
    >>> find_rounding(3, Decimal("0.0016666666666"), Decimal("0.00"))
    Decimal('-0.000001')
    >>> find_rounding(1, Decimal("1.004"), Decimal("1.00"))
    Decimal('0')
    """
    exact = EXACT.multiply(Decimal(packs), unit_amount)
    size = abs(exact)
    beside_half = abs(abs(EXACT.subtract(amount, exact)) - HALF)
    if beside_half > min(max(NEAR, size * NEAR_SHARE), NEAREST):
        return Decimal(0)
    nudge = min(max(NUDGE, size * NUDGE_SHARE), LARGEST_NUDGE)
    nudge = Decimal(f"{nudge:.1g}")
    if amount < exact:
        nudge = -nudge
    return Decimal(f"{nudge:f}")
