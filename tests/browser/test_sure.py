"""How sure is it: ranges are typed where numbers are typed, and bars lead to them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from .states import STATES, is_ready, open_question
from .test_accessibility import SCREENS, found
from .test_charts import taken, traces

SURE = "/sure?uncertainty.draws=2000"


def test_a_range_typed_in_a_field_narrows_what_the_case_costs(screen):
    screen.goto(SURE)
    least = screen.locator("#results .cases .least td").first
    expect(least).to_have_text("16")
    screen.locator("#people > summary").click()
    field = screen.get_by_role("textbox", name="PCs per administrator")
    field.fill("380 .. 390 .. 400")
    expect(least).to_have_text("80")
    expect(screen).to_have_url(re.compile(r"assumptions\.pc\.desktops_per_admin=380\.\.400"))
    screen.reload()
    screen.locator("#people > summary").click()
    expect(field).to_have_value("380 .. 400")


def test_a_range_out_of_order_is_told_at_its_field(screen):
    screen.goto(SURE)
    screen.locator("#people > summary").click()
    screen.get_by_role("textbox", name="PCs per administrator").fill("400 .. 300 .. 200")
    expect(screen.locator("#faults li")).to_contain_text(
        "may hold low, mode and high that do not fall"
    )
    expect(screen.locator("#faults a")).to_have_attribute(
        "href", "#f.assumptions.pc.desktops_per_admin"
    )


def test_choosing_a_bar_goes_to_its_input(screen):
    screen.goto(SURE)
    screen.locator(".swings").get_by_role("link", name="PCs per administrator").click()
    field = screen.get_by_role("textbox", name="PCs per administrator")
    expect(field).to_be_visible()
    expect(field).to_be_focused()


def test_another_pair_is_another_tornado(screen):
    screen.goto(SURE)
    open_question(screen)
    screen.get_by_label("The cost of").select_option(label="VECD on free Hyper-V")
    expect(screen.locator(".tornado h2")).to_contain_text(
        "can each decide between VECD on free Hyper-V and Keep the PCs there are"
    )
    expect(screen).to_have_url(re.compile("swings_of=3"))


def test_distributions_stand_under_their_heads(drawing):
    drawing.goto(SURE)
    is_ready(drawing)
    heads = drawing.locator(".cases thead th:not(.corner)").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().left)"
    )
    lefts = drawing.locator("#plot-spreads").evaluate(
        """node => node._fullData.filter(t => t.mode === "markers").map(t =>
             node.getBoundingClientRect().left + node._fullLayout._size.l
             + node._fullLayout.xaxis.d2p(t.x[0]))"""
    )
    assert len(heads) == len(lefts) == 7
    for head, left in zip(heads, lefts, strict=True):
        assert head <= left <= head + 30


def test_bars_print_both_totals(drawing):
    drawing.goto(SURE + "&swings_of=3&swings_against=1")
    is_ready(drawing)
    assert [trace["type"] for trace in traces(drawing, "tornado")] == ["bar", "bar"]
    shown = drawing.locator("#plot-tornado .annotation-text").all_text_contents()
    assert {"−54.67", "at 80", "+24.12", "at 400"} <= set(shown)
    tops = drawing.locator(".swings li").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().top)"
    )
    bars = drawing.locator("#plot-tornado").evaluate(
        "n => [0, 9].map(y => n.getBoundingClientRect().top + n._fullLayout._size.t + "
        "n._fullLayout.yaxis.d2p(y))"
    )
    assert abs(bars[0] - tops[0] - 13) < 6
    assert abs(bars[1] - tops[9] - 13) < 6


def test_charts_leave_as_files(drawing):
    drawing.goto(SURE + "&swings_of=3&swings_against=1")
    is_ready(drawing)
    for chart in ("spreads", "tornado"):
        ElementTree.fromstring(taken(drawing, chart, "SVG").read_text(encoding="utf-8"))
        assert taken(drawing, chart, "PNG").read_bytes().startswith(b"\x89PNG")
    assert "PCs per administrator" in taken(drawing, "tornado", "SVG").read_text(encoding="utf-8")
    rows = taken(drawing, "tornado", "CSV").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) > 20


def test_a_small_screen_does_not_scroll_sideways(reader):
    small = reader(360, 800, charts=True)
    small.goto(SURE)
    is_ready(small)
    assert small.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_small_screen_shows_the_scenario_that_is_chosen_beside_the_baseline(reader):
    small = reader(360, 800, charts=True)
    small.goto(SURE)
    is_ready(small)
    heads = small.locator(".cases thead th:not(.corner):visible")
    expect(heads).to_contain_text(["Keep the PCs there are", "Terminal Services with XenApp"])
    small.locator(".tiles label").nth(5).click()
    expect(heads).to_contain_text(["Keep the PCs there are", "Each desk its own"])
    small.wait_for_function(
        """() => document.getElementById("plot-spreads")
             ._fullData.every(t => [0, 5].includes(t.meta))"""
    )


def test_a_field_with_a_range_has_all_its_room_for_it(screen):
    screen.goto("/")
    screen.locator("#people > summary").click()
    field = screen.locator('[name="assumptions.admin_salary"]')
    unit = screen.locator(".field", has=field).locator(".unit")
    expect(unit).to_be_visible()
    field.fill("65000 .. 90000 .. 140000")
    expect(unit).to_be_hidden()


def test_without_a_script_the_tables_say_it_all(reader):
    plain = reader(java_script_enabled=False)
    plain.goto(SURE)
    expect(plain.locator(".cases .least td").first).to_be_visible()
    expect(plain.locator(".spreads details tbody td").first).to_be_visible()
    expect(plain.locator(".tornado details tbody td").first).to_be_visible()
    expect(plain.locator(".swings")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_on_any_screen(reader, width, scheme):
    some = reader(width, 800, charts=True, color_scheme=scheme)
    some.goto(SURE)
    is_ready(some)
    assert found(some) == []


@pytest.mark.parametrize("name", ["sure-ranges", "sure-tables", "sure-fault"])
def test_axe_finds_nothing_in_other_states(screen, name):
    state = STATES[name]
    screen.goto(state.address)
    if state.act:
        state.act(screen)
    assert found(screen) == []
