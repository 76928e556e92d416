"""The whole job by the keyboard alone: no press of a mouse, no focus given by the test."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .page import loading
from .states import opened

MOST_TABS = 300
# Where the next Tab begins is set when the page is drawn again, after the address has changed.
DRAWN = """() => new Promise(done =>
    requestAnimationFrame(() => requestAnimationFrame(done)))"""
NAME = """() => {
  const node = document.activeElement;
  const words =
    node.getAttribute("aria-label") ?? node.labels?.[0]?.textContent ?? node.textContent;
  return words.replace(/\\s+/g, " ").trim();
}"""


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Goes on from where the reader is until something whose name begins so has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if page.evaluate(NAME).startswith(name):
            return
    raise AssertionError(f"no way to {name!r} by the keyboard")


def test_the_whole_job_is_done_by_the_keyboard_alone(reader):
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/?preset=january-2008")

    tab_to(page, "Starting point")
    page.keyboard.press("Enter")
    tab_to(page, "October 2008")
    with loading(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("preset=autumn-2008$"))

    tab_to(page, "Office")
    page.keyboard.press("Control+a")
    page.keyboard.type("800")
    expect(page).to_have_url(re.compile(r"fleet\.0\.desktops=800$"))
    expect(page.get_by_role("rowheader", name="Total, 1,200 desktops")).to_be_visible()
    expect(page.get_by_label("Office", exact=True)).to_be_focused()

    tab_to(page, "PCs are bought new")
    page.keyboard.press("Enter")
    expect(page.locator("#costs thead bdi").last).to_have_text("VECD on VMware VI3, PCs bought new")

    tab_to(page, "Stacks")
    page.keyboard.press("Enter")
    tab_to(page, "VECD on VMware VI3")
    page.keyboard.press("Enter")
    tab_to(page, "Take out Thin client")
    page.keyboard.press("Enter")
    expect(page.locator("#findings")).to_contain_text(
        "Call centre lacks a device on the desk (300 desktops)."
    )
    tab_to(page, "Add to the stack: Thin client Linux or CE")
    page.keyboard.press("Enter")
    expect(page.locator("#findings")).not_to_contain_text("lacks a device on the desk")

    tab_to(page, "Stacks", "Shift+Tab")
    page.keyboard.press("Enter")  # folded away again

    tab_to(page, "Copy link")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_have_text("Link copied")
    other = reader()
    other.goto(page.evaluate("() => navigator.clipboard.readText()"))
    assert (
        other.locator("#costs td").all_inner_texts() == page.locator("#costs td").all_inner_texts()
    )
    expect(other.locator("h1")).to_have_text(page.locator("h1").inner_text())

    tab_to(page, "CSV: quote of VECD on VMware VI3, PCs bought new")
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    rows = list(csv.DictReader(Path(downloading.value.path()).read_text("utf-8-sig").splitlines()))
    assert {row["scenario"] for row in rows} == {"VECD on VMware VI3, PCs bought new"}


def test_the_focus_stays_on_an_amount_that_was_opened(screen):
    screen.goto("/")
    tab_to(screen, "Licences")
    screen.keyboard.press("Tab")
    before = screen.evaluate("() => document.activeElement.id")
    screen.keyboard.press("Enter")
    expect(screen.locator("#explanation")).to_be_visible()
    assert screen.evaluate("() => document.activeElement.id.slice(0, 2)") == before[:2] == "o."
    screen.keyboard.press("Enter")
    expect(screen.locator("#explanation")).to_have_count(0)


def test_a_price_is_quoted_and_a_line_of_one_s_own_is_added_by_the_keyboard(screen):
    screen.goto("/")
    tab_to(screen, "Stacks")
    screen.keyboard.press("Enter")
    tab_to(screen, "VECD on VMware VI3")
    screen.keyboard.press("Enter")
    tab_to(
        screen,
        (
            "Microsoft Vista Enterprise Centralized Desktop for Software Assurance: what you were "
            "offered"
        ),
    )
    screen.keyboard.type("20")
    expect(screen.locator(".against")).to_have_text("13\u00a0% below the list")
    expect(screen).to_have_url(re.compile(r"scenarios\.1\.prices\.ms-vecd-sa\.net=20$"))

    tab_to(screen, "Add a line to VECD on VMware VI3")
    screen.keyboard.press("Enter")
    expect(screen.get_by_label("Line", exact=True)).to_be_focused()
    screen.keyboard.type("Moving in")
    tab_to(screen, "Amount")
    screen.keyboard.press("Control+a")
    screen.keyboard.type("48000")
    expect(screen.locator("#costs .c2").first).to_be_visible()
    expect(screen).to_have_url(re.compile("Moving\\+in.*48000"))
    other = screen.context.new_page()
    other.goto(f"{screen.url}&by=line")
    expect(other.get_by_role("row", name="Moving in")).to_contain_text("1.00")


def test_the_first_tab_skips_to_the_figures(screen):
    screen.goto("/")
    screen.keyboard.press("Tab")
    skip = screen.get_by_role("link", name="Skip to the figures")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    screen.keyboard.press("Enter")
    expect(screen.locator("#answer")).to_be_focused()
    screen.keyboard.press("Tab")
    assert screen.evaluate("() => document.activeElement.closest('#answer') !== null")


@pytest.mark.parametrize(
    "address",
    [
        *("/sure", "/where", "/cheapest", "/rigged", "/prices/", "/prices/ms-vecd-sa/"),
        *("/glossary/", "/through-the-years", "/nothing-here"),
    ],
)
def test_the_first_tab_of_every_page_skips_its_head(reader, address):
    page = reader(forgiven="404")
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate(NAME).startswith("Skip to the ")
    page.keyboard.press("Enter")
    page.wait_for_url("**#*")
    page.evaluate(DRAWN)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('header') === null")


def test_each_choice_of_who_gets_what_names_its_group_and_its_scenario(screen):
    screen.goto("/")
    opened("Who gets what")(screen)
    cells = screen.locator("#who tr:not(.edit) td select")
    names = [cell.get_attribute("aria-label") for cell in cells.all()]
    assert "Call centre in VECD on VMware VI3: on the desk" in names
    assert len(names) == len(set(names)) == 49


def test_a_wrong_entry_is_found_mended_and_left_by_the_keyboard_and_the_way_back_too(screen):
    screen.goto("/")
    tab_to(screen, "Office")
    screen.keyboard.press("Control+a")
    screen.keyboard.type("8o0")
    screen.keyboard.press("Enter")
    expect(screen.locator("#faults li")).to_have_count(1)
    expect(screen.get_by_label("Office", exact=True)).to_have_value("8o0")
    tab_to(screen, "Use 800: Office")
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("rowheader", name="Total, 1,200 desktops")).to_be_visible()
    expect(screen.get_by_label("Office", exact=True)).to_be_focused()
    expect(screen).to_have_url(re.compile(r"fleet\.0\.desktops=800$"))
    address = screen.url
    tab_to(screen, "Prices", "Shift+Tab")
    tab_to(screen, "Prices", "Shift+Tab")
    with loading(screen):
        screen.keyboard.press("Enter")
    expect(screen).to_have_url(re.compile("/prices/.*back="))
    tab_to(screen, "Compare")
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(address)
