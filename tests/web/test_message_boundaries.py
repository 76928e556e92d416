"""Where one request ends and the next begins: what could be read in two ways is refused."""

from __future__ import annotations

import pytest
from waitress.adjustments import Adjustments

from calculator.incoming import MOST_BODY_BYTES, Request
from tests.web.test_serving import HEAD, Server, read_all, server

__all__ = ["server"]
SECOND = HEAD % b"GET /?second" + b"\r\n"
HIDDEN = {
    "both lengths": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 50\r\n\r\n",
    "two lengths in one": b"Content-Length: 0, 50\r\n\r\n",
    "a length below zero": b"Content-Length: -1\r\n\r\n",
    "a length with a sign": b"Content-Length: +0\r\n\r\n",
    "a length of 5,000 digits": b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "a length in words": b"Content-Length: none\r\n\r\n",
    "an encoding that nobody knows": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked twice": b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"Content-Length : 50\r\n\r\n",
    "a header of two lines": b"X-Long: one\r\n two\r\n\r\n",
    "a size of a chunk in words": b"Transfer-Encoding: chunked\r\n\r\nnone\r\n",
    "a line that ends without a return": b"X-Short: one\nContent-Length: 50\r\n\r\n",
}


@pytest.mark.parametrize("head", HIDDEN.values(), ids=HIDDEN)
def test_what_can_be_read_in_two_ways_is_refused_and_no_second_request_read(
    server: Server, head: bytes
):
    client = server.connect(HEAD % b"POST /" + head + SECOND)
    answered = read_all(client)
    assert answered[9:12] in (b"400", b"501")
    assert answered.count(b"HTTP/1.") == 1


BAD_HEADS = {name: head for name, head in HIDDEN.items() if name != "a size of a chunk in words"}


@pytest.mark.parametrize("head", BAD_HEADS.values(), ids=BAD_HEADS)
def test_a_body_that_is_refused_is_not_asked_for(server: Server, head: bytes):
    client = server.connect(HEAD % b"POST /" + b"Expect: 100-continue\r\n" + head + SECOND)
    assert read_all(client)[9:12] in (b"400", b"501")


@pytest.mark.parametrize("address", [b"http://[::1/", b"http://[x]/", b"//[/"])
def test_an_address_that_is_none_is_answered(server: Server, address: bytes):
    client = server.connect(HEAD % (b"GET " + address) + b"Connection: close\r\n\r\n")
    assert read_all(client).count(b"HTTP/1.") == 1


WITHOUT_END = {
    "the size of a chunk": (b"", b"could not be understood: The size of a chunk does not end"),
    "what follows the last chunk": (b"0\r\nX: ", b"What follows the last chunk does not end"),
}


@pytest.mark.parametrize(("begun", "words"), WITHOUT_END.values(), ids=WITHOUT_END)
def test_chunks_of_which_something_does_not_end_are_refused(begun: bytes, words: bytes):
    request = Request(Adjustments(), lambda path: MOST_BODY_BYTES)
    request.received(HEAD % b"POST /" + b"Transfer-Encoding: chunked\r\n\r\n")
    for part in (begun, *[b"0" * 8192] * 9):
        request.received(part)
    assert request.completed
    assert words.decode() in request.find_refusal()[1]


@pytest.mark.parametrize("parts", [1, 3])
def test_a_head_of_lines_without_returns_is_refused_and_not_waited_for(server: Server, parts: int):
    """Also where it comes in parts, one of which ends within its end."""
    head = (HEAD % b"GET /").replace(b"\r\n", b"\n") + b"\n"
    client = server.connect(head[:-parts])
    client.sendall(head[-parts:])
    assert read_all(client)[9:12] == b"400"


def test_chunks_are_no_body_of_older_http(server: Server):
    head = (HEAD % b"POST /").replace(b"HTTP/1.1", b"HTTP/1.0")
    client = server.connect(head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    assert read_all(client)[9:12] == b"400"


HEADERS = {
    "one of 8,191 bytes": b"X-Long: " + b"x" * 8183 + b"\r\n",
    "a hundred beside the host": b"X-Short: 1\r\n" * 100,
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_headers_that_are_too_long_or_too_many_are_refused(server: Server, headers: bytes):
    client = server.connect(HEAD % b"GET /" + headers + b"\r\n")
    assert read_all(client)[9:12] == b"400"


def test_the_longest_headers_are_read(server: Server):
    long = b"X-Long: " + b"x" * 8182 + b"\r\n"
    client = server.connect(HEAD % b"GET /healthz" + long + b"Connection: close\r\n\r\n")
    assert read_all(client)[9:12] == b"200"


def test_two_requests_that_are_whole_are_two(server: Server):
    client = server.connect(SECOND + HEAD % b"GET /" + b"Connection: close\r\n\r\n")
    assert read_all(client).count(b"HTTP/1.1 200") == 2
