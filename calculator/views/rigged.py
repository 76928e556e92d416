"""Framings and the bridge as files."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

from calculator.responses import allow, as_file, text_faults
from calculator.rigged import bridge_rows, framing_rows
from calculator.rigged.page import bridge_found, framings_found
from calculator.state import state_of
from pricing.engine.answer import Answer
from pricing.engine.faults import Fault, Faults, holds
from pricing.quote import SEPARATORS


@allow("GET", "HEAD", refused=text_faults)
def framings(request: HttpRequest) -> HttpResponse:
    """Every framing of the comparison that the page shows."""
    return _file(
        request, "framings", lambda answer, asked, sign: framing_rows.sheet(framings_found(answer, asked), sign)
    )


@allow("GET", "HEAD", refused=text_faults)
def bridge(request: HttpRequest) -> HttpResponse:
    """The bridge that the page shows."""
    return _file(request, "bridge", _bridge)


def _bridge(answer: Answer, asked: QueryDict, dialect: str) -> str:
    found = bridge_found(answer, asked)
    if found is None:
        raise Faults([Fault("bridge_from", "", "has no figures: something in it was not on sale")])
    return bridge_rows.sheet(found, dialect)


def _file(request: HttpRequest, name: str, make: Callable[[Answer, QueryDict, str], str]) -> HttpResponse:
    state = state_of(request.GET)
    if state.answer is None:
        return text_faults(422, state.faults)
    dialect = request.GET.get("dialect", "comma")
    if dialect not in SEPARATORS:
        return text_faults(422, [Fault("dialect", holds(dialect), f"may hold {' or '.join(SEPARATORS)}")])
    try:
        text = make(state.answer, request.GET, dialect)
    except Faults as found:
        return text_faults(422, found.faults)
    return as_file(HttpResponse(text, content_type="text/csv; charset=utf-8"), f"deskfare-{name}.csv")
