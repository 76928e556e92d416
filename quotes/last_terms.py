"""The parties and the tax of a maker's last quote: they are often those of the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .models import Quote

TAKEN = ("supplier", "customer", "tax_label", "tax_rate")


def find_last_terms(quote: Quote, by: Any) -> dict[str, Any]:
    """What a draft without parties can take of the last quote of the same maker that has some;
    nothing where there is none.
    """
    if quote.supplier or quote.customer:
        return {}
    others = Quote.objects.filter(maker=by).exclude(pk=quote.pk)
    last = others.exclude(supplier="", customer="").order_by("-pk").values(*TAKEN).first()
    return dict(last or {})


def name_parties(terms: Mapping[str, Any]) -> list[str]:
    """The first line of each party that is named, the supplier before the customer.

    >>> name_parties({"supplier": "ACME\\nStreet 1", "customer": ""})
    ['ACME']
    """
    lines = [terms[name].strip().partition("\n")[0] for name in ("supplier", "customer")]
    return [line for line in lines if line]
