"""Nothing that was typed is lost by a press that comes before its answer."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from .page import press


@pytest.fixture
def slow(screen):
    """The page on a server that takes its time."""
    screen.goto("/?preset=today")
    screen.route("**/?*", lambda route: (screen.wait_for_timeout(400), route.continue_()))
    return screen


def type_seats(page, number):
    page.locator("[name='fleet.0.desktops']").fill(number)


def test_what_was_typed_just_now_goes_along_to_another_look(slow):
    type_seats(slow, "50")
    slow.get_by_role("navigation", name="Questions").get_by_text("How sure is it?").click()
    slow.wait_for_url("**/sure?*")
    expect(slow.locator("[name='fleet.0.desktops']")).to_have_value("50")


def test_what_was_typed_just_now_is_saved(slow):
    type_seats(slow, "50")
    with slow.expect_download() as download:
        slow.locator("#save").click()
    document = json.loads(download.value.path().read_text())
    assert document["fleet"][0]["desktops"] == "50"


def test_a_press_goes_nowhere_while_what_was_typed_cannot_be(slow):
    type_seats(slow, "many")
    slow.get_by_role("navigation", name="Questions").get_by_text("How sure is it?").click()
    expect(slow.locator("#faults li")).to_have_count(1)
    assert "/sure" not in slow.url


@pytest.mark.parametrize("place", [0, 1])
def test_tab_leads_from_a_number_that_was_typed_to_the_next(screen, place):
    screen.goto("/?preset=today")
    screen.locator(f"[name='fleet.{place}.desktops']").select_text()
    screen.keyboard.type("150")
    screen.keyboard.press("Tab")
    expect(screen.locator(f"[name='fleet.{place + 1}.desktops']")).to_be_focused()
    expect(screen.locator("#sentence")).not_to_contain_text("$73.03")


def test_no_link_is_copied_of_what_no_link_can_hold(screen, tmp_path):
    screen.goto("/?preset=today")
    file = tmp_path / "own.json"
    file.write_bytes(screen.request.get("/document.json?preset=today").body())
    screen.locator("summary", has_text="Starting point").click()
    screen.get_by_label("Open a file").set_input_files(file)
    press(screen, "Open it")
    expect(screen).to_have_url(re.compile("/own-document$"))
    screen.locator("#copy-link").click()
    expect(screen.locator("#copy-link")).to_have_text("No link can hold it: press Save")
