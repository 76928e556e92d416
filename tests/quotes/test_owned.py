"""What a quote presumes to be owned stands in its content, and in every file but tables of rows."""

from __future__ import annotations

import json

import pytest

from quotes.exports import make_csv, make_json, make_xlsx
from quotes.loading import load_export
from quotes.papers import Paper, read_draft, read_issued
from quotes.pdf.making import make_pdf
from quotes.pdf.reading import read_pdf
from quotes.ubl import make_ubl
from quotes.verdicts import CLOTHING, DIFFERENT
from quotes.verifying import verify
from quotes.workbooks import list_sheets
from tests.small_purchases import asked, scheme

from .conftest import NOW, make_draft_of, write_document

pytestmark = pytest.mark.stores

KEPT = "Existing PC: 100 for All, to the end of year 4"


@pytest.fixture
def paper(draft) -> Paper:
    """A draft that keeps the hundred PCs there are."""
    return read_draft(draft)


def test_the_header_says_it_in_one_form(paper):
    assert paper.content.header["owned"] == [
        {
            "kind": "device",
            "what": "existing PC",
            "quantity": 100,
            "unit": "",
            "groups": ["All"],
            "until": 4,
        }
    ]


def test_a_right_without_a_number_has_none_in_the_content(people):
    document = asked(
        scheme(requires=["software_assurance"]), group={"entitlements": ["software_assurance"]}
    )
    paper = read_draft(make_draft_of(people["bob"], json.dumps(document)))
    assert [each["quantity"] for each in paper.content.header["owned"]] == [100, None]


def test_the_pdf_says_it_under_a_head_of_its_own(paper):
    text = read_pdf(make_pdf(paper)).text.replace("\n", " ")
    assert f"Presumed to be owned already {KEPT}" in text


def test_the_front_of_the_workbook_says_it(paper):
    front = list_sheets(paper)[0]
    assert ["Presumed to be owned already", KEPT] in [row[:2] for row in front.rows]


def test_the_ubl_document_says_it_in_its_note(paper):
    assert f"Presumed to be owned already: {KEPT}" in make_ubl(paper).decode()


def test_where_nothing_is_owned_each_says_so(people):
    document = write_document(group={"endpoint": "thin_client"})
    paper = read_draft(make_draft_of(people["bob"], document))
    assert "Nothing is presumed to be owned." in read_pdf(make_pdf(paper)).text
    assert b"Nothing is presumed to be owned." in make_ubl(paper)


def test_json_that_presumes_another_number_is_not_what_was_issued(issued):
    data = make_json(read_issued(issued)).replace(b'"quantity": 100,\n', b'"quantity": 90,\n')
    verdict = verify(data)
    assert verdict.kind == DIFFERENT
    assert [each.column for each in verdict.differences] == ["header.owned"]


def test_a_workbook_that_says_it_is_verified_as_before(issued):
    verdict = verify(make_xlsx(read_issued(issued)))
    assert (verdict.kind in (CLOTHING, "identical"), verdict.differences) == (True, [])


def test_what_is_owned_is_that_of_the_comparison_where_a_file_came_back(issued, people):
    data = make_csv(read_issued(issued)).replace(b"\n", b"\r\n")
    loaded = load_export(data, people["bob"], at=NOW)
    before = read_issued(issued).content.header["owned"]
    assert read_draft(loaded).content.header["owned"] == before
