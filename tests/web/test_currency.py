"""The price list and its currency on the page.

Chosen in the form, and no sign beside a number that is not in it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree.ElementTree import Element

import pytest

from pricing.market import price_lists
from pricing.models import ExchangeRate, PriceList
from pricing.presets import presets

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

LISTS = {"us-list": "USD", "uk-list": "GBP", "eu-list": "EUR"}
MONEY = {
    "USD": re.compile(r"\$|\bUSD\b"),
    "GBP": re.compile(r"£|\bGBP\b"),
    "EUR": re.compile(r"€|\bEUR\b"),
}
RATE = re.compile(r"Exchange rate of [A-Z]{3}|rate:[A-Z]{3}")
LOOKS = ("/", "/sure", "/where", "/rigged", "/cheapest")
NO_STACK = {"scenarios.0.stack": "[]"}
OWN = [name for name, document in presets().items() if document.get("catalogue") is None]


def page_of(client, path: str, **query: str) -> Element:
    response = client.get(path, query)
    assert response.status_code == 200
    return parsed(response.content.decode())


def field(page: Element, path: str) -> Element | None:
    return next((e for e in page.iter() if e.get("name") == path), None)


def frame(page: Element, path: str) -> Element:
    """A field with its label, its help and its fault."""
    return next(
        e
        for e in page.iter()
        if "field" in e.get("class", "").split() and field(e, path) is not None
    )


# What stands in the words of a source, names the lists, or is the rate itself, may say another
# currency.
QUOTING = {"sources", "starts", "help", "other-lists", "rule", "note"}
TITLES = " ".join(str(document["title"]) for document in presets().values())


def own_words(page: Element) -> list[str]:
    """All text and every attribute that people read, but for what quotes a source and the choice of
    the list.
    """
    words: list[str] = []

    def walk(element: Element) -> None:
        name = element.get("name", "")
        if QUOTING & {*element.get("class", "").split()} or name == "price_list":
            words.append(element.tail or "")
            return
        is_rate = any(
            f"exchange_rates.{code}" in {e.get("name") for e in element} | {name} for code in MONEY
        )
        if not is_rate:
            words.extend(
                (element.text or "", element.get("title", ""), element.get("aria-label", ""))
            )
            words.extend(
                (
                    element.get("placeholder", ""),
                    element.get("content", ""),
                    element.get("value", ""),
                )
            )
            for child in element:
                walk(child)
        words.append(element.tail or "")

    walk(without_rates(page))
    return words


def without_rates(page: Element) -> Element:
    """The page without the fields of exchange rates: two currencies are what they are about."""
    for element in page.iter():
        for child in [*element]:
            inner = {e.get("name", "") for e in child.iter()}
            is_field = "field" in child.get("class", "").split()
            if is_field and any(name.startswith("exchange_rates.") for name in inner):
                element.remove(child)
    return page


def foreign(words: list[str], currency: str) -> list[str]:
    """Texts in which another currency stands beside a number or by itself; the titles of presets
    are their own.

    A rate is told by the currency that it is of.
    """
    others = [pattern for code, pattern in MONEY.items() if code != currency]
    told = [RATE.sub("", text) for text in words]
    found = [text.strip() for text in told if any(pattern.search(text) for pattern in others)]
    return [text for text in found if text[1:] not in TITLES]


def test_the_lists_of_the_test_are_those_that_ship():
    assert {row.id: row.currency for row in price_lists()} == LISTS


def test_the_list_is_chosen_beside_the_day(client):
    options = frame(page_of(client, "/"), "price_list").findall(".//option")
    assert [(o.get("value"), text_of(o)) for o in options] == [
        ("eu-list", "Euro list, €"),
        ("uk-list", "UK list, £"),
        ("us-list", "US list, US$"),
    ]
    assert [o.get("value") for o in options if o.get("selected") is not None] == ["us-list"]


def test_a_document_with_its_own_catalogue_has_no_list_to_choose(client):
    assert field(page_of(client, "/", preset="idc-view-2009"), "price_list") is None


def test_the_form_comes_anew_with_another_list(client):
    query = {"address": "preset=today", "price_list": "eu-list"}
    page = parsed(client.get("/", query, HTTP_HX_REQUEST="true").content.decode())
    assert field(page, "exchange_rates.USD") is not None


def test_a_list_in_dollars_asks_for_no_rate(client):
    assert field(page_of(client, "/", preset="today"), "exchange_rates.USD") is None


def test_the_rate_of_the_day_stands_in_its_field_with_its_source(client):
    page = page_of(client, "/", preset="today", price_list="eu-list")
    assert field(page, "exchange_rates.USD").get("placeholder") == "0.893256"
    words = text_of(frame(page, "exchange_rates.USD"))
    assert words.startswith("One US$ is € ")
    assert "rate from 14 October 2026; 1 EUR was 1.1195 USD" in words


def test_a_converted_assumption_says_what_was_read_and_at_which_rate(client):
    page = page_of(client, "/", preset="today", price_list="eu-list")
    assert field(page, "assumptions.admin_salary").get("placeholder") == "121,036.19"
    words = text_of(frame(page, "assumptions.admin_salary"))
    assert (
        "From 93,791.88 to 160,786.08. Derived: $135,500 at €0.893256 for $1 (14 October 2026); BLS"
        in words
    )


def test_the_making_of_an_amount_shows_the_rate_and_both_sources(client):
    page = page_of(client, "/", preset="today", price_list="eu-list", open="administration.0")
    sources = [text_of(item) for item in page.findall(".//ul[@class='sources']/li")]
    pay = next(
        words
        for words in sources
        if words.startswith(("●", "◐", "○")) and "An administrator's pay" in words
    )
    assert (
        "€121,036.188 a year, derived; $135,500 at €0.893256 for $1 (14 October 2026); BLS" in pay
    )
    assert any(
        "Exchange rate of US$: €0.893256, derived; European Central Bank" in words
        and "1 / 1.1195" in words
        for words in sources
    )


def test_a_rate_of_ones_own_is_said_to_be_ones_own(client):
    query = {
        "preset": "today",
        "price_list": "eu-list",
        "exchange_rates.USD": "0.9",
        "open": "administration.0",
    }
    page = page_of(client, "/", **query)
    sources = [text_of(item) for item in page.findall(".//ul[@class='sources']/li")]
    assert [words for words in sources if "Exchange rate" in words] == [
        "Exchange rate of US$: €0.9, yours; set in this comparison"
    ]
    assert any("$135,500 at €0.9 for $1, as set in this comparison" in words for words in sources)


@pytest.fixture
def francs():
    """A list in a currency into which no rate is known."""
    PriceList.objects.create(
        id="ch-list", name="Swiss list", currency="CHF", region="Switzerland", owner="shops"
    )


def test_without_a_rate_the_page_says_what_to_give_and_where(client, francs):
    page = page_of(client, "/", preset="today", price_list="ch-list", **NO_STACK)
    told = [text_of(item) for item in page.findall(".//div[@id='faults']//li")]
    assert told[0].endswith(
        "no rate USD to CHF for 2026-10-14; amounts of this comparison need one. Give a rate"
    )
    assert told[1].startswith(
        "An administrator's pay: known in USD only; give it in CHF, or a rate. Give a rate"
    )
    link = page.find(".//div[@id='faults']//a[.='Give a rate']")
    assert link.get("href") == "#f.exchange_rates.USD"
    assert "assumptions in money known in USD only" in text_of(
        frame(page, "exchange_rates.USD")
    ).replace("\xa0", " ")


def test_where_the_rate_is_too_old_the_last_one_is_offered(client):
    page = page_of(
        client, "/", preset="today", price_list="eu-list", price_date="2026-11-29", **NO_STACK
    )
    around = frame(page, "exchange_rates.USD")
    assert "The last rate that is known is that of 30 October 2026" in text_of(around).replace(
        "\xa0", " "
    )
    assert [button.get("value") for button in around.iter("button")] == [
        "exchange_rates.USD=0.895095"
    ]


def test_a_list_chosen_without_a_rate_leads_to_the_page_with_the_field(client, francs):
    query = {"address": "preset=today", "price_list": "ch-list", **NO_STACK}
    page = parsed(client.get("/", query, HTTP_HX_REQUEST="true").content.decode())
    link = next(a for a in page.iter("a") if text_of(a) == "Give a rate")
    assert (
        link.get("href")
        == "/?preset=today&price_list=ch-list&scenarios.0.stack=%5B%5D#f.exchange_rates.USD"
    )


def test_with_a_rate_typed_there_is_an_answer_in_that_currency(client, francs):
    page = page_of(
        client, "/", preset="today", price_list="ch-list", **{"exchange_rates.USD": "0.8"}
    )
    assert page.findall(".//div[@id='faults']//li") == []
    assert field(page, "assumptions.admin_salary").get("placeholder") == "108,400.00"


def emptied(preset: str) -> dict[str, str]:
    """What makes every scenario of a preset buy nothing, so that it has figures in every list."""
    return {
        f"scenarios.{place}.stack": "[]" for place in range(len(presets()[preset]["scenarios"]))
    }


@pytest.mark.parametrize("price_list", LISTS)
@pytest.mark.parametrize("preset", OWN)
def test_no_preset_says_another_currency_than_its_list(client, preset, price_list):
    page = page_of(client, "/", preset=preset, price_list=price_list)
    assert foreign(own_words(page), LISTS[price_list]) == []


@pytest.mark.parametrize("path", LOOKS)
@pytest.mark.parametrize("price_list", LISTS)
@pytest.mark.parametrize("preset", ["today", "january-2008"])
def test_no_look_says_another_currency_than_its_list(client, preset, price_list, path):
    page = page_of(client, path, preset=preset, price_list=price_list, **emptied(preset))
    assert foreign(own_words(page), LISTS[price_list]) == []


@pytest.mark.parametrize(
    "path",
    [
        "/target-prices.csv",
        "/framings.csv",
        "/bridge.csv",
        "/cash-flow.csv",
        "/quote.csv",
        "/comparison.json",
    ],
)
@pytest.mark.parametrize("price_list", LISTS)
def test_no_file_says_another_currency_than_its_list(client, price_list, path):
    response = client.get(path, {"preset": "today", "price_list": price_list, **emptied("today")})
    assert foreign([response.content.decode()], LISTS[price_list]) == []


@pytest.mark.parametrize("price_list", LISTS)
@pytest.mark.parametrize(
    "row", ["people", "roll_out", "power_space_network", "users_time", "licences"]
)
def test_no_amount_that_is_explained_says_another_currency(client, price_list, row):
    page = page_of(client, "/", preset="today", price_list=price_list, open=f"{row}.0")
    assert foreign(own_words(page), LISTS[price_list]) == []


@pytest.mark.parametrize("price_list", LISTS)
@pytest.mark.parametrize("preset", OWN)
def test_answer_and_quote_say_the_currency_of_the_list(client, preset, price_list):
    query = {"preset": preset, "price_list": price_list}
    answer = json.loads(client.get("/comparison.json", query).content)
    assert answer["currency"] == LISTS[price_list]
    for place in range(1, len(answer["scenarios"]) + 1):
        response = client.get("/quote.csv", query | {"scenario": str(place)})
        if response.status_code == 409:  # not on sale: it says so, and has no rows
            assert foreign([response.content.decode("utf-8-sig")], LISTS[price_list]) == []
            continue
        rows = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
        assert {row["currency"] for row in rows} <= {LISTS[price_list]}


@pytest.mark.parametrize("price_list", LISTS)
def test_the_prices_say_the_currency_of_their_list(client, price_list):
    query = {"price_list": price_list, "price_date": "2026-07-31"}
    assert foreign(own_words(page_of(client, "/prices/", **query)), LISTS[price_list]) == []
    text = client.get("/prices.csv", query).content.decode("utf-8-sig")
    assert {row["currency"] for row in csv.DictReader(io.StringIO(text))} == {LISTS[price_list]}


def test_a_list_loses_no_answer_when_its_rates_go(client):
    ExchangeRate.objects.filter(to_currency="EUR").delete()
    page = page_of(client, "/", preset="today", price_list="us-list")
    assert page.findall(".//div[@id='faults']//li") == []
