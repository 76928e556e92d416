"""A supplier asked for prices, and his answer read back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from calculator.offered import offer_view
from calculator.question.state import state_of
from calculator.responses import page_response, read_parameters, refuse
from calculator.views.fragments import NOT_PRICED
from pricing.engine.faults import Fault, Faults
from pricing.offer import read_offer
from pricing.sheets.reading import read_table

MOST_SHOWN = 20  # faults, one by one
NO_FILE = Fault("", "", "no file came: choose the one that the supplier sent")
TWO_FILES = Fault("", "", "two files came: read one at a time")


@require_http_methods(["GET", "HEAD", "POST"])
def supplier(request: HttpRequest) -> HttpResponse:
    """The request to download and, where a file was sent, what it changes."""
    state = state_of(read_parameters(request))
    if state.answer is None:
        return refuse(request, 422, NOT_PRICED)
    offer, faults = None, []
    files = request.FILES.getlist("file")
    if files or "read" in request.POST:
        try:
            offer = offer_view(state, read_offer(read_table(_read_file(files)), state.answer))
        except Faults as found:
            faults = found.faults
    context = {
        "state": state,
        "scenarios": [each.scenario.name for each in state.answer.scenarios],
        "currency": state.answer.currency,
        "offer": offer,
        "faults": faults[:MOST_SHOWN],
        "more_faults": max(0, len(faults) - MOST_SHOWN),
    }
    return page_response(request, "supplier.html", context)


def _read_file(files: list[Any]) -> bytes:
    """The one file that came. Raises `Faults`."""
    if not files:
        raise Faults([NO_FILE])
    if len(files) > 1:
        raise Faults([TWO_FILES])
    return files[0].read()
