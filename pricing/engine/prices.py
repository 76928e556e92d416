"""Net prices: what a scheme's packs cost in a scenario, its discount taken off (pricing rules, section 6)."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from .document import Scenario
from .exact import net_price
from .market import Price, Scheme

NO_DISCOUNT = Decimal(0)
NetTiers = tuple[tuple[int, Decimal], ...]
NOT_ON_SALE: NetTiers = ((0, Decimal(0)),)


def discount_of(scenario: Scenario, scheme: Scheme) -> Decimal:
    """The discount by scheme id, else by vendor, else by `*`, else none."""
    if not scenario.discounts:
        return NO_DISCOUNT
    for name in (scheme.id, scheme.vendor, "*"):
        if name in scenario.discounts:
            return scenario.discounts[name]
    return NO_DISCOUNT


@lru_cache(maxsize=4096)
def net_tiers(price: Price | None, discount: Decimal) -> NetTiers:
    """(threshold, net price) from unit 0 on, each rounded to the decimals of its own list price.

    Before the scenario's factor. What is not on sale has no figures; it counts as 0 on its way there.
    """
    if price is None or price.amount is None:
        return NOT_ON_SALE
    first = (0, net_price(price.amount, discount))
    return (first, *((threshold, net_price(amount, discount)) for threshold, amount in price.tiers))
