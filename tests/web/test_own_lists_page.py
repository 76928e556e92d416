"""The page of an own list says what it stands on, what it takes off, and where it differs."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pricing.models import CatalogueChange, ListTerm, Price, PriceList, Proposal
from pricing.presets import preset
from quotes.kept_catalogues import keep_catalogue, read_catalogue
from quotes.sharing import share
from quotes.versions import make_comparison
from tests.accounts.people import give_second_factor, make_person
from tests.pricing.own_lists import NOW, change, make_list, price_row, term_row

from .markup import field, parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

PAGE = "/lists/acme/?price_date=2008-01-31"


@pytest.fixture
def own():
    make_list(
        price_row("acme", "vmw-vi3-standard", "2007-12-11", "2500.00"),
        term_row("acme", "Microsoft", "0.125"),
    )


@pytest.fixture
def ada(client):
    user = make_person("ada", "buyer")
    client.force_login(user)
    return user


def read(client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    return parsed(answer.content.decode())


def test_a_stranger_finds_neither_page(client, own):
    assert [client.get(each).status_code for each in ("/lists/", "/lists/acme/")] == [404, 404]


def test_a_list_without_a_base_has_no_such_page(client, own, ada):
    assert client.get("/lists/us-list/").status_code == 404


def test_all_own_lists_stand_on_one_page(client, own, ada):
    page = read(client, "/lists/")
    assert [a.get("href") for a in page.iter("a") if a.text == "Prices of acme"] == ["/lists/acme/"]


def test_the_page_says_what_the_list_takes_off_and_who_said_so(client, own, ada):
    words = text_of(read(client, PAGE))
    assert "Microsoft 12.5 % 1 January 2007 holds contract 4711 (verified)" in words.replace(
        "\u00a0", " "
    )


def test_the_page_says_where_the_list_differs_from_its_base(client, own, ada):
    words = text_of(read(client, PAGE)).replace("\u00a0", " ")
    assert "2,500.00 2,995.00 −495.00 (−17 %) 11 December 2007" in words


def test_the_page_says_how_sure_the_list_is(client, own, ada):
    assert "Of 2 prices and terms: 2 read in the source." in text_of(read(client, PAGE))


def test_a_day_that_is_none_is_said_at_its_field(client, own, ada):
    page = read(client, "/lists/acme/?price_date=soon")
    assert field(page, "price_date").get("aria-invalid") == "true"


def test_one_press_compares_with_the_list(client, own, ada):
    page = read(client, PAGE)
    [link] = [a.get("href") for a in page.iter("a") if a.text == "Compare with this list"]
    assert client.get(link).status_code == 200
    assert link == "/?preset=today&price_list=acme"


def test_the_prices_lead_to_the_own_lists_of_who_may_see_them(client, own, ada):
    links = [a.get("href") for a in read(client, "/prices/").iter("a")]
    assert "/lists/" in links


def test_the_form_says_what_holds_where_nothing_is_typed(client, own, ada):
    page = read(client, "/?preset=january-2008&price_list=acme")
    words = text_of(page)
    assert "Where nothing is typed, by the list: 12.5 % off Microsoft, contract 4711." in words
    names = [i for i in page.iter("input") if (i.get("name") or "").endswith("discounts.Microsoft")]
    assert {i.get("placeholder") for i in names} == {"0.125"}


def test_no_address_of_the_page_holds_what_was_negotiated(client, own, ada):
    page = read(client, "/?preset=january-2008&price_list=acme")
    assert not [
        href for a in page.iter("a") if "0.125" in (href := a.get("href") or "") or "2500" in href
    ]


# What is kept


def keep(user):
    document = json.dumps(preset("january-2008") | {"price_list": "acme"})
    return make_comparison("Ours", document, user, at=NOW)


def test_a_kept_list_says_what_it_said(own, ada):
    version = keep(ada)
    read_catalogue.cache_clear()
    kept = read_catalogue(version.catalogue_id)
    change(term_row("acme", "Microsoft", "0.2"))
    price = kept.on(NOW.date().replace(2008, 1, 31)).price("ms-vecd-sa")
    assert (str(price.amount), str(price.term.share)) == ("23.00", "0.125")
    assert price.source.startswith("12.5 % off Microsoft, contract 4711; list price: ")
    assert keep_catalogue(kept) == version.catalogue


def test_a_shared_link_shows_a_stranger_the_totals_that_were_kept_and_no_terms(client, own, ada):
    version = keep(ada)
    _, token = share(version, ada, at=NOW)
    total = json.loads(version.answer)["scenarios"][0]["tco"]
    client.logout()
    page = text_of(read(client, f"/shared/{token}/"))
    assert f"{Decimal(total):,.2f}" in page
    assert "12.5" not in page


# The admin

TERM = {
    "price_list": "acme",
    "of": "Citrix",
    "valid_from": "2026-01-01",
    "share": "0.1",
    "source": "contract 12",
    "source_url": "",
    "confidence": "verified",
    "note": "",
    "reason": "we agreed on it",
}


def test_a_term_is_added_in_the_admin(admin_client, own):
    assert admin_client.post("/admin/pricing/listterm/add/", TERM).status_code == 302
    assert str(ListTerm.objects.get(of="Citrix").share.normalize()) == "0.1"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("of", "Citrx", "did you mean Citrix?"),
        ("share", "1.5", "may hold a number from 0 to 1"),
        ("price_list", "us-list", "may hold a list that has a base"),
        ("reason", "", "This field is required"),
    ],
)
def test_a_term_that_cannot_be_is_refused_at_its_field(admin_client, own, field, value, message):
    answer = admin_client.post("/admin/pricing/listterm/add/", {**TERM, field: value})
    assert message in answer.content.decode()
    assert not ListTerm.objects.filter(source="contract 12").exists()


def test_an_own_list_is_made_in_the_admin(admin_client, own):
    asked = {"id": "unit", "name": "Unit", "currency": "USD", "region": "US", "owner": "us"}
    more = {"base": "acme", "reason": "a contract of the unit"}
    assert admin_client.post("/admin/pricing/pricelist/add/", asked | more).status_code == 302
    assert PriceList.objects.get(id="unit").base_id == "acme"


def test_a_list_in_other_money_than_its_base_is_made_in_the_admin(admin_client, own):
    asked = {"id": "unit", "name": "Unit", "currency": "EUR", "region": "EU", "owner": "us"}
    more = {"base": "acme", "reason": "a contract of the unit"}
    assert admin_client.post("/admin/pricing/pricelist/add/", asked | more).status_code == 302
    assert PriceList.objects.get(id="unit").currency == "EUR"


def test_a_price_is_the_bases_again_by_the_admin(admin_client, own):
    asked = {
        "price_list": "acme",
        "scheme": "vmw-vi3-standard",
        "valid_from": "2008-01-15",
        "amount": "",
        "tiers": "",
        "state": "as_base",
        "source": "the contract ended",
        "source_url": "",
        "confidence": "verified",
        "note": "",
        "reason": "it ended",
    }
    assert admin_client.post("/admin/pricing/price/add/", asked).status_code == 302
    assert Price.objects.get(price_list="acme", valid_from="2008-01-15").state == "as_base"


# What it takes off, by a price editor


OFF = {"of": "Microsoft", "percent": "12 %", "valid_from": "01.12.2026", "source": "contract 8"}


@pytest.fixture
def paula(client):
    person = make_person("paula", "price editor")
    give_second_factor(person)
    client.force_login(person)
    return person


def find_seen(page) -> str:
    [seen] = [each.get("value") for each in page.iter("input") if each.get("name") == "seen"]
    return seen


def take_off(client, **typed):
    seen = find_seen(read(client, PAGE))
    said = OFF | {"confidence": "verified", "seen": seen}
    return client.post("/lists/acme/", said | typed)


def test_twelve_per_cent_off_a_vendor_is_proposed_looked_at_and_applied(client, own, paula):
    answer = take_off(client)
    assert answer.status_code == 303
    page = text_of(read(client, answer["Location"]))
    assert "Off Microsoft 1 December 2026 12.5 % 12 %" in page.replace("\u202f", " ")
    file = SimpleUploadedFile("x.csv", b"Product,Net\nx,1\n")
    instead = client.post(answer["Location"], {"action": "replace", "file": file})
    assert instead.status_code == 422
    client.post(answer["Location"], {"action": "apply", "reason": "the new contract"})
    term = ListTerm.objects.get(valid_from="2026-12-01")
    assert (term.of, str(term.share.normalize()), term.source) == (
        "Microsoft",
        "0.12",
        "contract 8",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("of", "Micrsoft"),
        ("percent", "120"),
        ("valid_from", "31/31/2026"),
        ("source", " "),
        ("source", "\u200b"),
    ],
)
def test_what_cannot_be_taken_off_is_said_at_its_field(client, own, paula, name, text):
    answer = take_off(client, **{name: text})
    assert answer.status_code == 422
    page = parsed(answer.content.decode())
    assert field(page, name).get("aria-invalid") == "true"
    assert not Proposal.objects.exists()


def test_what_somebody_else_took_off_since_is_looked_at_first(client, own, paula):
    seen = find_seen(read(client, PAGE))
    number = change(term_row("acme", "Citrix", "0.2"))
    answer = take_off(client, seen=seen)
    assert answer.status_code == 409
    page = parsed(answer.content.decode())
    assert f"(change {number})" in text_of(page)
    assert field(page, "source").get("value") == "contract 8"
    assert take_off(client, seen=find_seen(page)).status_code == 303


def test_who_is_no_price_editor_is_offered_no_form_and_refused(client, own, ada):
    assert not [i for i in read(client, PAGE).iter("input") if i.get("name") == "percent"]
    assert client.post("/lists/acme/", OFF).status_code == 403


def test_who_sends_a_form_without_a_session_hears_of_no_list(client, own):
    there, absent = (
        text_of(parsed(client.post(f"/lists/{name}/", OFF).content.decode()))
        for name in ("acme", "nobody")
    )
    assert there == absent


# What was looked at again, by a price editor

AGAIN = {"what": "all", "confirmed_on": "01.06.2009"}


def test_what_a_list_says_is_confirmed_again_by_a_form(client, own, paula):
    answer = client.post("/lists/acme/", AGAIN)
    assert answer.status_code == 303
    page = text_of(read(client, answer["Location"]))
    assert page.count("confirmed_on: nothing to 2009-06-01") == 2
    client.post(answer["Location"], {"action": "apply", "reason": "asked the reseller"})
    price, term = Price.objects.get(price_list="acme"), ListTerm.objects.get(price_list="acme")
    assert (str(price.confirmed_on), str(price.amount)) == ("2009-06-01", "2500.00")
    assert (str(term.confirmed_on), str(term.share.normalize())) == ("2009-06-01", "0.125")
    assert CatalogueChange.objects.last().kind == "edit"


def test_one_price_alone_may_be_confirmed(client, own, paula):
    answer = client.post("/lists/acme/", AGAIN | {"what": "vmw-vi3-standard"})
    [row] = Proposal.objects.get(pk=answer["Location"].split("/")[-2]).rows
    assert row[2]["scheme"] == "vmw-vi3-standard"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("what", "no-such"),
        ("confirmed_on", ""),
        ("confirmed_on", "31/31/2009"),
        ("confirmed_on", "2098-01-01"),
        ("confirmed_on", "2001-01-01"),
    ],
)
def test_what_cannot_be_confirmed_is_said_at_its_field(client, own, paula, name, text):
    answer = client.post("/lists/acme/", AGAIN | {name: text})
    assert answer.status_code == 422
    assert field(parsed(answer.content.decode()), name).get("aria-invalid") == "true"
    assert not Proposal.objects.exists()


def test_who_is_no_price_editor_confirms_nothing(client, own, ada):
    assert not [i for i in read(client, PAGE).iter("input") if i.get("name") == "confirmed_on"]
    assert client.post("/lists/acme/", AGAIN).status_code == 403


def test_history_and_change_say_when_it_was_confirmed(client, own, ada):
    day = date(2009, 6, 1)
    price = price_row("acme", "vmw-vi3-standard", "2007-12-11", "2500.00")
    number = change(price._replace(values={**price.values, "confirmed_on": day}))
    said = "confirmed again on 1 June 2009"
    history = read(client, "/prices/vmw-vi3-standard/?price_list=acme")
    assert said in text_of(history)
    [row] = next(read(client, f"/catalogue/changes/{number}/").iter("tbody"))
    cells = [text_of(cell) for cell in row]
    assert cells[1:] == ["confirmed again", "nothing", "on 1 June 2009"]


def test_the_page_counts_what_a_list_says_by_kind_and_age(client, own, ada):
    tables = read(client, "/lists/acme/?price_date=2009-06-01").iter("table")
    [table] = [each for each in tables if each.get("class") == "by-age"]
    rows = [[text_of(cell) for cell in row] for row in table.iter("tr")]
    assert rows == [["Figures", "1 to 3 years", "in all"], ["● verified", "2", "2"]]


@pytest.mark.parametrize(
    ("name", "typed"), [("source", "contract 4712"), ("confirmed_on", "2008-01-30")]
)
def test_who_is_logged_out_while_typing_is_shown_it_again(client, own, paula, name, typed):
    client.handler.enforce_csrf_checks = True
    page = parsed(client.post("/lists/acme/", {name: typed}).content.decode())
    [note] = page.findall(".//main/p[@role='alert']")
    assert "older than your log-in" in text_of(note)
    [shown] = [each for each in page.iter("details") if each.get("open") is not None]
    assert shown.find(f".//input[@name='{name}']").get("value") == typed
    assert not Proposal.objects.exists()
