"""What every request passes: a line in the log, host, HTTPS, methods, who may know of own lists."""

import logging
import secrets
import time
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.log import REQUEST_ID
from accounts.secret_links import hide_secrets
from calculator.kept.programs import NotLoggedIn, find_asker
from calculator.responses import refuse
from pricing.readers import reset_reader, set_reader
from quotes.refusals import Forbidden

GetResponse = Callable[[HttpRequest], HttpResponse]
LONGEST_PATH = 80
API = "/api/"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PLAIN = "Ask over https: what was sent could be read on its way. Revoke a token that was sent so."

log = logging.getLogger("deskfare.request")


def log_requests(get_response: GetResponse) -> GetResponse:
    """Writes one line a request: id, method, path, status, milliseconds.

    Never the query, where discounts may stand, nor a header, nor the secret of a link. The path is
    percent-encoded, so that no request can write a second line, and cut.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = request.META[REQUEST_ID] = secrets.token_hex(6)
        response = get_response(request)
        response["X-Request-ID"] = request_id
        path = hide_secrets(quote(request.path))
        if len(path) > LONGEST_PATH:
            path = f"{path[:LONGEST_PATH]}..."
        milliseconds = (time.perf_counter() - started) * 1000
        log.info(
            "%s %s %s %d %.1f ms",
            request_id,
            quote(str(request.method)),
            path,
            response.status_code,
            milliseconds,
        )
        return response

    return middleware


def check_host(get_response: GetResponse) -> GetResponse:
    """Refuses a Host that is not ours on every route, static files too.

    Django looks at the name only where something asks for it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises DisallowedHost, which is answered with 400
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
    """Refuses what no page knows, as TRACE, which a view that names no methods would answer.

    The API names those of each of its addresses itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in METHODS or request.path.startswith(API):
            return get_response(request)
        response = refuse(request, HTTPStatus.METHOD_NOT_ALLOWED, "There is no such method here.")
        response["Allow"] = "GET, HEAD, POST"
        return response

    return middleware


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
