"""The API of prices and of the catalogue's changes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User

from accounts.roles import VIEWER
from pricing.catalogue.changing import change_catalogue, read_stored
from pricing.models import CatalogueVersion, Price
from pricing.models.changes import CORRECTION

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

ADDRESS = "/api/prices?list=us-list&date=2008-01-31"


@pytest.fixture
def before() -> int:
    """The number of the change before a correction of 23.00 to 99.00."""
    number = CatalogueVersion.objects.get().number
    key = {"price_list": "us-list", "scheme": "ms-vecd-sa", "valid_from": "2008-01-21"}
    row = read_stored(Price.objects.get(**key))
    change_catalogue(
        [row._replace(values={**row.values, "amount": Decimal("99.00")})],
        kind=CORRECTION,
        at=datetime(2030, 3, 1, 12, tzinfo=UTC),
        by=User.objects.create_user("ada"),
        reason="it was misread",
    )
    return number


def ask(client, address: str) -> dict:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return json.loads(response.content)


def find_amount(answer: dict) -> str:
    return next(each["amount"] for each in answer["prices"] if each["scheme"] == "ms-vecd-sa")


def test_prices_are_those_of_the_day_and_say_of_which_change(client, before):
    answer = ask(client, ADDRESS)
    assert find_amount(answer) == "99.00"
    assert (answer["catalogue"], answer["currency"]) == (before + 1, "USD")


def test_as_known_then_they_are_those_of_then(client, before):
    answer = ask(client, f"{ADDRESS}&known={before}")
    assert (find_amount(answer), answer["catalogue"]) == ("23.00", before)


def test_what_is_no_longer_sold_has_no_amount(client):
    assert find_amount(ask(client, "/api/prices?list=us-list&date=2020-01-01")) is None


def test_schemes_stand_in_order_each_once(client):
    schemes = [each["scheme"] for each in ask(client, ADDRESS)["prices"]]
    assert schemes == sorted(set(schemes))


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("date=2008-01-31", "list"),
        ("list=us-list", "date"),
        ("list=nonesuch&date=2008-01-31", "list"),
        ("list=us-list&date=2008-02-31", "date"),
        ("list=us-list&date=2008-01-31&known=x", "known"),
        ("list=us-list&date=2008-01-31&known=1999-01-01", "known"),
        ("list=us-list&date=2008-01-31&knwon=1", "knwon"),
        ("list=us-list&list=us-list&date=2008-01-31", "list"),
    ],
)
def test_what_cannot_be_answered_is_told_by_its_name(client, query, path):
    response = client.get(f"/api/prices?{query}")
    faults = json.loads(response.content)["faults"]
    assert (response.status_code, [fault["path"] for fault in faults]) == (422, [path])


def test_changes_stand_with_the_newest_first(client, before):
    first, *_ = ask(client, "/api/catalogue/changes")["changes"]
    assert first == {
        "number": before + 1,
        "at": "2030-03-01T12:00:00+00:00",
        "kind": "correction",
        "reason": "it was misread",
        "by": "",
    }


def test_who_made_them_is_told_to_people_with_a_role(client, before):
    reader = User.objects.create_user("vera")
    reader.groups.add(Group.objects.get(name=VIEWER))
    client.force_login(reader)
    assert ask(client, "/api/catalogue/changes")["changes"][0]["by"] == "ada"
