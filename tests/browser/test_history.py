"""Back, and Undo."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .page import costs, follow, heads, loading, set_desktops
from .states import opened


def test_back_goes_back_to_the_question_and_the_answer_before(screen):
    screen.goto("/")
    before = costs(screen)
    set_desktops(screen, "Office", "50")
    expect(screen).to_have_url(re.compile("desktops=50$"))
    with loading(screen):
        screen.go_back()
    expect(screen.get_by_label("Office", exact=True)).to_have_value("600")
    assert costs(screen) == before
    with loading(screen):
        screen.go_forward()
    expect(screen.get_by_label("Office", exact=True)).to_have_value("50")
    assert costs(screen) != before


def test_undo_takes_back_change_after_change_and_is_kept_over_a_reload(screen):
    screen.goto("/")
    undo = screen.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("aria-disabled", "true")
    before, names = costs(screen), heads(screen)
    set_desktops(screen, "Office", "800")
    expect(screen).to_have_url(re.compile("desktops=800$"))
    opened("Who gets what")(screen)
    screen.locator(".grid.scenarios").get_by_role(
        "button", name=re.compile("^Remove")
    ).first.click()
    expect(screen.locator("#costs thead bdi")).to_have_count(6)
    screen.wait_for_function("history.state?.trail?.length === 2")
    screen.reload()
    undo.press("Enter")
    expect(screen.locator("#costs thead bdi")).to_have_count(7)
    expect(undo).to_be_focused()
    expect(screen.locator("#done")).to_have_text("The last change is taken back")
    assert heads(screen) == names
    expect(screen.get_by_label("Office", exact=True)).to_have_value("800")
    undo.press("Enter")
    expect(screen.get_by_label("Office", exact=True)).to_have_value("600")
    expect(screen).to_have_url(re.compile("preset=autumn-2008$"))
    assert costs(screen) == before
    expect(undo).to_have_attribute("aria-disabled", "true")


def test_undo_takes_back_what_cannot_be_used_before_what_could(screen):
    screen.goto("/")
    set_desktops(screen, "Office", "800")
    expect(screen).to_have_url(re.compile("desktops=800$"))
    set_desktops(screen, "Call centre", "3oo")
    expect(screen.locator("#faults li")).to_have_count(1)
    screen.get_by_role("button", name="Undo").click()
    expect(screen.locator("#faults li")).to_have_count(0)
    expect(screen.get_by_label("Call centre", exact=True)).to_have_value("300")
    expect(screen.get_by_label("Office", exact=True)).to_have_value("800")


def test_undo_takes_back_another_starting_point_and_no_way_to_look(screen):
    screen.goto("/?fleet.0.desktops=800")
    screen.locator("summary", has_text="Starting point").click()
    follow(screen.get_by_role("link", name="January 2008"))
    expect(screen).to_have_url(re.compile("january-2008$"))
    screen.get_by_role("button", name="by line").click()
    expect(screen).to_have_url(re.compile("by=line"))
    screen.get_by_role("button", name="Undo").click()
    expect(screen.get_by_label("Office", exact=True)).to_have_value("800")
