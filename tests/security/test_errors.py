"""What falls over tells its reader nothing, and lets nobody in."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client

from tests.accounts.people import is_logged_in, log_in, make_person

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]
INNER = "a word of the program, /srv/secret.py"


def fall(*given, **more):
    raise RuntimeError(INNER)


@pytest.fixture
def broken(monkeypatch):
    """Every view falls over."""
    monkeypatch.setattr("calculator.views.troubled.AnswerTroubled.__call__", fall)
    return Client(raise_request_exception=False)


def ask_in_each_way(client):
    body = json.dumps({"preset": "january-2008"})
    return [
        client.get("/prices/"),
        client.get("/prices/", headers={"hx-request": "true"}),
        client.get("/api/prices"),
        client.get("/prices.csv"),
        client.post("/api/compare", body, content_type="application/json"),
    ]


def test_an_error_tells_its_reader_nothing_of_the_program(broken):
    answers = ask_in_each_way(broken)
    assert {each.status_code for each in answers} == {500}
    for each in answers:
        assert each["X-Request-ID"]
        assert INNER not in each.content.decode()
        assert "Traceback" not in each.content.decode()


def test_an_error_is_in_the_log_with_its_traceback(broken, caplog):
    with caplog.at_level(logging.ERROR):
        broken.get("/prices/")
    assert INNER in caplog.text
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("path", ["/", "/prices/", "/quotes/", "/api/quotes", "/admin/"])
@pytest.mark.parametrize(
    "broken",
    [
        "accounts.second_factor.list_roles",
        "accounts.second_factor.get_adapter",
        "accounts.idle._was_last_here",
    ],
)
def test_what_cannot_be_looked_up_of_a_person_lets_nobody_in(monkeypatch, path, broken):
    client = Client(raise_request_exception=False)
    client.force_login(make_person("anna", "approver", "buyer"))
    monkeypatch.setattr(broken, fall)
    assert client.get(path).status_code == 500


def test_a_password_whose_tries_cannot_be_counted_lets_nobody_in(monkeypatch):
    client = Client(raise_request_exception=False)
    make_person("ada")
    monkeypatch.setattr("accounts.adapters.take_place", fall)
    assert log_in(client).status_code == 500
    assert not is_logged_in(client)


@pytest.mark.parametrize("path", ["/quotes/", "/comparisons/", "/api/quotes", "/quotes/drafts/1/"])
def test_a_right_that_cannot_be_looked_up_is_none(monkeypatch, path):
    client = Client(raise_request_exception=False)
    client.force_login(make_person("bob", "buyer"))
    monkeypatch.setattr("accounts.roles.list_roles", fall)
    for module in ("accounts.second_factor", "quotes.rights", "accounts.rights"):
        monkeypatch.setattr(f"{module}.list_roles", fall, raising=False)
    assert client.get(path).status_code in (403, 404, 500)
