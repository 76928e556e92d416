"""A document of the reader's own: opened from a file, and kept as one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from calculator.looks import COST
from calculator.question.state import address_faults, own_state, state_of
from calculator.responses import as_file, json_faults, page_response, read_parameters, refuse
from calculator.views.files import LOOK_NAMES
from calculator.views.page_context import fill_context
from pricing.engine.json_text import MAXIMUM_BYTES


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """The page on the reader's own document, from a file: it travels in the form from then on."""
    file = request.FILES.get("file")
    if file is not None and (file.size or 0) > MAXIMUM_BYTES:
        return refuse(
            request,
            413,
            (
                f"The file is larger than {MAXIMUM_BYTES:,} bytes, which is more than a document "
                "may be."
            ),
        )
    content = b""
    if file is not None:
        content = file.read()
    state = own_state(content)
    return page_response(
        request, "page.html", fill_context(state, COST, request.GET, whole=True, form=True)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest) -> HttpResponse:
    """The comparison document of a state as a file, whether or not it can be priced."""
    parameters = read_parameters(request)
    if faults := address_faults(parameters, LOOK_NAMES):
        return json_faults(422, faults)
    state = state_of(parameters)
    response = HttpResponse(state.json, content_type="application/json; charset=utf-8")
    return as_file(response, "deskfare-comparison.json")
