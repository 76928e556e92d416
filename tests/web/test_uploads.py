"""Bodies: kept within their limits while they are read, and told apart where they are not whole."""

from __future__ import annotations

import errno
import json
import os
import tempfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory

from pricing.engine.json_text import MAXIMUM_BYTES
from pricing.presets import preset
from tests.web.markup import parsed

pytestmark = pytest.mark.usefixtures("catalogue_db")

DOCUMENT = json.dumps(preset("call-centre-20000")).encode()
BOUNDARY = "thread"
WHOLE = (
    (
        f"--{BOUNDARY}\r\n"
        'Content-Disposition: form-data; name="file"; filename="own.json"\r\n'
        "Content-Type: application/json\r\n\r\n"
    ).encode()
    + DOCUMENT
    + f"\r\n--{BOUNDARY}--\r\n".encode()
)


class Sent:
    """What a client sends: some bytes, of which it is counted how many were taken."""

    def __init__(self, content: bytes, endless: bool = False) -> None:
        self.content, self.endless, self.taken = content, endless, 0

    def read(self, size: int = -1) -> bytes:
        if self.endless:
            self.taken += size
            return b"x" * size
        part = self.content[self.taken :][: size if size >= 0 else None]
        self.taken += len(part)
        return part

    readline = read


def refuse_room(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def ask(
    sent: Sent,
    length: int,
    path: str = "/own-document",
    content_type: str = f"multipart/form-data; boundary={BOUNDARY}",
) -> tuple[str, bytes]:
    """Status and answer to a body that says it is so long."""
    environ = RequestFactory().generic("POST", path).environ | {
        "CONTENT_TYPE": content_type,
        "HTTP_COOKIE": f"csrftoken={'t' * 32}",
        "HTTP_X_CSRFTOKEN": "t" * 32,
        "CONTENT_LENGTH": str(length),
        "wsgi.input": sent,
    }
    status = []
    response = get_wsgi_application()(environ, lambda line, heads, *rest: status.append(line))
    return status[0], b"".join(response)


def test_of_three_hundred_mebibytes_no_byte_is_read_and_none_is_spooled(monkeypatch):
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", None)
    sent = Sent(b"", endless=True)
    status, page = ask(sent, 300 * 1024 * 1024)
    assert status.startswith("413")
    assert b"larger than 2 MiB" in page
    assert sent.taken == 0


def test_half_an_upload_says_that_it_broke_off():
    status, page = ask(Sent(WHOLE[: len(WHOLE) // 2]), len(WHOLE))
    assert status.startswith("400")
    assert b"broke off" in page


def test_an_upload_without_its_last_line_broke_off_too():
    cut = WHOLE[: -len(BOUNDARY) - 6]
    status, page = ask(Sent(cut), len(cut))
    assert status.startswith("400")
    assert b"broke off" in page


def test_a_file_that_finds_no_room_is_refused(monkeypatch):
    monkeypatch.setattr(settings, "FILE_UPLOAD_MAX_MEMORY_SIZE", 10)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse_room)
    status, page = ask(Sent(WHOLE), len(WHOLE))
    assert status.startswith("507")
    assert b"has no room for what was sent, so nothing was saved" in page


def test_a_whole_upload_is_read(client):
    file = SimpleUploadedFile("own.json", DOCUMENT, "application/json")
    response = client.post("/own-document", {"file": file})
    assert response.status_code == 200
    assert parsed(response.content.decode()).find(".//*[@id='headline']") is not None


def test_two_files_are_told_apart(client):
    files = [SimpleUploadedFile(f"{n}.json", DOCUMENT) for n in "ab"]
    response = client.post("/own-document", {"file": files})
    assert response.status_code == 400
    assert "Two files came: open one at a time." in response.content.decode()


def test_no_file_is_said(client):
    response = client.post("/own-document", {})
    assert response.status_code == 400
    assert "No file came: choose one first." in response.content.decode()


def test_a_file_a_byte_too_large_for_a_document_is_refused(client):
    file = SimpleUploadedFile("own.json", b" " * (MAXIMUM_BYTES + 1))
    assert client.post("/own-document", {"file": file}).status_code == 413


def test_the_document_of_the_form_has_the_limit_of_the_api(client):
    document = DOCUMENT + b" " * (MAXIMUM_BYTES + 1 - len(DOCUMENT))
    page = client.post("/", {"document": document.decode()})
    api = client.post("/api/compare", document, content_type="application/json")
    assert api.status_code == 413
    words = api.json()["faults"][0]["message"]
    assert words in page.content.decode()


def test_half_a_body_of_the_api_says_that_it_broke_off():
    half = Sent(DOCUMENT[: len(DOCUMENT) // 2])
    status, answer = ask(half, len(DOCUMENT), "/api/compare", "application/json")
    assert status.startswith("400")
    assert "broke off" in json.loads(answer)["faults"][0]["message"]


@pytest.mark.parametrize("path", ["/", "/sure", "/where", "/cheapest", "/rigged", "/prices/"])
def test_a_page_is_not_put(path):
    response = Client(enforce_csrf_checks=True).put(path)
    assert response.status_code == 405
    assert "GET" in response["Allow"]


def test_a_zero_byte_in_a_number_is_a_fault_by_its_name(client):
    response = client.get("/comparison.json?horizon_years=%00")
    assert response.status_code == 422
    assert response.json()["faults"][0]["path"] == "horizon_years"
