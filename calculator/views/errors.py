"""Refusals in plain words: a page, a fragment for htmx, JSON for the API."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from calculator.busy import WORDS
from calculator.kept.refused import ask_to_log_in
from calculator.responses import refuse
from calculator.stores import find_trouble
from calculator.uploads import BrokenOff, NoRoom, find_most_bytes
from calculator.views.again import is_shown_again, show_again
from calculator.views.page import untrusted
from calculator.views.troubled import NO_ROOM, refuse_troubled

NOT_FOUND = "There is no page at this address."
FORBIDDEN = "The form could not be trusted: reload the page and try again. Nothing was saved."
OFTEN = "This was asked for too often. Try again in a minute."
BROKEN = "Something went wrong here. Try again; if it stays, tell whoever runs this site."
# The database may have kept it before the answer was lost.
UNKNOWN = (
    "Something went wrong here, and whether it was done is not known. Look first, then try again; "
    "if it stays, tell whoever runs this site."
)
MOST_PARTS: dict[type[Exception], tuple[int, str]] = {
    TooManyFieldsSent: (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, "fields"),
    TooManyFilesSent: (settings.DATA_UPLOAD_MAX_NUMBER_FILES, "files"),
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for a body above the limit, 507 for a file that there is no room for."""
    if isinstance(exception, RequestDataTooBig):
        mebibytes = find_most_bytes(request) // 1024**2
        words = f"The form is larger than {mebibytes} MiB, which is more than this site reads."
        return refuse(request, 413, words)
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        most, things = MOST_PARTS[type(exception)]
        words = f"The form has more than {most:,} {things}, which is more than this site reads."
        return refuse(request, 400, words)
    if isinstance(exception, BrokenOff):
        return refuse(request, 400, "The upload broke off: only a part of it came. Send it again.")
    if isinstance(exception, NoRoom):
        return refuse(request, 507, NO_ROOM)
    return refuse(request, 400, "The request could not be understood.")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return refuse(request, 403, "This is not for you to see.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form without a good token; the page keeps what was typed in it.

    405 of what no form sends: the token is asked for before a view could refuse the method.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.path == "/" and request.headers.get("HX-Request") != "true":
        return untrusted(request, FORBIDDEN)
    if again := show_again(request):
        return again
    if is_shown_again(request) and not request.user.is_authenticated:
        return ask_to_log_in(request)
    return refuse(request, 403, FORBIDDEN)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429 of what may be asked for so often alone, as letters to set a new password."""
    response = refuse(request, 429, OFTEN)
    response["Retry-After"] = "60"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return refuse(request, 404, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: general words and the request's id, nothing else. 503 where the database failed what
    stands around a view, as the session that is stored after it.
    """
    if trouble := find_trouble(sys.exc_info()[1]):
        return refuse_troubled(request, trouble, WORDS[trouble].unknown)
    if request.method in ("GET", "HEAD"):
        return refuse(request, 500, BROKEN)
    return refuse(request, 500, UNKNOWN)
