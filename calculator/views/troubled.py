"""Answers where the database does not do what it is asked: in words, and what was typed stays."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from calculator.busy import READABLE, WORDS
from calculator.incoming import Lost
from calculator.responses import refuse, refuse_for_a_while
from calculator.serving import replace_process
from calculator.stores import find_trouble, note_trouble, prove_writable
from calculator.views.again import show_again

ACCOUNTS = "accounts/"
READS = ("GET", "HEAD")
TOO_MUCH = "This took more memory than the service has, so it was not done. Ask for less at once."
NO_ROOM = (
    "The disk of the service has no room for what was sent, so nothing was saved. Send less at "
    "once, or try again later."
)


class AnswerTroubled:
    """Answers for every view: what it began to store is taken back by its transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.META.get("wsgi.input"), Lost):
            return refuse(request, 507, NO_ROOM)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Before anybody logs in: where nothing can be written nobody counts what is tried, so no
        password is looked at.
        """
        if request.method in READS or not request.resolver_match.route.startswith(ACCOUNTS):
            return None
        try:
            prove_writable()
        except DatabaseError as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal of a view that the database, memory or disk failed; None of other errors."""
        if isinstance(exception, MemoryError):
            replace_process()
            return refuse_for_a_while(request, TOO_MUCH, "memory")
        if trouble := find_trouble(exception):
            return refuse_troubled(request, trouble, WORDS[trouble].keeping)
        if getattr(exception, "errno", None) == errno.ENOSPC and request.method not in READS:
            return refuse(request, 507, NO_ROOM)
        return None


def refuse_troubled(request: HttpRequest, trouble: str, words: str) -> HttpResponse:
    """503, and after how many seconds to ask again; a form with what was typed in it."""
    note_trouble(trouble)
    if request.method in READS:
        words = WORDS[trouble].reading
    return refuse_for_a_while(request, words, trouble, _show_typed(request, trouble, words))


def _show_typed(request: HttpRequest, trouble: str, words: str) -> HttpResponse | None:
    """The form again, where its page can be read; else what follows must do without a database."""
    if trouble not in READABLE:
        request.user = AnonymousUser()
        return None
    if request.method in READS or request.headers.get("HX-Request") == "true":
        return None
    return show_again(request, words)
