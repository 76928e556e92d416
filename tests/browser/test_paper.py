"""What is printed: every look on A4 and Letter, its text read from the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Page

from .pdf import count_last_lines, count_pages, find_faults, list_words_to_print, read_first_page
from .states import STATES, is_ready, many_scenarios, show


class Sheet(NamedTuple):
    """A paper, how it lies, and the room between its margins in pixels."""

    format: Literal["A4", "Letter"]
    landscape: bool
    width: int
    height: int


UPRIGHT, ACROSS = Sheet("A4", False, 695, 1016), Sheet("Letter", True, 958, 710)
SHEETS = (UPRIGHT, Sheet("A4", True, 1024, 688), Sheet("Letter", False, 718, 950), ACROSS)
LOOKS = ("/", "/sure", "/where", "/cheapest", "/rigged")
FEW = 8  # lines


def printed(page: Page, sheet: Sheet) -> bytes:
    return page.pdf(format=sheet.format, landscape=sheet.landscape)


@contextmanager
def on_paper(page: Page, sheet: Sheet) -> Iterator[None]:
    """The page laid out as on that sheet."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": sheet.width, "height": sheet.height})
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    yield
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")


@pytest.mark.parametrize("count", [3, 7, 12])
@pytest.mark.parametrize("look", LOOKS)
def test_a_look_is_whole_on_every_sheet(reader, look, count):
    """No text is cut, overlaps or is split, and no last page holds only a few lines."""
    page = reader(charts=True)
    page.goto(many_scenarios(count, look))
    is_ready(page)
    words = list_words_to_print(page)
    for sheet in SHEETS:
        pdf = printed(page, sheet)
        assert find_faults(pdf, words) == [], sheet
        assert count_last_lines(pdf) >= FEW, sheet


@pytest.mark.parametrize("look", ["/", "/sure", "/rigged"])
def test_the_last_of_twelve_columns_is_within_every_sheet_and_nothing_scrolls(reader, look):
    page = reader(charts=True)
    page.goto(many_scenarios(12, look))
    is_ready(page)
    for sheet in SHEETS:
        with on_paper(page, sheet):
            ends = page.locator("table .c12").evaluate_all(
                "cells => cells.map(cell => cell.getBoundingClientRect().right)"
            )
            scrolling = page.locator(".scroll").evaluate_all(
                "boxes => boxes.filter(box => getComputedStyle(box).overflowX !== 'visible').length"
            )
        assert len(ends) > 3
        assert max(ends) <= sheet.width, sheet
        assert scrolling == 0


@pytest.mark.parametrize("path", [*LOOKS, "/through-the-years", "/supplier", "/inventory"])
def test_what_is_printed_says_what_it_is(reader, path):
    page = reader(charts=True)
    page.goto(f"{path}?preset=autumn-2008&title=Our branch&fleet.0.desktops=700")
    is_ready(page)
    said = (
        "Deskfare Our branch 1,100 desktops (Office 700, Call centre 300, Engineering 100) over "
        f"4 years; prices of 31 October 2008, US list {page.url.partition('?')[0]}?"
    )
    assert read_first_page(printed(page, UPRIGHT)).startswith(said.replace(" ", ""))


def test_a_table_stands_on_the_page_of_its_title(drawing):
    drawing.goto("/where?preset=autumn-2008")
    is_ready(drawing)
    first = read_first_page(printed(drawing, UPRIGHT))
    assert ("tieswithKeepthePCsthereare;itlistsat" in first) == ("Totiewith" in first)


def test_of_an_inventory_is_printed_what_was_counted(screen):
    show(screen, STATES["inventory-counted"])
    pdf = printed(screen, UPRIGHT)
    assert count_pages(pdf) == 1
    assert "14desktopsin3groups" in read_first_page(pdf)
    assert "Readit" not in read_first_page(pdf)


@pytest.mark.parametrize(
    "name", ["explanation", "offers-lines", "names", "names-sure", "prices", "price", "glossary"]
)
def test_no_text_of_another_page_is_cut_or_overlaps_or_is_split_on_paper(reader, name):
    page = reader(charts=True)
    show(page, STATES[name])
    words = list_words_to_print(page)
    for sheet in (UPRIGHT, ACROSS):
        assert find_faults(printed(page, sheet), words) == [], sheet


def test_a_label_of_the_tornado_stands_beside_its_bar_on_every_sheet(drawing):
    drawing.goto("/sure")
    is_ready(drawing)
    middles = "nodes => nodes.map(n => n.getBoundingClientRect()).map(r => (r.top + r.bottom) / 2)"
    for sheet in SHEETS:
        with on_paper(drawing, sheet):
            labels = drawing.locator(".swings li").evaluate_all(middles)
            bars = drawing.locator("#plot-tornado .trace:first-child .point").evaluate_all(middles)
        assert len(labels) == len(bars) == 10
        assert max(abs(one - other) for one, other in zip(labels, bars, strict=True)) < 2, sheet


@pytest.mark.parametrize("count", [3, 7, 12])
def test_an_outline_stands_under_its_column_on_every_sheet(drawing, count):
    drawing.goto(many_scenarios(count, "/sure"))
    is_ready(drawing)
    boxes = "nodes => nodes.map(n => n.getBoundingClientRect()).map(r => [r.left, r.right])"
    for sheet in SHEETS:
        with on_paper(drawing, sheet):
            heads = drawing.locator(".cases thead th:not(.corner)").evaluate_all(boxes)
            rings = drawing.locator("#plot-spreads .point").evaluate_all(boxes)
        assert len(heads) == len(rings) == count
        for (left, right), (start, end) in zip(heads, rings, strict=True):
            assert left - 6 < start < end < right, sheet


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
    assert said in " ".join(find_faults(printed(screen, UPRIGHT), list_words_to_print(screen)))
