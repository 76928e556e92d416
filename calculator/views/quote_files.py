"""The files of issued quotes and of drafts, as downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from calculator.kept.files import File, asks_for_costs, make_file, make_issued_file
from calculator.kept.refused import for_people
from calculator.responses import as_file, for_reading, refuse, text_faults
from pricing.engine.faults import Faults
from quotes.models import IssuedQuote, Quote
from quotes.papers import Paper, read_draft, read_issued
from quotes.pdf.making import NotMade
from quotes.refusals import Absent
from quotes.rights import find_issued, find_quote, may_read_comparison


@for_reading
@for_people
def issued(request: HttpRequest, number: str, version: int, ending: str) -> HttpResponse:
    """A file of an issued quote: the same bytes at every download."""
    found = find_issued(number, version, request.user)
    check_costs(request, found.quote, request.user)
    return answer_issued(request, found, ending)


def answer_issued(request: HttpRequest, found: IssuedQuote, ending: str) -> HttpResponse:
    """A file of an issued quote, for whoever may have it."""
    paper = read_issued(found)
    return _answer(request, paper, partial(make_issued_file, found, paper, ending, request.GET))


@for_reading
@for_people
def draft(request: HttpRequest, quote_id: int, ending: str) -> HttpResponse:
    """A file of a draft as it stands, which is a price indication."""
    quote = find_quote(quote_id, request.user)
    check_costs(request, quote, request.user)
    paper = read_draft(quote)
    return _answer(request, paper, partial(make_file, paper, ending, request.GET))


def check_costs(request: HttpRequest, quote: Quote, user: Any) -> None:
    """Raises `Absent` where it asks for figures of a comparison that its reader may not read."""
    comparison = quote.version.comparison
    if asks_for_costs(request.GET) and not may_read_comparison(comparison, user):
        raise Absent


def _answer(request: HttpRequest, paper: Paper, make: Callable[[], File]) -> HttpResponse:
    try:
        file = make()
    except Faults as found:
        return text_faults(422, found.faults)
    except NotMade as error:
        return refuse(request, 503, str(error))
    return send_file(request, paper, file)


def send_file(request: HttpRequest, paper: Paper, file: File) -> HttpResponse:
    """The file as a download; who has that of an issued quote is told that it is the same."""
    response = as_file(HttpResponse(file.content, content_type=file.content_type), file.name)
    if not paper.checksum:
        return response
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = quote_etag(f"{paper.tag}-{file.variant}")
    return get_conditional_response(request, etag=response["ETag"], response=response)
