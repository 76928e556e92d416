"""What falls due when: the payments by column and, apart, what is left at the end.

That is no payment: it is what hardware is still worth, taken off in the last column.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from calculator.looks.cost.factors import tell_due
from pricing.engine.answer import Answer
from pricing.engine.exact import half_up_cents
from pricing.engine.figures import Amounts, Cents, Figures

LEFT = "left"
NO_PAYMENT = "no payment: what hardware is still worth"
NO_PAYMENT_SENTENCE = (
    "No payment: what hardware is still worth then, the share of its price that falls on the years "
    "of its life that are left. It is taken off."
)


class Due(NamedTuple):
    """The payments of a column or, where it `is_left`, what is left at the end."""

    column: int
    is_left: bool = False

    @property
    def key(self) -> str:
        """Its name in an address."""
        if self.is_left:
            return LEFT
        return str(self.column)

    @property
    def words(self) -> str:
        """When it is due."""
        if self.is_left:
            return f"left at the {tell_due(self.column)}"
        return tell_due(self.column)


def list_dues(answer: Answer) -> list[Due]:
    """The columns, and what is left at the end where any scenario has that."""
    years = answer.question.horizon_years
    columns = [Due(column) for column in range(years + 1)]
    if has_left(answer):
        return [*columns, Due(years, is_left=True)]
    return columns


def has_left(answer: Answer) -> bool:
    """Whether anything is left at the end in any scenario."""
    return any(s.figures and s.figures.left_at_end for s in answer.scenarios)


def cents_of(figures: Figures, due: Due) -> Cents:
    """What is paid in a column, without what is left then; or what is left."""
    if due.is_left:
        return figures.left_at_end
    if due.column == len(figures.cash_flow) - 1:
        return figures.cash_flow[due.column] - figures.left_at_end
    return figures.cash_flow[due.column]


def amounts_of(figures: Figures, due: Due) -> Amounts:
    """The same in the four ways to read a sum."""
    together = figures.cash_flow_amounts[due.column]
    cents = cents_of(figures, due)
    if cents == together.all_horizon:
        return together
    return _share_out(cents, figures)


def _share_out(cents: Cents, figures: Figures) -> Amounts:
    money, years = Fraction(cents, 100), len(figures.cash_flow) - 1
    month = half_up_cents(money / (12 * years))
    if not figures.desktop_years:
        return Amounts(None, None, month, cents)
    a_desktop_year = money / figures.desktop_years
    return Amounts(
        half_up_cents(a_desktop_year / 12), half_up_cents(a_desktop_year * years), month, cents
    )
