"""The sheet for a negotiation as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from calculator.responses import allow, as_file, text_faults
from calculator.state import state_of
from calculator.where.choices import choices_of
from calculator.where.targets import sheet
from pricing.engine.faults import Fault, Faults, holds
from pricing.quote import SEPARATORS


@allow("GET", "HEAD", refused=text_faults)
def target_prices(request: HttpRequest) -> HttpResponse:
    """Every scheme of the scenario whose price is chosen, against every other scenario."""
    state = state_of(request.GET)
    if state.answer is None:
        return text_faults(422, state.faults)
    dialect = request.GET.get("dialect", "comma")
    if dialect not in SEPARATORS:
        return text_faults(422, [Fault("dialect", holds(dialect), f"may hold {' or '.join(SEPARATORS)}")])
    question = state.answer.question
    try:
        choices = choices_of(question, state.flips, {"priced": request.GET.get("priced", "")})
    except Faults as found:
        return text_faults(422, found.faults)
    text = sheet(question, choices.here, dialect)
    return as_file(HttpResponse(text, content_type="text/csv; charset=utf-8"), "deskfare-target-prices.csv")
