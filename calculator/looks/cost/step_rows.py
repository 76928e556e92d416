"""Operating lines in the panel: each part of a year as a product of factors."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from calculator import formats
from calculator.looks.cost.factors import tell_due, write_factor, write_rise
from pricing.engine.exact import half_up_cents
from pricing.engine.explain import Factor, Step


@dataclass(frozen=True)
class StepRow:
    """One part of an operating line in one year."""

    due: str
    factors: str
    amount: str


def make_step_row(step: Step, year: int, currency: str) -> StepRow:
    """A part of an operating line in one year, as a product."""
    words = _tell_count(step.counts[year - 1], step.counted)
    for factor in step.factors:
        sign = "×"
        if factor.divides:
            sign = "÷"
        words += f" {sign} {_tell_factor(factor, currency)}"
    words += f" × {_tell_factor(step.price, currency)}"
    if step.rise and year > 1:
        words += f" × {formats.decimal(step.rises(year))} ({write_rise(step.rises(year))})"
    amount = formats.money(half_up_cents(step.amount(year)))
    return StepRow(tell_due(step.due(year)), words, amount)


def _tell_count(count: Fraction, counted: tuple[str, str]) -> str:
    """A count with its noun; one that is no whole number, for a scheme serves desktops of two
    kinds, to two places.
    """
    if count.denominator == 1:
        return formats.count(int(count), *counted)
    return f"{formats.decimal(Decimal(half_up_cents(count)) / 100)} {counted[1]}"


def _tell_factor(factor: Factor, currency: str) -> str:
    """A factor within a product, with what it is of."""
    words = write_factor(factor, currency).removesuffix(", once")
    if factor.unit == "ratio":
        return f"{words} ({factor.label[:1].lower()}{factor.label[1:]})"
    if factor.unit == "desktops":
        return f"{words} an administrator"
    return words
