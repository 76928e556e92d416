"""The HTTP API: a comparison document in, its answer document out."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from calculator.openapi import DESCRIPTION
from calculator.responses import allow, json_faults, json_response
from pricing.analyses.analysis import Analysis, answer_body
from pricing.analyses.search import search_json, search_whole
from pricing.analyses.search_request import read_search
from pricing.comparison import answer_json, compare_json, read_document, too_large
from pricing.engine.faults import Fault, Faults, holds
from pricing.engine.json_text import MAXIMUM_BYTES


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
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API, in OpenAPI 3.1."""
    return json_response(json.dumps(DESCRIPTION))


def _answer_body(request: HttpRequest, answer: Callable[[bytes], str]) -> HttpResponse:
    """The answer to a body of JSON, or why there is none."""
    if fault := _find_foreign_content(request):
        return json_faults(415, [fault])
    body = _read_body(request)
    if body is not None and len(body) > MAXIMUM_BYTES:
        return json_faults(413, [too_large()])
    if body is None or len(body) < int(request.headers.get("Content-Length") or 0):
        return json_faults(400, [Fault("", "", "the body broke off: only a part of it came")])
    try:
        return json_response(answer(body))
    except Faults as found:
        if found.is_json:
            return json_faults(422, found.faults)
        return json_faults(400, found.faults)


def _find_foreign_content(request: HttpRequest) -> Fault | None:
    """What is wrong with the kind of the body: it may be plain JSON in UTF-8 only."""
    if request.content_type != "application/json":
        kind = "none"
        if request.content_type:
            kind = holds(request.content_type)
        return Fault("", f"the content type {kind}", "may be application/json")
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        return Fault("", f"application/json in {holds(charset)}", "may be in UTF-8")
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        return Fault(
            "", f"a body encoded as {holds(encoding)}", "may be application/json, sent as it is"
        )
    return None


def _read_body(request: HttpRequest) -> bytes | None:
    """The body, of which no more is read than a byte above the limit; None where it has no end.

    Django reads as much as Content-Length says, which is nothing where the body comes in
    chunks; a server that ends the stream itself says so.
    """
    is_chunked = "Transfer-Encoding" in request.headers and request.META.get(
        "wsgi.input_terminated"
    )
    stream = request
    if is_chunked:
        stream = request.META["wsgi.input"]
    try:
        return bytes(stream.read(MAXIMUM_BYTES + 1))
    except Exception:  # each server has its own for chunks that break off or are none
        return None
