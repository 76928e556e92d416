"""An own list as it would price with other rows, without writing any."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from pricing.engine.market import Catalogue, Price
from pricing.market import UnknownPriceList, catalogue
from pricing.models import Price as StoredPrice
from pricing.models import PriceList

from .changing import Row, read_stored
from .history import make_price
from .rows import AS_BASE, PRICE_LISTS, PRICES


def make_tried_catalogue(price_list: str, rows: Sequence[Row]) -> Catalogue:
    """The list with these rows over those that it has, the rest as it is."""
    base = _find_base(price_list, rows)
    below: Mapping[str, Sequence[Price]] = {}
    if base:
        below = catalogue(base).prices
    try:
        present = catalogue(price_list)
    except UnknownPriceList:
        present = catalogue(base)
    given = [row for row in rows if row.kind is PRICES and row.price_list == price_list]
    own = _read_own(price_list, {row.values["scheme"] for row in given})
    for row in given:
        own[row.values["scheme"]][row.values["valid_from"]] = row
    tried = {scheme: _lay_over(below.get(scheme, ()), each) for scheme, each in own.items()}
    return Catalogue(
        price_list=price_list,
        currency=present.currency,
        schemes=present.schemes,
        prices=[*chain(*{**present.prices, **tried}.values())],
        assumptions=[*chain(*present.assumptions.values())],
        change=f"{present.change}-tried",
        exchange_rates=[*chain(*present.rates.values())],
    )


def _find_base(price_list: str, rows: Iterable[Row]) -> str:
    for row in rows:
        if row.kind is PRICE_LISTS and row.values["id"] == price_list:
            return str(row.values["base"])
    stored = PriceList.objects.filter(pk=price_list).first()
    return (stored.base_id if stored else "") or ""


def _read_own(price_list: str, schemes: set[str]) -> dict[str, dict[date, Row]]:
    found: dict[str, dict[date, Row]] = {scheme: {} for scheme in schemes}
    stored = StoredPrice.objects.filter(price_list=price_list, scheme__in=schemes)
    for each in stored:
        found[each.scheme_id][each.valid_from] = read_stored(each)
    return found


def _lay_over(below: Sequence[Price], own: Mapping[date, Row]) -> list[Price]:
    """The prices of a scheme: its own rows, and those of the base where they say nothing."""
    days = sorted(own)
    first = days[0] if days else date.max
    laid = [price for price in below if price.valid_from < first]
    for place, day in enumerate(days):
        row = own[day]
        if row.values["state"] != AS_BASE:
            laid.append(make_price(row.values))
            continue
        until = days[place + 1] if place + 1 < len(days) else date.max
        laid += _take_between(below, day, until)
    return laid


def _take_between(below: Sequence[Price], day: date, until: date) -> list[Price]:
    """What the base says from a day on, until another."""
    place = bisect_right(below, day, key=lambda price: price.valid_from)
    in_force = [replace(each, valid_from=day) for each in below[max(0, place - 1) : place]]
    return [*in_force, *(each for each in below[place:] if each.valid_from < until)]
