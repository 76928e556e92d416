"""The help of a field: in the way of nothing, and gone with Escape."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .states import open_question

# Boxes of the fields that lie under the help of the one that has the focus.
COVERED = """() => {
  const help = [...document.querySelectorAll(".help")].find((each) => each.checkVisibility());
  if (!help) return ["no help"];
  const box = help.getBoundingClientRect();
  const frames = [...document.querySelectorAll("#question :is(.frame, .cell, summary, button)")];
  return frames.filter((each) => each.checkVisibility() && !help.contains(each)).filter((each) => {
    const other = each.getBoundingClientRect();
    return Math.min(box.right, other.right) - Math.max(box.left, other.left) > 1
      && Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 1;
  }).map((each) => each.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("fold", ["who", "people", "growth", "assumptions"])
def test_a_help_covers_no_field(reader, fold, width):
    page = reader(width, 900)
    page.goto("/")
    open_question(page)
    page.locator(f"#{fold} > summary").click()
    for field in page.locator(f"#{fold} .field:has(.help) :is(input, select)").all()[:6]:
        if not field.is_visible():
            continue
        field.focus()
        page.wait_for_function("() => document.querySelector('.helped :focus')")
        assert page.evaluate(COVERED) == []


def test_a_press_in_the_middle_of_the_next_field_goes_into_it(screen):
    screen.goto("/")
    screen.get_by_label("Office", exact=True).focus()
    expect(screen.get_by_text("Seats, one device each").first).to_be_visible()
    following = screen.get_by_label("Call centre", exact=True)
    box = following.bounding_box()
    assert box
    screen.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(following).to_be_focused()
    expect(screen).to_have_url(re.compile(r"/$"))


def test_what_lies_under_a_help_stays_in_its_place_until_a_press_is_done(screen):
    screen.goto("/")
    head = screen.locator("#who > summary")
    screen.get_by_label("Engineering", exact=True).focus()
    expect(screen.get_by_text("Seats, one device each").last).to_be_visible()
    before = head.bounding_box()
    assert before
    screen.mouse.move(before["x"] + 20, before["y"] + 10)
    screen.mouse.down()
    screen.wait_for_timeout(100)
    assert head.bounding_box() == before
    screen.mouse.up()
    expect(screen.locator("#who")).to_have_attribute("open", "")


def test_one_tab_leads_from_a_number_to_the_next(screen):
    screen.goto("/")
    screen.get_by_label("Office", exact=True).focus()
    expect(screen.get_by_text("Seats, one device each").first).to_be_visible()
    screen.keyboard.press("Tab")
    expect(screen.get_by_label("Call centre", exact=True)).to_be_focused()


def test_f1_leads_from_a_field_to_its_method_and_escape_back(screen):
    screen.goto("/")
    field = screen.get_by_label("Office", exact=True)
    field.focus()
    expect(screen.get_by_text("Seats, one device each").first).to_be_visible()
    screen.keyboard.press("F1")
    expect(screen.get_by_role("link", name=re.compile("Method ?: Office"))).to_be_focused()
    screen.keyboard.press("Escape")
    expect(field).to_be_focused()


def test_escape_hides_a_help_until_its_field_is_left_and_keeps_the_focus(screen):
    screen.goto("/")
    field, words = (
        screen.get_by_label("Engineering", exact=True),
        screen.get_by_text("Seats, one device each").last,
    )
    field.focus()
    expect(words).to_be_visible()
    screen.keyboard.press("Escape")
    expect(words).to_be_hidden()
    screen.keyboard.type("1")
    expect(words).to_be_hidden()
    expect(field).to_be_focused()
    screen.get_by_label("Office", exact=True).focus()
    field.focus()
    expect(words).to_be_visible()


def test_the_source_of_a_typical_value_opens_in_its_help_and_goes_with_it(screen):
    screen.goto("/")
    screen.locator("#people > summary").click()
    field = screen.get_by_label("An administrator's pay")
    field.focus()
    source = screen.get_by_text("From 65,000 to 115,000.")
    expect(source).to_be_hidden()
    expect(screen.get_by_text("Pay of one full-time administrator")).to_be_visible()
    for key in ("F1", "F1", "Enter"):
        screen.keyboard.press(key)
    expect(source).to_be_visible()
    screen.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(field).to_be_focused()
