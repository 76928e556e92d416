"""One answer on the screen at a time: whatever shows a figure of it comes with it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .states import opened

# All that the page says, but for what only its own script says or asks for, and how far a search
# is.
SHOWN = """() => {
  const page = document.documentElement.cloneNode(true);
  const all = (selector) => [...page.querySelectorAll(selector)];
  for (const part of all(".back, noscript, #years-shown")) part.remove();
  const words = (node) => node.textContent.replace(/\\s+/g, " ").trim();
  const address = (a) => a.getAttribute("href").replace(/&since=[^&]*/, "");
  return {
    "head": all("header.top a").map(address),
    "headline": all("#headline").map(words),
    "question": all("#question summary, #question th, #question td, #question li, #question p")
      .map(words),
    "placeholders": all("#question [placeholder]").map((f) => `${f.name}: ${f.placeholder}`),
    "links": all("main a").map(address),
    "results": all("#results").map(words),
  };
}"""


def shown(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(SHOWN)
    return found


def fill(label: str, text: str):
    def change(page: Page) -> None:
        page.get_by_label(label, exact=True).fill(text)

    return change


CHANGES = {
    "desktops": ((), fill("Office", "350"), "fleet.0.desktops=350"),
    "years": ((), fill("Over", "3"), "horizon_years=3"),
    "day": ((), fill("Prices of", "2008-11-15"), "price_date=2008-11-15"),
    "assumption": (("People",), fill("An administrator's pay", "70000"), "admin_salary=70000"),
    "growth": (("Growth",), fill("Prices rise by", "0.05"), "price_inflation=0.05"),
    "discount": (
        ("Discounts",),
        fill("VECD on VMware VI3: discount of VMware", "0.3"),
        "discounts.VMware=0.3",
    ),
    "other assumption": (
        ("Power and space",),
        fill("Power usage effectiveness, PUE", "1.9"),
        "pue=1.9",
    ),
    "delivery": (
        ("Who gets what",),
        lambda page: page.get_by_label(
            "Call centre in VECD on VMware VI3: delivery", exact=True
        ).select_option("session"),
        "deliveries.Call+centre=session",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_open_stack_shows_what_a_fresh_load_shows(reader, change):
    folds, act, said = CHANGES[change]
    page, fresh = reader(), reader()
    page.goto("/")
    opened("Stacks", "VECD on VMware VI3")(page)
    expect(page.locator(".stack-table")).to_be_visible()
    page.locator("#stacks > summary").click()
    before = page.locator(".stack-table tfoot td").text_content()
    if folds:
        opened(*folds)(page)
    act(page)
    expect(page).to_have_url(re.compile(re.escape(said)))
    expect(page.locator(".stack[open] .stack-table")).to_have_count(1)
    fresh.goto(f"{page.url}&stack=2")
    assert shown(page) == shown(fresh)
    if change in ("desktops", "discount", "delivery"):
        assert page.locator(".stack-table tfoot td").text_content() != before


@pytest.mark.parametrize("look", ["/sure", "/where", "/cheapest?must_not=vendor:VMware", "/rigged"])
def test_the_choices_of_a_look_are_those_of_a_fresh_load(reader, look):
    page, fresh = reader(), reader()
    page.goto(look)
    opened("People")(page)
    page.get_by_label("An administrator's pay", exact=True).fill("30000..90000..200000")
    expect(page).to_have_url(re.compile(r"admin_salary=30000\.\.90000\.\.200000"))
    expect(page.get_by_label("An administrator's pay", exact=True)).to_be_focused()
    expect(page.locator("#results .progress, #results.waiting")).to_have_count(0)
    fresh.goto(page.url)
    expect(fresh.locator("#results .progress")).to_have_count(0)
    assert shown(page) == shown(fresh)


def test_a_discount_of_one_scheme_is_kept_with_the_next_change(screen):
    screen.goto("/")
    opened("Stacks", "VECD on VMware VI3")(screen)
    field = screen.get_by_label(re.compile("VMware.*: discount$")).first
    field.fill("0.25")
    expect(screen).to_have_url(re.compile("=0.25$"))
    expect(field).to_be_focused()
    screen.keyboard.type("5")
    expect(screen).to_have_url(re.compile("=0.255$"))
    screen.locator("#stacks > summary").click()
    screen.get_by_label("Office", exact=True).fill("350")
    expect(screen).to_have_url(re.compile(r"fleet\.0\.desktops=350.*=0\.255$"))


def test_what_stands_ready_for_a_what_if_stays_when_the_form_comes_anew(screen):
    screen.goto("/sure")
    screen.get_by_label("in a copy of").select_option("3")
    screen.get_by_label("with prices of another day").fill("2009-01")
    screen.get_by_label("Office", exact=True).fill("350")
    expect(screen).to_have_url(re.compile("desktops=350"))
    expect(screen.locator("#results.waiting")).to_have_count(0)
    expect(screen.get_by_label("in a copy of")).to_have_value("3")
    expect(screen.get_by_label("with prices of another day")).to_have_value("2009-01")
