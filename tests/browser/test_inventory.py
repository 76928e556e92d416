"""From an export to the comparison: opened, mapped, counted, taken over."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .page import follow, loading
from .states import counted, open_question, opened


def test_from_who_gets_what_to_the_groups_of_an_inventory(screen: Page):
    screen.goto("/?preset=autumn-2008&horizon_years=6")
    opened("Who gets what")(screen)
    follow(screen.locator("#who").get_by_role("link", name="Fleet from an inventory"))
    counted(screen)
    expect(screen.get_by_role("status")).to_have_text(
        "20 rows: 14 desktops in 3 groups, 6 left out."
    )
    column = screen.get_by_label("Groups by")
    column.focus()
    column.select_option("Model")
    expect(screen.get_by_role("row", name="Latitude 5440")).to_contain_text("12")
    expect(column).to_be_focused()
    screen.get_by_role("row", name="Phones and tablets").get_by_role("checkbox").check()
    expect(screen.get_by_role("status")).to_contain_text("16 desktops")
    screen.get_by_label("Without model works like").select_option("Call centre")
    follow(screen.get_by_role("link", name="Take over 16 desktops"))
    expect(screen.get_by_label("Latitude 5440", exact=True)).to_have_value("12")
    expect(screen.get_by_label("Over", exact=True)).to_have_value("6")
    expect(screen.locator("#costs thead th")).to_have_count(8)


def test_the_link_says_what_was_typed_last(screen: Page):
    screen.goto("/?preset=autumn-2008")
    open_question(screen)
    screen.get_by_label("Office", exact=True).fill("700")
    link = screen.locator("#start-inventory")
    expect(link).to_have_attribute("href", "/inventory?preset=autumn-2008&fleet.0.desktops=700")


def test_a_file_that_is_none_says_so_and_the_next_one_is_read(screen: Page):
    screen.goto("/inventory")
    screen.get_by_label("File", exact=True).set_input_files(
        {"name": "picture.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n"}
    )
    expect(screen.get_by_role("alert").filter(has_text="this is a picture")).to_be_visible()
    counted(screen)
    expect(screen.get_by_role("link", name="Take over 14 desktops")).to_be_visible()


def test_a_file_above_the_limit_says_so(reader, tmp_path):
    large = tmp_path / "large.csv"
    large.write_bytes(bytes(103 * 1024 * 1024))
    page = reader(forgiven="413")
    page.goto("/inventory")
    page.get_by_label("File", exact=True).set_input_files(large)
    expect(page.locator("#notice")).to_contain_text("larger than 102 MiB")


def test_a_page_from_before_the_scripts_keeps_its_mapping_and_asks_for_the_file(screen: Page):
    screen.goto("/inventory?preset=autumn-2008")
    counted(screen)
    with loading(screen):
        screen.get_by_label("File", exact=True).evaluate("field => field.form.submit()")
    expect(screen.get_by_role("heading", name="4. Take them over")).to_be_visible()
    expect(screen.get_by_label("File", exact=True)).to_have_value("")
    screen.get_by_label("Groups by").select_option("Model")
    expect(screen.locator("#again")).to_have_text(
        "Choose the file again: nothing of it is kept here."
    )
    expect(screen.get_by_label("Groups by")).to_have_value("Model")
    expect(screen.locator("#taken")).to_be_empty()
    counted(screen)
    expect(screen.get_by_role("row", name="Latitude 5440")).to_contain_text("12")
    expect(screen.locator("#again")).to_be_empty()


def test_without_a_script_the_way_is_the_same(reader):
    page = reader(java_script_enabled=False)
    page.goto("/inventory?preset=autumn-2008")
    counted(page)
    follow(page.get_by_role("link", name="Take over 14 desktops"))
    expect(page.get_by_label("Sales", exact=True)).to_have_value("9")
