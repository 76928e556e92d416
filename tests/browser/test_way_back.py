"""Nothing throws work away: from wherever a reader goes, Compare leads back to the comparison."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from calculator.question.address import query

from .page import costs, follow, loading, press, set_desktops
from .states import opened

WORK = "/where?preset=autumn-2008&fleet.0.desktops=350&along=seats"
COMPARE = {"name": "Compare", "exact": True}


def compare(page: Page) -> None:
    follow(page.get_by_role("navigation", name="Site").get_by_role("link", **COMPARE))


def is_back(page: Page, site: str) -> None:
    expect(page).to_have_url(site + WORK)
    expect(page.get_by_label("Office", exact=True)).to_have_value("350")


@pytest.mark.parametrize("has_script", [True, False])
def test_compare_leads_back_from_prices_a_scheme_and_the_method(reader, site, has_script):
    page = reader(java_script_enabled=has_script)
    page.goto(WORK)
    head = page.get_by_role("navigation", name="Site")
    follow(head.get_by_role("link", name="Prices"))
    page.get_by_role("link", name=re.compile("^Broker")).first.click()
    expect(page).to_have_url(re.compile("role=broker.*back="))
    follow(page.locator(".prices tbody th a").first)
    expect(page).to_have_url(re.compile(r"/prices/[\w-]+/.*back="))
    follow(head.get_by_role("link", name="Method"))
    about = page.get_by_role("navigation", name="About the method")
    follow(about.get_by_role("link", name="Glossary"))
    expect(page).to_have_url(re.compile("/glossary/.*back="))
    page.reload()
    compare(page)
    is_back(page, site)


def test_a_change_is_in_the_way_back(screen, site):
    screen.goto("/")
    set_desktops(screen, "Office", "350")
    expect(screen).to_have_url(re.compile("desktops=350$"))
    opened("Stacks", "VECD on VMware VI3")(screen)
    link = screen.locator(".unneeded a").first
    expect(link).to_be_visible()
    address = screen.url
    follow(link)
    expect(screen).to_have_url(re.compile("/prices/.*role=.*back="))
    compare(screen)
    expect(screen).to_have_url(address)
    assert address.startswith(f"{site}/?preset=autumn-2008&fleet.0.desktops=350")


def test_compare_on_the_comparison_is_the_comparison(screen, site):
    screen.goto(WORK)
    set_desktops(screen, "Call centre", "301")
    expect(screen).to_have_url(re.compile("fleet.1.desktops=301"))
    address, before = screen.url, screen.locator(".targets").inner_text()
    compare(screen)
    expect(screen).to_have_url(address)
    assert screen.locator(".targets").inner_text() == before


def test_an_error_page_leads_back_too(reader, site):
    page = reader(forgiven="404")
    page.goto(WORK)
    page.evaluate("() => { document.querySelector('#looks a').href = '/nothing-here'; }")
    follow(page.locator("#looks a").first)
    expect(page.get_by_role("heading")).to_contain_text("no page at this address")
    follow(page.get_by_role("link", name="To the comparison"))
    is_back(page, site)


def test_the_method_keeps_the_paragraph_that_was_asked_for(screen):
    screen.goto(WORK)
    link = screen.locator("#question .help a").first
    anchor = link.get_attribute("href").partition("#")[2]
    with loading(screen):
        link.evaluate("node => node.click()")
    expect(screen).to_have_url(re.compile(f"back=.*#{anchor}$"))


def test_the_link_of_a_price_that_is_copied_does_not_tell_the_reader_s_comparison(reader):
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    page.goto(WORK)
    follow(page.get_by_role("navigation", name="Site").get_by_role("link", name="Prices"))
    expect(page).to_have_url(re.compile("back="))
    page.get_by_role("link", name="Copy link").click()
    expect(page.locator("#done")).to_have_text("Link copied")
    assert "back" not in page.evaluate("() => navigator.clipboard.readText()")


# Documents that no address holds


def open_own(page: Page, tmp_path) -> None:
    page.goto("/?fleet.0.desktops=350")
    document = page.request.get("/document.json?fleet.0.desktops=350").json()
    file = tmp_path / "own.json"
    file.write_text(json.dumps(document))
    page.locator("summary", has_text="Starting point").click()
    page.get_by_label("Open a file").set_input_files(file)
    press(page, "Open it")
    expect(page.get_by_text("A link cannot hold a document of your own")).to_be_visible()


def test_prices_open_beside_a_document_that_no_address_holds(screen, tmp_path):
    open_own(screen, tmp_path)
    set_desktops(screen, "Office", "351")
    expect(screen.get_by_role("rowheader", name="Total, 751 desktops")).to_be_visible()
    before = costs(screen)
    with screen.context.expect_page() as opening:
        screen.get_by_role("navigation", name="Site").get_by_role("link", name="Prices").click()
    expect(opening.value).to_have_url(re.compile("/prices/"))
    assert costs(screen) == before


@pytest.mark.parametrize("has_script", [True, False])
def test_every_question_is_asked_of_a_document_that_no_address_holds(reader, tmp_path, has_script):
    page = reader()
    open_own(page, tmp_path)
    if not has_script:
        page = reader(java_script_enabled=False)
        open_own(page, tmp_path)
    press(page, "Could it be rigged?")
    expect(page).to_have_url(re.compile("/rigged$"))
    expect(page.get_by_label("Office", exact=True)).to_have_value("350")
    press(page, "The cost")
    expect(page.get_by_role("rowheader", name="Total, 750 desktops")).to_be_visible()


def test_who_would_close_a_document_that_is_in_no_file_is_asked(screen, tmp_path):
    asked: list[str] = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    screen.on("dialog", stay)
    open_own(screen, tmp_path)
    set_desktops(screen, "Office", "351")
    expect(screen.get_by_role("rowheader", name="Total, 751 desktops")).to_be_visible()
    with screen.expect_event("dialog"):
        screen.evaluate("() => { location.href = '/method/'; }")
    assert asked == ["beforeunload"]
    expect(screen.get_by_label("Office", exact=True)).to_have_value("351")
    with screen.expect_download():
        screen.get_by_role("button", name="Save the comparison").click()
    with loading(screen):
        screen.evaluate("() => { location.href = '/method/'; }")
    expect(screen).to_have_url(re.compile("/method/"))
    assert asked == ["beforeunload"]


def test_a_comparison_too_long_for_the_way_back_stays_in_its_tab(screen):
    long = "長い名前" * 48
    screen.goto("/?" + query([(f"scenarios.{i}.name", f"{i} {long}") for i in range(1, 4)]))
    with screen.context.expect_page() as opening:
        screen.get_by_role("navigation", name="Site").get_by_role("link", name="Method").click()
    expect(opening.value).to_have_url(re.compile("/method/"))


# What an address says in vain


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?preset=autum-2008", "There is no preset “autum-2008”"),
        ("/?preset=foo&fleet.0.desktops=8o0", "There is no preset “foo”"),
        ("/through-the-years?preset=foo", "There is no preset “foo”"),
        ("/supplier?preset=foo", "There is no preset “foo”"),
        ("/inventory?preset=foo", "There is no preset “foo”"),
        ("/where?alng=seats", "did you mean along?"),
        ("/?by=lines", "category or line or year"),
        ("/prices/?vendr=Microsoft", "did you mean vendor?"),
        ("/prices/ms-vecd-sa/?price_dat=2008-10-31", "did you mean price_date?"),
    ],
)
def test_what_an_address_says_in_vain_is_told(screen, address, said):
    screen.goto(address)
    expect(screen.get_by_text(said).first).to_be_visible()
