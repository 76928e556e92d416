"""What the buyer typed of prices: a quote in place of the list's."""

from __future__ import annotations

from pricing.engine.document import Scenario
from pricing.engine.figures import Line
from pricing.engine.prices import MAINTENANCE


def is_quoted(line: Line, scenario: Scenario) -> bool:
    """Whether a line is paid at what was quoted: maintenance with a discount of its own goes by the
    list.
    """
    if line.scheme not in scenario.net_prices:
        return False
    return (
        line.kind == "payment"
        or line.scheme + MAINTENANCE not in scenario.discounts
        or line.price is None
    )


def is_recalled(line: Line, scenario: Scenario) -> bool:
    """Whether money of the line rests on a price that nobody has read in its source."""
    price = line.price
    is_paid = price is not None and line.total != 0 and not is_quoted(line, scenario)
    return is_paid and price is not None and price.confidence == "recalled"
