"""What does not come whole is answered in the words of the site, with its line in the log."""

from __future__ import annotations

import json
import re
import socket
import struct
import time
from http.client import HTTPResponse

import pytest

from tests.served.site import Answer, Site

HOST = b" HTTP/1.1\r\nHost: localhost\r\n"
BROKEN_OFF = "The upload broke off: only a part of it came. Send it again."
TOO_LARGE = "The body is larger than 2 MiB, which is more than is read here."
HALVES = {
    "half a body": b"Content-Length: 1000000\r\n\r\n{",
    "chunks without the last": b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    "half a head": b"Content-Le",
}
MUCH = b"Transfer-Encoding: chunked\r\n\r\n200001\r\n" + b" " * (2 * 1024**2 + 1)
ASKED = {
    "a page": (b"POST /own-document", b""),
    "a part of a page": (b"POST /own-document", b"HX-Request: true\r\n"),
    "the API": (b"POST /api/compare", b"Content-Type: application/json\r\n"),
}


@pytest.fixture(scope="module")
def site(set_up, tmp_path_factory):
    with Site(f"sqlite:///{set_up}", tmp_path_factory.mktemp("log") / "log") as started:
        yield started


def send(site: Site, sent: bytes) -> Answer:
    """What is answered where nothing more comes."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        with HTTPResponse(client) as came:
            came.begin()
            return Answer(came.status, came.headers, came.read().decode())


def read_words(asked: str, body: str) -> str:
    """What is said, each in its own form: JSON, a page, a part of one."""
    if asked == "the API":
        return str(json.loads(body)["faults"][0]["message"])
    assert body.lstrip().lower().startswith("<!doctype html>") is (asked == "a page")
    return re.sub(r"<[^>]*>", "", body)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_half_a_request_is_told_in_the_form_that_was_asked_for(site, asked, half):
    first, headers = ASKED[asked]
    answer = send(site, first + HOST + headers + half)
    assert answer.status == 400
    assert BROKEN_OFF in read_words(asked, answer.text)


@pytest.mark.parametrize("asked", ASKED)
def test_chunks_without_end_are_told_in_the_form_that_was_asked_for(site, asked):
    first, headers = ASKED[asked]
    answer = send(site, first + HOST + headers + MUCH)
    assert answer.status == 413
    assert TOO_LARGE in read_words(asked, answer.text)


@pytest.mark.parametrize("half", [*HALVES.values(), MUCH], ids=[*HALVES, "too much"])
def test_what_did_not_come_whole_has_one_line_with_its_request(site, half):
    answer = send(site, b"POST /api/compare" + HOST + half)
    lines = [line for line in site.read_log() if answer.headers["X-Request-ID"] in line]
    assert len(lines) == 1
    assert "POST /api/compare 4" in lines[0]


def test_a_client_that_is_gone_leaves_a_line_and_nothing_else(site):
    before = len(site.read_log())
    client = socket.create_connection(("127.0.0.1", site.port), timeout=20)
    client.sendall(b"POST /api/compare" + HOST + HALVES["half a body"])
    time.sleep(0.5)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()  # by which it is reset
    time.sleep(1.5)
    lines = site.read_log()[before:]  # others' of just before may come late
    assert any(" INFO deskfare.serving - A client went away " in line for line in lines)
    assert [line for line in lines if " INFO " not in line] == []


def test_no_words_of_the_server_itself_are_left(site):
    answer = send(site, b"GET /" + HOST + b"X-Long: " + b"x" * 9000 + b"\r\n\r\n")
    assert answer.status == 400
    assert "<h1>The request could not be understood: A request may have 100 headers" in answer.text
