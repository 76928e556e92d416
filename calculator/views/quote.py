"""The files of a state of the page: the quote as CSV, the answer document as JSON.

Each takes the page's own parameters, by its address or, where that would be too long, as the same form.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict

from calculator.responses import allow, as_file, json_faults, json_response, text_faults
from calculator.state import state_of
from pricing.comparison import answer_json
from pricing.engine.faults import Fault, Faults, holds
from pricing.quote import SEPARATORS, csv_of_answer, file_name, place_of


@allow("GET", "HEAD", "POST", refused=text_faults)
def csv(request: HttpRequest) -> HttpResponse:
    """The table of one scenario of the comparison that the page shows, or of all."""
    parameters = _parameters(request)
    state = state_of(parameters)
    if state.answer is None:
        return text_faults(422, state.faults)
    for name in ("scenario", "dialect"):
        if len(parameters.getlist(name)) > 1:
            return text_faults(422, [Fault(name, holds(parameters[name]), "given twice")])
    number = parameters.get("scenario")
    dialect = parameters.get("dialect", "comma")
    try:
        place = place_of(state.answer, number)
    except ValueError as error:
        return text_faults(422, [Fault("scenario", holds(number), str(error))])
    if dialect not in SEPARATORS:
        return text_faults(422, [Fault("dialect", holds(dialect), f"may hold {' or '.join(SEPARATORS)}")])
    text = csv_of_answer(state.answer, place, dialect)
    return as_file(HttpResponse(text, content_type="text/csv; charset=utf-8"), file_name(state.answer, place))


@allow("GET", "HEAD", "POST", refused=json_faults)
def comparison(request: HttpRequest) -> HttpResponse:
    """The answer document of the comparison that the page shows."""
    state = state_of(_parameters(request))
    if state.answer is None:
        return json_faults(422, state.faults)
    try:
        text = answer_json(state.answer)
    except Faults as found:
        return json_faults(422, found.faults)
    return as_file(json_response(text), file_name(state.answer, None, "json"))


def _parameters(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET
