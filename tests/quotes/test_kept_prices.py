"""What is kept of a price list is the list's alone, whichever comparison needed it first."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import product

import pytest
from django.db.models import F

from pricing.models import Assumption, CatalogueVersion, ExchangeRate, Price
from pricing.presets import presets
from quotes.kept_catalogues import read_catalogue
from quotes.models import KeptCatalogue
from quotes.versions import make_comparison, price_version, write_answer
from tests.pricing.own_lists import change, list_row, price_row, term_row

from .conftest import NOW

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

# Each list, and what a document of it may bring: no rate, or one of its own.
RATES = {
    "us-list": ({}, {"EUR": "1.1"}),
    "eu-list": ({}, {"USD": "0.9"}),
    "uk-list": ({}, {"USD": "0.6", "EUR": "0.8"}),
    "ours": ({}, {"USD": "0.9"}),
}


def write_comparison(price_list: str, rates: dict[str, str], known_on: str) -> str:
    document = {**presets()["january-2008"], "price_list": price_list}
    more = {"exchange_rates": rates, "known_on": known_on}
    return json.dumps(document | {name: value for name, value in more.items() if value})


def make_own_list() -> str:
    """On top of dollars, in euros; the number of its change."""
    return str(
        change(
            list_row("ours", currency="EUR"),
            price_row("ours", "ms-vecd-sa", "2008-01-21", "15.00"),
            term_row("ours", "*", "0.12"),
        )
    )


@pytest.mark.parametrize("is_own_rate_first", [False, True])
def test_every_version_prices_as_it_did_whatever_others_brought(people, is_own_rate_first):
    known = make_own_list()
    asked = [
        (price_list, rates, known_on)
        for price_list, known_on in product(RATES, ("", known))
        for rates in RATES[price_list]
    ]
    if is_own_rate_first:
        asked.reverse()
    versions = [
        make_comparison("Desks", write_comparison(*each), people["bob"], at=NOW) for each in asked
    ]
    Assumption.objects.filter(name="admin_salary").update(typical=F("high"))
    Price.objects.filter(amount__gt=1).update(amount=F("amount") + 1)
    ExchangeRate.objects.update(rate=F("rate") * 2)
    CatalogueVersion.change()
    read_catalogue.cache_clear()
    moved = [
        each
        for each, version in zip(asked, versions, strict=True)
        if write_answer(price_version(version)) != version.answer
    ]
    assert moved == []


def test_a_rate_of_the_document_s_own_is_not_kept_with_the_list(people):
    own = write_comparison("eu-list", {"USD": "0.9"}, "")
    make_comparison("Desks", own, people["bob"], at=NOW)
    kept = json.loads(KeptCatalogue.objects.get().content)
    assert all(rate["valid_from"] for rate in kept["exchange_rates"])


def test_a_version_in_another_currency_than_its_prices_needs_the_rates_that_are_kept(people):
    make_own_list()
    version = make_comparison("Desks", write_comparison("ours", {}, ""), people["bob"], at=NOW)
    kept = json.loads(KeptCatalogue.objects.get().content)
    assert {rate["from_currency"] for rate in kept["exchange_rates"]} == {"USD"}
    later = make_comparison("Desks", version.document, people["bob"], at=NOW + timedelta(days=1))
    assert later.catalogue_id == version.catalogue_id
