"""What differs in one scenario is chosen, changed and put back as a reader does it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .states import opened


def test_another_assumption_is_taken_into_one_scenario_and_changed_there(screen):
    screen.goto("/")
    opened("Stacks", "VECD on VMware VI3")(screen)
    other = screen.get_by_label("Another assumption for it alone")
    other.select_option(label="Power usage effectiveness, PUE: 2.5")
    field = screen.locator('[name="scenarios.1.assumptions.pue"]')
    expect(field).to_have_value("2.5")
    field.fill("1.5")
    expect(screen).to_have_url(re.compile(r"scenarios\.1\.assumptions\.pue=1\.5$"))
    field.fill("")
    expect(screen).to_have_url(re.compile(r"/\?preset=autumn-2008$"))


def test_an_offer_is_typed_without_a_script(reader):
    page = reader(java_script_enabled=False)
    page.goto("/?stack=2")
    page.locator('[name="scenarios.1.prices.ms-vecd-sa.net"]').fill("20")
    page.get_by_role("button", name="Calculate").click()
    expect(page).to_have_url(re.compile(r"scenarios\.1\.prices\.ms-vecd-sa\.net=20"))
    expect(page.locator(".against")).to_have_text("13\u00a0% below the list")
