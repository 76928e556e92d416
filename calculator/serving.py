"""gunicorn's worker whose threads get whole requests: waitress does the sockets.

gunicorn's own threads read from the client themselves, so that a few slow ones hold them all. Here
one thread looks after all connections, however slow; those that compute get whole requests and
hand over whole answers. gunicorn keeps what it is good at: it starts, watches and ends processes.
"""

from __future__ import annotations

import errno
import os
import re
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import Error

MOST_CONNECTIONS = 2000
MOST_HEAD_BYTES = 48 * 1024  # an address of 8,000 bytes, the same as referrer, and cookies
MOST_HEADERS, MOST_HEADER_BYTES = 100, 8190  # as other servers have it
MOST_BODY_BYTES = 64 * 1024 * 1024  # above what any view takes, which says so in its own words
IDLE_SECONDS = 60
HEAD_SECONDS = 10
BODY_SECONDS = 30
LEAST_BYTES_PER_SECOND = 16 * 1024  # a body that comes at this speed may take longer
LOOK_SECONDS = 1
_ENCODING = re.compile(rb"^transfer-encoding[ \t]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_FOLDED = re.compile(rb"\r\n[ \t]")
FIRST_SECONDS = 1  # for which one who came before the end is awaited
FEW_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


serving: list[Worker] = []  # the worker that this process is, if it is one


def replace_process() -> None:
    """What is asked is answered, then another process takes the place of this one."""
    for worker in serving:
        worker.alive = False


class Lost:
    """A body that there was no room for: whoever reads it hears so."""

    def read(self, *_: object) -> bytes:
        """Raises `OSError`."""
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    readline = read


class Body(OverflowableBuffer):
    """What came of a body: a small one in memory, else in the temporary directory. Where that has
    no room the rest is only counted, so that its sender can be answered.
    """

    lost_bytes: int | None = None

    def append(self, s: bytes) -> None:
        """Takes what came."""
        if self.lost_bytes is None:
            held_bytes = len(self)
            try:
                super().append(s)
            except OSError:
                with suppress(OSError):  # what was not written yet can't be, now as before
                    self.close()
                self.lost_bytes = held_bytes
        if self.lost_bytes is not None:
            self.lost_bytes += len(s)

    def __len__(self) -> int:
        if self.lost_bytes is None:
            return int(super().__len__())
        return self.lost_bytes

    def getfile(self) -> Any:
        """What the site reads."""
        return super().getfile() if self.lost_bytes is None else Lost()


class TimedOut(Error):
    """A request that was not there in time."""

    code = 408
    reason = "Request Timeout"


class Request(HTTPRequestParser):
    """What comes as one request: refused where a proxy may have read another end of it."""

    def received(self, data: bytes) -> int:
        """Takes what came. A head whose lines end without a return has an end for others alone, so
        it ends here, to be refused.
        """
        head = (self.header_plus + data).partition(b"\r\n\r\n")[0]
        if self.body_rcv is None and b"\n\n" in head:
            super().received(data + b"\r\n\r\n")
            return len(data)
        return int(super().received(data))

    def parse_header(self, header_plus: bytes) -> None:
        """Raises `ParsingError` for a length that is told in two ways, a folded line, a header that
        is too long, and too many.
        """
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            self.body_rcv.buf = Body(self.adj.inbuf_overflow)
        encodings = [each.strip().lower() for each in _ENCODING.findall(header_plus)]
        is_one = encodings == [b"chunked"] and self.chunked and "CONTENT_LENGTH" not in self.headers
        if encodings and not is_one:
            raise ParsingError("The length of the body is told in two ways.")
        if _FOLDED.search(header_plus):
            raise ParsingError("A header goes on in a second line.")
        lines = header_plus.split(b"\r\n")[1:]
        if len(lines) > MOST_HEADERS or max(map(len, lines), default=0) > MOST_HEADER_BYTES:
            raise ParsingError(
                f"A request may have {MOST_HEADERS} headers of {MOST_HEADER_BYTES:,} bytes each."
            )


class Connection(HTTPChannel):
    """A client: what of its request has come, and since when it is awaited."""

    parser_class = Request
    awaited_since = 0.0  # where nothing came yet: since when the connection is there

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.awaited_since = time.monotonic()
        self.has_asked = False

    def received(self, data: bytes) -> bool:
        """Takes what came, and notes when the first of a request does."""
        self.has_asked = True
        if self.request is None:
            self.awaited_since = time.monotonic()
        return bool(super().received(data))

    def service(self) -> None:
        """Answers what was asked. Where not even the error can be told, as without any memory, the
        client would wait for good: its connection ends, and so does the process.
        """
        try:
            super().service()
        except BaseException:
            with self.requests_lock:
                unanswered, self.requests = self.requests, []
                self.will_close = True
            replace_process()
            self.server.pull_trigger()
            for request in unanswered:
                request.close()  # with what came of its body
            raise

    def refuse_if_late(self) -> None:
        """Answers for a request whose head or body is not there in time."""
        with self.requests_lock:
            if self.request is None or time.monotonic() < self._latest():
                return
            late, self.request = self.request, None
            late.error = TimedOut("The request did not come in time. Nothing of it was done.")
            self.requests.append(late)
            if len(self.requests) == 1:
                self.server.add_task(self)

    def _latest(self) -> float:
        """When the request must be there."""
        if not self.request.headers_finished:
            return self.awaited_since + HEAD_SECONDS
        expected_seconds = self.request.body_bytes_received / LEAST_BYTES_PER_SECOND
        return self.awaited_since + HEAD_SECONDS + BODY_SECONDS + expected_seconds

    def is_at_rest(self) -> bool:
        """Whether nothing is asked that is not answered; who has just come, or sent a part, is
        about to ask.
        """
        is_asking = self.request is not None or not self.has_asked
        is_new = is_asking and time.monotonic() < self.awaited_since + FIRST_SECONDS
        return not (is_new or self.requests or self.total_outbufs_len)


class Connections(TcpWSGIServer):
    """The connections of one process, on a socket that others listen to as well."""

    channel_class = Connection
    accepts_again_at = 0.0

    def accept(self) -> Any:
        """A client that is there. Without a descriptor for it the next look is a second later: else
        this would turn round and round over a client that stays there.
        """
        try:
            return super().accept()
        except OSError as error:
            if error.errno in FEW_LEFT:
                self.accepts_again_at = time.monotonic() + LOOK_SECONDS
            raise

    def readable(self) -> bool:
        """Whether clients are taken just now."""
        return bool(super().readable()) and time.monotonic() >= self.accepts_again_at

    def maintenance(self, now: float) -> None:
        """Ends idle connections and those whose request does not come."""
        super().maintenance(now)
        for connection in list(self.active_channels.values()):
            connection.refuse_if_late()

    def is_at_rest(self) -> bool:
        """Whether every request that came was answered."""
        return all(connection.is_at_rest() for connection in list(self.active_channels.values()))


class BufferingWorker(Worker):
    """A process of gunicorn whose sockets are waitress's."""

    def run(self) -> None:
        """Serves until told to end, then until what came whole is answered."""
        serving.append(self)
        connections: dict[int, Any] = {}
        servers = self._listen(connections)
        while self.alive and self.ppid == os.getppid():
            self._look_after(connections)
        for server in servers:
            server.accepting = False
        latest = time.monotonic() + self.cfg.graceful_timeout
        self._look_after(connections)  # what came before the end may be unread
        while time.monotonic() < latest and not all(server.is_at_rest() for server in servers):
            self._look_after(connections)

    def _listen(self, connections: dict[int, Any]) -> list[Connections]:
        """The servers on gunicorn's sockets, with the same threads."""
        settings = Adjustments(
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            connection_limit=MOST_CONNECTIONS,
            max_request_header_size=MOST_HEAD_BYTES,
            max_request_body_size=MOST_BODY_BYTES,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=LOOK_SECONDS,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,  # Django believes those that BEHIND_PROXY names
            log_socket_errors=False,
            ident=None,
        )
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(self.cfg.threads)
        return [
            Connections(
                self.wsgi,
                connections,
                _sock=sock,
                dispatcher=threads,
                adj=settings,
                sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
                bind_socket=False,
            )
            for sock in settings.sockets
        ]

    def _look_after(self, connections: dict[int, Any]) -> None:
        """Reads and writes where there is something to, and tells gunicorn that this one lives."""
        self.notify()
        wasyncore.loop(timeout=LOOK_SECONDS, use_poll=True, map=connections, count=1)
