"""The page where a file of the site does not come: it is read, it calculates, tables stand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .page import figures, number

# What a browser says of a file that does not come, and scripts of one that others have.
SAID = "net::ERR_FAILED|is not defined"
STYLES, HTMX, PLOTLY, FORM, ALL = (
    "**/*.css",
    "**/htmx-*.js",
    "**/plotly-*.js",
    "**/question/form*.js",
    re.compile(r"\.(css|js)$"),
)
TOTAL = "Total, 1,200 desktops"


@pytest.fixture
def without(reader):
    """Opens the page of a reader whom some addresses do not reach."""

    def opened(missing, at="/"):
        page = reader(charts=True, forgiven=SAID)
        page.route(missing, lambda route: route.abort())
        page.goto(at)
        return page

    return opened


@pytest.mark.parametrize("missing", [STYLES, HTMX, PLOTLY, FORM, ALL])
def test_the_form_calculates_whatever_file_is_missing(without, missing):
    page = without(missing)
    before = figures(page)
    field = page.get_by_label("Office", exact=True)
    field.fill("800")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"fleet\.0\.desktops=800"))
    expect(page.get_by_role("rowheader", name=TOTAL)).to_be_visible()
    assert figures(page) != before


@pytest.mark.parametrize("missing", [STYLES, HTMX, PLOTLY, FORM, ALL])
def test_the_page_is_read_whatever_file_is_missing(without, missing):
    page = without(missing)
    expect(page.locator("#sentence")).to_be_visible()
    cells = page.locator("#costs tr.cost td:visible")
    assert number(cells.first.inner_text().split()[0]) > 0


def test_without_htmx_a_button_calculates(without):
    page = without(HTMX)
    page.get_by_label("Office", exact=True).fill("800")
    page.get_by_role("button", name="Calculate").click()
    expect(page.get_by_role("rowheader", name=TOTAL)).to_be_visible()


def test_with_htmx_no_button_has_to_be_pressed(screen):
    screen.goto("/")
    expect(screen.get_by_role("button", name="Calculate")).to_have_count(0)


def test_without_plotly_the_table_stands_in_the_place_of_the_chart(without):
    page = without(PLOTLY)
    figure = page.locator("figure").filter(has=page.locator(".plot")).first
    expect(figure.locator("table")).to_be_visible()
    expect(figure.locator(".plot")).to_be_hidden()
    expect(figure.get_by_role("button", name="PNG")).to_be_hidden()


def test_without_plotly_the_prices_of_a_scheme_stand_as_a_table(without):
    page = without(PLOTLY, "/prices/ms-vecd-sa/")
    expect(page.locator(".plot")).to_be_hidden()
    expect(page.get_by_role("cell", name="78.00")).to_be_visible()


def test_without_plotly_the_table_follows_a_change(without):
    page = without(PLOTLY)
    figure = page.locator("figure").filter(has=page.locator("#plot-by-category"))
    expect(figure.locator("table")).to_be_visible()
    before = figure.locator("tbody td").all_inner_texts()
    page.get_by_label("Office", exact=True).fill("800")
    expect(page.get_by_role("rowheader", name=TOTAL)).to_be_visible()
    expect(figure.locator("table")).to_be_visible()
    assert figure.locator("tbody td").all_inner_texts() != before
