"""Enter does what is typed: a suggestion is applied by its own press only."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .page import set_desktops

# What Enter in a field presses: the first button of its form in the page.
PRESSED = """() => {
  const { elements } = document.getElementById("question");
  return [...elements].find((each) => each.type === "submit").textContent;
}"""


@pytest.mark.parametrize("has_script", [True, False])
def test_enter_takes_what_is_typed_and_no_suggestion(reader, has_script):
    page = reader(java_script_enabled=has_script)
    page.goto("/")
    field = page.get_by_label("Office", exact=True)
    field.fill("8o0")
    field.press("Enter")
    expect(page.get_by_role("button", name="Use 800: Office").first).to_be_visible()
    field.fill("350")
    field.press("Enter")
    expect(page.get_by_role("rowheader", name="Total, 750 desktops")).to_be_visible()
    expect(page.get_by_label("Office", exact=True)).to_have_value("350")


def test_what_is_typed_quickly_after_an_enter_is_what_counts(screen):
    screen.goto("/")
    field = screen.get_by_label("Office", exact=True)
    for typed in ("1 000", "350"):
        field.press("Control+a")
        field.press_sequentially(typed)
        field.press("Enter")
    expect(screen).to_have_url(re.compile("desktops=350$"))
    expect(field).to_have_value("350")
    expect(screen.locator("#faults li")).to_have_count(0)


def test_the_enter_of_another_field_applies_no_suggestion(screen):
    screen.goto("/")
    set_desktops(screen, "Office", "8o0")
    expect(screen.get_by_role("button", name="Use 800: Office").first).to_be_visible()
    screen.get_by_label("Call centre", exact=True).press("Enter")
    screen.wait_for_timeout(400)
    expect(screen.get_by_label("Office", exact=True)).to_have_value("8o0")
    expect(screen.locator("#faults li")).to_have_count(1)


def test_enter_in_the_day_of_the_prices_applies_no_suggestion(screen):
    screen.goto("/prices/")
    field = screen.get_by_role("textbox", name="On sale on")
    field.fill("30.6.2009")
    expect(screen.get_by_role("button", name=re.compile("^Use 2009-06-30")).first).to_be_visible()
    field.press("Enter")
    screen.wait_for_timeout(400)
    expect(field).to_have_value("30.6.2009")


@pytest.mark.parametrize(
    "address",
    [f"{look}?fleet.0.desktops=8o0" for look in ("/", "/sure", "/where", "/cheapest", "/rigged")]
    + ["/prices/?price_date=30.6.2009", "/prices/ms-vecd-sa/?price_date=30.6.2009"],
)
def test_no_form_begins_with_a_suggestion(screen, address):
    screen.goto(address)
    expect(screen.get_by_role("button", name=re.compile("^Use ")).first).to_be_visible()
    assert screen.evaluate(PRESSED) in ("Calculate", "Show")
