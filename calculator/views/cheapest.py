"""The ranks of a search as files, of the page's own address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from pricing.cheapest import search_json
from pricing.engine.analysis.search.run import rows_of
from pricing.engine.faults import Faults

from ..cheapest import found_by
from ..cheapest_rows import csv_of
from ..responses import allow, as_file, json_faults, json_response, text_faults
from ..state import state_of


@allow("GET", "HEAD", refused=text_faults)
def csv(request: HttpRequest) -> HttpResponse:
    """The ranks as CSV."""
    state = state_of(request.GET)
    if state.answer is None:
        return text_faults(422, state.faults)
    try:
        question, asked, progress = found_by(state, request.GET)
    except Faults as found:
        return text_faults(422, found.faults)
    text = csv_of(question, rows_of(question, asked, progress.found))
    return as_file(HttpResponse(text, content_type="text/csv; charset=utf-8"), "deskfare-cheapest.csv")


@allow("GET", "HEAD", refused=json_faults)
def answer(request: HttpRequest) -> HttpResponse:
    """The answer of the API to the page's own search."""
    state = state_of(request.GET)
    if state.answer is None:
        return json_faults(422, state.faults)
    try:
        question, asked, progress = found_by(state, request.GET)
    except Faults as found:
        return json_faults(422, found.faults)
    return as_file(json_response(search_json(question, asked, progress)), "deskfare-cheapest.json")
