"""What stays as it is where desktops or users are moved, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from calculator import formats
from pricing.engine.analysis.bounds import SEATS
from pricing.engine.analysis.fixed_sums import MONEY, Fixed, fixed_of
from pricing.engine.analysis.inputs import Input
from pricing.engine.document import Question


def is_of_fleet(each: Input) -> bool:
    """Whether an input is a number of the fleet, or its growth."""
    return each.name in (SEATS, "annual_growth") or each.name.startswith("fleet.")


def stays_of(question: Question, moved: Iterable[Input]) -> str:
    """What does not follow the fleet; "" where the fleet is not moved, or all of it follows."""
    if not any(map(is_of_fleet, moved)):
        return ""
    symbol = formats.symbol(question.market.catalogue.currency)
    words = [_tell_fixed(each, symbol) for each in fixed_of(question)]
    if words:
        return f"Where desktops or users are moved, these stay as they are: {'; '.join(words)}."
    return ""


def _tell_fixed(fixed: Fixed, symbol: str) -> str:
    number = _write_number(fixed.number)
    if fixed.kind in MONEY:
        number = f"{symbol}{number}"
    return {
        "project": f"the project for {fixed.label}, {number}",
        "own_line": f"{fixed.label}, {number}",
        "quantity": f"{fixed.label}, {number} as given",
        "owned": f"{fixed.label}, {number} in hand",
        "site": f"{fixed.label}, one a site",
    }[fixed.kind]


def _write_number(number: Decimal) -> str:
    """A number with its thousands apart.

    >>> _write_number(Decimal("110000")), _write_number(Decimal("1E+4"))
    ('110,000', '10,000')
    >>> _write_number(Decimal("-0.5"))
    '\u22120.5'
    """
    return f"{number:,f}".replace("-", formats.MINUS)
