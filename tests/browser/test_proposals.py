"""A price editor with a reseller's file: from nothing to a comparison on prices of one's own."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from pricing.market import catalogue
from tests.accounts.people import give_second_factor, make_person

from .page import follow, press
from .test_accessibility import SCREENS
from .test_accounts import is_clean

NEAR = "X-2,Windows Server 2025 Standard 2 core pack,3.00\n"
HEADS = "Article,Description,Our price\n"


@pytest.fixture
def paula(transactional_db):
    """A price editor with a second factor."""
    person = make_person("paula", "price editor")
    give_second_factor(person)
    return person


def write_file() -> bytes:
    """All that today's list sells, at a reseller's prices, and a mouse mat."""
    found = catalogue("us-list")
    rows = []
    for scheme in found.schemes.values():
        prices = [each for each in found.prices.get(scheme.id, ()) if each.amount]
        if prices:
            rows.append(f"{scheme.id},,{prices[-1].amount}\n")
    return (HEADS + "".join(rows) + "X-1,Mouse mat,3.00\n" + NEAR).encode()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_a_price_editor_comes_from_a_file_to_a_comparison_on_own_prices(
    reader, paula, width, scheme
):
    client = Client()
    client.force_login(paula)
    page = reader(width, 800, forgiven="422", color_scheme=scheme)
    page.goto("/healthz")
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])
    page.goto("/accounts/")
    follow(page.get_by_role("link", name="Prices from a file"))
    assert is_clean(page)
    file = {"name": "reseller.csv", "mimeType": "text/csv", "buffer": write_file()}
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_label("For which list").select_option("new")
    page.get_by_label("Name of the new list").fill("Reseller X 2027")
    page.get_by_label("On top of").select_option("us-list")
    press(page, "Read it")
    expect(page.get_by_role("heading", name="Which column is what?")).to_be_visible()
    assert is_clean(page)
    page.get_by_label("Part number of the vendor").select_option("none")
    page.get_by_label("Scheme's id").select_option("Article")
    page.get_by_label("Price of a pack").select_option("Our price")
    page.get_by_label("Prices hold from").fill("01.01.2026")
    press(page, "Show what it changes")
    expect(page.get_by_text("“Mouse mat” is no scheme's name")).to_be_visible()
    assert is_clean(page)
    near = page.get_by_label("X-2 Windows Server 2025 Standard 2 core pack")
    expect(near).to_have_value("ms-ws2025-std")
    near.select_option("leave it out")
    page.get_by_label("Leave rows out that match no scheme").check()
    press(page, "Show what it changes")
    expect(page.get_by_text("Match no scheme, left out: 2")).to_be_visible()
    assert is_clean(page)
    page.get_by_label("Why").fill("the offer of May")
    press(page, "Apply")
    expect(page.get_by_role("link", name="Compare with this list")).to_be_visible()
    assert is_clean(page)
    follow(page.get_by_role("link", name="Compare with this list"))
    expect(page.get_by_label("Price list", exact=True)).to_have_value("reseller-x-2027")
