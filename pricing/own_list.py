"""Where an own price list differs from the list on top of which it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .engine.evidence import find_age
from .engine.exact import net_price
from .engine.list_terms import ListTerm
from .engine.market import Catalogue, Market, Price, Scheme
from .engine.vocabulary import CONFIDENCES


class Difference(NamedTuple):
    """A scheme of which a list has a price of its own on a day, and what its base says that day, in
    the list's currency; None, or no amount: not on sale. `missing_rate`: why the base's price, as
    it stands there, can't be had in that currency.
    """

    scheme: Scheme
    own: Price
    base: Price | None
    missing_rate: str = ""

    @property
    def has_base_changed(self) -> bool:
        """Whether the base's price is newer than the list's own."""
        return self.base is not None and self.base.valid_from > self.own.valid_from

    @property
    def more(self) -> Decimal | None:
        """By how much the list is above its base; None where one of them sells nothing."""
        if self.own.amount is None or self.base is None or self.base.amount is None:
            return None
        if self.missing_rate:
            return None
        return self.own.amount - self.base.amount


def list_differences(own: Catalogue, base: Catalogue, day: date) -> Iterator[Difference]:
    """The schemes of which the list's own row is in force, by vendor and name."""
    market = own.on(day)
    for scheme in sorted(own.schemes.values(), key=lambda s: (s.vendor, s.name, s.id)):
        price = own.find_price(scheme.id, day)
        if price is not None and price.base is None:
            yield _make_difference(market, scheme, price, base)


def _make_difference(market: Market, scheme: Scheme, own: Price, base: Catalogue) -> Difference:
    beneath = base.find_price(scheme.id, market.day)
    if beneath is None:
        return Difference(scheme, own, None)
    beneath = beneath.told_in(base.currency, market.catalogue.currency)
    converted = market.convert(beneath)
    if converted is None:
        return Difference(scheme, own, beneath, market.tell_missing_rate(beneath.currency))
    return Difference(scheme, own, converted)


class Paid(NamedTuple):
    """What a pack costs, less what its list takes off. `currency`: the list's, but of what no rate
    of the day converts.
    """

    amount: Decimal
    currency: str


def find_net_price(own: Catalogue, scheme: str, day: date) -> Paid | None:
    """What a pack costs in a list on a day; None: not on sale."""
    price = own.find_price(scheme, day)
    if price is None or price.amount is None:
        return None
    price = own.on(day).convert(price) or price
    assert price.amount is not None
    amount = net_price(price.amount, price.term.share) if price.term else price.amount
    return Paid(amount, price.currency or own.currency)


class Sayings(NamedTuple):
    """What a list says by itself: its own rows over all days, and what it takes off."""

    prices: list[Price]
    terms: list[ListTerm]

    @property
    def days(self) -> list[date]:
        """From when each holds."""
        prices = [price.valid_from for price in self.prices]
        return prices + [term.valid_from for term in self.terms]

    def holds_on(self, own: Catalogue, day: date) -> bool:
        """Whether any of it counts on a day."""
        in_force = {term.of: term for term in self.terms if term.valid_from <= day}
        found = (own.find_price(name, day) for name in {price.scheme for price in self.prices})
        return any(term.share for term in in_force.values()) or any(
            price is not None and price.base is None for price in found
        )


def list_sayings(own: Catalogue, terms: Iterable[ListTerm]) -> Sayings:
    """What a list that stands on another says by itself; `terms` in the order of their days."""
    prices = (price for rows in own.prices.values() for price in rows)
    return Sayings([price for price in prices if price.base is None], list(terms))


def find_newest_day(own: Catalogue, terms: Iterable[ListTerm]) -> date | None:
    """The first day on which its newest price or term holds; None where there is none."""
    newest = (
        next((row for row in reversed(rows) if row.base is None and row.amount is not None), None)
        for rows in own.prices.values()
    )
    sold = [price.valid_from for price in newest if price is not None]
    taken = [term.valid_from for term in terms if term.share]
    return max((*sold, *taken), default=None)


def count_confidences(said: Iterable[Price | ListTerm]) -> dict[str, int]:
    """How many were read in their source, worked out, or recalled."""
    counts = Counter(each.confidence for each in said)
    return {name: counts[name] for name in CONFIDENCES}


def count_ages(said: Iterable[Price | ListTerm], day: date) -> dict[tuple[str, str, str], int]:
    """How many are of each kind and age on a day, as a total's shares are told."""
    return Counter((each.confidence, "", find_age([each.find_seen(day)], day)) for each in said)
