"""The finance director's job: a rate, the present value of each, the cash flow, a spreadsheet."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .page import cell, lines_of, number
from .states import is_ready, open_question


def test_a_rate_is_set_understood_and_taken_into_a_spreadsheet(screen):
    screen.goto("/?discount_rate=0")
    open_question(screen)
    screen.get_by_role("button", name="with present value").click()
    worth = cell(screen, "Net present value", 5)
    note = screen.locator("#costs tr.sub th small").first
    expect(note).to_have_text("nothing is discounted, for the discount rate is 0 %")
    undiscounted = number(worth.locator("button").inner_text())
    note.get_by_role("link").click()
    rate = screen.get_by_label("Discount rate", exact=True)
    expect(rate).to_be_focused()
    rate.fill("8 %")
    expect(note).to_have_text("what the payments of all years are worth today, at 8 %")
    assert number(worth.locator("button").inner_text()) < undiscounted
    worth.locator("button").click()
    panel = screen.locator("#explanation")
    expect(panel).to_contain_text("end of year 4")
    expect(panel.locator("tr.foot")).to_be_visible()
    expect(screen).to_have_url(re.compile("worth=present"))
    with screen.expect_download() as taken:
        screen.get_by_role("link", name="CSV: cash flow by year").click()
    rows = [row for row in lines_of(taken.value) if row["due"] == "total"]
    assert number(rows[4]["present_value"]) == number(panel.locator(".foot td").nth(5).inner_text())


def test_the_table_that_is_copied_has_the_present_values(screen):
    screen.goto("/?worth=present")
    screen.context.grant_permissions(["clipboard-read", "clipboard-write"])
    screen.get_by_role("button", name="Copy table").click()
    expect(screen.get_by_role("button", name="Table copied")).to_be_visible()
    copied = screen.evaluate("navigator.clipboard.readText()")
    row = next(line for line in copied.splitlines() if line.startswith("Net present value"))
    assert [float(text) for text in row.split("\t")[1:]][4] == 2694161


def test_what_the_cost_rests_on_opens_and_leads_to_a_field(screen):
    screen.goto("/")
    sure = screen.locator(".sure button")
    sure.click()
    expect(screen.locator("#explanation h2")).to_contain_text("rests on")
    screen.locator("#explanation a[href='#f.assumptions.admin_salary']").click()
    expect(screen.get_by_label("An administrator's pay", exact=True)).to_be_focused()
    sure.click()
    expect(screen.locator("#explanation")).to_have_count(0)


def test_an_amount_that_just_changed_keeps_its_colour(drawing):
    drawing.goto("/")
    is_ready(drawing)
    before = cell(drawing, "Cost", 1).evaluate("node => getComputedStyle(node).color")
    drawing.get_by_label("Office", exact=True).fill("700")
    moved = drawing.locator("#costs .moved").first
    expect(moved).to_be_visible()
    assert moved.evaluate("node => getComputedStyle(node).color") == before
