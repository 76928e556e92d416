"""What views answer with.

Pages and parts of them, JSON, faults, files, refusals; and what caches may keep of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from calculator.busy import RETRY_AFTER_SECONDS
from pricing.engine.faults import Fault, holds

FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
View = Callable[..., HttpResponse]
Refused = Callable[[int, Iterable[Fault]], HttpResponse]


def read_parameters(request: HttpRequest) -> QueryDict:
    """The state that is asked for: by its address or, where that would be too long, by the same
    form.

    What a form sends its state to may say more in its own address: which file, in which form.
    """
    if request.method != "POST":
        return request.GET
    parameters = request.POST.copy()
    for name, texts in request.GET.lists():
        if name not in parameters:
            parameters.setlist(name, texts)
    return parameters


def page_response(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page, or for htmx a part of it, for its reader alone: typed prices are nobody else's."""
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


def refuse(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """A refusal in the clothes that the asker wears: a page, a part of one, JSON."""
    if request.path.startswith("/api/"):
        return json_faults(status, [Fault("", "", sentence)])
    if request.headers.get("HX-Request") == "true":
        return page_response(request, "parts/refused.html", {"sentence": sentence}, status)
    return page_response(request, "error.html", {"status": status, "sentence": sentence}, status)


def refuse_for_a_while(
    request: HttpRequest,
    words: str,
    kind: str,
    page: HttpResponse | None = None,
    *,
    status: int = 503,
    seconds: int = RETRY_AFTER_SECONDS,
) -> HttpResponse:
    """A refusal, when to ask again, and of which kind it is counted."""
    response = page or refuse(request, status, words)
    response.status_code = status
    response.refused_as = kind
    response["Retry-After"] = str(seconds)
    return response


def json_response(text: str, status: int = 200) -> HttpResponse:
    """JSON that no cache keeps: prices change, and typed discounts are nobody else's."""
    response = HttpResponse(text, content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    return response


def fault_document(fault: Fault) -> dict[str, str]:
    """A fault as the API says it: in words alone."""
    return {"path": fault.path, "holds": fault.holds, "message": fault.message}


def json_faults(status: int, faults: Iterable[Fault]) -> HttpResponse:
    """Faults in the one form that every refusal of the API has."""
    return json_response(
        json.dumps({"faults": [fault_document(fault) for fault in faults]}), status
    )


def text_faults(status: int, faults: Iterable[Fault]) -> HttpResponse:
    """Faults as plain text, one a line."""
    lines = "".join(f"{fault}\n" for fault in faults)
    response = HttpResponse(lines, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response


def as_file(response: HttpResponse, name: str) -> HttpResponse:
    """The response as a file to keep, for its reader alone.

    A browser that shows it all the same runs nothing of it, and takes it for another site's.
    """
    response["Content-Security-Policy"] = FILE_POLICY
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


def for_reading(view: View) -> View:
    """Answers GET and HEAD; every other method is 405, whether a form's token is good or not."""
    guarded: View = csrf_exempt(require_safe(view))
    return guarded


def allow(*methods: str, refused: Refused) -> Callable[[View], View]:
    """Refuses every other method with 405 and `Allow`, in the words of the view's own refusals."""

    def decorated(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                return view(request, *args, **kwargs)
            response = refused(
                405,
                [
                    Fault(
                        "", f"the method {holds(request.method)}", f"may be {' or '.join(methods)}"
                    )
                ],
            )
            response["Allow"] = ", ".join(methods)
            return response

        return guarded if "POST" in methods else csrf_exempt(guarded)

    return decorated
