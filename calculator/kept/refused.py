"""Refusals of what is kept, as pages; what may not be known of is absent like any other address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from calculator.responses import page_response, refuse
from quotes.refusals import Absent, Refusal

TOKEN = "csrfmiddlewaretoken"

View = Callable[..., HttpResponse]


def for_people(view: View) -> View:
    """Asks strangers to log in, and says a refusal as a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return ask_to_log_in(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            return view(request, *args, **kwargs)
        except Absent:
            raise Http404 from None
        except Refusal as refusal:
            return refuse(request, refusal.status, str(refusal))

    return guarded


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """A page that holds what was typed while its reader logs in beside it, and then sends it on. A
    file can't be held: its form is a step back.
    """
    typed = [
        (name, text) for name, texts in request.POST.lists() for text in texts if name != TOKEN
    ]
    context = {
        "address": request.get_full_path(),
        "typed": typed,
        "has_file": bool(request.FILES),
    }
    return page_response(request, "kept/log_in_first.html", context)
