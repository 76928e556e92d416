"""gunicorn's worker whose threads get whole requests: waitress does the sockets.

gunicorn's own threads read from the client themselves, so that a few slow ones hold them all. Here
one thread looks after all connections, however slow; those that compute get whole requests and
hand over whole answers. gunicorn keeps what it is good at: it starts, watches and ends processes.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import InternalServerError

from calculator.incoming import MOST_BODY_BYTES, MOST_HEAD_BYTES, REFUSED, Request, TimedOut

MOST_CONNECTIONS = 2000
IDLE_SECONDS = 60
HEAD_SECONDS = 10
BODY_SECONDS = 30
LEAST_BYTES_PER_SECOND = 16 * 1024  # a body that comes at this speed may take longer
LOOK_SECONDS = 1
FIRST_SECONDS = 1  # for which one who came before the end is awaited
FEW_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

log = logging.getLogger("deskfare.serving")

serving: list[Worker] = []  # the worker that this process is, if it is one


def replace_process() -> None:
    """What is asked is answered, then another process takes the place of this one."""
    for worker in serving:
        worker.alive = False


class Refusal(WSGITask):
    """The site's own answer to what did not come as a request: it gets nothing of its body."""

    def start(self) -> None:
        """Nobody knows where another request would begin."""
        super().start()
        self.set_close_on_finish()

    def get_environment(self) -> dict[str, Any]:
        """What can be told of the request, and what is wrong with it."""
        environ: dict[str, Any] = super().get_environment()
        for name in ("CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"):
            environ.pop(name, None)
        return environ | {"wsgi.input": BytesIO(), REFUSED: self.request.find_refusal()}


def make_refusal(connection: Connection, request: Request) -> Refusal | ErrorTask:
    """Where the site itself failed it is not asked again."""
    is_failure = isinstance(request.error, InternalServerError)
    return (ErrorTask if is_failure else Refusal)(connection, request)


class Connection(HTTPChannel):
    """A client: what of its request has come, and since when it is awaited."""

    error_task_class = staticmethod(make_refusal)
    awaited_since = 0.0  # where nothing came yet: since when the connection is there

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.parser_class = partial(Request, find_most_bytes=self.server.find_most_bytes)
        self.awaited_since = time.monotonic()
        self.has_asked = False

    def handle_read(self) -> None:
        """Takes what comes. Who ended its sending in the middle of a request may still listen."""
        if self.request is not None and self._has_ended():
            with self.requests_lock:
                self.request.break_off()
                self._refuse()
            return
        super().handle_read()

    def _has_ended(self) -> bool:
        try:
            return not self.socket.recv(1, socket.MSG_PEEK)
        except OSError:  # which is found again where it is read
            return False

    def handle_close(self) -> None:
        """Ends the connection; who went away before all was said and done is no fault of ours."""
        if self.connected and (self.request is not None or self.total_outbufs_len):
            log.info("A client went away in the middle of a request or of its answer.")
        super().handle_close()

    def received(self, data: bytes) -> bool:
        """Takes what came, and notes when the first of a request does."""
        self.has_asked = True
        if self.request is None:
            self.awaited_since = time.monotonic()
        return bool(super().received(data))

    def send_continue(self) -> None:
        """Asks for the body of a request that waits to be asked; not of one that is refused."""
        if self.request.error is None:
            super().send_continue()

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
            self.request.error = TimedOut(
                "The request did not come in time. Nothing of it was done."
            )
            self._refuse()

    def _refuse(self) -> None:
        """What came so far is answered, by what is wrong with it."""
        refused, self.request = self.request, None
        self.requests.append(refused)
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

    def find_most_bytes(self, path: str) -> int:
        """How large a body an address takes, where the site says so."""
        find: Callable[[str], int] | None = getattr(self.application, "find_most_bytes", None)
        return MOST_BODY_BYTES if find is None else find(path)

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
            max_request_body_size=sys.maxsize,  # each request knows its own
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
