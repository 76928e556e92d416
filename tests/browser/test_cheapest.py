"""The search in a browser: ranks, wishes, progress, cancel, and a stack taken over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .page import follow
from .states import EVERY_WAY, STATES, is_answered, open_question
from .test_accessibility import found, found_on

PROGRESS = re.compile(r"(\d+) of 27 ways to deliver looked at")


@pytest.fixture
def slow(monkeypatch):
    """Each request looks at one way to deliver, as where a step is longer than a request may
    take.
    """
    monkeypatch.setattr("calculator.looks.cheapest.page.SECONDS_A_STEP", 0.0)


def test_the_ranks_begin_with_the_cheapest_and_the_sentence_names_it(screen):
    screen.goto("/cheapest")
    is_answered(screen)
    totals = [float(text) for text in screen.locator(".ranks .total").all_inner_texts()]
    assert len(totals) == 10
    assert totals == sorted(totals)
    expect(screen.locator("h1 strong")).to_have_text(f"${totals[0]:.2f}")


def test_a_wish_is_added_by_a_choice_and_dropped_by_a_press(screen):
    screen.goto("/cheapest")
    is_answered(screen)
    before = screen.locator("h1").inner_text()
    screen.locator("#f\\.must").select_option("token:live_migration")
    expect(screen.locator(".wishes p b")).to_have_text("live migration")
    expect(screen).to_have_url(re.compile("must=token:live_migration"))
    expect(screen.locator(".ruled")).to_contain_text("Live migration is missing")
    screen.get_by_role("link", name="drop live migration").click()
    expect(screen.locator(".wishes p b")).to_have_count(0)
    expect(screen.locator("h1")).to_have_text(before, timeout=20_000)


def test_a_delivery_that_is_unticked_leaves_the_ranks(screen):
    screen.goto("/cheapest")
    screen.locator('[name="give"][value="1.session"]').uncheck()
    expect(screen.locator(".legend.ranked")).not_to_contain_text("sessions for Call centre")


def test_a_group_without_any_delivery_is_a_fault_at_the_deliveries(screen):
    screen.goto("/cheapest")
    screen.locator('[name="give"][value="2.vdi"]').uncheck()
    expect(screen.locator("#e\\.give")).to_have_text("Engineering: choose one delivery at least.")
    expect(screen.locator("#faults a")).to_have_text("What a group may have")


@pytest.mark.usefixtures("slow")
def test_progress_shows_while_it_runs_until_every_way_has_been_looked_at(screen):
    screen.goto("/cheapest?give=0.pc&give=1.vdi&give=1.session&give=2.pc&give=2.session")
    expect(screen.locator(".progress")).to_have_count(0, timeout=20_000)
    expect(screen.locator("h1")).not_to_contain_text("So far")
    expect(screen.locator(".ranks tbody tr").first).to_be_visible()
    assert "since" not in screen.url


@pytest.mark.usefixtures("slow")
def test_cancel_keeps_what_was_found_and_it_can_go_on(screen):
    screen.goto(EVERY_WAY)
    expect(screen.locator(".progress span")).to_have_text(PROGRESS)
    screen.get_by_role("link", name="Cancel").click()
    expect(screen.locator(".progress span")).to_contain_text("stopped")
    looked_at = int(PROGRESS.search(screen.locator(".progress span").inner_text())[1])
    assert 1 <= looked_at < 27
    screen.wait_for_timeout(700)
    assert int(PROGRESS.search(screen.locator(".progress span").inner_text())[1]) == looked_at
    expect(screen.locator("h1")).to_contain_text("So far")
    screen.get_by_role("link", name="Go on").click()
    expect(screen.get_by_role("link", name="Cancel")).to_be_visible()
    assert int(PROGRESS.search(screen.locator(".progress span").inner_text())[1]) > looked_at


def test_a_stack_taken_over_is_a_scenario_at_the_same_figure(screen):
    screen.goto("/cheapest")
    is_answered(screen)
    figure = screen.locator(".ranks .total").first.inner_text()
    screen.get_by_role("link", name="Take over 1", exact=True).click()
    expect(screen.locator("#costs thead th")).to_have_count(9)
    expect(screen.locator("#costs .cost td").last).to_contain_text(figure)


@pytest.mark.usefixtures("slow")
def test_without_a_script_the_search_goes_on_by_links_and_a_stack_is_taken_over(reader):
    page = reader(java_script_enabled=False)
    page.goto("/cheapest?give=0.pc&give=1.vdi&give=1.session&give=2.pc")
    expect(page.locator(".progress span")).to_have_text("1 of 2 ways to deliver looked at")
    follow(page.get_by_role("link", name="Go on"))
    expect(page.locator(".progress")).to_have_count(0)
    follow(page.get_by_role("link", name="Take over 1", exact=True))
    expect(page.locator("#costs thead th")).to_have_count(9)


def test_nothing_scrolls_sideways_at_360_pixels(reader):
    page = reader(width=360)
    page.goto("/cheapest")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_wrong_number_is_told_at_its_field(screen):
    screen.goto("/cheapest")
    screen.get_by_label("Show the best").fill("0")
    expect(screen.locator("#faults li")).to_contain_text("from 1 to 25")
    expect(screen.locator("#e\\.best")).to_contain_text("from 1 to 25")
    expect(screen.locator(".ranks tbody tr")).to_have_count(10)


@pytest.mark.parametrize("name", ["cheapest", "cheapest-wishes", "cheapest-none"])
def test_axe_finds_nothing(screen, name):
    screen.goto(STATES[name].address)
    open_question(screen)
    assert found_on(screen) == []


@pytest.mark.usefixtures("slow")
def test_axe_finds_nothing_while_it_has_stopped(screen):
    screen.goto(EVERY_WAY)
    screen.get_by_role("link", name="Cancel").click()
    expect(screen.get_by_role("link", name="Go on")).to_be_visible()
    assert found(screen) == []
