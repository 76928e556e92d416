"""The lists of quotes: what stands in each column, and what is read for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import calculator.kept.lists as lists
from quotes.models import Quote
from tests.web.markup import parsed, text_of

from .conftest import age

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


@pytest.fixture
def address(draft):
    return f"/quotes/drafts/{draft.pk}/"


def read_lists(client) -> dict[str, list[list[str]]]:
    """The rows of each list by its title."""
    tables = parsed(client.get("/quotes/").content.decode()).iter("table")
    return {
        text_of(table.find("caption")): [
            [text_of(cell) for cell in row] for row in table.find("tbody").iter("tr")
        ]
        for table in tables
    }


def test_a_draft_says_what_it_comes_to_and_that_no_customer_is_named(draft, as_):
    Quote.objects.update(valid_until="2026-12-29", tax_rate="0.19")
    [row] = read_lists(as_("bob"))["On their way"]
    assert row[:7] == ["Desks", "$47,600.00", "draft", "not named yet", "One", "bob", "not yet"]
    assert row[7] == "29 December 2026"


def test_a_draft_of_before_says_that_its_amount_is_not_fixed(draft, as_):
    Quote.objects.update(sums={})
    assert read_lists(as_("bob"))["On their way"][0][1] == "not fixed yet"


def test_drafts_that_look_alike_differ_by_what_they_follow_and_when_they_were_changed(
    issued, press, as_
):
    address = f"/quotes/{issued.number}/v1/"
    press("bob", press("bob", address, "revise")["Location"], "save", notes="By courier")
    press("bob", address, "revise")
    rows = read_lists(as_("bob"))["On their way"]
    assert [row[0] for row in rows] == [f"Desks next version of {issued.number}"] * 2
    moments = [each.events.last().at for each in Quote.objects.order_by("-pk") if each.revises]
    assert [row[8] for row in rows] == [f"{at:%-d %B %Y, %H:%M}" for at in moments]
    assert [row[1] for row in rows] == ["$40,000.00"] * 2


def test_what_is_fixed_says_its_amount_in_its_currency(address, press, as_):
    press("bob", address, "submit", customer="ACME\nLeeds")
    [row] = read_lists(as_("anna"))["Waiting for you"]
    assert row[1:4] == ["$40,000.00", "submitted", "ACME"]


def test_what_was_submitted_says_on_which_day(address, press, as_):
    press("bob", address, "submit")
    Quote.objects.update(submitted_at=datetime(2026, 11, 30, 12, tzinfo=UTC))
    [row] = read_lists(as_("anna"))["Waiting for you"]
    assert row[6] == "30 November 2026"


def test_a_draft_that_was_sent_back_is_not_submitted_any_more(address, press, as_):
    press("bob", address, "submit")
    press("anna", address, "send back", reason="Name the customer.")
    [row] = read_lists(as_("bob"))["Waiting for you"]
    assert row[6] == "not yet"


def test_each_list_says_whose_name_stands_in_it_and_which_day(issued, keep, as_):
    form = {"comparison": keep().comparison_id, "version": 1, "scenario": 1}
    as_("bob").post("/quotes/", form)
    tables = parsed(as_("bob").get("/quotes/").content.decode()).iter("table")
    heads = {
        text_of(table.find("caption")): [text_of(each) for each in table.find("thead").iter("th")]
        for table in tables
    }
    assert heads["On their way"][5:7] == ["Made by", "Submitted"]
    assert heads["Issued"][5:7] == ["Issued by", "Issued"]


def test_an_issued_quote_says_the_same(issued, as_):
    age(customer="ACME", valid_until="2126-12-29")
    day = f"{issued.issued_on:%-d %B %Y}"
    [row] = read_lists(as_("vera"))["Issued"]
    assert row == [
        f"{issued}: Desks",
        "$40,000.00",
        "issued",
        "ACME",
        "One",
        "bob",
        day,
        "29 December 2126",
    ]


def test_what_waits_for_its_reader_stands_first_and_once(address, press, as_, keep):
    other = keep(visibility="organisation")
    form = {"comparison": other.comparison_id, "version": 1, "scenario": 1}
    as_("bob").post("/quotes/", form)
    press("bob", address, "submit")
    found = read_lists(as_("anna"))
    assert list(found) == ["Waiting for you", "On their way"]
    assert [len(rows) for rows in found.values()] == [1, 1]


def test_no_draft_is_priced_for_the_list(draft, as_, monkeypatch):
    monkeypatch.setattr("quotes.drafting.price_version", None)
    assert as_("bob").get("/quotes/").status_code == 200


def test_a_longer_list_asks_no_more_queries(address, press, as_, keep, people):
    counted = []
    for _ in range(2):
        version = keep(visibility="organisation")
        form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
        as_("bob").post("/quotes/", form)
        with CaptureQueriesContext(connection) as asked:
            lists.list_others(people["bob"])
        counted.append(len(asked))
    assert counted[0] == counted[1]
