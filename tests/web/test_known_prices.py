"""Prices as they were known once: the list, a scheme and their files say so, and lead to now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest

from pricing.catalogue.changing import change_catalogue, read_stored
from pricing.models import CatalogueChange, CatalogueVersion, Price
from pricing.models.changes import CORRECTION
from tests.accounts.people import make_person
from tests.pricing.own_lists import change, make_list, price_row, read_first_day

from .markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

LIST, SCHEME = "/prices/", "/prices/ms-vecd-sa/"
PAGES = (LIST, SCHEME)


@pytest.fixture
def before() -> int:
    """The number of the change before a correction of 23.00 to 99.00."""
    number = CatalogueVersion.objects.get().number
    row = read_stored(Price.objects.get(scheme="ms-vecd-sa", valid_from="2008-01-21"))
    change_catalogue(
        [row._replace(values={**row.values, "amount": Decimal("99.00")})],
        kind=CORRECTION,
        at=datetime(2030, 3, 1, 12, tzinfo=UTC),
        reason="it was misread",
    )
    return number


def read(client, address: str) -> Element:
    response = client.get(address)
    assert response.status_code == 200
    return parsed(response.content.decode())


def find_bars(page: Element) -> list[Element]:
    return [each for each in page.iter() if each.get("id") == "known"]


def list_links(page: Element, path: str) -> Iterator[str]:
    """The addresses of prices that a page leads to, but those that differ in what they ask for."""
    for link in page.iter("a"):
        if link.get("href", "").startswith(path):
            yield link.get("href")


@pytest.mark.parametrize("address", PAGES)
def test_the_page_says_as_known_when(client, before, address):
    day = CatalogueChange.objects.get(number=before).at
    (bar,) = find_bars(read(client, f"{address}?known={before}"))
    said = f"As known on {day.day} {day:%B %Y} (change {before})."
    assert text_of(bar).startswith(said)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_now_has_no_such_words(client, before, address):
    assert find_bars(read(client, address)) == []


def read_amounts(page: Element) -> set[str]:
    return {text_of(cell) for cell in page.iter("td") if text_of(cell) in ("23.00", "99.00")}


@pytest.mark.parametrize("address", [f"{LIST}?q=vecd", f"{SCHEME}?"])
def test_prices_are_those_of_then(client, before, address):
    day = "&price_date=2008-01-31"
    then, now = (
        read_amounts(read(client, f"{address}{day}&known={known}"))
        for known in (before, before + 1)
    )
    assert (then, now) == ({"23.00"}, {"99.00"})


def test_a_day_names_the_last_change_made_on_it(client, before):
    (bar,) = find_bars(read(client, f"{SCHEME}?known=2030-03-01"))
    assert text_of(bar).startswith(f"As known on 1 March 2030 (change {before + 1}).")


@pytest.mark.parametrize("address", PAGES)
def test_the_day_as_of_which_prices_are_known_has_a_field(client, before, address):
    page = read(client, address)
    (field,) = (each for each in page.iter("input") if each.get("name") == "known")
    (label,) = (each for each in page.iter("label") if each.get("for") == field.get("id"))
    assert text_of(label) == "As known on"
    assert field.get("type") != "hidden"


@pytest.mark.parametrize("address", PAGES)
def test_what_is_to_come_is_told(client, before, address):
    (bar,) = find_bars(read(client, f"{address}?known=2099-01-01"))
    assert "2099-01-01 is to come: changes until then will count here too." in text_of(bar)


@pytest.mark.parametrize(
    ("address", "now"),
    [
        (f"{LIST}?vendor=Citrix&", "./?vendor=Citrix"),
        (f"{SCHEME}?price_date=2009-01-01&", "./?price_date=2009-01-01"),
        (f"{SCHEME}?", "./"),
    ],
)
def test_it_leads_to_what_is_known_now(client, before, address, now):
    (bar,) = find_bars(read(client, f"{address}known={before}"))
    assert [link.get("href") for link in bar.iter("a")] == [now]


@pytest.mark.parametrize("address", PAGES)
def test_links_and_form_carry_it_on(client, before, address):
    page = read(client, f"{address}?known={before}")
    links = {link for link in list_links(page, "/prices") if "?" in link}
    assert len(links) > 5
    assert [link for link in links if f"known={before}" not in link] == []
    fields = [each.get("value") for each in page.iter("input") if each.get("name") == "known"]
    assert fields == [str(before)]


def test_the_worked_example_is_priced_as_known_then(client, before):
    page = read(client, f"{SCHEME}?known={before}")
    links = [link.get("href") for link in page.iter("a")]
    assert [link for link in links if "open=" in link and f"known_on={before}" not in link] == []
    assert any(f"known_on={before}" in link for link in links)


@pytest.mark.parametrize("address", ["/prices.csv", "/prices/ms-vecd-sa.csv"])
def test_a_file_is_that_of_then_and_says_of_which_change_it_is(client, before, address):
    response = client.get(f"{address}?q=vecd&known={before}&price_date=2008-01-31")
    assert "23.00" in response.content.decode()
    assert "99.00" not in response.content.decode()
    assert f"-change-{before}.csv" in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ("1999-01-01", "so nothing was known: it begins on {first}"),
        ("x", "may hold a day as 2026-11-24, or the number of a change"),
        ("0", "may hold a day as 2026-11-24, or the number of a change"),
    ],
)
@pytest.mark.parametrize("address", PAGES)
def test_what_is_no_day_and_no_change_is_told(client, before, address, known, words):
    page = read(client, f"{address}?known={known}")
    (told,) = (each for each in page.iter() if each.get("data-path") == "known")
    assert words.format(first=read_first_day()) in text_of(told)
    assert [link.get("href") for link in told.iter("a")] == ["./"]


@pytest.mark.parametrize("address", ["/prices.csv", "/prices/ms-vecd-sa.csv"])
def test_a_file_of_no_day_and_no_change_is_refused(client, before, address):
    response = client.get(f"{address}?known=x")
    assert response.status_code == 422
    assert response.content.decode().startswith("known:")


# What comparisons call it


@pytest.mark.parametrize("address", PAGES)
def test_prices_say_how_they_are_asked_for_as_known_then(client, address):
    page = read(client, f"{address}?known_on=2026-01-01")
    (fault,) = page.iterfind(".//*[@id='faults']//li[@data-path='known_on']")
    said = "says nothing here: prices as they were known then are asked for by “known”."
    assert text_of(fault).endswith(said)


@pytest.mark.parametrize("address", ["/prices.csv", "/prices/ms-vecd-sa.csv"])
def test_a_file_of_prices_does_not_answer_as_if_it_were_known_then(client, address):
    response = client.get(f"{address}?known_on=1")
    assert response.status_code == 422
    assert "known_on" in response.content.decode()


def test_a_change_before_which_a_list_was_not_known_leads_to_no_page_of_before(client, before):
    client.force_login(make_person("ada", "buyer"))
    number = make_list(price_row("acme", "ms-vecd-sa", "2008-01-21", "20.00"))
    later = change(price_row("acme", "ms-vecd-sa", "2008-01-22", "21.00"))
    page = read(client, f"{SCHEME}?price_list=acme")
    section = next(each for each in page.iter("section") if each.get("id") == "changes")
    links = [link.get("href") for link in section.iter("a") if "known=" in link.get("href")]
    assert [client.get(each).status_code for each in links] == [200] * len(links)
    knowns = {each.partition("known=")[2] for each in links}
    assert knowns == {str(number), str(later), str(later - 1)}
    assert "before it this list was not known" in text_of(section)
    assert "This list was not known then." in text_of(section)
