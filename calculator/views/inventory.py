"""A fleet from an inventory: a file in, its groups beside what is left out, and the way on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from calculator.counted_fleet import (
    MOST_GROUPS,
    Asked,
    FleetView,
    KeptChoices,
    keep_choices,
    view_fleet,
)
from calculator.parts.refused_file import RefusedFile, find_refusal, is_form_of_file
from calculator.question.state import State
from calculator.responses import page_response, read_parameters
from calculator.uploads import take_files
from calculator.views.fragments import refuse_unpriced
from calculator.views.misspelt import read_state
from pricing.engine.faults import Faults
from pricing.inventory.reading import MOST_BYTES

FAULTY = "Nothing was counted:"
FILE_AGAIN = "Choose the file again: nothing of it is kept here."
CARRIED = ("address", "document")


@take_files(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def inventory(request: HttpRequest) -> HttpResponse:
    """The place for a file and, where one was sent, its groups."""
    state = read_state(request, _read_carried(request))
    if state.answer is None:
        return refuse_unpriced(request, state)
    fleet, refused, choices = _read_form(request, state)
    context = {
        "state": state,
        "fleet": fleet,
        "refused": refused,
        "choices": choices,
        "again": "",
        "most_groups": MOST_GROUPS,
    }
    if choices is not None:
        context["again"] = FILE_AGAIN
    template = "inventory/page.html"
    if request.htmx:
        template = "inventory/fragment.html"
    response = page_response(request, template, context)
    if choices is not None:
        # The choices stay with all columns; what is taken over would not be counted by them.
        response["HX-Reswap"] = "none"
    return response


def _read_carried(request: HttpRequest) -> QueryDict:
    """What brings the comparison along, without what the form says of the mapping."""
    parameters = read_parameters(request)
    if request.method != "POST":
        return parameters
    carried = QueryDict(mutable=True)
    for name in CARRIED:
        if name in parameters:
            carried[name] = parameters[name]
    return carried


def _read_form(
    request: HttpRequest, state: State
) -> tuple[FleetView | None, RefusedFile | None, KeptChoices | None]:
    """The groups of what was sent, why it was not read, or what was chosen of a file that did not
    come again; nothing of a form that was not sent.
    """
    files = request.FILES.getlist("file")
    try:
        asked = Asked.of_parameters(request.POST)
    except Faults as found:
        return None, RefusedFile(FAULTY, found.faults), None
    if not files and (choices := keep_choices(asked)):
        return None, None, choices
    if is_form_of_file(request):
        return *_read_files(state, files, asked), None
    return None, None, None


def _read_files(
    state: State, files: list[Any], asked: Asked
) -> tuple[FleetView | None, RefusedFile | None]:
    """The groups of the one file that came, or why it was not read."""
    if refused := find_refusal(files, MOST_BYTES):
        return None, refused
    try:
        return view_fleet(state, files[0].file, asked), None
    except Faults as found:
        return None, RefusedFile(FAULTY, found.faults)
