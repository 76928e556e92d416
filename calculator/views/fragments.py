"""Parts of the page that are asked for by themselves.

Without script the first two are pages of their own.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from calculator import formats
from calculator.looks.cost.paper import paper_of
from calculator.looks.cost.years import chart_of
from calculator.parts.alternatives import find_alternatives
from calculator.parts.scenarios import key_of
from calculator.question.address import query
from calculator.question.fault_words import fault_words
from calculator.question.labels import label_of
from calculator.question.state import State
from calculator.responses import for_reading, page_response, read_parameters, refuse
from calculator.views.misspelt import read_state

NOT_PRICED = "This comparison cannot be priced, so there is nothing to show. First of all:"
NO_ENTRY = "There is no such entry in a stack of this comparison."


@require_http_methods(["GET", "HEAD", "POST"])
def alternatives(request: HttpRequest) -> HttpResponse:
    """Takes the page's own form, or its address, and the entry as `2.3`: scenario and place, from
    1.
    """
    parameters = read_parameters(request)
    state = read_state(request, parameters)
    if state.answer is None:
        return refuse_unpriced(request, state)
    found = _find_entry(parameters.get("entry", ""), state)
    if found is None:
        return refuse(request, 404, NO_ENTRY)
    others = find_alternatives(state.document, state.answer, *found)
    of_its_kind = [
        ("role", others.role),
        ("price_date", others.day),
        ("price_list", state.answer.question.price_list),
    ]
    kind = query([(name, text) for name, text in of_its_kind if text])
    context = {
        "state": state,
        "others": others,
        "prices_of_its_kind": f"/prices/?{kind}",
    }
    name = "parts/alternatives_page.html"
    if request.htmx:
        name = "parts/alternatives_fragment.html"
    return page_response(request, name, context)


def _find_entry(words: str, state: State) -> tuple[int, int] | None:
    """Which scenario and which entry of its stack, from 0; None where there is none."""
    assert state.answer is not None
    known = {
        f"{place + 1}.{position + 1}": (place, position)
        for place, scenario in enumerate(state.answer.question.scenarios)
        for position in range(len(scenario.stack))
    }
    return known.get(words)


@require_http_methods(["GET", "HEAD", "POST"])
def years(request: HttpRequest) -> HttpResponse:
    """Takes the page's own parameters, by its address or, where that would be too long, as the same
    form.
    """
    state = read_state(request, read_parameters(request))
    if state.answer is None:
        return refuse_unpriced(request, state)
    question = state.answer.question
    name, about = "looks/years_page.html", _tell_about(state)
    if request.htmx:
        name, about = "looks/years.html", ""
    context = {
        "state": state,
        "about": about,
        "chart": chart_of(question),
        "key": key_of([scenario.name for scenario in question.scenarios]),
    }
    return page_response(request, name, context)


def _tell_about(state: State) -> str:
    """What is compared, for a page that does not show the question: the preset, the fleet, the
    years.
    """
    assert state.answer is not None
    question = state.answer.question
    start = "Your own document"
    if state.preset:
        start = str(state.base.get("title", "")).partition(": ")[0]
    desktops = formats.count(sum(group.desktops for group in question.fleet), "desktop")
    return f"{start} · {desktops} · {formats.count(question.horizon_years, 'year')}"


def refuse_unpriced(request: HttpRequest, state: State) -> HttpResponse:
    """422 with the first of what is wrong, where only an answer could be shown."""
    first = state.faults[0]
    words = f"{label_of(first.path, state.named)} {fault_words(first)}"
    return refuse(request, 422, f"{NOT_PRICED} {words}")


@for_reading
def on_paper(request: HttpRequest) -> HttpResponse:
    """Takes the page's own parameters."""
    state = read_state(request, request.GET)
    if state.answer is None:
        return refuse_unpriced(request, state)
    return page_response(request, "looks/on_paper.html", {"state": state, "paper": paper_of(state)})
