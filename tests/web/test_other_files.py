"""Files of other programs, and Deskfare's own of another kind, opened as a document.

Named for what they are.
"""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from tests.broken import BASE

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")


def packed(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "<workbook/>")
    return file.getvalue()


OTHERS = {
    "rvtools.csv": (
        b"Host,Datacenter,Cluster,# CPU,Cores per CPU,# Cores\r\nesx01,a,b,2,8,16\r\n",
        "an inventory of RVTools",
    ),
    "glpi.csv": (
        b'"Name";"Entity";"Status";"Model"\n"pc1";"a";"b";"c"\n',
        "an inventory of GLPI",
    ),
    "intune.csv": (
        b"Device ID,Device name,Managed by,Last check-in\n1,pc1,Intune,2026-01-01\n",
        "an inventory of Intune",
    ),
    "snipe-it.csv": (b"Asset Tag,Serial,Model\n1,2,3\n", "an inventory of Snipe-IT"),
    "list.json": (b'[{"id": 1}]', "a list (JSON)"),
    "other.json": (b'{"devices": [], "count": 106}', "JSON of another program"),
    "tabs.txt": (b"Name\tModel\npc1\tx\n", "a CSV table"),
    "note.csv": (b"sep=;\nName;Model\n", "a CSV table"),
    "book.xlsx": (packed("xl/workbook.xml"), "a spreadsheet"),
    "other.zip": (packed("readme.txt"), "a packed file (ZIP)"),
    "old.xls": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        "a spreadsheet or document of an older Office, or one with a password",
    ),
    "page.html": (b"<!DOCTYPE html>\n<title>x</title>", "a web page"),
    "offer.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(20), "a picture"),
    "list.xml": (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "an XML file"),
    "answer.json": (
        b'{"currency": "USD", "horizon_years": 5, "scenarios": [{"name": "a"}]}',
        "an answer of Deskfare",
    ),
    "faults.json": (b'{"faults": []}', "a list of faults"),
}


def opened(client, content: bytes) -> str:
    response = client.post("/own-document", {"file": SimpleUploadedFile("file", content)})
    assert response.status_code == 200
    return text_of(parsed(response.content.decode()))


@pytest.mark.parametrize(("content", "kind"), OTHERS.values(), ids=OTHERS)
def test_the_page_says_what_was_opened_in_one_sentence(content, kind, client):
    assert f"this is {kind}, not a comparison document" in opened(client, content)


@pytest.mark.parametrize(("content", "kind"), OTHERS.values(), ids=OTHERS)
def test_api_and_command_say_the_same(content, kind, client, tmp_path):
    response = client.post("/api/compare", content, content_type="application/json")
    [fault] = response.json()["faults"]
    assert fault["message"].startswith(f"this is {kind}, not a comparison document")
    (tmp_path / "file").write_bytes(content)
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("compare", str(tmp_path / "file"), stderr=err)
    assert err.getvalue() == f"{tmp_path / 'file'}: the document: {fault['message']}\n"


@pytest.mark.parametrize("address", ["/quote.csv", "/quote.csv?dialect=semicolon", "/quote.xlsx"])
def test_a_quote_of_deskfare_is_named(address, client):
    assert "this is a quote of Deskfare" in opened(client, client.get(address).content)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/prices.csv", "a list of prices of Deskfare"),
        ("/prices.xlsx", "a list of prices of Deskfare"),
        ("/request.csv", "a request to a supplier"),
        ("/request.xlsx", "a request to a supplier"),
    ],
)
def test_a_table_of_prices_says_where_it_is_read(address, kind, client):
    said = opened(client, client.get(address).content)
    assert f"this is {kind}, not a comparison document" in said
    assert "its prices are read under “Ask a supplier”" in said


@pytest.mark.parametrize("name", ["rvtools.csv", "glpi.csv", "intune.csv", "snipe-it.csv"])
def test_an_inventory_says_where_its_machines_are_counted(name, client):
    content, _ = OTHERS[name]
    assert "its machines are counted under “Fleet from an inventory”" in opened(client, content)


def test_the_answer_that_the_page_gives_as_a_file_is_named(client):
    assert "this is an answer of Deskfare" in opened(client, client.get("/comparison.json").content)


@pytest.mark.parametrize("address", ["/framings.csv", "/bridge.csv", "/cheapest.csv"])
def test_every_other_table_of_the_site_is_named_a_table(address, client):
    assert "this is a CSV table" in opened(client, client.get(address).content)


@pytest.mark.parametrize("indent", [None, 2])
def test_a_document_is_still_a_document(indent, client):
    assert "not a comparison document" not in opened(
        client, json.dumps(BASE, indent=indent).encode()
    )


def test_the_file_that_the_page_gives_is_opened_again(client):
    assert "not a comparison document" not in opened(client, client.get("/document.json").content)
