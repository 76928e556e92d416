"""Exact numbers: the one ceiling, the one rounding, the one net price.

Sizing and packs work on binary floats; a share such as 0.07 is not exact there, so a plain
ceiling makes 8 of 100 x 0.07. `ceiling` and `half_up` forgive 2^-46 of the value, which is
more than such products can be off and less than the last decimal of any allowed input.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SLACK = 2.0**-46
# Large sums of money stand closer to what is exact than single products do.
LARGE_MONEY_SLACK = 2.0**-49
MAXIMUM_DIGITS = 15
MAXIMUM_DECIMALS = 10
MAXIMUM_WHOLE = 2**53 - 1  # what floats, and JavaScript, keep exactly


def ceiling(x: Floats) -> Floats:
    """The smallest whole number not below x (x >= 0), forgiving float noise.

    >>> ceiling(np.array([800 * 0.07, 100 * 0.55, 10 * (1 - 0.7), 7.001]))
    array([56., 55.,  3.,  8.])
    """
    scaled = np.asarray(x * (1 - SLACK))
    return np.ceil(scaled, out=scaled)


def floor(x: Floats) -> Floats:
    """The largest whole number not above x (x >= 0), forgiving float noise.

    >>> floor(np.array([48 / 0.3, 7.999, 4.35 / 0.15]))
    array([160.,   7.,  29.])
    """
    scaled = np.asarray(x * (1 + SLACK))
    return np.floor(scaled, out=scaled)


def half_up(x: Floats) -> Floats:
    """Rounds halves away from zero, forgiving float noise.

    >>> half_up(np.array([50 * 1.13, 200 * 0.85**2, -2.5]))
    array([ 57., 145.,  -3.])
    """
    return np.copysign(np.floor(np.abs(x) * (1 + SLACK) + 0.5), x) + 0.0


def half_up_count(x: Floats) -> Floats:
    """The same of counts (x >= 0), in half the time.

    >>> half_up_count(np.array([50 * 1.13, 200 * 0.85**2, 2.5, 0.0]))
    array([ 57., 145.,   3.,   0.])
    """
    scaled = np.asarray(x * (1 + SLACK))
    scaled += 0.5
    return np.floor(scaled, out=scaled)


def cents_half_up(money: Floats) -> Floats:
    """Money in whole cents, halves away from zero.

    Forgives float noise like `half_up`, but of large sums less, and never more than a thousandth of
    a cent: of 10^12 the usual share would be more than a cent.

    >>> cents_half_up(np.array([0.285, -1.115, 2.675]))
    array([  29., -112.,  268.])
    """
    cents = np.abs(money) * 100
    slack = np.minimum(cents * SLACK, np.maximum(cents * LARGE_MONEY_SLACK, 1e-6))
    return np.copysign(np.floor(cents + np.minimum(slack, 0.001) + 0.5), money) + 0.0


def is_sure_of_cents(money: Floats) -> NDArray[np.bool_]:
    """Whether `cents_half_up` rounds the same whatever the noise of a sum: else another order may
    move a cent.

    >>> is_sure_of_cents(np.array([736016.885, 736016.8849999947, 736016.88]))
    array([ True, False,  True])
    """
    cents = np.abs(money) * 100
    forgiven = np.minimum(cents * SLACK, 0.001)
    beyond_half = cents + forgiven + 0.5
    return np.abs(beyond_half - np.round(beyond_half)) >= forgiven / 2


def decimal_half_up(value: Decimal, decimals: int) -> Decimal:
    """Rounds a decimal half away from zero to a number of decimals.

    >>> decimal_half_up(Decimal("20.125"), 2), decimal_half_up(Decimal("-0.004"), 2)
    (Decimal('20.13'), Decimal('0.00'))
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if rounded:
        return rounded
    return abs(rounded)


def half_up_cents(money: Fraction) -> int:
    """Exact money in whole cents, halves away from zero.

    >>> half_up_cents(Fraction(1, 200)), half_up_cents(Fraction(-1, 200))
    (1, -1)
    """
    cents = int(abs(money) * 100 + Fraction(1, 2))
    if money >= 0:
        return cents
    return -cents


def decimals_of(amount: Decimal) -> int:
    """Decimals of a list price as the list writes it, at least 2.

    >>> decimals_of(Decimal("23")), decimals_of(Decimal("0.0116"))
    (2, 4)
    """
    exponent = amount.as_tuple().exponent
    return max(2, -exponent if isinstance(exponent, int) else 0)


def net_price(amount: Decimal, discount: Decimal) -> Decimal:
    """List price less discount, half up to the list price's decimals, at least 2.

    >>> net_price(Decimal("23"), Decimal("0.155")), net_price(Decimal("0.2145"), Decimal("0.1"))
    (Decimal('19.44'), Decimal('0.1931'))
    """
    return decimal_half_up(amount * (1 - discount), decimals_of(amount))
