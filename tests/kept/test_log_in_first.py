"""Whoever sends a form without a session logs in first, and hears what waits meanwhile."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.markup import parsed, text_of

TYPED = {"name": "Branch", "note": "of autumn"}
FORMS = (
    *("/comparisons/", "/quotes/drafts/1/", "/quotes/make", "/catalogue/proposals/"),
    *("/lists/acme/", "/accounts/tokens/"),
)


def hold(page) -> dict[str, str]:
    """What the one form of a page sends on."""
    fields = parsed(page.content.decode()).iterfind(".//main//form//input")
    return {each.get("name"): each.get("value") for each in fields}


@pytest.mark.parametrize("address", FORMS)
def test_without_any_cookie_what_was_typed_waits_all_the_same(db, address):
    page = Client(enforce_csrf_checks=True).post(address, TYPED)
    assert hold(page) == TYPED


@pytest.mark.parametrize("is_trusted", [True, False])
@pytest.mark.parametrize("address", [each for each in FORMS if each != "/quotes/make"])
def test_what_waits_goes_on_to_the_whole_address_that_it_was_sent_to(db, address, is_trusted):
    whole = f"{address}?price_date=2010-07-01&price_list=us-list"
    page = Client(enforce_csrf_checks=not is_trusted).post(whole, TYPED)
    [form] = parsed(page.content.decode()).iterfind(".//main//form")
    assert form.get("action") == whole


def test_of_a_name_that_is_sent_twice_both_wait(db, client):
    page = client.post("/quotes/drafts/1/", {"line": ["3", "4"]})
    fields = parsed(page.content.decode()).iterfind(".//main//form//input")
    assert [each.get("value") for each in fields] == ["3", "4"]


@pytest.mark.parametrize("address", ["/quotes/load", "/catalogue/proposals/"])
def test_of_a_file_it_is_said_that_it_does_not_wait(db, client, address):
    page = client.post(address, {"file": SimpleUploadedFile("quote.csv", b"quote,version")})
    assert hold(page) == {}
    assert "a file can't wait here" in text_of(parsed(page.content.decode()))


def test_what_is_for_nobody_in_particular_is_refused_as_before(db):
    answer = Client(enforce_csrf_checks=True).post("/document.json", TYPED)
    assert answer.status_code == 403
