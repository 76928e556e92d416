"""The help of a field: over what is below, and gone with Escape."""

from __future__ import annotations

from playwright.sync_api import expect


def test_help_moves_nothing_and_what_lies_under_it_is_pressed_at_once(screen):
    screen.goto("/")
    head = screen.locator("#who > summary")
    before = head.bounding_box()
    screen.get_by_label("Engineering", exact=True).focus()
    expect(screen.get_by_text("Seats, one device each").last).to_be_visible()
    assert head.bounding_box() == before
    screen.mouse.click(before["x"] + 20, before["y"] + 10)
    expect(screen.locator("#who")).to_have_attribute("open", "")


def test_escape_hides_a_help_until_its_field_is_left_and_keeps_the_focus(screen):
    screen.goto("/")
    field, words = (
        screen.get_by_label("Engineering", exact=True),
        screen.get_by_text("Seats, one device each").last,
    )
    field.focus()
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
    for key in ("Tab", "Tab", "Enter"):
        screen.keyboard.press(key)
    expect(source).to_be_visible()
    screen.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(field).to_be_focused()
