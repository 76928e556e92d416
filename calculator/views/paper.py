"""What paper says beyond the page, as a fragment: for a page whose question has changed since it was loaded."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from calculator.looks.cost.paper import paper_of
from calculator.question.state import state_of
from calculator.views.errors import refused


@require_safe
def on_paper(request: HttpRequest) -> HttpResponse:
    """Takes the page's own parameters."""
    state = state_of(request.GET)
    if state.answer is None:
        return refused(request, 422, "This comparison cannot be priced: mend its entries first.")
    response = render(request, "looks/on_paper.html", {"state": state, "paper": paper_of(state)})
    response["Cache-Control"] = "private, no-store"
    return response
