"""The table of costs in a browser: in view, side by side, looked at in another way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .page import cell, heads
from .states import is_ready, many_scenarios


def test_the_answer_stands_above_the_fold_at_1280_by_800(drawing):
    drawing.goto("/")
    is_ready(drawing)
    boxes = [row.bounding_box() for row in drawing.locator("#costs tr.category").all()]
    assert boxes
    assert all(box and box["y"] + box["height"] <= 800 for box in boxes)


def test_a_scenario_is_removed_under_its_column(screen):
    screen.goto("/")
    screen.locator("#costs").get_by_role("button", name="Remove VECD on free Hyper-V").click()
    expect(screen.locator("#costs thead bdi")).to_have_count(6)
    assert "VECD on free Hyper-V" not in heads(screen)


STICKY = """(edge) => {
  const at = document.activeElement.getBoundingClientRect();
  const head = document.querySelector("#costs thead th:last-child").getBoundingClientRect();
  const label = document.querySelector("#costs .corner").getBoundingClientRect();
  return edge === "head" ? at.bottom > head.bottom : at.right > label.right;
}"""


@pytest.mark.parametrize("count", [8, 12])
def test_the_labels_of_rows_stay_in_view_when_the_table_scrolls_sideways(screen, count):
    screen.goto(many_scenarios(count))
    table = screen.locator(".costs")
    before = screen.locator("#costs .corner").bounding_box()["x"]
    table.evaluate("node => (node.scrollLeft = 400)")
    assert screen.locator("#costs .corner").bounding_box()["x"] == before
    assert screen.locator("#costs tr.cost th").bounding_box()["x"] == before
    cell(screen, "People", count).locator("button").focus()
    for _ in range(count - 1):
        screen.keyboard.press("Shift+Tab")
        assert screen.evaluate(STICKY, "label")


@pytest.mark.parametrize("look", ["/", "/rigged", "/sure"])
def test_a_head_breaks_between_words_before_it_breaks_at_a_hyphen(screen, look):
    screen.goto(many_scenarios(8, look))
    head = screen.locator("#results thead .c3").first
    expect(head).to_contain_text("VECD on free Hyper-V")
    whole, word = (head.locator(f"bdi{part}").bounding_box() for part in ("", " span"))
    assert word["height"] < 20 < whole["height"]


def test_the_heads_stay_in_view_and_hide_no_focus_when_a_long_table_scrolls(screen):
    screen.goto("/?by=line")
    screen.locator("#costs tfoot a").first.scroll_into_view_if_needed()
    heads = screen.locator("#costs thead th").last
    expect(heads).to_be_in_viewport()
    assert heads.bounding_box()["y"] == 0
    screen.locator("#costs tbody button").last.focus()
    for _ in range(60):
        screen.keyboard.press("Shift+Tab")
        if screen.evaluate("() => document.activeElement.closest('#costs tbody') !== null"):
            assert screen.evaluate(STICKY, "head")
