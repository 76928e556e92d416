"""What is said of money that was converted.

What its source tells, at which rate, of which day, and who said so.
"""

from __future__ import annotations

from decimal import Decimal

from calculator import formats
from pricing.engine.exchange import ExchangeRate
from pricing.engine.market import Assumption, Market


def write_value(assumption: Assumption, value: Decimal) -> str:
    """One of an assumption's values; of one that was converted, near enough to read."""
    if assumption.rate is None:
        return formats.decimal(value)
    return formats.near(value)


def source_words(assumption: Assumption) -> str:
    """An assumption's range, what it was before it was converted, and who said so."""
    words = [
        f"{assumption.confidence.capitalize()}: {converted_words(assumption)}{assumption.source}."
    ]
    low, high = assumption.low, assumption.high
    if low is not None and high is not None and low != high:
        words.insert(0, f"From {write_value(assumption, low)} to {write_value(assumption, high)}.")
    return " ".join(words)


def converted_words(assumption: Assumption) -> str:
    """What an assumption was before it was converted, and at which rate; nothing of the others."""
    if assumption.original is None or assumption.rate is None:
        return ""
    read = formats.symbol(assumption.original.currency) + formats.decimal(
        assumption.original.typical
    )
    return f"{read} at {rate_words(assumption.rate)}; "


def rate_words(rate: ExchangeRate) -> str:
    """A rate, and from which day on it holds: `€0.870701 for $1 (31 July 2026)`."""
    words = (
        f"{formats.symbol(rate.to_currency)}{formats.decimal(rate.rate)} for "
        f"{formats.symbol(rate.from_currency)}1"
    )
    if rate.valid_from:
        return f"{words} ({formats.day(rate.valid_from)})"
    return f"{words}, as set in this comparison"


def tell_rates(market: Market) -> list[str]:
    """At which rates the list's prices of the day are converted, a sentence each; or that there is
    no rate.
    """
    rates = {price.rate.from_currency: price.rate for price in market.prices.values() if price.rate}
    missing = {price.currency for price in market.unconverted_prices.values()}
    told = {
        code: f"Prices in {code} are converted at {rate_words(rate)}; {source_of(rate)}."
        for code, rate in rates.items()
    }
    for code in missing:
        words = formats.with_days(market.tell_missing_rate(code))
        told[code] = f"Prices in {code} are not converted: {words}."
    return [told[code] for code in sorted(told)]


def source_of(rate: ExchangeRate) -> str:
    """Who said what a rate is, from which day on it holds, and how it was worked out."""
    since = ""
    if rate.valid_from:
        since = f"rate from {formats.day(rate.valid_from)}"
    return "; ".join(filter(None, (rate.source, since, rate.note)))
