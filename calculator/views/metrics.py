"""What Prometheus reads."""

from __future__ import annotations

from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST

from calculator.metrics import write_metrics
from calculator.responses import for_reading


@for_reading
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures for whoever sends the token; to all others, and without one, there is no page."""
    sent = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    if not (settings.METRICS_TOKEN and compare_digest(sent, wanted)):
        raise Http404
    response = HttpResponse(write_metrics(), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response
