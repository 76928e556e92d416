"""Uploads of which a part comes, and then no more."""

from __future__ import annotations

import json
import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import NamedTuple

from .found import Found
from .judging import judge
from .resources import connect, count_open
from .site import Answer, Ground, Site, serve

BROKEN_OFF = re.compile(rb"the (upload|body) broke off", re.IGNORECASE)
MUCH = 2_000_000  # more than is kept in memory of a body
FORM = "multipart/form-data; boundary=half"
SECONDS = 2  # within which a line is written and a file let go


class Half(NamedTuple):
    """Where a part of a body is sent to, and what tells its length."""

    path: str
    kind: str
    body: bytes
    length: str


HEAD = b'--half\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
FORM_WITHOUT_END = Half("/verify", FORM, HEAD, f"Content-Length: {len(HEAD)}")


def send_halves(ground: Ground, folder: Path) -> Found:
    """32. What breaks off, even at the end of a line, is not read as if it were whole: it is told
    so, and leaves a line in the log, but no row and no file. Clients that are gone leave as little.
    """
    found, room = Found(), folder / "room"
    room.mkdir()
    environment = {**ground.environment, "TMPDIR": str(room), "LOG_LEVEL": "INFO"}
    with serve(ground._replace(environment=environment), found, folder) as site:
        number = site.issue(site.draft(site.keep()))
        file = site.ask("GET", f"/api/quotes/{number}/v1.csv", by="bob")
        listed = site.ask("GET", "/api/comparisons", by="bob")
        assert file
        assert listed
        workers = site.wait_for_workers()
        before, open_before = sorted(room.rglob("*")), count_open(workers)
        for half in list_halves(ground, file.body):
            expect_told(site, half)
            leave(site, half)
        expect_told(site, FORM_WITHOUT_END)
        time.sleep(SECONDS)
        still = site.ask("GET", "/api/comparisons", by="bob")
        found.expect(bool(still and still.body == listed.body), "half of a body was kept")
        found.expect(sorted(room.rglob("*")) == before, "a file stays in the temporary folder")
        after = count_open(workers)
        found.expect(after <= open_before + 4, f"{after - open_before} files more stay open")
        log = site.log.read_text()
        found.expect("Traceback" not in log, "the log holds a traceback")
        gone = log.count("A client went away")
        found.expect(gone == found.injected // 2, f"{gone} lines say that a client went away")
    judge(found, ground.environment)
    return found


def list_halves(ground: Ground, file: bytes) -> Iterator[Half]:
    """Of JSON, of a file as it is and of forms with one: too short by a byte and by much, in chunks
    without the last.
    """
    kept = json.dumps({"name": "Half", "document": ground.document}).encode()
    lines = file.splitlines(keepends=True)
    half = b"".join(lines[: len(lines) // 2])
    for path, kind, body in (
        ("/api/comparisons", "application/json", kept),
        ("/api/verify", "application/octet-stream", half),
        ("/verify", FORM, HEAD + half),
        ("/portfolio/", FORM, HEAD + half),
        ("/inventory", FORM, HEAD + half),
        ("/verify", FORM, HEAD + b"a,b\n" * (MUCH // 4)),
    ):
        yield Half(path, kind, body, f"Content-Length: {len(body) + 1}")
        yield Half(path, kind, body, f"Content-Length: {len(body) + 10 * MUCH}")
        chunk = b"%x\r\n%s\r\n" % (len(body), body)
        yield Half(path, kind, chunk, "Transfer-Encoding: chunked")


def begin(site: Site, half: Half) -> socket.socket:
    """A client that has sent its half."""
    head = (
        f"POST {half.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {half.kind}\r\n"
        f"Authorization: Bearer {site.ground.tokens['bob']}\r\n"
        f"Idempotency-Key: half\r\n{half.length}\r\n\r\n"
    )
    client = connect(site, head)
    client.sendall(half.body)
    return client


def expect_told(site: Site, half: Half) -> None:
    """A client that ends its sending and listens hears that it broke off; the log names it."""
    site.found.injected += 1
    with closing(begin(site, half)) as client:
        client.shutdown(socket.SHUT_WR)
        answer = read(client)
    site.found.bit += answer is not None and answer.status == 400
    words = answer.body if answer else b"nothing"
    told = f"{half.path}, {half.length}: answered with {words[:200]!r}"
    site.found.expect(bool(answer and answer.status == 400 and BROKEN_OFF.search(words)), told)
    name = (answer.headers if answer else {}).get("X-Request-Id", "no name")
    time.sleep(0.05)
    lines = [line for line in site.log.read_text().splitlines() if name in line]
    site.found.expect(len(lines) == 1, f"{half.path}: {len(lines)} lines of the log name it")


def read(client: socket.socket) -> Answer | None:
    """What is answered; an empty answer is none."""
    try:
        with HTTPResponse(client) as came:
            came.begin()
            return Answer(came.status, dict(came.headers), came.read())
    except (OSError, HTTPException):
        return None


def leave(site: Site, half: Half) -> None:
    """A client that is gone altogether."""
    site.found.injected += 1
    client = begin(site, half)
    time.sleep(0.05)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    site.found.bit += 1
