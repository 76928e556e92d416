"""A document of the reader's own: opened from a file, and kept as one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from calculator.looks import COST
from calculator.question.misspelt import address_faults
from calculator.question.state import own_state, state_of
from calculator.responses import as_file, json_faults, page_response, read_parameters, refuse
from calculator.views.files import LOOK_NAMES
from calculator.views.page_context import fill_context
from pricing.engine.json_text import MAXIMUM_BYTES

LONGEST_NAME = 80
NO_FILE = "No file came: choose one first."
TWO_FILES = "Two files came: open one at a time."
NOT_KEPT = (
    "A document that was opened from a file is not kept here: open the file again, at the starting "
    "point of a comparison."
)
TOO_LARGE = (
    f"The file is larger than {MAXIMUM_BYTES:,} bytes, which is more than a document may be."
)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The page on the reader's own document, from a file: it travels in the form from then on.

    Who asks for its address alone, as by a copied link, is told why there is nothing.
    """
    if request.method != "POST":
        return refuse(request, 410, NOT_KEPT)
    files = request.FILES.getlist("file")
    if not files:
        return refuse(request, 400, NO_FILE)
    if len(files) > 1:
        return refuse(request, 400, TWO_FILES)
    content = files[0].read()
    if len(content) > MAXIMUM_BYTES:
        return refuse(request, 413, TOO_LARGE)
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
    name = slugify(str(state.document.get("title", "")))[:LONGEST_NAME].strip("-_")
    return as_file(response, f"{name or 'comparison'}.deskfare.json")
