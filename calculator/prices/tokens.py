"""What a scheme needs and brings, and the schemes that bring or need it on that day, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from pricing.engine.findings import scheme_words, token_words
from pricing.engine.market import Market, Scheme
from pricing.engine.words import DELIVERIES, GOALS

from .. import formats
from .asked import Asked
from .entries import price_words
from .words import is_of_the_fleet, unit_price

SHOWN = 3


@dataclass(frozen=True)
class Link:
    """Another scheme, with what it costs."""

    name: str
    address: str
    price: str
    is_recalled: bool = False


@dataclass(frozen=True)
class Group:
    """Schemes that stand to a token in one way: the first few, and where all of them are listed."""

    label: str
    links: list[Link]
    more: str
    address: str


@dataclass(frozen=True)
class Token:
    """Something that is needed or brought."""

    words: str
    goals: str = ""
    groups: list[Group] = field(default_factory=list)
    none: str = ""


def needed(token: str, asked: Asked, market: Market | None) -> Token:
    """What is needed, and who brings it."""
    words = token_words(token)
    if is_of_the_fleet(token):
        return Token(words, none="The fleet says so; nothing is bought for it.")
    if market is None:
        return Token(words)
    found = market.providers.get(token, [])
    if not found:
        return Token(words, none="Nothing on sale that day brings it.")
    return Token(words, groups=[_group("Brought by", found, asked, market, brings=token)])


def brought(token: str, scheme: Scheme, asked: Asked, market: Market | None) -> Token:
    """What is brought, who needs it, and who else brings it."""
    words = token_words(token)
    if market is None:
        return Token(words)
    schemes = market.catalogue.schemes
    needing = [schemes[name] for name in market.prices if token in schemes[name].requires]
    others = [other for other in market.providers.get(token, []) if other is not scheme]
    deliveries = [name for delivery, name in DELIVERIES.items() if token in GOALS[delivery]]
    goals = f"which {formats.listed(deliveries)} need" if deliveries else ""
    groups = [_group("Needed by", needing, asked, market, needs=token)] if needing else []
    groups += [_group("Also brought by", others, asked, market, brings=token)] if others else []
    none = "" if needing or goals else "Nothing on sale that day asks for it."
    return Token(words, goals, groups, none)


def _group(label: str, found: Iterable[Scheme], asked: Asked, market: Market, **wanted: str) -> Group:
    prices = market.prices
    cheapest = sorted(found, key=lambda s: (unit_price(s, prices[s.id].amount or Decimal(0)), s.name))
    shown = cheapest if len(cheapest) <= SHOWN + 1 else cheapest[:SHOWN]
    rest = len(cheapest) - len(shown)
    of_day = Asked({name: asked[name] for name in ("price_date", "price_list")})
    links = [link_to(scheme, asked, market) for scheme in shown]
    return Group(label, links, f"{rest} more" if rest else "", of_day.address(sale="on", **wanted))


def link_to(scheme: Scheme, asked: Asked, market: Market | None) -> Link:
    """A scheme's page, with its price on the day or when it is sold."""
    price = market.price(scheme.id) if market else None
    words = ""
    if market is not None:
        symbol = formats.symbol(market.catalogue.currency)
        words = price_words(scheme, price, symbol) if price else formats.with_days(market.when_sold(scheme.id))
    is_named = scheme.vendor == "Generic" or scheme.product.startswith(scheme.vendor)
    name = scheme.name if is_named else scheme_words(scheme)
    is_recalled = price is not None and price.confidence == "recalled"
    return Link(name, f"/prices/{scheme.id}/{asked.of_day}", words, is_recalled)
