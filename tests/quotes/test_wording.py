"""The words of a quote that pages and files have alike."""

from __future__ import annotations

from datetime import date

import pytest

from calculator.kept.papers import view_paper
from quotes.papers import Paper, read_issued
from quotes.pdf.page import list_page
from quotes.workbooks import list_sheets

pytestmark = pytest.mark.stores


DAY = date(2026, 12, 1)
WHEN = ["after 1 year", "after 2 years", "after 3 years", "after 4 years"]


def test_page_pdf_and_workbook_say_alike_when_something_is_due(issued):
    paper = read_issued(issued)
    labels = [str(row[0]) for row in list_sheets(paper)[0].rows]
    assert [each.name for each in view_paper(paper.content, DAY).sums[:-1]] == WHEN
    assert [" ".join(head).lower() for head in list_page(paper)["heads"]] == WHEN
    assert [label for label in labels if label.startswith("Due ")] == [
        f"Due {each}" for each in WHEN
    ]


def test_page_and_pdf_say_alike_what_sets_the_quantities(issued):
    content = read_issued(issued).content
    spare = {"label": "Spare hosts", "value": "1", "unit": "hosts", "confidence": "recalled"}
    content.header["assumptions"] = [spare]
    said = ["Spare hosts: 1 host (recalled)"]
    page = list_page(Paper(content, "", {}))
    assert view_paper(content, DAY).assumptions == said
    assert said in [each["texts"] for each in page["lists"]]
