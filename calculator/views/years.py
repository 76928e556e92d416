"""The comparison of the page through the years: a fragment for the page, a page of its own without script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from calculator import formats
from calculator.looks.cost.years import chart_of
from calculator.parts.scenarios import key_of
from calculator.question.state import State, state_of
from calculator.views.errors import refused

MEND = "This comparison cannot be priced, so it has no costs through the years: mend its entries first."


@require_http_methods(["GET", "HEAD", "POST"])
def years(request: HttpRequest) -> HttpResponse:
    """Takes the page's own parameters, by its address or, where that would be too long, as the same form."""
    state = state_of(request.POST if request.method == "POST" else request.GET)
    if state.answer is None:
        return refused(request, 422, MEND)
    question = state.answer.question
    context = {
        "state": state,
        "about": "" if request.htmx else _about(state),
        "chart": chart_of(question),
        "key": key_of([scenario.name for scenario in question.scenarios]),
    }
    response = render(request, "looks/years.html" if request.htmx else "looks/years_page.html", context)
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _about(state: State) -> str:
    """What is compared, for a page that does not show the question: the preset, the fleet, the years."""
    assert state.answer is not None
    question = state.answer.question
    start = str(state.base.get("title", "")).partition(": ")[0] if state.preset else "Your own document"
    desktops = formats.count(sum(group.desktops for group in question.fleet), "desktop")
    return f"{start} · {desktops} · {formats.count(question.horizon_years, 'year')}"
