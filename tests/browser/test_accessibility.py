"""What axe-core finds on the states of the page, light and dark, wide and narrow: nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .states import STATES, is_answered, open_question

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = [(1280, "light"), (360, "dark")]


def found(page: Page, within: str | None = None) -> list[Any]:
    """Rules that are broken, each with the elements that break it, once the page is whole."""
    page.wait_for_load_state()
    is_answered(page)
    result = Axe().run(
        page, context=within, options={"runOnly": TAGS, "resultTypes": ["violations"]}
    )
    return [
        (v["id"], [node["html"][:200] for node in v["nodes"]][:3])
        for v in result.response["violations"]
    ]


def found_on(page: Page, screens: Iterable[tuple[int, str]] = SCREENS) -> list[str]:
    """What is found on a page that is there already, for each width and scheme in turn."""
    faults = []
    for width, scheme in screens:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        faults += [f"{width}, {scheme}: {fault}" for fault in found(page)]
    return faults


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize(
    "name",
    ["opening", "explanation", "fault", "supplier-answer", "inventory-counted", "portfolio-opened"],
)
def test_axe_finds_nothing_on_any_screen(reader, name, width, scheme):
    state = STATES[name]
    page = reader(width, 800, color_scheme=scheme)
    page.goto(state.address)
    if state.act:
        state.act(page)
    assert found(page) == []


@pytest.mark.parametrize(
    "name",
    [
        "erp",
        "explanation-people",
        "findings",
        "by-year",
        "present-value",
        "rests-on",
        "fault-at-once",
        "help",
        "lines",
        "tables",
        "offers",
        "scenarios-12",
    ],
)
def test_axe_finds_nothing_in_other_states(reader, name):
    state = STATES[name]
    page = reader()
    page.goto(state.address)
    if state.act:
        state.act(page)
    assert found(page) == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_in_any_opened_fold(reader, width, scheme):
    page = reader(width, 800, color_scheme=scheme)
    page.goto("/")
    open_question(page)
    for fold in page.locator(".folds > details").all():
        fold.locator("> summary").click()
        for inner in fold.locator("details[data-fold] > summary").all()[:2]:
            inner.click()
        assert found(page, f"#{fold.get_attribute('id')}") == [], fold.get_attribute("id")
