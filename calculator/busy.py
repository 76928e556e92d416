"""A database that others keep locked: what was asked is refused in words, to be asked again."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from calculator.responses import refuse
from pricing.busy import is_busy

BUSY = "The database is busy. Try again in a moment."
NOT_SAVED = "The database is busy, so nothing was saved. Try again in a moment."
NOT_KNOWN = (
    "The database is busy, and whether it was done is not known. Look first, then try again in a "
    "moment."
)
RETRY_AFTER_SECONDS = 10


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
