"""A feed's host has so many seconds in all, however it drips what it answers."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest

from pricing.catalogue.feeds.origins import Door, WebOrigin
from pricing.catalogue.files import CatalogueFaults
from tests.nginx import make_certificate

WORDS = "takes more than 0.5 seconds"
# A host ends by itself after these: whoever waits for that hears other words than the deadline's.
MOST_SECONDS = 20

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
# What comes at once, and what comes again and again.
DRIPS = {
    "status": (b"HTTP/1.1 200 ", b"O"),
    "other heads before": (b"", CONTINUE),
    "head": (HEAD + b"X-Slow: ", b"x"),
    "body": (HEAD + b"Content-Length: 9999\r\n\r\n", b" "),
    "size of a chunk": (CHUNKED, b"0"),
    "extension of a chunk": (CHUNKED + b"2;", b"x"),
    "chunk": (CHUNKED + b"ffff\r\n", b" "),
    "trailer": (CHUNKED + b"2\r\n{}\r\n0\r\nX-Slow: ", b"x"),
}
# Of a handshake, of which 16 KiB are to follow.
HANDSHAKE = b"\x16\x03\x03\x3f\xff\x02"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("slow"), "localhost")


@contextmanager
def serve(answer):
    """The address of a host that does so with whoever connects."""
    gone = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take():
            with suppress(OSError):
                opened, _ = server.accept()
                with opened:
                    answer(opened, gone)

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield f"https://localhost:{server.getsockname()[1]}/"
        gone.set()
        thread.join(MOST_SECONDS)


@contextmanager
def serve_safely(certificate, answer):
    """The address of one with whom a handshake succeeds."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def answer_safely(opened, gone):
        with context.wrap_socket(opened, server_side=True) as safe:
            answer(safe, gone)

    with serve(answer_safely) as address:
        yield address


def repeat(gone: threading.Event, do, pause: float = 0.1) -> None:
    """Does it over and over, until the other side goes or time is up."""
    ends = time.monotonic() + MOST_SECONDS
    while time.monotonic() < ends and not gone.wait(pause):
        do()


def refuse(address: str, certificate) -> str:
    """Why an address is not read."""
    door = Door(
        hosts=frozenset({"localhost"}),
        port=urlsplit(address).port,
        is_allowed=lambda address: True,
        make_context=lambda: ssl.create_default_context(cafile=certificate[0]),
        most_seconds=0.5,
    )
    with pytest.raises(CatalogueFaults) as refused:
        WebOrigin(address, door).read_first()
    (fault,) = refused.value.faults
    return fault.message


@pytest.mark.parametrize("place", DRIPS)
def test_an_answer_that_drips_anywhere_ends_with_the_deadline(certificate, place):
    begin, drop = DRIPS[place]

    def answer(opened, gone):
        opened.recv(9999)
        opened.sendall(begin)
        repeat(gone, lambda: opened.sendall(drop))

    with serve_safely(certificate, answer) as address:
        assert refuse(address, certificate) == WORDS


def test_heads_without_an_end_end_with_the_deadline(certificate):
    def answer(opened, gone):
        repeat(gone, lambda: opened.sendall(CONTINUE * 100), pause=0)

    with serve_safely(certificate, answer) as address:
        assert refuse(address, certificate) == WORDS


def test_a_handshake_that_drips_ends_with_the_deadline(certificate):
    def answer(opened, gone):
        opened.sendall(HANDSHAKE)
        repeat(gone, lambda: opened.sendall(b"\0"))

    with serve(answer) as address:
        assert refuse(address, certificate) == WORDS


def test_a_name_that_nobody_resolves_ends_with_the_deadline(certificate, monkeypatch):
    gone = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gone.wait(MOST_SECONDS))

    assert refuse("https://localhost:9/", certificate) == WORDS
    gone.set()


def test_a_host_that_says_nothing_ends_with_the_deadline(certificate):
    with serve(lambda opened, gone: gone.wait(MOST_SECONDS)) as address:
        assert refuse(address, certificate) == WORDS
