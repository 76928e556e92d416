"""The page without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .page import WHAT_IFS, cell, set_desktops


def test_without_javascript_the_button_calculates(reader):
    page = reader(java_script_enabled=False)
    page.goto("/")
    set_desktops(page, "Office", "800")
    page.get_by_role("button", name="Calculate").click()
    expect(page).to_have_url(re.compile(r"/\?preset=autumn-2008&fleet\.0\.desktops=800$"))
    expect(page.get_by_role("rowheader", name="Total, 1,200 desktops")).to_be_visible()


def test_without_javascript_amounts_open_and_close(reader):
    page = reader(java_script_enabled=False)
    page.goto("/?fleet.0.desktops=800")
    cell(page, "Licences", 2).locator("button").click()
    expect(page.locator("#explanation")).to_be_visible()
    expect(page).to_have_url(re.compile(r"fleet\.0\.desktops=800&open=licences\.2$"))
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#explanation")).to_have_count(0)
    expect(page.get_by_label("Office", exact=True)).to_have_value("800")


def test_without_javascript_a_fault_keeps_everything_typed(reader):
    page = reader(java_script_enabled=False)
    page.goto("/")
    set_desktops(page, "Office", "8o0")
    set_desktops(page, "Call centre", "301")
    page.get_by_role("button", name="Calculate").click()
    field = page.get_by_label("Office", exact=True)
    expect(field).to_have_value("8o0")
    expect(page.get_by_label("Call centre", exact=True)).to_have_value("301")
    expect(page.get_by_role("alert")).to_contain_text("holds “8o0”")
    field.fill("800")
    page.get_by_role("button", name="Calculate").click()
    expect(page).to_have_url(re.compile(r"fleet\.0\.desktops=800&fleet\.1\.desktops=301$"))
    expect(page.locator("#costs")).to_be_visible()


def test_without_javascript_every_button_works(reader):
    page = reader(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("button", name="everybody has it").click()
    expect(page.locator("#costs thead bdi").last).to_have_text(WHAT_IFS["everybody has it"])
    page.get_by_role("button", name="Add a group").click()
    expect(page.get_by_label("New group", exact=True)).to_have_value("100")
    page.locator("summary", has_text="Who gets what").click()
    page.get_by_role("button", name="Duplicate").first.click()
    expect(page.locator("#costs thead bdi").last).to_have_text("Keep the PCs there are, copy")
    page.locator("summary", has_text="Who gets what").click()
    page.get_by_role("button", name="Make it the baseline").first.click()
    expect(page.locator("#costs thead bdi").first).to_have_text("VECD on VMware VI3")
    page.locator("summary", has_text="Who gets what").click()
    page.locator(".grid.scenarios").get_by_role("button", name=re.compile("^Remove")).first.click()
    expect(page.locator("#costs thead bdi")).to_have_count(8)
    page.locator("summary", has_text="Who gets what").click()
    page.locator("summary", has_text="Edit New group").click()
    page.get_by_role("button", name="Remove New group").click()
    expect(page.get_by_label("New group", exact=True)).to_have_count(0)
    page.locator("summary", has_text="Starting point").click()
    page.locator(".starts").get_by_role("link", name="Today").click()
    expect(page).to_have_url(re.compile("preset=today$"))
