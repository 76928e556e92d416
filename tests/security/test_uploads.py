"""What is sent is read and dropped."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from pricing.catalogue import price_files, table
from pricing.catalogue.feeds import rules
from pricing.engine.json_text import MAXIMUM_BYTES
from pricing.inventory import reading as inventory
from pricing.portfolio import reading as portfolio
from quotes import tables
from tests.conftest import ROOT
from tests.web.markup import parsed

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]
DOORS = ["/inventory", "/verify", "/own-document", "/supplier", "/portfolio/"]
NAMES = ["../../etc/passwd", "C:\\x.csv", "CON", ";touch x", "a" * 300, "a\r\nb.csv", "%00.csv"]
# The page with the door's field, and what one file may have there.
MOST_BYTES = {
    "/inventory": ("/inventory", inventory.MOST_BYTES),
    "/verify": ("/verify", tables.MOST_BYTES),
    "/own-document": ("/", MAXIMUM_BYTES),
    "/supplier": ("/supplier?preset=january-2008", settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
    "/portfolio/": ("/portfolio/", portfolio.MOST_BYTES),
}
TEMPLATES = {
    "inventory/page.html": [inventory.MOST_BYTES],
    "quotes/verify.html": [tables.MOST_BYTES],
    "quotes/list.html": [tables.MOST_BYTES],
    "question/starts.html": [MAXIMUM_BYTES],
    "supplier.html": [settings.DATA_UPLOAD_MAX_MEMORY_SIZE],
    "portfolio/page.html": [portfolio.MOST_BYTES],
    "prices/proposals.html": [price_files.MOST_BYTES, table.MOST_BYTES, rules.MOST_BYTES],
    "prices/proposal.html": [price_files.MOST_BYTES],
}
LARGE = b"Name,Model\n" + b"pc,x\n" * 600_000  # above what is kept in memory


@pytest.fixture
def spool(tmp_path, settings, monkeypatch):
    """Where files are put while they are read."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("door", DOORS)
def test_what_is_sent_lies_nowhere_afterwards(client, spool, door):
    file = SimpleUploadedFile("x.csv", LARGE)
    answer = client.post(door, {"file": file, "preset": "january-2008"})
    answer.close()
    assert answer.status_code < 500
    assert [*spool.iterdir()] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_a_path_leads_nowhere(client, spool, name):
    before = {*ROOT.iterdir(), *Path("/etc").iterdir()}
    for door in DOORS:
        file = SimpleUploadedFile("x.csv", b"Name,Model\npc,x\n")
        file._name = name
        answer = client.post(door, {"file": file, "preset": "january-2008"})
        assert answer.status_code < 500
    assert {*ROOT.iterdir(), *Path("/etc").iterdir()} == before
    assert [*spool.iterdir()] == []


def test_each_page_with_a_field_for_a_file_says_how_large_it_may_be():
    folder = ROOT / "templates"
    found = {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")
    }
    with_a_field = {
        name: [int(each) for each in re.findall(r"up to\s+(\d+) MiB", text)]
        for name, text in found.items()
        if re.search(r'type="file"|\{\{ file_field\(', text) and "macro file_field" not in text
    }
    assert with_a_field == {
        name: [size // 1024**2 for size in sizes] for name, sizes in TEMPLATES.items()
    }


@pytest.mark.parametrize("door", DOORS)
def test_the_page_of_a_door_says_how_large_a_file_may_be_and_of_which_kind(client, door):
    page, most = MOST_BYTES[door]
    root = parsed(client.get(page).content.decode())
    assert f"up to {most // 1024**2} MiB" in " ".join(" ".join(root.itertext()).split())
    [field] = root.findall(".//input[@type='file']")
    assert field.get("accept").startswith(".")
