"""Folds of the form: their heads, what stands beside an open one, and Escape."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_the_head_of_a_fold_says_what_is_in_it_and_escape_folds_it_back(screen):
    screen.goto("/")
    head = screen.locator("#people > summary")
    head.click()
    expect(head).to_contain_text("$90,000 an administrator, 200 PCs each")
    screen.get_by_label("An administrator's pay").fill("80,000")
    expect(head).to_contain_text("$80,000 an administrator, 200 PCs each")
    expect(screen).to_have_url(re.compile("assumptions.admin_salary=80000$"))
    screen.keyboard.press("Escape")  # the help
    screen.keyboard.press("Escape")
    expect(screen.locator("#people")).not_to_have_attribute("open", "")
    expect(head).to_be_focused()


def test_escape_folds_back_the_starting_points(screen):
    screen.goto("/")
    head = screen.locator(".starts > summary")
    head.click()
    screen.keyboard.press("Tab")
    screen.keyboard.press("Escape")
    expect(screen.locator(".starts")).not_to_have_attribute("open", "")
    expect(head).to_be_focused()


def test_escape_folds_back_the_figures_of_a_chart(screen):
    screen.goto("/")
    head = screen.locator("figure summary").first
    head.click()
    screen.keyboard.press("Escape")
    expect(screen.locator("figure details").first).not_to_have_attribute("open", "")
    expect(head).to_be_focused()


def test_a_choice_that_is_longer_than_its_column_goes_on_in_the_next_line(screen):
    screen.goto("/")
    screen.locator("#who > summary").click()
    short = screen.get_by_label("Keep the PCs there are: delivery", exact=True).bounding_box()
    long = screen.get_by_label("Office in VECD on VMware VI3: delivery", exact=True).bounding_box()
    assert long["height"] > short["height"] + 10


def test_beside_an_open_wide_fold_its_neighbours_are_words_and_the_question_waits(screen):
    screen.goto("/")
    head = screen.locator("#discounts > summary")
    head.click()
    expect(screen.get_by_label("Office", exact=True)).to_be_hidden()
    expect(screen.locator(".what-if")).to_be_hidden()
    expect(screen.locator("#in-people")).to_be_hidden()
    assert (
        screen.locator("#who").bounding_box()["y"]
        == screen.locator("#assumptions").bounding_box()["y"]
    )
    assert head.bounding_box()["y"] < 150
    head.click()
    expect(screen.get_by_label("Office", exact=True)).to_be_visible()


def test_beside_an_open_wide_fold_no_choice_stands_whose_rows_are_hidden(screen):
    screen.goto("/")
    screen.locator("#discounts > summary").click()
    expect(screen.get_by_role("button", name="by line")).to_be_hidden()
    expect(screen.get_by_role("button", name="rows that differ")).to_be_hidden()
    expect(screen.get_by_role("button", name="all desktops")).to_be_visible()


def test_beside_an_open_wide_fold_no_head_of_amounts_is_a_word_a_line(screen):
    screen.goto("/")
    screen.locator("#discounts > summary").click()
    assert screen.locator("#costs .to-baseline th").bounding_box()["height"] < 80


def test_an_entry_that_cannot_be_used_is_in_view_beside_an_open_wide_fold(screen):
    screen.goto("/?horizon_years=99")
    screen.locator("#discounts > summary").click()
    expect(screen.get_by_label("Over", exact=True)).to_be_visible()
