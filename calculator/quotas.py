"""What is kept, and what costs, is counted for whoever asks; above a bound it is refused in words.

Bounds and counts are those of accounts.quotas. Here stand which addresses keep something, and what
is said.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from accounts.counts import name_row, shorten_address, tell_wait
from accounts.log import find_address
from accounts.log_context import ASKER
from accounts.quotas import (
    KEEP,
    PROPOSE,
    TOKEN,
    WORK,
    TooOften,
    count_seconds,
    give_back,
    take,
)
from calculator.busy import WORDS
from calculator.kept.links import REVOKE
from calculator.kept.programs import NotLoggedIn, find_asker
from calculator.responses import refuse_for_a_while
from calculator.stores import find_trouble
from calculator.views.again import show_again
from calculator.views.troubled import READS, refuse_troubled
from quotes.refusals import Forbidden

# By the names of their addresses, where they are asked for with another method than GET.
KIND_OF = {
    **dict.fromkeys(("comparisons", "version", "quotes", "draft", "make-quote", "issued"), KEEP),
    **dict.fromkeys(("load", "api-comparisons", "api-versions"), KEEP),
    **dict.fromkeys(("api-quotes", "api-quote", "api-step"), KEEP),
    **dict.fromkeys(("proposals", "proposal", "own-list", "api-proposals", "api-apply"), PROPOSE),
    "tokens": TOKEN,
}
# Whoever ends a link or a token is never told to wait.
WITH_AN_END = ("version", "issued", "tokens")
TAKEN = "deskfare.taken"  # where the request keeps what it was counted for
KINDS = {
    KEEP: "Nothing was saved: your account has kept as much as it may for a while.",
    PROPOSE: "Nothing was done: your account has proposed as much as it may for a while.",
    TOKEN: "No token was made: your account has made as many as it may for a while.",
    WORK: (
        "Nothing was done: what was asked from here of late took as much work as one reader may "
        "have, so that others can ask too. What takes little is answered at once. Whoever logs in "
        "is counted alone."
    ),
}


class CountWhatIsKept:
    """Counts before a view is called, so that of many at once no more than the bound are; what was
    refused is given back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        taken = request.META.get(TAKEN)
        if taken and 400 <= response.status_code < 500:
            with suppress(DatabaseError):
                give_back(*taken)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """The refusal of what is above a bound."""
        kind = _find_kind(request)
        account = kind and _find_account(request)
        if not account:
            return None
        try:
            take(kind, account)
        except TooOften as refusal:
            return refuse_too_often(request, refusal)
        except DatabaseError as error:
            return _answer_trouble(request, error)
        request.META[TAKEN] = (kind, account)
        return None


def _find_kind(request: HttpRequest) -> str:
    """What a request is counted as; "" of what keeps nothing."""
    name = request.resolver_match.url_name
    if request.method in READS or name not in KIND_OF:
        return ""
    if name in WITH_AN_END and request.POST.get("action") == REVOKE:
        return ""
    return KIND_OF[name]


def _find_account(request: HttpRequest) -> int | None:
    """The account that something is kept by; None of a stranger, whom the view refuses."""
    asker = request.user
    if request.path.startswith("/api/"):
        try:
            asker = find_asker(request, strangers=True)
        except (NotLoggedIn, Forbidden):
            return None
    return asker.pk


def _answer_trouble(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    trouble = find_trouble(error)
    if not trouble:
        raise error
    return refuse_troubled(request, trouble, WORDS[trouble].keeping)


def refuse_too_often(request: HttpRequest, refusal: TooOften) -> HttpResponse:
    """429, when to try again, and a form with what was typed in it."""
    words = f"{KINDS[refusal.kind]} Try again {tell_wait(refusal.wait)}."
    page = None
    if refusal.kind != WORK and request.headers.get("HX-Request") != "true":
        page = show_again(request, words)
    seconds = count_seconds(refusal.wait)
    return refuse_for_a_while(request, words, "too-often", page, status=429, seconds=seconds)


def find_reader(request: HttpRequest) -> str:
    """Whom work is counted for: whoever is logged in, by session or token, else the address."""
    asker: Any = AnonymousUser()
    with suppress(DatabaseError):  # what is priced without one is not refused for want of one
        asker = request.META.get(ASKER) or request.user
        asker.is_authenticated  # noqa: B018 (asks who it is)
    if asker.is_authenticated:
        return f"account {asker.pk}"
    return name_row("reader", shorten_address(find_address(request)))
