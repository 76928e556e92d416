"""Which rates bring money of one currency into another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pricing.engine.exchange import ExchangeRate, Rates


def rate(one, other, day=date(2008, 1, 31)):
    return ExchangeRate(one, other, Decimal(2), day, "ECB")


def test_those_over_a_third_currency_are_needed_where_both_of_them_are_known():
    """From dollars over euros; not over francs, of which none leads on, nor from pounds."""
    over, on = rate("USD", "EUR"), rate("EUR", "JPY")
    rates = Rates("JPY", [over, on, rate("USD", "CHF"), rate("GBP", "EUR")])
    assert rates.list_needed(["USD"]) == [over, on]
