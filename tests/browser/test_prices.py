"""The prices in a browser.

Search as one types, choices, order, faults, the history; and without a script.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .page import follow
from .states import STATES, is_ready
from .test_accessibility import found, found_on

PAGES = [name for name in STATES if name.startswith("price")]


def rows(page: Page) -> int:
    return page.locator(".prices tbody tr:not(.part, .off)").count()


def mark(page: Page) -> None:
    """Leaves a mark that a load of the whole page would wipe out."""
    page.evaluate("() => { window.isTheSame = true; }")


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("() => window.isTheSame"))


def test_the_list_follows_the_search_as_it_is_typed_and_so_does_the_address(screen):
    screen.goto("/prices/?role=broker")
    mark(screen)
    field = screen.get_by_role("searchbox", name="Search")
    field.press_sequentially("plati", delay=20)
    expect(screen).to_have_url(re.compile(r"/prices/\?q=plati&role=broker$"))
    expect(screen.locator("h1")).to_contain_text(
        "3 brokers found for “plati” were on sale on 31 October 2008"
    )
    field.press_sequentially("num")
    expect(screen).to_have_url(re.compile(r"q=platinum"))
    expect(field).to_be_focused()
    expect(field).to_have_value("platinum")
    assert rows(screen) == 3
    assert is_the_same(screen)
    expect(screen).to_have_title(re.compile("3 brokers"))


def test_a_choice_narrows_the_list_without_a_load_and_keeps_search_and_focus(screen):
    screen.goto("/prices/")
    mark(screen)
    screen.get_by_role("searchbox", name="Search").fill("xen")
    expect(screen).to_have_url(re.compile(r"\?q=xen$"))
    link = screen.locator("#choices").get_by_role("link", name=re.compile("^Broker"))
    expect(link).to_contain_text("9")  # the choices have come with the list
    link.focus()
    link.press("Enter")
    expect(screen).to_have_url(re.compile(r"\?q=xen&role=broker$"))
    expect(screen.locator("h1")).to_contain_text("9 brokers found for “xen”")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-current", "true")
    screen.get_by_role("searchbox", name="Search").fill("xendesktop")
    expect(screen).to_have_url(re.compile(r"\?q=xendesktop&role=broker$"))
    assert is_the_same(screen)


def test_back_goes_back_through_what_was_asked_for(screen):
    screen.goto("/prices/?role=broker")
    screen.get_by_role("link", name=re.compile("^US\\$")).click()
    expect(screen).to_have_url(re.compile("sort=-price"))
    expect(screen.locator(".prices tbody .amount").first).to_have_text("600.00")
    screen.go_back()
    expect(screen.locator(".prices tbody .amount").first).to_have_text("0.00")
    expect(screen).to_have_url(re.compile(r"\?role=broker$"))


def test_a_day_that_is_none_is_a_fault_at_its_field_and_the_last_list_stays(screen):
    screen.goto("/prices/?role=broker")
    day = screen.get_by_label("On sale on")
    day.fill("2008-02-31")
    expect(screen.locator("[id='e.price_date']")).to_have_text(
        "Holds “2008-02-31”; there is no such day; February 2008 has 29 days."
    )
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(day).to_be_focused()
    assert rows(screen) == 12
    day.fill("2009-01-31")
    expect(screen.locator("h1")).to_contain_text("31 January 2009")
    expect(screen.locator("#faults")).to_be_empty()
    expect(day).not_to_have_attribute("aria-invalid", "true")


def test_a_day_that_is_plain_is_taken_by_one_press(screen):
    screen.goto("/prices/ms-vecd-sa/")
    screen.get_by_label("Price on").fill("31.12.2007")
    screen.locator("[id='e.price_date']").get_by_role("button", name="Use 2007-12-31").click()
    expect(screen.locator(".now strong")).to_have_text("$78.00")
    expect(screen.get_by_label("Price on")).to_have_value("2007-12-31")
    expect(screen.locator(".field .back")).to_have_count(0)


def test_the_comparison_leads_to_the_prices_of_its_day_and_back(screen):
    screen.goto("/?preset=january-2008")
    follow(screen.get_by_role("navigation", name="Site").get_by_role("link", name="Prices"))
    expect(screen.locator("h1")).to_contain_text("31 January 2008")
    expect(screen.get_by_role("link", name="Prices", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    follow(screen.get_by_role("link", name="Compare"))
    expect(screen.locator("#costs")).to_be_visible()


def test_a_scheme_is_found_opened_and_seen_on_another_day(drawing):
    drawing.goto("/prices/?q=vecd")
    right = "Vista Enterprise Centralized Desktop for Software Assurance"
    follow(drawing.get_by_role("link", name=right))
    is_ready(drawing)
    plot = drawing.locator("[data-history]")
    expect(plot.get_by_text("23.00 from 21 Jan 2008")).to_be_visible()
    mark(drawing)
    drawing.get_by_label("Price on").fill("2007-12-31")
    expect(drawing).to_have_url(re.compile(r"/prices/ms-vecd-sa/\?price_date=2007-12-31$"))
    expect(drawing.locator(".now strong")).to_have_text("$78.00")
    expect(
        drawing.locator("[data-history]").get_by_text("31 Dec 2007, the day chosen")
    ).to_be_visible()
    expect(drawing.get_by_label("Price on")).to_be_focused()
    assert is_the_same(drawing)


def test_a_worked_example_opens_in_its_comparison(screen):
    screen.goto("/prices/ms-vecd-sa/")
    follow(screen.get_by_role("link", name="Open this comparison"))
    expect(screen.locator("#explanation")).to_contain_text("16,100.00")
    expect(screen.locator("#explanation")).to_contain_text("66,755.72")


def test_a_page_of_prices_is_printed_by_one_press(screen):
    screen.add_init_script("window.print = () => { window.isPrinted = true; }")
    screen.goto("/prices/ms-vecd-sa/")
    screen.get_by_role("button", name="Print").click()
    screen.wait_for_function("() => window.isPrinted")


def test_everything_works_without_a_script(reader):
    page = reader(java_script_enabled=False)
    page.goto("/prices/?role=broker")
    page.get_by_role("searchbox", name="Search").fill("citrix")
    page.get_by_label("On sale on").fill("2009-06-30")
    follow(page.get_by_role("button", name="Show"))
    assert "role=broker" in page.url
    expect(page.locator("h1")).to_contain_text(
        "brokers found for “citrix” were on sale on 30 June 2009"
    )
    follow(page.locator("#choices").get_by_role("link", name=re.compile("^verified")))
    follow(page.locator(".prices tbody th a").first)
    page.get_by_label("Price on").fill("2008-10-31")
    follow(page.get_by_role("button", name="Show"))
    expect(page.locator(".now")).to_contain_text("on 31 October 2008")
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    page.goto("/prices/?price_date=soon")
    expect(page.locator("[id='e.price_date']")).to_contain_text("may hold a date")


def test_no_page_of_prices_scrolls_sideways(screen):
    for name in PAGES:
        screen.set_viewport_size({"width": 360, "height": 740})
        screen.goto(STATES[name].address)
        for width in (360, 700):
            screen.set_viewport_size({"width": width, "height": 740})
            assert screen.evaluate("() => document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_on_any_screen(reader, width):
    page = reader(width, 740)
    for name in ("prices-brokers", "prices-fault", "price-recalled"):
        page.goto(STATES[name].address)
        assert found_on(page, [(width, "light"), (width, "dark")]) == [], name


def test_axe_finds_nothing_in_other_states(reader):
    page = reader(forgiven="404")
    addresses = [
        STATES[name].address
        for name in ("prices-search", "prices-none", "price", "price-ended", "price-cloud")
    ]
    for address in (*addresses, STATES["price-unknown"].address, "/prices/ms-vecd-thin-client/"):
        page.goto(address)
        assert found(page) == [], address
