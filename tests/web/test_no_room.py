"""A body that the temporary directory has no room for is refused in words, and nothing is kept."""

from __future__ import annotations

import errno
import tempfile
from contextlib import closing
from io import BytesIO

import pytest

from calculator.incoming import Body, Lost
from tests.web.markup import parsed, text_of

SAID = "The disk of the service has no room for what was sent, so nothing was saved."


class FullFile(BytesIO):
    def write(self, *_):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def full_disk(monkeypatch):
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda mode: FullFile())


def test_a_body_that_finds_no_room_is_counted_to_its_end(full_disk):
    body = Body(overflow=10_000)
    for _ in range(5):
        body.append(b"x" * 4_000)
    assert len(body) == 20_000


def test_whoever_reads_what_found_no_room_hears_so(full_disk):
    body = Body(overflow=10)
    body.append(b"x" * 100_000)
    with pytest.raises(OSError, match="No space left"):
        body.getfile().read()


def test_a_body_that_finds_room_is_there_whole():
    with closing(Body(overflow=10_000)) as body:
        for _ in range(5):
            body.append(b"x" * 4_000)
        assert body.getfile().read() == b"x" * 20_000


def test_a_form_that_finds_no_room_is_refused_with_a_page(client, db):
    answer = client.post("/verify", {"file": ""}, **{"wsgi.input": Lost()})
    assert answer.status_code == 507
    assert SAID in text_of(parsed(answer.content.decode()))


def test_a_program_is_told_in_json(client, db):
    answer = client.post("/api/compare", "{}", "application/json", **{"wsgi.input": Lost()})
    assert answer.status_code == 507
    assert answer.json()["faults"][0]["message"].startswith(SAID)
