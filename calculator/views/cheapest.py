"""The ranks of a search as files, of the page's own address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict

from pricing.cheapest import search_json
from pricing.engine.analysis.search.run import rows_of

from ..cheapest import found_by
from ..cheapest_rows import csv_of
from ..responses import allow, json_faults, text_faults
from ..state import State
from .files import file_of


@allow("GET", "HEAD", refused=text_faults)
def csv(request: HttpRequest) -> HttpResponse:
    """The ranks as CSV."""
    return file_of(request, "deskfare-cheapest.csv", _ranks)


@allow("GET", "HEAD", refused=json_faults)
def answer(request: HttpRequest) -> HttpResponse:
    """The answer of the API to the page's own search."""
    return file_of(request, "deskfare-cheapest.json", lambda state, asked: search_json(*found_by(state, asked)))


def _ranks(state: State, parameters: QueryDict) -> str:
    question, asked, progress = found_by(state, parameters)
    return csv_of(question, rows_of(question, asked, progress.found))
