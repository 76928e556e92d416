"""What comes as a request: its head and body as they arrive, and what is none."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.utilities import (
    BadRequest,
    Error,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
)

MOST_HEAD_BYTES = 48 * 1024  # an address of 8,000 bytes, the same as referrer, and cookies
MOST_HEADERS, MOST_HEADER_BYTES = 100, 8190  # as other servers have it
MOST_LINE_BYTES = 1024  # that tells the size of a chunk
MOST_TRAILER_BYTES = 64 * 1024  # what follows the last chunk
MOST_BODY_BYTES = 64 * 1024 * 1024  # read for a view that takes less, which says so in its words
REFUSED = "deskfare.refused"  # where the site finds status and words of what did not come as one
_ENCODING = re.compile(rb"^transfer-encoding[ \t]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_FOLDED = re.compile(rb"\r\n[ \t]")


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


class BrokenOff(Error):
    """A request of which a part came, and then the end of all that is sent."""

    code = 400
    reason = "Bad Request"


class Request(HTTPRequestParser):
    """What comes as one request: refused where a proxy may have read another end of it."""

    # Of a head that could not be read, or did not come whole.
    command, path, query, request_uri, url_scheme = "GET", "/", "", "/", "http"

    most_bytes = MOST_BODY_BYTES

    def __init__(self, adj: Adjustments, find_most_bytes: Callable[[str], int]) -> None:
        super().__init__(adj)
        self.find_most_bytes = find_most_bytes

    def received(self, data: bytes) -> int:
        """Takes what came. A head whose lines end without a return has an end for others alone, so
        it ends here, to be refused.
        """
        head = (self.header_plus + data).partition(b"\r\n\r\n")[0]
        if self.body_rcv is None and b"\n\n" in head:
            super().received(data + b"\r\n\r\n")
            return len(data)
        taken_bytes = int(super().received(data))
        refusal = self._judge_body()
        if refusal is not None:
            self.error, self.completed = refusal, True
        return taken_bytes

    def _judge_body(self) -> Error | None:
        """What is wrong with what is said of a body, or came of it."""
        if max(self.content_length, self.body_bytes_received) > self.most_bytes:
            return RequestEntityTooLarge("")
        return self._judge_chunks() if self.chunked else None

    def _judge_chunks(self) -> Error | None:
        """What is wrong with chunks that came so far: what is looked through anew with each part
        of them must not grow.
        """
        if len(self.body_rcv.control_line) > MOST_LINE_BYTES:
            return BadRequest("The size of a chunk does not end")
        if len(self.body_rcv.trailer) > MOST_TRAILER_BYTES:
            return BadRequest("What follows the last chunk does not end")
        return None

    def break_off(self) -> None:
        """Nothing more comes: what came of a head says at least who was asked for what."""
        if not self.headers_finished:
            with suppress(ParsingError, TransferEncodingNotImplemented):
                self.parse_header(self.header_plus.rpartition(b"\r\n")[0].lstrip() + b"\r\n")
        self.error = BrokenOff("The upload broke off: only a part of it came. Send it again.")

    def find_refusal(self) -> tuple[int, str]:
        """Status and words of what is wrong, without what was sent."""
        if isinstance(self.error, TimedOut | BrokenOff):
            return self.error.code, self.error.body
        if isinstance(self.error, RequestEntityTooLarge):
            mebibytes = self.most_bytes // 1024**2
            return 413, f"The body is larger than {mebibytes} MiB, which is more than is read here."
        if isinstance(self.error, RequestHeaderFieldsTooLarge):
            return 431, f"The head is larger than {MOST_HEAD_BYTES:,} bytes."
        why = self.error.body.partition('"')[0].strip(" .")
        return self.error.code, f"The request could not be understood: {why}."

    def parse_header(self, header_plus: bytes) -> None:
        """Raises `ParsingError` for what can't be read, a length that is told in two ways, a folded
        line, a header that is too long, and too many.
        """
        try:
            super().parse_header(header_plus)
        except ValueError:  # of an address or a length that Python reads none out of
            raise ParsingError("The address or the length of the body can't be read.") from None
        if self.body_rcv is not None:
            self.body_rcv.buf = Body(self.adj.inbuf_overflow)
            taken_bytes = self.find_most_bytes(self.path)
            self.most_bytes = taken_bytes if self.chunked else max(taken_bytes, MOST_BODY_BYTES)
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
