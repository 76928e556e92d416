"""What every request passes: a line in the log, host, HTTPS, methods, who may know of own lists."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from accounts.log_context import NOTHING, begin_request, find_user_id
from accounts.secret_links import hide_secrets
from calculator.incoming import REFUSED
from calculator.kept.programs import NotLoggedIn, find_asker
from calculator.metrics import IN_PROGRESS, METHODS, count_request
from calculator.responses import refuse
from pricing.readers import reset_reader, set_reader
from quotes.refusals import Forbidden

GetResponse = Callable[[HttpRequest], HttpResponse]
LONGEST_PATH = 80
_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
API = "/api/"
PLAIN = "Ask over https: what was sent could be read on its way. Revoke a token that was sent so."

log = logging.getLogger("deskfare.request")


def log_requests(get_response: GetResponse) -> GetResponse:
    """Names each request, writes one line of it and counts it: method, path, status, milliseconds,
    the id of who asked.

    Never the query, where discounts may stand, nor a header, nor the secret of a link. The path is
    percent-encoded, so that no request can write a second line, and cut.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = find_name(request)
        begin_request(request, request_id)
        with IN_PROGRESS.track_inprogress():
            response = get_response(request)
        response["X-Request-ID"] = request_id
        _tell(request, response, time.perf_counter() - started)
        return response

    return middleware


def find_name(request: HttpRequest) -> str:
    """The request's id: as the proxy named it, where one is configured and the id is well formed,
    else one of our own.
    """
    given = request.headers.get("X-Request-ID", "")
    if settings.BEHIND_PROXY and _ID.fullmatch(given):
        return given
    return secrets.token_hex(6)


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    path = hide_secrets(quote(request.path))
    if len(path) > LONGEST_PATH:
        path = f"{path[:LONGEST_PATH]}..."
    said = {
        "method": quote(str(request.method))[:LONGEST_PATH],
        "path": path,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
    }
    words = ("%s %s %d %.1f ms user=%s", *said.values(), find_user_id() or NOTHING)
    log.info(*words, extra=said)
    count_request(
        find_view(request),
        str(request.method),
        response.status_code,
        seconds,
        getattr(response, "refused_as", ""),
    )


def find_view(request: HttpRequest) -> str:
    """The name of the view that answers; of what has none, whether it is a static file."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    if request.path.startswith(settings.STATIC_URL):
        return "static"
    return "none"


def check_host(get_response: GetResponse) -> GetResponse:
    """Refuses a Host that is not ours on every route, static files too.

    Django looks at the name only where something asks for it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises DisallowedHost, which is answered with 400
        return get_response(request)

    return middleware


def refuse_what_broke(get_response: GetResponse) -> GetResponse:
    """Answers for what did not come as a request: the server knows what is wrong with it, and says
    so in the words of the site.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if REFUSED in request.META:
            return refuse(request, *request.META[REFUSED])
        return get_response(request)

    return middleware


def refuse_plain_api(get_response: GetResponse) -> GetResponse:
    """Refuses a program that asks without TLS where the site is for HTTPS alone.

    To be led on as a person is would hide that token and prices were sent in the open each time.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_plain = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if is_plain and request.path.startswith(API):
            return refuse(request, HTTPStatus.FORBIDDEN, PLAIN)
        return get_response(request)

    return middleware


def refuse_unknown_methods(get_response: GetResponse) -> GetResponse:
    """Refuses what no page knows, as TRACE, which a view that names no methods would answer, and
    says for every address what it takes.

    The API names those of each of its addresses itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in METHODS or request.path.startswith(API):
            response = get_response(request)
        else:
            response = HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or _has_words(response):
            return response
        return _name_methods(request, response["Allow"])

    return middleware


def _has_words(response: HttpResponse) -> bool:
    """Whether an answer says something; the refusal of a static file streams nothing."""
    return not response.streaming and bool(response.content)


def _name_methods(request: HttpRequest, allowed: str) -> HttpResponse:
    asked = quote(str(request.method))[:LONGEST_PATH]
    words = f"This address does not take {asked}; it may be asked with {allowed}."
    response = refuse(request, HTTPStatus.METHOD_NOT_ALLOWED, words)
    response["Allow"] = allowed
    return response


def read_own_lists(get_response: GetResponse) -> GetResponse:
    """Lets who is logged in, and programs with a token, know of own price lists, and nobody else.

    Who asks is found out where a page first wants to know. What streams is made after the answer is
    given, so its reader stays until the request has ended.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        token = set_reader(cache(lambda: _is_known(request)))
        is_streaming = False
        try:
            response = get_response(request)
            is_streaming = response.streaming
        finally:
            if not is_streaming:
                reset_reader(token)
        return response

    return middleware


def _is_known(request: HttpRequest) -> bool:
    """Whether who asks has an account: a program by its token, else by the session."""
    try:
        return bool(find_asker(request, strangers=True).is_authenticated)
    except (NotLoggedIn, Forbidden):
        return False
