"""A narrow screen: nothing scrolls sideways, the baseline and one scenario stand side by side."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .page import NARROW
from .states import FINDINGS, LICENCES, is_ready, many_scenarios


@pytest.mark.parametrize(
    "address", ["/", LICENCES, "/?open=people.3", FINDINGS, "/?preset=today", many_scenarios(12)]
)
def test_nothing_makes_the_page_scroll_sideways_at_360(reader, address):
    page = reader(**NARROW, charts=True)
    page.goto(address)
    is_ready(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.locator(".mobile-fold > summary").click()
    for fold in page.locator(".folds > details > summary").all():
        fold.click()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360, fold.inner_text()


def test_a_narrow_screen_shows_the_baseline_and_one_scenario_of_choice(reader):
    page = reader(**NARROW)
    page.goto("/")
    shown = page.locator("#costs thead th.c1, #costs thead th.c5")
    assert [th.is_visible() for th in shown.all()] == [True, True]
    page.locator(".tiles label", has_text="VECD on free Hyper-V").click()
    assert [n for n in range(1, 8) if page.locator(f"#costs thead th.c{n}").is_visible()] == [1, 3]


def test_the_scenario_of_choice_stays_when_the_table_is_looked_at_in_another_way(reader):
    page = reader(**NARROW)
    page.goto("/")
    page.locator(".tiles label", has_text="VECD on free Hyper-V").click()
    page.get_by_role("button", name="by year").click()
    expect(page.locator("#costs tbody th", has_text="at the start").first).to_be_visible()
    expect(page.locator("#costs thead th.c3")).to_be_visible()
