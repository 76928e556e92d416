"""A supplier asked for prices, and his answer read back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from calculator.asker import AskerForm, find_asker, tell_asker, write_asker
from calculator.offered import OfferView, offer_view
from calculator.parts.refused_file import RefusedFile, find_refusal, is_form_of_file
from calculator.question.state import State, answer_of
from calculator.responses import page_response, read_parameters
from calculator.views.fragments import refuse_unpriced
from calculator.views.misspelt import read_state
from pricing.engine.faults import Faults
from pricing.offer import read_offer
from pricing.sheets.reading import read_table

FAULTY = "Nothing was taken over:"


@require_http_methods(["GET", "HEAD", "POST"])
def supplier(request: HttpRequest) -> HttpResponse:
    """The request to download and, where a file was sent, what it changes."""
    state = read_state(request, read_parameters(request))
    if state.answer is None:
        return refuse_unpriced(request, state)
    offer, refused = None, None
    if is_form_of_file(request):
        offer, refused = _read_files(state, request.FILES.getlist("file"))
    asker = AskerForm(initial=find_asker(request.user))
    said = asker.initial
    if "ask" in request.POST:
        asker = AskerForm(request.POST)
        asker.is_valid()
        said = asker.cleaned_data
    context = {
        "state": state,
        "asker": asker,
        "asked_by": write_asker(said),
        "said": tell_asker(said),
        "scenarios": [each.scenario.name for each in state.answer.scenarios],
        "currency": state.answer.currency,
        "offer": offer,
        "refused": refused,
    }
    return page_response(request, "supplier.html", context)


def _read_files(state: State, files: list[Any]) -> tuple[OfferView | None, RefusedFile | None]:
    """What the one file that came changes, or why it was not read."""
    if refused := find_refusal(files):
        return None, refused
    try:
        offer = read_offer(read_table(files[0].read()), answer_of(state))
        return offer_view(state, offer, date.today()), None
    except Faults as found:
        return None, RefusedFile(FAULTY, found.faults)
