"""Charts are drawn as what they are, in the light and in the dark."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from playwright.sync_api import Page, expect

from .page import heads, number, set_desktops
from .states import is_ready


def drawn(page: Page) -> dict[str, list[dict]]:
    """The traces as Plotly holds them."""
    is_ready(page)
    script = (
        "node => node._fullData.map(t => ({type: t.type, mode: t.mode, name: t.name, x: [...t.x], "
        "y: [...t.y]}))"
    )
    return {
        plot.get_attribute("id"): plot.evaluate(script)
        for plot in page.locator("[data-figure]").all()
    }


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
    expect(marks).to_have_count(
        sum(x is not None for t in plots["plot-by-category"] for x in t["x"])
    )


def test_charts_follow_a_change_and_say_what_their_tables_say(drawing):
    drawing.goto("/")
    before = drawn(drawing)
    set_desktops(drawing, "Office", "1200")
    expect(drawing).to_have_url(re.compile("desktops=1200$"))
    plots = drawn(drawing)
    assert plots != before
    tables = [
        [
            row.locator("th, td").all_text_contents()
            for row in figure.locator("table tbody tr").all()
        ]
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
    assert (
        page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(21, 23, 26)"
    )
    fills = page.locator("#plot-ahead .xtick text").first.evaluate(
        "node => getComputedStyle(node).fill"
    )
    assert fills == "rgb(232, 230, 225)"
