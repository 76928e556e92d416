"""Until when a supplier's price holds and what he remarked stand in the content and its files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from quotes.exports import make_csv, make_json, make_xlsx
from quotes.loading import load_export
from quotes.models import IssuedQuote
from quotes.offers import tell_ended, tell_offers
from quotes.papers import Paper, read_draft, read_issued
from quotes.pdf.making import make_pdf
from quotes.pdf.reading import read_pdf
from quotes.ubl import make_ubl
from quotes.verdicts import DIFFERENT
from quotes.verifying import verify
from quotes.workbooks import list_sheets

from .conftest import NOW, make_draft_of, write_document

pytestmark = pytest.mark.stores

SAID = {"net": "20.5", "valid_until": "2026-12-10", "remark": "For 100 seats or more"}
ENDS = "it at 20.50: holds until 10 December 2026, which is before this quote ends."
WORDS = f"{ENDS} Remark: “For 100 seats or more”"


def quoted(price: dict[str, Any]) -> str:
    return write_document(scenario={"prices": {"it": price}})


@pytest.fixture
def quote(people):
    return make_draft_of(people["bob"], quoted(SAID), valid_until=date(2026, 12, 30))


@pytest.fixture
def paper(quote) -> Paper:
    return read_draft(quote)


@pytest.fixture
def offered(quote, issue) -> IssuedQuote:
    return issue(quote)


def test_the_header_says_it_in_one_form(paper):
    assert paper.content.header["offers"] == [
        {
            "scheme": "it",
            "name": "it",
            "prices": "20.5",
            "valid_until": "2026-12-10",
            "remark": "For 100 seats or more",
        }
    ]


@pytest.mark.parametrize("price", [{"net": "20.5"}, "0.9"])
def test_a_price_with_which_nothing_was_said_is_no_offer(people, price):
    paper = read_draft(make_draft_of(people["bob"], quoted(price)))
    assert paper.content.header["offers"] == []


def test_a_price_that_no_row_is_paid_at_is_no_offer(people):
    document = write_document(scenario={"stack": [], "own_lines": [OWN], "prices": {"it": SAID}})
    assert read_draft(make_draft_of(people["bob"], document)).content.header["offers"] == []


OWN = {"name": "Moving house", "category": "roll_out", "amount": 5000}


def test_the_front_of_the_workbook_says_it(paper):
    front = list_sheets(paper)[0]
    assert ["What suppliers said with their prices", WORDS] in [row[:2] for row in front.rows]


def test_the_pdf_says_it_under_a_head_of_its_own(paper):
    text = read_pdf(make_pdf(paper)).text.replace("\n", " ")
    assert f"What suppliers said with their prices {WORDS}" in text


def test_the_ubl_document_says_it_in_its_note(paper):
    assert WORDS in make_ubl(paper).decode()


def test_a_price_that_had_ended_on_the_day_of_issue_says_so(people, issue):
    document = quoted({**SAID, "valid_until": "2026-11-29", "remark": ""})
    header = read_issued(issue(make_draft_of(people["bob"], document))).content.header
    assert tell_offers(header) == [
        "it at 20.50: had ended on 29 November 2026, before the day of this quote."
    ]
    assert tell_ended(header, "") == (
        "1 price of a supplier ends before this quote does, 1 of them before the day of this quote"
    )


def test_a_price_that_holds_as_long_as_the_quote_is_no_warning(people):
    document = quoted({**SAID, "valid_until": "2026-12-30"})
    quote = make_draft_of(people["bob"], document, valid_until=date(2026, 12, 30))
    assert tell_ended(read_draft(quote).content.header, "2026-11-30") == ""


@pytest.mark.parametrize("make", [make_xlsx, make_json, make_csv, make_ubl])
def test_a_file_that_says_it_is_verified_as_before(offered, make):
    assert verify(make(read_issued(offered))).differences == []


def test_json_that_holds_longer_is_not_what_was_issued(offered):
    data = make_json(read_issued(offered)).replace(b"2026-12-10", b"2027-12-10")
    verdict = verify(data)
    assert verdict.kind == DIFFERENT
    assert [each.column for each in verdict.differences] == ["header.offers"]


def test_a_row_whose_price_a_file_changed_is_no_offer_any_more(offered, people):
    text = make_csv(read_issued(offered)).decode("utf-8-sig")
    changed = text.replace("20.50", "20.00").replace("20.5", "20")
    changed = changed.replace("2050.00", "2000.00")
    draft = load_export(changed.encode(), people["bob"], at=NOW)
    assert read_draft(draft).content.header["offers"] == []
