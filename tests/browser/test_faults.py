"""Entries that cannot be used: said at their fields, mended there."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .page import figures, set_desktops


def test_a_fault_stands_at_its_field_and_goes_when_it_is_mended(screen):
    screen.goto("/")
    before = figures(screen)
    field = screen.get_by_label("Office", exact=True)
    field.fill("8o0")
    expect(field).to_have_attribute("aria-invalid", "true")
    message = screen.locator(f"[id='{field.get_attribute('aria-describedby')}']")
    expect(message).to_contain_text("Holds “8o0”; may hold a whole number from 0 to 10,000,000")
    summary = screen.get_by_role("alert")
    expect(summary).to_contain_text("One entry cannot be used, so nothing was recomputed.")
    expect(screen.get_by_text("Before the change")).to_be_visible()
    assert figures(screen) == before
    assert screen.url.endswith("/")
    set_desktops(screen, "Call centre", "301")
    expect(summary).to_contain_text("holds “8o0”")
    summary.get_by_role("link", name="Office").click()
    expect(field).to_be_focused()
    field.fill("800")
    expect(screen).to_have_url(re.compile(r"fleet\.0\.desktops=800&fleet\.1\.desktops=301"))
    expect(screen.get_by_text("Before the change")).to_be_hidden()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(message).to_have_text("")
    assert figures(screen) != before


def test_a_fault_in_a_fold_is_reached_by_its_link(screen):
    screen.goto("/")
    screen.locator("summary", has_text="Discounts").click()
    field = screen.locator("[name='scenarios.1.discounts.Microsoft']")
    field.fill("110")
    screen.locator("summary", has_text="Discounts").click()
    link = screen.locator("#faults a")
    expect(link).to_have_count(1)
    expect(field).to_be_hidden()
    link.click()
    expect(field).to_be_focused()


def test_a_closed_fold_that_hides_a_fault_says_so(screen):
    screen.goto("/")
    head = screen.locator("#discounts > summary")
    head.click()
    screen.locator("[name='scenarios.1.discounts.Microsoft']").fill("1.1")
    expect(screen.locator("#faults li")).to_have_count(1)
    words = "summary => getComputedStyle(summary.querySelector('small'), '::after').content"
    assert head.evaluate(words) == "none"
    head.click()
    assert "to mend" in head.evaluate(words)


def test_what_was_plainly_meant_is_used_by_one_press(screen):
    screen.goto("/")
    set_desktops(screen, "Office", "8o0")
    field = screen.locator(".field", has=screen.get_by_label("Office", exact=True))
    field.get_by_role("button", name="Use 800").click()
    expect(screen).to_have_url(re.compile(r"desktops=800$"))
    expect(screen.get_by_label("Office", exact=True)).to_have_value("800")
    expect(screen.get_by_label("Office", exact=True)).to_be_focused()
    expect(screen.locator("#faults li")).to_have_count(0)


def test_the_table_stays_where_it_is_when_entries_cannot_be_used(screen):
    screen.goto("/")
    before = screen.locator("#costs").bounding_box()["y"]
    tabs = screen.locator("#looks").bounding_box()["y"]
    for group in ("Office", "Call centre", "Engineering"):
        set_desktops(screen, group, "8o0")
    expect(screen.locator("#faults li")).to_have_count(3)
    assert abs(screen.locator("#costs").bounding_box()["y"] - before) < 2
    assert screen.locator("#looks").bounding_box()["y"] == tabs
    screen.get_by_text("1 more", exact=True).click()
    expect(screen.locator("#faults li").nth(2)).to_be_visible()


def test_a_link_with_a_fault_shows_the_message_and_no_figures(screen):
    screen.goto("/?fleet.0.desktops=8o0&fleet.1.desktops=301")
    field = screen.get_by_label("Office", exact=True)
    expect(field).to_have_value("8o0")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(screen.get_by_label("Call centre", exact=True)).to_have_value("301")
    expect(screen.locator("#costs")).to_have_count(0)
    field.fill("800")
    expect(screen.locator("#costs")).to_be_visible()
    expect(screen).to_have_url(re.compile(r"fleet\.0\.desktops=800&fleet\.1\.desktops=301"))


def test_a_refused_request_says_so_in_the_page_and_keeps_everything_typed(reader):
    """A POST without its token, as after cookies were cleared."""
    screen = reader(forgiven="403")
    screen.goto("/?fleet.0.desktops=8o0")
    screen.context.clear_cookies()
    set_desktops(screen, "Office", "612")
    expect(screen.locator("#notice")).to_contain_text("reload the page and try again")
    expect(screen.get_by_label("Office", exact=True)).to_have_value("612")
