"""What differs here from how django-allauth logs people in."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from .limits import WAIT, Place, TooMany, leave_place, say_wait, take_place
from .log import PROVIDER, find_address, find_named, write_line
from .names import find_person, refuse_wrong_name, spell_name
from .second_factor import owes_second_factor

# The page that follows says it by itself.
UNSAID = (
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "mfa/messages/recovery_codes_generated.txt",
)

START = "/?preset=today"
WELL_KNOWN = "/.well-known/openid-configuration"
LEEWAY_SECONDS = 60  # by which clocks may differ
TOO_MANY_CODES = "too_many_login_attempts"
WAIT_FOR_CODES = timedelta(minutes=5)  # of django-allauth, after five wrong ones
WRONG_CODE = "This code does not hold: take the one that is shown now."


class AccountAdapter(DefaultAccountAdapter):
    """Log-in by name or e-mail address; sign-up only where a setting opens it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "No account has this name and password.",
        "username_password_mismatch": "No account has this name and password.",
        "incorrect_password": "This is not the password of your account.",
        "incorrect_code": WRONG_CODE,
        TOO_MANY_CODES: "Too many wrong codes: try again in five minutes.",
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """What is wrong, in words; of too many codes by the answer's status too."""
        if code == TOO_MANY_CODES:
            self.request.META[WAIT] = WAIT_FOR_CODES
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make accounts of their own."""
        return settings.SIGN_UP == "open"

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """The name of who signs up, which others will read."""
        refuse_wrong_name(username)
        name = str(super().clean_username(spell_name(username), shallow))
        if not shallow and find_person(name):
            raise self.validation_error("username_taken")
        return name

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Who comes from no page of the site begins with what is sold now."""
        return START

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Asks again before an account is changed, unless there is nothing to ask.

        So it is for whom the identity provider alone lets in, until they have a second factor.
        """
        can_be_asked = bool(self.get_reauthentication_methods(self.request.user))
        return can_be_asked and super().is_reauthentication_required(app=app, **more)

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> Any:
        """Who is sent on to set up a first second factor is not asked at once for the password that
        was just given: it counts as the one that is asked for again.
        """
        if owes_second_factor(user):
            records = get_authentication_records(request, user)
            request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
                {**each, "reauthenticated": each["method"] == "password"} for each in records
            ]
        return super().post_login(request, user, **more)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Whose password this is, where the limits let it be looked at; then says what it was.

        That of a closed account is a wrong one: who guesses learns nothing of it.
        """
        user = None
        place = self._take_place(request, credentials)
        try:
            found = super().authenticate(request, **credentials)
            user = found if found is not None and found.is_active else None
        finally:
            leave_place(place, is_right=user is not None)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts nothing here: django-allauth's own limit counts right passwords while they are
        looked at, so of several at once it refuses some.
        """

    def _take_place(self, request: HttpRequest, credentials: dict[str, Any]) -> Place:
        """Looks at no password above the limits, and says so in the log."""
        user = find_named(credentials)
        typed = credentials.get("username") or credentials.get("email") or ""
        try:
            return take_place(user, typed, find_address(request))
        except TooMany as too_many:
            write_line("log-in-refused", user, request, "limit", logging.WARNING)
            request.META[WAIT] = too_many.wait
            raise ValidationError(say_wait(too_many.wait)) from None

    def add_message(self, request: HttpRequest, level: int, *words: Any, **more: Any) -> None:
        """A message for the next page of the account, unless it is plain without."""
        if not any(each in UNSAID for each in words):
            super().add_message(request, level, *words, **more)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Log-in by the organisation's identity provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether whom the provider lets in gets an account, which has no role yet."""
        return settings.SIGN_UP in ("open", "provider")

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuses a token of somebody else than the provider then told of, of another issuer than
        the settings name, or not of now: django-allauth compares none of these.
        """
        told = sociallogin.account.extra_data
        token, person = told.get("id_token") or {}, told.get("userinfo") or {}
        issuer = sociallogin.account.get_provider().app.settings["server_url"]
        is_of_another = bool(token and person) and token.get("sub") != person.get("sub")
        is_elsewhere = bool(token) and _shorten(token["iss"]) != _shorten(issuer)
        is_of_later = token.get("nbf", 0) > time.time() + LEEWAY_SECONDS
        if is_of_another or is_elsewhere or is_of_later:
            raise PermissionDenied

    def on_authentication_error(self, request: HttpRequest, *about: Any, **more: Any) -> None:
        """Says in the log that the provider did not let somebody in."""
        write_line("log-in-failed", None, request, PROVIDER, logging.WARNING)


def _shorten(issuer: str) -> str:
    """An issuer, however the settings write it."""
    return issuer.removesuffix(WELL_KNOWN).rstrip("/")


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor, in the words of this site."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """What a passkey is called until its owner calls it otherwise."""
        return f"Passkey {user.authenticator_set.filter(type=type).count() + 1}"
