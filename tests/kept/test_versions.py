"""A version's page: its figures, the way back to the calculator, and two of them side by side."""

from __future__ import annotations

import json

import pytest
from django.db.models import F

from calculator.kept.opening import find_address
from calculator.kept.versions import mark_cheapest
from pricing.models import Assumption, CatalogueVersion, Price
from pricing.presets import preset
from quotes.models import ComparisonVersion
from tests.pricing.own_lists import change, price_row
from tests.quotes.conftest import write_document
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def read(response):
    return parsed(response.content.decode())


def address_of(version: ComparisonVersion) -> str:
    return f"/comparisons/{version.comparison_id}/v{version.number}/"


# A version


def test_a_version_keeps_its_figures_and_says_what_today_makes_of_it(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("autumn-2008")))
    before = list_figures(as_("bob").get(address_of(version)))
    Price.objects.filter(amount__gt=1).update(amount=F("amount") + 1)
    CatalogueVersion.change()
    page = as_("bob").get(address_of(version))
    assert list_figures(page) == before
    words = text_of(read(page))
    assert "Today's catalogue makes other totals of it: the prices of" in words


def test_a_version_says_the_change_that_it_is_pinned_to(as_, keep, catalogue_db):
    number = CatalogueVersion.objects.get().number
    version = keep(document=json.dumps(preset("autumn-2008")))
    change(price_row("us-list", "ms-vecd-sa", "2008-01-21", "24.00"))
    page = read(as_("bob").get(address_of(version)))
    assert f"Its prices are those known since change {number} of the catalogue." in text_of(page)
    assert f"/catalogue/changes/{number}/" in {each.get("href") for each in page.iter("a")}
    told = as_("bob").get(f"/api/comparisons/{version.comparison_id}/v1").json()
    assert told["catalogue_change"] == number


def test_what_is_pinned_to_what_was_known_is_held_beside_what_is_known_now(as_, keep, catalogue_db):
    known = CatalogueVersion.objects.get().number
    document = preset("autumn-2008") | {"known_on": str(known)}
    version = keep(document=json.dumps(document))
    change(price_row("us-list", "ms-vecd-sa", "2008-01-21", "24.00"))
    words = text_of(read(as_("bob").get(address_of(version))))
    assert "the prices of 1 scheme that it uses have changed" in words


def read_known(as_, version: ComparisonVersion, known_on: str):
    return read(as_("bob").get(f"{address_of(version)}?known_on={known_on}"))


def test_a_version_is_priced_by_what_was_known_on_a_day(as_, keep, catalogue_db):
    known = CatalogueVersion.objects.get().number
    change(price_row("us-list", "ms-vecd-sa", "2008-01-21", "24.00"))
    version = keep(document=json.dumps(preset("autumn-2008")))
    page = read_known(as_, version, str(known))
    words = text_of(page)
    assert f"(change {known})." in words
    assert "As known then" in words
    links = [each.get("href") for each in page.iter("a")]
    assert any(f"known_on={known}" in each for each in links)


def test_what_was_known_alike_comes_to_the_same(as_, keep, catalogue_db):
    known = CatalogueVersion.objects.get().number
    version = keep(document=json.dumps(preset("autumn-2008")))
    assert "It comes to the same." in text_of(read_known(as_, version, str(known)))


def test_a_day_before_the_catalogue_says_since_when_anything_is_known(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("autumn-2008")))
    words = text_of(read_known(as_, version, "1999-03-31"))
    assert "On that day nothing was known yet. The catalogue begins on " in words


def test_what_is_no_day_is_told(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("autumn-2008")))
    assert "It may hold a day as 2026-11-24" in text_of(read_known(as_, version, "March"))


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [("Compare", "/?preset=today"), ("Prices", "/prices/?price_date=2026-10-14")],
)
def test_pages_of_what_is_kept_lead_to_what_is_sold_today(as_, keep, words, leads_to):
    version = keep()
    for address in (address_of(version), "/comparisons/", "/quotes/"):
        links = list(read(as_("bob").get(address)).iter("a"))
        assert [each.get("href") for each in links if text_of(each) == words] == [leads_to]


def test_of_one_price_that_changed_one_scheme_is_told(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("autumn-2008")))
    Price.objects.filter(scheme="ms-vecd-sa").update(amount=F("amount") + 1)
    CatalogueVersion.change()
    words = text_of(read(as_("bob").get(address_of(version))))
    assert "the prices of 1 scheme that it uses have changed" in words


def test_other_totals_of_other_assumptions_alone_tell_of_no_prices(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("autumn-2008")))
    Assumption.objects.filter(name="energy_price").update(typical=F("high"))
    CatalogueVersion.change()
    words = text_of(read(as_("bob").get(address_of(version))))
    assert "Today's catalogue makes other totals of it." in words


def test_a_version_says_of_how_many_desktops_years_and_which_day_its_figures_are(as_, keep):
    version = keep()
    words = text_of(read(as_("bob").get(address_of(version))))
    assert "100 desktops, 4 years, prices of 31 January 2008." in words


def test_the_cheapest_scenario_is_marked_as_on_the_comparison(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("today")))
    page = read(as_("bob").get("/?preset=today"))
    heads = page.findall(".//table[@id='costs']/thead//th")
    [cheapest] = [text_of(each.find("bdi")) for each in heads if "cheapest" in text_of(each)]
    rows = read(as_("bob").get(address_of(version))).find(".//table").iter("tr")
    marked = [text_of(row.find("th")) for row in rows if row.find("th/b") is not None]
    assert marked == [f"{cheapest}, cheapest"]


@pytest.mark.parametrize(
    ("totals", "marks"),
    [
        ([("1.00", True), ("2.00", True)], {0: "cheapest"}),
        ([("1.00", False), ("2.00", True)], {1: "cheapest"}),
        ([("2.00", True), ("2.00", True)], {0: "cheapest, tied", 1: "cheapest, tied"}),
        ([("1.00", False), ("2.00", False)], {}),
        ([("1.00", True), (None, True)], {}),
        ([("1.00", True)], {0: "cheapest"}),
        ([(None, True)], {}),
    ],
)
def test_those_that_cost_the_least_and_meet_their_rules_are_marked(totals, marks):
    assert mark_cheapest([{"tco": tco, "compliant": met} for tco, met in totals]) == marks


def list_figures(response) -> list[str]:
    table = read(response).find(".//table")
    return [text_of(each) for each in table.iter("td")]


def test_an_unchanged_catalogue_makes_the_same_of_it(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("today")))
    assert "Today's catalogue makes the same of it." in text_of(
        read(as_("bob").get(address_of(version)))
    )


def test_a_version_opens_in_the_calculator_by_its_address(as_, keep, catalogue_db):
    document = preset("today") | {"horizon_years": 3}
    address = find_address(document, "12.3")
    assert address == "/?preset=today&kept=12.3&horizon_years=3"
    version = keep(document=json.dumps(document))
    address = find_address(document, f"{version.comparison_id}.1")
    links = [each.get("href") for each in read(as_("bob").get(address_of(version))).iter("a")]
    assert address in links


def test_a_version_with_a_catalogue_of_its_own_opens_by_a_form(as_, keep, catalogue_db):
    version = keep()
    page = read(as_("bob").get(address_of(version)))
    document = page.find(".//form[@action='/']/input[@name='document']").get("value")
    assert document == version.document


# Side by side


def test_two_versions_stand_side_by_side_with_why_they_differ(as_, keep):
    first = keep()
    keep(target=f"{first.comparison_id}.1", document=write_document(prices="90.00"))
    address = f"/comparisons/{first.comparison_id}/v1/beside?other={first.comparison_id}.2"
    page = read(as_("bob").get(address))
    assert [text_of(each) for each in page.iter("td")] == ["40,000.00", "36,000.00", "−4,000.00"]
    assert [text_of(each) for each in page.iter("li")][-1].endswith("−4,000.00")


def test_a_later_price_that_is_dearer_adds_from_whichever_version_one_asks(as_, keep):
    first = keep()
    keep(target=f"{first.comparison_id}.1", document=write_document(prices="110.00"))
    address = f"/comparisons/{first.comparison_id}/v2/beside?other={first.comparison_id}.1"
    page = read(as_("bob").get(address))
    assert [text_of(each) for each in page.iter("td")][2] == "+4,000.00"


def test_versions_of_other_fleets_are_compared_by_totals_alone(as_, keep):
    first = keep()
    keep(target=f"{first.comparison_id}.1", document=write_document(group={"desktops": 50}))
    address = f"/comparisons/{first.comparison_id}/v1/beside?other={first.comparison_id}.2"
    page = read(as_("bob").get(address))
    assert "their totals alone are compared" in text_of(page)
    assert [text_of(each) for each in page.iter("td")][2] == "−20,000.00"


def test_what_is_private_to_another_stands_beside_nothing(as_, keep):
    shared, private = keep("bea", visibility="organisation"), keep("bob")
    address = f"/comparisons/{shared.comparison_id}/v1/beside?other={private.comparison_id}.1"
    assert as_("bea").get(address).status_code == 404
    assert as_("bob").get(address).status_code == 200
