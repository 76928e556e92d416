"""Framings and the bridge as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict

from calculator.responses import allow, text_faults
from calculator.rigged import bridge_rows, framing_rows
from calculator.rigged.page import bridge_found, framings_found
from calculator.state import State
from pricing.engine.faults import Fault, Faults

from .files import dialect_of, file_of


@allow("GET", "HEAD", refused=text_faults)
def framings(request: HttpRequest) -> HttpResponse:
    """Every framing of the comparison that the page shows."""
    return file_of(request, "deskfare-framings.csv", _framings)


@allow("GET", "HEAD", refused=text_faults)
def bridge(request: HttpRequest) -> HttpResponse:
    """The bridge that the page shows."""
    return file_of(request, "deskfare-bridge.csv", _bridge)


def _framings(state: State, parameters: QueryDict) -> str:
    assert state.answer is not None
    dialect = dialect_of(parameters)
    return framing_rows.sheet(framings_found(state.answer, parameters), dialect)


def _bridge(state: State, parameters: QueryDict) -> str:
    assert state.answer is not None
    dialect = dialect_of(parameters)
    found = bridge_found(state.answer, parameters)
    if found is None:
        raise Faults([Fault("bridge_from", "", "has no figures: something in it was not on sale")])
    return bridge_rows.sheet(found, dialect)
