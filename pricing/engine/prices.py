"""What a pack costs in each year of payment: list, term, discount, quoted prices, known changes.

Methodology, Money and What real purchases need. A purchase of column t and the yearly
payment of year t+1 are both of payment year t, counted from 0 here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .document import Entry, Scenario
from .exact import decimal_half_up, decimals_of, net_price
from .market import Market, Price, Scheme, years_after
from .numbers import NetPrice

NO_DISCOUNT = Decimal(0)
Tiers = tuple[tuple[int, Decimal], ...]
NOT_ON_SALE: Tiers = ((0, Decimal(0)),)
MAINTENANCE = ".maintenance"


class YearPrice(NamedTuple):
    """What a pack costs in one payment year.

    `listed`: the row in force, None where none is. `list_tiers` (threshold, list price by the
    entry's term) from unit 0 on; `tiers` the net prices, beside them or, where it `is_quoted`, the
    one amount in their place. `rises`: the power of 1 + price inflation.
    """

    listed: Price | None
    list_tiers: Tiers
    tiers: Tiers
    discount: Decimal
    rises: int
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a pack of an entry costs by payment year, and what its maintenance is a share of.

    `is_steady`: one price throughout, which rises with inflation alone.
    """

    years: tuple[YearPrice, ...]
    maintenance: tuple[YearPrice, ...]
    is_steady: bool


def discount_of(scenario: Scenario, scheme: Scheme) -> Decimal:
    """What the scenario says, else what its list takes off on the price date, else none."""
    said = find_said_discount(scenario, scheme)
    if said is None:
        return discount_of_list(scenario.market.price(scheme.id))
    return said


def find_said_discount(scenario: Scenario, scheme: Scheme) -> Decimal | None:
    """The discount that a scenario says: by scheme id, else by vendor, else by `*`."""
    if not scenario.discounts:
        return None
    for name in (scheme.id, scheme.vendor, "*"):
        if name in scenario.discounts:
            return scenario.discounts[name]
    return None


def find_price(scenario: Scenario, scheme: Scheme) -> Price | None:
    """The price on the price date, with what its list takes off only where that counts."""
    price = scenario.market.price(scheme.id)
    if price is None:
        return None
    if scheme.id in scenario.net_prices or find_said_discount(scenario, scheme) is not None:
        return price.without_term
    return price


def discount_of_list(price: Price | None) -> Decimal:
    """What an own list takes off a price where the scenario says nothing."""
    if price is None or price.term is None:
        return NO_DISCOUNT
    return price.term.share


def tariff_of(scenario: Scenario, entry: Entry, years: int, price_changes: str) -> Tariff:
    """The tariff of one entry of a stack over the horizon.

    What is not on sale counts as 0 on its way to no figures.
    """
    scheme = entry.scheme
    return _make_tariff(
        scenario.market,
        scheme,
        entry.term_factor,
        find_said_discount(scenario, scheme),
        scenario.discounts.get(scheme.id + MAINTENANCE),
        scenario.net_prices.get(scheme.id),
        years,
        price_changes == "known",
    )


def with_discounts(tariff: Tariff, other: Tariff) -> Tariff:
    """A tariff with what another takes off in each year; what was quoted stays."""
    years = tuple(map(_take_discount, tariff.years, other.years))
    if other.maintenance is other.years:
        maintenance = years
    else:
        maintenance = tuple(map(_take_discount, tariff.maintenance, other.maintenance))
    return Tariff(years, maintenance, is_steady=False)


def _take_discount(year: YearPrice, other: YearPrice) -> YearPrice:
    if other.is_quoted:
        return year
    tiers = tuple(
        (threshold, net_price(amount, other.discount)) for threshold, amount in year.list_tiers
    )
    return year._replace(tiers=tiers, discount=other.discount, is_quoted=False)


@lru_cache(maxsize=8192)
def _make_tariff(
    market: Market,
    scheme: Scheme,
    term: Decimal,
    discount: Decimal | None,
    maintenance_discount: Decimal | None,
    quoted: NetPrice | None,
    years: int,
    knows_changes: bool,
) -> Tariff:
    """The same from what decides it alone, so that it is made once for scenarios that share it."""
    rows = list(_find_rows_by_year(market, scheme, years, knows_changes))
    if quoted is not None:
        discount = NO_DISCOUNT  # nothing comes off what was quoted
    listed = tuple(_make_year_price(row, rises, term, discount) for row, rises in rows)
    if quoted is None:
        paid = listed
    else:
        paid = tuple(_make_quoted(quoted, year, each) for year, each in enumerate(listed))
    maintenance = paid
    if maintenance_discount is not None and rows[0][0] is not None:
        maintenance = tuple(
            _make_year_price(row, rises, term, maintenance_discount) for row, rises in rows
        )
    return Tariff(
        paid,
        maintenance,
        quoted is None and maintenance is paid and rows[-1] == (rows[0][0], years - 1),
    )


def _find_rows_by_year(
    market: Market, scheme: Scheme, years: int, knows_changes: bool
) -> Iterator[tuple[Price | None, int]]:
    """The row of the list that each payment year takes, and the power of inflation on it.

    Without known changes, the row in force throughout (methodology, Changes that the list knows).
    """
    first = market.price(scheme.id)
    coming = []
    if first is not None and knows_changes:
        coming = [
            row
            for row in market.list_rows(scheme.id)
            if row.valid_from > market.day and row.amount is not None
        ]
    row, since = first, 0
    for year in range(years):
        day = years_after(market.day, year)
        while coming and coming[0].valid_from <= day:
            following = coming.pop(0)
            # Another term takes more or less off the same price, which goes on rising.
            if not following.is_same_as(row):
                since = year
            row = following
        yield row, year - since


def _make_quoted(quoted: NetPrice, year: int, listed: YearPrice) -> YearPrice:
    """The n-th amount for the n-th year; the last one rises with inflation from its own year on."""
    amounts = quoted.amounts
    tiers = ((0, amounts[min(year + 1, len(amounts)) - 1]),)
    rises = max(0, year + 1 - len(amounts))
    return listed._replace(tiers=tiers, discount=NO_DISCOUNT, rises=rises, is_quoted=True)


def _make_year_price(
    row: Price | None, rises: int, term: Decimal, said: Decimal | None
) -> YearPrice:
    """At the discount that the scenario says, else at the one of the list."""
    discount = said
    if discount is None:
        discount = discount_of_list(row)
    if row is None or row.amount is None:
        return YearPrice(row, NOT_ON_SALE, NOT_ON_SALE, discount, rises)
    if said is not None:
        row = row.without_term
    return YearPrice(row, *_make_tiers(row, term, discount), discount, rises)


@lru_cache(maxsize=8192)
def _make_tiers(row: Price, term: Decimal, discount: Decimal) -> tuple[Tiers, Tiers]:
    """(threshold, price) from unit 0 on, by the list and its term, and net: each rounded to its own
    decimals.
    """
    assert row.amount is not None
    steps = ((0, row.amount), *row.tiers)
    listed = tuple((threshold, in_term(amount, term)) for threshold, amount in steps)
    return listed, tuple((threshold, net_price(amount, discount)) for threshold, amount in listed)


def in_term(amount: Decimal, term: Decimal) -> Decimal:
    """A list price by a term of payment, half up to its own decimals, at least 2.

    >>> in_term(Decimal("36.00"), Decimal("1.2")), in_term(Decimal("7"), Decimal("1.05"))
    (Decimal('43.20'), Decimal('7.35'))
    """
    if term == 1:
        return amount
    return decimal_half_up(amount * term, decimals_of(amount))
