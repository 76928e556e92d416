"""What a cost and a list rest on, by kind and age: readable on a desk, on a phone, in the dark."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.accounts.people import give_second_factor, make_person
from tests.pricing.own_lists import change, list_row, price_row, term_row

from .page import press
from .test_own_lists import DESK, PHONE
from .test_whole_life import check, look, people

__all__ = ["look", "people"]  # fixtures

COST = "/?price_list=acme&open=sum:sure"
LIST = "/lists/acme/?price_date=2008-10-31"


@pytest.fixture
def own(catalogue_db, people):
    """A list in euros, of which one price was confirmed again."""
    people["paula"] = make_person("paula", "price editor")
    give_second_factor(people["paula"])
    old = price_row("acme", "thin-client", "2003-01-01", "250.00")
    change(
        list_row("acme", currency="EUR"),
        old._replace(values={**old.values, "confirmed_on": date(2008, 9, 1)}),
        price_row("acme", "vmw-vi3-standard", "2007-12-01", "2500.00"),
        term_row("acme", "Microsoft", "0.125", "2006-02-01"),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_is_wrong_with_it_for_eyes_or_ears(own, look, size, scheme):
    page = look("paula", *size, color_scheme=scheme)
    page.goto(COST)
    expect(page.locator("#explanation .by-age")).to_be_visible()
    check(page)
    page.goto(LIST)
    page.get_by_text("Confirm again", exact=True).click()
    check(page)


def test_a_price_editor_confirms_what_a_list_says_and_the_page_counts_it_younger(own, look):
    page = look("paula", *DESK)
    page.goto(LIST)
    table = page.locator(".by-age")
    expect(table.get_by_role("row").nth(1)).to_have_text("● verified 2 1 3")
    page.get_by_text("Confirm again", exact=True).click()
    page.get_by_label("What is the same").select_option("all that this list says itself")
    page.get_by_label("Looked at again on").fill("2008-10-01")
    press(page, "Show what it confirms")
    expect(page.get_by_text("Comparisons that you may see: 0 totals move")).to_be_visible()
    check(page)
    page.get_by_label("Why").fill("asked the reseller")
    press(page, "Apply")
    page.goto(LIST)
    expect(table.get_by_role("row").nth(1)).to_have_text("● verified 3 3")
    check(page)
