"""An amount opened in a browser: what it was made of multiplies and adds up to it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from playwright.sync_api import expect

from .page import cell, number
from .states import LICENCES


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
            _, counted, _, packs, _, _, net, times, rise, amount = row.locator(
                "th, td"
            ).all_inner_texts()
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
    assert (
        f"${whole:,} ÷ 4,000\xa0desktop-years ÷ 12 months = ${shown} a desktop a month"
        in panel.inner_text()
    )


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


def test_escape_closes_an_explanation_and_gives_the_focus_back_to_its_amount(screen):
    screen.goto("/")
    amount = cell(screen, "Licences", 2).locator("button")
    amount.click()
    inside = screen.locator("#explanation a").first
    inside.focus()
    inside.press("Escape")
    expect(screen.locator("#explanation")).to_have_count(0)
    expect(amount).to_be_focused()


def test_escape_closes_what_the_answer_rests_on(screen):
    screen.goto("/")
    sure = screen.locator(".sure button")
    sure.click()
    expect(sure).to_have_attribute("aria-expanded", "true")
    screen.keyboard.press("Escape")
    expect(sure).to_have_attribute("aria-expanded", "false")
    expect(sure).to_be_focused()


def test_escape_in_a_field_leaves_an_explanation_open(screen):
    screen.goto(LICENCES)
    screen.get_by_label("Office", exact=True).focus()
    for _ in range(2):  # the help, then nothing
        screen.keyboard.press("Escape")
    screen.get_by_label("Office", exact=True).fill("700")
    expect(screen).to_have_url(re.compile("desktops=700"))
    expect(screen.locator("#explanation")).to_be_visible()
