"""A price list as it was, in the notation of the catalogue's files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pricing.catalogue.rows import (
    ASSUMPTIONS,
    EXCHANGE_RATES,
    PRICES,
    SCHEMES,
    Kind,
    read_row,
    write_cell,
)
from pricing.engine.market import Assumption, Catalogue, ExchangeRate, Price, Scheme
from pricing.market import price_lists

from .models import ComparisonVersion, KeptCatalogue


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


@lru_cache(maxsize=8)
def read_catalogue(kept_id: int) -> Catalogue:
    """A kept catalogue as the engine takes it; kept rows never change, so neither does this."""
    kept = KeptCatalogue.objects.get(pk=kept_id)
    content = json.loads(kept.content)
    schemes = [Scheme(**_read(SCHEMES, cells)) for cells in content["schemes"]]
    return Catalogue(
        price_list=kept.price_list,
        currency=content["currency"],
        schemes={scheme.id: scheme for scheme in schemes},
        prices=[Price(**_read(PRICES, cells)) for cells in content["prices"]],
        assumptions=[Assumption(**_read(ASSUMPTIONS, cells)) for cells in content["assumptions"]],
        change=kept.change,
        exchange_rates=[
            ExchangeRate(**_read(EXCHANGE_RATES, cells)) for cells in content["exchange_rates"]
        ],
    )


def _write(catalogue: Catalogue) -> str:
    lists = {
        "schemes": (SCHEMES, catalogue.schemes.values()),
        "prices": (PRICES, _join(catalogue.prices)),
        "assumptions": (ASSUMPTIONS, _join(catalogue.assumptions)),
        "exchange_rates": (EXCHANGE_RATES, _join(catalogue.rates)),
    }
    content = {
        name: [_write_cells(kind, row) for row in rows] for name, (kind, rows) in lists.items()
    }
    return json.dumps({"currency": catalogue.currency, **content}, sort_keys=True)


def _join(rows: Mapping[str, list[Any]]) -> list[Any]:
    return [row for several in rows.values() for row in several]


def _write_cells(kind: Kind, row: Any) -> dict[str, str]:
    cells = {
        column: write_cell(field, column, getattr(row, column))
        for column, field in kind.fields.items()
    }
    return {column: cell for column, cell in cells.items() if cell}


def _read(kind: Kind, cells: Mapping[str, str]) -> dict[str, Any]:
    values, faults = read_row(kind, cells)
    assert values is not None, faults
    return values
