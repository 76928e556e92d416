"""What a link shows to whoever has it: one version, or one issued quote, to read alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from calculator.kept.day import find_day
from calculator.kept.files import PDF
from calculator.kept.issued import fill_content
from calculator.kept.versions import fill_figures
from calculator.responses import for_reading, page_response, refuse
from calculator.views.quote_files import answer_issued
from quotes.kept_catalogues import find_shown_number
from quotes.models import ShareLink
from quotes.refusals import Absent
from quotes.sharing import find_shared

# The files that a link offers of an issued quote: words, ending.
OFFERED = (("PDF", PDF), ("CSV", "csv"))
NO_LINK = "This is not a valid link: it may have been withdrawn or have expired. Ask who sent it."


@for_reading
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The page, the same for all; a link that has ended is absent like one that never was."""
    link = _find(token)
    if link is None:
        return _refuse(request)
    if link.version is not None:
        change = find_shown_number(link.version)
        context = fill_figures(link.version) | {"change": change}
        return _keep_out(page_response(request, "kept/shared_version.html", context))
    files = [(words, f"{request.path[:-1]}.{ending}") for words, ending in OFFERED]
    context = fill_content(link.issued, find_day()) | {"files": files}
    return _keep_out(page_response(request, "kept/shared_quote.html", context))


@for_reading
def shared_file(request: HttpRequest, token: str, ending: str) -> HttpResponse:
    """A file of an issued quote, as long as the link to its page holds."""
    link = _find(token)
    if link is None:
        return _refuse(request)
    if link.issued is None or ending not in dict(OFFERED).values():
        raise Http404
    return _keep_out(answer_issued(request, link.issued, ending))


def _keep_out(response: HttpResponse) -> HttpResponse:
    """The response, for no search engine: one that comes upon a link would tell it to all."""
    response["X-Robots-Tag"] = "noindex"
    return response


def _find(token: str) -> ShareLink | None:
    """What a token opens, if anything."""
    try:
        return find_shared(token, at=timezone.now())
    except Absent:
        return None


def _refuse(request: HttpRequest) -> HttpResponse:
    """404 in the same words, whether the link has ended or never was."""
    return _keep_out(refuse(request, 404, NO_LINK))
