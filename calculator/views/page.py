"""The page: form in, pure call, template out.

Its address is its state; each look is the same page.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_http_methods

from calculator.looks import COST, Look
from calculator.question.actions import act, tell_outcome
from calculator.question.older_links import tell_renamed_scenarios, translate
from calculator.question.places import Refused
from calculator.question.state import (
    LONGEST_ADDRESS,
    State,
    answer_document,
    state_of,
)
from calculator.responses import page_response, read_parameters, refuse
from calculator.views.misspelt import refuse_misspelt
from calculator.views.page_context import fill_context

TOO_LONG = (
    f"The address is longer than {LONGEST_ADDRESS:,} bytes, which is more than this site reads."
)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, look: Look = COST) -> HttpResponse:
    """The comparison in one look.

    GET shows a state; POST is the form without JavaScript, or too long for an address.

    An htmx request gets the results alone, with the form where that changes; another POST that
    fits an address is sent on to it.
    """
    if len(request.META.get("QUERY_STRING", "")) + 2 > LONGEST_ADDRESS:
        return refuse(request, 414, TOO_LONG)
    parameters, note = translate(read_parameters(request))
    action = _read_action(parameters)
    asked = _note(state_of(parameters), note)
    state = refuse_misspelt(request, asked, parameters)
    way_on = look.address(asked, parameters) if asked.answer and not state.answer else ""
    if action:
        state = _act(state, action, parameters.get("signed_on", ""))
    if request.method == "POST" and not request.htmx and _goes_on(state) and state.fits_an_address:
        return HttpResponseRedirect(look.address(state, parameters), status=303)
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        return _answer_part(request, look, state, parameters, action)
    context = fill_context(state, look, parameters, whole=True, form=True)
    context |= {"outcome": _tell_outcome(state, action), "way_on": way_on}
    return page_response(request, "page.html", context)


def _read_action(parameters: QueryDict) -> str:
    """The button that was pressed, with what it is done to; "" where none was."""
    action = parameters.get("do", "")
    if action and "." not in action:
        return f"{action}.{parameters.get('what_if', '')}"
    return action


def _note(state: State, older: str) -> State:
    """The state with a note of what its address says as those of an older release did."""
    told = filter(None, (state.note, older, tell_renamed_scenarios(state)))
    return replace(state, note=" ".join(told))


def _goes_on(state: State) -> bool:
    """Whether what was asked for was done: it has an answer, and nothing is to be said of it."""
    return state.answer is not None and not state.note


def _tell_outcome(state: State, action: str) -> str:
    """What the action did, in words."""
    if action and _goes_on(state):
        assert state.answer is not None
        return tell_outcome(state.answer, action)
    return ""


def _answer_part(
    request: HttpRequest, look: Look, state: State, parameters: QueryDict, action: str
) -> HttpResponse:
    """The results alone, with the form where that changes, for the script that takes them into the
    page.
    """
    form = _goes_on(state) and _needs_the_form(look, state, parameters, action)
    context = fill_context(state, look, parameters, whole=False, form=form)
    context["outcome"] = _tell_outcome(state, action)
    response = page_response(request, "page_fragment.html", context)
    if context["sentence"] is None:
        response["HX-Reswap"] = "none"  # the last good answer stays, marked as before the change
        return response
    if state.fits_an_address and not _is_step(parameters):
        response["HX-Push-Url"] = look.address(state.shared, parameters)
    if form:
        response["HX-Reswap"] = (
            "outerHTML"  # the form that asked is gone by then, and with it its own way to swap
        )
    return response


def _is_step(parameters: QueryDict) -> bool:
    """Whether a search goes on, of which nobody chose anything anew."""
    return "since" in parameters


def _needs_the_form(look: Look, state: State, parameters: QueryDict, action: str) -> bool:
    """Whether the form that asked is no longer the form of the state.

    An open stack, and the choices of a look, show figures of the answer: they come with each.
    """
    if _is_step(parameters):
        return False
    is_of_an_address = "address" not in parameters and "document" not in parameters
    shows_the_answer = bool(look.choices or state.table_options.stack)
    return bool(action) or is_of_an_address or shows_the_answer or _changes_the_form(state)


def untrusted(request: HttpRequest, sentence: str) -> HttpResponse:
    """The page with what was typed, and why the form was not taken: 403."""
    state = replace(state_of(request.POST), note=sentence)
    context = fill_context(state, COST, request.POST, whole=True, form=True)
    return page_response(request, "page.html", context, 403)


def _act(state: State, action: str, day: str) -> State:
    """The state after a button's action; a refusal stands as a note."""
    if state.answer is None:
        return state
    try:
        document = act(state.document, action, state.answer.question.market.catalogue, day)
    except Refused as refused:
        return replace(state, note=str(refused))
    answer, faults = answer_document(document, [])
    if answer is None:
        words = " ".join(str(fault) for fault in faults[:2])
        return replace(state, faults=[], note=f"That can't be done: {words}")
    return State(
        state.preset,
        state.base,
        document,
        faults,
        answer,
        replace(state.table_options, open=""),
        kept=state.kept,
    )


def _changes_the_form(state: State) -> bool:
    """Whether a field was changed that decides what other fields offer, so that the form comes
    anew.
    """
    return any(
        name in ("price_date", "price_list")
        or name.startswith("exchange_rates.")
        or any(part in name for part in (".stack.", ".prices.", ".own_lines."))
        or (name.startswith("scenarios.") and ".assumptions." in name)
        or name.endswith((".name", ".price_date", ".delivery"))
        or (name.startswith("fleet.") and not name.endswith(".desktops"))
        for name in state.typed
    )
