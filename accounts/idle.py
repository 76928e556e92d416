"""Sessions end when nobody uses them: sooner for those whose role binds others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .second_factor import is_asked_for_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]


def end_idle_sessions(get_response: GetResponse) -> GetResponse:
    """Logs out whoever comes back too late.

    When somebody was here last stands in a signed cookie, so that reading writes no row.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _was_last_here(request) < _find_limit(request.user):
            logout(request)
        response = get_response(request)
        if request.user.is_authenticated:
            response.set_signed_cookie(
                settings.HERE_COOKIE_NAME,
                int(timezone.now().timestamp()),
                salt=_salt(request.user),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def _salt(user: User) -> str:
    """One person's cookie says nothing of another."""
    return f"here {user.pk}"


def _was_last_here(request: HttpRequest) -> datetime:
    """The last request of this browser, or the log-in where that was later."""
    said = request.get_signed_cookie(
        settings.HERE_COOKIE_NAME, default="0", salt=_salt(request.user)
    )
    here = datetime.fromtimestamp(int(said), tz=timezone.get_current_timezone())
    return max(here, request.user.last_login or here)


def _find_limit(user: User) -> datetime:
    """Before which time a person must not have been here last."""
    minutes = settings.IDLE_MINUTES
    if is_asked_for_second_factor(user):
        minutes /= 2
    return timezone.now() - timedelta(minutes=minutes)
