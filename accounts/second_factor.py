"""Who must have a second factor, and what happens until they do."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from .roles import APPROVER, PRICE_EDITOR, list_roles

GetResponse = Callable[[HttpRequest], HttpResponse]
ASKED_OF = {APPROVER, PRICE_EDITOR}
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
REFUSED = "Your role asks for a second factor: set it up on the page of your account first."


def is_asked_for_second_factor(user: User) -> bool:
    """Whether what somebody may do binds others."""
    return user.is_staff or user.is_superuser or bool(ASKED_OF & list_roles(user))


def owes_second_factor(user: User | AnonymousUser) -> bool:
    """Whether somebody must set up a second factor first."""
    if not user.is_authenticated or get_adapter().is_mfa_enabled(user, FACTORS):
        return False
    return is_asked_for_second_factor(user)


def ask_second_factor(get_response: GetResponse) -> GetResponse:
    """Leads whoever owes a second factor to where it is set up, from every page but the account's.

    Whoever has one was asked for it when logging in.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("account")) or not owes_second_factor(request.user):
            return get_response(request)
        if request.path.startswith("/api/"):
            fault = {"path": "", "holds": "", "message": REFUSED}
            return JsonResponse(
                {"faults": [fault]},
                status=HTTPStatus.FORBIDDEN,
                headers={"Cache-Control": "no-store"},
            )
        return HttpResponseRedirect(reverse("mfa_index"))

    return middleware


def keep_private(get_response: GetResponse) -> GetResponse:
    """Lets no cache keep what stands on a page of the account or of the admin, nor the browser what
    it kept until log-out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith((reverse("account"), reverse("admin:index"))):
            response["Cache-Control"] = "private, no-store"
        if request.method == "POST" and request.path == reverse("account_logout"):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware
