"""Assumptions that the catalogue tells in another currency, and how far its rate may move."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal

from ..document import Question
from ..fields import MOST_MONEY
from ..knobs import KNOBS
from ..market import Assumption
from ..needs import find_needed
from ..numbers import Number, Range


def find_currency(known: Assumption) -> str:
    """The other currency in which the catalogue tells an assumption; "" where it is the
    comparison's, or no money.
    """
    if known.rate:
        return known.rate.from_currency
    return ""


def find_foreign(question: Question) -> list[Assumption]:
    """The needed assumptions that the catalogue tells in another currency, and the comparison
    leaves to it.
    """
    needed = find_needed(question)
    told = [
        known
        for known in question.market.assumptions.values()
        if known.rate and known.name in needed
    ]
    return [known for known in told if _is_the_catalogues(question.assumptions.get(known.name))]


def find_converted(question: Question) -> set[str]:
    """The currencies from which list prices of the stacks were converted: each rounded by itself,
    so no figure is a smooth function of such a rate.
    """
    prices = (
        scenario.market.price(entry.scheme.id)
        for scenario in question.scenarios
        for entry in scenario.stack
    )
    return {price.rate.from_currency for price in prices if price and price.rate}


def _is_the_catalogues(number: Number | None) -> bool:
    return number is None or (isinstance(number, Range) and bool(number.currency))


def find_highest_rate(told: Iterable[Assumption], now: Decimal) -> Decimal:
    """The highest rate with which none of them is more than it may hold, with the decimals of
    today's.
    """
    originals = [known.original for known in told if known.original]
    ceilings = [
        KNOBS[a.name].high / end
        for a in originals
        if (end := a.typical if a.high is None else a.high)
    ]
    return min([MOST_MONEY, *ceilings]).quantize(now, ROUND_FLOOR)
