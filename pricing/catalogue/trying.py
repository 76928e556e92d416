"""An own list as it would price with other rows, without writing any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from pricing.engine.list_terms import ListTerm
from pricing.engine.market import Catalogue
from pricing.market import UnknownPriceList, catalogue, price_lists, read_list
from pricing.models import PriceList

from .changing import Row
from .history import make_price, make_term
from .own_lists import OwnPrice, read_prices
from .rows import LIST_TERMS, PRICE_LISTS, PRICES


def make_tried_catalogue(price_list: str, rows: Sequence[Row]) -> Catalogue:
    """The list with these rows over those that it has, the rest as it is."""
    currency, base = _find_list(price_list, rows)
    try:
        present = catalogue(price_list)
    except UnknownPriceList:
        present = catalogue(base)
    lists = {row.id: (row.currency, row.base) for row in price_lists()}
    lists[price_list] = currency, base
    given = {
        (row.values["scheme"], row.values["valid_from"]): make_price(row.values)
        for row in rows
        if row.kind is PRICES and row.price_list == price_list
    }

    taken = {
        (row.values["of"], row.values["valid_from"]): make_term(row.values)
        for row in rows
        if row.kind is LIST_TERMS and row.values["price_list"] == price_list
    }

    def read_tried(name: str) -> tuple[list[OwnPrice], list[ListTerm]]:
        prices, terms = read_list(name)
        if name != price_list:
            return prices, terms
        there = {(own.price.scheme, own.price.valid_from): own for own in prices}
        off = {(term.of, term.valid_from): term for term in terms}
        return [*{**there, **given}.values()], [*{**off, **taken}.values()]

    return Catalogue(
        price_list=price_list,
        currency=currency,
        schemes=present.schemes,
        prices=read_prices(price_list, lists, read_tried, present.schemes),
        assumptions=[*chain(*present.assumptions.values())],
        change=f"{present.change}-tried",
        exchange_rates=present.rates.rows,
    )


def make_new_list(base: Catalogue, price_list: str, currency: str) -> Catalogue:
    """A list on top of another that says nothing yet, in a currency of its own."""
    return Catalogue(
        price_list=price_list,
        currency=currency,
        schemes=base.schemes,
        prices=[price.told_in(base.currency, currency) for price in chain(*base.prices.values())],
        assumptions=[*chain(*base.assumptions.values())],
        change=base.change,
        exchange_rates=base.rates.rows,
    )


def _find_list(price_list: str, rows: Iterable[Row]) -> tuple[str, str]:
    """Its currency and base: of a new list what its row says."""
    for row in rows:
        if row.kind is PRICE_LISTS and row.values["id"] == price_list:
            return str(row.values["currency"]), str(row.values["base"])
    stored = PriceList.objects.get(pk=price_list)
    return stored.currency, stored.base_id or ""
