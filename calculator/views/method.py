"""How the figures are made: the documents of docs/ as pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from calculator.docs_pages import PLACES, document
from calculator.responses import for_reading
from calculator.way_back import keep_way_back


@for_reading
@keep_way_back
def method(request: HttpRequest, name: str = "methodology") -> HttpResponse:
    """One document of the list; any other name is no page."""
    place = PLACES.get(name)
    if place is None or place.address != request.path:
        raise Http404
    context = {"document": document(name), "place": place, "places": PLACES.values()}
    response = render(request, "docs_page.html", context)
    response["Cache-Control"] = "private, no-cache"  # it leads back to what its reader typed
    return response
