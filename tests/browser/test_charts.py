"""Charts, and what leaves the page: files, paper, the table for a spreadsheet."""

from __future__ import annotations

import csv
import itertools
import math
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pricing.presets import presets

from .page import follow
from .states import is_ready, many_scenarios
from .test_accessibility import found

TODAY = "/?preset=today"


def traces(page: Page, chart: str) -> list[dict]:
    """The traces of a chart as Plotly holds them."""
    script = (
        "node => node._fullData.map(t => ({type: t.type, mode: t.mode, name: t.name, x: [...t.x], "
        "y: [...t.y]}))"
    )
    return page.locator(f"#plot-{chart}").evaluate(script)


def open_years(page: Page) -> None:
    page.locator("#years > summary").click()
    expect(page.locator("#plot-years .main-svg").first).to_be_visible()


def taken(page: Page, chart: str, kind: str) -> Path:
    """The file that a chart's button or link gives."""
    figure = page.locator("figure").filter(has=page.locator(f"#plot-{chart}"))
    with page.expect_download() as download:
        link = figure.get_by_role("link", name=f"{kind}:")
        figure.get_by_role("button", name=kind).or_(link).click()
    assert download.value.suggested_filename == f"deskfare-{chart}.{kind.lower()}"
    return Path(download.value.path())


# Payback


def test_payback_is_marked_on_the_zero_line_with_its_years(drawing):
    drawing.goto(TODAY)
    is_ready(drawing)
    [*lines, paid] = traces(drawing, "ahead")
    assert {(t["type"], t["mode"]) for t in lines} == {("scatter", "lines")}
    assert (paid["type"], paid["mode"], paid["name"]) == ("scatter", "markers", "Payback")
    assert [round(x, 1) for x in paid["x"]] == [2.4, 2.4, 0.5]
    assert paid["y"] == [0, 0, 0]
    labels = drawing.locator("#plot-ahead .annotation-text").filter(has_text="paid back")
    assert labels.all_text_contents() == [
        "VDI on Proxmox VE withParallels RASpaid back in 2.4 years",
        "VDI on Hyper-V with RDSpaid back in 2.4 years",
        "Azure Virtual Desktop,pooledpaid back in 0.5 years",
    ]
    crossing = [line for line in lines if line["y"][0] < 0 <= line["y"][-1]]
    assert [round(drawn_zero(line), 2) for line in crossing] == [round(x, 2) for x in paid["x"]]


def drawn_zero(line: dict) -> float:
    """Where a drawn line goes through zero last."""
    year = max(i for i, y in enumerate(line["y"]) if y < 0)
    return year + -line["y"][year] / (line["y"][year + 1] - line["y"][year])


# Every scenario is seen


@pytest.mark.parametrize(
    ("address", "width"), [(TODAY, 360), (many_scenarios(12), 1280), (many_scenarios(12), 360)]
)
def test_no_dot_lies_over_another(reader, address, width):
    page = reader(width, 800, charts=True)
    page.goto(address)
    is_ready(page)
    middles = (
        "nodes => nodes.map(n => n.getBoundingClientRect()).map(r => [r.x + r.width / 2, r.y + "
        "r.height / 2])"
    )
    dots = page.locator("#plot-by-category .point").evaluate_all(middles)
    assert len(dots) > 30
    assert min(math.dist(one, other) for one, other in itertools.combinations(dots, 2)) > 2.5


def test_the_line_of_a_name_has_the_colour_of_its_scenario(drawing):
    drawing.goto("/")
    is_ready(drawing)
    label = drawing.locator("#plot-ahead .annotation").filter(has_text="Each desk its own")
    expect(label.locator(".annotation-arrow-g path").first).to_have_css(
        "stroke", "rgb(181, 137, 0)"
    )


def test_numbers_at_the_lines_ends_are_those_of_the_key_at_360(reader):
    page = reader(360, 740, charts=True)
    page.goto("/")
    is_ready(page)
    ends = page.locator("#plot-ahead .annotation-text").all_text_contents()
    assert ends == ["6", "1", "3", "2", "5", "4"]
    number = "node => getComputedStyle(node, '::after').content"
    key = (
        page.locator("figure")
        .filter(has=page.locator("#plot-ahead"))
        .locator(".key button:not([hidden])")
    )
    assert key.first.evaluate(number).startswith("counter(key)")
    expect(key.first).to_have_text("VECD on VMware VI3")


def test_plots_side_by_side_begin_and_end_at_one_height(reader):
    page = reader(1440, 900, charts=True)
    page.goto("/")
    is_ready(page)
    tops = [
        box.evaluate("node => node.getBoundingClientRect().top")
        for box in page.locator(".charts .plot").all()
    ]
    assert tops[0] == tops[1]


def test_the_costs_through_the_years_stay_beside_a_wide_fold_at_360(reader):
    page = reader(360, 740)
    page.goto("/")
    page.locator(".mobile-fold > summary").click()
    page.locator("details > summary").filter(has_text="Stacks").first.click()
    expect(page.locator("#years > summary")).to_be_visible()


def test_a_line_of_prices_ends_in_an_open_dot_where_sales_ended(drawing):
    drawing.goto("/")
    open_years(drawing)
    sizes = drawing.locator("#plot-years").evaluate(
        "node => node._fullData.map(t => [...t.marker.size])"
    )
    assert [max(each) for each in sizes] == [9, 9, 9, 9, 9, 9, 9]
    assert [each.count(9) for each in sizes] == [1, 1, 1, 1, 1, 1, 1]


def test_an_axis_of_costs_that_is_cut_says_so(drawing):
    drawing.goto("/")
    open_years(drawing)
    assert drawing.locator("#plot-years").evaluate("node => node._fullLayout.yaxis.range[0]") > 60
    expect(drawing.locator("#plot-years .xtitle")).to_have_text(
        "the axis of costs does not begin at 0"
    )


# Through the years


def test_the_costs_through_the_years_are_asked_for_when_they_are_opened(drawing):
    asked: list[str] = []
    drawing.on("request", lambda request: asked.append(request.url))
    drawing.goto(TODAY)
    is_ready(drawing)
    assert not any("through-the-years" in url for url in asked)
    open_years(drawing)
    lines = traces(drawing, "years")
    heads = [
        head.inner_text() for head in drawing.locator("#costs thead th:not(.corner) bdi").all()
    ]
    assert [line["name"] for line in lines] == heads
    assert {(line["type"], line["mode"]) for line in lines} == {("scatter", "lines+markers")}
    assert drawing.locator("#plot-years").evaluate("node => node._fullData[0].line.shape") == "hv"
    expect(drawing.locator("#done")).to_have_text("The costs through the years are shown")


def test_they_follow_a_change_and_stay_open(drawing):
    drawing.goto(TODAY)
    open_years(drawing)
    before = traces(drawing, "years")
    drawing.get_by_label("Office", exact=True).fill("100")
    expect(drawing).to_have_url(re.compile("desktops=100$"))
    is_ready(drawing)
    drawing.wait_for_function(
        "was => document.getElementById('plot-years')._fullData[0].y.at(-1) !== was",
        arg=before[0]["y"][-1],
    )
    assert drawing.locator("#years").get_attribute("open") is not None


def test_without_script_a_link_leads_to_a_page_with_the_table(reader):
    page = reader(java_script_enabled=False)
    page.goto(TODAY)
    expect(page.locator("#print, #copy-table, .take").first).to_be_hidden()
    page.locator("#years > summary").click()
    follow(page.get_by_role("link", name="Costs through the years"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Azure Virtual Desktop, pooled costs least whenever it can be bought"
    )
    page.get_by_text("The same figures as a table").click()
    expect(page.locator("figure tbody tr")).to_have_count(5)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_on_the_years_in_the_page_or_alone(reader, width, scheme):
    page = reader(width, 800, charts=True, color_scheme=scheme)
    page.goto("/through-the-years?preset=autumn-2008")
    is_ready(page)
    page.get_by_text("The same figures as a table").click()
    assert found(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.goto("/")
    open_years(page)
    assert found(page, "#answer") == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


# A redraw keeps the reader's view


def test_what_was_zoomed_stays_when_figures_change(drawing):
    drawing.goto(TODAY)
    is_ready(drawing)
    drawing.locator("#plot-ahead").scroll_into_view_if_needed()
    box = drawing.locator("#plot-ahead .nsewdrag").bounding_box()
    assert box
    drawing.mouse.move(box["x"] + 40, box["y"] + 30)
    drawing.mouse.down()
    drawing.mouse.move(box["x"] + 140, box["y"] + 130, steps=4)
    drawing.mouse.up()
    ranges = "node => [...node._fullLayout.xaxis.range]"
    plot = drawing.locator("#plot-ahead")
    drawing.wait_for_function(
        "() => document.getElementById('plot-ahead')._fullLayout.xaxis.range[0] > 0"
    )
    zoomed = plot.evaluate(ranges)
    plot.evaluate("node => { window.was = node.querySelector('.main-svg'); }")
    drawing.get_by_label("Office", exact=True).fill("700")
    expect(drawing).to_have_url(re.compile("desktops=700$"))
    is_ready(drawing)
    assert plot.evaluate(ranges) == zoomed
    assert plot.evaluate("node => window.was === node.querySelector('.main-svg')")


def test_a_scenario_that_was_hidden_by_keyboard_or_mouse_stays_hidden_when_figures_change(drawing):
    drawing.goto("/")
    is_ready(drawing)
    figure = drawing.locator("figure").filter(has=drawing.locator("#plot-ahead"))
    by_keyboard = figure.get_by_role("button", name="VECD on VMware VI3")
    by_mouse = figure.get_by_role("button", name="VECD on free Hyper-V")
    expect(figure.get_by_role("button", name="Keep the PCs there are")).to_have_count(0)
    by_keyboard.focus()
    drawing.keyboard.press("Enter")
    by_mouse.click()
    drawing.wait_for_function("() => document.getElementById('plot-ahead')._fullData.length === 5")
    was = traces(drawing, "ahead")
    assert not {"VECD on VMware VI3", "VECD on free Hyper-V"} & {trace["name"] for trace in was}
    drawing.get_by_label("Office", exact=True).fill("700")
    expect(drawing).to_have_url(re.compile("desktops=700$"))
    drawing.wait_for_function(
        "y => document.getElementById('plot-ahead')._fullData[0].y[0] !== y", arg=was[0]["y"][0]
    )
    assert [trace["name"] for trace in traces(drawing, "ahead")] == [trace["name"] for trace in was]
    expect(by_keyboard).to_have_attribute("aria-pressed", "false")
    by_keyboard.click()
    drawing.wait_for_function("() => document.getElementById('plot-ahead')._fullData.length === 6")
    expect(by_keyboard).to_have_attribute("aria-pressed", "true")
    assert len(traces(drawing, "by-category")) == 7


def test_figures_stand_and_follow_a_change_before_plotly_has_arrived(reader):
    page = reader(charts=True)
    page.route("**/plotly-cartesian-*.js", lambda route: None)
    page.goto("/", wait_until="commit")
    expect(page.locator("#costs tr.cost td")).to_have_count(7)
    page.get_by_label("Office", exact=True).fill("800")
    expect(page.get_by_role("rowheader", name="Total, 1,200 desktops")).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")


# Files


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_chart_is_a_png_an_svg_and_a_csv(reader, scheme):
    page = reader(charts=True, color_scheme=scheme)
    page.goto(TODAY)
    is_ready(page)
    open_years(page)
    for chart in ("by-category", "ahead", "years"):
        assert taken(page, chart, "PNG").read_bytes().startswith(b"\x89PNG\r\n")
        svg = taken(page, chart, "SVG").read_text("utf-8")
        title = (
            page.locator("figure")
            .filter(has=page.locator(f"#plot-{chart}"))
            .locator("h2")
            .inner_text()
        )
        assert title in svg
        assert "Windows 365" in svg
        assert "rgb(26, 26, 26)" in svg  # the ink of paper, whatever the screen's
        rows = list(csv.reader(taken(page, chart, "CSV").read_text("utf-8-sig").splitlines()))
        assert len({len(row) for row in rows}) == 1
    expect(page.locator("#done")).to_have_text("Saved deskfare-years.svg")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_price_history_is_a_png_an_svg_and_a_csv(reader, scheme):
    page = reader(charts=True, color_scheme=scheme)
    page.goto("/prices/ms-vecd-sa/")
    is_ready(page)
    assert taken(page, "ms-vecd-sa", "PNG").read_bytes().startswith(b"\x89PNG\r\n")
    svg = taken(page, "ms-vecd-sa", "SVG").read_text("utf-8")
    assert page.locator(".history h3").inner_text() in svg
    assert "23.00 from 21 Jan 2008" in svg
    assert "rgb(26, 26, 26)" in svg  # the ink of paper, whatever the screen's
    rows = list(csv.reader(taken(page, "ms-vecd-sa", "CSV").read_text("utf-8").splitlines()))
    assert len(rows) == 1 + page.locator(".rows tbody tr").count()
    assert {len(row) for row in rows} == {12}
    expect(page.locator("#done")).to_have_text("Saved deskfare-ms-vecd-sa.svg")


def test_downloads_are_reached_by_keyboard(drawing):
    drawing.goto("/")
    is_ready(drawing)
    drawing.locator(".take").get_by_role("link", name="CSV:").first.focus()
    with drawing.expect_download() as download:
        drawing.keyboard.press("Enter")
    assert download.value.suggested_filename == "deskfare-by-category.csv"


# The table and the link to copy


def test_the_table_is_copied_as_cells_of_a_spreadsheet(reader):
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/?open=licences")
    page.get_by_role("button", name="Copy table").click()
    expect(page.locator("#done")).to_have_text("Table copied")
    rows = [
        line.split("\t")
        for line in page.evaluate("() => navigator.clipboard.readText()").split("\n")
    ]
    assert {len(row) for row in rows} == {8}
    assert rows[0][1:3] == ["Keep the PCs there are", "VECD on VMware VI3"]
    assert rows[1] == ["Cost", "75.62", "83.45", "80.05", "81.77", "64.48", "76.31", "83.64"]
    assert rows[2][1:4] == ["", "7.83", "4.43"]
    assert rows[3][1] == "3629898"
    assert [row[0] for row in rows][5:7] == ["Devices", "Licences"]


def test_the_link_is_copied_and_said(reader):
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    page.goto(TODAY)
    page.get_by_role("link", name="Copy link").click()
    expect(page.locator("#done")).to_have_text("Link copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == page.url


def test_the_title_of_the_window_follows_the_answer(screen):
    screen.goto("/")
    before = screen.title()
    screen.get_by_label("Office", exact=True).fill("100")
    expect(screen).not_to_have_title(before)
    expect(screen).to_have_title(re.compile(r"costs least: \$[\d.]+ · Deskfare$"))


# Paper


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("name", presets())
def test_a_preset_is_printed_on_two_pages(drawing, name):
    drawing.goto(f"/?preset={name}")
    is_ready(drawing)
    assert pages_of(drawing.pdf(prefer_css_page_size=True)) <= 2


def test_paper_has_the_answer_the_table_the_charts_and_the_sources_but_no_inputs(reader):
    page = reader(charts=True, color_scheme="dark")
    page.goto("/")
    is_ready(page)
    page.emulate_media(media="print")
    for shown in (
        "h1",
        "#costs",
        "#plot-by-category",
        "#plot-ahead",
        "#paper .sources",
        "#paper .not-included",
    ):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".inputs", ".actions", ".table-options", ".take", "#years > summary"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(26, 26, 26)"
    expect(page.locator("#paper")).to_contain_text(
        "recalled: no source for exactly this has been read yet"
    )


def test_the_button_prints_what_the_page_shows_now(screen):
    screen.goto("/")
    screen.evaluate(
        "() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; }"
    )
    screen.get_by_role("button", name="Print").click()
    screen.wait_for_function("() => window.printed === 1")
    screen.get_by_label("Office", exact=True).fill("800")
    expect(screen).to_have_url(re.compile("desktops=800$"))
    screen.keyboard.press("Control+p")
    screen.wait_for_function("() => window.printed === 2")
    expect(screen.locator("#paper")).to_contain_text("Office, desktops: 800")
