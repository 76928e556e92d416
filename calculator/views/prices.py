"""The prices to look at: the list with its filters, the page of one scheme, the list as a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.rights import may_propose
from calculator.parts.downloads import read_format
from calculator.parts.known import KNOWN_ON
from calculator.prices.asked import OF_A_SCHEME, ORDER, Asked, asked_of
from calculator.prices.catalogues import find_catalogue, find_catalogues
from calculator.prices.facets import facets_of
from calculator.prices.facts import find_nearest_schemes
from calculator.prices.history import history_export
from calculator.prices.listing import listing_of
from calculator.prices.page import list_changes, page_of
from calculator.prices.rows import prices_export
from calculator.question.address import find_misspelt, find_unknown
from calculator.question.misspelt import Find
from calculator.responses import allow, for_reading, page_response, text_faults
from calculator.views.files import make_file
from calculator.way_back import add_way_back, keep_way_back
from pricing.engine.faults import Fault, Faults, holds
from pricing.engine.market import Catalogue
from pricing.market import price_lists
from pricing.sheets.formats import BY_ENDING

NOT_KNOWN_THEN = "says nothing here: prices as they were known then are asked for by “known”"
# What the API calls what pages call otherwise: who knows one of them need not learn the other.
OF_THE_API = {"list": "price_list", "date": "price_date"}
# What an address of the prices may say beside what it asks for.
CARRIED = ("use", "calculate", "back")


@for_reading
@keep_way_back
def listing(request: HttpRequest) -> HttpResponse:
    """The list of schemes. htmx gets the list and the choices beside it; a fault leaves the last
    good list standing.
    """
    asked = _read_page(request, ORDER)
    address, rows = "", None
    if not asked.faults:
        address, rows = asked.address(), listing_of(asked, date.today())
    lists = price_lists()
    context = {
        "asked": asked,
        "lists": lists,
        "has_own_lists": any(row.base for row in lists),
        "may_propose": may_propose(request.user),
        "facets": facets_of(asked),
        "listing": rows,
    }
    return _answer_page(request, "prices/list", context, address)


@for_reading
@keep_way_back
def scheme(request: HttpRequest, scheme_id: str) -> HttpResponse:
    """The page of one scheme; where there is none, the nearest names."""
    asked = _read_page(request, OF_A_SCHEME)
    lists = price_lists()
    known = asked.catalogue
    if known is None and lists:
        known = find_catalogue(lists[0].id, None)
    found = None
    if known:
        found = known.schemes.get(scheme_id)
    if found is None:
        return _answer_none(request, asked, scheme_id, known)
    catalogues = find_catalogues(lists, asked.change)
    context = {
        "asked": asked,
        "lists": [
            row
            for row in lists
            if row.id == asked["price_list"]
            or (row.id in catalogues and found.id in catalogues[row.id].prices)
        ],
        "page": page_of(found, asked, lists, catalogues, request.user),
        "address": f"/prices/{found.id}/",
    }
    if asked.faults:
        address = ""
    else:
        address = f"/prices/{found.id}/{asked.of_day}"
    return _answer_page(request, "prices/scheme", context, address)


@for_reading
@keep_way_back
def history(request: HttpRequest, scheme_id: str, number: int | None = None) -> HttpResponse:
    """What each change made of a scheme, the newest first, up to a change where it is given."""
    asked = _read_page(request, OF_A_SCHEME)
    found = asked.catalogue and asked.catalogue.schemes.get(scheme_id)
    if found is None:
        return _answer_none(request, asked, scheme_id, asked.catalogue)
    changes, next_change = list_changes(found, asked, request.user, number)
    context = {"asked": asked, "scheme": found, "changes": changes, "next_change": next_change}
    return page_response(request, "prices/scheme_history.html", context)


def _answer_none(
    request: HttpRequest, asked: Asked, scheme_id: str, known: Catalogue | None
) -> HttpResponse:
    """There is no such scheme: the nearest names."""
    near = find_nearest_schemes(scheme_id, known)
    context = {"asked": asked, "wanted": holds(scheme_id), "nearest": near}
    return page_response(request, "prices/none.html", context, 404)


@allow("GET", "HEAD", refused=text_faults)
def table(request: HttpRequest, ending: str, scheme_id: str = "") -> HttpResponse:
    """The rows that the list's address asks for or, of one scheme, those of its history: a file."""
    asked = _read_asked(request)
    unheard = _find_unheard(request, {*ORDER, "dialect", "use"}, find_unknown)
    faults = [*unheard, *asked.faults]
    if faults:
        return text_faults(422, faults)
    try:
        wanted = read_format(request.GET, ending)
    except Faults as found:
        return text_faults(422, found.faults)
    assert asked.catalogue is not None
    if not scheme_id:
        return make_file(prices_export(asked), wanted)
    scheme = asked.catalogue.schemes.get(scheme_id)
    if scheme is None:
        return text_faults(404, [Fault("scheme", holds(scheme_id), "there is no such scheme")])
    return make_file(history_export(scheme, asked), wanted)


def list_addresses() -> Iterator[URLPattern]:
    """An address for the list and for the history of each scheme, in each format."""
    for ending in BY_ENDING:
        asked = {"ending": ending}
        yield path(f"prices.{ending}", table, asked, name=f"prices-{ending}")
        yield path(f"prices/<str:scheme_id>.{ending}", table, asked, name=f"price-{ending}")


def _read_page(request: HttpRequest, names: Collection[str]) -> Asked:
    """What the address of a page asks for; what it says in vain is a fault."""
    asked = _read_asked(request)
    unheard = _find_unheard(request, {*names, *CARRIED}, find_misspelt)
    return replace(asked, faults=(*asked.faults, *unheard))


def _find_unheard(request: HttpRequest, names: Collection[str], find: Find) -> list[Fault]:
    """What the address says in vain: what comparisons call it, and names that are none."""
    faults = find(request.GET.items(), {*names, *OF_THE_API})
    if text := request.GET.get(KNOWN_ON, ""):
        faults.insert(0, Fault(KNOWN_ON, holds(text), NOT_KNOWN_THEN))
    return faults


def _read_asked(request: HttpRequest) -> Asked:
    parameters = request.GET.copy()
    for theirs, ours in OF_THE_API.items():
        if theirs in parameters:
            parameters.setdefault(ours, parameters[theirs])
    return asked_of(parameters, [row.id for row in price_lists()], find_catalogue)


def _answer_page(
    request: HttpRequest, template: str, context: dict[str, Any], address: str
) -> HttpResponse:
    """The whole page, or for htmx the part that changes, with the address that it then has."""
    wants_part = request.htmx and not request.htmx.history_restore_request
    if wants_part:
        name = f"{template}_fragment.html"
    else:
        name = f"{template}.html"
    response = page_response(request, name, context)
    if wants_part and address:
        response["HX-Push-Url"] = add_way_back(request, address)
    elif wants_part:
        response["HX-Reswap"] = "none"
    return response
