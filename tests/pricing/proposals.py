"""An own list and rows for it, as tests of proposals have them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pricing.catalogue.changing import Row, change_catalogue
from pricing.catalogue.proposing import apply_proposal, propose
from pricing.catalogue.rows import PRICE_LISTS, PRICES
from pricing.models import CatalogueChange, Proposal
from pricing.models.changes import LOAD

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HEADS = "scheme,valid_from,amount,tiers,source,source_url,confidence,note\n"
OWN = {
    "id": "acme",
    "name": "Acme's list",
    "currency": "USD",
    "region": "world",
    "owner": "Acme",
    "base": "us-list",
}


def make_row(
    scheme: str = "ms-vecd-sa", amount: str | None = "20.50", day: str = "2008-02-01", **more: Any
) -> Row:
    """A price of the own list."""
    values = {
        "scheme": scheme,
        "valid_from": date.fromisoformat(day),
        "amount": None if amount is None else Decimal(amount),
        "tiers": (),
        "source": "Offer 7",
        "source_url": "",
        "confidence": "verified",
        "note": "",
        "state": "",
        **more,
    }
    return Row(PRICES, "acme", values)


def write(*rows: Row) -> CatalogueChange | None:
    """Makes rows stand at once."""
    return change_catalogue(rows, kind=LOAD, at=NOW, reason="a test").change


def make_own_list() -> None:
    """An own list with two prices."""
    write(Row(PRICE_LISTS, "", OWN), make_row(), make_row("ms-vecd", "90.00"))


def offer(*rows: Row, by: Any = None, **more: Any) -> Proposal:
    """A proposal of rows for the own list."""
    return propose(rows, "acme", by=by, at=NOW, **more)


def take(proposal: Proposal, reason: str = "our offer of May", **more: Any) -> Any:
    """Applies it."""
    return apply_proposal(proposal, **{"by": None, "at": NOW, "reason": reason} | more)
