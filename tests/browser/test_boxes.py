"""No text of the page is cut, lies over other text or breaks inside a word, on screen and paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .boxes import find_faults
from .screenshots import WIDTHS
from .states import STATES, opened, show

# The room that sheets leave within their margins, in px.
SHEETS = {"A4 upright": 695, "A4 across": 1024, "Letter upright": 717, "Letter across": 957}
AS_WIDE = """() => [...document.querySelectorAll(".js-plotly-plot")].every(
  plot => !plot.offsetWidth || plot.querySelector(".main-svg").clientWidth === plot.clientWidth)"""


def find_faults_on_screens(page: Page) -> list[str]:
    """From the phone to the widest: what a phone folds away is measured there too."""
    faults = []
    folded = page.locator(".mobile-fold:not([open]) > summary")
    if folded.count():
        faults = [f"360, folded: {fault}" for fault in find_faults(page)]
        folded.click()
    for width, height in sorted(WIDTHS.items()):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        page.wait_for_function(AS_WIDE)
        faults += [f"{width}: {fault}" for fault in find_faults(page)]
    return faults


def find_faults_on_sheets(page: Page) -> list[str]:
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    faults = []
    for sheet, width in SHEETS.items():
        page.set_viewport_size({"width": width, "height": 1000})
        faults += [f"{sheet}: {fault}" for fault in find_faults(page, is_paper=True)]
    return faults


@pytest.mark.parametrize("name", STATES)
def test_no_text_of_a_state_is_cut_or_overlaps_or_breaks_inside_a_word(reader, name):
    state = STATES[name]
    page = reader(360, WIDTHS[360], charts=True, java_script_enabled=state.has_script)
    show(page, state)
    faults = [*find_faults_on_screens(page), *find_faults_on_sheets(page)]
    assert not faults, "\n".join(faults)


def test_a_name_of_68_letters_does_not_widen_the_page_at_390(reader):
    page = reader(390, 800)
    page.goto(STATES["names"].address)
    opened("Who gets what", "Edit Donau")(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390


def test_a_group_s_name_of_27_letters_stands_on_one_line_at_1440(reader):
    page = reader(1440, 900)
    page.goto(STATES["names"].address)
    label = page.get_by_text("Datenverarbeitungsabteilung", exact=True).first
    lines = "node => { const r = document.createRange(); r.selectNodeContents(node); return r; }"
    assert label.evaluate(f"node => ({lines})(node).getClientRects().length") == 1


# The measure itself: what is planted is found


def plant(page: Page, css: str) -> None:
    """Adds a rule to the page's styles."""
    page.goto("/")
    page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css);"
        " document.adoptedStyleSheets = [s]; }",
        css,
    )


@pytest.mark.parametrize(
    ("css", "said"),
    [
        ("h1 { overflow: hidden; white-space: nowrap; width: 200px; }", "cut"),
        ("h1 { inline-size: 30px; overflow-wrap: anywhere; }", "broken"),
        ("h1 { writing-mode: vertical-lr; block-size: auto; inline-size: 40px; }", "broken"),
        (".lead { margin-block-start: -20px; }", "overlap"),
        ("h1 { white-space: nowrap; font-size: 90px; }", "beyond the page"),
        ("#who > summary small { font-size: 60px; white-space: nowrap; }", "overlap"),
        (".frame input { padding-inline: 50px; }", "of its field"),
    ],
)
def test_what_is_planted_is_found(screen, css, said):
    plant(screen, css)
    assert said in " ".join(find_faults(screen))


@pytest.mark.parametrize(
    ("medium", "place"),
    [
        ("screen and (max-width: 400px)", "360"),
        ("screen and (min-width: 1400px)", "1440"),
        ("print and (max-width: 700px)", "A4 upright"),
        ("print and (min-width: 900px) and (max-width: 1000px)", "Letter across"),
    ],
)
def test_what_is_planted_on_one_screen_or_sheet_is_told_of_that_alone(screen, medium, place):
    plant(screen, f"@media {medium} {{ h1 {{ white-space: nowrap; font-size: 90px; }} }}")
    faults = [*find_faults_on_screens(screen), *find_faults_on_sheets(screen)]
    assert {fault.split(":")[0] for fault in faults} == {place}
