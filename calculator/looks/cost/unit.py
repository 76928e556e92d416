"""The unit of an amount of the cost table: of whom, for how long, and how it is made of a total."""

from __future__ import annotations

from dataclasses import dataclass

from calculator import formats
from calculator.question.table_options import PLAIN_OPTIONS, TableOptions
from pricing.engine.answer import Answer
from pricing.engine.figures import Amounts

IN_ALL = "in all"


@dataclass(frozen=True)
class Unit:
    """`of` a desktop or all, `per` month or over the horizon; its `words`, and in `division` how a
    total becomes it, "" where it is the total.
    """

    of: str
    per: str
    words: str
    division: str

    def take(self, amounts: Amounts) -> int | None:
        """The one of the four ways to read a sum that is in this unit."""
        cents: int | None = getattr(amounts, f"{self.of}_{self.per}")
        return cents

    def write(self, cents: int | None) -> str:
        """Cents of this unit: of all desktops to the whole unit of money."""
        if self.of == "desktop" or cents is None:
            return formats.money(cents)
        return formats.whole_money(cents)

    def write_difference(self, cents: int) -> str:
        """A difference of two amounts in this unit, with its sign."""
        if self.of == "desktop":
            return formats.difference(cents)
        return formats.whole_difference(cents)


def unit_of(answer: Answer, options: TableOptions = PLAIN_OPTIONS) -> Unit:
    """The unit that the reader chose; of all, where no desktop stands."""
    priced = [s.figures for s in answer.scenarios if s.figures]
    of, desktop_years, rest = "all", 0, ", for no desktops"
    if priced and priced[0].amounts.has_desktops:
        of, desktop_years, rest = options.of, priced[0].desktop_years, ""
    what = {"desktop": "a desktop", "all": IN_ALL}[of]
    horizon = answer.question.horizon_years
    years = formats.count(horizon, "year")
    if options.per == "month":
        words = f"{what} a month{rest}"
    else:
        words = f"{what} over {years}{rest}"
    each = f"÷ {formats.count(desktop_years, 'desktop-year')}"
    divisions = {
        ("desktop", "month"): f"{each} ÷ 12 months",
        ("desktop", "horizon"): f"{each} × {years}",
        ("all", "month"): f"÷ {12 * horizon} months",
        ("all", "horizon"): "",
    }
    return Unit(of, options.per, words, divisions[of, options.per])
