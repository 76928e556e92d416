"""The method's pages in a browser: for every reader, on every screen, without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from calculator.docs_pages import PLACES

from .test_accessibility import found_on

ADDRESSES = [place.address for place in PLACES.values()]
LONGEST_LINE = 86
SCREENS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


@pytest.mark.parametrize("address", ["/method/", "/glossary/"])
def test_axe_finds_nothing_on_any_screen(screen, address):
    screen.goto(address)
    assert found_on(screen, SCREENS) == []


@pytest.mark.parametrize("address", ADDRESSES[2:])
def test_axe_finds_nothing_on_the_other_pages(screen, address):
    screen.goto(address)
    assert found_on(screen, SCREENS[::3]) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_scrolls_sideways_and_nothing_is_cut(screen, address):
    screen.goto(address)
    cut = (
        "nodes => nodes.filter(n => n.scrollWidth > n.clientWidth + 1).map(n => "
        "n.outerHTML.slice(0, 120))"
    )
    for width in (1440, 1280, 800, 360, 320):
        screen.set_viewport_size({"width": width, "height": 800})
        assert screen.evaluate("document.documentElement.scrollWidth") <= width, width
        texts = screen.locator(
            ":is(main, main p, main tbody :is(td, th), main pre, .formulas, .aside)"
        )
        assert texts.evaluate_all(cut) == [], width


@pytest.mark.parametrize("address", ["/method/", "/glossary/"])
def test_lines_of_text_stay_short(reader, address):
    page = reader(1440, 900)
    page.goto(address)
    longest = """node => {
        const lines = {};
        const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        while (walk.nextNode()) {
            if (walk.currentNode.parentElement.matches(".visually-hidden")) continue;
            for (let i = 0; i < walk.currentNode.length; i++) {
                range.setStart(walk.currentNode, i);
                range.setEnd(walk.currentNode, i + 1);
                const line = Math.round((range.getBoundingClientRect().bottom - 6) / 12);
                lines[line] = (lines[line] ?? 0) + 1;
            }
        }
        return Math.max(...Object.values(lines));
    }"""
    for text in page.locator("main > :is(p, ul, ol) > li, main > p").all()[:40]:
        assert text.evaluate(longest) <= LONGEST_LINE, text.inner_text()


def test_a_reader_with_a_keyboard_skips_to_the_text_and_follows_a_link(screen):
    screen.goto("/method/")
    screen.keyboard.press("Tab")
    skip = screen.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(re.compile("/method/#text$"))
    screen.keyboard.press("Tab")
    expect(screen.get_by_role("main").get_by_role("link").first).to_be_focused()
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("heading", level=1)).to_have_text("The catalogue")
    screen.go_back()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Methodology")


def test_a_press_in_the_contents_brings_the_section_into_view(screen):
    screen.goto("/method/")
    screen.get_by_role("navigation", name="On this page").get_by_role(
        "link", name="9. Finance"
    ).click()
    heading = screen.get_by_role("heading", name="9. Finance")
    expect(heading).to_be_in_viewport()
    assert 0 <= heading.bounding_box()["y"] < 60
    expect(screen.get_by_role("navigation", name="On this page")).to_be_in_viewport()


def test_a_term_leads_to_its_rule(screen):
    screen.goto("/glossary/#payback")
    expect(screen.get_by_role("heading", name="Payback")).to_be_in_viewport()
    screen.locator("#payback + p a").click()
    expect(screen).to_have_url(re.compile("/method/#the-figures-of-a-scenario$"))
    expect(screen.get_by_role("row", name=re.compile("payback_years"))).to_be_visible()


def test_a_table_is_a_table_for_those_who_listen_also_where_it_is_stacked(reader):
    page = reader(360, 800)
    page.goto("/method/#annualised")
    row = page.get_by_role("row", name=re.compile("annualised"))
    expect(row).to_be_in_viewport()
    expect(row.get_by_role("rowheader")).to_have_text(re.compile("^equivalent annual cost"))
    assert row.get_by_role("cell").count() == 2


def test_the_pages_need_no_script(reader):
    page = reader(java_script_enabled=False)
    page.goto("/method/#6-sizing")
    expect(page.get_by_role("heading", name="6. Sizing")).to_be_in_viewport()
