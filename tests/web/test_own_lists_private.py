"""An own price list is for who is logged in: to a stranger it is as one that there is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import StringConverter

from accounts.tokens import make_token
from calculator.urls import urlpatterns
from pricing.presets import preset
from tests.pricing.own_lists import change, make_list, price_row, term_row

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

DAY = "price_date=2008-01-31"
NAME, ABSENT = "acme-2026", "nema-2026"  # as long as each other
ADDRESSES = [
    f"/?preset=january-2008&price_list={NAME}",
    f"/sure?preset=january-2008&price_list={NAME}",
    f"/where?preset=january-2008&price_list={NAME}",
    f"/cheapest?preset=january-2008&price_list={NAME}",
    f"/rigged?preset=january-2008&price_list={NAME}",
    f"/costs.csv?preset=january-2008&price_list={NAME}",
    f"/quote.csv?preset=january-2008&price_list={NAME}",
    f"/quote.xlsx?preset=january-2008&price_list={NAME}",
    f"/document.json?preset=january-2008&price_list={NAME}",
    f"/through-the-years?preset=january-2008&price_list={NAME}",
    f"/alternatives?preset=january-2008&price_list={NAME}",
    f"/on-paper?preset=january-2008&price_list={NAME}",
    f"/?preset=january-2008&price_list={NAME}&known_on=2026-11-30",
    f"/?preset=january-2008&price_list={NAME}x",
    f"/inventory?preset=january-2008&price_list={NAME}",
    f"/supplier?preset=january-2008&price_list={NAME}",
    f"/prices/?price_list={NAME}&{DAY}",
    f"/prices/?price_list={NAME}x&{DAY}",
    f"/prices/ms-vecd-sa/?price_list={NAME}&{DAY}",
    f"/prices.csv?price_list={NAME}&{DAY}",
    f"/prices/ms-vecd-sa.csv?price_list={NAME}&{DAY}",
    f"/lists/{NAME}/",
]
API = ["compare", "flips", "crossover", "tornado", "uncertainty", "search", "bridge", "framings"]


QUESTION = f"?preset=january-2008&price_list={NAME}&q={NAME}&{DAY}"
SAMPLES = {"list_id": NAME, "scheme_id": "ms-vecd-sa", "ending": "csv", "name": "methodology"}


def list_routes() -> Iterator[str]:
    """An address of each of our own routes, which asks for the own list."""
    for route in urlpatterns:
        if isinstance(route, URLPattern):
            parts = {
                name: SAMPLES.get(name, converter.to_url(1) if is_number(converter) else NAME)
                for name, converter in route.pattern.converters.items()
            }
            yield reverse(route.name, kwargs=parts) + QUESTION


def is_number(converter: object) -> bool:
    return hasattr(converter, "to_url") and not isinstance(converter, StringConverter)


@pytest.fixture
def own():
    """An own list with a term, a row and a reason that nobody else may read."""
    return make_list(
        term_row(NAME, "Microsoft", "0.1234"),
        price_row(NAME, "vmw-vi3-standard", "2007-12-11", "2345.67"),
        name=NAME,
    )


@pytest.fixture
def ada():
    return User.objects.create_user("ada")


def read(client: Client, address: str) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer but what names this one request."""
    answer = client.get(address)
    headers = {name: text for name, text in answer.items() if name != "X-Request-ID"}
    # A form's own token is another one each time.
    content = re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.getvalue())
    return answer.status_code, content, headers


def read_as_absent(client: Client, address: str) -> tuple[int, bytes, dict[str, str]]:
    """The answer to the same question of a list that there is not, in the other's name."""
    status, content, headers = read(client, address.replace(NAME, ABSENT))
    named = {name: text.replace(ABSENT, NAME) for name, text in headers.items()}
    return status, content.replace(ABSENT.encode(), NAME.encode()), named


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_gets_the_bytes_of_an_absent_list(client, own, address):
    client.get("/")
    assert read(client, address) == read_as_absent(client, address)


@pytest.mark.parametrize("address", [*list_routes()])
def test_no_route_tells_a_stranger_more_than_of_an_absent_list(client, own, address):
    client.get("/")
    assert read(client, address) == read_as_absent(client, address)


@pytest.mark.parametrize("address", ["/", "/prices/", "/prices/ms-vecd-sa/", "/api/openapi.json"])
def test_no_page_of_a_stranger_names_an_own_list(client, own, address):
    assert NAME.encode() not in client.get(address).getvalue()


@pytest.mark.parametrize("name", API)
def test_the_api_knows_no_own_list_of_a_stranger(client, own, name):
    assert ask_api(client, name, NAME) == ask_api(client, name, ABSENT).replace(ABSENT, NAME)


@pytest.mark.parametrize(("typed", "meant"), [("us-lst", "us-list"), ("acme-2062", "")])
def test_a_stranger_hears_of_near_lists_that_ship_and_of_no_own_list(client, own, typed, meant):
    hint = f"; did you mean {meant}?" if meant else ""
    assert f'"there is no such price list{hint}"' in ask_api(client, "compare", typed)


def test_who_may_read_an_own_list_hears_of_it(client, own, ada):
    client.force_login(ada)
    assert f"did you mean {NAME}?" in ask_api(client, "compare", "acme-2062")


def ask_api(client: Client, name: str, price_list: str, **headers: str) -> str:
    document = deepcopy(preset("january-2008")) | {"price_list": price_list}
    answer = client.post(
        f"/api/{name}", json.dumps(document), content_type="application/json", headers=headers
    )
    return answer.getvalue().decode()


def test_who_is_logged_in_prices_with_an_own_list(client, own, ada):
    client.force_login(ada)
    assert "12.34 % off Microsoft" in ask_api(client, "compare", NAME)


def test_a_program_with_a_token_prices_with_an_own_list(client, own, ada):
    today = datetime.now(UTC).date()
    token = make_token(ada, "script", today=today, ends_on=today + timedelta(7))
    answer = ask_api(client, "compare", NAME, authorization=f"Bearer {token}")
    assert "12.34 % off Microsoft" in answer


def test_a_token_that_holds_no_longer_opens_nothing(client, own):
    answer = ask_api(client, "compare", NAME, authorization="Bearer deskfare_wrong")
    assert "there is no such price list" in answer


def test_after_who_is_logged_in_a_stranger_finds_nothing(client, own, ada):
    client.force_login(ada)
    assert NAME.encode() in client.get("/prices/").getvalue()
    client.logout()
    assert NAME.encode() not in client.get("/prices/").getvalue()


def test_a_change_of_own_lists_alone_is_absent_to_a_stranger(client, own):
    assert client.get(f"/catalogue/changes/{own}/").status_code == 404
    assert b"we agreed on it" not in client.get("/catalogue/changes/").content


def test_of_a_change_of_both_a_stranger_sees_what_is_not_of_own_lists(client, own):
    number = change(
        price_row("us-list", "ms-vecd-sa", "2031-01-01", "30.00"), term_row(NAME, "*", "0.4321")
    )
    page = client.get(f"/catalogue/changes/{number}/").content.decode()
    assert "30.00" in page
    for secret in ("0.4321", NAME, "we agreed on it", "list terms"):
        assert secret not in page


def test_who_is_logged_in_sees_all_of_a_change(client, own, ada):
    client.force_login(ada)
    assert b"0.1234" in client.get(f"/catalogue/changes/{own}/").content


def test_known_on_a_change_of_own_lists_is_the_change_before_to_a_stranger(client, own):
    page = client.get(f"/?preset=january-2008&known_on={own}").content.decode()
    assert f"(change {own - 1})" in page
