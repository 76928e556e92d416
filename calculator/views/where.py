"""The sheet for a negotiation as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict

from calculator.responses import allow, text_faults
from calculator.state import State
from calculator.where.choices import choices_of
from calculator.where.targets import sheet

from .files import dialect_of, file_of


@allow("GET", "HEAD", refused=text_faults)
def target_prices(request: HttpRequest) -> HttpResponse:
    """Every scheme of the scenario whose price is chosen, against every other scenario."""
    return file_of(request, "deskfare-target-prices.csv", _sheet)


def _sheet(state: State, parameters: QueryDict) -> str:
    assert state.answer is not None
    question, dialect = state.answer.question, dialect_of(parameters)
    choices = choices_of(question, state.flips, {"priced": parameters.get("priced", "")})
    return sheet(question, choices.here, dialect)
