"""The whole life of a quote as two people see it, and what stands on each of its pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from quotes.drafting import find_digest, make_draft
from quotes.models import IssuedQuote, Quote
from quotes.moves import move
from quotes.sharing import share
from quotes.versions import make_comparison, save_version
from tests.accounts.people import PASSWORD, give_second_factor, make_person
from tests.quotes.conftest import NOW, write_document

from .boxes import find_faults
from .page import follow, press
from .test_accessibility import found

FILES = {
    "PDF": "-v1.pdf",
    "CSV": "-v1.csv",
    "CSV;": "-v1-semicolon.csv",
    "XLSX": "-v1.xlsx",
    "XLSX with the cost of ownership": "-v1-with-costs.xlsx",
    "JSON": "-v1.json",
    "UBL": "-v1.xml",
    "ERP, 2 decimals": "-v1-erp-2.csv",
}
IS_ISSUED = re.compile(r"/quotes/DF-\d{4}-000001/v1/$")


@pytest.fixture
def people(transactional_db):
    """A buyer, and an approver with a second factor."""
    made = {"bob": make_person("bob", "buyer"), "anna": make_person("anna", "approver")}
    give_second_factor(made["anna"])
    return made


@pytest.fixture
def look(people, reader) -> Callable[..., Page]:
    """A browser in which somebody is logged in already."""

    def opened(name: str, *size: int, **options: str) -> Page:
        client = Client()
        client.force_login(people[name])
        page = reader(*size, **options)
        page.goto("/healthz")
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])
        return page

    return opened


def check(page: Page) -> None:
    """Nothing is wrong for eyes or ears with what the page shows."""
    assert find_faults(page) == []
    assert found(page) == []


def log_in(page: Page, name: str) -> None:
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Log in")


def test_a_quote_lives_from_comparison_to_revision(people, reader, look, tmp_path):
    bob = reader(forgiven="422")  # what may have been forgotten is asked
    bob.goto("/?preset=today")
    follow(bob.get_by_role("link", name="Keep", exact=True))
    log_in(bob, "bob")
    check(bob)
    bob.get_by_label("Name", exact=True).fill("Desks of Leeds")
    press(bob, "Keep it")
    expect(bob.get_by_role("heading", level=1)).to_have_text("Desks of Leeds")
    press(bob, "Make a link")
    expect(bob.get_by_role("status")).to_contain_text("/shared/")
    check(bob)
    follow(bob.get_by_role("button", name="Make a quote").first)
    expect(bob.get_by_role("status")).to_contain_text("A draft of yours.")
    check(bob)
    bob.get_by_label("Customer").fill("ACME\nLeeds")
    press(bob, "Save and submit")
    expect(bob.get_by_role("alert")).to_contain_text("Nothing is submitted yet")
    expect(bob.get_by_text("Nobody is named who sells.")).to_be_visible()
    check(bob)
    press(bob, "Save and submit")
    expect(bob.get_by_role("status")).to_contain_text("Submitted by bob")
    check(bob)

    anna = look("anna")
    anna.goto("/?preset=today")
    follow(anna.get_by_role("link", name="Quotes (1)"))
    expect(anna.get_by_role("region").first).to_have_accessible_name("Waiting for you")
    check(anna)
    follow(anna.get_by_role("link", name="Desks of Leeds"))
    check(anna)
    anna.get_by_label("Reason").fill("Agreed by phone.")
    press(anna, "Approve")
    expect(anna.get_by_role("status")).to_contain_text("Approved by anna")

    bob.reload()
    press(bob, "Issue")
    expect(bob).to_have_url(IS_ISSUED)
    check(bob)
    for words, ending in FILES.items():
        with bob.expect_download() as download:
            bob.get_by_role("link", name=words, exact=True).click()
        assert download.value.suggested_filename.endswith(ending)
        download.value.save_as(tmp_path / download.value.suggested_filename)
    [csv] = tmp_path.glob("*-v1.csv")
    bob.goto("/verify")
    check(bob)
    bob.get_by_label("File").set_input_files(csv)
    press(bob, "Verify")
    expect(bob.locator("#verdict")).to_have_text("It is what was issued.")
    check(bob)
    bob.goto("/quotes/")
    follow(bob.get_by_role("link", name="Desks of Leeds"))
    press(bob, "Revise")
    expect(bob.get_by_role("status")).to_contain_text("A draft of yours.")


def test_a_stranger_presses_for_a_quote_logs_in_and_presses_once_more(people, reader):
    page = reader()
    page.goto("/?preset=today")
    page.locator("input[name='fleet.0.desktops']").first.fill("7")
    follow(page.locator("#costs tfoot").get_by_role("button", name="Make a quote").nth(1))
    log_in(page, "bob")
    check(page)
    press(page, "Make a quote")
    expect(page.get_by_role("status")).to_contain_text("A draft of yours.")
    [quote] = Quote.objects.select_related("version")
    assert quote.scenario_place == 1
    assert '"desktops":"7"' in quote.version.document


def test_one_press_makes_a_quote_of_what_was_typed_last(people, look):
    page = look("bob")
    page.goto("/?preset=today")
    page.locator("input[name='fleet.0.desktops']").first.fill("9")
    follow(page.locator("#costs tfoot").get_by_role("button", name="Make a quote").first)
    expect(page).to_have_url(re.compile(r"/quotes/drafts/\d+/$"))
    assert '"desktops":"9"' in Quote.objects.get().version.document
    follow(page.get_by_role("link", name="version 1 of"))
    follow(page.get_by_role("link", name="Open in the calculator"))
    expect(page.get_by_text("From version 1 of")).to_be_visible()
    follow(page.get_by_role("link", name="Keep", exact=True))
    expect(page.get_by_label("Keep it as")).to_have_value(re.compile(r"^\d+\.1$"))


def test_the_pages_are_read_on_a_telephone_in_the_dark(people, look):
    version = make_comparison("Desks of Leeds", write_document(), people["bob"], at=NOW)
    quote = make_draft(version, 0, people["bob"], at=timezone.now())
    page = look("bob", 360, 740, color_scheme="dark")
    cheaper = write_document(prices="90.00")
    save_version(version.comparison, cheaper, people["bob"], base=1, at=NOW)
    for address in (
        "/comparisons/keep?preset=today",
        "/comparisons/",
        f"/comparisons/{version.comparison_id}/v1/",
        f"/comparisons/{version.comparison_id}/v1/beside?other={version.comparison_id}.2",
        "/quotes/",
        f"/quotes/drafts/{quote.pk}/",
        "/verify",
    ):
        page.goto(address)
        check(page)
    move_on(quote, "submit", people["bob"])
    move_on(quote, "approve", people["anna"])
    page.goto(f"/quotes/drafts/{quote.pk}/")
    check(page)
    issued = move_on(quote, "issue", people["bob"])
    revision = move_on(issued.quote, "revise", people["bob"])
    _, token = share(issued, people["bob"], at=timezone.now())
    for address in (
        "/quotes/make?preset=today&scenario=1",
        f"/quotes/{issued.number}/v1/",
        f"/quotes/drafts/{revision.pk}/",
        f"/shared/{token}/",
        "/quotes/",
        "/rights/",
    ):
        page.goto(address)
        check(page)


def move_on(quote: Quote, action: str, by: User) -> Quote | IssuedQuote:
    """Takes a step with a quote as it is."""
    quote.refresh_from_db()
    seen = find_digest(quote)
    return move(quote, action, by, seen=seen, at=timezone.now(), reason="Agreed by phone.")


def test_a_document_of_ones_own_is_kept_from_the_page_after_a_log_in(people, reader, tmp_path):
    page = reader()
    file = tmp_path / "own.json"
    file.write_text(write_document(), "utf-8")
    page.goto("/")
    page.locator(".starts > summary").click()
    page.get_by_label("Open a file").set_input_files(file)
    press(page, "Open it")
    expect(page).to_have_url(re.compile("/own-document$"))
    press(page, "Keep")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Log in, in a new tab").click()
    log_in(opened.value, "bob")
    expect(opened.value.get_by_role("link", name="Log out")).to_be_visible()
    press(page, "Then go on here")
    page.get_by_label("Name", exact=True).fill("Mine")
    press(page, "Keep it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mine")
    press(page, "Open in the calculator")
    expect(page.locator("#costs")).to_be_visible()


def test_a_change_on_the_page_changes_what_is_kept(people, look):
    page = look("bob")
    page.goto("/?preset=today")
    page.locator("input[name='fleet.0.desktops']").first.fill("7")
    expect(page).to_have_url(re.compile("desktops=7"))
    follow(page.get_by_role("link", name="Keep", exact=True))
    expect(page).to_have_url(re.compile(r"/comparisons/keep\?.*desktops=7"))
