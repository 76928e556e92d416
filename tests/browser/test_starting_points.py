"""Where a question begins: a preset, a day, a document of one's own."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from .page import cell, costs, follow, press, set_desktops

DOCUMENTS = Path(__file__).parents[2] / "docs" / "examples"


def test_another_starting_point_is_another_comparison(screen):
    screen.goto("/?fleet.0.desktops=800")
    for name, title in (("january-2008", "January 2008"), ("call-centre-20000", "Call centre")):
        screen.locator("summary", has_text="Starting point").click()
        follow(screen.get_by_role("link", name=title))
        expect(screen).to_have_url(re.compile(f"preset={name}$"))
        expect(screen.locator("h1")).to_contain_text("costs least")
        expect(screen.locator("#costs .met").first).to_be_visible()


def test_another_day_re_prices_and_names_what_was_not_on_sale(screen):
    screen.goto("/")
    day = screen.get_by_label("Prices of", exact=True)
    day.fill("2011-01-01")
    expect(screen).to_have_url(re.compile("price_date=2011-01-01"))
    expect(screen.get_by_text("list prices of 1 January 2011")).to_be_visible()
    findings = screen.locator("#findings")
    expect(findings).to_contain_text(
        "Hyper-V Server 2008 managed by Virtual Machine Manager was not on sale on 1 January 2011 "
        "(ended on 22 October 2009)"
    )
    assert [cost == "not priced" for cost in costs(screen)] == [False, *[True] * 5, False]
    expect(screen.locator(".lead").filter(has_text="Not priced")).to_contain_text(
        "Not priced, for something in it was not on sale: VECD on VMware VI3"
    )
    expect(cell(screen, "Licence rules", 2).get_by_role("link", name="5 findings")).to_be_visible()


def test_a_day_that_is_being_typed_waits_until_it_is_one(screen):
    screen.goto("/")
    day = screen.get_by_label("Prices of", exact=True)
    day.fill("2008-07-0")
    expect(day).to_have_attribute("aria-invalid", "true")
    day.press_sequentially("1")
    expect(screen.get_by_text("list prices of 1 July 2008")).to_be_visible()
    expect(screen.locator("#faults li")).to_have_count(0)


def test_an_own_document_is_opened_from_a_file_and_goes_on_in_the_form(screen, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text((DOCUMENTS / "branch-office.json").read_text())
    screen.goto("/")
    screen.locator("summary", has_text="Starting point").click()
    screen.get_by_label("Open a file").set_input_files(str(file))
    press(screen, "Open it")
    expect(screen.locator("summary", has_text="Starting point")).to_contain_text(
        "Your own document"
    )
    before = costs(screen)
    set_desktops(screen, "Advisers", "77")
    expect(screen.get_by_text("cannot hold a document of your own")).to_be_visible()
    expect(screen.locator("#costs")).to_contain_text("117 desktops")
    assert costs(screen) != before


def test_a_file_that_is_no_document_is_named_and_the_page_stands(screen, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text("{")
    screen.goto("/")
    screen.locator("summary", has_text="Starting point").click()
    screen.get_by_label("Open a file").set_input_files(str(file))
    press(screen, "Open it")
    expect(screen.locator("#faults")).to_contain_text("line 1, column 2")
