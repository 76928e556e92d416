"""A quote from a scenario's column of the page: the comparison is kept with it, or was before."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from pricing.models import CatalogueVersion
from pricing.presets import preset
from quotes.models import Comparison, ComparisonVersion, Quote
from tests.quotes.conftest import write_document
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

MAKE = "/quotes/make"
NAMES = ("", "bob", "anna", "vera", "paula")
TODAY = "preset=today&fleet.0.desktops=7"


@pytest.fixture(autouse=True)
def shipped(catalogue_db):
    """Presets are priced by the shipped catalogue."""


def read(response):
    return parsed(response.content.decode())


def list_columns(response) -> list[str]:
    """The scenarios of which the page offers a quote."""
    buttons = read(response).iter("button")
    return [each.get("value", "") for each in buttons if each.get("formaction") == MAKE]


def press(client, address: str = TODAY, scenario: int = 2):
    """Presses "Make a quote" in a column of the page of an address."""
    root = read(client.get(f"/?{address}"))
    form = next(each for each in root.iter("form") if each.get("id") == "own")
    typed = {each.get("name"): each.get("value") for each in form.iter("input")}
    typed.pop("csrfmiddlewaretoken", None)
    return client.post(MAKE, typed | {"scenario": scenario})


def test_one_press_keeps_the_comparison_for_its_reader_and_shows_the_draft(as_):
    response = press(as_("bob"))
    quote = Quote.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/quotes/drafts/{quote.pk}/")
    comparison = quote.version.comparison
    assert (comparison.owner.username, comparison.visibility) == ("bob", "private")
    assert comparison.name.startswith("Stay on Horizon and vSphere (VVF), VDI on Hyper-V with RDS")
    assert quote.scenario_place == 1
    assert json.loads(quote.version.document)["fleet"][0]["desktops"] == "7"


def test_what_is_kept_already_is_used(as_):
    for scenario in (1, 2):
        press(as_("bob"), scenario=scenario)
    assert [quote.version.number for quote in Quote.objects.all()] == [1, 1]
    assert ComparisonVersion.objects.count() == 1


def test_what_another_keeps_is_not(as_):
    press(as_("bob"))
    press(as_("bea"))
    assert {each.owner.username for each in Comparison.objects.all()} == {"bob", "bea"}


def test_what_is_kept_with_other_prices_is_not_used(as_):
    press(as_("bob"))
    CatalogueVersion.change()
    press(as_("bob"))
    assert ComparisonVersion.objects.count() == 2


def test_a_page_that_began_from_a_version_uses_that(as_, keep):
    version = keep(document=json.dumps(preset("today")))
    press(as_("bob"), f"preset=today&kept={version.comparison_id}.1")
    assert Quote.objects.get().version == version


def test_what_was_changed_since_becomes_the_version_after_it(as_, keep):
    version = keep(document=json.dumps(preset("today")))
    press(as_("bob"), f"{TODAY}&kept={version.comparison_id}.1")
    made = Quote.objects.get().version
    assert (made.comparison_id, made.number) == (version.comparison_id, 2)


def test_what_its_reader_kept_since_is_no_other_s_version(as_, keep):
    version = keep(document=json.dumps(preset("today")))
    for seats in (7, 8):
        address = f"preset=today&fleet.0.desktops={seats}&kept={version.comparison_id}.1"
        press(as_("bob"), address)
    assert version.comparison.versions.count() == 3


def test_what_another_kept_since_is_told_and_nothing_is_kept(as_, keep):
    version = keep(document=json.dumps(preset("today")), visibility="organisation")
    target = f"{version.comparison_id}.1"
    keep("bea", target=target, document=json.dumps(preset("today") | {"horizon_years": 3}))
    response = press(as_("bob"), f"{TODAY}&kept={target}")
    assert response.status_code == 409
    assert "No quote was made. Version 2 was saved in the meantime." in text_of(read(response))
    assert (version.comparison.versions.count(), Quote.objects.count()) == (2, 0)


def test_a_version_that_is_private_to_another_is_as_if_it_was_not_said(as_, keep):
    version = keep("bea", document=json.dumps(preset("today")))
    for number in (version.comparison_id, 10**8):
        page = read(as_("bob").get(f"/?{TODAY}&kept={number}.1"))
        assert "From version" not in text_of(page)
    press(as_("bob"), f"{TODAY}&kept={version.comparison_id}.1")
    assert Quote.objects.get().version.comparison.owner.username == "bob"


def test_the_page_names_the_version_that_it_began_from(as_, keep):
    version = keep(document=json.dumps(preset("today")))
    address = f"/?{TODAY}&kept={version.comparison_id}.1"
    assert "From version 1 of Desks." in text_of(read(as_("bob").get(address)))
    assert "Desks" not in text_of(read(as_("").get(address)))


@pytest.mark.parametrize("kept", ["1", "x.1", "1.1.1", "1" * 10 + ".1", "", "-1.1", "1.1\n"])
def test_what_names_no_version_is_as_if_it_was_not_said(as_, kept):
    response = as_("bob").get("/", {"preset": "today", "kept": kept})
    assert response.status_code == 200
    assert "kept=" not in read(response).find(".//a[@id='copy-link']").get("href")


def test_a_document_of_one_s_own_is_kept_and_quoted_too(as_):
    response = as_("bob").post(MAKE, {"document": write_document(), "scenario": 1})
    assert response.status_code == 303
    assert Quote.objects.get().version.comparison.name == "Comparison"


# Who


def test_strangers_and_who_may_make_quotes_are_offered_them_and_nobody_else(as_):
    offered = {name: bool(list_columns(as_(name).get("/?preset=today"))) for name in NAMES}
    assert offered == {"": True, "bob": True, "anna": True, "vera": False, "paula": False}


def test_who_may_make_none_is_told_so_and_nothing_is_kept(as_):
    response = press(as_("vera"))
    assert response.status_code == 403
    assert "Your role does not allow to make a quote." in text_of(read(response))
    assert not Comparison.objects.exists()


def test_a_stranger_logs_in_and_comes_back_to_the_same_scenario(as_):
    response = press(as_(""))
    [back] = parse_qs(urlsplit(response["Location"]).query)["next"]
    page = read(as_("bob").get(back))
    form = page.find(".//form[@action='/quotes/make']")
    typed = {each.get("name"): each.get("value") for each in form.iter("input")}
    assert as_("bob").post(MAKE, typed).status_code == 303
    quote = Quote.objects.get()
    assert quote.scenario_place == 1
    assert json.loads(quote.version.document)["fleet"][0]["desktops"] == "7"


def test_a_stranger_loses_no_document_of_his_own(as_, people):
    client = as_("")
    asked = read(client.post(MAKE, {"document": write_document(), "scenario": 1}))
    form = asked.find(".//form[@action='/quotes/make']")
    typed = {each.get("name"): each.get("value") for each in form.iter("input")}
    client.force_login(people["bob"])
    client.handler.enforce_csrf_checks = True
    response = client.post(MAKE, typed)
    page = read(response)
    assert response.status_code == 403
    document = json.loads(page.find(".//input[@name='document']").get("value"))
    assert document["catalogue"]["prices"][0]["amount"] == "100.00"
    assert page.find(".//input[@name='scenario']").get("value") == "1"
    assert not Quote.objects.exists()


def test_to_ask_makes_nothing(as_):
    assert as_("bob").get(f"{MAKE}?{TODAY}&scenario=1").status_code == 200
    assert not Comparison.objects.exists()


# What cannot be quoted


def test_what_is_not_on_sale_is_told_on_the_page_and_nothing_is_kept(as_):
    document = write_document(price_date="2006-06-30")
    response = as_("bob").post(MAKE, {"document": document, "scenario": 1})
    page = read(response)
    assert response.status_code == 409
    assert text_of(page.find(".//p[@role='status']")).startswith("No quote was made.")
    assert page.find(".//table[@id='costs']") is not None
    assert not Comparison.objects.exists()


def test_what_buys_nothing_is_told_on_the_page(as_):
    document = json.loads(write_document())
    document["scenarios"][0]["stack"] = []
    response = as_("bob").post(MAKE, {"document": json.dumps(document), "scenario": 1})
    assert response.status_code == 409
    assert "buys nothing, so there is nothing to quote." in text_of(read(response))


def test_a_column_that_is_not_priced_offers_no_quote(as_):
    document = write_document(price_date="2006-06-30")
    assert list_columns(as_("bob").post("/", {"document": document})) == []


def test_what_cannot_be_priced_is_a_fault_at_its_field(as_):
    response = as_("bob").post(MAKE, {"address": "preset=today&horizon_years=x", "scenario": "1"})
    assert response.status_code == 422
    assert read(response).find(".//*[@id='faults']//li") is not None


@pytest.mark.parametrize("scenario", ["0", "99", "x", "", "9" * 40])
def test_a_scenario_that_is_not_there_is_absent(as_, scenario):
    form = {"address": "preset=today", "scenario": scenario}
    assert as_("bob").post(MAKE, form).status_code == 404


@pytest.mark.parametrize("document", ["{}", "[]", "x", '{"scenarios": 5}', '{"scenarios": [5]}'])
def test_a_document_that_is_none_makes_no_quote_and_no_fault_of_ours(as_, document):
    for name in ("", "bob"):
        response = as_(name).post(MAKE, {"document": document, "scenario": "1"})
        assert response.status_code in (200, 302, 404, 422)
    assert not Quote.objects.exists()
