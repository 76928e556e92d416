"""What a link shows to whoever has it: one version, or one issued quote, to read alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from calculator.kept.day import find_day
from calculator.kept.issued import fill_content
from calculator.kept.versions import fill_figures
from calculator.responses import page_response
from quotes.refusals import Absent
from quotes.sharing import find_shared


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The page, the same for all; a link that has ended is absent like one that never was."""
    try:
        link = find_shared(token, at=timezone.now())
    except Absent:
        raise Http404 from None
    if link.version is not None:
        return page_response(request, "kept/shared_version.html", fill_figures(link.version))
    context = fill_content(link.issued, find_day())
    return page_response(request, "kept/shared_quote.html", context)
