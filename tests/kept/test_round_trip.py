"""A file that comes back as a draft, and what differs from the version before."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quotes.models import Quote
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def read(response):
    return parsed(response.content.decode())


@pytest.fixture
def content(issued, as_):
    return as_("bob").get(f"/quotes/{issued.number}/v1.csv").content


def load(client, content: bytes):
    return client.post("/quotes/load", {"file": SimpleUploadedFile("a.csv", content)})


def test_a_file_as_it_left_becomes_a_draft_in_which_nothing_differs(content, as_):
    address = load(as_("bob"), content)["Location"]
    page = read(as_("bob").get(address))
    assert "Its rows and terms are those of version 1." in text_of(page)
    assert "Rows that differ from the comparison" not in text_of(page)


def test_a_row_that_was_taken_out_is_named_on_the_draft(content, as_):
    lines = content.splitlines(keepends=True)
    address = load(as_("bob"), b"".join([*lines[:-2], lines[-1]]))["Location"]
    page = read(as_("bob").get(address))
    table = page.find(".//div[@aria-label='Rows that differ']")
    assert [text_of(cell) for cell in table.iter("td")] == [
        "taken out",
        "after 3 years",
        "−10,000.00",
    ]


def test_a_file_that_broke_off_between_rows_is_refused_with_both_counts(content, as_):
    response = load(as_("bob"), b"".join(content.splitlines(keepends=True)[:-1]))
    assert "This file says that it has 4 rows and holds 3: it broke off." in text_of(read(response))


def test_a_source_that_a_file_changed_is_named_on_the_draft(issued, content, as_):
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    rows[1][rows[0].index("source")] = "A tender"
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    page = read(as_("bob").get(load(as_("bob"), file.getvalue().encode())["Location"]))
    table = page.find(".//div[@aria-label='Rows that differ']")
    assert "source A tender, before" in text_of(table)
    assert "a file alone says where prices of its rows come from" in text_of(page)


@pytest.mark.parametrize(
    ("content", "status"), [(b"a,b\n1,2\n", 422), (b"", 422), (b"PK\x03\x04", 422)]
)
def test_a_file_of_no_quote_is_refused_where_it_was_chosen(issued, as_, content, status):
    response = load(as_("bob"), content)
    assert response.status_code == status
    assert text_of(read(response).find(".//*[@id='fault']"))
    assert Quote.objects.count() == 1


def test_without_a_file_one_is_asked_for(issued, as_):
    assert as_("bob").post("/quotes/load").status_code == 400


def test_a_viewer_loads_nothing(content, as_):
    assert load(as_("vera"), content).status_code == 403
    assert Quote.objects.count() == 1


def test_a_form_of_another_site_loads_nothing(content, as_):
    client = as_("bob")
    client.handler.enforce_csrf_checks = True
    assert load(client, content).status_code == 403
    assert Quote.objects.count() == 1
