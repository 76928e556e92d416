"""Could it be rigged: framings, choices and the bridge, in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .page import follow
from .states import STATES, open_question
from .test_accessibility import found_on

RIGGED = "/rigged?preset=autumn-2008"


def heading(page):
    return page.locator("#sentence h1")


def row(page, label):
    return page.locator("#costs tr").filter(has_text=label)


def test_the_look_is_a_press_away_and_back_leads_to_the_cost(screen):
    screen.goto("/?preset=autumn-2008")
    follow(screen.get_by_role("link", name="Could it be rigged?"))
    expect(heading(screen)).to_have_text(
        "Terminal Services with XenApp costs least under 13 of 18 framings."
    )
    screen.go_back()
    expect(heading(screen)).to_have_text(re.compile("costs least: "))


def test_a_changed_number_changes_the_verdict_in_place(screen):
    screen.goto(RIGGED)
    screen.locator("#f\\.horizon_years").fill("2")
    expect(row(screen, "as asked: 2 years")).to_be_visible()
    expect(screen).to_have_url(re.compile(r"/rigged\?.*horizon_years=2"))


def test_other_years_stand_in_the_address_and_in_the_table(screen):
    screen.goto(RIGGED)
    screen.get_by_label("Years").fill("2, 10")
    expect(row(screen, "10 years")).to_be_visible()
    expect(row(screen, "7 years")).to_have_count(0)
    expect(screen).to_have_url(re.compile("framed_years=2"))
    screen.reload()
    expect(row(screen, "10 years")).to_be_visible()


def test_the_bridge_follows_its_ends(screen):
    screen.goto(RIGGED)
    screen.get_by_label("To", exact=True).select_option(label="VECD on free Hyper-V")
    expect(screen.locator(".bridge h2")).to_have_text(re.compile(r"^\$4\.43 more: above all "))
    expect(screen.locator(".bridge .end th").last).to_have_text(re.compile("^VECD on free Hyper-V"))
    expect(screen).to_have_url(re.compile("bridge_end=3"))


def test_one_scenario_is_bridged_between_two_days(screen):
    screen.goto(f"{RIGGED}&bridge_end=3")
    screen.get_by_label("One day").fill("2008-10-31")
    expect(screen.locator("#e\\.bridge_other_day")).to_have_text(
        re.compile("^Is missing; a bridge between two days needs both")
    )
    screen.get_by_label("Another day", exact=True).fill("2009-06-30")
    expect(screen.locator(".bridge h2")).to_have_text(
        "VECD on free Hyper-V, 30 June 2009 costs $1.75 less"
    )


def test_a_wrong_rate_is_a_fault_at_its_field_and_the_last_good_answer_stays(screen):
    screen.goto(RIGGED)
    screen.locator("#f\\.framed_discount_rate").fill("800")
    expect(screen.locator("#faults a")).to_have_text("Framings, discount rate")
    expect(row(screen, "as asked")).to_be_visible()


def test_seven_scenarios_stand_beside_each_other_and_no_row_is_scrolled_away_at_1280(screen):
    screen.goto("/rigged?preset=autumn-2008")
    hidden = screen.locator(".costs").evaluate(
        "box => [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight]"
    )
    assert hidden == [0, 0]


def test_the_winner_of_a_row_has_weight_tint_and_underline(screen):
    screen.goto(RIGGED)
    winner, other = (
        row(screen, "without any labour").locator("td").nth(0),
        row(screen, "as asked").locator("td").nth(0),
    )
    look = (
        "node => { const s = getComputedStyle(node); return [s.fontWeight, s.boxShadow !== 'none'] "
        "}"
    )
    tint = "node => getComputedStyle(node).backgroundColor"
    assert (winner.evaluate(look), other.evaluate(look)) == (["700", True], ["400", False])
    assert winner.evaluate(tint) != other.evaluate(tint)


@pytest.mark.parametrize("kind", ["PNG", "SVG", "CSV"])
def test_the_bridge_is_a_file(drawing, kind):
    drawing.goto(RIGGED)
    with drawing.expect_download() as saved:
        files = drawing.locator(".bridge .take")
        link = files.get_by_role("link", name=f"{kind}:")
        files.get_by_role("button", name=kind).or_(link).click()
    content = saved.value.path().read_bytes()
    assert saved.value.suggested_filename == f"deskfare-bridge.{kind.lower()}"
    if kind == "SVG":
        assert b"Terminal Services CAL device" in content
    if kind == "CSV":
        assert content.decode().splitlines()[1] == "Keep the PCs there are,,75.62,3629898.25"


def test_all_of_it_stands_without_a_script(reader):
    page = reader(java_script_enabled=False)
    page.goto(RIGGED)
    expect(row(page, "without any labour")).to_be_visible()
    page.get_by_label("To", exact=True).select_option(label="VECD on free Hyper-V")
    follow(page.get_by_role("button", name="Calculate").last)
    expect(page.locator(".bridge h2")).to_have_text(
        re.compile(r"^\$4\.43 more: above all Rack server")
    )


def test_a_narrow_screen_needs_no_sideways_scrolling_and_names_each_winner(reader):
    page = reader(360, 740)
    page.goto(RIGGED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(row(page, "purchases only").locator("small")).to_have_text(
        "Keep the PCs there are, ahead by 7.26"
    )


@pytest.mark.parametrize("name", ["rigged", "rigged-days", "rigged-quarrel", "rigged-fault"])
def test_axe_finds_nothing(screen, name):
    screen.goto(STATES[name].address)
    open_question(screen)
    assert found_on(screen) == []
