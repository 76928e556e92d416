"""A portfolio's results as a page: a file in, its summary out; nothing of it is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from calculator.parts.refused_file import RefusedFile, find_refusal
from calculator.portfolio import PortfolioView, view_portfolio
from calculator.responses import page_response
from calculator.uploads import take_files
from pricing.engine.faults import Faults
from pricing.portfolio.reading import MOST_BYTES, read_results
from pricing.portfolio.summary import summarise

FAULTY = "Nothing was read:"


# It changes nothing.
@csrf_exempt
@take_files(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def portfolio(request: HttpRequest) -> HttpResponse:
    """The place for a file of results and, where one was sent, what it says."""
    view, refused, status = None, None, 200
    if request.method == "POST":
        view, refused = _open(request.FILES.getlist("file"))
    if refused:
        status = 422
    context = {"view": view, "refused": refused}
    return page_response(request, "portfolio/page.html", context, status)


def _open(files: list[Any]) -> tuple[PortfolioView | None, RefusedFile | None]:
    """What the one file that came says, or why it was not read."""
    if refused := find_refusal(files, MOST_BYTES):
        return None, refused
    try:
        return view_portfolio(summarise(read_results(files[0].read()))), None
    except Faults as found:
        return None, RefusedFile(FAULTY, found.faults)
