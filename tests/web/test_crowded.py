"""A number of desktops that was typed does not move the users: the page says so."""

from __future__ import annotations

import pytest
from django.test import Client

from pricing.presets import SHOWN_PRESETS

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")
CROWDED = "preset=today&fleet.1.desktops=150"


def notes(client: Client, query: str, path: str = "/") -> list[str]:
    """What the answer says beside its figure."""
    tree = parsed(client.get(f"{path}?{query}").content.decode())
    found = tree.findall(".//div[@id='sentence']/p[@class='note']")
    return [" ".join(text_of(note).split()) for note in found]


@pytest.mark.parametrize("path", ["/", "/sure", "/where", "/rigged"])
def test_more_users_at_once_than_desktops_are_said_with_as_many_as_may_be_meant(client, path):
    assert notes(client, CROWDED, path) == [
        "Contact centre: 270 of 450 users are at work at once, on 150 desktops. The number of "
        "users does not follow that of desktops. Use 225 users"
    ]


def test_users_that_fit_are_not_spoken_of(client):
    assert notes(client, f"{CROWDED}&fleet.1.users=225") == []


@pytest.mark.parametrize("name", SHOWN_PRESETS)
def test_no_starting_point_is_crowded(client, name):
    assert notes(client, f"preset={name}") == []


def test_users_stand_beside_the_desktops_that_they_share(client):
    tree = parsed(client.get("/?preset=today").content.decode())
    (link,) = tree.findall(".//p[@class='users']/a")
    assert (text_of(link).strip(), link.get("href")) == ("for 450 users", "#f.fleet.1.users")
