"""How the server refuses a request before the site sees it whole."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error

from calculator.told import REFUSED

log = logging.getLogger("deskfare.connection")
BROKEN_OFF = "The upload broke off: only a part of it came. Send it again."
LATE = "The request did not come in time. Nothing of it was done."


class TimedOut(Error):
    """A request that was not there in time."""

    code = 408
    reason = "Request Timeout"


class SiteRefusal(WSGITask):
    """A refusal that the site words: its head is known, nothing of its body is looked at."""

    def execute(self) -> None:
        """Answers, then ends the connection, on which more of the body may come."""
        self.set_close_on_finish()
        super().execute()

    def get_environment(self) -> Any:
        """What the site is told."""
        error = self.request.error
        return super().get_environment() | {REFUSED: (error.code, error.body)}


class PlainRefusal(ErrorTask):
    """A refusal of what has no head that could be read: in plain text, with a line in the log."""

    def execute(self) -> None:
        """Answers, by a name that the line has too."""
        name = secrets.token_hex(6)
        self.response_headers.append(("X-Request-ID", name))
        log.info("a request without a whole head: %d id=%s", self.request.error.code, name)
        super().execute()


def answer_refused(channel: Any, request: Any) -> PlainRefusal | SiteRefusal:
    """What answers a request that is refused before the site sees it."""
    if request.body_rcv is None or not request.headers:
        return PlainRefusal(channel, request)
    return SiteRefusal(channel, request)
