"""The server in front of the site: slow clients hold nobody up, and late ones are told."""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from threading import Lock
from types import SimpleNamespace

import pytest

from calculator import serving

SITE = "tests.web.waiting_site"
HEAD = b"%s HTTP/1.1\r\nHost: localhost\r\n"
HALF_HEAD = HEAD % b"GET /"
HALF_BODY = HEAD % b"POST /" + b"Content-Length: 1000000\r\n\r\n1,2,3"
MUCH = HEAD % b"GET /?bytes=4000000" + b"\r\n"
SLOW = {
    "idle": (500, b""),
    "half a head": (200, HALF_HEAD),
    "half a body": (200, HALF_BODY),
    "reads nothing": (50, MUCH),
}
START = """
import sys
from calculator import serving
seconds = map(float, sys.argv.pop(1).split())
serving.IDLE_SECONDS, serving.HEAD_SECONDS, serving.BODY_SECONDS = seconds
serving.LOOK_SECONDS = 0.1
from gunicorn.app.wsgiapp import run
run()
"""


class Server:
    """gunicorn with our worker before the waiting site, on a port of its own."""

    def __init__(self, seconds: str = "60 10 30") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        arguments = ["--config", f"python:{SITE}", "--bind", f"127.0.0.1:{self.port}", SITE]
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, seconds, *arguments],
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Server:
        """The server, once it answers."""
        return self.wait()

    def __exit__(self, *_: object) -> None:
        self.end()

    def connect(self, sent: bytes = b"") -> socket.socket:
        """A client that has sent so much and no more."""
        client = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        client.sendall(sent)
        return client

    def ask(self, path: str = "/", body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body of an answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("POST" if body else "GET", path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def wait(self) -> Server:
        """Until it answers."""
        for _ in range(200):
            try:
                self.ask()
                return self
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def end(self) -> int:
        """Asks it to end; its status."""
        self.process.terminate()
        return self.process.wait(timeout=40)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as started:
        yield started


@pytest.fixture(scope="module")
def hasty_server() -> Iterator[Server]:
    """One that waits for seconds where the other waits for a minute."""
    with Server(seconds="2 0.5 0.5") as started:
        yield started


def find_children(process: int) -> list[int]:
    listed = subprocess.run(["pgrep", "--parent", str(process)], capture_output=True, check=True)
    return [int(child) for child in listed.stdout.split()]


def count_spooled(server: Server) -> int:
    """The large files without a name that its processes hold."""
    return sum(
        is_spooled(file)
        for child in find_children(server.process.pid)
        for file in Path(f"/proc/{child}/fd").iterdir()
    )


def is_spooled(file: Path) -> bool:
    """Whether what a process has open is large and has no name; what it has closed is not."""
    with suppress(FileNotFoundError):
        return os.readlink(file).endswith(" (deleted)") and file.stat().st_size > 1_000_000
    return False


def wait_until(holds: Callable[[], bool]) -> None:
    """Fails where it does not hold within five seconds."""
    latest = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < latest
        time.sleep(0.05)


def read_all(client: socket.socket) -> bytes:
    """All that comes until the connection is closed."""
    with client:
        return b"".join(iter(lambda: client.recv(65536), b""))


@pytest.mark.parametrize("kind", SLOW)
def test_slow_clients_hold_nobody_up(server: Server, kind: str):
    count, sent = SLOW[kind]
    with ExitStack() as clients:
        for _ in range(count):
            clients.enter_context(server.connect(sent))
        assert [server.ask("/", b"1,2,3") for _ in range(10)] == [(200, b"5")] * 10


def test_a_head_that_does_not_come_is_answered_as_late(hasty_server: Server):
    answer = read_all(hasty_server.connect(HALF_HEAD))
    assert answer.startswith(b"HTTP/1.0 408 ")


def test_a_body_that_does_not_come_is_answered_as_late(hasty_server: Server):
    answer = read_all(hasty_server.connect(HALF_BODY))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"Nothing of it was done." in answer


def test_a_head_that_comes_letter_by_letter_is_late_too(hasty_server: Server):
    client = hasty_server.connect(HALF_HEAD)
    letters = iter(b"a" * 100)
    while not select.select([client], [], [], 0.05)[0]:
        client.send(bytes([next(letters)]))
    assert client.recv(100).startswith(b"HTTP/1.0 408 ")
    client.close()


def test_a_body_that_comes_steadily_may_take_longer(hasty_server: Server):
    head = HEAD % b"POST /" + b"Connection: close\r\nContent-Length: 200000\r\n\r\n"
    client = hasty_server.connect(head)
    for _ in range(20):
        client.sendall(b"-" * 10_000)
        time.sleep(0.1)
    assert read_all(client).endswith(b"\r\n\r\n200000")


def test_an_idle_connection_is_closed(hasty_server: Server):
    assert read_all(hasty_server.connect()) == b""


CHUNKED = HEAD % b"POST /" + b"Transfer-Encoding: chunked\r\n\r\n"
BROKEN_OFF = {
    "a line of a head": b"GET / HT",
    "a head": HALF_HEAD,
    "a body": HALF_BODY,
    "a head and no body": HALF_BODY[:-5],
    "a chunk": CHUNKED + b"5\r\n1,2",
    "chunks without the last": CHUNKED + b"5\r\n1,2,3\r\n",
    "the last chunk": CHUNKED + b"5\r\n1,2,3\r\n0\r\n",
}


@pytest.mark.parametrize("sent", BROKEN_OFF.values(), ids=BROKEN_OFF)
def test_half_a_request_is_answered_as_broken_off(server: Server, sent: bytes):
    client = server.connect(sent)
    client.shutdown(socket.SHUT_WR)
    answer = read_all(client)
    assert answer[9:12] == b"400"
    assert b"The upload broke off" in answer


def test_half_a_request_behind_a_whole_one_is_answered_after_it(server: Server):
    client = server.connect(HEAD % b"GET /" + b"\r\n" + HALF_BODY)
    client.shutdown(socket.SHUT_WR)
    answer = read_all(client)
    assert answer.index(b"HTTP/1.1 200") < answer.index(b"HTTP/1.1 400")


def test_of_an_upload_whose_client_went_away_no_file_stays(server: Server):
    with server.connect(HEAD % b"POST /" + b"Content-Length: 5000000\r\n\r\n") as client:
        client.sendall(bytes(4_000_000))
        wait_until(lambda: count_spooled(server) == 1)
    wait_until(lambda: count_spooled(server) == 0)


@pytest.mark.parametrize("more", [b"", b"Expect: 100-continue\r\n"])
def test_a_body_above_the_limit_is_refused_before_it_comes(server: Server, more: bytes):
    client = server.connect(HEAD % b"POST /small" + more + b"Content-Length: 100000000\r\n\r\n")
    assert read_all(client).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_an_address_takes_is_read_though_others_take_less(server: Server):
    client = server.connect(HEAD % b"POST /" + b"Content-Length: 70000000\r\n\r\n")
    client.sendall(bytes(70_000_000))
    client.shutdown(socket.SHUT_WR)
    assert read_all(client).endswith(b"\r\n\r\n70000000")


def test_chunks_above_what_an_address_takes_are_refused_without_reading_on(server: Server):
    """The waiting site takes 1 MiB at `/small`, and says so."""
    client = server.connect(CHUNKED.replace(b"/", b"/small", 1))
    client.sendall(b"200000\r\n" + b"-" * (1024**2 + 1))
    answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"larger than 1 MiB" in answer


def test_what_is_being_answered_is_answered_whole_at_the_end():
    with Server() as started:
        asked = HEAD % b"GET /?seconds=1&bytes=4000000" + b"Connection: close\r\n\r\n"
        client = started.connect(asked)
        time.sleep(0.3)
        started.process.send_signal(signal.SIGTERM)
        assert read_all(client).endswith(b"-" * 4_000_000)
        assert started.end() == 0


def test_ended_processes_are_replaced():
    with Server() as started:
        for child in find_children(started.process.pid):
            os.kill(child, signal.SIGKILL)
        assert started.wait().ask("/", b"1,2,3") == (200, b"5")


def test_a_request_whose_error_cannot_be_told_ends_with_its_connection_and_process():
    with Server() as server:
        before = find_children(server.process.pid)
        with pytest.raises(OSError, match=r"closed connection|reset"):
            server.ask("/?fails=1")
        assert server.ask() == (200, b"0")
        latest = time.monotonic() + 20
        while {*before} <= {*find_children(server.process.pid)} and time.monotonic() < latest:
            time.sleep(0.1)
        assert len({*before} - {*find_children(server.process.pid)}) == 1


class Held:
    """A request with what came of its body."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


def test_what_came_of_a_body_is_let_go_where_its_request_ends_in_an_error(monkeypatch):
    def fail(connection: serving.Connection) -> None:
        raise MemoryError

    connection = serving.Connection.__new__(serving.Connection)
    connection.requests_lock, connection.requests = Lock(), [Held(), Held()]
    connection.server = SimpleNamespace(pull_trigger=lambda: None)
    held = connection.requests
    monkeypatch.setattr(serving.HTTPChannel, "service", fail)
    with pytest.raises(MemoryError):
        connection.service()
    assert [each.is_closed for each in held] == [True, True]


def test_without_descriptors_left_it_does_not_run_hot_and_goes_on_later():
    with Server() as started, ExitStack() as clients:
        children = find_children(started.process.pid)
        limits = resource.prlimit(children[0], resource.RLIMIT_NOFILE)
        used = max(len(os.listdir(f"/proc/{child}/fd")) for child in children)
        for child in children:
            resource.prlimit(child, resource.RLIMIT_NOFILE, (used + 4, limits[1]))
        for _ in range(40):
            clients.enter_context(started.connect())
        time.sleep(0.5)
        before = sum(read_ticks(child) for child in children)
        time.sleep(3)
        seconds = (sum(read_ticks(child) for child in children) - before) / os.sysconf("SC_CLK_TCK")
        assert seconds < 1
        for child in children:
            resource.prlimit(child, resource.RLIMIT_NOFILE, limits)
        assert started.ask("/", b"1,2,3") == (200, b"5")


def read_ticks(process: int) -> int:
    """What a process has computed."""
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_processes_are_changed_under_load_without_a_failed_request():
    with Server() as started:
        answered = []
        ends = time.monotonic() + 8
        for number in range(10_000):
            if number % 40 == 20:
                started.process.send_signal(signal.SIGHUP)
            answered.append(started.ask("/", b"1,2,3"))
            time.sleep(0.02)
            if time.monotonic() > ends:
                break
        assert set(answered) == {(200, b"5")}
        assert len(answered) > 40
