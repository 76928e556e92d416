"""From a scenario's column of the page to a draft of its quote, in one press."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from calculator import formats
from calculator.kept.addresses import read_number
from calculator.kept.one_press import NOT_ALLOWED, may_make, quote_page
from calculator.kept.refused import ask_to_log_in
from calculator.looks import COST
from calculator.question.address.members import members_of
from calculator.question.state import LONGEST_ADDRESS, State
from calculator.responses import page_response, read_parameters, refuse
from calculator.views.fragments import refuse_unpriced
from calculator.views.misspelt import read_state
from calculator.views.page_context import fill_context
from quotes.refusals import Absent, NewerVersion, Refusal

KEEP_FIRST = "Press “Keep” to keep yours as the version after it."


@require_http_methods(["GET", "HEAD", "POST"])
def make_quote(request: HttpRequest) -> HttpResponse:
    """POST of the page's comparison with the number of a `scenario` makes the draft; GET asks once,
    for those who come from the log-in.
    """
    state, place = _read(request)
    if not request.user.is_authenticated:
        return _lead_to_log_in(request, state, place)
    if request.method != "POST":
        return _ask(request, state, place)
    if state.answer is None:
        return _show(request, state, 422)
    try:
        quote = quote_page(state, place, request.user, at=timezone.now())
    except Absent:
        raise Http404 from None
    except Refusal as refusal:
        return _show(request, replace(state, note=_tell(refusal)), refusal.status)
    return HttpResponseRedirect(reverse("draft", args=(quote.pk,)), status=303)


def show_typed(request: HttpRequest, note: str) -> HttpResponse:
    """Asks once more, of a form that was older than the log-in."""
    state, place = _read(request)
    return _ask(request, state, place, note, 403)


def _read(request: HttpRequest) -> tuple[State, int]:
    """The page's state, and the place of the scenario from 0. Raises `Http404`."""
    parameters = read_parameters(request)
    state = read_state(request, parameters)
    number = read_number(parameters.get("scenario", ""))
    if number is None or not 0 < number <= len(members_of(state.document, "scenarios")):
        raise Http404
    return state, number - 1


def _lead_to_log_in(request: HttpRequest, state: State, place: int) -> HttpResponse:
    """The log-in, which leads back; what no address holds waits in this tab meanwhile."""
    if state.fits_an_address:
        response = redirect_to_login(f"{request.path}?{state.query}&scenario={place + 1}")
        if len(response["Location"]) <= LONGEST_ADDRESS:
            return response
    return ask_to_log_in(request)


def _ask(
    request: HttpRequest, state: State, place: int, note: str = "", status: int = 200
) -> HttpResponse:
    """Names the scenario, and asks for the press."""
    if state.answer is None:
        return refuse_unpriced(request, state)
    if not may_make(request.user):
        return refuse(request, 403, NOT_ALLOWED)
    scenario = state.answer.scenarios[place]
    total = ""
    if scenario.figures is not None:
        total = formats.amount(scenario.figures.tco, state.answer.currency)
    context = {
        "state": state,
        "number": place + 1,
        "scenario": scenario.scenario.name,
        "total": total,
        "note": note,
    }
    return page_response(request, "quotes/make.html", context, status)


def _tell(refusal: Refusal) -> str:
    """Why no quote was made, and what helps."""
    words = f"No quote was made. {refusal}"
    if isinstance(refusal, NewerVersion):
        return f"{words} {KEEP_FIRST}"
    return words


def _show(request: HttpRequest, state: State, status: int) -> HttpResponse:
    """The page as it was, with what there is to be said."""
    context = fill_context(state, COST, request.POST, whole=True, form=True)
    return page_response(request, "page.html", context, status)
