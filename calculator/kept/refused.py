"""Refusals of what is kept, as pages; what may not be known of is absent like any other address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from calculator.responses import refuse
from quotes.refusals import Absent, Refusal

View = Callable[..., HttpResponse]


def for_people(view: View) -> View:
    """Asks strangers to log in, and says a refusal as a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Absent:
            raise Http404 from None
        except Refusal as refusal:
            return refuse(request, refusal.status, str(refusal))

    return login_required(guarded)
