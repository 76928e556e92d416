"""Values of inputs as people read them."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from pricing.engine.analysis.inputs import PRICE, Input

from .. import formats

FINE = 200  # a shown value is off by at most a two-hundredth of itself


def shown(value: Decimal) -> str:
    """A value with no more decimals than matter.

    >>> shown(Decimal("387.4553436872")), shown(Decimal("0.0273")), shown(Decimal("12000"))
    ('387.5', '0.0273', '12,000')
    """
    return _text(value, ROUND_HALF_UP, FINE * 10)


def turned(value: Decimal, now: Decimal) -> str:
    """The first value that turns the answer, rounded to the side on which it has turned.

    >>> turned(Decimal("387.4553436872"), Decimal("230")), turned(Decimal("6.9031673109"), Decimal("8.4"))
    ('388', '6.90')
    """
    return _text(value, ROUND_CEILING if value > now else ROUND_FLOOR, FINE)


def _text(value: Decimal, rounding: str, fine: int) -> str:
    decimals = 0
    while decimals < 10 and abs(value) < fine * Decimal(1).scaleb(-decimals) and value != value.to_integral_value():
        decimals += 1
    if decimals and value == value.quantize(Decimal(1).scaleb(-decimals)):
        value = value.normalize()
        return formats.decimal(value)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)
    return f"{rounded:,f}".replace("-", formats.MINUS)


def said(given: Input, text: str) -> str:
    """A shown value in a sentence: a factor on a price has its sign."""
    return f"×{text}" if given.name.startswith(PRICE) else text


def with_unit(given: Input, currency: str) -> str:
    """An input with its unit, where its label does not say it; money by the name of its currency."""
    unit = given.unit.replace("money", currency)
    return given.label if given.unit in given.label.lower() else f"{given.label} ({unit})"


def label(given: Input) -> str:
    """What an input is called, within a sentence: its first letter small unless it is a name."""
    first = given.label[:1]
    return (
        given.label
        if given.name.startswith("fleet.") or given.label[1:2].isupper()
        else first.lower() + given.label[1:]
    )


def cases(share: float) -> str:
    """How many of 100 cases, in words: 0 only if never.

    >>> cases(0.0), cases(0.004), cases(0.44), cases(0.999), cases(1.0)
    ('0', 'under 1', '44', 'over 99', '100')
    """
    if 0 < share < 0.01:
        return "under 1"
    if 0.99 < share < 1:
        return "over 99"
    return f"{Decimal(share * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)}"
