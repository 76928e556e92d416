"""XML that comes in: no document types, so no entities, and nothing that it names is opened."""

from __future__ import annotations

import io
import socket
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from pricing.engine.faults import Faults
from pricing.sheets.packed import MOST_PARTS
from pricing.sheets.xlsx_reading import list_sheets
from pricing.sheets.xml_reading import read_xml
from quotes.models import Quote
from quotes.ubl_reading import read_leaves
from tests.accounts.people import give_second_factor, make_person

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "{address}">]>'
PARAMETER = '<!DOCTYPE a [<!ENTITY % b SYSTEM "{address}"> %b;]>'
SUBSET = '<!DOCTYPE a SYSTEM "{address}">'
PARTS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")
QUOTATION = (
    '<Quotation xmlns="urn:oasis:names:specification:ubl:schema:xsd:Quotation-2">'
    "<ID>&b;</ID></Quotation>"
)
SECRET = "a secret of this machine"


@pytest.fixture
def canary(tmp_path):
    """A file that nobody is to open."""
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path.as_uri()


@pytest.fixture
def listener():
    """A port that nobody is to ask, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server, f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd"


class Nothing:
    """Reads what is told, and keeps the texts."""

    def __init__(self):
        self.texts = []

    def start(self, name, attributes):
        """Begins nothing."""

    def end(self, name):
        """Ends nothing."""

    def take(self, text):
        self.texts.append(text)


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, PARAMETER, SUBSET])
def test_no_entity_opens_a_file_or_a_connection(head, canary, listener):
    server, address = listener
    for each in (canary, address):
        reading = Nothing()
        text = f"<?xml version='1.0'?>{head.format(address=each)}<a>&b;</a>"
        with pytest.raises(Faults, match="document types"):
            [*read_xml([text.encode()], reading)]
        assert reading.texts == []
    with pytest.raises(TimeoutError):
        server.accept()


@pytest.fixture
def editor(client):
    """A price editor, who may also load quotes."""
    user = make_person("paula", "price editor", "buyer")
    give_second_factor(user)
    client.force_login(user)
    return client


def pack(part: str) -> bytes:
    """A workbook as it is written, but for a document type in one part."""
    file, altered = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_row("A1", ["Name", "Model"])
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(altered, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                head, _, rest = text.partition(b"?>")
                text = head + b"?>" + LAUGHS.encode() + rest.replace(b"Model", b"&c;")
            new.writestr(name, text)
    return altered.getvalue()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("path", ["/verify", "/inventory", "/supplier"])
def test_a_workbook_with_entities_is_refused(editor, path, part):
    file = SimpleUploadedFile("x.xlsx", pack(part))
    answer = editor.post(path, {"file": file, "preset": "january-2008"})
    assert "spreadsheet may not define document types" in answer.content.decode()


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels", "xl/theme/theme1.xml"])
def test_a_document_type_in_a_part_that_nobody_reads_is_refused_too(part):
    with pytest.raises(Faults, match="may not define document types"):
        list_sheets(pack(part))


REFUSED_PARTS = {
    "../../x": "a name that leads out of the file",
    "/etc/x": "a name that leads out of the file",
    "xl\\..\\..\\x": "a name that leads out of the file",
    "xl/vbaProject.bin": "holds macros",
}


@pytest.mark.parametrize(("part", "words"), REFUSED_PARTS.items(), ids=REFUSED_PARTS)
def test_a_part_that_leads_out_or_holds_macros_is_refused(part, words):
    file = io.BytesIO(pack(""))
    with zipfile.ZipFile(file, "a") as book:
        book.writestr(part, b"x")
    with pytest.raises(Faults, match=words):
        list_sheets(file.getvalue())


@pytest.mark.parametrize(("count", "letters"), [(MOST_PARTS, 1), (150, 2000)])
def test_a_file_of_more_parts_or_longer_names_than_a_table_has_is_refused(count, letters):
    file = io.BytesIO(pack(""))
    with zipfile.ZipFile(file, "a") as book:
        for number in range(count):
            book.writestr(f"{'x' * letters}{number}", b"")
    with pytest.raises(Faults, match=f"a file may hold up to {MOST_PARTS}"):
        list_sheets(file.getvalue())


@pytest.fixture
def forged(canary):
    """A quotation whose number would be what stands in a file of this machine."""
    return f"<?xml version='1.0'?>{OUTSIDE.format(address=canary)}{QUOTATION}".encode()


def test_a_quotation_with_entities_is_refused(forged):
    with pytest.raises(Faults, match="may not define document types"):
        read_leaves(forged)


@pytest.mark.parametrize("path", ["/verify", "/quotes/load"])
def test_no_page_tells_what_an_entity_would_stand_for(editor, forged, path):
    answer = editor.post(path, {"file": SimpleUploadedFile("x.xml", forged)})
    assert answer.status_code in (200, 422)
    assert SECRET not in answer.content.decode()
    assert not Quote.objects.exists()
