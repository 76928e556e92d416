"""The way back to the comparison that a reader comes from, by the address alone.

Prices and method stand beside a comparison. Whoever goes there from one has its address in
`back`: the first page that is asked for takes it from what the browser says of the page
before, sends the reader on to its own address with it, and each page after that does the
same. So no link carries it, no script is needed, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers

from calculator.parts.known import KNOWN_ON
from calculator.question.state import LONGEST_ADDRESS
from pricing.presets import TODAY, preset

START = "/"
# Addresses of a comparison, and of parts of its first look that without script are pages.
COMPARISONS = ("page", "look")
PARTS = ("years", "alternatives", "supplier")


def find_way_back(request: HttpRequest) -> str:
    """The address of the comparison that a reader of this page comes from; the start where that is
    not known.
    """
    try:
        said = request.GET.get("back")
        if said is not None:
            return _read_comparison(urlsplit(said))
        before = urlsplit(request.headers.get("Referer", ""))
        if before.netloc != request.get_host():
            return START
        carried = QueryDict(before.query).get("back")
        if carried is not None:
            return _read_comparison(urlsplit(carried))
        return _read_comparison(before._replace(scheme="", netloc=""))
    except (SuspiciousOperation, ValueError, Resolver404):  # no host, fields, address, page of ours
        return START


def _read_comparison(address: SplitResult) -> str:
    """An address of a comparison on this site, without its fragment; the start for any other."""
    if address.scheme or address.netloc:
        return START
    path = address.path
    name = resolve(path).url_name
    if name in PARTS:
        path = START
    elif name not in COMPARISONS:
        return START
    if address.query:
        return f"{path}?{address.query}"
    return path


def add_way_back(request: HttpRequest, address: str) -> str:
    """An address of this site that leads to the reader's comparison as this request does."""
    back = find_way_back(request)
    if back == START:
        return address
    sign = "?"
    if "?" in address:
        sign = "&"
    return f"{address}{sign}{urlencode({'back': back})}"


def find_comparison(request: HttpRequest) -> str:
    """The reader's comparison or, where that is not known, the starting point of today: who keeps
    comparisons and makes quotes buys now.
    """
    back = find_way_back(request)
    if back == START:
        return f"{START}?{urlencode({'preset': TODAY})}"
    return back


def find_prices(request: HttpRequest) -> str:
    """The prices of the day of that comparison, where it is the starting point of today."""
    if find_way_back(request) == START:
        return f"/prices/?{urlencode({'price_date': str(preset(TODAY)['price_date'])})}"
    return "/prices/"


def find_comparison_known(request: HttpRequest, number: int) -> str:
    """The reader's comparison, or the starting point of today, as the catalogue was known at a
    change.
    """
    back = urlsplit(find_way_back(request))
    leaves = [leaf for leaf in parse_qsl(back.query, True) if leaf[0] != KNOWN_ON]
    return f"{back.path}?{urlencode([*(leaves or [('preset', TODAY)]), (KNOWN_ON, str(number))])}"


def keep_way_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sends a reader who comes from a comparison on to the same page with the way back to it."""

    @wraps(view)
    def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.htmx and "back" not in request.GET:
            address = add_way_back(request, request.get_full_path())
            if address != request.get_full_path() and len(address) <= LONGEST_ADDRESS:
                response: HttpResponse = HttpResponseRedirect(address)
                response["Cache-Control"] = "private, no-store"
                return response
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Referer"])
        return response

    return kept
