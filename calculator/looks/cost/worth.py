"""What a payment of a later year is worth today, in exact fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from calculator import formats
from pricing.engine.exact import half_up_cents

MOST_DECIMALS = Decimal("1e-10")


def divisor_of(rate: Decimal, year: int) -> Fraction:
    """(1 + rate)^year: by what a payment at the end of the year is divided."""
    return (1 + Fraction(rate)) ** year


def worth_today(cents: int, rate: Decimal, year: int) -> int:
    """Cents of a column, discounted, to the cent.

    >>> worth_today(10800, Decimal("0.08"), 1)
    10000
    """
    return half_up_cents(Fraction(cents, 100) / divisor_of(rate, year))


def annuity_of(rate: Decimal, years: int) -> Fraction:
    """What 1 at the end of each year is worth today, all of them together."""
    return sum((1 / divisor_of(rate, year) for year in range(1, years + 1)), Fraction(0))


def write_divisor(divisor: Fraction) -> str:
    """To ten decimals, no zeros at its end.

    >>> write_divisor(divisor_of(Decimal("0.08"), 2)), write_divisor(Fraction(1))
    ('1.1664', '1')
    """
    value = Decimal(divisor.numerator) / Decimal(divisor.denominator)
    return formats.decimal(value.quantize(MOST_DECIMALS).normalize())
