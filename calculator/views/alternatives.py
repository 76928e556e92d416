"""What else could stand in an entry's place: a fragment for the page, a page of its own without script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from calculator.parts.fixes import alternatives as alternatives_of
from calculator.question.address import query
from calculator.question.state import State, state_of
from calculator.views.errors import refused

MEND = "This comparison cannot be priced, so its alternatives cannot either: mend its entries first."
NO_ENTRY = "There is no such entry in a stack of this comparison."


@require_http_methods(["GET", "HEAD", "POST"])
def alternatives(request: HttpRequest) -> HttpResponse:
    """Takes the page's own form, or its address, and the entry as `2.3`: scenario and place, from 1."""
    parameters = request.POST if request.method == "POST" else request.GET
    state = state_of(parameters)
    if state.answer is None:
        return refused(request, 422, MEND)
    found = _entry(parameters.get("entry", ""), state)
    if found is None:
        return refused(request, 404, NO_ENTRY)
    others = alternatives_of(state.document, state.answer, *found)
    of_its_kind = [("role", others.role), ("price_date", others.day), ("price_list", state.answer.question.price_list)]
    context = {
        "state": state,
        "others": others,
        "prices_of_its_kind": f"/prices/?{query([(name, text) for name, text in of_its_kind if text])}",
    }
    name = "parts/alternatives_fragment.html" if request.htmx else "parts/alternatives_page.html"
    response = render(request, name, context)
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _entry(words: str, state: State) -> tuple[int, int] | None:
    """Which scenario and which entry of its stack, from 0; None where there is none."""
    assert state.answer is not None
    known = {
        f"{place + 1}.{position + 1}": (place, position)
        for place, scenario in enumerate(state.answer.question.scenarios)
        for position in range(len(scenario.stack))
    }
    return known.get(words)
