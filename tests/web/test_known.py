"""A comparison that is priced as the catalogue was known once says so, and leads to now."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pricing.catalogue.changing import change_catalogue, read_stored
from pricing.models import CatalogueVersion, Price
from pricing.models.changes import CORRECTION

from .markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

ADDRESS = "/?preset=autumn-2008&horizon_years=3"


@pytest.fixture
def before() -> int:
    """The number of the change before a correction that moves the answer."""
    number = CatalogueVersion.objects.get().number
    row = read_stored(Price.objects.get(scheme="ms-vecd-sa", valid_from="2008-01-21"))
    change_catalogue(
        [row._replace(values={**row.values, "amount": Decimal("99.00")})],
        kind=CORRECTION,
        at=datetime(2030, 3, 1, tzinfo=UTC),
        reason="it was misread",
    )
    return number


def test_the_page_says_as_known_when_and_leads_to_now(client, before):
    page = parsed(client.get(f"{ADDRESS}&known_on={before}").content.decode())
    (note,) = (each for each in page.iter() if each.get("id") == "known")
    assert f"(change {before})" in text_of(note)
    assert [link.get("href") for link in note.iter("a")] == [ADDRESS]


@pytest.mark.parametrize("known_on", ["999", "2099-01-01"])
def test_what_is_to_come_is_told(client, before, known_on):
    page = parsed(client.get(f"{ADDRESS}&known_on={known_on}").content.decode())
    (note,) = (each for each in page.iter() if each.get("id") == "known")
    assert f"{known_on} is to come: changes until then will count here too." in text_of(note)


def test_its_files_are_those_of_then(client, before):
    then = client.get(f"/comparison.json?preset=autumn-2008&known_on={before}").content
    now = client.get("/comparison.json?preset=autumn-2008").content
    pinned = client.get(f"/comparison.json?preset=autumn-2008&known_on={before + 1}").content
    assert then != now == pinned


def test_a_day_before_the_first_change_is_told_at_its_field(client, before):
    answer = client.get("/comparison.json?preset=autumn-2008&known_on=1999-01-01")
    assert (answer.status_code, "known_on" in answer.content.decode()) == (422, True)


def test_a_page_that_asks_for_now_has_no_such_words(client, before):
    page = parsed(client.get(ADDRESS).content.decode())
    assert [each for each in page.iter() if each.get("id") == "known"] == []


@pytest.mark.parametrize(("address", "status"), [("/", 200), ("/comparison.json", 422)])
def test_what_pages_of_prices_call_it_is_said_and_never_passed_over(client, address, status):
    answer = client.get(f"{address}?preset=today&known=1")
    assert answer.status_code == status
    assert "a comparison as known then is asked for by" in answer.content.decode()


def test_the_head_of_the_paper_names_a_change_by_its_number(client, before):
    page = parsed(client.get(f"{ADDRESS}&known_on={before}").content.decode())
    (head,) = (each for each in page.iter("div") if each.get("class") == "on-paper")
    assert f"as known at change {before}" in text_of(head)
