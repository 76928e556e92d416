"""Prices and changes of the catalogue as the API tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.timezone import localtime

from calculator.parameters import list_given_twice
from calculator.prices.catalogues import find_catalogue
from calculator.prices.changes import find_newest_changes, name_authors
from pricing.catalogue.beginning import tell_nothing_known
from pricing.catalogue.history import find_change
from pricing.catalogue.shown import ToldChange, list_changes
from pricing.engine.answer_document import write_conversion
from pricing.engine.faults import Faults, name_hint
from pricing.engine.fields import SHAPES
from pricing.engine.market import Market, Price
from pricing.engine.reading import Reader
from pricing.market import price_lists
from pricing.models import CatalogueChange

NAMES = ("list", "date", "known")


def tell_prices(parameters: QueryDict) -> dict[str, Any]:
    """The price in force of every scheme of a list on a day, as known now or then.

    Raises `Faults`.
    """
    reader = Reader()
    for name in parameters:
        if name not in NAMES:
            reader.fault(name, parameters[name], "is not known", name_hint(name, NAMES))
    reader.faults += list_given_twice(parameters, parameters)
    day = reader.day(parameters.get("date", ""), "date", SHAPES["document"]["price_date"])
    change = _read_change(parameters.get("known", "").strip(), reader)
    wanted, lists = parameters.get("list", "").strip(), [row.id for row in price_lists()]
    catalogue = None
    if wanted in lists:
        catalogue = find_catalogue(wanted, change)
    if catalogue is None:
        reader.fault(
            "list", wanted, f"may hold {' or '.join(lists) or 'a list, but none is there'}"
        )
    if reader.faults:
        raise Faults(reader.faults)
    assert catalogue is not None
    assert day is not None
    assert change is not None
    return {
        "catalogue": change.number,
        "list": catalogue.price_list,
        "currency": catalogue.currency,
        "date": day.isoformat(),
        "prices": [*_list_in_force(catalogue.on(day))],
    }


def _read_change(known: str, reader: Reader) -> CatalogueChange | None:
    """That since which the catalogue was so, the last where nothing is asked for."""
    if not known:
        return list_changes().order_by("number").last()
    try:
        change = find_change(known)
    except ValueError as error:
        reader.fault("known", known, str(error))
        return None
    if change is None:
        reader.fault("known", known, tell_nothing_known())
    return change


def _list_in_force(market: Market) -> Iterator[dict[str, Any]]:
    """What is said that day of each scheme of which anything is, by scheme."""
    for scheme in sorted(market.catalogue.prices):
        price = market.price(scheme) or market.catalogue.find_price(scheme, market.day)
        if scheme in market.unconverted_prices:
            yield _tell_unconverted(market.unconverted_prices[scheme], market)
        elif price is not None:
            yield _tell_price(price)


def _tell_price(price: Price) -> dict[str, Any]:
    """A price; without an amount it is not on sale."""
    amount, off = None, Decimal(0)
    if price.amount is not None:
        amount = f"{price.amount:f}"
    if price.term is not None:
        off = price.term.share
    return {
        "scheme": price.scheme,
        "valid_from": price.valid_from.isoformat(),
        "amount": amount,
        "tiers": [[threshold, f"{each:f}"] for threshold, each in price.tiers],
        "off": f"{off.normalize():f}",
        "source": price.source,
        "source_url": price.source_url,
        "confidence": price.confidence,
        "note": price.note,
        **write_conversion(price),
    }


def _tell_unconverted(price: Price, market: Market) -> dict[str, Any]:
    """A price that no rate brings into the list's currency: on sale, at an amount of another."""
    original = {"amount": f"{price.amount:f}", "currency": price.currency}
    return {
        **_tell_price(price),
        "amount": None,
        "tiers": [],
        "original": original,
        "missing_rate": market.tell_missing_rate(price.currency),
    }


def tell_changes(user: Any) -> dict[str, Any]:
    """The changes that who asks may know of, the newest first; who made them, to people with a
    role.
    """
    changes = find_newest_changes()
    authors = name_authors(changes, user)
    return {"changes": [_tell_change(each, authors.get(each.by, "")) for each in changes]}


def _tell_change(change: ToldChange, author: str) -> Mapping[str, Any]:
    return {
        "number": change.number,
        "at": localtime(change.at).isoformat(timespec="seconds"),
        "kind": change.kind,
        "reason": change.reason,
        "by": author,
    }
