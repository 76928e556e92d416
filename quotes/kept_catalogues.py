"""A price list as it was, in the notation of the catalogue's files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from functools import lru_cache, partial
from typing import Any

from pricing.catalogue.change_numbers import find_numbers
from pricing.catalogue.history import make_catalogue, read_price, read_term
from pricing.catalogue.rows import (
    ASSUMPTIONS,
    EXCHANGE_RATES,
    LIST_TERMS,
    PRICES,
    SCHEMES,
    fill_cells,
)
from pricing.engine.market import Catalogue, Price
from pricing.market import price_lists

from .models import ComparisonVersion, KeptCatalogue

# What the kinds of rows are called in what is kept.
NAMES = {
    "schemes": SCHEMES,
    "assumptions": ASSUMPTIONS,
    "exchange_rates": EXCHANGE_RATES,
}


# What an own list makes of a price of its base, and in which currency another list says it.
OWN = "own"
CURRENCY = "currency"


def keep_catalogue(catalogue: Catalogue) -> KeptCatalogue | None:
    """The catalogue's row, made where it is the first to need it; None of a document's own."""
    if not catalogue.change:
        return None
    kept, _ = KeptCatalogue.objects.get_or_create(
        change=catalogue.change,
        price_list=catalogue.price_list,
        defaults={"name": _find_name(catalogue.price_list), "content": _write(catalogue)},
    )
    return kept


def _find_name(price_list: str) -> str:
    """What a list is called today."""
    return {row.id: row.name for row in price_lists()}.get(price_list, "")


def name_price_list(version: ComparisonVersion) -> str:
    """What the price list of a version was called when that was kept; "" of the document's own."""
    if version.catalogue_id is None:
        return ""
    kept = KeptCatalogue.objects.only("name", "price_list").get(pk=version.catalogue_id)
    return kept.name or kept.price_list


def find_change_number(version: ComparisonVersion) -> int | None:
    """The number of the change that a version is priced as of; None of a document's own catalogue,
    and of what was kept before changes had numbers.
    """
    if version.catalogue is None:
        return None
    return find_numbers(version.catalogue.change).known


def find_shown_number(version: ComparisonVersion) -> int | None:
    """The same for everybody who has a link: the last that all may know of."""
    if version.catalogue is None:
        return None
    return find_numbers(version.catalogue.change).shown


@lru_cache(maxsize=8)
def read_catalogue(kept_id: int) -> Catalogue:
    """A kept catalogue as the engine takes it; kept rows never change, so neither does this."""
    kept = KeptCatalogue.objects.get(pk=kept_id)
    content = json.loads(kept.content)
    rows = {kind: content[name] for name, kind in NAMES.items()}
    # Once a comparison's own rates were kept here too, which have no day and stand in its document.
    rows[EXCHANGE_RATES] = [row for row in rows[EXCHANGE_RATES] if "valid_from" in row]
    prices = [_read_price(cells) for cells in content["prices"]]
    return make_catalogue(kept.price_list, content["currency"], kept.change, rows, prices)


def _write(catalogue: Catalogue) -> str:
    rows = {
        SCHEMES: catalogue.schemes.values(),
        ASSUMPTIONS: _join(catalogue.assumptions),
        EXCHANGE_RATES: catalogue.rates.list_needed(catalogue.foreign_currencies),
    }
    content = {
        name: [fill_cells(kind, partial(_read_value, row)) for row in rows[kind]]
        for name, kind in NAMES.items()
    }
    prices = [_write_price(price, catalogue.price_list) for price in _join(catalogue.prices)]
    content["prices"] = prices
    return json.dumps({"currency": catalogue.currency, **content}, sort_keys=True)


def _write_price(price: Price, price_list: str) -> dict[str, Any]:
    """Its cells; of one of an own list those of its base, with what the list makes of them."""
    base = price.base or price
    cells: dict[str, Any] = fill_cells(PRICES, partial(_read_value, base))
    if base.currency:
        cells[CURRENCY] = base.currency
    if price.base:
        cells[OWN] = {"valid_from": price.valid_from.isoformat()}
    if price.term:
        values = {"price_list": price_list, **asdict(price.term)}
        cells[OWN]["term"] = fill_cells(LIST_TERMS, values.get)
    return cells


def _read_price(cells: dict[str, Any]) -> Price:
    own, currency = cells.pop(OWN, None), cells.pop(CURRENCY, "")
    price = replace(read_price(cells).price, currency=currency)
    if own is None:
        return price
    term = None
    if "term" in own:
        term = read_term(own["term"])
    return price.in_list(date.fromisoformat(own["valid_from"]), term)


def _read_value(row: Any, column: str) -> Any:
    """None of what rows say of their price list, which a market has settled."""
    return getattr(row, column, None)


def _join(rows: Mapping[str, list[Any]]) -> list[Any]:
    return [row for several in rows.values() for row in several]
