"""How sure the prices of a quote are, on the page where it is decided."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from calculator.kept.papers import list_sources, view_paper
from pricing.presets import preset
from quotes.content import read_content
from quotes.evidence import tell_evidence
from quotes.models import Quote
from quotes.papers import read_draft
from quotes.pdf.making import make_pdf
from quotes.pdf.reading import read_pdf
from quotes.wording import PRICED_AS
from quotes.workbooks import list_sheets
from tests.quotes.conftest import write_document
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


@pytest.fixture
def draft_of(keep, as_):
    """Makes a draft whose price is of a confidence and a source; gives its address."""

    def made(scenario: dict | None = None, **price: str) -> str:
        document = json.loads(write_document(scenario=scenario or {}))
        document["catalogue"]["prices"][0] |= {"source": "A letter", **price}
        version = keep(document=json.dumps(document))
        form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
        as_("bob").post("/quotes/", form)
        return f"/quotes/drafts/{Quote.objects.get().pk}/"

    return made


def read_table(client, address, caption):
    """The rows of a table as texts, and the table itself."""
    page = parsed(client.get(address).content.decode())
    [table] = [
        each for each in page.iter("table") if text_of(each.find("caption")).startswith(caption)
    ]
    return [[text_of(cell) for cell in row] for row in table.find("tbody")], table


def test_a_row_of_a_recalled_price_is_marked_in_a_word(draft_of, as_):
    rows, table = read_table(as_("bob"), draft_of(confidence="recalled"), "Rows")
    assert [row[2] for row in rows] == ["recalled"] * 4
    assert len(table.findall(".//strong")) == 4


def test_a_quote_of_prices_as_they_were_known_says_so_on_page_paper_and_workbook(
    keep, as_, catalogue_db
):
    document = preset("autumn-2008") | {"known_on": "1"}
    version = keep(document=json.dumps(document))
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 2}
    address = as_("bob").post("/quotes/", form)["Location"]
    words = text_of(parsed(as_("bob").get(address).content.decode()))
    assert "prices of US list on 31 October 2008, as known at change 1" in words
    paper = read_draft(Quote.objects.get())
    assert "as known at change 1" in read_pdf(make_pdf(paper)).text
    front = list_sheets(paper)[0]
    assert ["Prices of", "2008-10-31 as known at change 1"] in [row[:2] for row in front.rows]


def test_a_row_of_a_verified_price_says_so_quietly(draft_of, as_):
    rows, table = read_table(as_("bob"), draft_of(confidence="verified"), "Rows")
    assert [row[2] for row in rows] == ["verified"] * 4
    assert table.findall(".//strong") == []


def test_a_later_price_says_what_it_rose_from_and_who_assumes_so(keep, as_):
    version = keep(document=write_document(assumptions={"price_inflation": "0.03"}))
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    address = as_("bob").post("/quotes/", form)["Location"]
    rows, _ = read_table(as_("bob"), address, "Rows")
    assert [row[4] for row in rows][:2] == ["100.00", "103.00 100.00 × 1.03"]
    words = text_of(parsed(as_("bob").get(address).content.decode()))
    assert "Prices rise 3 % a year: assumed by who made the comparison." in words


def test_each_price_stands_once_with_its_source(draft_of, as_):
    address = draft_of(confidence="verified", source_url="https://example.org/prices")
    rows, table = read_table(as_("bob"), address, "Who says")
    assert rows == [["it", "verified", "100.00", "A letter", "1 January 2007"]]
    assert table.find(".//a").get("href") == "https://example.org/prices"


def test_a_quoted_price_stands_beside_its_source_and_not_that_of_the_list(draft_of, as_):
    address = draft_of({"prices": {"it": {"net": ["85", "86.5"]}}})
    rows, _ = read_table(as_("bob"), address, "Who says")
    assert [row[2:4] for row in rows] == [["85.00", "quoted"], ["86.50", "quoted"]]


def test_a_discount_is_not_taken_off_what_the_list_says(draft_of, as_):
    rows, _ = read_table(as_("bob"), draft_of({"discounts": {"*": "0.5"}}), "Who says")
    assert [row[2] for row in rows] == ["100.00"]


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "a shelf"])
def test_a_source_that_is_no_page_is_no_link(issued, address):
    """A file that came back may name anything."""
    record = read_content(issued.content).records[0]
    [source] = list_sources([{**record, "source_url": address}])
    assert source.url == ""


def test_a_submitted_quote_says_beside_approve_what_rests_on_recalled_prices(draft_of, as_, press):
    address = draft_of(confidence="recalled")
    press("bob", address, "submit")
    page = parsed(as_("anna").get(address).content.decode())
    [form] = [each for each in page.iter("form") if "Approve" in text_of(each)]
    assert "4 of 4 rows (100 % of the net) rest on recalled prices" in text_of(form)


def test_a_submitted_quote_says_beside_approve_what_rests_on_typed_prices(draft_of, as_, press):
    address = draft_of({"prices": {"it": {"net": "85"}}}, confidence="recalled")
    press("bob", address, "submit")
    page = parsed(as_("anna").get(address).content.decode())
    [form] = [each for each in page.iter("form") if "Approve" in text_of(each)]
    assert "4 of 4 rows (100 % of the net) rest on prices that were typed here" in text_of(form)
    assert press("anna", address, "approve").status_code == 303


def test_what_the_net_rests_on_stands_by_kind_and_age_on_page_and_paper(draft_of, as_):
    address = draft_of(confidence="derived", valid_from="2001-01-01")
    rows, table = read_table(as_("bob"), address, "Shares of the net by kind of price")
    assert rows == [["◐ derived", "100 %", "100 %"]]
    assert text_of(table.find("thead")).startswith("Figures over 3 years")
    assert "100 % derived, over 3 years" in read_pdf(make_pdf(read_draft(Quote.objects.get()))).text


def test_a_typed_price_is_called_so_to_whoever_reads_the_quote(draft_of, as_):
    address = draft_of({"prices": {"it": {"net": "85"}}})
    rows, _ = read_table(as_("bob"), address, "Shares of the net by kind of price")
    assert [row[0] for row in rows] == ["typed"]


def test_what_was_issued_before_that_was_told_says_nothing_of_it(draft_of):
    draft_of()
    content = read_draft(Quote.objects.get()).content
    header = {name: each for name, each in content.header.items() if name != "evidence"}
    assert view_paper(replace(content, header=header), date(2026, 12, 1)).kinds is None
    assert tell_evidence(header) == []


def test_the_shares_of_a_net_add_up(keep, as_, catalogue_db):
    version = keep(document=json.dumps(preset("autumn-2008")))
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 2}
    as_("bob").post("/quotes/", form)
    parts = read_draft(Quote.objects.get()).content.header["evidence"]
    assert sum(Decimal(part["share"]) for part in parts) == 1
    assert len(parts) > 2


def test_a_submitted_quote_says_beside_approve_that_a_supplier_s_price_had_ended(
    draft_of, as_, press
):
    said = {"net": "85", "valid_until": "2020-12-31", "remark": "As agreed"}
    address = draft_of({"prices": {"it": said}})
    press("bob", address, "submit")
    page = parsed(as_("anna").get(address).content.decode())
    [form] = [each for each in page.iter("form") if "Approve" in text_of(each)]
    ended = "1 price of a supplier ends before this quote does, 1 of them before the day of this"
    assert ended in text_of(form)
    assert "had ended on 31 December 2020, before the day of this quote" in text_of(page)
    assert "Remark: “As agreed”" in text_of(page)


def test_a_price_that_has_risen_has_no_more_decimals_than_its_amount_takes(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("autumn-2008")))
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 2}
    address = as_("bob").post("/quotes/", form)["Location"]
    rows, _ = read_table(as_("bob"), address, "Rows")
    prices = [row[4].split()[0] for row in rows]
    assert len(prices) > 5
    assert [each for each in prices if len(each.partition(".")[2]) > 7] == []
    assert PRICED_AS in text_of(parsed(as_("bob").get(address).content.decode()))
