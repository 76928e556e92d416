"""Sessions, without which a page that only reads does not fail."""

from __future__ import annotations

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from pricing.troubles import FULL, READ_ONLY, find_trouble


class KeepSessions(SessionMiddleware):
    """Where nothing can be written what a page would have noted for its reader is not noted."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The page, with its session kept where that can be done."""
        try:
            return super().process_response(request, response)
        except DatabaseError as error:
            if request.method in ("GET", "HEAD") and find_trouble(error) in (READ_ONLY, FULL):
                return response
            raise
