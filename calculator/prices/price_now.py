"""The price of a scheme on the chosen day, or why there is none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from calculator import formats
from calculator.prices.asked import Asked
from calculator.prices.entries import tell_change
from calculator.prices.history import find_next_change, find_price_since
from calculator.prices.tokens import Link, link_to
from calculator.prices.words import per, unit_price
from pricing.engine.market import Market, Price, Scheme
from pricing.market import PriceList


@dataclass(frozen=True)
class Now:
    """The price on the chosen day."""

    figure: str
    words: str
    pack: str
    confidence: str
    recalled: bool = False
    note: str = ""
    followed: Link | None = None


def price_now(
    scheme: Scheme, asked: Asked, market: Market, rows: list[Price], lists: Iterable[PriceList]
) -> Now:
    """The price of the day, or why there is none."""
    day = formats.day(market.day)
    name = next(
        (row.name for row in lists if row.id == market.catalogue.price_list),
        market.catalogue.price_list,
    )
    price = market.price(scheme.id)
    if price is None or price.amount is None:
        words = formats.with_days(market.when_sold(scheme.id))
        if scheme.id in market.unconverted_prices:
            told = market.unconverted_prices[scheme.id].tell_amounts()
            return Now("", f"{told}; {words}. {name}.", "", "")
        successor = market.catalogue.schemes.get(scheme.successor)
        if market.is_quoted(scheme.id):
            return Now(
                "",
                f"Sold by quotation on {day}; the {name} has no price, and it is never counted as "
                "free.",
                "",
                "",
            )
        if not any(row.amount is not None for row in rows):
            return Now(
                "", f"No price found for {day} in the {name}; never counted as free.", "", ""
            )
        followed = None
        if successor and market.last_end(scheme.id) is not None:
            followed = link_to(successor, asked, market)
        return Now("", f"Not on sale on {day}: {words}. {name}.", "", "", followed=followed)
    symbol = formats.symbol(market.catalogue.currency)
    place = bisect_right(rows, market.day, key=lambda row: row.valid_from) - 1
    words = (
        f"{per(scheme)} on {day}, {name}; the same since "
        f"{formats.day(find_price_since(rows, place))}"
    )
    change = find_next_change(rows, place)
    if change is not None:
        words += f", {tell_change(scheme, change, formats.day)}"
    converted = ""
    if price.original is not None and price.rate is not None:
        converted = f" {price.original.tell_amounts()} at {price.rate}."
    pack = ""
    if scheme.pack > 1:
        pack = f"Sold in packs of {scheme.pack:,}"
        if price.amount:
            pack += f" at {symbol}{formats.decimal(price.amount)}"
        pack += "."
    return Now(
        figure=f"{symbol}{formats.decimal(unit_price(scheme, price.amount))}",
        words=f"{words}.{converted}",
        pack=pack,
        confidence=price.confidence,
        recalled=price.confidence == "recalled",
        note=price.note,
    )
