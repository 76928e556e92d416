"""Sheets of a workbook that a door does not read are named; what our own files add is no answer."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from pricing.catalogue.file_proposals import find_target, propose_file
from pricing.catalogue.files import CatalogueFaults
from pricing.sheets.reading import read_table
from tests.pricing.proposals import HEADS, NOW, make_own_list
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

AUTUMN = "preset=autumn-2008"
OFFER = [["scheme", "pack_price"], ["ms-vecd-sa", 20]]
NET = [["Id", "Net"], ["ms-vecd-sa", 20]]


def make_book(**sheets: list[list[object]]) -> bytes:
    """A workbook of sheets by their names."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        ({"Offer": OFFER}, ""),
        ({"Offer": OFFER, "Empty": []}, ""),
        ({"Offer": OFFER, "More": OFFER}, "The sheet “Offer” was read; not read: “More”."),
        ({"Cover": [["Dear Bob"]], "Offer": OFFER}, "“Offer” was read; not read: “Cover”."),
        (
            {"Offer": OFFER, **dict.fromkeys("abcde", NET)},
            "not read: “a”, “b”, “c” and 2 more.",
        ),
        ({"Request": OFFER, "Owned": [["scenario", "x"]]}, ""),
    ],
)
def test_a_reply_names_the_sheets_that_were_not_read(sheets, told):
    found = read_table(make_book(**sheets)).told_sheets
    assert (found.endswith(told), bool(found)) == (True, bool(told))


def test_the_page_of_a_supplier_says_which(client):
    file = SimpleUploadedFile("offer.xlsx", make_book(Offer=OFFER, More=OFFER))
    page = client.post("/supplier", {"address": AUTUMN, "file": file}).content.decode()
    assert "The sheet “Offer” was read; not read: “More”." in text_of(parsed(page))


def test_our_own_request_comes_back_without_a_word_of_its_second_sheet(client):
    data = client.get(f"/request.xlsx?{AUTUMN}").content
    assert read_table(data).told_sheets == ""


def test_a_resellers_proposal_keeps_and_says_which(admin_client):
    make_own_list()
    data = make_book(Prices=NET, Second=NET)
    proposal = propose_file("acme.xlsx", data, find_target("acme"), by=None, at=NOW)
    page = admin_client.get(f"/catalogue/proposals/{proposal.pk}/").content.decode()
    assert "The sheet “Prices” was read; not read: “Second”." in text_of(parsed(page))


def test_a_workbook_in_the_catalogues_columns_passes_over_no_sheet():
    make_own_list()
    row = ["ms-vecd-sa", "2009-01-01", 20, "", "Offer 8", "", "verified", ""]
    data = make_book(Prices=[HEADS.strip().split(","), row], Second=NET)
    with pytest.raises(CatalogueFaults, match="“Prices” was read; not read: “Second”"):
        propose_file("acme.xlsx", data, find_target("acme"), by=None, at=NOW)
