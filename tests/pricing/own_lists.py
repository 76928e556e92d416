"""Own price lists for tests: made by recorded changes, as everybody makes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from pricing.catalogue.changing import Row, change_catalogue
from pricing.catalogue.rows import LIST_TERMS, PRICE_LISTS, PRICES
from pricing.models import CatalogueChange
from pricing.models.changes import EDIT

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SOURCE = {"source": "contract 4711", "source_url": "", "confidence": "verified", "note": ""}


def list_row(name: str, base: str = "us-list", currency: str = "USD") -> Row:
    """A price list on top of another."""
    values = {
        "id": name,
        "name": f"Prices of {name}",
        "currency": currency,
        "region": "US",
        "owner": "us",
        "base": base,
    }
    return Row(PRICE_LISTS, "", values)


def price_row(price_list: str, scheme: str, day: str, amount: str = "", state: str = "") -> Row:
    """An own row: an amount, none of what is not sold, or what the base says."""
    values = {
        "scheme": scheme,
        "valid_from": date.fromisoformat(day),
        "amount": Decimal(amount) if amount else None,
        "tiers": (),
        "state": state,
        **SOURCE,
    }
    return Row(PRICES, price_list, values)


def term_row(price_list: str, of: str, share: str, day: str = "2007-01-01", **more: Any) -> Row:
    """What a list takes off."""
    values = {
        "price_list": price_list,
        "of": of,
        "valid_from": date.fromisoformat(day),
        "share": Decimal(share),
        **SOURCE,
    }
    return Row(LIST_TERMS, "", values | more)


def change(*rows: Row) -> int:
    """Makes them stand; gives the change's number."""
    made = change_catalogue(rows, kind=EDIT, at=NOW, reason="we agreed on it").change
    assert made is not None
    return made.number


def make_list(*rows: Row, name: str = "acme") -> int:
    """An own list on top of us-list, with these rows."""
    return change(list_row(name), *rows)


def read_first_day() -> str:
    """The day on which the catalogue begins."""
    return localdate(CatalogueChange.objects.earliest("number").at).isoformat()
