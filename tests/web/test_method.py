"""The methodology, the glossary and their kin as pages.

Complete, linked without a loose end, and safe.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from django.conf import settings
from django.test import Client

from calculator.docs_pages import PLACES, document, set_formulas, slug
from calculator.question.help import FIELDS, KNOB_ANCHORS, help_for
from pricing.catalogue.files import SHIPPED, read_folder
from pricing.engine.fields import SHAPES
from pricing.engine.finance import annualise, payback_years, present_value
from pricing.engine.knobs import KNOBS
from pricing.engine.operating_lines import OPERATING_LINES
from pricing.engine.vocabulary import DELIVERIES, METRICS, PROFILES

from .markup import parsed, text_of

ADDRESSES = [place.address for place in PLACES.values()]
ASKED_FOR = [
    "TCO",
    "capex",
    "opex",
    "horizon",
    "NPV",
    "equivalent annual cost",
    "payback",
    "baseline",
    "licensing scheme",
    "metric",
    "device",
    "named user",
    "concurrent user",
    "socket",
    "core",
    "host",
    "list price",
    "net price",
    "maintenance",
    "true-up",
    "pack",
    "minimum order",
    "volume tier",
    "Software Assurance",
    "VECD",
    "VDA",
    "CAL",
    "hypervisor",
    "broker",
    "session host",
    "golden image",
    "pooled desktop",
    "persistent desktop",
    "concurrency",
    "density",
    "N+1",
    "price list",
    "bill of materials",
    "quote",
    "not on sale",
    "verified",
    "derived",
    "recalled",
    "user at the peak",
    "upkeep",
    "token",
    "site",
    "shared machine",
    "hour of a user",
    "PERT",
    "framing",
    "bridge",
    "PUE",
    "RDS",
    "VVF",
]
FIGURES = ("tco", "npv", "annualised", "tco_per_desktop_month", "saving", "payback_years")


@cache
def page(address: str) -> Element:
    """A page as a tree; an element that is not closed, or an id that stands twice, is refused
    there.
    """
    response = Client().get(address)
    assert response.status_code == 200
    return parsed(response.content.decode())


def main_of(address: str) -> Element:
    return page(address).find(".//main")


def ids(address: str) -> set[str]:
    return {element.get("id") for element in page(address).iter() if element.get("id")}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_leads_to_a_page_and_an_anchor_that_exist(address, catalogue_db):
    links = [element.get("href") for element in page(address).iter("a")]
    assert len(links) > 20
    for link in links:
        if link.startswith(("https://", "http://")):
            continue
        target, _, anchor = link.partition("#")
        assert target in ("", "/", *ADDRESSES) or Client().get(target).status_code == 200, link
        assert not anchor or anchor in ids(target or address), link


def test_every_link_of_a_template_leads_to_a_paragraph_that_exists():
    links = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        links |= set(
            re.findall(
                r'"(/(?:method|glossary)/[^"#{]*)#([^"]+)"', template.read_text(encoding="utf-8")
            )
        )
    assert len(links) > 5
    assert {(address, anchor) for address, anchor in links if anchor not in ids(address)} == set()


@pytest.mark.parametrize("name", PLACES)
def test_no_heading_is_dressed_as_a_part_of_the_comparison(name):
    styles = (settings.BASE_DIR / "static" / "base.css").read_text(encoding="utf-8")
    assert document(name).anchors & set(re.findall(r"#([a-z][\w-]*)", styles)) == set()


def test_contents_that_are_too_long_to_stand_beside_the_text_have_one_level():
    assert [entry.words for entry in document("methodology").contents if entry.below] == []
    assert any(entry.below for entry in document("document").contents)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_heading_is_in_the_contents_or_below_one_that_is(address):
    [listed] = page(address).findall(".//nav[@aria-labelledby='contents']")
    contents = {link.get("href") for link in listed.iter("a")}
    level = ("h2",) if address in ("/glossary/", "/method/") else ("h2", "h3")
    assert contents == {f"#{h.get('id')}" for h in main_of(address).iter() if h.tag in level}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_document_has_one_first_heading_and_skips_no_level(address):
    levels = [
        int(element.tag[1])
        for element in main_of(address).iter()
        if re.fullmatch("h[1-6]", element.tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_of_the_notation_is_left_in_what_people_read(address):
    said = [e for e in main_of(address).iter() if e.tag in ("p", "li", "td", "th", "a")]
    text = "".join(
        part
        for element in said
        for part in (element.text or "", *(child.tail or "" for child in element))
    )
    assert [
        mark for mark in ("<!--", "-->", "```", "](", ".md", "**", "| ---") if mark in text
    ] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_policy_has_nothing_to_refuse(address):
    response = Client().get(address)
    assert "style=" not in response.content.decode()
    assert list(page(address).iter("script")) == []
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


def test_the_page_that_is_shown_is_marked_in_both_lists():
    for name, place in PLACES.items():
        shown = page(place.address)
        [site] = shown.findall(".//nav[@aria-label='Site']")
        [about] = shown.findall(".//nav[@aria-label='About the method']")
        marked = [
            (text_of(a), a.get("aria-current")) for a in site.iter("a") if a.get("aria-current")
        ]
        assert marked == [("Method", "page" if name == "methodology" else "true")]
        assert [text_of(a) for a in about.iter("a") if a.get("aria-current") == "page"] == [
            place.title
        ]


def test_the_comparison_leads_to_the_method(catalogue_db):
    site = parsed(Client().get("/").content.decode()).find(".//nav")
    assert [
        (a.get("href"), a.get("aria-current"))
        for a in site.iter("a")
        if not str(a.get("href")).startswith("/prices/")
    ] == [
        ("/?preset=autumn-2008", "page"),
        ("/method/", None),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/method/methodology/",
        "/method/glossary/",
        "/method/nothing/",
        "/method/architecture/",
        "/method/../",
    ],
)
def test_there_is_no_page_beside_those_of_the_list(address):
    assert Client().get(address).status_code == 404


def test_a_page_is_only_read():
    assert Client().post("/method/").status_code == 405
    assert Client().head("/glossary/").status_code == 200


# The methodology


def anchor_of(knob: str) -> str:
    """Where an assumption stands: those of a delivery or a kind of work share a row."""
    first, _, rest = knob.partition(".")
    kind = "delivery" if first in DELIVERIES else "profile" if first in PROFILES else ""
    shared = f"{kind}.{rest}"
    return shared if kind and shared in document("methodology").anchors else knob


def test_every_assumption_metric_line_and_figure_has_an_anchor():
    names = [*map(anchor_of, KNOBS), *METRICS, *(line.key for line in OPERATING_LINES), *FIGURES]
    assert [name for name in names if name not in ids("/method/")] == []


def test_no_formula_is_left_as_it_was_typed():
    text = "".join(main_of("/method/").itertext())
    assert re.findall(r"\w+\[\w[^\]]*\]|\^\S+", text) == []
    assert [text_of(pre) for pre in main_of("/method/").iter("pre")] == []


def test_a_formula_is_set_with_its_indices_and_powers():
    made = set_formulas("a_b[y] = up(c × (1 + g)^(y−1)\n    − d[t+1] ÷ 2^-46)\n")
    assert (
        text_of(parsed(made))
        == "a_by = up(c × (1 + g) to the power of y−1 − dt+1 ÷ 2 to the power of −46)"
    )
    assert "<var>a_b</var><sub>y</sub>" in made
    assert "(1 + <var>g</var>)<sup>" in made
    assert made.count("<p>") == 1


def test_a_range_a_day_and_a_name_with_a_hyphen_are_not_broken():
    html = document("methodology").html + document("plausibility").html + document("document").html
    for words in ("−0.99 to 1", "2099-12-31", "Hyper-V"):
        assert f'<span class="whole">{words}</span>' in html


def test_an_amount_and_its_share_stand_in_a_cell_of_figures():
    rows = main_of("/method/plausibility/").iter("tr")
    row = next(r for r in rows if text_of(r[0]) == "a LAN only: no price of bandwidth")
    assert [(cell.get("class"), text_of(cell)) for cell in row[1:3]] == [
        ("number", "83.64"),
        ("number", "80.97 (−3.2 %)"),
    ]
    assert text_of(row[2].find("small")) == "(−3.2 %)"


def test_a_key_beside_the_word_of_the_page_is_marked_as_one():
    row = next(r for r in main_of("/method/").iter("tr") if r.get("id") == "concurrent_user")
    assert [(cell.tag, cell.get("class"), text_of(cell)) for cell in row[:2]] == [
        ("th", None, "user at the peak"),
        ("td", "keyed", "concurrent_user"),
    ]


def test_what_looks_like_markup_in_a_formula_is_text():
    assert "<script>" not in set_formulas("x[<script>] = <script>^(<b>)")


def test_the_example_of_the_figures_is_what_the_engine_says():
    baseline, other = [0.0, *[4800.0] * 5], [10000.0, *[2000.0] * 5]
    rows = {}
    for row in main_of("/method/").iter("tr"):
        cells = [text_of(cell) for cell in row]
        if len(cells) == 3:
            rows[cells[0]] = cells[1:]
    values = []
    for flow in (baseline, other):
        npv = present_value(np.array(flow)[:, None], 0.08)
        values.append((sum(flow), npv[0], annualise(npv, 0.08, 5)[0]))
    for place, name in enumerate(("total cost", "net present value", "equivalent annual cost")):
        assert rows[name] == [f"{value[place]:,.2f}" for value in values]
    assert rows["saving"] == ["–", f"{values[0][0] - values[1][0]:,.2f}"]
    assert rows["saving in present value"] == ["–", f"{values[0][1] - values[1][1]:,.2f}"]
    assert rows["payback, years"] == ["–", f"{payback_years(baseline, other):.2f}"]


# The glossary


def terms() -> list[str]:
    return [text_of(heading) for heading in main_of("/glossary/").iter("h3")]


def test_the_terms_of_the_glossary_are_sorted_each_under_its_letter():
    assert terms() == sorted(terms(), key=str.lower)
    letter = ""
    for heading in main_of("/glossary/").iter():
        if heading.tag == "h2":
            letter = text_of(heading)
        elif heading.tag == "h3":
            assert text_of(heading)[0].upper() == letter


def test_every_term_is_told_in_at_most_two_sentences_and_leads_to_its_rule():
    text = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")
    for part in text.split("\n### ")[1:]:
        term, words = part.split("\n## ")[0].split("\n\n", 1)
        told, see, link = words.strip().rpartition(" See ")
        assert see, term
        assert re.fullmatch(
            r"\[[^\]]+\]\((methodology|document|plausibility|portfolio)\.md#[\w-]+\)\.", link
        ), term
        assert 1 <= len(re.findall(r"[.](?=\s|$)", told)) <= 2, term


@pytest.mark.parametrize("words", ASKED_FOR)
def test_the_terms_that_buyers_ask_for_are_there(words):
    assert any(words.lower() in term.lower() for term in terms())


# Names of products, countries and units, which stand for themselves.
NO_TERMS = {
    "CE",
    "GB",
    "IGEL",
    "ONE",
    "OS",
    "OVD",
    "RTX",
    "RemoteFX",
    "RepurpOS",
    "SC",
    "SQL",
    "SvHCI",
    "TB",
    "UDS",
    "US",
    "UX",
    "VE",
    "VMS",
    "VergeOS",
    "XCP",
}


def test_every_short_word_in_the_name_of_a_scheme_is_in_the_glossary():
    named = [scheme.values for scheme in read_folder(SHIPPED).schemes]
    names = " ".join(f"{scheme['product']} {scheme['edition']}" for scheme in named)
    short = {word.rstrip("s") for word in re.findall(r"\b[A-Za-z]*[A-Z]{2,}[a-z]?\b", names)}
    told = set(re.findall(r"\w+", text_of(main_of("/glossary/"))))
    told |= {word.rstrip("s") for word in told}
    assert len(short) > 25
    assert short - NO_TERMS - told == set()


def test_the_anchor_of_a_heading_is_that_of_code_hosts():
    assert slug("14. What is paid, and `when`") == "14-what-is-paid-and-when"


# Help at the fields


def test_every_field_and_assumption_has_a_sentence_and_a_paragraph_that_exists():
    for shape, names in FIELDS.items():
        assert set(names) == set(SHAPES[shape])
        assert {anchor for anchor in names.values() if anchor not in ids("/method/")} == set()
        assert all(SHAPES[shape][name].help for name in names)
    for knob in KNOBS:
        told = help_for(f"assumptions.{knob}")
        assert told.sentence.endswith(".")
        assert told.method.partition("#")[2] in ids("/method/"), knob


def test_no_anchor_is_kept_for_an_assumption_that_is_gone():
    stems = {
        knob.partition(".")[2] if knob.partition(".")[0] in (*DELIVERIES, *PROFILES) else knob
        for knob in KNOBS
    }
    assert set(KNOB_ANCHORS) <= stems


@pytest.mark.parametrize("preset", ["autumn-2008", "today"])
def test_every_field_of_the_form_says_what_it_is_and_leads_to_its_rule(preset, catalogue_db):
    root = parsed(Client().get(f"/?preset={preset}").content.decode())
    assert len([e for e in root.iter() if e.get("class", "").split()[:1] == ["field"]]) > 100
    for element in root.iter():
        if element.get("class", "").split()[:1] != ["field"]:
            continue
        told = next((e for e in element if e.get("class") == "help"), None)
        entry = next(e for e in element.iter() if e.tag in ("input", "select"))
        if entry.get("name") in ("what_if", "signed_on") or entry.get("data-twin"):
            continue
        assert told is not None, entry.get("name")
        words, link, *_ = told
        assert text_of(words), entry.get("name")
        assert words.get("id") == entry.get("aria-describedby")
        assert re.fullmatch("Method: .+", text_of(link))
        address, _, anchor = link.get("href").partition("#")
        assert anchor in ids(address), entry.get("name")


def test_every_field_of_the_document_has_its_place_in_the_method():
    """Else no page could be shown."""
    assert [
        name for shape, places in FIELDS.items() for name in SHAPES[shape] if name not in places
    ] == []
