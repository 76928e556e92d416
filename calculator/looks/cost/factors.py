"""A factor of the panel in words: its value with its unit, a share, a rise, a due date."""

from __future__ import annotations

from decimal import Decimal

from calculator import formats
from pricing.engine.explain import Factor


def tell_due(year: int) -> str:
    """When an amount is due."""
    if year == 0:
        return "at the start"
    return f"end of year {year}"


def write_percent(share: Decimal) -> str:
    """A share in per cent, as it was written."""
    return f"{(share * 100).normalize():f}{formats.NO_BREAK}%".replace("-", formats.MINUS)


def write_rise(factor: Decimal) -> str:
    r"""A factor as the rise that it is, in per cent to two places.

    >>> write_rise(Decimal("1.073741824")), write_rise(Decimal("1.024"))
    ('+7.37\xa0%', '+2.4\xa0%')
    >>> write_rise(Decimal("0.98"))
    '−2\xa0%'
    """
    rise = (factor - 1).quantize(Decimal("0.0001"), rounding="ROUND_HALF_UP")
    if rise >= 0:
        return f"+{write_percent(rise)}"
    return write_percent(rise)


def write_factor(factor: Factor, currency: str) -> str:
    """A factor's value with its unit: money with its sign, a share in per cent."""
    unit = factor.unit
    if unit.startswith("money"):
        return formats.symbol(currency) + formats.decimal(factor.value) + unit.removeprefix("money")
    if unit == "a year":
        return f"{write_percent(factor.value)} a year"
    return f"{formats.decimal(factor.value)} {unit.removeprefix('ratio')}".strip()
