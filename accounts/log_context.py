"""Which request a line of the log belongs to, and who sent it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest

REQUEST_ID = "deskfare.request_id"  # where the middleware that names requests keeps it
ASKER = "deskfare.asker"  # whom a token belongs to
NOTHING = "-"

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def begin_request(request: HttpRequest, request_id: str) -> None:
    """What is logged from here on is of this request."""
    request.META[REQUEST_ID] = request_id
    _request.set(request)


def forget_request(**_: Any) -> None:
    """Called when a request has ended, that of an answer that streams too."""
    _request.set(None)


def find_request_id() -> str:
    """The id of the request that is being answered; a dash where there is none."""
    request = _request.get()
    if request is None:
        return NOTHING
    return str(request.META[REQUEST_ID])


def find_user_id() -> int | None:
    """The id of who sends it, where that is known already: no line asks the database."""
    request = _request.get()
    if request is None:
        return None
    asker = request.META.get(ASKER) or request.__dict__.get("_cached_user")
    return getattr(asker, "pk", None)
