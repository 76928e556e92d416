"""An own list of which nothing holds on a comparison's day says so; its links lead to another."""

from __future__ import annotations

import json

import pytest

from pricing.comparison import compare
from pricing.presets import preset
from pricing.table import table_of
from tests.accounts.people import make_person
from tests.pricing.own_lists import change, list_row, make_list, price_row, term_row

from .markup import parsed, text_of
from .test_openapi import conforms

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

PRICE = price_row("acme", "ms-ws2025-std", "2026-12-01", "132.30")
ENDED = price_row("acme", "ms-ws2025-std", "2026-12-20")
TERM = term_row("acme", "Microsoft", "0.12", "2027-01-01")
TERM_ENDED = term_row("acme", "Microsoft", "0", "2027-03-01")
TODAY = "/?preset=today&price_list=acme"


@pytest.fixture
def ada(client):
    client.force_login(make_person("ada", "buyer"))
    return client


def read(client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    return parsed(answer.content.decode())


def tell_idle(client, address: str) -> str:
    notes = [text_of(each) for each in read(client, address).iter("p") if each.get("id") == "idle"]
    return " ".join(notes).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([PRICE], "Of the 1 price of this list none holds on 14 October 2026; the first from 1 De"),
        ([TERM], "Of the 1 term of this list none holds on 14 October 2026; the first from 1 Janu"),
        ([PRICE, ENDED, TERM], "Of the 2 prices and 1 term of this list none holds on 14 October"),
    ],
)
def test_a_list_of_which_nothing_holds_that_day_says_so(ada, rows, said):
    make_list(*rows)
    assert tell_idle(ada, TODAY).startswith(said)


@pytest.mark.parametrize("rows", [[], [PRICE, term_row("acme", "*", "0.1", "2026-10-14")]])
def test_a_list_of_which_something_holds_or_that_says_nothing_is_not_remarked_on(ada, rows):
    make_list(*rows)
    assert tell_idle(ada, TODAY) == ""


def test_terms_that_ended_hold_no_more_and_none_is_to_come(ada):
    make_list(TERM, TERM_ENDED)
    assert "none" not in tell_idle(ada, TODAY + "&price_date=2027-01-01")
    assert "all have ended" in tell_idle(ada, TODAY + "&price_date=2027-03-01")


def test_what_holds_is_asked_of_the_list_as_it_was_known(ada):
    number = make_list(PRICE)
    change(term_row("acme", "*", "0.1", "2026-10-14"))
    assert "1 price of this list" in tell_idle(ada, f"{TODAY}&known_on={number}")


def test_what_a_list_beneath_takes_off_is_not_the_lists_own(ada):
    make_list(term_row("acme", "*", "0.1", "2026-01-01"))
    change(list_row("unit", "acme"), price_row("unit", "ms-ws2025-std", "2026-12-01", "132.30"))
    assert "1 price of this list" in tell_idle(ada, "/?preset=today&price_list=unit")


@pytest.mark.parametrize("address", ["/lists/acme/", TODAY])
def test_the_way_from_a_list_leads_to_a_day_on_which_its_newest_price_holds(ada, address):
    make_list(PRICE, ENDED, TERM, TERM_ENDED)
    words = ("Compare with this list", "Price it on 1\u00a0January 2027")
    [link] = [a.get("href") for a in read(ada, address).iter("a") if a.text in words]
    page = read(ada, link)
    assert tell_idle(ada, link) == ""
    assert "list prices of 1 January 2027, Prices of acme" in text_of(page)


def ask(client, **more) -> dict:
    asked = preset("today") | {"price_list": "acme"} | more
    answer = client.post("/api/compare", json.dumps(asked), content_type="application/json")
    return json.loads(answer.content)


def test_the_answer_of_the_api_says_so_too(ada):
    make_list(PRICE, TERM)
    assert ask(ada)["idle_list"] == {
        "prices": 1,
        "terms": 1,
        "days": [{"day": "2026-10-14", "first_from": "2026-12-01"}],
        "message": "Of the 1 price and 1 term of this list none holds on 2026-10-14; "
        "the first from 2026-12-01.",
    }
    assert conforms(ask(ada), "answer")
    assert "idle_list" not in ask(ada, price_date="2026-12-05")


def test_the_command_says_so_too(ada):
    make_list(PRICE)
    found = compare(preset("today") | {"price_list": "acme"})
    assert "none holds on 2026-10-14; the first from 2026-12-01." in table_of(found)
    assert "none holds" not in table_of(compare(preset("today")))
