"""What is printed: every look on A4 and Letter, its text read from the PDF."""

from __future__ import annotations

from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Page

from .pdf import count_pages, find_faults
from .states import STATES, is_ready, many_scenarios, show


class Sheet(NamedTuple):
    """A paper and how it lies."""

    format: Literal["A4", "Letter"]
    landscape: bool


UPRIGHT, ACROSS = Sheet("A4", landscape=False), Sheet("Letter", landscape=True)


def printed(page: Page, sheet: Sheet) -> bytes:
    return page.pdf(format=sheet.format, landscape=sheet.landscape)


@pytest.mark.parametrize("count", [3, 12])
@pytest.mark.parametrize("look", ["/", "/sure", "/where", "/cheapest", "/rigged"])
def test_no_text_of_a_look_is_cut_or_overlaps_or_is_split_on_paper(reader, look, count):
    page = reader(charts=True)
    page.goto(many_scenarios(count, look))
    is_ready(page)
    for sheet in (UPRIGHT, ACROSS):
        assert find_faults(page, printed(page, sheet)) == [], sheet


@pytest.mark.parametrize(
    "name", ["explanation", "offers-lines", "names", "names-sure", "prices", "price", "glossary"]
)
def test_no_text_of_another_page_is_cut_or_overlaps_or_is_split_on_paper(reader, name):
    page = reader(charts=True)
    show(page, STATES[name])
    for sheet in (UPRIGHT, ACROSS):
        assert find_faults(page, printed(page, sheet)) == [], sheet


@pytest.mark.parametrize("sheet", [UPRIGHT, ACROSS])
def test_a_label_of_the_tornado_stands_beside_its_bar_on_paper(reader, sheet):
    page = reader({UPRIGHT: 695, ACROSS: 958}[sheet], 1000, charts=True)
    page.goto("/sure")
    is_ready(page)
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    middles = "nodes => nodes.map(n => n.getBoundingClientRect()).map(r => (r.top + r.bottom) / 2)"
    labels = page.locator(".swings li").evaluate_all(middles)
    bars = page.locator("#plot-tornado .trace:first-child .point").evaluate_all(middles)
    assert len(labels) == len(bars) == 10
    assert max(abs(one - other) for one, other in zip(labels, bars, strict=True)) < 2


@pytest.mark.parametrize("sheet", [UPRIGHT, ACROSS])
def test_an_outline_stands_under_its_column_on_paper(reader, sheet):
    page = reader({UPRIGHT: 695, ACROSS: 958}[sheet], 1000, charts=True)
    page.goto("/sure")
    is_ready(page)
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    boxes = "nodes => nodes.map(n => n.getBoundingClientRect()).map(r => [r.left, r.right])"
    heads = page.locator(".cases thead th:not(.corner)").evaluate_all(boxes)
    rings = page.locator("#plot-spreads .point").evaluate_all(boxes)
    assert len(heads) == len(rings) == 7
    for (left, right), (start, end) in zip(heads, rings, strict=True):
        assert left - 6 < start < end < right


@pytest.mark.parametrize("count", [3, 7, 8])
def test_up_to_eight_scenarios_are_printed_on_two_pages(reader, count):
    page = reader(charts=True)
    page.goto(many_scenarios(count))
    is_ready(page)
    assert count_pages(printed(page, UPRIGHT)) == 2


def test_after_printing_a_chart_is_as_wide_as_its_place_again(reader):
    page = reader(charts=True)
    page.goto("/")
    is_ready(page)
    width = (
        "node => [node.querySelector('.main-svg').getBoundingClientRect().width, node.clientWidth]"
    )
    printed(page, UPRIGHT)
    page.wait_for_function(
        "() => !document.querySelector('#plot-ahead .main-svg').hasAttribute('viewBox')"
    )
    drawn, place = page.locator("#plot-ahead").evaluate(width)
    assert drawn == place


# The measure itself: what is planted is found


@pytest.mark.parametrize(
    ("css", "said"),
    [
        ("h1 { overflow: hidden; white-space: nowrap; width: 200px; }", "cut by"),
        ("h1 { inline-size: 30px; overflow-wrap: anywhere; }", "split:"),
        (".lead { margin-block-start: -18px; }", "overlap:"),
    ],
)
def test_what_is_planted_is_found(screen, css, said):
    screen.goto("/")
    screen.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css);"
        " document.adoptedStyleSheets = [s]; }",
        css,
    )
    assert said in " ".join(find_faults(screen, printed(screen, UPRIGHT)))
