"""A database that others keep locked: what was asked is refused in words, to be asked again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from calculator.responses import refuse

BUSY = "The database is busy. Try again in a moment."
NOT_SAVED = "The database is busy, so nothing was saved. Try again in a moment."
NOT_KNOWN = (
    "The database is busy, and whether it was done is not known. Look first, then try again in a "
    "moment."
)
RETRY_AFTER_SECONDS = 10
# A lock that was waited for too long, a statement too, a deadlock, a clash of transactions.
_SQLSTATES = frozenset(("55P03", "57014", "40P01", "40001"))
_NO_CONNECTION = "PoolTimeout"
_RESULTS = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))


def is_busy(error: BaseException | None) -> bool:
    """Whether a database refused because of others; what it was asked to store is not stored."""
    if not isinstance(error, DatabaseError):
        return False
    cause = error.__cause__
    result = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest says more of the same
    return (
        result in _RESULTS
        or getattr(cause, "sqlstate", None) in _SQLSTATES
        or type(cause).__name__ == _NO_CONNECTION
    )


def refuse_busy(request: HttpRequest, words: str) -> HttpResponse:
    """503, and after how many seconds to ask again."""
    if request.method in ("GET", "HEAD"):
        words = BUSY
    response = refuse(request, 503, words)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


class AnswerBusy:
    """Answers for every view: what it began to store is taken back by its transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal of a view that met a lock; None of any other error."""
        if is_busy(exception):
            return refuse_busy(request, NOT_SAVED)
        return None
