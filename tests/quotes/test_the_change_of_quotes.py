"""Quotes, and versions behind a link, say the change of the catalogue that they are priced with."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from pricing.models import CatalogueVersion
from pricing.presets import preset
from quotes.drafting import make_content
from quotes.exports import make_json
from quotes.papers import list_rows, read_draft
from quotes.pdf.making import make_pdf
from quotes.pdf.reading import read_pdf
from quotes.sharing import share
from quotes.ubl import make_ubl
from quotes.versions import make_comparison
from quotes.wording import tell_change
from quotes.workbooks import list_sheets
from tests.pricing.own_lists import change, list_row, price_row
from tests.web.markup import parsed, text_of

from .conftest import NOW, make_draft_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]


@pytest.fixture
def numbers() -> tuple[int, int]:
    """The last change of what ships, and that of an own list behind it."""
    shown = CatalogueVersion.objects.get().number
    return shown, change(list_row("acme"), price_row("acme", "ms-vecd-sa", "2008-01-21", "15.00"))


@pytest.fixture
def draft(people, numbers):
    return make_draft_of(people["bob"], json.dumps(preset("autumn-2008")))


def test_header_rows_and_words_of_a_quote_say_it(draft, numbers):
    paper = read_draft(draft)
    assert paper.content.header["catalogue"] == str(numbers[1])
    assert {row["catalogue"] for row in list_rows(paper)} == {str(numbers[1])}
    assert tell_change(paper.content.header) == f"change {numbers[1]} of the catalogue"


def test_its_pdf_its_workbook_and_its_json_say_it(draft, numbers):
    paper, words = read_draft(draft), f"change {numbers[1]} of the catalogue"
    assert words in read_pdf(make_pdf(paper)).text
    assert ["Prices as of", words] in [row[:2] for row in list_sheets(paper)[0].rows]
    assert json.loads(make_json(paper))["header"]["catalogue"] == str(numbers[1])


def test_it_stays_after_later_changes(draft, numbers):
    before = make_content(draft).write()
    change(price_row("acme", "ms-vecd-sa", "2008-02-21", "16.00"))
    assert make_content(draft).write() == before


def test_the_note_of_the_ubl_says_it(draft, numbers):
    note = "".join(etree.fromstring(make_ubl(read_draft(draft))).itertext())
    assert f"Prices as of change {numbers[1]} of the catalogue." in note


def test_a_version_behind_a_link_says_what_everybody_may_know(client, people, numbers):
    version = make_comparison("Desks", json.dumps(preset("autumn-2008")), people["bob"], at=NOW)
    _, token = share(version, people["bob"], at=NOW)
    page = text_of(parsed(client.get(f"/shared/{token}/").content.decode()))
    assert f"known since change {numbers[0]} of the catalogue" in page
