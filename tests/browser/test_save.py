"""A comparison is saved where people look for it, under its title, and opened again."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from .page import costs, press
from .states import opened


def test_what_was_changed_is_saved_under_its_title_and_opened_again(screen: Page, tmp_path: Path):
    screen.goto("/?preset=autumn-2008")
    before = costs(screen)
    screen.get_by_label("Title", exact=True).fill("Branch offices, 2009")
    screen.get_by_label("Office", exact=True).fill("900")
    expect(screen.get_by_role("rowheader", name="Total, 1,300 desktops")).to_be_visible()
    changed = costs(screen)
    assert changed != before
    with screen.expect_download() as downloading:
        screen.get_by_role("link", name="Save file").click()
    assert downloading.value.suggested_filename == "branch-offices-2009.deskfare.json"
    file = tmp_path / "saved.json"
    downloading.value.save_as(file)
    screen.goto("/")
    screen.locator(".starts > summary").click()
    screen.get_by_label("Open a file").set_input_files(str(file))
    press(screen, "Open it")
    expect(screen.get_by_label("Title", exact=True)).to_have_value("Branch offices, 2009")
    assert costs(screen) == changed


def test_the_seats_of_a_group_are_one_number_in_both_places(screen: Page):
    screen.goto("/?preset=autumn-2008")
    opened("Who gets what", "Edit Office")(screen)
    screen.locator("[data-twin='fleet.0.desktops']").fill("900")
    expect(screen).to_have_url(re.compile("fleet.0.desktops=900"))
    expect(screen.get_by_label("Office", exact=True)).to_have_value("900")
