"""A connection to an address that was checked, whose time ends whatever the other side does."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from concurrent.futures import Future
from typing import Any, NamedTuple, cast


class Deadline(NamedTuple):
    """A moment, by the clock that never goes back."""

    ends: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    def find_left(self) -> float:
        """The seconds until then. Raises `TimeoutError` where none are left."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def look_up(host: str, port: int, deadline: Deadline) -> list[str]:
    """The addresses of a host's name. Raises `OSError`, and `TimeoutError`.

    The system's resolver can't be interrupted, so it is left behind where it takes too long.
    """
    found: Future[list[str]] = Future()

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.set_result([str(each[4][0]) for each in answers])
        except Exception as error:
            found.set_exception(error)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    return found.result(timeout=deadline.find_left())


class _TimedSocket(ssl.SSLSocket):
    """Waits each time no longer than is left. A socket's own timeout begins anew with each byte,
    and an answer's head, its chunks and its trailers are read byte by byte behind `http.client`.
    """

    deadline: Deadline

    def recv_into(self, *given: Any) -> int:
        """As its parent does it. Raises `TimeoutError`."""
        self.settimeout(self.deadline.find_left())
        return super().recv_into(*given)

    def send(self, *given: Any) -> int:
        """As its parent does it. Raises `TimeoutError`."""
        self.settimeout(self.deadline.find_left())
        return super().send(*given)


class TimedConnection(http.client.HTTPSConnection):
    """To an address that was checked, with the certificate of the host's name."""

    def __init__(
        self, host: str, port: int, address: str, context: ssl.SSLContext, deadline: Deadline
    ) -> None:
        super().__init__(host, port, context=context)
        self._context_of_door, self._address, self._deadline = context, address, deadline
        context.sslsocket_class = _TimedSocket

    def connect(self) -> None:
        """Without another look-up, which might lead elsewhere."""
        raw = socket.create_connection((self._address, self.port), self._deadline.find_left())
        try:
            raw.settimeout(self._deadline.find_left())
            opened = cast(
                _TimedSocket,
                self._context_of_door.wrap_socket(raw, server_hostname=self.host),
            )
        except OSError:
            raw.close()
            raise
        opened.deadline = self._deadline
        self.sock = opened
