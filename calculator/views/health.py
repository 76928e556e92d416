"""Whether the process answers, and whether it can work."""

from django.http import HttpRequest, HttpResponse

from calculator.readiness import find_hindrances, list_notes
from calculator.responses import for_reading

PLAIN = "text/plain; charset=utf-8"


@for_reading
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; the bare view of `make bench`."""
    return HttpResponse("ok\n", content_type=PLAIN)


@for_reading
def readyz(request: HttpRequest) -> HttpResponse:
    """200 where pages can be priced and shown; else 503 and a word for each thing that is away.

    Below stands what whoever runs the site should know all the same.
    """
    if hindrances := find_hindrances():
        return HttpResponse(f"{' '.join(hindrances)}\n", content_type=PLAIN, status=503)
    return HttpResponse("\n".join(["ready", *list_notes(), ""]), content_type=PLAIN)
