"""One line in the log for whatever lets somebody in or out, or changes what does.

What, the person's id, the address that the limits count by, how. Never a name, a password, a code
or a link.
"""

from __future__ import annotations

import logging
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.signals import (
    password_changed,
    password_reset,
    password_set,
    user_signed_up,
)
from allauth.account.utils import filter_users_by_email, filter_users_by_username
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.dispatch import Signal
from django.http import HttpRequest

from .log_context import NOTHING

PROVIDER = "provider"

log = logging.getLogger("deskfare.account")
Person = AbstractBaseUser | AnonymousUser | None


class Kind(NamedTuple):
    """A signal, what it means, and whether somebody was refused."""

    signal: Signal
    words: str
    level: int = logging.INFO


KINDS = (
    Kind(user_signed_up, "signed-up"),
    Kind(password_changed, "password-changed"),
    Kind(password_set, "password-set"),
    Kind(password_reset, "password-set-by-link"),
    Kind(authenticator_used, "second-factor"),
    Kind(authentication_failed, "second-factor-failed", logging.WARNING),
    Kind(authenticator_added, "second-factor-added"),
    Kind(authenticator_removed, "second-factor-removed"),
    Kind(authenticator_reset, "second-factor-reset"),
    Kind(social_account_added, "provider-connected"),
    Kind(social_account_removed, "provider-disconnected"),
)


def write_line(
    words: str,
    user: Person,
    request: HttpRequest | None = None,
    how: str = NOTHING,
    level: int = logging.INFO,
) -> None:
    """Writes one line; what is not known is a dash."""
    person, address, how = NOTHING, NOTHING, quote(how, "+=")
    if user is not None and user.pk is not None:
        person = str(user.pk)
    if request is not None:
        address = find_address(request)
    said = {"event": words, "person": person, "address": address, "how": how}
    log.log(level, "%s %s %s %s", *said.values(), extra=said)


def find_address(request: HttpRequest) -> str:
    """Where a request comes from, as the limits of log-in count it."""
    try:
        return str(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):
        return NOTHING


def find_named(credentials: dict[str, Any]) -> Person:
    """Whose name or e-mail address was typed; None where it is nobody's."""
    finders = {"username": filter_users_by_username, "email": filter_users_by_email}
    # Accounts without an e-mail address have "" there: what was not typed finds nobody.
    found = (find(credentials[name]) for name, find in finders.items() if credentials.get(name))
    return next(chain.from_iterable(found), None)


def listen() -> None:
    """Writes a line for each signal, as long as the process runs."""
    for kind in KINDS:
        kind.signal.connect(_make_receiver(kind), weak=False, dispatch_uid=f"log {kind.words}")
    user_logged_in.connect(_tell_log_in)
    user_logged_out.connect(_tell_log_out)
    user_login_failed.connect(_tell_failure)


def _make_receiver(kind: Kind) -> Any:
    def tell(request: HttpRequest, **given: Any) -> None:
        user = given.get("user") or request.user
        how = getattr(given.get("authenticator"), "type", NOTHING)
        write_line(kind.words, user, request, how, kind.level)

    return tell


def _tell_log_in(request: HttpRequest, user: Person, **_: Any) -> None:
    methods = [
        record.get("type") or record["method"]
        for record in get_authentication_records(request, user)
    ]
    write_line("log-in", user, request, "+".join(methods) or NOTHING)


def _tell_log_out(request: HttpRequest, user: Person, **_: Any) -> None:
    if user is not None:
        write_line("log-out", user, request)


def _tell_failure(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    user, how = find_named(credentials), "password"
    if user is not None and not user.is_active:
        how = "closed"
    write_line("log-in-failed", user, request, how, logging.WARNING)
