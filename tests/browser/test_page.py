"""The main job in a browser: a question changed, its answer, its link, its workings, its quote."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from calculator.address import query

from .states import FINDINGS, LICENCES, is_ready, many_scenarios, opened

DOCUMENTS = Path(__file__).parents[2] / "docs" / "examples"
NARROW = {"width": 360, "height": 740}
WHAT_IFS = {
    "the hypervisor, or its bundle, is free": "VECD on VMware VI3, hypervisor bundle free",
    "nobody has Software Assurance": "VECD on VMware VI3, nobody has Software Assurance",
    "everybody has it": "VECD on VMware VI3, everybody has Software Assurance",
    "PCs are bought new": "VECD on VMware VI3, PCs bought new",
}


def number(text: str) -> Decimal:
    """A figure as it is shown."""
    return Decimal(text.replace("−", "-").replace(",", "").replace("○", "").strip())


def cell(page: Page, row: str, column: int) -> Locator:
    """A cell of the cost table by its row's label; columns from 1."""
    return (
        page.locator("#costs > tbody > tr")
        .filter(has=page.get_by_role("rowheader", name=row))
        .locator(f"td.c{column}")
        .first
    )


def costs(page: Page) -> list[str]:
    return page.locator("#costs tr.cost td").all_inner_texts()


def heads(page: Page) -> list[str]:
    return page.locator("#costs thead bdi").all_inner_texts()


def figures(page: Page) -> list[str]:
    """Every figure of the cost table."""
    return page.locator("#costs > tbody > tr:not(.panel)").all_inner_texts()


def set_desktops(page: Page, group: str, text: str) -> None:
    page.get_by_label(group, exact=True).fill(text)


# The main job


def test_changed_seats_change_figures_and_address_and_the_link_gives_the_same_to_another_reader(reader):
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
    expect(other.locator(".field", has=other.get_by_label("Office", exact=True))).to_have_class(re.compile("differs"))


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
    stack.get_by_label("Put Microsoft Vista Enterprise Centralized Desktop without").press("Enter")
    expect(stack.locator("> summary")).to_be_focused()
    stack.get_by_label("Put Microsoft Vista Enterprise Centralized Desktop for").press("Enter")
    expect(screen.locator("#findings")).to_have_count(0)
    stack.get_by_label("Take out Thin client Linux or CE").press("Enter")
    expect(screen.locator("#findings")).to_be_visible()
    expect(stack.locator("> summary")).to_be_focused()
    screen.locator("#findings .press.filled").press("Enter")
    expect(screen.locator("#findings")).to_have_count(0)
    expect(screen.locator("#said")).to_be_focused()


def test_enter_re_prices_at_once(screen):
    screen.goto("/")
    set_desktops(screen, "Office", "601")
    screen.get_by_label("Office", exact=True).press("Enter")
    expect(screen.get_by_role("rowheader", name="Total, 1,001 desktops")).to_be_visible()


def test_back_goes_back_to_the_question_and_the_answer_before(screen):
    screen.goto("/")
    before = costs(screen)
    set_desktops(screen, "Office", "50")
    expect(screen).to_have_url(re.compile("desktops=50$"))
    screen.go_back()
    expect(screen.get_by_label("Office", exact=True)).to_have_value("600")
    assert costs(screen) == before
    screen.go_forward()
    expect(screen.get_by_label("Office", exact=True)).to_have_value("50")
    expect(screen.locator("#costs")).to_be_visible()
    assert costs(screen) != before


def test_undo_takes_back_change_after_change_and_is_kept_over_a_reload(screen):
    screen.goto("/")
    undo = screen.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("aria-disabled", "true")
    before, names = costs(screen), heads(screen)
    set_desktops(screen, "Office", "800")
    expect(screen).to_have_url(re.compile("desktops=800$"))
    opened("Who gets what")(screen)
    screen.locator(".grid.scenarios").get_by_role("button", name=re.compile("^Remove")).first.click()
    expect(screen.locator("#costs thead bdi")).to_have_count(6)
    screen.wait_for_function("history.state?.trail?.length === 2")
    screen.reload()
    undo.press("Enter")
    expect(screen.locator("#costs thead bdi")).to_have_count(7)
    expect(undo).to_be_focused()
    expect(screen.locator("#done")).to_have_text("The last change is taken back")
    assert heads(screen) == names
    expect(screen.get_by_label("Office", exact=True)).to_have_value("800")
    undo.press("Enter")
    expect(screen.get_by_label("Office", exact=True)).to_have_value("600")
    expect(screen).to_have_url(re.compile("preset=autumn-2008$"))
    assert costs(screen) == before
    expect(undo).to_have_attribute("aria-disabled", "true")


def test_a_scenario_is_removed_under_its_column(screen):
    screen.goto("/")
    screen.locator("#costs").get_by_role("button", name="Remove VECD on free Hyper-V").click()
    expect(screen.locator("#costs thead bdi")).to_have_count(6)
    assert "VECD on free Hyper-V" not in heads(screen)


def test_undo_takes_back_what_cannot_be_used_before_what_could(screen):
    screen.goto("/")
    set_desktops(screen, "Office", "800")
    expect(screen).to_have_url(re.compile("desktops=800$"))
    set_desktops(screen, "Call centre", "3oo")
    expect(screen.locator("#faults li")).to_have_count(1)
    screen.get_by_role("button", name="Undo").click()
    expect(screen.locator("#faults li")).to_have_count(0)
    expect(screen.get_by_label("Call centre", exact=True)).to_have_value("300")
    expect(screen.get_by_label("Office", exact=True)).to_have_value("800")


def test_undo_takes_back_another_starting_point_and_no_way_to_look(screen):
    screen.goto("/?fleet.0.desktops=800")
    screen.locator("summary", has_text="Starting point").click()
    screen.get_by_role("link", name="January 2008").click()
    expect(screen).to_have_url(re.compile("january-2008$"))
    screen.get_by_role("button", name="by line").click()
    expect(screen).to_have_url(re.compile("by=line"))
    screen.get_by_role("button", name="Undo").click()
    expect(screen.get_by_label("Office", exact=True)).to_have_value("800")


def test_the_answer_stands_above_the_fold_at_1280_by_800(drawing):
    drawing.goto("/")
    is_ready(drawing)
    boxes = [row.bounding_box() for row in drawing.locator("#costs tr.category").all()]
    assert boxes
    assert all(box and box["y"] + box["height"] <= 800 for box in boxes)


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


def test_the_per_cent_of_a_share_follow_what_is_typed(screen):
    screen.goto("/")
    screen.locator("#growth > summary").click()
    field = screen.get_by_label("Prices rise by", exact=True)
    unit = screen.locator(".frame", has=field).locator(".unit")
    for typed, said in (("0.031", "= 3.1 % a year"), ("0.0", "= 0 % a year"), ("x", "a year"), ("", "= 2.4 % a year")):
        field.fill(typed)
        expect(unit).to_have_text(said)


def test_escape_folds_back_the_starting_points(screen):
    screen.goto("/")
    head = screen.locator(".starts > summary")
    head.click()
    screen.keyboard.press("Tab")
    screen.keyboard.press("Escape")
    expect(screen.locator(".starts")).not_to_have_attribute("open", "")
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
    assert screen.locator("#who").bounding_box()["y"] == screen.locator("#assumptions").bounding_box()["y"]
    assert head.bounding_box()["y"] < 150
    head.click()
    expect(screen.get_by_label("Office", exact=True)).to_be_visible()


def test_beside_an_open_wide_fold_no_choice_stands_whose_rows_are_hidden(screen):
    screen.goto("/")
    screen.locator("#discounts > summary").click()
    expect(screen.get_by_role("button", name="by line")).to_be_hidden()
    expect(screen.get_by_role("button", name="rows that differ")).to_be_hidden()
    expect(screen.get_by_role("button", name="all desktops")).to_be_visible()


def test_an_entry_that_cannot_be_used_is_in_view_beside_an_open_wide_fold(screen):
    screen.goto("/?horizon_years=99")
    screen.locator("#discounts > summary").click()
    expect(screen.get_by_label("Over", exact=True)).to_be_visible()


# What stays in view

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


def test_a_head_breaks_between_words_before_it_breaks_at_a_hyphen(screen):
    screen.goto(many_scenarios(8))
    expect(screen.locator("#costs thead .c3")).to_contain_text("VECD on free Hyper-V")
    whole, word = (screen.locator(f"#costs thead .c3 bdi{part}").bounding_box() for part in ("", " span"))
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


# Explanations


def test_a_cell_of_licences_opens_to_factors_that_multiply_out_to_it(screen):
    screen.goto("/")
    shown = number(cell(screen, "Licences", 2).locator("button").inner_text())
    cell(screen, "Licences", 2).locator("button").click()
    panel = screen.locator("#explanation")
    expect(panel).to_be_visible()
    expect(screen).to_have_url(re.compile(r"open=licences\.2"))
    assert f"${shown}" in panel.locator("h2").inner_text()
    whole = Decimal(0)
    for part in panel.locator(".part").all():
        total = Decimal(0)
        for row in part.locator("tbody tr").all():
            _, counted, _, packs, _, _, net, times, rise, amount = row.locator("th, td").all_inner_texts()
            factor = Decimal(1)
            for text, share in re.findall(r"([\d.,]+)(\s%)?", times):
                factor *= number(text) / (100 if share else 1)
            packs_bought, _, pack = re.sub(r"\spacks?", "", packs).partition(" of ")
            assert number(packs_bought) * number(pack or "1") >= number(counted.split()[0])
            exact = row.locator("abbr").get_attribute("title") if rise != "–" else "1"
            made = number(packs_bought) * number(net) * factor * number(exact.removeprefix("× "))
            assert abs(made - number(amount)) <= Decimal("0.005"), row.inner_text()
            total += made
        head = part.locator(".sum").inner_text().split()[0].removeprefix("$")
        assert total.quantize(Decimal("0.01"), ROUND_HALF_UP) == number(head)
        whole += number(head)
    desktop_years = Decimal(4 * 1000)
    assert abs(whole / desktop_years / 12 - shown) <= Decimal("0.005")
    assert f"${whole:,} ÷ 4,000\xa0desktop-years ÷ 12 months = ${shown} a desktop a month" in panel.inner_text()


def test_an_operating_cell_opens_to_factors_that_multiply_out_to_it(screen):
    screen.goto("/?open=people.3")
    panel = screen.locator("#explanation")
    for part in panel.locator(".part").all():
        rows = part.locator("tbody tr").all()
        assert rows
        for row in rows:
            words, amount = row.locator("td").all_inner_texts()
            made = Decimal(1)
            for sign, text in re.findall(r"(^|[×÷]) ?\$?([\d.,]+)", words):
                made = made / number(text) if sign == "÷" else made * number(text)
            assert abs(made - number(amount)) <= Decimal("0.006"), words


def test_an_opened_amount_closes_when_it_is_pressed_again(screen):
    screen.goto(LICENCES)
    amount = cell(screen, "Licences", 2).locator("button")
    expect(amount).to_have_attribute("aria-expanded", "true")
    amount.click()
    expect(screen.locator("#explanation")).to_have_count(0)
    expect(screen).to_have_url(re.compile("preset=autumn-2008$"))


def test_a_category_opens_into_lines_that_add_up_to_it(screen):
    screen.goto("/")
    shown = number(cell(screen, "Licences", 2).locator("button").inner_text())
    screen.locator("#costs").get_by_role("button", name="Licences", exact=True).click()
    lines = screen.locator("#costs tr.line td.c2")
    expect(lines.first).to_be_visible()
    amounts = [number(text) for text in lines.all_inner_texts() if text.strip() != "–"]
    assert len(amounts) > 2
    assert abs(sum(amounts) - shown) <= Decimal("0.005") * (len(amounts) + 1)
    lines.filter(has=screen.locator("button")).first.locator("button").click()
    expect(screen.locator("#explanation .part")).to_have_count(1)


# Help


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
    field, words = screen.get_by_label("Engineering", exact=True), screen.get_by_text("Seats, one device each").last
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


def test_a_group_that_goes_takes_its_open_fold_along(screen):
    screen.goto("/")
    screen.locator("#who > summary").click()
    screen.get_by_text("Edit Call centre").click()
    screen.get_by_role("button", name="Remove Call centre").click()
    expect(screen.get_by_text("Edit Call centre")).to_have_count(0)
    expect(screen.get_by_role("button", name="Remove Engineering")).to_be_hidden()


# What if


@pytest.mark.parametrize("button", WHAT_IFS)
def test_a_what_if_stands_as_a_copy_beside_the_original(screen, button):
    screen.goto("/")
    before, names = costs(screen), heads(screen)
    screen.get_by_role("button", name=button, exact=True).click()
    expect(screen.locator("#costs thead bdi")).to_have_count(8)
    assert heads(screen) == [*names, WHAT_IFS[button]]
    after = costs(screen)
    assert after[:7] == before
    # Software Assurance reaches no thin client, so it frees the call centre of nothing.
    assert (after[7] == after[1]) == (button == "everybody has it")


def test_pcs_that_are_bought_can_be_reused_in_a_copy(screen):
    screen.goto("/")
    screen.get_by_label("in a copy of").select_option(label="New PCs")
    screen.get_by_role("button", name="PCs are reused").click()
    expect(screen.locator("#costs thead bdi").last).to_have_text("New PCs, PCs reused")
    *_, before, after = map(number, costs(screen))
    assert after < before


def test_the_same_stack_is_signed_on_another_day(screen):
    screen.goto("/")
    screen.get_by_label("in a copy of").select_option(label="Keep the PCs there are")
    screen.get_by_label("with prices of another day").fill("2010-07-01")
    screen.get_by_role("button", name="Copy", exact=True).click()
    expect(screen.locator("#costs thead bdi").last).to_have_text("Keep the PCs there are, signed 2010-07-01")


def test_a_what_if_that_can_not_be_done_says_why(screen):
    screen.goto("/")
    screen.get_by_label("in a copy of").select_option(label="Keep the PCs there are")
    screen.get_by_role("button", name="the hypervisor, or its bundle, is free").click()
    expect(screen.get_by_text("Keep the PCs there are has no hypervisor to be free.")).to_be_visible()
    expect(screen.locator("#costs thead bdi")).to_have_count(7)


# The quote


def lines_of(download: Download) -> list[dict[str, str]]:
    text = Path(download.path()).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_quote_is_downloaded_and_its_sums_are_the_figures_of_the_page(screen):
    screen.goto("/?fleet.0.desktops=700")
    with screen.expect_download() as downloading:
        screen.get_by_role("link", name="CSV quote of VECD on free Hyper-V").click()
    rows = lines_of(downloading.value)
    assert downloading.value.suggested_filename.endswith(".csv")
    assert {row["scenario"] for row in rows} == {"VECD on free Hyper-V"}
    for row in rows:
        made = Decimal(row["packs"]) * Decimal(row["net_unit_price"]) * Decimal(row["rate"] or "1")
        made *= Decimal(row["periods"]) * Decimal(row["price_factor"])
        assert abs(made - Decimal(row["amount"])) <= Decimal("0.005"), row
    licences = sum(Decimal(row["amount"]) for row in rows if row["category"] == "licences")
    month = (licences / (4 * 1100) / 12).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert number(cell(screen, "Licences", 3).inner_text()) == month


def test_all_scenarios_are_downloaded_as_one_file(screen):
    screen.goto("/")
    with screen.expect_download() as downloading:
        screen.get_by_role("link", name="All as one CSV").click()
    scenarios = dict.fromkeys(row["scenario"] for row in lines_of(downloading.value))
    assert list(scenarios) == heads(screen)


# Presets and dates


def test_another_starting_point_is_another_comparison(screen):
    screen.goto("/?fleet.0.desktops=800")
    for name, title in (("january-2008", "January 2008"), ("call-centre-20000", "Call centre")):
        screen.locator("summary", has_text="Starting point").click()
        screen.get_by_role("link", name=title).click()
        expect(screen).to_have_url(re.compile(f"preset={name}$"))
        expect(screen.locator("h1")).to_contain_text("costs least")
        expect(screen.locator("#costs .met").first).to_be_visible()


def test_another_day_re_prices_and_names_what_was_not_on_sale(screen):
    screen.goto("/")
    day = screen.get_by_label("Prices of", exact=True)
    day.fill("2011-01-01")
    expect(screen).to_have_url(re.compile("price_date=2011-01-01"))
    expect(screen.get_by_text("list prices of 1 January 2011")).to_be_visible()
    findings = screen.locator("#findings")
    expect(findings).to_contain_text(
        "Hyper-V Server 2008 managed by Virtual Machine Manager was not on sale on 1 January 2011 "
        "(ended on 22 October 2009)"
    )
    assert [cost == "not priced" for cost in costs(screen)] == [False, *[True] * 5, False]
    expect(screen.locator(".lead").filter(has_text="Not priced")).to_contain_text(
        "Not priced, for something in it was not on sale: VECD on VMware VI3"
    )
    expect(cell(screen, "Licence rules", 2).get_by_role("link", name="5 findings")).to_be_visible()


def test_a_day_that_is_being_typed_waits_until_it_is_one(screen):
    screen.goto("/")
    day = screen.get_by_label("Prices of", exact=True)
    day.fill("2008-07-0")
    expect(day).to_have_attribute("aria-invalid", "true")
    day.press_sequentially("1")
    expect(screen.get_by_text("list prices of 1 July 2008")).to_be_visible()
    expect(screen.locator("#faults li")).to_have_count(0)


# Faults


def test_a_fault_stands_at_its_field_and_goes_when_it_is_mended(screen):
    screen.goto("/")
    before = figures(screen)
    field = screen.get_by_label("Office", exact=True)
    field.fill("8o0")
    expect(field).to_have_attribute("aria-invalid", "true")
    message = screen.locator(f"[id='{field.get_attribute('aria-describedby')}']")
    expect(message).to_contain_text("Holds “8o0”; may hold a whole number from 0 to 10,000,000")
    summary = screen.get_by_role("alert")
    expect(summary).to_contain_text("One entry cannot be used, so nothing was recomputed.")
    expect(screen.get_by_text("Before the change")).to_be_visible()
    assert figures(screen) == before
    assert screen.url.endswith("/")
    set_desktops(screen, "Call centre", "301")
    expect(summary).to_contain_text("holds “8o0”")
    summary.get_by_role("link", name="Office").click()
    expect(field).to_be_focused()
    field.fill("800")
    expect(screen).to_have_url(re.compile(r"fleet\.0\.desktops=800&fleet\.1\.desktops=301"))
    expect(screen.get_by_text("Before the change")).to_be_hidden()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(message).to_have_text("")
    assert figures(screen) != before


def test_a_fault_in_a_fold_is_reached_by_its_link(screen):
    screen.goto("/")
    screen.locator("summary", has_text="Discounts").click()
    field = screen.locator("[name='scenarios.1.discounts.Microsoft']")
    field.fill("110")
    screen.locator("summary", has_text="Discounts").click()
    link = screen.locator("#faults a")
    expect(link).to_have_count(1)
    expect(field).to_be_hidden()
    link.click()
    expect(field).to_be_focused()


def test_a_closed_fold_that_hides_a_fault_says_so(screen):
    screen.goto("/")
    head = screen.locator("#discounts > summary")
    head.click()
    screen.locator("[name='scenarios.1.discounts.Microsoft']").fill("1.1")
    expect(screen.locator("#faults li")).to_have_count(1)
    words = "summary => getComputedStyle(summary.querySelector('small'), '::after').content"
    assert head.evaluate(words) == "none"
    head.click()
    assert "to mend" in head.evaluate(words)


def test_what_was_plainly_meant_is_used_by_one_press(screen):
    screen.goto("/")
    set_desktops(screen, "Office", "8o0")
    field = screen.locator(".field", has=screen.get_by_label("Office", exact=True))
    field.get_by_role("button", name="Use 800").click()
    expect(screen).to_have_url(re.compile(r"desktops=800$"))
    expect(screen.get_by_label("Office", exact=True)).to_have_value("800")
    expect(screen.get_by_label("Office", exact=True)).to_be_focused()
    expect(screen.locator("#faults li")).to_have_count(0)


def test_the_table_stays_where_it_is_when_entries_cannot_be_used(screen):
    screen.goto("/")
    before = screen.locator("#costs").bounding_box()["y"]
    tabs = screen.locator("#looks").bounding_box()["y"]
    for group in ("Office", "Call centre", "Engineering"):
        set_desktops(screen, group, "8o0")
    expect(screen.locator("#faults li")).to_have_count(3)
    assert abs(screen.locator("#costs").bounding_box()["y"] - before) < 2
    assert screen.locator("#looks").bounding_box()["y"] == tabs
    screen.get_by_text("1 more", exact=True).click()
    expect(screen.locator("#faults li").nth(2)).to_be_visible()


def test_a_link_with_a_fault_shows_the_message_and_no_figures(screen):
    screen.goto("/?fleet.0.desktops=8o0&fleet.1.desktops=301")
    field = screen.get_by_label("Office", exact=True)
    expect(field).to_have_value("8o0")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(screen.get_by_label("Call centre", exact=True)).to_have_value("301")
    expect(screen.locator("#costs")).to_have_count(0)
    field.fill("800")
    expect(screen.locator("#costs")).to_be_visible()
    expect(screen).to_have_url(re.compile(r"fleet\.0\.desktops=800&fleet\.1\.desktops=301"))


def test_a_refused_request_says_so_in_the_page_and_keeps_everything_typed(reader):
    """A POST without its token, as after cookies were cleared."""
    screen = reader(forgiven="403")
    screen.goto("/?fleet.0.desktops=8o0")
    screen.context.clear_cookies()
    set_desktops(screen, "Office", "612")
    expect(screen.locator("#notice")).to_contain_text("reload the page and try again")
    expect(screen.get_by_label("Office", exact=True)).to_have_value("612")


# Without JavaScript


def test_without_javascript_the_button_calculates(reader):
    page = reader(java_script_enabled=False)
    page.goto("/")
    set_desktops(page, "Office", "800")
    page.get_by_role("button", name="Calculate").click()
    expect(page).to_have_url(re.compile(r"/\?preset=autumn-2008&fleet\.0\.desktops=800$"))
    expect(page.get_by_role("rowheader", name="Total, 1,200 desktops")).to_be_visible()


def test_without_javascript_amounts_open_and_close(reader):
    page = reader(java_script_enabled=False)
    page.goto("/?fleet.0.desktops=800")
    cell(page, "Licences", 2).locator("button").click()
    expect(page.locator("#explanation")).to_be_visible()
    expect(page).to_have_url(re.compile(r"fleet\.0\.desktops=800&open=licences\.2$"))
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#explanation")).to_have_count(0)
    expect(page.get_by_label("Office", exact=True)).to_have_value("800")


def test_without_javascript_a_fault_keeps_everything_typed(reader):
    page = reader(java_script_enabled=False)
    page.goto("/")
    set_desktops(page, "Office", "8o0")
    set_desktops(page, "Call centre", "301")
    page.get_by_role("button", name="Calculate").click()
    field = page.get_by_label("Office", exact=True)
    expect(field).to_have_value("8o0")
    expect(page.get_by_label("Call centre", exact=True)).to_have_value("301")
    expect(page.get_by_role("alert")).to_contain_text("holds “8o0”")
    field.fill("800")
    page.get_by_role("button", name="Calculate").click()
    expect(page).to_have_url(re.compile(r"fleet\.0\.desktops=800&fleet\.1\.desktops=301$"))
    expect(page.locator("#costs")).to_be_visible()


def test_without_javascript_every_button_works(reader):
    page = reader(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("button", name="everybody has it").click()
    expect(page.locator("#costs thead bdi").last).to_have_text(WHAT_IFS["everybody has it"])
    page.get_by_role("button", name="Add a group").click()
    expect(page.get_by_label("New group", exact=True)).to_have_value("100")
    page.locator("summary", has_text="Who gets what").click()
    page.get_by_role("button", name="Duplicate").first.click()
    expect(page.locator("#costs thead bdi").last).to_have_text("Keep the PCs there are, copy")
    page.locator("summary", has_text="Who gets what").click()
    page.get_by_role("button", name="Make it the baseline").first.click()
    expect(page.locator("#costs thead bdi").first).to_have_text("VECD on VMware VI3")
    page.locator("summary", has_text="Who gets what").click()
    page.locator(".grid.scenarios").get_by_role("button", name=re.compile("^Remove")).first.click()
    expect(page.locator("#costs thead bdi")).to_have_count(8)
    page.locator("summary", has_text="Who gets what").click()
    page.locator("summary", has_text="Edit New group").click()
    page.get_by_role("button", name="Remove New group").click()
    expect(page.get_by_label("New group", exact=True)).to_have_count(0)
    page.locator("summary", has_text="Starting point").click()
    page.locator(".starts").get_by_role("link", name="Today").click()
    expect(page).to_have_url(re.compile("preset=today$"))


# Too long for an address


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
        screen.get_by_role("button", name="save the document").click()
    document = json.loads(Path(downloading.value.path()).read_text())
    assert (document["fleet"][0]["name"], document["fleet"][0]["desktops"]) == (long, "5000")
    with screen.expect_download() as downloading:
        screen.get_by_role("button", name="CSV quote of Keep the PCs there are").click()
    assert lines_of(downloading.value)[0]["scenario"] == "Keep the PCs there are"
    cell(screen, "People", 1).locator("button").click()
    expect(screen.locator("#explanation")).to_be_visible()


# Charts


def drawn(page: Page) -> dict[str, list[dict]]:
    """The traces as Plotly holds them."""
    is_ready(page)
    script = "node => node._fullData.map(t => ({type: t.type, mode: t.mode, name: t.name, x: [...t.x], y: [...t.y]}))"
    return {plot.get_attribute("id"): plot.evaluate(script) for plot in page.locator("[data-figure]").all()}


def test_both_charts_are_drawn_as_what_they_are(drawing):
    drawing.goto("/")
    plots = drawn(drawing)
    assert {name: {(t["type"], t["mode"]) for t in traces} for name, traces in plots.items()} == {
        "plot-by-category": {("scatter", "markers")},
        "plot-ahead": {("scatter", "lines"), ("scatter", "markers")},
    }
    assert [t["name"] for t in plots["plot-by-category"]] == heads(drawing)
    assert [t["name"] for t in plots["plot-ahead"]] == [*heads(drawing)[1:], "Payback"]
    marks = drawing.locator("#plot-by-category .point")
    expect(marks).to_have_count(sum(x is not None for t in plots["plot-by-category"] for x in t["x"]))


def test_charts_follow_a_change_and_say_what_their_tables_say(drawing):
    drawing.goto("/")
    before = drawn(drawing)
    set_desktops(drawing, "Office", "1200")
    expect(drawing).to_have_url(re.compile("desktops=1200$"))
    plots = drawn(drawing)
    assert plots != before
    tables = [
        [row.locator("th, td").all_text_contents() for row in figure.locator("table tbody tr").all()]
        for figure in drawing.locator("figure").all()
    ]
    for place, (category, *amounts) in enumerate(tables[0]):
        for trace, amount in zip(plots["plot-by-category"], amounts, strict=True):
            assert trace["y"][place] == category
            assert trace["x"][place] == (None if amount == "–" else float(number(amount)))
    *lines, paid = plots["plot-ahead"]
    assert paid["name"] == "Payback"
    for trace, (name, *amounts, _payback) in zip(lines, tables[1], strict=True):
        assert trace["name"] == name
        assert [Decimal(str(y)).quantize(Decimal(1), ROUND_HALF_UP) for y in trace["y"]] == [
            number(amount) for amount in amounts
        ]


def test_the_dark_has_its_own_colours_in_page_and_charts(reader):
    page = reader(color_scheme="dark", charts=True)
    page.goto("/")
    is_ready(page)
    assert page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor") == "rgb(21, 23, 26)"
    fills = page.locator("#plot-ahead .xtick text").first.evaluate("node => getComputedStyle(node).fill")
    assert fills == "rgb(232, 230, 225)"


# Narrow


@pytest.mark.parametrize("address", ["/", LICENCES, "/?open=people.3", FINDINGS, "/?preset=today", many_scenarios(12)])
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
    expect(page.locator("#costs tbody th", has_text="today")).to_be_visible()
    expect(page.locator("#costs thead th.c3")).to_be_visible()


# Private


def test_the_page_gives_no_referrer_and_is_kept_by_no_cache(screen):
    response = screen.goto("/?scenarios.1.discounts.Microsoft=0.3")
    headers = response.all_headers()
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "private, no-store"
    assert "HX-Request" in headers["vary"]
    assert "unsafe" not in headers["content-security-policy"]
    set_desktops(screen, "Office", "800")
    expect(screen).to_have_url(re.compile("desktops=800"))
    assert screen.context.cookies()[0]["sameSite"] == "Strict"


def test_names_with_markup_are_text_in_table_and_charts(reader):
    page = reader(charts=True)
    name = "<b onclick=alert(1)>Büro</b> & {{ 7*7 }} </script>"
    page.goto("/?" + query([("scenarios.1.name", name)]))
    assert heads(page)[1] == name
    is_ready(page)
    expect(page.locator("#plot-ahead")).to_contain_text(re.compile("<b *onclick=alert.1.>Büro"))
    expect(page.locator("b[onclick]")).to_have_count(0)


# The reader's own document


def test_an_own_document_is_opened_from_a_file_and_goes_on_in_the_form(screen, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text((DOCUMENTS / "branch-office.json").read_text())
    screen.goto("/")
    screen.locator("summary", has_text="Starting point").click()
    screen.get_by_label("Your own document").set_input_files(str(file))
    screen.get_by_role("button", name="Open it").click()
    expect(screen.locator("summary", has_text="Starting point")).to_contain_text("Your own document")
    before = costs(screen)
    set_desktops(screen, "Advisers", "77")
    expect(screen.get_by_text("cannot hold a document of your own")).to_be_visible()
    expect(screen.locator("#costs")).to_contain_text("117 desktops")
    assert costs(screen) != before


def test_a_file_that_is_no_document_is_named_and_the_page_stands(screen, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text("{")
    screen.goto("/")
    screen.locator("summary", has_text="Starting point").click()
    screen.get_by_label("Your own document").set_input_files(str(file))
    screen.get_by_role("button", name="Open it").click()
    expect(screen.locator("#faults")).to_contain_text("line 1, column 2")
