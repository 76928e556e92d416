"""The page of tokens for programs: made, shown once, listed and revoked by their owner."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms import TokenForm
from accounts.log import write_line
from accounts.second_factor import owes_second_factor
from accounts.tokens import list_tokens, make_token, revoke_tokens
from calculator.kept.addresses import read_number
from calculator.kept.day import find_day
from calculator.kept.refused import for_people
from calculator.responses import page_response

MAKE, REVOKE = "make", "revoke"


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
@reauthentication_required(app="accounts")
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the reader; POST makes one, which this page alone shows, or revokes one."""
    today, token, status = find_day(), "", 200
    form = TokenForm(today=today)
    if owes_second_factor(request.user):
        return _show(request, None, 403)
    if request.POST.get("action") == REVOKE:
        number = read_number(request.POST.get("token", ""))
        if revoke_tokens(list_tokens(request.user, today).filter(pk=number), timezone.now()):
            write_line("token-revoked", request.user, request)
    if request.POST.get("action") == MAKE:
        form = TokenForm(request.POST, today=today)
        if form.is_valid():
            token = make_token(request.user, today=today, **form.cleaned_data)
            write_line("token-made", request.user, request)
            form = TokenForm(today=today)
        else:
            status = 422
    return _show(request, form, status, token=token)


def show_typed(request: HttpRequest, note: str) -> HttpResponse:
    """The tokens and the form as it was typed, of which nothing was made."""
    form = TokenForm(request.POST, today=find_day())
    if owes_second_factor(request.user):
        form = None
    return _show(request, form, 403, note=note)


def _show(
    request: HttpRequest, form: TokenForm | None, status: int, *, token: str = "", note: str = ""
) -> HttpResponse:
    listed = list_tokens(request.user, find_day())
    context = {"form": form, "token": token, "tokens": listed, "note": note}
    return page_response(request, "account/tokens.html", context, status)
