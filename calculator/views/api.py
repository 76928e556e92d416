"""The HTTP API: a comparison document in, its answer document out."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from calculator.json_bodies import BodyRefused, read_body
from calculator.openapi import DESCRIPTION
from calculator.prices.documents import tell_changes, tell_prices
from calculator.responses import allow, json_faults, json_response
from pricing.analyses.analysis import Analysis
from pricing.analyses.search import search_json, search_whole
from pricing.bodies import answer_body, read_search
from pricing.comparison import answer_json, compare_json, read_document
from pricing.engine.faults import Faults


@csrf_exempt  # no form of another site can send application/json
@allow("POST", refused=json_faults)
def compare(request: HttpRequest) -> HttpResponse:
    """Answers a comparison document, or names all its faults."""
    return _answer_body(request, lambda body: answer_json(compare_json(body)))


@csrf_exempt
@allow("POST", refused=json_faults)
def analysis(request: HttpRequest, asked: Analysis) -> HttpResponse:
    """Answers one analysis of a document with options beside it, or names all faults."""
    return _answer_body(
        request, lambda body: json.dumps(answer_body(asked, read_document(body)), allow_nan=False)
    )


@csrf_exempt
@allow("POST", refused=json_faults)
def search(request: HttpRequest) -> HttpResponse:
    """The cheapest stacks that are compliant, or all faults of what was asked."""

    def search_body(body: bytes) -> str:
        question, asked = read_search(read_document(body))
        return search_json(question, asked, search_whole(question, asked))

    return _answer_body(request, search_body)


@allow("GET", "HEAD", refused=json_faults)
def prices(request: HttpRequest) -> HttpResponse:
    """What each scheme of a list costs on a day, or all faults."""
    try:
        return json_response(json.dumps(tell_prices(request.GET)))
    except Faults as found:
        return json_faults(422, found.faults)


@allow("GET", "HEAD", refused=json_faults)
def changes(request: HttpRequest) -> HttpResponse:
    """The changes of the catalogue, the newest first."""
    return json_response(json.dumps(tell_changes(request.user)))


@allow("GET", "HEAD", refused=json_faults)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API, in OpenAPI 3.1."""
    return json_response(json.dumps(DESCRIPTION))


def _answer_body(request: HttpRequest, answer: Callable[[bytes], str]) -> HttpResponse:
    """The answer to a body of JSON, or why there is none."""
    try:
        return json_response(answer(read_body(request)))
    except BodyRefused as refused:
        return json_faults(refused.status, [refused.fault])
    except Faults as found:
        if found.is_json:
            return json_faults(422, found.faults)
        return json_faults(400, found.faults)
