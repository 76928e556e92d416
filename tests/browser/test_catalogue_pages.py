"""Pages of the catalogue that people keep: whole on a phone in the dark, and on a desk."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from pricing.catalogue.feeds.origins import SentOrigin
from pricing.catalogue.feeds.sent import propose_feed
from pricing.catalogue.file_proposals import Target, map_proposal, propose_file, read_asked
from pricing.catalogue.files import CatalogueFaults
from pricing.catalogue.proposing import apply_proposal
from pricing.models import CatalogueChange, Proposal
from tests.accounts.people import give_second_factor, make_person
from tests.pricing.feeds import AZURE_RULES, make_items, make_page
from tests.pricing.own_lists import change, list_row, price_row, term_row
from tests.pricing.proposals import HEADS

from .boxes import find_faults
from .test_accessibility import found
from .test_whole_life import look

__all__ = ["look"]  # a fixture

TARGET = Target("acme", "USD")
OF_DESK = "Artikel;Bezeichnung;Unser Preis\nA-1;Windows 11 Enterprise E3 je Benutzer;5,44\n"
OF_CATALOGUE = (
    f"{HEADS}ms-vecd-sa,2008-01-01,25.00,,Offer 8,,verified,\n"
    "ms-vecd,2009-01-01,300.00,,Offer 8,,verified,\n"
)


@pytest.fixture
def people(transactional_db):
    """A price editor with a second factor."""
    made = {"paula": make_person("paula", "price editor")}
    give_second_factor(made["paula"])
    return made


@pytest.fixture
def addresses(catalogue_db, people) -> list[str]:
    """Each page with something on it: a feed that was applied, and one of which a part is gone; a
    file whose columns are to be named, and one that corrects; a price that was revoked.
    """
    change(
        list_row("acme"),
        price_row("acme", "ms-vecd-sa", "2008-01-01", "24.00"),
        price_row("acme", "ms-vecd", "2008-01-01", "90.00"),
        term_row("acme", "Microsoft", "0.125"),
    )
    of_feed = _propose_feed(people["paula"], make_items())
    made = apply_proposal(of_feed, by=people["paula"], at=timezone.now(), reason="December")
    assert made
    change(price_row("acme", "ms-vecd", "2008-01-01", state="revoked"))
    part = _propose_feed(people["paula"], make_items()[:2], is_part=True)
    named = _propose_file(people["paula"], "a.csv", OF_DESK)
    chosen = _propose_file(people["paula"], "b.csv", OF_DESK)
    with pytest.raises(CatalogueFaults):
        map_proposal(chosen, read_asked(chosen), at=timezone.now())
    corrected = _propose_file(people["paula"], "c.csv", OF_CATALOGUE, takes_corrections=True)
    last = CatalogueChange.objects.latest("number").number
    proposals = [f"/catalogue/proposals/{each.pk}/" for each in (of_feed, part, named, corrected)]
    return [
        "/catalogue/proposals/",
        *proposals,
        "/catalogue/changes/",
        f"/catalogue/changes/{made.number}/",
        f"/catalogue/difference?from={made.number - 1}&to={last}",
        "/lists/acme/",
        "/prices/ms-vecd/?price_list=acme",
        "/prices/az-vm-d8s-v5-host/?price_list=acme&price_date=2026-12-01",
    ]


def _propose_feed(by, items, **more) -> Proposal:
    sent = SentOrigin("feed.json", json.dumps(make_page(items)).encode())
    rules = SentOrigin("own.toml", AZURE_RULES.encode())
    return propose_feed(sent, TARGET, rules, by=by, at=timezone.now(), **more)


def _propose_file(by, name: str, content: str, **more) -> Proposal:
    return propose_file(name, content.encode(), TARGET, by=by, at=timezone.now(), **more)


def test_no_page_of_the_kept_catalogue_is_cut_or_wide_or_hard_to_use(addresses, look):
    page = look("paula", 360, 800, color_scheme="dark")
    faults = []
    for address in addresses:
        response = page.goto(address)
        assert response
        assert response.ok, address
        faults += [f"{address}: {fault}" for fault in (*find_faults(page), *found(page))]
        page.set_viewport_size({"width": 1440, "height": 900})
        faults += [f"{address} at 1440: {fault}" for fault in find_faults(page)]
        page.set_viewport_size({"width": 360, "height": 800})
    assert not faults, "\n".join(map(str, faults))
