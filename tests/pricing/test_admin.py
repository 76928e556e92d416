"""The admin: where tomorrow's prices are edited, under the loader's rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest

from pricing.admin_forms import find_newest
from pricing.catalogue.changing import change_catalogue, read_stored, revoke
from pricing.catalogue.history import find_differences
from pricing.market import catalogue
from pricing.models import (
    Assumption,
    CatalogueChange,
    ExchangeRate,
    Price,
    PriceList,
    Scheme,
)
from tests.web.markup import parsed, text_of

from .own_lists import make_list, price_row

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("acme")]

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
NEW = {
    "price_list": "acme",
    "scheme": "ms-vecd-sa",
    "valid_from": "2009-01-01",
    "amount": "24.50",
    "tiers": "",
    "source": "a letter of December 2008",
    "source_url": "https://example.org/letter",
    "confidence": "verified",
    "note": "",
    "reason": "the letter came",
}


SCHEME = {
    "vendor": "V",
    "product": "P",
    "role": "broker",
    "metric": "user",
    "charge": "perpetual",
    "period": "year",
    "maintenance_rate": "0",
    "maintenance_included_years": "0",
    "pack": "1",
    "minimum": "0",
    "tier_mode": "volume",
    "rule_confidence": "recalled",
    "reason": "a new one",
    "prices-TOTAL_FORMS": "0",
    "prices-INITIAL_FORMS": "0",
}


@pytest.fixture
def acme(catalogue_db) -> None:
    """An own list that says what its base says, of one scheme."""
    make_list(price_row("acme", "ms-vecd-sa", "2008-01-21", "23.00"))


def find_price() -> Price:
    return Price.objects.get(price_list="acme", scheme="ms-vecd-sa", valid_from="2008-01-21")


def read_amount(day: str) -> str:
    return str(catalogue("acme").on(date.fromisoformat(day)).price("ms-vecd-sa").amount)


@pytest.mark.parametrize("page", ["pricelist", "scheme", "price", "assumption", "cataloguechange"])
def test_every_list_shows_and_searches(admin_client, page):
    assert admin_client.get(f"/admin/pricing/{page}/").status_code == 200
    if page not in ("pricelist", "cataloguechange"):
        assert admin_client.get(f"/admin/pricing/{page}/?q=ms-vecd").status_code == 200


@pytest.mark.parametrize(
    "page", ["pricelist/us-list", "scheme/ms-vecd-sa", "scheme/server-2s-qc-32"]
)
def test_a_row_opens(admin_client, page):
    assert admin_client.get(f"/admin/pricing/{page}/change/").status_code == 200


def test_the_list_of_prices_says_what_was_read_in_its_source(admin_client):
    page = admin_client.get(
        "/admin/pricing/price/?scheme__id=ms-vecd-sa&q=ms-vecd-sa"
    ).content.decode()
    assert "Read in its source" in page
    assert 'href="http://english.sina.com/technology/1/2008/0122/142870.html"' in page


def test_a_new_price_keeps_its_decimals_and_is_served_at_once(admin_client):
    assert read_amount("2009-01-01") == "23.00"
    assert admin_client.post("/admin/pricing/price/add/", NEW).status_code == 302
    assert read_amount("2009-01-01") == "24.50"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("amount", "-1", "may hold a number from 0 to 10,000,000"),
        ("amount", "NaN", "May hold a number"),
        ("amount", "\uff11\uff12", "May hold a number; use the digits 0 to 9"),
        ("amount", "1_000", "May hold a number; write 1000"),
        ("amount", "1e3", "May hold a number"),
        ("tiers", "100:9.50 50:8", "may hold more than 100"),
        ("source", "", "This field is required"),
        ("source_url", "javascript:alert(1)", "Enter a valid URL"),
        ("valid_from", "2008-01-21", "already exists"),
        ("valid_from", "٢٠٠٨-٠١-٢١", "A day, as 2026-12-31."),
        ("valid_from", "01/22/2008", "A day, as 2026-12-31."),
        ("valid_from", "2100-01-01", "may hold a date from 1990-01-01 to 2099-12-31"),
        ("confidence", "certain", "Select a valid choice"),
        ("scheme", "no-such", "Select a valid choice"),
        ("scheme", "", "This field is required"),
    ],
)
def test_a_price_that_the_loader_refuses_is_refused_here(admin_client, field, value, message):
    before = Price.objects.count()
    answer = admin_client.post("/admin/pricing/price/add/", {**NEW, field: value})
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert Price.objects.count() == before


def test_a_scheme_without_an_id_is_refused(admin_client):
    before = Scheme.objects.count()
    answer = admin_client.post("/admin/pricing/scheme/add/", {**SCHEME, "id": ""})
    assert (answer.status_code, Scheme.objects.count()) == (200, before)


def test_a_page_has_a_form_for_each_price_that_there_is_and_no_more(admin_client):
    told = SCHEME | {"prices-TOTAL_FORMS": "1000", "reason": ""}
    page = admin_client.post("/admin/pricing/scheme/add/", told)
    assert page.context["inline_admin_formsets"][0].formset.total_form_count() == 0


def test_a_new_scheme_is_a_change_with_who_and_why(admin_client):
    answer = admin_client.post("/admin/pricing/scheme/add/", {**SCHEME, "id": "own-broker"})
    change = CatalogueChange.objects.last()
    assert (answer.status_code, change.by.username, change.reason) == (302, "admin", "a new one")
    assert change.counts == {"schemes": {"added": 1, "changed": 0}}
    assert [*find_differences()] == []


def test_a_price_that_is_put_right_is_a_correction(admin_client):
    price = find_price()
    answer = admin_client.post(
        f"/admin/pricing/price/{price.pk}/change/",
        {**NEW, "valid_from": "2008-01-21", "seen": str(find_newest(price)[0])},
    )
    assert answer.status_code == 302
    assert CatalogueChange.objects.last().kind == "correction"
    assert [*find_differences()] == []


def test_the_day_of_a_price_is_not_moved_but_saved_as_another_row(admin_client):
    price = find_price()
    address = f"/admin/pricing/price/{price.pk}/change/"
    answer = admin_client.post(address, NEW)
    assert "press “Save as new”" in answer.content.decode()
    before = Price.objects.count()
    assert admin_client.post(address, {**NEW, "_saveasnew": "1"}).status_code == 302
    assert Price.objects.count() == before + 1


@pytest.mark.parametrize(("field", "value"), [("amount", "25.50"), ("tiers", "100:9.50")])
def test_other_figures_of_a_row_need_other_evidence(admin_client, field, value):
    price = find_price()
    address = f"/admin/pricing/price/{price.pk}/change/"
    before = {name: cell for name, cell in price.cells().items() if name in NEW}
    seen = str(find_newest(price)[0])
    typed = {**NEW, **before, "seen": seen, field: value}
    answer = admin_client.post(address, typed)
    assert "Who says the new figures?" in answer.content.decode()
    assert admin_client.post(address, {**typed, "note": "read again"}).status_code == 302


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_price_without_a_reason_is_refused(admin_client, reason):
    before = Price.objects.count()
    answer = admin_client.post("/admin/pricing/price/add/", {**NEW, "reason": reason})
    assert (answer.status_code, Price.objects.count()) == (200, before)


SHIPPED = [
    "pricelist/us-list",
    "scheme/ms-vecd-sa",
    "price/ms-vecd-sa",
    "assumption/admin_salary",
    "exchangerate/any",
]


@pytest.mark.parametrize("row", SHIPPED)
def test_what_ships_is_to_look_at_for_a_release_would_set_it_back(admin_client, row):
    kind, name = row.split("/")
    stored = {
        "pricelist": PriceList.objects.filter(id=name),
        "scheme": Scheme.objects.filter(id=name),
        "price": Price.objects.filter(price_list="us-list", scheme=name),
        "assumption": Assumption.objects.filter(name=name),
        "exchangerate": ExchangeRate.objects.all(),
    }[kind].first()
    address = f"/admin/pricing/{kind}/{stored.pk}/change/"
    assert b'name="_save"' not in admin_client.get(address).content
    assert admin_client.post(address, NEW).status_code == 403


def test_a_price_for_a_list_that_ships_is_refused(admin_client):
    answer = admin_client.post("/admin/pricing/price/add/", {**NEW, "price_list": "us-list"})
    assert "Select a valid choice" in answer.content.decode()


def look_to_revoke(price: Price) -> dict[str, str]:
    """What its page sends, with the record that was looked at."""
    seen = str(find_newest(price)[0])
    return {"post": "yes", "reason": "of another customer", "seen": seen}


def find_seen(page: Element) -> str:
    [seen] = [each for each in page.iter("input") if each.get("name") == "seen"]
    return seen.get("value", "")


def change_meanwhile(price: Price, amount: str) -> None:
    row = read_stored(price)
    other = row._replace(values={**row.values, "amount": Decimal(amount), "note": "theirs"})
    change_catalogue([other], kind="correction", at=NOW, reason="theirs")


def test_a_price_that_never_was_is_revoked_with_the_reason(admin_client):
    address = f"/admin/pricing/price/{find_price().pk}/delete/"
    assert b"never was the price" in admin_client.get(address).content
    answer = admin_client.post(address, look_to_revoke(find_price()))
    assert answer.status_code == 302
    change = CatalogueChange.objects.last()
    assert (change.by.username, change.reason) == ("admin", "of another customer")
    assert not Price.objects.filter(price_list="acme").exists()
    assert [*find_differences()] == []


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_price_is_not_revoked_without_a_reason(admin_client, reason):
    address = f"/admin/pricing/price/{find_price().pk}/delete/"
    admin_client.post(address, {**look_to_revoke(find_price()), "reason": reason})
    assert find_price()


def test_the_page_that_revokes_a_price_says_what_is_looked_at(admin_client):
    price = find_price()
    page = parsed(admin_client.get(f"/admin/pricing/price/{price.pk}/delete/").content.decode())
    assert "amount: 23.00" in {text_of(item) for item in page.iter("li")}
    assert find_seen(page) == str(find_newest(price)[0])


def test_a_price_that_somebody_else_changed_is_not_revoked_unseen_but_by_a_second_press(
    admin_client,
):
    price = find_price()
    address = f"/admin/pricing/price/{price.pk}/delete/"
    sent = look_to_revoke(price)
    change_meanwhile(price, "31.00")
    answer = admin_client.post(address, sent)
    page = parsed(answer.content.decode())
    assert answer.status_code == 409
    assert f"changed since you looked (change {CatalogueChange.objects.count()})" in text_of(page)
    assert "amount: 31.00" in text_of(page)
    assert text_of(next(page.iter("textarea"))) == "of another customer"
    assert read_amount("2008-02-01") == "31.00"
    sent["seen"] = find_seen(page)
    assert admin_client.post(address, sent).status_code == 302
    assert not Price.objects.filter(price_list="acme").exists()


def test_a_price_that_somebody_else_revoked_is_there_no_more(admin_client):
    price = find_price()
    sent = look_to_revoke(price)
    change_catalogue([revoke(read_stored(price))], kind="correction", at=NOW, reason="theirs")
    answer = admin_client.post(f"/admin/pricing/price/{price.pk}/delete/", sent, follow=True)
    assert "This price is there no more" in answer.content.decode()


def test_nothing_is_deleted_by_the_hundred(admin_client):
    page = admin_client.get("/admin/pricing/price/").content
    assert b"delete_selected" not in page


def test_nothing_of_the_catalogue_is_deleted(admin_client):
    answer = admin_client.post("/admin/pricing/scheme/ms-vecd-sa/delete/", {"post": "yes"})
    assert answer.status_code == 403
    assert Scheme.objects.filter(id="ms-vecd-sa").exists()


def test_a_row_that_somebody_else_changed_is_a_conflict_with_both_and_a_second_press_is_meant(
    admin_client,
):
    price = find_price()
    address = f"/admin/pricing/price/{price.pk}/change/"
    typed = {**NEW, "valid_from": "2008-01-21", "seen": str(find_newest(price)[0])}
    change_meanwhile(price, "31.00")
    answer = admin_client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "amount: 31.00" in page
    assert 'value="24.50"' in page
    assert read_amount("2008-02-01") == "31.00"
    typed["seen"] = str(find_newest(Price.objects.get(pk=price.pk))[0])
    assert f'value="{typed["seen"]}"' in page
    assert admin_client.post(address, typed).status_code == 302
    assert read_amount("2008-02-01") == "24.50"
