"""What is sent is read and dropped."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import ROOT

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]
DOORS = ["/inventory", "/verify", "/own-document", "/supplier", "/portfolio/"]
NAMES = ["../../etc/passwd", "C:\\x.csv", "CON", ";touch x", "a" * 300, "a\r\nb.csv", "%00.csv"]
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
