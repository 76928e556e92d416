"""No text of the page is cut, lies over other text or breaks inside a word, on screen and paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .boxes import find_faults
from .states import STATES, opened, show

# Those in which most differs; the tool that makes the pictures looks at all of them.
CHOSEN = [
    "opening",
    "explanation",
    "fault",
    "help",
    "offers",
    "scenarios-12",
    "who-edited",
    "names",
    "names-who",
    "names-stacks",
    "sure",
    "where-left-out",
    "cheapest",
    "rigged",
    "prices",
    "price",
    "inventory-counted",
    "method",
]
# The room that A4 leaves within its margins, upright and across.
SHEETS = {"upright": 695, "across": 1024}


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("name", CHOSEN)
def test_no_text_is_cut_or_overlaps_or_breaks_inside_a_word(reader, name, width):
    page = reader(width, 900, charts=True)
    show(page, STATES[name])
    assert find_faults(page) == []


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


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("name", ["opening", "scenarios-12", "sure", "where", "rigged", "names"])
def test_no_text_is_cut_or_overlaps_or_breaks_where_the_page_is_laid_out_for_paper(
    reader, name, sheet
):
    page = reader(SHEETS[sheet], 1000, charts=True)
    show(page, STATES[name])
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert find_faults(page, is_paper=True) == []


# The measure itself: what is planted is found


def planted(page: Page, css: str) -> str:
    """What is said of the page once a rule is added to its styles, in one text."""
    page.goto("/")
    page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css);"
        " document.adoptedStyleSheets = [s]; }",
        css,
    )
    return " ".join(find_faults(page))


@pytest.mark.parametrize(
    ("css", "said"),
    [
        ("h1 { overflow: hidden; white-space: nowrap; width: 200px; }", "cut"),
        ("h1 { inline-size: 30px; overflow-wrap: anywhere; }", "broken"),
        (".lead { margin-block-start: -20px; }", "overlap"),
        ("h1 { white-space: nowrap; font-size: 90px; }", "beyond the page"),
        ("#who > summary small { font-size: 60px; white-space: nowrap; }", "overlap"),
        (".frame input { padding-inline: 50px; }", "of its field"),
    ],
)
def test_what_is_planted_is_found(screen, css, said):
    assert said in planted(screen, css)
