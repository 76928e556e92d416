"""The files of a state of the page: the quote as CSV, the answer document as JSON.

Each takes the page's own parameters, by its address or, where that would be too long, as the same form.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict

from calculator.responses import allow, as_file, json_faults, json_response, text_faults
from pricing.comparison import answer_json
from pricing.engine.faults import Fault, Faults, holds
from pricing.quote import SEPARATORS, csv_of_answer, file_name, place_of, without_rows

from .files import asked_for


@allow("GET", "HEAD", "POST", refused=text_faults)
def csv(request: HttpRequest) -> HttpResponse:
    """The table of one scenario of the comparison that the page shows, or of all."""
    parameters = _parameters(request)
    try:
        answer = asked_for(parameters).answer
    except Faults as found:
        return text_faults(422, found.faults)
    assert answer is not None
    for name in ("scenario", "dialect"):
        if len(parameters.getlist(name)) > 1:
            return text_faults(422, [Fault(name, holds(parameters[name]), "given twice")])
    number = parameters.get("scenario")
    dialect = parameters.get("dialect", "comma")
    try:
        place = place_of(answer, number)
    except ValueError as error:
        return text_faults(422, [Fault("scenario", holds(number), str(error))])
    if dialect not in SEPARATORS:
        return text_faults(422, [Fault("dialect", holds(dialect), f"may hold {' or '.join(SEPARATORS)}")])
    if faults := without_rows(answer, place):
        return text_faults(409, faults)
    text = csv_of_answer(answer, place, dialect)
    return as_file(HttpResponse(text, content_type="text/csv; charset=utf-8"), file_name(answer, place))


@allow("GET", "HEAD", "POST", refused=json_faults)
def comparison(request: HttpRequest) -> HttpResponse:
    """The answer document of the comparison that the page shows."""
    try:
        answer = asked_for(_parameters(request)).answer
        assert answer is not None
        text = answer_json(answer)
    except Faults as found:
        return json_faults(422, found.faults)
    return as_file(json_response(text), file_name(answer, None, "json"))


def _parameters(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET
