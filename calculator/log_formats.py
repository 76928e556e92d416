"""How a line of the log looks to people and to programs; one that can't be written is counted."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from accounts.log_context import find_request_id, find_user_id
from accounts.secret_links import hide_secrets

# What ends a line or steers a terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What `logging` itself keeps of a line; the rest is what was said of it beside its words.
_OF_LOGGING = {*vars(logging.makeLogRecord({})), "message", "asctime", "request", "status_code"}


class Line(logging.Formatter):
    """Words for people, one line each; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Without the secrets of links."""
        record.request_id = find_request_id()
        return hide_secrets(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """In UTC, to the millisecond."""
        return _write_time(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Nothing that somebody sent makes a line of its own."""
        return _CONTROL.sub(lambda sign: f"\\x{ord(sign[0]):02x}", super().formatMessage(record))


class JsonLine(logging.Formatter):
    """An object on one line, a traceback within it; what is of no request has no id."""

    def format(self, record: logging.LogRecord) -> str:
        """Without the secrets of links."""
        line: dict[str, Any] = {
            "time": _write_time(record),
            "level": record.levelname,
            "logger": record.name,
            "request_id": find_request_id(),
            "user": find_user_id(),
            "message": record.getMessage(),
        }
        line |= {name: said for name, said in vars(record).items() if name not in _OF_LOGGING}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return hide_secrets(json.dumps(line, default=str))


def _write_time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, tz=UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class NoRefusal(logging.Filter):
    """Of Django's lines of requests, those that are no 503 that the site answers on purpose: these
    have their one line, and wake nobody. An error keeps its traceback, whatever the answer was.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        return bool(record.exc_info) or vars(record).get("status_code") != 503


class Console(logging.StreamHandler):
    """Standard error. Where it is full or nobody reads it any more the line is lost and counted:
    no request fails for it, and no line is written about it.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Called by `logging` where a line could not be written."""
        if isinstance(sys.exc_info()[1], OSError):
            # Here, for the process that starts the others writes lines too, and counts nothing.
            from calculator.metrics import LOG_LINES_LOST

            LOG_LINES_LOST.inc()
            return
        super().handleError(record)
