"""Where does it turn: choices, chart, map, target prices, in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .page import follow
from .states import STATES, is_ready, open_question
from .test_accessibility import SCREENS, found_on
from .test_charts import taken, traces

WHERE = "/where?preset=autumn-2008"


def heading(page):
    return page.locator("#sentence h1")


def test_the_answer_of_the_look_stands_over_its_chart(drawing):
    drawing.goto(WHERE)
    is_ready(drawing)
    expect(heading(drawing)).to_have_text(
        "With PCs per administrator at 200, Terminal Services with XenApp costs least; "
        "at 279 or more, Keep the PCs there are costs least."
    )
    lines = [trace for trace in traces(drawing, "crossover") if len(trace["x"]) == 241]
    assert lines[0]["name"] == "Keep the PCs there are"
    assert len(lines) == 7
    # Where the sentence has no room beside its ring, the value stands there and the ring says it.
    expect(drawing.locator("#plot-crossover .annotation-text", has_text="279")).to_be_visible()
    script = "() => document.getElementById('plot-crossover')._fullData.flatMap(t => t.text ?? [])"
    assert [words for words in drawing.evaluate(script) if "tie at $64.48" in words]


def test_no_line_goes_through_the_number_at_a_tie(drawing):
    drawing.goto(WHERE)
    is_ready(drawing)
    ground = drawing.locator("#plot-crossover .annotation", has_text="220").locator("rect.bg")
    assert ground.evaluate("each => getComputedStyle(each).fillOpacity") == "1"


def test_the_map_follows_its_inputs_and_their_ends(drawing):
    drawing.goto(WHERE + "&upwards=vdi.desktops_per_admin")
    is_ready(drawing)
    drawing.get_by_label("Input").nth(1).select_option("price:thin-client")
    expect(drawing).to_have_url(re.compile(r"across=price:thin-client"))
    is_ready(drawing)
    expect(drawing.locator("figure h2").nth(1)).to_have_text(
        re.compile("of the map|all over the map")
    )
    expect(drawing.locator("#plot-map .xtitle")).to_have_text(
        "Price of Thin client Linux or CE (times the net price)"
    )
    drawing.get_by_label("To", exact=True).nth(1).fill("4")
    expect(drawing).to_have_url(re.compile(r"across_to=4"))
    is_ready(drawing)
    script = "node => node._fullLayout.xaxis.range"
    assert drawing.locator("#plot-map").evaluate(script) == [0, 4]
    names = {
        trace["name"]
        for trace in traces(drawing, "map")
        if trace["name"] in ("VECD on free Hyper-V", "Keep the PCs there are")
    }
    assert "VECD on free Hyper-V" in names
    drawing.go_back()
    expect(drawing.get_by_label("To", exact=True).nth(1)).to_have_value("")


def test_another_input_forgets_the_ends_of_the_one_before(screen):
    screen.goto(f"{WHERE}&along_from=210&along_to=400")
    screen.get_by_label("Input").first.select_option("seats")
    expect(screen).to_have_url(re.compile(r"along=seats"))
    expect(screen.get_by_label("From", exact=True).first).to_have_value("")
    expect(screen.get_by_label("To", exact=True).first).to_have_attribute("placeholder", "10,000")
    assert "along_from" not in screen.url


def test_ends_out_of_order_are_a_fault_at_their_field_and_the_last_good_answer_stays(screen):
    screen.goto(WHERE)
    screen.get_by_label("From", exact=True).first.fill("600")
    expect(screen.locator("#e\\.along_to")).to_have_text(
        "Holds 400; may hold more than 600, where the axis begins."
    )
    expect(screen.locator("#faults a")).to_have_text("Along the chart, to")
    expect(screen.locator("#plot-crossover")).to_be_attached()


def test_a_target_price_is_asked_for_by_scheme_and_scenario(screen):
    screen.goto(WHERE)
    screen.get_by_label("Scheme", exact=True).select_option("4/ctx-xendesktop-enterprise")
    expect(screen).to_have_url(re.compile("target_scheme=4"))
    screen.get_by_label("To tie with").select_option("3")
    title = (
        "At $215.61 XenDesktop 2 / 3 Enterprise ties with VECD on free Hyper-V; it lists at $295.00"
    )
    expect(screen.locator("#target-title")).to_have_text(title)
    first = screen.locator(".targets tbody tr").first
    expect(first.locator("td").nth(1)).to_have_text("295.00")
    expect(first.locator("td").nth(2)).to_have_text("215.61")
    with screen.expect_download() as download:
        screen.get_by_role("link", name="CSV: Sheet for a negotiation").click()
    assert download.value.suggested_filename == "deskfare-target-prices.csv"


def test_the_question_itself_moves_all_of_it(screen):
    screen.goto(WHERE)
    screen.get_by_label("Over", exact=True).fill("2")
    expect(screen).to_have_url(re.compile("horizon_years=2"))
    expect(screen.locator("#results")).to_have_attribute("data-path", "/where")


@pytest.mark.parametrize(("chart", "kind"), [("crossover", "CSV"), ("map", "SVG")])
def test_charts_can_be_taken_along(drawing, chart, kind):
    drawing.goto(WHERE)
    is_ready(drawing)
    text = taken(drawing, chart, kind).read_text(encoding="utf-8")
    assert "VECD on free Hyper-V" in text if kind == "CSV" else "<svg" in text


def test_a_scenario_that_is_hidden_takes_its_rings_along(drawing):
    drawing.goto(WHERE)
    is_ready(drawing)
    before = drawing.locator("#plot-crossover .annotation-text").count()
    drawing.get_by_role("button", name="Keep the PCs there are").click()
    expect(drawing.locator("#plot-crossover .annotation-text")).not_to_have_count(before)


def test_without_script_the_choices_are_sent_by_the_form(reader):
    page = reader(java_script_enabled=False)
    page.goto(WHERE)
    page.locator("#f\\.along").select_option("seats")
    follow(page.get_by_role("button", name="Calculate").last)
    expect(page).to_have_url(re.compile(r"/where\?preset=autumn-2008.*along=seats"))
    expect(heading(page)).to_contain_text("desktops (all groups in proportion)")
    expect(page.locator(".flips tbody tr").first).to_contain_text("Keep the PCs there are")


@pytest.mark.parametrize("name", ["where", "where-tie", "where-fault", "where-left-out"])
def test_axe_finds_nothing_where_it_turns(drawing, name):
    drawing.goto(STATES[name].address)
    open_question(drawing)
    is_ready(drawing)
    assert found_on(drawing) == []
    for width, _ in SCREENS:
        drawing.set_viewport_size({"width": width, "height": 800})
        # Charts follow the width of the window after a moment.
        drawing.wait_for_function("w => document.documentElement.scrollWidth === w", arg=width)
