"""The pages of the catalogue's history: what changed, when, why, and the way to then."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, User

from accounts.roles import VIEWER
from pricing.catalogue.changing import change_catalogue, read_stored
from pricing.models import CatalogueChange, Price
from pricing.models.changes import CORRECTION

from .markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]


@pytest.fixture
def corrected() -> CatalogueChange:
    """A change that puts one price right, by somebody."""
    row = read_stored(Price.objects.get(scheme="ms-vecd-sa", valid_from="2008-01-21"))
    changed = change_catalogue(
        [row._replace(values={**row.values, "amount": Decimal("24.00"), "note": ""})],
        kind=CORRECTION,
        at=datetime(2030, 3, 1, 12, tzinfo=UTC),
        by=User.objects.create_user("ada"),
        reason="it was <b>misread</b>",
    )
    assert changed.change is not None
    return changed.change


def read(client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    return parsed(answer.content.decode())


def test_the_newest_change_stands_first_with_its_reason(client, corrected):
    first = next(read(client, "/catalogue/changes/").iter("tbody"))[0]
    assert [text_of(cell) for cell in first] == [
        str(corrected.number),
        "1 March 2030",
        "a row put right",
        "it was <b>misread</b>",
        "prices: 1 changed",
    ]


def test_who_made_it_is_told_to_people_with_a_role_alone(client, corrected):
    reader = User.objects.create_user("vera")
    reader.groups.add(Group.objects.get(name=VIEWER))
    client.force_login(reader)
    first = next(read(client, "/catalogue/changes/").iter("tbody"))[0]
    assert text_of(first[2]) == "a row put right, by ada"


def test_a_change_tells_each_cell_before_and_since(client, corrected):
    page = read(client, f"/catalogue/changes/{corrected.number}/")
    rows = [[text_of(cell) for cell in row] for row in page.iter("tr")]
    assert rows[1] == ["prices: us-list ms-vecd-sa 2008-01-21", "amount", "23.00", "24.00"]


def test_a_change_leads_to_what_was_known_before_it(client, corrected):
    page = read(client, f"/catalogue/changes/{corrected.number}/")
    links = [link.get("href") for link in page.iter("a")]
    assert f"/?preset=today&known_on={corrected.number - 1}" in links
    assert client.get(f"/?preset=today&known_on={corrected.number - 1}").status_code == 200


def test_a_change_leads_to_the_readers_own_comparison_as_known_then(client, corrected):
    own = "/sure?preset=today&title=A+%26+B&known_on=1"
    address = f"/catalogue/changes/{corrected.number}/?{urlencode({'back': own})}"
    links = [link.get("href") for link in read(client, address).iter("a")]
    assert f"/sure?preset=today&title=A+%26+B&known_on={corrected.number}" in links


def test_a_large_change_shows_its_first_rows_and_counts_the_others(client):
    first = CatalogueChange.objects.first()
    page = read(client, f"/catalogue/changes/{first.number}/")
    rows = sum(counts["added"] for counts in first.counts.values())
    assert f"and {rows - 200} rows more." in text_of(page)


def test_there_is_no_page_of_a_change_that_never_was(client):
    assert client.get("/catalogue/changes/999999/").status_code == 404


def test_they_stand_below_prices_in_the_head(client):
    page = read(client, "/catalogue/changes/")
    current = [text_of(a) for a in page.iter("a") if a.get("aria-current")]
    assert current == ["Prices"]
