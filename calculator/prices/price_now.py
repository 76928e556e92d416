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
    price_list = market.catalogue.price_list
    name = next((row.name for row in lists if row.id == price_list), price_list)
    price = market.price(scheme.id)
    if price is None or price.amount is None:
        return _tell_missing(scheme, asked, market, rows, name)
    return _tell_price(scheme, price, market, rows, name)


def _tell_missing(
    scheme: Scheme, asked: Asked, market: Market, rows: list[Price], list_name: str
) -> Now:
    """Why a scheme has no price on the day: the first reason that holds."""
    day, words = formats.day(market.day), formats.with_days(market.when_sold(scheme.id))
    followed = None
    if scheme.id in market.unconverted_prices:
        told = f"{market.unconverted_prices[scheme.id].tell_amounts()}; {words}. {list_name}."
    elif market.is_quoted(scheme.id):
        told = (
            f"Sold by quotation on {day}; the {list_name} has no price, and it is never counted as "
            "free."
        )
    elif all(row.amount is None for row in rows):
        told = f"No price found for {day} in the {list_name}; never counted as free."
    else:
        told = f"Not on sale on {day}: {words}. {list_name}."
        followed = _find_successor(scheme, asked, market)
    return Now("", told, "", "", followed=followed)


def _find_successor(scheme: Scheme, asked: Asked, market: Market) -> Link | None:
    """What is sold in the place of a scheme that was on sale before."""
    successor = market.catalogue.schemes.get(scheme.successor)
    if successor is None or market.last_end(scheme.id) is None:
        return None
    return link_to(successor, asked, market)


def _tell_price(
    scheme: Scheme, price: Price, market: Market, rows: list[Price], list_name: str
) -> Now:
    symbol = formats.symbol(market.catalogue.currency)
    place = bisect_right(rows, market.day, key=lambda row: row.valid_from) - 1
    words = (
        f"{per(scheme)} on {formats.day(market.day)}, {list_name}; the same since "
        f"{formats.day(find_price_since(rows, place))}"
    )
    change = find_next_change(rows, place)
    if change is not None:
        words += f", {tell_change(scheme, change, formats.day)}"
    converted = ""
    if price.original is not None and price.rate is not None:
        converted = f" {price.original.tell_amounts()} at {price.rate}."
    return Now(
        figure=f"{symbol}{formats.decimal(unit_price(scheme, price.amount))}",
        words=f"{words}.{converted}",
        pack=_tell_pack(scheme, price, symbol),
        confidence=price.confidence,
        recalled=price.confidence == "recalled",
        note=price.note,
    )


def _tell_pack(scheme: Scheme, price: Price, symbol: str) -> str:
    if scheme.pack == 1:
        return ""
    at_price = f" at {symbol}{formats.decimal(price.amount)}" if price.amount else ""
    return f"Sold in packs of {scheme.pack:,}{at_price}."
