"""Whether the process answers."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; the bare view of `make bench`."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
