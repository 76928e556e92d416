"""How programs ask for what is kept: by a token or a session, in JSON, refused in one form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.log_context import ASKER
from accounts.second_factor import REFUSED, owes_second_factor
from accounts.tokens import find_owner
from calculator.json_bodies import BodyRefused
from calculator.kept.day import find_day
from calculator.responses import allow, fault_document, json_faults, json_response
from pricing.engine.faults import Fault, Faults, holds
from quotes.refusals import Absent, Forbidden, Invalid, NotQuotable, Refusal
from quotes.retries import KEY, Request, name_request

View = Callable[..., HttpResponse]

SCHEME = "Bearer"
NOT_LOGGED_IN = "Log in, or send a token that holds."
_KEY = re.compile(r"[!-~]{1,100}")
NO_KEY = "may hold 1 to 100 letters, digits and signs, other ones for each request"


class NotLoggedIn(Exception):
    """Nobody whom we know asks."""


def for_programs(*methods: str, strangers: bool = False) -> Callable[[View], View]:
    """Lets a view answer programs: it is called with who asks, and its refusals become JSON.

    No form of another site can send what these views read, so no token of a form is asked for:
    where something changes, the body is application/json.
    """

    def decorated(view: View) -> View:
        @csrf_exempt
        @allow(*methods, refused=json_faults)
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, find_asker(request, strangers), *args, **kwargs)
            except NotLoggedIn:
                return _ask_to_log_in()
            except BodyRefused as refused:
                return json_faults(refused.status, [refused.fault])
            except Faults as found:
                return json_faults(422 if found.is_json else 400, found.faults)
            except Absent:
                raise Http404 from None
            except Refusal as refusal:
                return json_refusal(refusal)

        return guarded

    return decorated


def find_asker(request: HttpRequest, strangers: bool) -> Any:
    """Who asks: by the token where one is sent, else by the session. Raises `NotLoggedIn`,
    `Forbidden`.
    """
    if "Authorization" not in request.headers:
        if not strangers and not request.user.is_authenticated:
            raise NotLoggedIn
        return request.user
    scheme, _, token = request.headers["Authorization"].partition(" ")
    owner = None
    if scheme.lower() == SCHEME.lower():
        owner = find_owner(token.strip(), today=find_day())
    if owner is None:
        raise NotLoggedIn
    if owes_second_factor(owner):
        raise Forbidden(REFUSED)
    request.META[ASKER] = owner
    return owner


def _ask_to_log_in() -> HttpResponse:
    response = json_faults(401, [Fault("", "", NOT_LOGGED_IN)])
    response["WWW-Authenticate"] = SCHEME
    return response


def json_refusal(refusal: Refusal, **more: Any) -> HttpResponse:
    """A refusal in the form of faults; what a program may want to know of it stands beside them."""
    path, said = "", [str(refusal)]
    if isinstance(refusal, Invalid):
        path = refusal.field
    if isinstance(refusal, NotQuotable):
        said = refusal.reasons
    faults = [fault_document(Fault(path, "", words)) for words in said]
    return json_response(json.dumps({"faults": faults, **more}), refusal.status)


def read_request(request: HttpRequest, asked: Any) -> Request:
    """What names a request that changes a quote, so that it can be sent again. Raises
    `BodyRefused`.
    """
    key = request.headers.get(KEY)
    if key is None or not _KEY.fullmatch(key):
        raise BodyRefused(400, Fault(KEY, holds(key), NO_KEY))
    return name_request(key, [request.method, request.path, asked])
