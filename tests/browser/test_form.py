"""The form in a browser: a question changed, its answer, and what stays where it was."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import expect

from calculator.question.address import query

from .page import cell, costs, figures, lines_of, set_desktops
from .states import opened


def test_changed_seats_change_figures_and_address_and_the_link_gives_the_same_to_another_reader(
    reader,
):
    screen = reader()
    screen.goto("/")
    before = figures(screen)
    set_desktops(screen, "Office", "800")
    expect(screen).to_have_url(re.compile(r"/\?preset=autumn-2008&fleet\.0\.desktops=800$"))
    expect(screen.get_by_role("rowheader", name="Total, 1,200 desktops")).to_be_visible()
    after = figures(screen)
    assert after != before
    assert len(after) == len(before)
    other = reader()
    other.goto(screen.url)
    assert figures(other) == after
    expect(other.locator("h1")).to_have_text(screen.locator("h1").inner_text())
    expect(other.get_by_label("Office", exact=True)).to_have_value("800")
    expect(other.locator(".field", has=other.get_by_label("Office", exact=True))).to_have_class(
        re.compile("differs")
    )


def test_the_focus_and_the_typed_text_stay_where_they_are_after_a_swap(screen):
    screen.goto("/")
    field = screen.get_by_label("Call centre", exact=True)
    field.fill("30")
    field.press("End")
    field.press_sequentially("1")
    expect(screen).to_have_url(re.compile(r"fleet\.1\.desktops=301"))
    expect(field).to_be_focused()
    field.press_sequentially("5")
    expect(screen).to_have_url(re.compile(r"fleet\.1\.desktops=3015"))
    expect(field).to_be_focused()
    expect(field).to_have_value("3015")


def test_the_focus_and_what_is_open_stay_when_the_form_comes_anew(screen):
    screen.goto("/")
    opened("Who gets what", "Edit Office")(screen)
    users = screen.locator("[name='fleet.0.users']")
    users.fill("650")
    expect(screen.get_by_text("650 users, 90 % at the peak: 585")).to_be_visible()
    expect(users).to_be_focused()
    expect(users).to_be_visible()
    expect(screen.locator("#sentence")).to_contain_text("costs least")


def test_no_letter_is_lost_when_the_form_comes_anew_while_one_types(screen):
    screen.goto("/")
    opened("Who gets what", "Edit Office")(screen)
    name = screen.locator("[name='fleet.0.name']")
    name.press("End")
    name.press_sequentially(", the whole of it", delay=90)
    expect(screen).to_have_url(re.compile("the\\+whole\\+of\\+it$"))
    expect(name).to_have_value("Office, the whole of it")
    expect(name).to_be_focused()
    expect(screen.get_by_label("Office, the whole of it", exact=True)).to_have_value("600")


def test_a_button_that_changes_the_form_keeps_the_focus_or_gives_it_to_what_stands_nearest(screen):
    screen.goto("/")
    opened("Stacks", "VECD on VMware VI3")(screen)
    stack = screen.locator(".stack").nth(1)
    duplicate = stack.get_by_role("button", name="Duplicate")
    duplicate.press("Enter")
    expect(screen.locator("#costs thead bdi")).to_have_count(8)
    expect(duplicate).to_be_focused()
    first = "Count Microsoft Vista Enterprise Centralized Desktop "
    stack.get_by_label(f"{first}without").press("Enter")
    expect(stack.locator("> summary")).to_be_focused()
    stack.get_by_label(f"{first}for").press("Enter")
    expect(screen.locator("#findings")).to_have_count(0)
    stack.get_by_label("Take out Thin client Linux or CE").press("Enter")
    expect(screen.locator("#findings")).to_be_visible()
    expect(stack.locator("> summary")).to_be_focused()
    screen.locator("#findings .press.filled").press("Enter")
    expect(screen.locator("#findings")).to_have_count(0)
    expect(screen.locator("#headline")).to_be_focused()


def test_enter_re_prices_at_once(screen):
    screen.goto("/")
    set_desktops(screen, "Office", "601")
    screen.get_by_label("Office", exact=True).press("Enter")
    expect(screen.get_by_role("rowheader", name="Total, 1,001 desktops")).to_be_visible()


def test_a_group_that_goes_takes_its_open_fold_along(screen):
    screen.goto("/")
    screen.locator("#who > summary").click()
    screen.get_by_text("Edit Call centre").click()
    screen.get_by_role("button", name="Remove Call centre").click()
    expect(screen.get_by_text("Edit Call centre")).to_have_count(0)
    expect(screen.get_by_role("button", name="Remove Engineering")).to_be_hidden()


def test_what_differs_from_the_preset_is_marked_and_one_press_puts_it_back(screen):
    screen.goto("/")
    before = figures(screen)
    set_desktops(screen, "Office", "800")
    expect(screen).to_have_url(re.compile("desktops=800"))
    screen.get_by_role("button", name="Put back Office").click()
    expect(screen).to_have_url(re.compile("preset=autumn-2008$"))
    expect(screen.get_by_label("Office", exact=True)).to_have_value("600")
    expect(screen.get_by_label("Office", exact=True)).to_be_focused()
    expect(screen.get_by_role("button", name="Put back Office")).to_have_count(0)
    assert figures(screen) == before


def test_the_per_cent_of_a_share_follow_what_is_typed(screen):
    screen.goto("/")
    screen.locator("#growth > summary").click()
    field = screen.get_by_label("Prices rise by", exact=True)
    unit = screen.locator(".frame", has=field).locator(".unit")
    for typed, said in (
        ("0.031", "= 3.1 % a year"),
        ("0.0", "= 0 % a year"),
        ("x", "a year"),
        ("", "= 2.4 % a year"),
    ):
        field.fill(typed)
        expect(unit).to_have_text(said)


def test_a_question_too_long_for_an_address_goes_on_by_post_and_says_so(screen):
    long = "長い名前" * 48  # nine bytes a letter in an address
    screen.goto("/?" + query([(f"scenarios.{i}.name", f"{i} {long}") for i in range(1, 5)]))
    opened("Who gets what", "Edit Office")(screen)
    screen.locator("[name='fleet.0.name']").fill(long)
    expect(screen.get_by_text("too long for a link")).to_be_visible()
    for _ in ("the help", "the group", "the fold"):
        screen.keyboard.press("Escape")
    before = costs(screen)
    screen.locator("[name='fleet.0.desktops']").fill("5000")
    expect(screen.get_by_role("rowheader", name="Total, 5,400 desktops")).to_be_visible()
    assert costs(screen) != before
    expect(screen.get_by_text("too long for a link")).to_be_visible()
    with screen.expect_download() as downloading:
        screen.get_by_role("button", name="Save the comparison").click()
    document = json.loads(Path(downloading.value.path()).read_text())
    assert (document["fleet"][0]["name"], document["fleet"][0]["desktops"]) == (long, "5000")
    with screen.expect_download() as downloading:
        screen.get_by_role("button", name="CSV: quote of Keep the PCs there are").click()
    assert lines_of(downloading.value)[0]["scenario"] == "Keep the PCs there are"
    cell(screen, "People", 1).locator("button").click()
    expect(screen.locator("#explanation")).to_be_visible()


def test_a_number_that_is_left_by_tab_at_once_presses_no_button(screen):
    screen.goto("/")
    field = screen.get_by_label("Engineering", exact=True)
    field.select_text()
    screen.keyboard.type("30")
    screen.keyboard.press("Tab")
    expect(screen.get_by_role("button", name="Add a group")).to_be_focused()
    expect(screen).to_have_url(re.compile(r"/\?preset=autumn-2008&fleet\.2\.desktops=30$"))
